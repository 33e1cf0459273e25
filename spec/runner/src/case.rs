//! The files of fixtures, read: every member is known, every case has a name of its own and names the rules that it covers.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::{Diagnostic, Question, Texts, example::Inline, format};

/// The folders of fixtures; a file's kind is its folder's name.
pub(crate) const KINDS: [&str; 6] = ["decide", "refuse", "explain", "bucket", "context", "reload"];

/// One file of fixtures.
#[derive(Clone, Debug)]
pub struct File {
    /// Where it is.
    pub path: PathBuf,
    /// Its sentence.
    pub about: String,
    /// Its cases, in order.
    pub cases: Vec<Case>,
}

/// One case.
#[derive(Clone, Debug)]
pub struct Case {
    /// Its sentence, unique in its file.
    pub name: String,
    /// The rules of the specification that it covers.
    pub rules: Vec<String>,
    /// What is asked, and what is expected.
    pub(crate) body: Body,
}

#[derive(Clone, Debug)]
pub(crate) enum Body {
    Decide(Asked),
    Explain(Asked),
    Refuse { texts: Texts, expected: ExpectedLoad },
    Bucket { unit: String, domain: String, salt: String, expected: u32 },
    Context { texts: Option<Texts>, text: String, flag: String, now: i64, expected: Result<String, String> },
    Reload(Vec<Step>),
    Inline(Inline),
}

/// A question to a document that loads, and the canonical JSON that answers it.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) texts: Texts,
    pub(crate) quarantined: Vec<String>,
    /// Whether all flags are asked.
    pub(crate) all: bool,
    pub(crate) question: Question,
    pub(crate) expected: String,
}

#[derive(Clone, Debug)]
pub(crate) struct ExpectedLoad {
    pub(crate) refused: bool,
    pub(crate) quarantined: Vec<String>,
    pub(crate) diagnostics: Vec<ExpectedDiagnostic>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ExpectedDiagnostic {
    pub(crate) code: String,
    pub(crate) source: Option<String>,
    pub(crate) pointer: String,
    pub(crate) line: Option<u32>,
    pub(crate) column: Option<u32>,
}

#[derive(Clone, Debug)]
pub(crate) enum Step {
    Load { texts: Texts, expected: ExpectedReload },
    Stage { texts: Texts },
    Promote { expected: ExpectedReload },
    Restore { expected: bool },
    Evaluate { question: Question, expected: String },
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ExpectedReload {
    pub(crate) accepted: bool,
    #[serde(default)]
    pub(crate) added: Vec<String>,
    #[serde(default)]
    pub(crate) removed: Vec<String>,
    #[serde(default)]
    pub(crate) changed: Vec<String>,
    #[serde(default)]
    pub(crate) diagnostics: Vec<ExpectedDiagnostic>,
}

impl ExpectedDiagnostic {
    /// Whether a diagnostic is this one, in all that this one says.
    pub(crate) fn matches(&self, got: &Diagnostic) -> bool {
        self.code == got.code
            && self.pointer == got.pointer
            && self.source.as_ref().is_none_or(|source| *source == got.source)
            && self.line.is_none_or(|line| line == got.line)
            && self.column.is_none_or(|column| column == got.column)
    }
}

/// Reads every file under `spec/fixtures`, in the order of their paths.
///
/// # Errors
///
/// For each file that is not as `spec/fixtures/README.md` says: a sentence that begins with its path.
pub fn read_all() -> Vec<Result<File, String>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures");
    let mut paths: Vec<PathBuf> = KINDS
        .iter()
        .filter_map(|kind| std::fs::read_dir(root.join(kind)).ok())
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
        .collect();
    paths.sort();
    paths.iter().map(|path| read(path)).collect()
}

/// Reads one file.
///
/// # Errors
///
/// A sentence that begins with the path, if the file is not as `spec/fixtures/README.md` says.
pub fn read(path: &Path) -> Result<File, String> {
    let place = |error: String| format!("{}: {error}", path.display());
    let text = std::fs::read_to_string(path).map_err(|error| place(error.to_string()))?;
    format::parse(path, &text).map_err(place)
}
