//! The cases of the bench of operators: all operators, and each does what its case says.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use burgee_benches::operators::{CASES, FLAG};
use burgee_benches::workload::NOW;

const SPEC: &str = include_str!("../../spec/burgee.md");

#[test]
fn every_operator_of_the_specification_has_a_case() {
    let table = SPEC.split("| operator | literal |").nth(1).unwrap();
    let rows = table.lines().skip(2).take_while(|line| line.starts_with('|'));
    let named: Vec<&str> = rows.filter_map(|row| row.split('`').nth(1)).collect();
    let mut cases: Vec<&str> = CASES.iter().map(|case| case.operator).collect();
    cases.dedup();
    assert_eq!(cases, named);
}

#[test]
fn a_hit_is_a_hit_and_a_miss_a_miss() {
    for case in CASES {
        let flags = case.flags().unwrap();
        for (outcome, context) in case.contexts().unwrap() {
            assert_eq!(flags.evaluate_at(FLAG, &context, NOW).is_on(), outcome == "hit", "{} {outcome}", case.name());
        }
    }
}
