//! The core against the naive reference, over documents and questions that a generator makes: loading, every decision, every trace.
//!
//! A usual run is short; `cargo xtask test --only differential` runs 200,000 pairs, `cargo xtask deep --only differential` 10,000,000.
//! `BURGEE_ROUNDS` says how many pairs of a document and a question, `BURGEE_SEED` which; the same seed makes the same pairs. A failure is shrunk before it
//! is printed. What is generated must stay worth its while, so it is counted and the shares are asserted.
//!
//! Planted on a copy, each of these was seen within 60,000 pairs: a bucket by modulo; a percentage that admits the bucket equal to it; `lt` that is `lte`;
//! `sticky` before the layer. A store that forgets what it serves while it loads was seen by `mutants.rs`.

#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test fails by panicking"
)]

mod adapter;

use adapter::Core;
use burgee_fixtures::{Implementation, Question};
use burgee_generate::strategy::from_choices;
use burgee_generate::{Case, OPERATORS, case};
use burgee_reference::Reference;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner};
use serde_json::Value;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt::Debug;

/// Pairs of a usual run.
const ROUNDS: usize = 2_000;
/// So many, whatever the machine has: what is generated depends on it.
const THREADS: usize = 2;
/// Questions of one document.
const QUESTIONS: usize = 16;

/// How often something was seen.
#[derive(Debug, Default)]
struct Counts {
    documents: usize,
    right: usize,
    refused: usize,
    pairs: usize,
    decisions: usize,
    /// Traces that were looked into.
    traces: usize,
    seen: BTreeMap<String, usize>,
}

impl Counts {
    fn add(&mut self, other: Counts) {
        self.documents += other.documents;
        self.right += other.right;
        self.refused += other.refused;
        self.pairs += other.pairs;
        self.decisions += other.decisions;
        self.traces += other.traces;
        for (word, count) in other.seen {
            *self.seen.entry(word).or_default() += count;
        }
    }

    fn see(&mut self, word: String) {
        *self.seen.entry(word).or_default() += 1;
    }

    /// Looks at what a trace did: each word counts once.
    fn look(&mut self, trace: &Value, document: &Value) {
        self.traces += 1;
        let decision = &trace["decision"];
        let mut words =
            vec![format!("reason {}", decision["reason"].as_str().unwrap()), format!("cause {}", decision["cause"].as_str().unwrap())];
        operators(&trace["steps"], &mut words);
        if let Some(form) = trace["steps"].as_array().and_then(|steps| form(steps.last()?, &document["flags"][decision["flag"].as_str()?]))
        {
            words.push(format!("serve {form}"));
        }
        words.sort_unstable();
        words.dedup();
        words.into_iter().for_each(|word| self.see(word));
    }

    /// Asserts that each of these is at least so much of all traces, in thousandths.
    #[track_caller]
    fn at_least(&self, thousandths: usize, kind: &str, words: &[&str]) {
        for word in words {
            let seen = self.seen.get(&format!("{kind} {word}")).copied().unwrap_or_default();
            assert!(seen * 1_000 >= self.traces * thousandths, "{kind} {word}: {seen} of {} traces: {self:#?}", self.traces);
        }
    }
}

/// The operators that were asked, and what they said.
fn operators(value: &Value, words: &mut Vec<String>) {
    if let (Some(operator), Some(verdict)) = (value["operator"].as_str(), value["verdict"].as_str())
        && verdict != "skipped"
    {
        words.push(format!("operator {operator}"));
        words.push(format!("verdict {operator} {verdict}"));
    }
    match value {
        Value::Array(items) => items.iter().for_each(|item| operators(item, words)),
        Value::Object(members) => members.values().for_each(|member| operators(member, words)),
        _ => {}
    }
}

/// How the serve of a trace's last step says whom it serves what.
fn form(step: &Value, flag: &Value) -> Option<&'static str> {
    let serve = match step["step"].as_str()? {
        "rollout" => return Some("rollout"),
        "rule" => &flag["rules"].as_array()?.iter().find(|rule| rule["id"] == step["rule"])?["serve"],
        "serve" => &flag["serve"],
        _ => return None,
    };
    let split = serve["split"].as_array().and_then(|parts| parts.first());
    let who = ["percent", "ring", "schedule"].into_iter().find(|name| !serve[*name].is_null());
    Some(match (split, who) {
        (Some(first), _) if first["ranges"].is_array() => "ranges",
        (Some(first), _) if first.is_string() => "split in equal parts",
        (Some(_), _) => "split",
        (None, who) => who.unwrap_or("variant"),
    })
}

fn same<T: PartialEq + Debug>(core: T, reference: T, what: &str) -> Result<(), TestCaseError> {
    if core == reference { Ok(()) } else { Err(TestCaseError::fail(format!("{what}:\ncore      {core:?}\nreference {reference:?}"))) }
}

/// Asks both everything.
fn compare(case: &Case, counts: &RefCell<Counts>) -> Result<(), TestCaseError> {
    let ((core, core_document), (reference, reference_document)) = (Core.load(&case.texts), Reference.load(&case.texts));
    let mut counts = counts.borrow_mut();
    counts.documents += 1;
    counts.right += usize::from(core.diagnostics.is_empty());
    same(&core, &reference, "loading")?;
    if case.intact {
        // That a flag costs too much is all that may be wrong with it.
        let wrong =
            core.diagnostics.iter().find(|error| (error.code.as_str(), error.pointer.matches('/').count()) != ("limit-exceeded", 2));
        same(wrong, None, "a document that is right")?;
    }
    let (Some(core), Some(reference)) = (core_document, reference_document) else {
        counts.refused += 1;
        return Ok(());
    };
    let plain: Option<Value> = serde_json::from_str(&case.texts.base.text).ok().filter(|_| case.texts.overlays.is_empty());
    for (index, question) in case.questions.iter().enumerate() {
        counts.pairs += 1;
        let all = reference.evaluate_all(question);
        same(core.evaluate_all(question), all.clone(), &format!("all flags, {question:?}"))?;
        same(core.evaluate(question), reference.evaluate(question), &format!("one flag, {question:?}"))?;
        for decision in serde_json::from_str::<Vec<Value>>(&all).unwrap() {
            let question = Question { flag: decision["flag"].as_str().unwrap().to_owned(), accessor: None, ..question.clone() };
            let trace = reference.explain(&question);
            same(core.explain(&question), trace.clone(), &format!("a trace, {question:?}"))?;
            counts.decisions += 1;
            if let (0, Some(plain)) = (index, &plain) {
                counts.look(&serde_json::from_str(&trace).unwrap(), plain);
            }
        }
    }
    if let Some(question) = case.questions.first() {
        let ask = |document: &dyn burgee_fixtures::Document| document.evaluate_text(&question.flag, &case.context, question.now);
        same(ask(core.as_ref()), ask(reference.as_ref()), &format!("a context as text, {}", case.context))?;
    }
    Ok(())
}

/// One thread's share of the rounds.
fn run(seed: u64, documents: u32) -> Counts {
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let config =
        Config { cases: documents, failure_persistence: None, max_shrink_iters: 100_000, max_shrink_time: 20_000, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &bytes));
    let counts = RefCell::new(Counts::default());
    let outcome = runner.run(&from_choices(|choices| case(choices, QUESTIONS)), |case| compare(&case, &counts));
    match outcome {
        Ok(()) => counts.into_inner(),
        Err(TestError::Fail(why, case)) => panic!("seed {seed}: {why}\n{:#?}", case.texts),
        Err(other) => panic!("seed {seed}: {other}"),
    }
}

fn number(name: &str, usual: usize) -> usize {
    std::env::var(name).map_or(usual, |text| text.parse().unwrap())
}

#[test]
fn the_core_and_the_reference_give_the_same_answers() {
    let rounds = number("BURGEE_ROUNDS", ROUNDS);
    let seed = number("BURGEE_SEED", 1);
    let documents = rounds.div_ceil(QUESTIONS * THREADS) as u32;
    let mut counts = Counts::default();
    std::thread::scope(|scope| {
        let running: Vec<_> = (0..THREADS).map(|thread| scope.spawn(move || run((seed * THREADS + thread) as u64, documents))).collect();
        running.into_iter().for_each(|thread| counts.add(thread.join().unwrap()));
    });
    if std::env::var_os("BURGEE_ROUNDS").is_some() {
        println!("{counts:#?}");
    }
    assert!(counts.right * 100 >= counts.documents * 60, "{} of {} documents are right", counts.right, counts.documents);
    assert!(counts.refused * 100 >= counts.documents, "{} of {} documents are refused", counts.refused, counts.documents);
    // One in a hundred cannot be told from few.
    if counts.traces < 2_000 {
        return;
    }
    counts.at_least(10, "reason", &["STATIC", "DEFAULT", "TARGETING_MATCH", "SPLIT", "DISABLED", "ERROR"]);
    counts.at_least(10, "operator", &OPERATORS);
    counts.at_least(10, "serve", &["variant", "percent", "ring", "schedule", "split", "split in equal parts", "ranges", "rollout"]);
}
