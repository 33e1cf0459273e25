//! The core against the naive reference: mutants of the fixtures' documents, and contexts and instants made of their pieces.
//!
//! The mutants are the same in every run. `BURGEE_ROUNDS` says how many; a difference is printed with all that is needed to repeat it.

#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test fails by panicking"
)]

mod adapter;

use adapter::Core;
use burgee_fixtures::{HostValue, Implementation, Question, Source, Texts};
use burgee_reference::Reference;
use serde_json::{Map, Value};
use std::path::Path;

/// Rounds of a usual run.
const ROUNDS: usize = 4_000;
/// Attributes that the fixtures' conditions ask for.
const ATTRIBUTES: [&str; 16] =
    ["plan", "country", "email", "seats", "company", "tags", "version", "ip", "created", "n", "v", "x", "t", "beta", "staff", "device"];

/// A small generator: the same numbers in every run.
///
/// Source: Marsaglia, "Xorshift RNGs" (2003).
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % bound.max(1) as u64) as usize
    }

    fn one_in(&mut self, count: usize) -> bool {
        self.below(count) == 0
    }

    fn pick<'t, T>(&mut self, items: &'t [T]) -> &'t T {
        &items[self.below(items.len())]
    }
}

/// Documents to start from, and what stands in them.
#[derive(Default)]
struct Pieces {
    documents: Vec<Value>,
    values: Vec<Value>,
    keys: Vec<String>,
    instants: Vec<i64>,
}

impl Pieces {
    fn read() -> Pieces {
        let mut pieces = Pieces::default();
        let spec = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec");
        for folder in ["fixtures/decide", "fixtures/refuse", "fixtures/explain", "fixtures/context", "examples"] {
            let mut paths: Vec<_> = std::fs::read_dir(spec.join(folder)).unwrap().map(|entry| entry.unwrap().path()).collect();
            paths.sort();
            for path in paths.iter().filter(|path| path.extension().is_some_and(|end| end == "json")) {
                pieces.find_documents(&serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap());
            }
        }
        pieces.documents.retain(|document| size(document) < 400);
        for document in std::mem::take(&mut pieces.documents) {
            pieces.collect(&document);
            pieces.documents.push(document);
        }
        pieces.values.retain(|value| size(value) < 30);
        pieces.instants = pieces.values.iter().filter_map(|value| burgee::timestamp(value.as_str()?)).collect();
        pieces
    }

    /// Takes every document of a fixture file, or the file itself.
    fn find_documents(&mut self, value: &Value) {
        match value {
            Value::Object(members) if members.contains_key("burgee") => self.documents.push(value.clone()),
            Value::Object(members) => members.values().for_each(|value| self.find_documents(value)),
            Value::Array(items) => match items.iter().map(Value::as_str).collect::<Option<Vec<_>>>() {
                Some(lines) => self.documents.extend(serde_json::from_str(&lines.join("\n")).ok().filter(Value::is_object)),
                None => items.iter().for_each(|value| self.find_documents(value)),
            },
            _ => {}
        }
    }

    fn collect(&mut self, value: &Value) {
        self.values.push(value.clone());
        match value {
            Value::Object(members) => {
                for (key, value) in members {
                    self.keys.push(key.clone());
                    self.collect(value);
                }
            }
            Value::Array(items) => items.iter().for_each(|value| self.collect(value)),
            _ => {}
        }
    }

    /// A document with a few pieces changed for others.
    fn mutant(&self, random: &mut Random) -> Value {
        let mut document = random.pick(&self.documents).clone();
        for _ in 0..=random.below(4) {
            self.mutate(&mut document, random);
        }
        document
    }

    fn mutate(&self, document: &mut Value, random: &mut Random) {
        let mut steps = random.below(size(document));
        let Some(node) = nth(document, &mut steps) else { return };
        let other = random.pick(&self.values).clone();
        match (random.below(4), node) {
            (0, Value::Object(members)) => {
                members.insert(random.pick(&self.keys).clone(), other);
            }
            (1, Value::Object(members)) if !members.is_empty() => {
                let key = members.keys().nth(random.below(members.len())).unwrap().clone();
                let value = members.remove(&key).unwrap();
                if random.one_in(2) {
                    members.insert(random.pick(&self.keys).clone(), value);
                }
            }
            (2, Value::Array(items)) => items.insert(random.below(items.len() + 1), other),
            (_, node) => *node = other,
        }
    }

    /// An instant near one that stands in a document.
    fn now(&self, random: &mut Random) -> i64 {
        let near = [-1, 0, 0, 1, 250, 60_000, 3_600_000, -3_600_000, 86_400_000];
        random.pick(&self.instants) + random.pick(&near)
    }

    /// The text of a mutant, one in four with a character changed too.
    fn text(&self, random: &mut Random) -> String {
        let text = self.mutant(random).to_string();
        if !random.one_in(4) {
            return text;
        }
        let mut characters: Vec<char> = text.chars().collect();
        let at = random.below(characters.len());
        match random.below(3) {
            0 => drop(characters.remove(at)),
            1 => characters.insert(at, *random.pick(&['"', '\\', '}', ',', '\t', 'é', '\0', '-', '.', '0'])),
            _ => characters[at] = *random.pick(&['"', '{', ']', ':', ' ', 'e', '9']),
        }
        characters.into_iter().collect()
    }

    fn overlay(&self, random: &mut Random) -> String {
        let mut overlay = self.mutant(random);
        if let Value::Object(members) = &mut overlay {
            members.insert("burgee".into(), "1".into());
            members.insert("overlay".into(), "prod".into());
            let sections = ["flags", "segments", "layers"].iter().filter_map(|name| members.get(*name)?.is_object().then_some(*name));
            for section in sections.collect::<Vec<_>>() {
                if let (true, Some(Value::Object(things))) = (random.one_in(3), members.get_mut(section)) {
                    remove_some(things, random);
                }
            }
        }
        overlay.to_string()
    }

    fn texts(&self, random: &mut Random) -> Texts {
        let base = Source { name: "document.json".into(), text: self.text(random) };
        let count = if random.one_in(3) { 1 + random.below(2) } else { 0 };
        let overlays = (0..count).map(|index| Source { name: format!("{index}.json"), text: self.overlay(random) }).collect();
        Texts { base, overlays, strict: random.one_in(10) }
    }

    fn context(&self, random: &mut Random) -> Vec<(String, HostValue)> {
        let key = HostValue::String(format!("u{}", random.below(1_000)));
        let mut context = if random.one_in(6) { Vec::new() } else { vec![("key".to_owned(), key)] };
        for name in ATTRIBUTES {
            if random.one_in(2) {
                context.push((name.to_owned(), host(random.pick(&self.values))));
            }
        }
        context
    }
}

/// Makes some things, or some of their fields, `null`.
fn remove_some(things: &mut Map<String, Value>, random: &mut Random) {
    for thing in things.values_mut() {
        match thing {
            Value::Object(fields) if random.one_in(2) => {
                fields.values_mut().filter(|_| random.one_in(2)).for_each(|field| *field = Value::Null)
            }
            thing if random.one_in(3) => *thing = Value::Null,
            _ => {}
        }
    }
}

fn size(value: &Value) -> usize {
    1 + match value {
        Value::Array(items) => items.iter().map(size).sum(),
        Value::Object(members) => members.values().map(size).sum::<usize>(),
        _ => 0,
    }
}

/// The value that is so many steps into a document.
fn nth<'v>(value: &'v mut Value, steps: &mut usize) -> Option<&'v mut Value> {
    if *steps == 0 {
        return Some(value);
    }
    *steps -= 1;
    match value {
        Value::Array(items) => items.iter_mut().find_map(|item| nth(item, steps)),
        Value::Object(members) => members.values_mut().find_map(|value| nth(value, steps)),
        _ => None,
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

#[test]
fn the_core_and_the_reference_give_the_same_answers() {
    let rounds = std::env::var("BURGEE_ROUNDS").map_or(ROUNDS, |rounds| rounds.parse().unwrap());
    let pieces = Pieces::read();
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    let (mut served, mut refused) = (0, 0);
    for round in 0..rounds {
        let texts = pieces.texts(&mut random);
        let ((core, core_document), (reference, reference_document)) = (Core.load(&texts), Reference.load(&texts));
        assert_eq!(core, reference, "round {round}: loading {texts:#?}");
        let (Some(core), Some(reference)) = (core_document, reference_document) else {
            refused += 1;
            continue;
        };
        let context = pieces.context(&mut random);
        let now = pieces.now(&mut random);
        let mut question = Question {
            flag: String::new(),
            context: Some(context),
            now,
            assigned: vec![],
            overrides: vec![],
            buckets: vec![],
            accessor: None,
        };
        let all = reference.evaluate_all(&question);
        assert_eq!(core.evaluate_all(&question), all, "round {round}: {question:#?} of {texts:#?}");
        for decision in serde_json::from_str::<Vec<Value>>(&all).unwrap() {
            question.flag = decision["flag"].as_str().unwrap().to_owned();
            // Some were given something earlier, some meet a bucket at an edge.
            let variant = random.pick(&["on", "off", "a", "b"]).to_string();
            question.assigned = if random.one_in(3) { vec![(question.flag.clone(), variant, question.flag.clone())] } else { vec![] };
            let edge = *random.pick(&[0, 999, 1_000, 4_999, 5_000, 9_999, 24_999, 50_000, 99_999]);
            question.buckets = if random.one_in(3) { vec![(None, edge)] } else { vec![] };
            assert_eq!(core.explain(&question), reference.explain(&question), "round {round}: {question:#?} of {texts:#?}");
            served += 1;
        }
    }
    // The mutants must stay worth their while: enough that load, and enough that do not.
    assert!(served * 2 > rounds && refused * 20 > rounds, "{served} served, {refused} refused of {rounds}");
}
