//! Stores by handle: what they serve is a document like any other.

use crate::engine::{Engine, FAILED, source};
use crate::report;
use burgee::{Changes, LoadError, Loader, Store};
use std::sync::Arc;

impl Engine {
    /// A store without a document. Its handle.
    #[inline(never)]
    pub fn store(&mut self) -> i32 {
        match self.stores.insert(Arc::new(Store::new(Loader::new()))) {
            Some(store) => store,
            None => self.fail("there are too many stores"),
        }
    }

    /// Has a store load the document in the input, and says what changed. The document's handle.
    #[inline(never)]
    pub fn store_load(&mut self, input: &[u8], store: i32, length: u32, strict: bool) -> i32 {
        let Some(store) = self.stores.get(store).cloned() else { return self.refuse(GONE) };
        let Some((loader, name, text)) = source(input, length, strict) else { return self.refuse("the input holds no document") };
        let loaded = store.load_with(&loader, &name, text);
        self.served(&store, loaded)
    }

    /// The handle of what a store serves now, if it took what it was to load.
    pub(crate) fn served(&mut self, store: &Store, loaded: Result<Changes, LoadError>) -> i32 {
        if self.accepted(loaded) { self.keep(store.snapshot()) } else { FAILED }
    }

    /// Has a store serve a document that is held already, and says what changed.
    pub fn store_promote(&mut self, store: i32, document: i32) -> i32 {
        let Some(store) = self.stores.get(store).cloned() else { return self.refuse(GONE) };
        let Some(candidate) = self.documents.get(document) else { return self.refuse("there is no such document") };
        let promoted = store.promote(candidate);
        if self.accepted(promoted) { 0 } else { FAILED }
    }

    /// Says what a store's answer is, and whether it serves another document.
    fn accepted(&mut self, answer: Result<Changes, LoadError>) -> bool {
        let said = answer.as_ref().map_or_else(report::refusal, |changes| report::object(report::changes(changes)));
        self.say(&said);
        answer.is_ok()
    }

    /// Has a store serve the document before again. Its handle; negative where there was none.
    #[inline(never)]
    pub fn store_restore(&mut self, store: i32) -> i32 {
        let Some(store) = self.stores.get(store).cloned() else { return self.refuse(GONE) };
        if store.restore() { self.keep(store.snapshot()) } else { self.refuse("there is no document before") }
    }
}

pub(crate) const GONE: &str = "there is no such store";
