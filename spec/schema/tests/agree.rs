//! The schemas and the fixtures say the same of every document, as far as a schema can see.

use std::collections::BTreeSet;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use jsonschema::{Registry, Validator};
use serde_json::Value;

type Outcome = Result<(), Box<dyn Error>>;

/// Codes whose every instance is a matter of shape. The rest need more than one place of the document to be compared, a
/// sum, a number's own digits, or text that a JSON reader has already decoded.
const VISIBLE: &[&str] = &[
    "bad-bound",
    "bad-condition",
    "bad-date",
    "bad-domain",
    "bad-duration",
    "bad-hash",
    "bad-pointer",
    "bad-semver",
    "bad-timestamp",
    "bad-value",
    "conflicting-fields",
    "empty",
    "misplaced-field",
    "missing-field",
    "mixed-variants",
    "off-variant-required",
    "overlay-expected",
    "overlay-unexpected",
    "unknown-field",
    "unknown-operator",
    "unsupported-feature",
    "unsupported-hash",
    "unsupported-version",
    "variant-required",
    "wrong-type",
];

/// Codes that judge a flag, segment or layer as merged, which no single file shows.
const MERGED: &[&str] = &["off-variant-required", "variant-required"];

/// Cases in which the schema says otherwise, and why it does.
const EXCEPTIONS: &[(&str, &str)] = &[
    (
        "refuse/top-level: loading looks no further into tests",
        "the schema reads cases as section 12 says them, for editors; loading does not",
    ),
    ("refuse/strings-numbers: numbers that nobody reads are not judged", "the JSON reader of this test refuses 1e999 wherever it stands"),
    ("refuse/rollouts: what is ruled out is of the bound's form", "two members are compared"),
    ("refuse/rollouts: what is ruled out is on the failing side", "two members are compared"),
    ("refuse/rollouts: which is below, for a bound from below", "two members are compared"),
    ("refuse/rollouts: not to itself", "two stages are compared"),
    ("refuse/rollouts: at a ring it has nothing to compare with", "whether a stage is drawn depends on those before it"),
    ("refuse/rollouts: nor at 100 %", "whether a stage is drawn depends on those before it"),
    ("refuse/rollouts: nor at 0 %", "whether a stage is drawn depends on those before it"),
    ("refuse/rollouts: nor after a ring that draws", "whether a stage is drawn depends on those before it"),
    ("refuse/rollouts: an overlay that does not is told", "each file is judged by itself; only what is merged excludes"),
    ("refuse/literals: a duration is at most 36525 days", "a sum; the schema sees the form of a duration only"),
    (
        "refuse/duplicates: a split that stands twice is still judged as a whole",
        "the JSON reader of this test keeps the last of two members",
    ),
    ("refuse/overlays: what is wrong in the base and removed is not told", "each file is judged by itself; only what is merged is loaded"),
    (
        "decide/overlays: what is wrong in the base and put right in the overlay is right",
        "each file is judged by itself; only what is merged is loaded",
    ),
];

/// The steps of `reload` do not say what is quarantined; in this file flags, segments and layers break on purpose.
const BROKEN_ON_PURPOSE: &str = "reload/quarantine-changes: ";

struct Schemas {
    document: Validator,
    overlay: Validator,
}

impl Schemas {
    fn compile() -> Result<Self, Box<dyn Error>> {
        let document: Value = serde_json::from_str(burgee_schema::DOCUMENT)?;
        let overlay: Value = serde_json::from_str(burgee_schema::OVERLAY)?;
        let registry = Registry::new().add("file:///burgee.schema.json", document.clone())?.prepare()?;
        Ok(Self {
            document: jsonschema::options().with_registry(&registry).build(&document)?,
            overlay: jsonschema::options().with_registry(&registry).with_base_uri("file:///overlay.schema.json").build(&overlay)?,
        })
    }

    /// What is wrong with a text, at most one sentence; `None` for a valid one. Text that is not JSON is wrong.
    fn fault(&self, text: &Text) -> Option<String> {
        let schema = if text.overlay { &self.overlay } else { &self.document };
        match &text.value {
            None => Some("not JSON".to_owned()),
            Some(value) => schema.validate(value).err().map(|error| format!("{error} at {}", error.instance_path())),
        }
    }
}

/// One document or overlay of a fixture.
struct Text {
    name: String,
    overlay: bool,
    value: Option<Value>,
}

impl Text {
    fn read(name: &str, overlay: bool, document: &Value) -> Self {
        let value = match document {
            Value::Array(lines) => {
                let lines: Vec<&str> = lines.iter().filter_map(Value::as_str).collect();
                serde_json::from_str(&lines.join("\n")).ok()
            }
            object => Some(object.clone()),
        };
        Self { name: name.to_owned(), overlay, value }
    }
}

/// The base and overlays that an object (a case, or a step of one) gives to the implementation.
fn texts(given: &Value, shared: &Value) -> Vec<Text> {
    let base = given.get("load").or_else(|| given.get("document")).unwrap_or(shared);
    let mut texts = vec![Text::read("document.json", false, base)];
    for overlay in given.get("overlays").and_then(Value::as_array).into_iter().flatten() {
        let name = overlay.get("name").and_then(Value::as_str).unwrap_or_default();
        texts.push(Text::read(name, true, overlay.get("document").unwrap_or(&Value::Null)));
    }
    texts
}

/// One case of a fixture.
struct Case {
    /// `KIND/FILE: NAME`
    label: String,
    body: Value,
    /// The document that its file shares.
    shared: Value,
}

/// Every case of a kind.
fn cases(kind: &str) -> Result<Vec<Case>, Box<dyn Error>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures").join(kind);
    let mut cases = Vec::new();
    for path in json_files(&folder)? {
        let file: Value = serde_json::from_str(&fs::read_to_string(&path)?)?;
        let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let shared = file.get("document").cloned().unwrap_or_default();
        for case in file.get("cases").and_then(Value::as_array).into_iter().flatten() {
            let name = case.get("name").and_then(Value::as_str).unwrap_or_default();
            cases.push(Case { label: format!("{kind}/{stem}: {name}"), body: case.clone(), shared: shared.clone() });
        }
    }
    assert!(!cases.is_empty(), "no cases of the kind {kind}");
    Ok(cases)
}

fn json_files(folder: &Path) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<Result<_, std::io::Error>>()?;
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
    paths.sort();
    Ok(paths)
}

/// The names of the texts in which the schemas must find a fault, for the diagnostics that are expected.
fn visible(diagnostics: &[Value]) -> BTreeSet<String> {
    let member = |diagnostic: &Value, name: &str| diagnostic.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let mut names = BTreeSet::new();
    for diagnostic in diagnostics {
        let (code, pointer) = (member(diagnostic, "code"), member(diagnostic, "pointer"));
        let source = diagnostic.get("source").and_then(Value::as_str).unwrap_or("document.json").to_owned();
        let merged = MERGED.contains(&code.as_str()) || (code == "missing-field" && pointer.matches('/').count() == 2);
        if VISIBLE.contains(&code.as_str()) && !(merged && source != "document.json") {
            names.insert(source);
        }
    }
    names
}

/// Fails with every disagreement that is not an exception, and with every exception that no longer is a disagreement.
fn judge(kinds: &[&str], disagreements: Vec<(String, String)>) {
    let excepted = |label: &str| EXCEPTIONS.iter().any(|(case, _)| *case == label);
    let found: Vec<String> =
        disagreements.iter().filter(|(label, _)| !excepted(label)).map(|(label, what)| format!("{label}\n    {what}")).collect();
    assert!(found.is_empty(), "{} disagreements:\n{}", found.len(), found.join("\n"));
    for (case, reason) in EXCEPTIONS.iter().filter(|(case, _)| kinds.iter().any(|kind| case.starts_with(&format!("{kind}/")))) {
        assert!(disagreements.iter().any(|(label, _)| label == case), "no exception any more: {case} ({reason})");
    }
}

#[test]
fn examples_are_valid() -> Outcome {
    let schemas = Schemas::compile()?;
    let paths = json_files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples"))?;
    assert!(!paths.is_empty(), "no examples");
    for path in paths {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let value = serde_json::from_str(&fs::read_to_string(&path)?)?;
        let fault = schemas.fault(&Text::read(&name, name.starts_with("overlay-"), &value));
        assert!(fault.is_none(), "{name}: {}", fault.unwrap_or_default());
    }
    Ok(())
}

#[test]
fn documents_that_load_without_errors_are_valid() -> Outcome {
    let schemas = Schemas::compile()?;
    let mut disagreements = Vec::new();
    let kinds = ["decide", "explain", "reload"];
    for kind in kinds {
        for Case { label, body, shared } in cases(kind)? {
            let steps = body.get("steps").and_then(Value::as_array).cloned().unwrap_or_else(|| vec![body.clone()]);
            for step in steps {
                let loads =
                    kind != "reload" || (step.get("load").is_some() && step.pointer("/expect/accepted") == Some(&Value::Bool(true)));
                if loads && body.get("quarantined").is_none() && !label.starts_with(BROKEN_ON_PURPOSE) {
                    let faults =
                        texts(&step, &shared).into_iter().filter_map(|text| Some(format!("{}: {}", text.name, schemas.fault(&text)?)));
                    disagreements.extend(faults.map(|fault| (label.clone(), fault)));
                }
            }
        }
    }
    judge(&kinds, disagreements);
    Ok(())
}

#[test]
fn documents_with_a_visible_error_are_invalid_and_those_without_any_are_valid() -> Outcome {
    let schemas = Schemas::compile()?;
    let mut disagreements = Vec::new();
    for Case { label, body, shared } in cases("refuse")? {
        let diagnostics = body.pointer("/expect/diagnostics").and_then(Value::as_array).cloned().unwrap_or_default();
        let visible = visible(&diagnostics);
        for text in texts(&body, &shared) {
            match schemas.fault(&text) {
                None if visible.contains(&text.name) => disagreements.push((label.clone(), format!("{}: should be invalid", text.name))),
                Some(fault) if diagnostics.is_empty() => disagreements.push((label.clone(), format!("{}: {fault}", text.name))),
                _ => {}
            }
        }
    }
    judge(&["refuse"], disagreements);
    Ok(())
}
