//! Advice that is asked for: which codes, where, and when it is withheld.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use burgee::{Loader, Severity};

/// 2026-06-01T00:00:00Z.
const NOW: i64 = 1_780_272_000_000;

/// The code and the pointer of everything that is said of a document.
#[track_caller]
fn told(flags: &str, expected: &[(&str, &str)]) {
    let text = format!(
        r#"{{ "burgee": "1", "attributes": {{ "country": {{ "type": "string" }} }}, "rings": [ {{ "id": "here", "if": {{ "attribute": "country", "eq": "NZ" }} }}, {{ "id": "half", "percent": 50 }}, {{ "id": "all" }} ], "flags": {{ {flags} }} }}"#
    );
    let flags = Loader::new().lint(NOW).load("flags.json", &text).unwrap();
    let found: Vec<(&str, &str)> = flags.diagnostics().iter().map(|one| (one.code(), one.pointer())).collect();
    assert_eq!(found, expected, "{text}");
    assert!(flags.diagnostics().iter().all(|one| one.severity() == Severity::Warning) && flags.quarantined().count() == 0);
    assert!(Loader::new().load("flags.json", &text).unwrap().diagnostics().is_empty(), "nobody asked");
}

/// The sentences that are said of a document.
#[track_caller]
fn told_of(flags: &str) -> Vec<String> {
    let text = format!(r#"{{ "burgee": "1", "flags": {{ {flags} }} }}"#);
    let flags = Loader::new().lint(NOW).load("flags.json", &text).unwrap();
    flags.diagnostics().iter().map(ToString::to_string).collect()
}

#[test]
fn a_flag_has_an_owner_and_an_end() {
    told(r#""a": { "serve": "off" }"#, &[("no-owner", "/flags/a")]);
    told(r#""a": { "owner": "web", "serve": "off" }"#, &[]);
    told(r#""a": { "owner": "web", "expires": "2026-05-30", "serve": "off" }"#, &[("expired", "/flags/a/expires")]);
    told(r#""a": { "owner": "web", "expires": "2026-06-01", "serve": "off" }"#, &[]);
}

#[test]
fn an_attribute_is_declared_once_any_is() {
    let asks = |name: &str| {
        format!(
            r#""a": {{ "owner": "web", "serve": "off", "rules": [ {{ "id": "r", "if": {{ "attribute": "{name}", "eq": "NZ" }}, "serve": "on" }} ] }}"#
        )
    };
    told(&asks("country"), &[]);
    told(&asks("contry"), &[("undeclared-attribute", "/flags/a/rules/0/if/eq")]);
}

#[test]
fn a_flag_that_serves_everyone_for_two_weeks_can_go() {
    let flag = |rest: &str| format!(r#""a": {{ "owner": "web", {rest} }}"#);
    let done = [("fully-rolled-out", "/flags/a/serve")];
    told(&flag(r#""created": "2026-05-01", "serve": "on""#), &done);
    told(&flag(r#""created": "2026-05-01", "serve": { "percent": 100 }"#), &done);
    told(
        &flag(
            r#""created": "2026-05-01", "serve": { "schedule": { "start": "2026-05-02T00:00:00Z", "steps": [ { "after": "0s", "percent": 100 } ] } }"#,
        ),
        &done,
    );
    for fresh in [
        r#""created": "2026-05-20", "serve": "on""#,
        r#""created": "2026-05-01", "serve": "off""#,
        r#""created": "2026-05-01", "serve": { "percent": 99 }"#,
        r#""created": "2026-05-01", "permanent": true, "serve": "on""#,
        r#""created": "2026-05-01", "enabled": false, "serve": "on""#,
        r#""serve": "on""#,
        r#""created": "2026-05-01", "if": { "attribute": "country", "eq": "NZ" }, "serve": "on""#,
        r#""created": "2026-05-01", "exclude": { "attribute": "country", "eq": "NZ" }, "serve": "on""#,
    ] {
        told(&flag(fresh), &[]);
    }
}

#[test]
fn a_rollout_that_reached_its_end_two_weeks_ago_can_go() {
    let at = |stage: &str, since: &str, status: &str| {
        format!(
            r#""a": {{ "owner": "web", "rollout": {{ "stages": [ {{ "id": "some", "percent": 5 }}, {{ "id": "all", "percent": 100 }} ] }},
               "progress": {{ "stage": "{stage}", "since": "{since}", "status": "{status}" }} }}"#
        )
    };
    let done = [("fully-rolled-out", "/flags/a/rollout")];
    told(&at("all", "2026-05-01T00:00:00Z", "complete"), &done);
    told(&at("all", "2026-05-01T00:00:00Z", "running"), &done);
    told(&at("all", "2026-05-20T00:00:00Z", "complete"), &[]);
    told(&at("some", "2026-05-01T00:00:00Z", "running"), &[]);
    let of = |whom: &str| {
        format!(
            r#""a": {{ "owner": "web", "rollout": {{ "stages": [ {{ "id": "one", {whom} }} ] }},
               "progress": {{ "stage": "one", "since": "2026-05-01T00:00:00Z", "status": "complete" }} }}"#
        )
    };
    told(&of(r#""ring": "all""#), &done);
    for few in [
        r#""ring": "half""#,
        r#""ring": "here""#,
        r#""ring": "all", "percent": 99"#,
        r#""percent": 100, "if": { "attribute": "country", "eq": "NZ" }"#,
    ] {
        told(&of(few), &[]);
    }
}

#[test]
fn a_flag_has_served_everyone_since_its_last_change() {
    let changed = |at: &str| {
        told_of(&format!(
            r#""a": {{ "owner": "web", "serve": "on", "history": [ {{ "at": "{at}", "did": "edit" }}, {{ "at": "2026-01-01T00:00:00Z", "did": "start" }} ] }}"#
        ))
    };
    assert_eq!(changed("2026-05-01T00:00:00Z"), ["this flag has served everyone for 31 days: remove it, or mark it `permanent`"]);
    assert_eq!(changed("2026-05-20T00:00:00Z"), [""; 0]);
}

#[test]
fn a_rule_behind_one_that_decides_is_dead() {
    let rules = |rules: &str| format!(r#""a": {{ "owner": "web", "serve": "off", "rules": [ {rules} ] }}"#);
    let here = r#""if": { "attribute": "country", "eq": "NZ" }"#;
    let dead = [("dead-rule", "/flags/a/rules/1")];
    told(&rules(r#"{ "id": "all", "serve": "on" }, { "id": "late", "serve": "off" }"#), &dead);
    told(&rules(&format!(r#"{{ "id": "one", {here}, "serve": "on" }}, {{ "id": "two", {here}, "serve": "off" }}"#)), &dead);
    let late = r#"{ "id": "late", "serve": "off" }"#;
    for first in
        [r#""serve": "on", "on_miss": "continue""#, r#""serve": { "percent": 100 }, "on_miss": "continue""#, r#""serve": { "percent": 5 }"#]
    {
        told(&rules(&format!(r#"{{ "id": "one", {first} }}, {late}"#)), &dead);
    }
    told(&rules(&format!(r#"{{ "id": "one", "serve": {{ "percent": 5 }}, "on_miss": "continue" }}, {late}"#)), &[]);
    told(&rules(&format!(r#"{{ "id": "one", {here}, "serve": "on" }}, {late}"#)), &[]);
    told(
        &rules(&format!(
            r#"{{ "id": "one", {here}, "serve": {{ "percent": 5 }}, "on_miss": "continue" }}, {{ "id": "two", {here}, "serve": "off" }}"#
        )),
        &[],
    );
    let said = told_of(
        r#""a": { "owner": "web", "serve": "off", "rules": [ { "id": "all", "serve": "on" }, { "id": "late", "serve": "off" } ] }"#,
    );
    assert_eq!(said, ["rule `late` is never reached: `all` decides for everyone"]);
}
