//! The tables of the specification are those of the code.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test fails by panicking"
)]

use burgee::{CODES, Cause, ErrorCode, LIMITS, Reason};
use std::collections::BTreeSet;

const SPEC: &str = include_str!("../../spec/burgee.md");

/// The rows of the table whose header is `header`, as cells; code marks are dropped from the first.
fn table(header: &str) -> Vec<Vec<String>> {
    let rows = SPEC.split(header).nth(1).unwrap_or_else(|| panic!("no table {header}"));
    let rows = rows.lines().skip(2).take_while(|line| line.starts_with('|'));
    rows.map(|row| row.trim_matches('|').split(" | ").map(|cell| cell.trim().to_owned()).collect()).collect()
}

fn bare(cell: &str) -> &str {
    cell.trim_matches('`')
}

#[test]
fn codes() {
    let spec: Vec<(String, String)> = table("| code | it means |").iter().map(|row| (bare(&row[0]).to_owned(), row[1].clone())).collect();
    let code: Vec<(String, String)> = CODES.iter().map(|(code, means)| (code.to_string(), means.to_string())).collect();
    assert_eq!(spec, code);
}

#[test]
fn limits() {
    let spec: Vec<(String, String, String)> =
        table("| limit | value | what it counts |").iter().map(|row| (bare(&row[0]).to_owned(), row[1].clone(), row[2].clone())).collect();
    let code: Vec<(String, String, String)> =
        LIMITS.iter().map(|limit| (limit.name.to_owned(), limit.value.to_string(), limit.what.to_owned())).collect();
    assert_eq!(spec, code);
}

#[test]
fn operators() {
    let spec: Vec<String> =
        table("| operator | literal | attribute's type | true when |").iter().map(|row| bare(&row[0]).to_owned()).collect();
    // Each operator is known where a leaf has it, and a name beside them is not.
    for operator in &spec {
        let document = format!(r#"{{"burgee":"1","flags":{{"f":{{"if":{{"attribute":"a","{operator}":null}}}}}}}}"#);
        let flags = burgee::Flags::parse(&document).unwrap();
        let codes: Vec<&str> = flags.diagnostics().iter().map(|diagnostic| diagnostic.code()).collect();
        assert_eq!(codes, ["wrong-type"], "{operator}");
    }
    let unknown = burgee::Flags::parse(r#"{"burgee":"1","flags":{"f":{"if":{"attribute":"a","equals":1}}}}"#).unwrap();
    assert_eq!(unknown.diagnostics()[0].code(), "unknown-operator");
    // What is generated asks all of them: see `differential.rs`.
    assert_eq!(spec, burgee_generate::OPERATORS);
}

#[test]
fn reasons_causes_and_error_codes_are_named() {
    for reason in Reason::ALL {
        assert!(SPEC.contains(reason.as_str()), "{reason}");
    }
    for cause in Cause::ALL {
        assert!(SPEC.contains(&format!("`{cause}`")), "{cause}");
    }
    for code in ErrorCode::ALL {
        assert!(SPEC.contains(code.as_str()), "{code}");
    }
}

#[test]
fn rules_are_numbered_once() {
    let mut seen = BTreeSet::new();
    for rule in SPEC.split("**R-").skip(1).filter_map(|rest| rest.split("**").next()) {
        assert!(seen.insert(rule), "R-{rule} twice");
    }
}
