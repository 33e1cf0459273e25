//! The engine under burgee's JavaScript packages: documents, contexts and stores by handle, in Rust that trusts nothing it is given.
//!
//! JavaScript writes text and attributes into an input area, calls with numbers, is given a number, and reads a text or the area. Two
//! crates make the calls of it: `burgee-node` for Node, `burgee-wasm` for everywhere else. This one knows neither.

mod engine;
mod handles;
mod input;
mod kept;
mod records;
mod report;
#[cfg(feature = "signature")]
mod required;
mod store;
mod tree;
#[cfg(feature = "watch")]
mod watch;

pub use engine::{Engine, FAILED};
