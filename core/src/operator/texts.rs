//! Texts that are looked for in a string: `contains`, `starts_with`, `ends_with`.

use super::MAX_TEXT;
use crate::index::Case;

/// One or more texts, any of which will do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Texts {
    /// INVARIANT: sorted, none twice; in lower case where case is ignored.
    texts: Box<[Box<str>]>,
    case: Case,
}

impl Texts {
    pub(crate) fn new(mut texts: Vec<Box<str>>, case: Case) -> Texts {
        if case == Case::Ignored {
            texts.iter_mut().for_each(|text| text.make_ascii_lowercase());
        }
        texts.sort_unstable();
        texts.dedup();
        Texts { texts: texts.into(), case }
    }

    /// Whether any occurs in a string, which is at most `MAX_TEXT` bytes long.
    pub(crate) fn any_within(&self, string: &str) -> bool {
        let mut lower = [0; MAX_TEXT];
        let string = match (self.case, lower.get_mut(..string.len())) {
            (Case::Ignored, Some(lower)) => {
                lower.copy_from_slice(string.as_bytes());
                lower.make_ascii_lowercase();
                // Letters of ASCII alone were replaced, so it is a text as before.
                std::str::from_utf8(lower).unwrap_or(string)
            }
            _ => string,
        };
        self.texts.iter().any(|text| string.contains(text.as_ref()))
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
