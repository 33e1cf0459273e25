//! The exports: the only unsafe code of the module, for names that are not mangled.
#![expect(unsafe_code, reason = "an export has a name of its own, and two of one name would be one")]

use crate::area::Area;
use burgee_javascript::Engine;
use std::cell::RefCell;

struct State {
    engine: Engine,
    area: Area,
}

thread_local! {
    /// A module has one thread, and nothing in it calls JavaScript: nobody borrows this twice.
    static STATE: RefCell<State> = const { RefCell::new(State { engine: Engine::new(), area: Area::new() }) };
}

#[inline]
fn with<R>(call: impl FnOnce(&mut Engine, &mut [u8]) -> R) -> R {
    STATE.with_borrow_mut(|State { engine, area }| call(engine, area.input()))
}

macro_rules! exports {
    ($($name:literal($($given:ident: $type:ty),*) $call:expr;)*) => {
        $(const _: () = {
            // SAFETY: nothing else in the module has this name.
            #[unsafe(export_name = $name)]
            extern "C" fn call($($given: $type),*) -> i32 {
                with($call)
            }
        };)*
    };
}

exports! {
    "load"(length: u32, strict: u32) |engine, input| engine.load(input, length, strict != 0);
    "diagnostics"(document: i32) |engine, _| engine.diagnostics(document);
    "summary"(document: i32) |engine, _| engine.summary(document);
    "attributes"(document: i32) |engine, _| engine.attributes(document);
    "find"(document: i32, length: u32) |engine, input| engine.find(input, document, length);
    "describe"(document: i32, flag: i32) |engine, _| engine.describe(document, flag);
    "evaluate"(document: i32, flag: i32, context: i32, now: f64) |engine, input| engine.evaluate(input, document, flag, context, now);
    "evaluateAll"(document: i32, context: i32, now: f64) |engine, input| engine.evaluate_all(input, document, context, now);
    "results"() |engine, _| engine.results();
    "decision"(document: i32, flag: i32, context: i32, now: f64) |engine, input| engine.decision(input, document, flag, context, now);
    "explain"(document: i32, flag: i32, context: i32, now: f64, readable: u32)
        |engine, input| engine.explain(input, document, flag, context, now, readable != 0);
    "context"(length: u32) |engine, input| engine.context(input, length);
    "contextText"(length: u32) |engine, input| engine.context_text(input, length);
    "bucket"(domain: u32, length: u32) |engine, input| engine.bucket(input, domain, length);
    "store"() |engine, _| engine.store();
    "storeLoad"(store: i32, length: u32, strict: u32) |engine, input| engine.store_load(input, store, length, strict != 0);
    "storePromote"(store: i32, document: i32) |engine, _| engine.store_promote(store, document);
    "storeRestore"(store: i32) |engine, _| engine.store_restore(store);
    "release"(kind: u32, handle: i32) |engine, _| engine.release(kind, handle);
    "textAt"() |engine, _| address(engine.text().as_bytes());
    "textLength"() |engine, _| i32::try_from(engine.text().len()).unwrap_or(i32::MAX);
    "inputAt"() |_, input| address(input);
    "inputLength"() |_, input| i32::try_from(input.len()).unwrap_or(i32::MAX);
}

// SAFETY: nothing else in the module has this name.
#[unsafe(no_mangle)]
extern "C" fn reserve(length: u32) -> i32 {
    i32::from(STATE.with_borrow_mut(|State { area, .. }| area.reserve(length as usize)))
}

fn address(bytes: &[u8]) -> i32 {
    bytes.as_ptr().addr() as i32
}
