//! The tests inside the documents of `spec/examples` (spec section 12), as cases.
//!
//! Overlays are no documents of their own and are left to the files they overlay.

use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

use crate::{
    File, Question, Source, Texts,
    case::{Body, Case},
    plain::{buckets, context, instant, overrides},
};

/// What an inline test asks, and the members that its decision must have.
#[derive(Clone, Debug)]
pub(crate) struct Inline {
    pub(crate) texts: Texts,
    pub(crate) question: Question,
    /// `expect`; a variant's name stands for `{"variant": …}`.
    pub(crate) expected: Map<String, Value>,
}

/// Reads every example, in the order of their paths.
///
/// # Errors
///
/// For each file whose tests are not as the specification's section 12 says: a sentence that begins with its path.
pub fn read_all() -> Vec<Result<File, String>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples");
    let entries = match std::fs::read_dir(&root) {
        Ok(entries) => entries,
        Err(error) => return vec![Err(format!("{}: {error}", root.display()))],
    };
    let mut paths: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
    paths.sort();
    paths.iter().filter_map(|path| read(path).map_err(|error| format!("{}: {error}", path.display())).transpose()).collect()
}

/// One example; nothing for an overlay.
fn read(path: &Path) -> Result<Option<File>, String> {
    let text = std::fs::read_to_string(path).map_err(|error| error.to_string())?;
    let document: Value = serde_json::from_str(&text).map_err(|error| error.to_string())?;
    if document.get("overlay").is_some() {
        return Ok(None);
    }
    let tests = document.get("tests").and_then(Value::as_object).ok_or("an example has `tests`")?;
    let mut cases = Vec::new();
    for (flag, list) in tests {
        for (number, test) in list.as_array().ok_or("tests are lists")?.iter().enumerate() {
            let test = test.as_object().ok_or("a test is an object")?;
            let name = test.get("name").and_then(Value::as_str).map_or_else(|| number.to_string(), str::to_owned);
            let salt = document.pointer(&format!("/flags/{flag}/salt")).and_then(Value::as_str).unwrap_or(flag);
            let texts = Texts { base: Source { name: "document.json".to_owned(), text: text.clone() }, overlays: Vec::new(), strict: true };
            let (question, expected) = asked(flag, salt, test).map_err(|error| format!("{flag}: {name}: {error}"))?;
            let body = Body::Inline(Inline { texts, question, expected });
            cases.push(Case { name: format!("{flag}: {name}"), rules: vec!["R-12.1".to_owned()], body });
        }
    }
    Ok(Some(File { path: path.to_owned(), about: "an example's own tests".to_owned(), cases }))
}

fn asked(flag: &str, salt: &str, test: &Map<String, Value>) -> Result<(Question, Map<String, Value>), String> {
    let assigned = test.get("assigned").map(|variant| variant.as_str().ok_or("`assigned` is a variant")).transpose()?;
    let question = Question {
        flag: flag.to_owned(),
        context: context(test.get("context"))?,
        now: instant(test.get("now").and_then(Value::as_str))?,
        assigned: assigned.map(|variant| (flag.to_owned(), variant.to_owned(), salt.to_owned())).into_iter().collect(),
        overrides: overrides(test.get("override"))?,
        buckets: buckets(test.get("bucket"))?,
        accessor: None,
    };
    let expected = match test.get("expect") {
        Some(Value::String(variant)) => Map::from_iter([("variant".to_owned(), Value::String(variant.clone()))]),
        Some(Value::Object(members)) => members.clone(),
        _ => return Err("`expect` is a variant or an object".to_owned()),
    };
    Ok((question, expected))
}

impl Inline {
    /// Where a decision differs from what is expected: the member, as expected and as it is.
    pub(crate) fn difference(&self, decision: &str) -> Option<(String, String)> {
        let decision: Value = serde_json::from_str(decision).ok()?;
        self.expected.iter().find_map(|(name, expected)| {
            let got = match name.as_str() {
                "store" => Some(Value::Bool(decision.get("store").is_some())),
                _ => decision.get(name).cloned(),
            };
            (got.as_ref() != Some(expected)).then(|| (format!("{name}: {expected}"), format!("{name}: {got:?} in {decision}")))
        })
    }
}
