//! What a trace says to people, word for word.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use burgee::{Context, Flags};

const DOCUMENT: &str = r#"{ "burgee": "1",
  "attributes": { "email": { "type": "string", "private": true } },
  "segments": { "here": { "if": { "attribute": "country", "in": ["NZ", "AU"] } } },
  "rings": [ { "id": "staff", "if": { "attribute": "staff", "eq": true } }, { "id": "some", "percent": 50 } ],
  "flags": {
    "a": { "serve": { "percent": 12.5 }, "rules": [
      { "id": "own", "if": { "attribute": "email", "eq": "a@example.com", "ignore_case": true }, "serve": "off" },
      { "id": "both", "if": { "all": [ { "segment": "here" }, { "not": { "attribute": "age", "lt": 18 } } ] }, "serve": { "ring": "some" } },
      { "id": "text", "if": { "attribute": "note", "eq": "LONG" }, "serve": "on" } ] },
    "c": { "serve": { "percent": 500 } } } }"#;

#[track_caller]
fn says(flag: &str, context: &Context, expected: &str) {
    let flags = Flags::parse(&DOCUMENT.replace("LONG", &"l".repeat(130))).unwrap();
    assert_eq!(flags.explain_at(flag, context, 0).to_string().trim_end(), expected.trim());
}

#[test]
fn every_step_is_a_line() {
    says(
        "a",
        &Context::new("user-1").with("country", "NZ").with("age", 20.0).with("email", "B@example.com"),
        "\
a serves `on` (true)
because of ring (TARGETING_MATCH)

enabled: true

rule own: false
  email eq (withheld) (any case): false

rule both: true → ring some, hit: `on`
  all: true
    segment here: true
      country in [\"NZ\",\"AU\"]: true, it is \"NZ\"
    not: true
      age lt 18: false, it is 20
  ring some: true
    admits staff: unknown (missing)
      staff eq true: unknown (missing)
    admits some: true
      percent 50: true, bucket 39674",
    );
}

#[test]
fn what_is_unknown_says_why_and_what_is_long_is_cut() {
    let (literal, value) = ("l".repeat(119), "n".repeat(119));
    says(
        "a",
        &Context::new("user-1").with("note", "n".repeat(130)),
        &format!(
            "\
a serves `off` (false)
because of percent (SPLIT)

enabled: true

rule own: unknown (missing)
  email eq (withheld) (any case): unknown (missing)

rule both: unknown (missing)
  all: unknown (missing)
    segment here: unknown (missing)
      country in [\"NZ\",\"AU\"]: unknown (missing)
    not: unknown (missing)
      age lt 18: unknown (missing)

rule text: false
  note eq \"{literal}…: false, it is \"{value}…

serve → 12.5 %, bucket 39674, miss (percent)"
        ),
    );
}

#[test]
fn a_flag_without_an_answer_says_why() {
    says("c", &Context::new("user-1"), "c has no answer: PARSE_ERROR (bad-percent)\nbecause of quarantined (ERROR)");
    says("missing", &Context::new("user-1"), "missing has no answer: FLAG_NOT_FOUND\nbecause of flag-not-found (ERROR)");
}
