//! The files of fixtures, read: every member is known, every case has a name of its own and names the rules that it covers.

use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::{Value, value::RawValue};

use crate::{Diagnostic, Question, Source, Texts, host, instant};

/// The folders of fixtures; a file's kind is its folder's name.
const KINDS: [&str; 6] = ["decide", "refuse", "explain", "bucket", "context", "reload"];

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
    parse(path, &text).map_err(place)
}

fn parse(path: &Path, text: &str) -> Result<File, String> {
    let file: FileText = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let folder = path.parent().and_then(Path::file_name).and_then(|name| name.to_str()).unwrap_or_default();
    if KINDS.contains(&folder) && folder != file.kind {
        return Err(format!("a file of kind `{}` in the folder `{folder}`", file.kind));
    }
    if file.cases.is_empty() {
        return Err("no cases".to_owned());
    }
    let mut cases: Vec<Case> = Vec::new();
    for text in &file.cases {
        let case = parse_case(&file, text.get())?;
        if case.rules.is_empty() {
            return Err(format!("`{}` names no rule", case.name));
        }
        if cases.iter().any(|other| other.name == case.name) {
            return Err(format!("`{}` is the name of two cases", case.name));
        }
        cases.push(case);
    }
    Ok(File { path: path.to_owned(), about: file.about, cases })
}

fn parse_case(file: &FileText, text: &str) -> Result<Case, String> {
    let shared = file.document.as_deref();
    let named: Named = serde_json::from_str(text).map_err(|error| format!("a case: {error}"))?;
    let body = match file.kind.as_str() {
        "decide" => parsed(text, |case: QuestionText| case.asked(shared, false).map(Body::Decide)),
        "explain" => parsed(text, |case: QuestionText| case.asked(shared, true).map(Body::Explain)),
        "refuse" => parsed(text, |case: RefuseText| case.body(shared)),
        "bucket" => parsed(text, |case: BucketText| case.body()),
        "context" => parsed(text, |case: ContextText| case.body(shared)),
        "reload" => parsed(text, |case: ReloadText| case.body()),
        kind => Err(format!("no kind `{kind}`")),
    };
    let body = body.map_err(|error| format!("`{}`: {error}", named.name))?;
    Ok(Case { name: named.name, rules: named.rules, body })
}

fn parsed<'a, T: Deserialize<'a>>(text: &'a str, body: impl FnOnce(T) -> Result<Body, String>) -> Result<Body, String> {
    body(serde_json::from_str(text).map_err(|error| error.to_string())?)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileText {
    kind: String,
    about: String,
    document: Option<Box<RawValue>>,
    cases: Vec<Box<RawValue>>,
}

#[derive(Deserialize)]
struct Named {
    name: String,
    rules: Vec<String>,
}

/// A case of the kinds `decide` and `explain`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct QuestionText {
    #[serde(rename = "name")]
    _name: String,
    #[serde(rename = "rules")]
    _rules: Vec<String>,
    document: Option<Box<RawValue>>,
    #[serde(default)]
    overlays: Vec<OverlayText>,
    #[serde(default)]
    quarantined: Vec<String>,
    /// Required; `null` asks all flags.
    #[serde(deserialize_with = "written")]
    flag: Option<String>,
    context: Option<Value>,
    now: Option<String>,
    assigned: Option<Value>,
    #[serde(rename = "override")]
    overrides: Option<Value>,
    bucket: Option<Value>,
    accessor: Option<String>,
    expect: ExpectedAnswer,
}

/// The same members, deserialised so that a missing one is an error and `null` is not.
fn written<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Option::deserialize(deserializer)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExpectedAnswer {
    decision: Option<Box<RawValue>>,
    decisions: Option<Box<RawValue>>,
    trace: Option<Box<RawValue>>,
    error: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OverlayText {
    name: String,
    document: Box<RawValue>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RefuseText {
    #[serde(rename = "name")]
    _name: String,
    #[serde(rename = "rules")]
    _rules: Vec<String>,
    document: Option<Box<RawValue>>,
    #[serde(default)]
    overlays: Vec<OverlayText>,
    #[serde(default)]
    strict: bool,
    expect: RefuseExpected,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RefuseExpected {
    refused: bool,
    quarantined: Option<Vec<String>>,
    diagnostics: Vec<ExpectedDiagnostic>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BucketText {
    #[serde(rename = "name")]
    _name: String,
    #[serde(rename = "rules")]
    _rules: Vec<String>,
    unit: Value,
    domain: String,
    salt: String,
    expect: BucketExpected,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BucketExpected {
    bucket: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ContextText {
    #[serde(rename = "name")]
    _name: String,
    #[serde(rename = "rules")]
    _rules: Vec<String>,
    document: Option<Box<RawValue>>,
    text: Option<String>,
    lines: Option<Vec<String>>,
    flag: Option<String>,
    now: Option<String>,
    expect: ExpectedAnswer,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ReloadText {
    #[serde(rename = "name")]
    _name: String,
    #[serde(rename = "rules")]
    _rules: Vec<String>,
    steps: Vec<Box<RawValue>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StepText {
    load: Option<Box<RawValue>>,
    #[serde(default)]
    overlays: Vec<OverlayText>,
    restore: Option<bool>,
    evaluate: Option<String>,
    context: Option<Value>,
    now: Option<String>,
    assigned: Option<Value>,
    #[serde(rename = "override")]
    overrides: Option<Value>,
    bucket: Option<Value>,
    expect: Box<RawValue>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RestoreExpected {
    restored: bool,
}
