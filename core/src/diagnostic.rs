//! Diagnostics: what is wrong, and where.

use crate::json::{Node, Place, pointer, position};
use crate::problem::Problem;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

/// Whether a diagnostic costs anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// What it is about is refused, quarantined or broken (spec ).
    Error,
    /// Advice; the document means what it says.
    Warning,
}

/// Something wrong with a document.
///
/// Its `Display` is one sentence: lower case, no full stop, input in backticks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    problem: Problem,
    source: Arc<str>,
    pointer: String,
    line: u32,
    column: u32,
    span: Range<usize>,
    help: Option<String>,
}

impl Diagnostic {
    /// A diagnostic about a value of a text, or about the member whose key it is.
    pub(crate) fn at(problem: Problem, source: &Arc<str>, node: Node<'_>, help: Option<String>) -> Diagnostic {
        let place = Place::START.to(node.tape.text, node.span().0 as usize);
        Diagnostic::placed(problem, source, node, place, help)
    }

    /// A diagnostic about a value whose place is known.
    pub(crate) fn placed(problem: Problem, source: &Arc<str>, node: Node<'_>, place: Place, help: Option<String>) -> Diagnostic {
        let (start, end) = node.span();
        let Place { line, column, .. } = place;
        let span = start as usize..end as usize;
        Diagnostic { problem, source: source.clone(), pointer: pointer(node), line, column, span, help }
    }

    /// A diagnostic about a byte of a text that is not JSON.
    pub(crate) fn in_text(problem: Problem, source: &Arc<str>, text: &str, at: usize) -> Diagnostic {
        let (line, column) = position(text, at);
        let char = text.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
        let span = at..at.saturating_add(char);
        Diagnostic { problem, source: source.clone(), pointer: String::new(), line, column, span, help: None }
    }

    /// The same place, with another problem.
    #[cfg(any(feature = "signature", feature = "store"))]
    pub(crate) fn with_problem(&self, problem: Problem) -> Diagnostic {
        Diagnostic { problem, ..self.clone() }
    }

    /// The same, with what might mend it.
    #[cfg(feature = "signature")]
    pub(crate) fn with_help(self, help: String) -> Diagnostic {
        Diagnostic { help: Some(help), ..self }
    }

    /// The stable code: see [`CODES`](crate::CODES).
    pub fn code(&self) -> &'static str {
        self.problem.code()
    }

    /// Whether it costs anything.
    pub fn severity(&self) -> Severity {
        if self.problem.is_warning() { Severity::Warning } else { Severity::Error }
    }

    /// The name of the text, as it was given to the loader.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The JSON Pointer (RFC 6901) of the value or member in that text.
    pub fn pointer(&self) -> &str {
        &self.pointer
    }

    /// The line of its first character, from 1.
    pub fn line(&self) -> u32 {
        self.line
    }

    /// The column of its first character, from 1, in code points.
    pub fn column(&self) -> u32 {
        self.column
    }

    /// Its bytes in the text.
    pub fn span(&self) -> Range<usize> {
        self.span.clone()
    }

    /// What might mend it.
    pub fn help(&self) -> Option<&str> {
        self.help.as_deref()
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.problem.fmt(f)
    }
}

/// Every code of a warning, with what it means.
pub const WARNINGS: &[(&str, &str)] = &[
    ("dead-rule", "a rule that is never reached"),
    ("expired", "a flag past its `expires`"),
    ("fully-rolled-out", "a flag that has served everyone for two weeks"),
    ("no-owner", "a flag without `owner`"),
    ("undeclared-attribute", "an attribute that is not declared where others are"),
];

macro_rules! codes {
    ($($code:literal $means:literal;)*) => {
        /// Every code of an error, with what it means (spec ).
        pub const CODES: &[(&str, &str)] = &[$(($code, $means),)*];
    };
}

codes! {
    "bad-condition" "not exactly one kind of condition, or a leaf without operator";
    "bad-bound" "not a bound of a metric";
    "bad-date" "not `YYYY-MM-DD`";
    "bad-domain" "not an e-mail domain";
    "bad-duration" "not a duration";
    "bad-hash" "not a SHA-256 in lower case";
    "bad-ip-range" "not an address or prefix";
    "bad-number" "a number outside what a double holds exactly";
    "bad-percent" "not a percentage";
    "bad-pointer" "not a JSON Pointer";
    "bad-range" "not two ascending percentages";
    "bad-regex" "not a pattern of the dialect";
    "bad-semver" "not comparators";
    "bad-signature" "not a signature of this text by a trusted key";
    "bad-string" "a lone surrogate";
    "bad-timestamp" "not an RFC 3339 date-time";
    "bad-value" "not one of the words or forms allowed";
    "broken-reference" "names something that is itself broken";
    "conflicting-fields" "two members that exclude each other";
    "decreasing" "a step below the one before it";
    "duplicate-id" "an id twice";
    "duplicate-key" "a key twice in one object";
    "duplicate-variant" "a variant twice in a split";
    "empty" "nothing where something must be";
    "flag-in-two-layers" "a flag in a second layer";
    "limit-exceeded" "past a limit of section 3";
    "misplaced-condition" "a condition that cannot stand there";
    "misplaced-field" "a member that has no effect there";
    "missing-field" "a required member is missing";
    "missing-signature" "no signature where one is required";
    "mixed-variants" "variants of more than one type";
    "not-ascending" "not after the one before it";
    "not-in-enum" "a literal outside the declared `enum`";
    "not-utf8" "not UTF-8";
    "off-variant-required" "neither `off_variant` nor a variant `off`";
    "overlay-expected" "a base where an overlay belongs";
    "overlay-unexpected" "an overlay where a base belongs";
    "range-overlap" "two ranges overlap";
    "removes-nothing" "an overlay removes what is not there";
    "requires-cycle" "flags that require each other in a circle";
    "ring-adds-nobody" "a ring that can add nobody";
    "segment-cycle" "segments that name each other in a circle";
    "split-not-100" "a split that is not 100 in all";
    "stage-adds-nobody" "a stage that can add nobody";
    "stale-serial" "a serial that is not above the one that serves";
    "syntax" "not JSON";
    "type-conflict" "an operator or literal that the declared type cannot meet";
    "unknown-field" "a member that nobody knows";
    "unknown-flag" "names a flag that is not there";
    "unknown-operator" "an operator that nobody knows";
    "unknown-ring" "names a ring that is not there";
    "unknown-segment" "names a segment that is not there";
    "unknown-stage" "names a stage that is not there";
    "unknown-variant" "names a variant that the flag lacks";
    "unsupported-feature" "reserved for a later version";
    "unsupported-hash" "another bucket scheme";
    "unsupported-version" "another major version";
    "variant-required" "a serve that does not say what";
    "wrong-type" "another JSON type than required";
}
