//! The members of a fixture file, each known by its type: what serde reads, and what of it the runner asks.

use std::path::Path;

use serde::Deserialize;
use serde_json::{Value, value::RawValue};

use crate::{
    Question,
    case::{Asked, Body, Case, ExpectedDiagnostic, ExpectedLoad, File, KINDS, Step},
    plain::{assigned, buckets, context, instant, overrides, texts, without_space},
};

pub(crate) fn parse(path: &Path, text: &str) -> Result<File, String> {
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
pub(crate) struct OverlayText {
    pub(crate) name: String,
    pub(crate) document: Box<RawValue>,
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
    stage: Option<Box<RawValue>>,
    promote: Option<bool>,
    restore: Option<bool>,
    evaluate: Option<String>,
    context: Option<Value>,
    now: Option<String>,
    assigned: Option<Value>,
    #[serde(rename = "override")]
    overrides: Option<Value>,
    bucket: Option<Value>,
    /// What staging comes to is no question: the document loads.
    expect: Option<Box<RawValue>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RestoreExpected {
    restored: bool,
}

impl QuestionText {
    fn asked(self, shared: Option<&RawValue>, explain: bool) -> Result<Asked, String> {
        let expected = match (self.expect, explain, self.flag.is_none()) {
            (ExpectedAnswer { decision: Some(answer), decisions: None, trace: None, error: None }, false, false)
            | (ExpectedAnswer { decision: None, decisions: Some(answer), trace: None, error: None }, false, true)
            | (ExpectedAnswer { decision: None, decisions: None, trace: Some(answer), error: None }, true, false) => answer,
            _ => return Err("`expect` does not hold the one answer that is asked for".to_owned()),
        };
        Ok(Asked {
            texts: texts(self.document.as_deref().or(shared), self.overlays, false)?,
            quarantined: self.quarantined,
            all: self.flag.is_none(),
            question: Question {
                flag: self.flag.unwrap_or_default(),
                context: context(self.context.as_ref())?,
                now: instant(self.now.as_deref())?,
                assigned: assigned(self.assigned.as_ref())?,
                overrides: overrides(self.overrides.as_ref())?,
                buckets: buckets(self.bucket.as_ref())?,
                accessor: self.accessor,
            },
            expected: without_space(expected.get()),
        })
    }
}

impl RefuseText {
    fn body(self, shared: Option<&RawValue>) -> Result<Body, String> {
        let RefuseExpected { refused, quarantined, diagnostics } = self.expect;
        if refused == quarantined.is_some() {
            return Err("`quarantined` stands exactly where `refused` is false".to_owned());
        }
        Ok(Body::Refuse {
            texts: texts(self.document.as_deref().or(shared), self.overlays, self.strict)?,
            expected: ExpectedLoad { refused, quarantined: quarantined.unwrap_or_default(), diagnostics },
        })
    }
}

impl BucketText {
    fn body(self) -> Result<Body, String> {
        let unit = match &self.unit {
            Value::String(unit) => unit.clone(),
            Value::Number(unit) if unit.is_i64() => unit.to_string(),
            _ => return Err("`unit` is neither a string nor an integer".to_owned()),
        };
        Ok(Body::Bucket { unit, domain: self.domain, salt: self.salt, expected: self.expect.bucket })
    }
}

impl ContextText {
    fn body(self, shared: Option<&RawValue>) -> Result<Body, String> {
        let text = match (self.text, self.lines) {
            (Some(text), None) => text,
            (None, Some(lines)) => lines.join("\n"),
            _ => return Err("one of `text` and `lines`".to_owned()),
        };
        let expected = match self.expect {
            ExpectedAnswer { decision: Some(answer), decisions: None, trace: None, error: None } => Ok(without_space(answer.get())),
            ExpectedAnswer { decision: None, decisions: None, trace: None, error: Some(code) } => Err(code),
            _ => return Err("`expect` is `decision` or `error`".to_owned()),
        };
        let document = self.document.as_deref().or(shared);
        if expected.is_ok() && (document.is_none() || self.flag.is_none()) {
            return Err("a decision needs `document` and `flag`".to_owned());
        }
        let texts = document.map(|document| texts(Some(document), Vec::new(), false)).transpose()?;
        let now = instant(self.now.as_deref())?;
        Ok(Body::Context { texts, text, flag: self.flag.unwrap_or_default(), now, expected })
    }
}

impl ReloadText {
    fn body(self) -> Result<Body, String> {
        let steps = self.steps.iter().map(|text| {
            let step: StepText = serde_json::from_str(text.get()).map_err(|error| format!("a step: {error}"))?;
            step.step()
        });
        Ok(Body::Reload(steps.collect::<Result<_, String>>()?))
    }
}

impl StepText {
    fn step(self) -> Result<Step, String> {
        if let Some(document) = &self.stage {
            return match self.expect {
                None => Ok(Step::Stage { texts: texts(Some(document), self.overlays, false)? }),
                Some(_) => Err("a step that stages expects nothing".to_owned()),
            };
        }
        let expect = self.expect.as_deref().ok_or("a step without `expect`")?.get();
        let sentence = |error: serde_json::Error| format!("a step: {error}");
        match (self.load, self.promote, self.restore, self.evaluate) {
            (Some(document), None, None, None) => Ok(Step::Load {
                texts: texts(Some(&document), self.overlays, false)?,
                expected: serde_json::from_str(expect).map_err(sentence)?,
            }),
            (None, Some(true), None, None) => Ok(Step::Promote { expected: serde_json::from_str(expect).map_err(sentence)? }),
            (None, None, Some(true), None) => {
                let RestoreExpected { restored } = serde_json::from_str(expect).map_err(sentence)?;
                Ok(Step::Restore { expected: restored })
            }
            (None, None, None, Some(flag)) => {
                let expected: ExpectedAnswer = serde_json::from_str(expect).map_err(sentence)?;
                Ok(Step::Evaluate {
                    question: Question {
                        flag,
                        context: context(self.context.as_ref())?,
                        now: instant(self.now.as_deref())?,
                        assigned: assigned(self.assigned.as_ref())?,
                        overrides: overrides(self.overrides.as_ref())?,
                        buckets: buckets(self.bucket.as_ref())?,
                        accessor: None,
                    },
                    expected: without_space(expected.decision.ok_or("a step without `decision`")?.get()),
                })
            }
            _ => Err("a step is one of `load`, `stage`, `promote` (true), `restore` (true) and `evaluate`".to_owned()),
        }
    }
}
