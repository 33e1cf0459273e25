//! A store: one document that serves, and the one before (spec section 10).

use crate::{
    change,
    diagnostic::Spot,
    document::{Diagnostic, Document, Text, load},
};

/// What an accepted document changes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Flags that only the new document has.
    pub added: Vec<String>,
    /// Flags that only the old one had.
    pub removed: Vec<String>,
    /// Flags that are another in the new one.
    pub changed: Vec<String>,
}

/// A store.
#[derive(Clone, Debug, Default)]
pub struct Store {
    serving: Option<Document>,
    before: Option<Document>,
}

impl Store {
    /// Loads a document in place of the one that serves.
    ///
    /// # Errors
    ///
    /// The errors of a document that is refused; the one before keeps serving.
    pub fn load(&mut self, texts: &[Text], strict: bool) -> Result<Changes, Vec<Diagnostic>> {
        let (document, errors) = load(texts, strict);
        self.promote(document.ok_or(errors)?)
    }

    /// Serves a document that was loaded before, in place of the one that serves.
    ///
    /// # Errors
    ///
    /// A stale serial; the one before keeps serving.
    pub fn promote(&mut self, document: Document) -> Result<Changes, Vec<Diagnostic>> {
        if self.is_stale(&document)
            && let Some(serial) = Spot::root(&document.root.clone()).get("serial")
        {
            return Err(document.refused_for("stale-serial", &serial));
        }
        let changes = change::between(self.serving.as_ref(), &document);
        self.before = self.serving.replace(document);
        Ok(changes)
    }

    fn is_stale(&self, document: &Document) -> bool {
        let Some(serving) = &self.serving else { return false };
        let number = |document: &Document| document.serial().and_then(|serial| serial.number());
        match (number(serving), number(document)) {
            (Some(old), Some(new)) => {
                new < old || new == old && !serving.texts.iter().map(|text| &text.bytes).eq(document.texts.iter().map(|text| &text.bytes))
            }
            _ => false,
        }
    }

    /// Puts the document before in the place of the one that serves; false if there is none.
    pub fn restore(&mut self) -> bool {
        if self.before.is_some() {
            std::mem::swap(&mut self.serving, &mut self.before);
        }
        self.before.is_some()
    }

    /// The document that serves.
    pub fn serving(&self) -> Option<&Document> {
        self.serving.as_ref()
    }
}
