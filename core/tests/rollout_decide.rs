//! The cases of `spec/rollouts/cases`, through the crate: each verdict; that a second question changes nothing; and the text of the edit.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod decider;

use burgee::{Flags, Observations};
use burgee_fixtures::{read_rollouts, run_rollout};
use decider::Decider;

#[test]
fn every_case_gives_what_it_says() {
    let cases = read_rollouts();
    let failures: Vec<String> = cases.iter().filter_map(|case| run_rollout(&Decider, case).err()).collect();
    assert!(failures.is_empty(), "{} of {} failed\n{}", failures.len(), cases.len(), failures.join("\n"));
    assert!(cases.len() >= 180, "{}", cases.len());
}

#[test]
fn every_rule_has_a_case_and_every_case_names_rules_that_are_there() {
    let page = include_str!("../../spec/rollouts.md");
    let defined: Vec<&str> = page.lines().filter_map(|line| line.strip_prefix("- **")?.split_once("**")).map(|(rule, _)| rule).collect();
    let cases = read_rollouts();
    let named: Vec<&str> = cases.iter().flat_map(|case| &case.rules).map(String::as_str).collect();
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
