//! `matches` (spec ): one dialect in every binding, linear time.

use crate::verdict::{Unknown, Verdict};
use regex_lite::Regex;

/// The longest text that is searched, in bytes.
pub(crate) const MAX_HAYSTACK: usize = 4_096;

/// A pattern, compiled at load.
#[derive(Clone, Debug)]
pub(crate) struct Pattern(Regex);

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.0.as_str() == other.0.as_str()
    }
}

impl Pattern {
    /// Compiles a pattern; the error says what is wrong with it.
    pub(crate) fn parse(pattern: &str) -> Result<Pattern, String> {
        Regex::new(pattern).map(Pattern).map_err(|error| error.to_string())
    }
}

/// Whether any pattern is found in a text.
pub(crate) fn any(patterns: &[Pattern], text: &str) -> Verdict {
    if text.len() > MAX_HAYSTACK {
        return Verdict::Unknown(Unknown::TooLong);
    }
    patterns.iter().any(|pattern| pattern.0.is_match(text)).into()
}
