//! Documents that were changed for the worse: each loads as the reference says, or is refused with errors that stand in the text, while the document
//! before serves as it did.
//!
//! Mutants are made of the fixtures, the examples and of generated documents, of their structure or of their bytes. `BURGEE_MUTANTS` says how
//! many, `BURGEE_SEED` which; `cargo xtask test --only differential` runs 50,000,
//! `cargo xtask deep --only differential` 1,000,000.

#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test fails by panicking"
)]

mod adapter;
mod places;

use adapter::Core;
use burgee_fixtures::{Diagnostic, Document, HostValue, Implementation, Question, Source, Store, Texts};
use burgee_generate::strategy::from_choices;
use burgee_generate::{Choices, Json, Layout, document, mangle, mutate};
use burgee_reference::Reference;
use places::places;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner};
use serde_json::Value;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

/// Mutants of a usual run.
const MUTANTS: usize = 1_000;
/// So many, whatever the machine has: what is generated depends on it.
const THREADS: usize = 2;
/// Attributes that the fixtures' conditions ask for.
const ATTRIBUTES: [&str; 16] =
    ["plan", "country", "email", "seats", "company", "tags", "version", "ip", "created", "n", "v", "x", "t", "beta", "staff", "device"];

/// What mutants are made of.
#[derive(Default)]
struct Pieces {
    documents: Vec<String>,
    values: Vec<HostValue>,
    instants: Vec<i64>,
}

static PIECES: LazyLock<Pieces> = LazyLock::new(Pieces::read);

fn spec() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec")
}

impl Pieces {
    fn read() -> Pieces {
        let mut pieces = Pieces::default();
        for folder in ["fixtures/decide", "fixtures/refuse", "fixtures/explain", "fixtures/context", "examples"] {
            let mut paths: Vec<_> = std::fs::read_dir(spec().join(folder)).unwrap().map(|entry| entry.unwrap().path()).collect();
            paths.sort();
            for path in paths.iter().filter(|path| path.extension().is_some_and(|end| end == "json")) {
                let text = std::fs::read_to_string(path).unwrap();
                let value: Value = serde_json::from_str(&text).unwrap();
                if value.get("burgee").is_some() {
                    pieces.documents.push(text);
                } else {
                    pieces.find_documents(&value);
                }
                pieces.collect(&value);
            }
        }
        pieces.documents.retain(|text| text.len() < 10_000);
        pieces
    }

    /// Takes every document of a fixture file.
    fn find_documents(&mut self, value: &Value) {
        match value {
            Value::Object(members) if members.contains_key("burgee") => self.documents.push(value.to_string()),
            Value::Object(members) => members.values().for_each(|value| self.find_documents(value)),
            Value::Array(items) => match items.iter().map(Value::as_str).collect::<Option<Vec<_>>>() {
                Some(lines) if lines.concat().contains("\"burgee\"") => self.documents.push(lines.join("\n")),
                _ => items.iter().for_each(|value| self.find_documents(value)),
            },
            _ => {}
        }
    }

    fn collect(&mut self, value: &Value) {
        match value {
            Value::Object(members) => members.values().for_each(|value| self.collect(value)),
            Value::Array(items) => items.iter().for_each(|value| self.collect(value)),
            Value::String(text) => self.instants.extend(burgee::timestamp(text)),
            _ => {}
        }
        if value.to_string().len() < 100 {
            self.values.push(host(value));
        }
    }
}

fn host(value: &Value) -> HostValue {
    match value {
        Value::Null => HostValue::Null,
        Value::Bool(boolean) => HostValue::Boolean(*boolean),
        Value::Number(number) => HostValue::Number(number.as_f64().unwrap()),
        Value::String(string) => HostValue::String(string.clone()),
        Value::Array(items) => HostValue::List(items.iter().map(host).collect()),
        Value::Object(members) => HostValue::Object(members.iter().map(|(name, value)| (name.clone(), host(value))).collect()),
    }
}

/// A mutant, perhaps laid over another document, and a question about it.
#[derive(Debug)]
struct Mutant {
    /// What the base was made of.
    original: String,
    base: Vec<u8>,
    overlay: Option<Vec<u8>>,
    strict: bool,
    question: Question,
}

impl Mutant {
    fn new(choices: &mut Choices<'_>) -> Mutant {
        let (original, base) = mutant(choices);
        let overlay = choices.chance(10).then(|| {
            let (_, mut overlay) = mutant(choices);
            if !choices.chance(10) {
                overlay = String::from_utf8_lossy(&overlay).replacen("\"burgee\"", "\"overlay\":\"prod\",\"burgee\"", 1).into_bytes();
            }
            overlay
        });
        let context = (0..16).filter(|_| choices.chance(50)).collect::<Vec<usize>>();
        let mut attributes = vec![("key".to_owned(), HostValue::String(format!("u{}", choices.below(1_000))))];
        attributes.extend(context.into_iter().map(|index| (ATTRIBUTES[index].to_owned(), choices.pick(&PIECES.values).clone())));
        let now = choices.pick(&PIECES.instants) + choices.pick(&[0, -1, 1, 250, 3_600_000, -86_400_000]);
        let buckets = if choices.chance(30) { vec![(None, *choices.pick(&[0, 999, 1_000, 4_999, 5_000, 50_000, 99_999]))] } else { vec![] };
        let question =
            Question { flag: String::new(), context: Some(attributes), now, assigned: vec![], overrides: vec![], buckets, accessor: None };
        Mutant { original, base, overlay, strict: choices.chance(10), question }
    }

    fn texts(&self) -> Option<Texts> {
        let source = |name: &str, bytes: &Vec<u8>| String::from_utf8(bytes.clone()).ok().map(|text| Source { name: name.to_owned(), text });
        let overlays = self.overlay.iter().map(|overlay| source("overlay.json", overlay)).collect::<Option<_>>()?;
        Some(Texts { base: source("document.json", &self.base)?, overlays, strict: self.strict })
    }
}

/// A text, and the bytes of its mutant.
fn mutant(choices: &mut Choices<'_>) -> (String, Vec<u8>) {
    let made = if choices.chance(50) { document(choices) } else { choices.pick(&PIECES.documents).clone() };
    let parsed = serde_json::from_str::<Value>(&made).ok().filter(|_| choices.chance(55));
    let bytes = match parsed {
        Some(value) => {
            let mut json = Json::from(&value);
            for _ in 0..1 + choices.below(3) {
                mutate(choices, &mut json);
            }
            json.write(Layout { space: choices.below(4), escapes: choices.chance(10) }).into_bytes()
        }
        None => {
            let other = choices.pick(&PIECES.documents).clone();
            mangle(choices, made.as_bytes(), other.as_bytes())
        }
    };
    (made, bytes)
}

/// The codes of spec R-13.1.
static CODES: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
    let text = std::fs::read_to_string(spec().join("burgee.md")).unwrap();
    let rows =
        text.split("**R-13.1**").nth(1).unwrap().lines().filter_map(|line| Some(line.strip_prefix("| `")?.split_once('`')?.0.to_owned()));
    rows.collect()
});

fn fail(why: String) -> TestCaseError {
    TestCaseError::fail(why)
}

fn same<T: PartialEq + Debug>(core: T, reference: T, what: &str) -> Result<(), TestCaseError> {
    if core == reference { Ok(()) } else { Err(fail(format!("{what}:\ncore      {core:?}\nreference {reference:?}"))) }
}

/// An error has a code that the specification knows, and stands at something that is in the text.
fn stands(error: &Diagnostic, text: &str) -> Result<(), TestCaseError> {
    let line = text.split('\n').nth(error.line as usize - 1).ok_or_else(|| fail(format!("{error:?} is below the text")))?;
    if error.column as usize > line.chars().count() + 1 || error.column == 0 {
        return Err(fail(format!("{error:?} is beside the text")));
    }
    if !CODES.contains(&error.code) {
        return Err(fail(format!("{error:?} has a code that no table has")));
    }
    let Some(places) = places(text) else {
        return same(error.pointer.as_str(), "", "the pointer of what is not JSON");
    };
    let found = places.iter().any(|place| place.pointer == error.pointer && [place.key, place.value].contains(&(error.line, error.column)));
    // What is too deep stands at a bracket; the pointer is the root's.
    if found || error.pointer.is_empty() { Ok(()) } else { Err(fail(format!("nothing stands where {error:?} says"))) }
}

/// What a store serves, whatever is asked.
fn answers(store: &dyn Store, question: &Question) -> Vec<String> {
    let flags = ["a", "b", "c", "gone"];
    flags.iter().map(|flag| store.evaluate(&Question { flag: (*flag).to_owned(), ..question.clone() })).collect()
}

const SERVING: &str = r#"{"burgee":"1","revision":"before","flags":{
  "a":{"serve":{"percent":50}},
  "b":{"if":{"attribute":"plan","exists":true},"serve":"on"},
  "c":{"variants":{"x":[1],"y":[2],"off":[]},"serve":{"split":["x","y"]},"sticky":true}}}"#;

#[derive(Debug, Default)]
struct Counts {
    mutants: usize,
    not_utf8: usize,
    refused: usize,
    partly: usize,
    right: usize,
}

fn check(mutant: &Mutant, counts: &RefCell<Counts>) -> Result<(), TestCaseError> {
    let mut counts = counts.borrow_mut();
    counts.mutants += 1;
    let Some(texts) = mutant.texts() else {
        counts.not_utf8 += 1;
        return not_text(mutant);
    };
    let mut store = Core.store();
    let serving = Source { name: "before.json".to_owned(), text: SERVING.to_owned() };
    store.load(&Texts { base: serving, overlays: vec![], strict: true });
    let before = answers(store.as_ref(), &mutant.question);
    let ((core, core_document), (reference, reference_document)) = (Core.load(&texts), Reference.load(&texts));
    same(&core, &reference, "loading")?;
    for error in &core.diagnostics {
        let source = texts.overlays.iter().find(|overlay| overlay.name == error.source).unwrap_or(&texts.base);
        stands(error, &source.text)?;
    }
    reload(mutant, &texts)?;
    let reloaded = store.load(&texts);
    same(reloaded.accepted, !core.refused, "the store accepts what loads")?;
    match (core_document, reference_document) {
        (Some(core_document), Some(reference_document)) => {
            if core.diagnostics.is_empty() {
                counts.right += 1
            } else {
                counts.partly += 1
            }
            ask(core_document.as_ref(), reference_document.as_ref(), &mutant.question)
        }
        _ => {
            counts.refused += 1;
            same(reloaded.diagnostics, core.diagnostics.clone(), "why the store refuses")?;
            same(core.diagnostics.is_empty(), false, "refused without an error")?;
            same(answers(store.as_ref(), &mutant.question), before, "what was served before")
        }
    }
}

/// Bytes that are not UTF-8 are refused, at the first that is not, and what is served stays.
fn not_text(mutant: &Mutant) -> Result<(), TestCaseError> {
    let store = burgee::Store::new(burgee::Loader::new());
    store.load("before.json", SERVING).map_err(|error| fail(error.to_string()))?;
    let decisions = || {
        let (flags, context) = (store.snapshot(), burgee::Context::new("u1").with("plan", "pro"));
        flags.evaluate_all_at(&context, mutant.question.now).iter().map(burgee::Decision::to_json).collect::<Vec<_>>()
    };
    let before = decisions();
    let loader = mutant.overlay.iter().fold(burgee::Loader::new(), |loader, overlay| loader.overlay("overlay.json", overlay));
    let Err(error) = store.load_with(&loader, "document.json", &mutant.base) else { return Err(fail("it is loaded".to_owned())) };
    let error = error.diagnostics()[0].clone();
    let bytes = if error.source() == "overlay.json" { mutant.overlay.as_ref().unwrap() } else { &mutant.base };
    let valid = std::str::from_utf8(bytes).map_or_else(|error| error.valid_up_to(), str::len);
    same(error.span().start <= bytes.len(), true, "inside the text")?;
    if error.code() == "not-utf8" {
        let before = String::from_utf8_lossy(&bytes[..valid]).into_owned();
        let (line, column) =
            (before.matches('\n').count() + 1, before.chars().rev().take_while(|character| *character != '\n').count() + 1);
        same((error.line() as usize, error.column() as usize), (line, column), "where it is not UTF-8")?;
    } else {
        // The base is looked at first.
        same(["syntax", "limit-exceeded"].contains(&error.code()), true, error.code())?;
    }
    same(decisions(), before, "what was served before")
}

/// Both stores take a document in another's place alike, and a flag that is not told as changed answers as before (spec R-10.3).
fn reload(mutant: &Mutant, texts: &Texts) -> Result<(), TestCaseError> {
    let first = Source { name: "document.json".to_owned(), text: mutant.original.clone() };
    let first = Texts { base: first, overlays: vec![], strict: false };
    let (mut core, mut reference) = (Core.store(), Reference.store());
    same(core.load(&first), reference.load(&first), "the first document")?;
    let told = core.load(texts);
    same(&told, &reference.load(texts), &format!("what a store tells after {}", mutant.original))?;
    if !told.accepted {
        return Ok(());
    }
    let (Some(before), Some(after)) = (decisions(&first, &mutant.question), decisions(texts, &mutant.question)) else { return Ok(()) };
    for (flag, decision) in after.into_iter().filter(|(flag, _)| !told.changed.contains(flag)) {
        if let Some(former) = before.get(&flag) {
            same(&decision, former, &format!("{flag}, which is told as unchanged from {}", mutant.original))?;
        }
    }
    Ok(())
}

/// The decision of each flag, without the revision.
fn decisions(texts: &Texts, question: &Question) -> Option<BTreeMap<String, Value>> {
    let all: Vec<Value> = serde_json::from_str(&Core.load(texts).1?.evaluate_all(question)).unwrap();
    let named = |mut decision: Value| {
        decision.as_object_mut().unwrap().remove("revision");
        (decision["flag"].as_str().unwrap().to_owned(), decision)
    };
    Some(all.into_iter().map(named).collect())
}

fn ask(core: &dyn Document, reference: &dyn Document, question: &Question) -> Result<(), TestCaseError> {
    let all = reference.evaluate_all(question);
    same(core.evaluate_all(question), all.clone(), "all flags")?;
    for decision in serde_json::from_str::<Vec<Value>>(&all).unwrap() {
        let question = Question { flag: decision["flag"].as_str().unwrap().to_owned(), ..question.clone() };
        same(core.explain(&question), reference.explain(&question), "a trace")?;
    }
    Ok(())
}

/// One thread's share.
fn run(seed: u64, mutants: u32) -> Counts {
    let mut bytes = [1; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let config =
        Config { cases: mutants, failure_persistence: None, max_shrink_iters: 100_000, max_shrink_time: 20_000, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &bytes));
    let counts = RefCell::new(Counts::default());
    match runner.run(&from_choices(Mutant::new), |mutant| check(&mutant, &counts)) {
        Ok(()) => counts.into_inner(),
        Err(TestError::Fail(why, mutant)) => {
            let overlay = mutant.overlay.as_deref().map(String::from_utf8_lossy);
            panic!("seed {seed}: {why}\n{}\n{overlay:?}\n{:?}", String::from_utf8_lossy(&mutant.base), mutant.question)
        }
        Err(other) => panic!("seed {seed}: {other}"),
    }
}

fn number(name: &str, usual: usize) -> usize {
    std::env::var(name).map_or(usual, |text| text.parse().unwrap())
}

#[test]
fn a_mutant_loads_as_the_reference_says_or_is_refused_where_it_is_wrong() {
    let (mutants, seed) = (number("BURGEE_MUTANTS", MUTANTS), number("BURGEE_SEED", 1));
    let share = mutants.div_ceil(THREADS) as u32;
    let counts: Vec<Counts> = std::thread::scope(|scope| {
        let running: Vec<_> = (0..THREADS).map(|thread| scope.spawn(move || run((seed * THREADS + thread) as u64, share))).collect();
        running.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    if std::env::var_os("BURGEE_MUTANTS").is_some() {
        println!("{counts:#?}");
    }
    // They must stay worth their while: enough of every kind.
    for part in counts {
        for kind in [part.not_utf8 * 4, part.refused, part.partly, part.right] {
            assert!(kind * 40 > part.mutants, "{part:?}");
        }
    }
}
