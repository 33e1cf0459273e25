//! The addon for Node: the engine's calls as functions. No semantics, and no Rust type crosses: numbers do, and one text.

mod boundary;
mod calls;
