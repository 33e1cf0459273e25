//! What a store holds does not grow with what it has loaded (row 9 of `docs/trust.md`): live bytes, counted by the allocator.
//!
//! Alone in its program: tests share the counter.

#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "a test fails by panicking")]

use burgee::{Context, Loader, Store};
use stats_alloc::{INSTRUMENTED_SYSTEM, StatsAlloc};
use std::alloc::System;

#[global_allocator]
static GLOBAL: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

const RELOADS: usize = 10_000;

/// The bytes that are allocated and not freed.
fn live() -> usize {
    let stats = GLOBAL.stats();
    stats.bytes_allocated - stats.bytes_deallocated
}

/// A document of a few flags, of the same size for every number below 10; the odd ones have a flag that is quarantined.
fn document(number: usize) -> String {
    let serve = if number.is_multiple_of(2) { "on" } else { "no" };
    format!(
        r#"{{"burgee":"1","revision":"{number}","segments":{{"staff":{{"if":{{"attribute":"plan","in":["staff","admin","{number}"]}}}}}},
            "flags":{{"search":{{"rules":[{{"id":"staff","if":{{"segment":"staff"}},"serve":"on"}}],"serve":{{"percent":{number}}}}},
                "colour":{{"variants":{{"red":"{number}","blue":"b"}},"off_variant":"red","serve":{{"split":["red","blue"]}}}},
                "broken":{{"serve":"{serve}"}}}}}}"#
    )
}

#[test]
fn ten_thousand_reloads_leave_no_more_than_a_few() {
    let store = Store::new(Loader::new());
    let user = Context::new("user-1").with("plan", "staff");
    let reload = |number: usize| {
        let before = store.snapshot();
        store.load("flags.json", document(number % 10)).unwrap();
        assert!(store.load("flags.json", "{").is_err());
        assert!(store.snapshot().is_on("search", &user) && before.evaluate("search", &user).variant() != Some("off"));
        if number.is_multiple_of(7) {
            assert!(store.restore());
        }
    };
    // The first serve the flag to the user too, so that all rounds do the same.
    store.load("flags.json", document(0)).unwrap();
    (0..70).for_each(reload);
    let few = live();
    (0..RELOADS / 70 * 70 + 70).for_each(reload);
    let many = live();
    println!("{few} live bytes after 71 loads, {many} after 10,000 more");
    assert!(many.abs_diff(few) * 20 <= few, "{few} bytes became {many}");
}
