//! The fixtures of `spec/rollouts/cases`, through the crate: each verdict; that a second question changes nothing; and the text of the edit.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test fails by panicking"
)]

use burgee::{Flags, Loader, Observations};
use serde_json::Value as Json;
use std::path::Path;

fn cases() -> Vec<(String, Json)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec/rollouts/cases");
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let mut cases = Vec::new();
    for path in paths {
        let file: Json = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        assert_eq!(file["kind"], "decide-rollout", "{path:?}");
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        for case in file["cases"].as_array().unwrap() {
            cases.push((format!("{name}: {}", case["name"].as_str().unwrap()), case.clone()));
        }
    }
    cases
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
    let mut rest = got;
    let mut parts = expected.split("<any>");
    let Some(after) = rest.strip_prefix(parts.next().unwrap_or("")) else { return false };
    rest = after;
    for part in parts {
        let quote = rest.find('"').unwrap_or(rest.len());
        let Some(after) = rest.get(quote..).and_then(|rest| rest.strip_prefix(part)) else { return false };
        rest = after;
    }
    rest.is_empty()
}

struct Asked<'c> {
    flag: &'c str,
    observations: Observations,
    now: i64,
    approved_by: Option<&'c str>,
}

impl Asked<'_> {
    fn ask(&self, text: &str) -> burgee::RolloutDecision {
        let flags = Loader::new().strict(true).load("document.json", text).unwrap_or_else(|error| panic!("{error}\n{text}"));
        flags.decide_rollout(self.flag, &self.observations, self.now, self.approved_by).unwrap()
    }
}

#[test]
fn every_fixture_gives_what_it_says() {
    let cases = cases();
    let mut failures = Vec::new();
    for (name, case) in &cases {
        let observations = case.get("observations").map(Json::to_string).or(case.get("text").map(|text| text.as_str().unwrap().to_owned()));
        let observations = observations.map_or(Ok(Observations::default()), |text| Observations::parse("metrics.json", &text));
        if let Some(expected) = case["expect"].get("diagnostics") {
            let got: Vec<Json> = observations
                .err()
                .iter()
                .flat_map(|error| error.diagnostics())
                .map(|found| serde_json::json!({ "code": found.code(), "pointer": found.pointer() }))
                .collect();
            if *expected != Json::from(got.clone()) {
                failures.push(format!("{name}\n  expected {expected}\n  got      {got:?}"));
            }
            continue;
        }
        let asked = Asked {
            flag: case["flag"].as_str().unwrap(),
            observations: observations.unwrap_or_else(|error| panic!("{name}: {error}")),
            now: burgee::timestamp(case["now"].as_str().unwrap()).unwrap(),
            approved_by: case.get("approved_by").and_then(Json::as_str),
        };
        let before = text(&case["document"]);
        let verdict = asked.ask(&before);
        let (expected, got): (&Json, Json) = (&case["expect"]["verdict"], serde_json::from_str(&verdict.to_json()).unwrap());
        if !does(expected, &got) {
            failures.push(format!("{name}\n  expected {expected}\n  got      {got}"));
            continue;
        }
        let patch = verdict.patch(&before, "bot").unwrap();
        assert_eq!(patch.is_empty(), got.get("progress").is_none(), "{name}");
        let after = patch.apply(&before).unwrap();
        let again = asked.ask(&after);
        if !again.patch(&after, "bot").unwrap().is_empty() {
            failures.push(format!("{name}: asked again\n  {}", again.to_json()));
        }
        if let Some(edited) = case["expect"].get("edited").map(text).filter(|edited| !reads(edited, &after)) {
            failures.push(format!("{name}\n  expected {edited}\n  got      {after}"));
        }
    }
    assert!(failures.is_empty(), "{} of {} failed\n{}", failures.len(), cases.len(), failures.join("\n"));
    assert!(cases.len() >= 180, "{}", cases.len());
}

#[test]
fn every_rule_has_a_case_and_every_case_names_rules_that_are_there() {
    let page = include_str!("../../spec/rollouts.md");
    let defined: Vec<&str> = page.lines().filter_map(|line| line.strip_prefix("- **")?.split_once("**")).map(|(rule, _)| rule).collect();
    let cases = cases();
    let named: Vec<&str> =
        cases.iter().flat_map(|(_, case)| case["rules"].as_array().unwrap()).map(|rule| rule.as_str().unwrap()).collect();
    let unknown: Vec<_> = named.iter().filter(|rule| !defined.contains(rule)).collect();
    // What says why, or how figures are worked out, is held by other tests.
    let elsewhere = ["R-14.6", "R-14.20", "R-14.21", "R-14.22", "R-14.50"];
    let uncovered: Vec<_> = defined.iter().filter(|rule| !named.contains(rule) && !elsewhere.contains(rule)).collect();
    assert!(unknown.is_empty() && uncovered.is_empty(), "unknown {unknown:?}, without a case {uncovered:?}");
}

#[test]
fn a_disabled_or_quarantined_flag_and_one_without_a_rollout() {
    let flags = Flags::parse(r#"{ "burgee": "1", "flags": { "a": { "serve": "on" }, "b": { "rollout": { "stages": [] } } } }"#).unwrap();
    assert_eq!(flags.decide_rollout("a", &Observations::default(), 0, None), None);
    assert_eq!(flags.decide_rollout("c", &Observations::default(), 0, None), None);
    let verdict = flags.decide_rollout("b", &Observations::default(), 0, Some("ada")).unwrap();
    assert_eq!(verdict.to_json(), r#"{"flag":"b","action":"hold","wait":"quarantined","why":"the flag is quarantined: empty"}"#);
}
