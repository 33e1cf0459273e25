//! Evaluation allocates nothing: counted.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use burgee::{Context, Decision, Flags};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};
use std::alloc::System;
use std::hint::black_box;

#[global_allocator]
static GLOBAL: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

const DOCUMENT: &str = r#"{
  "burgee": "1", "revision": "r1",
  "segments": { "staff": { "if": { "attribute": "email", "email_domain": ["company.com", "*.company.com"] } } },
  "rings": [ { "id": "internal", "if": { "segment": "staff" } }, { "id": "early", "percent": 25 } ],
  "layers": { "checkout": { "slots": [ { "range": [0, 99], "flags": ["everything"] } ] } },
  "flags": {
    "static": { "serve": "on" },
    "percent": { "serve": { "percent": 25 } },
    "needs": { "requires": { "percent": ["on", "off"] }, "serve": { "ring": "early" } },
    "killed": { "enabled": false },
    "scheduled": { "serve": { "schedule": { "ramp": "linear", "preset": "aggressive", "start": "2026-11-23T09:00:00Z", "pauses": [ { "from": "2026-11-23T10:00:00Z" } ] } } },
    "staged": { "sticky": true, "rollout": { "stages": [ { "id": "in", "ring": "internal" }, { "id": "new", "if": { "attribute": "zip", "exists": false } }, { "id": "5%", "percent": 5 } ] },
      "progress": { "stage": "5%", "since": "2026-11-23T09:00:00Z", "status": "running" } },
    "broken": { "serve": "nowhere" },
    "everything": { "variants": { "a": "A", "b": "B" }, "off_variant": "a", "sticky": true, "serve": { "split": ["a", "b"] } },
    "rules": {
      "variants": { "a": "A", "b": "B" }, "off_variant": "a", "sticky": true, "track": true,
      "exclude": { "attribute": "country", "in": ["KP", "XX"], "ignore_case": true },
      "if": { "any": [
        { "attribute": "email", "in_hashed": { "salt": "s", "sha256": ["95366d4cd9d70aa107c8879d87fea607b7bc7e3d4c1caf63ed894e20ca4fb2b6"] }, "ignore_case": true },
        { "attribute": "email", "in_hashed": { "salt": "s", "of": "email_domain", "sha256": ["95366d4cd9d70aa107c8879d87fea607b7bc7e3d4c1caf63ed894e20ca4fb2b6"] } },
        { "attribute": "app", "semver": ">=2.1.0-rc.1 <3" }, { "attribute": "ip", "ip_in": ["10.0.0.0/8", "::/0"] } ] },
      "rules": [
        { "id": "text", "if": { "all": [
            { "attribute": "name", "contains": "x", "starts_with": "y", "ends_with": "z", "ignore_case": true },
            { "attribute": "/company/tags", "has_any": ["t"], "has_all": ["t", 1, true] } ] }, "serve": "b" },
        { "id": "time", "if": { "all": [
            { "attribute": "created", "age": { "gt": "365d" }, "before": "2026-01-01T00:00:00Z" },
            { "now": { "after": "2020-01-01T00:00:00Z" } }, { "not": { "attribute": "zip", "matches": "^[0-9]{5}$" } } ] },
          "serve": { "percent": 0.5, "split": ["a", "b"] }, "on_miss": "continue" },
        { "id": "sample", "if": { "percent": 5, "salt": "s" }, "serve": { "ring": "internal", "variant": "b" }, "on_miss": "continue" }
      ],
      "serve": { "split": [ { "variant": "a", "percent": 99.999 }, { "variant": "b", "percent": 0.001 } ] }
    }
  }
}"#;

fn context() -> Context {
    Context::parse(
        r#"{ "key": 42, "country": "us", "app": "v2.3", "ip": "192.168.0.1", "name": "yxz", "email": "a@b.company.com",
             "created": "2020-02-29T12:00:00.5+01:00", "zip": "1234", "company": { "tags": ["t", 1, true] } }"#,
    )
    .unwrap()
}

fn read(decision: Decision<'_>) {
    black_box((
        decision.value(),
        decision.variant(),
        decision.reason(),
        decision.cause(),
        decision.rule(),
        decision.ring(),
        decision.stage(),
        decision.arm(),
        decision.bucket(),
    ));
    black_box((
        decision.required(),
        decision.error_code(),
        decision.error_detail(),
        decision.store(),
        decision.track(),
        decision.revision(),
    ));
}

fn allocations(work: impl Fn()) -> usize {
    // Patterns make their cache at their first search.
    work();
    let region = Region::new(GLOBAL);
    work();
    region.change().allocations
}

#[test]
fn evaluation_allocates_nothing() {
    let flags = Flags::parse(DOCUMENT).unwrap();
    let context = context();
    let prepared = flags.prepare(&context);
    let keys = ["static", "percent", "needs", "killed", "scheduled", "staged", "broken", "everything", "rules", "not-there"];
    for key in keys {
        assert_eq!(allocations(|| read(flags.evaluate(key, &context))), 0, "{key}, by a context");
        assert_eq!(allocations(|| read(flags.evaluate_at(key, &prepared, 1_800_000_000_000))), 0, "{key}, by a prepared context");
        assert_eq!(allocations(|| assert!(!black_box(flags.is_on(key, &context)) || key != "killed")), 0, "{key}, as a boolean");
        if let Some(flag) = flags.flag(key) {
            assert_eq!(allocations(|| read(flag.evaluate(&context))), 0, "{key}, by a handle");
        }
    }
    // Evaluating all allocates its result, and what resolving the context takes. In one test, since tests share the counter.
    assert_eq!(allocations(|| drop(black_box(flags.evaluate_all_at(&prepared, 0)))), 4, "slots, units, memory, result");
    assert_eq!(allocations(|| drop(black_box(flags.evaluate_all_at(&context, 0)))), 4, "slots, units, memory, result");
}
