//! The cases under `spec/rollouts/cases`: whether a rollout moves on, and the edit of its document.

use std::path::Path;

use serde_json::Value as Json;

use crate::instant;

/// What is asked.
#[derive(Clone, Debug)]
pub struct RolloutQuestion {
    /// The text of the document.
    pub document: String,
    /// The flag's key.
    pub flag: String,
    /// The text of the observations.
    pub observations: Option<String>,
    /// The instant, in milliseconds since the epoch.
    pub now: i64,
    /// Who approves.
    pub approved_by: Option<String>,
}

/// What is answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RolloutAnswer {
    /// The observations are refused: the code and the pointer of each error.
    Refused(Vec<(String, String)>),
    /// The verdict, as canonical JSON, and the document's text, edited by `bot`.
    Verdict(String, String),
}

/// An implementation of `spec/rollouts.md`.
pub trait Rollouts {
    /// Decides.
    fn decide(&self, question: &RolloutQuestion) -> RolloutAnswer;
}

/// A case.
#[derive(Clone, Debug)]
pub struct RolloutCase {
    /// The file's name and the case's.
    pub name: String,
    /// The rules that it is about.
    pub rules: Vec<String>,
    /// The question.
    pub question: RolloutQuestion,
    expect: Json,
}

/// Reads the cases.
pub fn read_rollouts() -> Vec<RolloutCase> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../rollouts/cases");
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let mut cases = Vec::new();
    for path in paths {
        let file: Json = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        assert_eq!(file["kind"], "decide-rollout", "{path:?}");
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        cases.extend(file["cases"].as_array().unwrap().iter().map(|case| read(&name, case)));
    }
    cases
}

fn read(file: &str, case: &Json) -> RolloutCase {
    let word = |name: &str| case.get(name).and_then(Json::as_str).map(str::to_owned);
    let observations = case.get("observations").map(Json::to_string).or_else(|| word("text"));
    RolloutCase {
        name: format!("{file}: {}", word("name").unwrap()),
        rules: case["rules"].as_array().unwrap().iter().map(|rule| rule.as_str().unwrap().to_owned()).collect(),
        question: RolloutQuestion {
            document: text(&case["document"]),
            flag: word("flag").unwrap(),
            observations,
            now: instant::milliseconds(&word("now").unwrap()).unwrap(),
            approved_by: word("approved_by"),
        },
        expect: case["expect"].clone(),
    }
}

/// Holds an implementation against a case: what is wrong.
pub fn run_rollout(implementation: &dyn Rollouts, case: &RolloutCase) -> Result<(), String> {
    let differs = |expected: &Json, got: &str| Err(format!("{}\n  expected {expected}\n  got      {got}", case.name));
    let (verdict, edited) = match (implementation.decide(&case.question), case.expect.get("diagnostics")) {
        (RolloutAnswer::Refused(errors), Some(expected)) => {
            let got: Vec<Json> = errors.iter().map(|(code, pointer)| serde_json::json!({ "code": code, "pointer": pointer })).collect();
            return if *expected == Json::from(got.clone()) { Ok(()) } else { differs(expected, &format!("{got:?}")) };
        }
        (answer @ RolloutAnswer::Refused(_), None) | (answer, Some(_)) => return differs(&case.expect, &format!("{answer:?}")),
        (RolloutAnswer::Verdict(verdict, edited), None) => (verdict, edited),
    };
    let (expected, got): (&Json, Json) = (&case.expect["verdict"], serde_json::from_str(&verdict).unwrap());
    if !does(expected, &got) {
        return differs(expected, &verdict);
    }
    if (edited == case.question.document) != got.get("progress").is_none() {
        return Err(format!("{}: the text changes, and the progress does not; or the other way round\n  {edited}", case.name));
    }
    if let Some(expected) = case.expect.get("edited").filter(|expected| !reads(&text(expected), &edited)) {
        return Err(format!("{}\n  expected {}\n  got      {edited}", case.name, text(expected)));
    }
    let again = implementation.decide(&RolloutQuestion { document: edited.clone(), ..case.question.clone() });
    if !matches!(&again, RolloutAnswer::Verdict(_, after) if *after == edited) {
        return Err(format!("{}: asked again\n  {again:?}", case.name));
    }
    Ok(())
}

/// A document, or the lines of one.
fn text(document: &Json) -> String {
    match document {
        Json::Array(lines) => lines.iter().map(|line| line.as_str().unwrap()).collect::<Vec<_>>().join("\n"),
        document => document.to_string(),
    }
}

/// Whether `got` is as expected, in all that is expected of it.
fn holds(expected: &Json, got: &Json) -> bool {
    match (expected, got) {
        (Json::Object(expected), Json::Object(got)) => {
            expected.iter().all(|(name, value)| got.get(name).is_some_and(|got| holds(value, got)))
        }
        (Json::Array(expected), Json::Array(got)) => {
            expected.len() == got.len() && expected.iter().zip(got).all(|(expected, got)| holds(expected, got))
        }
        (Json::Number(expected), Json::Number(got)) => expected.as_f64() == got.as_f64(),
        (expected, got) => expected == got,
    }
}

/// Whether what a verdict does is exactly as expected; what it rests on may say more.
fn does(expected: &Json, got: &Json) -> bool {
    let same = |name: &str| expected.get(name) == got.get(name);
    let refused = |verdict: &Json| verdict.get("refused").and_then(Json::as_array).map_or(0, Vec::len);
    ["action", "to", "wait", "until", "progress"].into_iter().all(same) && refused(expected) == refused(got) && holds(expected, got)
}

/// Whether a text is as expected, where `<any>` stands for what is in a string.
fn reads(expected: &str, got: &str) -> bool {
    let mut parts = expected.split("<any>");
    let Some(mut rest) = got.strip_prefix(parts.next().unwrap_or_default()) else { return false };
    for part in parts {
        let quote = rest.find('"').unwrap_or(rest.len());
        let Some(after) = rest[quote..].strip_prefix(part) else { return false };
        rest = after;
    }
    rest.is_empty()
}
