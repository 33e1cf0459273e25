//! What each fuzz target holds true of any input: one module a target, called by the file of the same name in `fuzz_targets/`.
//!
//! A function here takes the fuzzer's bytes and panics where the core breaks a promise. None of it is shared with the core.

#[path = "../../core/tests/adapter/mod.rs"]
mod adapter;
pub mod bucket;
pub mod context_bytes;
pub mod decide;
pub mod differential;
pub mod load_bytes;
pub mod load_structured;
pub mod pattern;
mod place;
pub mod reload_sequence;
