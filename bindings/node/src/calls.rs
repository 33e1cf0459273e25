//! The engine's calls, as JavaScript names them.

use burgee_javascript::Engine;
use std::ffi::CStr;

/// The most numbers that a call is given.
pub(crate) const MOST: usize = 5;

/// A call of the engine: with the input area, and the numbers that it is given.
pub(crate) type Call = fn(&mut Engine, &mut [u8], &[f64; MOST]) -> i32;

/// All of them, but for `evaluate`, which is not given its numbers, and for `text` and `area`, which give and take other things.
///
/// A call's numbers are integers but for an instant; what is none of its own becomes the nearest, which names nothing.
pub(crate) const CALLS: &[(&CStr, Call)] = &[
    (c"keys", |engine, input, [length, ..]| engine.keys(input, *length as u32)),
    (c"load", |engine, input, [length, strict, end, ..]| engine.load_required(input, *length as u32, *strict != 0.0, *end as u32)),
    (c"diagnostics", |engine, _, [document, ..]| engine.diagnostics(*document as i32)),
    (c"summary", |engine, _, [document, ..]| engine.summary(*document as i32)),
    (c"attributes", |engine, _, [document, ..]| engine.attributes(*document as i32)),
    (c"find", |engine, input, [document, length, ..]| engine.find(input, *document as i32, *length as u32)),
    (c"describe", |engine, _, [document, flag, ..]| engine.describe(*document as i32, *flag as i32)),
    (c"evaluateAll", |engine, input, [document, context, now, ..]| engine.evaluate_all(input, *document as i32, *context as i32, *now)),
    (c"results", |engine, _, _| engine.results()),
    (c"decision", |engine, input, [document, flag, context, now, _]| {
        engine.decision(input, *document as i32, *flag as i32, *context as i32, *now)
    }),
    (c"explain", |engine, input, numbers| explain(engine, input, numbers, false)),
    (c"explainText", |engine, input, numbers| explain(engine, input, numbers, true)),
    (c"context", |engine, input, [length, ..]| engine.context(input, *length as u32)),
    (c"contextText", |engine, input, [length, ..]| engine.context_text(input, *length as u32)),
    (c"bucket", |engine, input, [domain, length, ..]| engine.bucket(input, *domain as u32, *length as u32)),
    (c"store", |engine, _, _| engine.store()),
    (c"storeLoad", |engine, input, [store, length, strict, end, _]| {
        engine.store_load_required(input, *store as i32, *length as u32, *strict != 0.0, *end as u32)
    }),
    (c"storePromote", |engine, _, [store, document, ..]| engine.store_promote(*store as i32, *document as i32)),
    (c"storeRestore", |engine, _, [store, ..]| engine.store_restore(*store as i32)),
    (c"watch", |engine, input, [store, length, strict, now, end]| {
        engine.watch(input, *store as i32, [*length as u32, *end as u32], *strict != 0.0, *now)
    }),
    (c"poll", |engine, _, [watch, now, ..]| engine.poll(*watch as i32, *now)),
    (c"release", |engine, _, [kind, handle, ..]| engine.release(*kind as u32, *handle as i32)),
];

/// Decides a flag. Its numbers stand in the input between results and records: document, flag and context as words, the instant as a double.
/// The answer is the word behind them.
///
/// Why not as they are given to other calls: Node takes longer to hand over four numbers than this takes to decide.
#[inline]
pub(crate) fn evaluate(engine: &mut Engine, input: &mut [u8]) {
    let Some(given) = input.get(16..).and_then(|given| given.first_chunk::<24>()) else { return };
    let [document, flag, context, ..] = *given.as_chunks::<4>().0 else { return };
    let [.., now] = *given.as_chunks::<8>().0 else { return };
    let [document, flag, context] = [document, flag, context].map(i32::from_ne_bytes);
    let answer = engine.evaluate(input, document, flag, context, f64::from_ne_bytes(now));
    if let Some(place) = input.get_mut(28..).and_then(|rest| rest.first_chunk_mut()) {
        *place = answer.to_ne_bytes();
    }
}

fn explain(engine: &mut Engine, input: &[u8], [document, flag, context, now, _]: &[f64; MOST], readable: bool) -> i32 {
    engine.explain(input, *document as i32, *flag as i32, *context as i32, *now, readable)
}
