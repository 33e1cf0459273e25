//! Holds an implementation of burgee against the fixtures under `spec/fixtures`.
//!
//! An implementation is anything that speaks [`Implementation`]: plain text and plain data, so that the core, the naive reference, a wheel or
//! a `.wasm` can stand behind it. The format of the files is in `spec/fixtures/README.md`.

mod case;
mod coverage;
mod example;
mod format;
mod host;
mod instant;
mod plain;
mod rollouts;
mod run;
mod vector;

pub use case::{Case, File, read, read_all};
pub use coverage::{Coverage, coverage};
pub use example::read_all as read_examples;
pub use host::HostValue;
pub use rollouts::{RolloutAnswer, RolloutCase, RolloutQuestion, Rollouts, read_rollouts, run_rollout};
pub use run::{Failure, Report, run, run_files};

/// A text with its name.
#[derive(Clone, Debug)]
pub struct Source {
    /// The file name that diagnostics use.
    pub name: String,
    /// The text.
    pub text: String,
}

/// A base document and its overlays, in order.
#[derive(Clone, Debug)]
pub struct Texts {
    /// The base.
    pub base: Source,
    /// The overlays.
    pub overlays: Vec<Source>,
    /// Whether any error refuses the document.
    pub strict: bool,
}

/// An error that loading found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The code of spec.
    pub code: String,
    /// The file name.
    pub source: String,
    /// The JSON Pointer.
    pub pointer: String,
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1, in code points.
    pub column: u32,
}

/// What loading came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Loaded {
    /// The document is refused whole.
    pub refused: bool,
    /// The quarantined flags, sorted; empty when refused.
    pub quarantined: Vec<String>,
    /// All errors, in order; no warnings.
    pub diagnostics: Vec<Diagnostic>,
}

/// One question.
#[derive(Clone, Debug)]
pub struct Question {
    /// The flag's key.
    pub flag: String,
    /// The attributes; none where what is passed is no context.
    pub context: Option<Vec<(String, HostValue)>>,
    /// The instant, in milliseconds since the epoch.
    pub now: i64,
    /// Flag, variant, salt.
    pub assigned: Vec<(String, String, String)>,
    /// Flag, variant.
    pub overrides: Vec<(String, String)>,
    /// Domain (`None` for every draw) and bucket.
    pub buckets: Vec<(Option<String>, u32)>,
    /// `boolean`, `string`, `number` or `object`.
    pub accessor: Option<String>,
}

/// What a store says of a load.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reloaded {
    /// Whether the document was accepted.
    pub accepted: bool,
    /// The flags that were added, removed and changed, each sorted.
    pub added: Vec<String>,
    /// See `added`.
    pub removed: Vec<String>,
    /// See `added`.
    pub changed: Vec<String>,
    /// The errors, when it was not.
    pub diagnostics: Vec<Diagnostic>,
}

/// A loaded document that can be asked.
pub trait Document {
    /// The decision, as canonical JSON (spec ).
    fn evaluate(&self, question: &Question) -> String;
    /// All decisions, as a canonical JSON array; `question.flag` is ignored.
    fn evaluate_all(&self, question: &Question) -> String;
    /// The trace, as canonical JSON (spec ).
    fn explain(&self, question: &Question) -> String;
    /// The decision for a context given as text, or the code for which it is refused.
    fn evaluate_text(&self, flag: &str, context: &str, now: i64) -> Result<String, String>;
}

/// A store (spec section 10).
pub trait Store {
    /// Loads a document; if it is refused the one before keeps serving.
    fn load(&mut self, texts: &Texts) -> Reloaded;
    /// Loads a candidate beside the document that is served. Whether it loads.
    fn stage(&mut self, texts: &Texts) -> bool;
    /// Serves the candidate that was staged last, as it is.
    fn promote(&mut self) -> Reloaded;
    /// Goes back to the document before; false where there is none.
    fn restore(&mut self) -> bool;
    /// The decision of the document that is served.
    fn evaluate(&self, question: &Question) -> String;
}

/// An implementation of burgee.
pub trait Implementation {
    /// Loads a document: what came of it, and the document if it is not refused.
    fn load(&self, texts: &Texts) -> (Loaded, Option<Box<dyn Document>>);
    /// The bucket of a unit (as text; an integer is its decimal text) in a draw.
    fn bucket(&self, unit: &str, domain: &str, salt: &str) -> u32;
    /// A new store without a document.
    fn store(&self) -> Box<dyn Store>;
}
