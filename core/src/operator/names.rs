//! A set of texts: searched one by one where they are few, by a table where they are many.

use crate::index::{Case, Index};
use crate::words::Sought;

/// So many texts are searched one by one, where case matters; otherwise comparing takes longer than hashing.
const FEW: usize = 8;

/// A set of texts.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Names {
    /// INVARIANT: sorted, none twice; in lower case where case is ignored.
    texts: Box<[Box<str>]>,
    case: Case,
    /// The bytes of the longest: what is longer is not hashed.
    longest: usize,
    /// INVARIANT: of these texts, where they are many.
    index: Option<Index>,
}

impl Names {
    pub(crate) fn new(mut texts: Vec<Box<str>>, case: Case) -> Names {
        if case == Case::Ignored {
            texts.iter_mut().for_each(|text| text.make_ascii_lowercase());
        }
        texts.sort_unstable();
        texts.dedup();
        let few = if case == Case::Ignored { 0 } else { FEW };
        let index = (texts.len() > few).then(|| Index::new(texts.iter().map(AsRef::as_ref), case));
        let longest = texts.iter().map(|text| text.len()).max().unwrap_or(0);
        Names { texts: texts.into(), case, longest, index }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }

    /// Whether a text is in it.
    #[inline]
    pub(crate) fn hold(&self, text: &str) -> bool {
        match (&self.index, self.case) {
            (Some(index), _) => text.len() <= self.longest && index.find(&self.texts, text, |own| own).is_some(),
            (None, Case::Matters) => {
                let sought = Sought::new(text);
                self.texts.iter().any(|own| sought.is(own))
            }
            (None, Case::Ignored) => self.texts.iter().any(|own| self.case.equal(own, text)),
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.texts.len()
    }

    pub(crate) fn longest(&self) -> usize {
        self.longest
    }

    /// Whether each of its texts is one that `among` finds.
    pub(crate) fn each(&self, among: impl Fn(&dyn Fn(&str) -> bool) -> bool) -> bool {
        self.texts.iter().all(|own| among(&|text| self.case.equal(own, text)))
    }
}
