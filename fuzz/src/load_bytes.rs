//! Any bytes as a document: refused with reasons that point into the text, or served whole, the same way each time.

use crate::place;
use burgee::{Context, Domain, Flags, LoadError, Loader, Severity};

/// 2026-11-21.
const NOW: i64 = 1_795_219_200_000;
/// What an overlay is laid over.
const BASE: &str = r#"{ "burgee": "1", "unit": "key",
  "segments": { "s": { "if": { "attribute": "plan", "eq": "pro" } } },
  "rings": [ { "id": "r", "if": { "segment": "s" } }, { "id": "q", "percent": 10 } ],
  "layers": { "l": { "slots": [ { "range": [ 0, 50 ], "flags": [ "f" ] } ] } },
  "flags": { "f": { "if": { "segment": "s" }, "serve": { "percent": 25 } }, "g": { "requires": { "f": "on" }, "serve": { "ring": "q" } } } }"#;

/// Loads the bytes as a document, or as an overlay if they say that they are one.
///
/// # Panics
///
/// When the core breaks a promise.
pub fn run(data: &[u8]) {
    match Loader::new().lint(NOW).load("document.json", data) {
        Ok(flags) => serves(&flags, data),
        Err(error) if error.diagnostics().iter().any(|diagnostic| diagnostic.code() == "overlay-unexpected") => overlay(data),
        Err(error) => place::says_why(data, error.diagnostics()),
    }
}

fn overlay(data: &[u8]) {
    let of = |diagnostic: &burgee::Diagnostic| if diagnostic.source() == "overlay.json" { data } else { BASE.as_bytes() }.to_vec();
    match Loader::new().overlay("overlay.json", data).load("base.json", BASE) {
        Ok(flags) => {
            flags.diagnostics().iter().for_each(|diagnostic| place::is_in(&of(diagnostic), diagnostic));
            answers(&flags);
        }
        Err(error) => error.diagnostics().iter().for_each(|diagnostic| place::is_in(&of(diagnostic), diagnostic)),
    }
}

fn serves(flags: &Flags, data: &[u8]) {
    let diagnostics = flags.diagnostics();
    diagnostics.iter().for_each(|diagnostic| place::is_in(data, diagnostic));
    let errors = || diagnostics.iter().filter(|diagnostic| diagnostic.severity() == Severity::Error);
    assert!(errors().next().is_some() || flags.quarantined().next().is_none(), "quarantined without an error");
    // Strict loading refuses for the same errors, and for nothing else.
    match Loader::new().strict(true).load("document.json", data) {
        Ok(strict) => assert!(errors().next().is_none() && strict.keys().eq(flags.keys())),
        Err(LoadError { .. }) if errors().next().is_none() => panic!("strict refuses what has no error"),
        Err(error) => assert!(error.diagnostics().iter().eq(errors()), "strict says something else"),
    }
    let said = answers(flags);
    let again = Loader::new().load("document.json", data).expect("it did before");
    assert_eq!(said, answers(&again), "the second time it answers otherwise");
}

/// Every decision for some contexts, however it is asked for.
fn answers(flags: &Flags) -> Vec<String> {
    let user = Context::new("user-42").with("plan", "pro").with("n", 7.0).with("email", "a@example.com").with("version", "1.2.3");
    let edge = Context::new(7).bucket_forced(Some(Domain::Rollout), 0).bucket_forced(Some(Domain::Variant), 99_999);
    let mut said = Vec::new();
    for context in [user, edge, Context::empty()] {
        let prepared = flags.prepare(&context);
        for decision in flags.evaluate_all_at(&context, NOW) {
            let json = decision.to_json();
            let trace = flags.explain_at(decision.flag(), &context, NOW);
            assert_eq!(json, trace.decision().to_json(), "explained, it is another");
            assert_eq!(json, flags.evaluate_at(decision.flag(), &prepared, NOW).to_json(), "prepared, it is another");
            assert_ne!(decision.value().is_some(), decision.error_code().is_some(), "neither a value nor an error, or both");
            said.push(json);
            said.push(trace.to_json());
        }
    }
    said
}
