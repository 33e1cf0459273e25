//! Texts that are looked for in a string: `contains`, `starts_with`, `ends_with`.

use crate::index::Case;

/// One or more texts, any of which will do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Texts {
    texts: Box<[Box<str>]>,
    case: Case,
}

impl Texts {
    pub(crate) fn new(texts: Vec<Box<str>>, case: Case) -> Texts {
        Texts { texts: texts.into(), case }
    }

    /// Whether any occurs in a string.
    pub(crate) fn any_within(&self, string: &str) -> bool {
        self.texts.iter().any(|text| {
            if self.case == Case::Ignored {
                string.as_bytes().windows(text.len()).any(|window| window.eq_ignore_ascii_case(text.as_bytes()))
            } else {
                string.contains(text.as_ref())
            }
        })
    }

    /// Whether a string begins with any.
    pub(crate) fn any_begins(&self, string: &str) -> bool {
        self.texts.iter().any(|text| string.as_bytes().get(..text.len()).is_some_and(|start| self.equal(start, text)))
    }

    /// Whether a string ends with any.
    pub(crate) fn any_ends(&self, string: &str) -> bool {
        let tail = |text: &str| string.len().checked_sub(text.len()).and_then(|from| string.as_bytes().get(from..));
        self.texts.iter().any(|text| tail(text).is_some_and(|end| self.equal(end, text)))
    }

    fn equal(&self, part: &[u8], text: &str) -> bool {
        if self.case == Case::Ignored { part.eq_ignore_ascii_case(text.as_bytes()) } else { part == text.as_bytes() }
    }
}
