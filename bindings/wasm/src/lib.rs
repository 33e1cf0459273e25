//! The engine as a WebAssembly module: its calls as exports. No semantics, and only numbers cross.
//!
//! A panic, an allocation that fails and a stack that overflows end in a trap: JavaScript gives the instance up and makes another.

mod area;
mod exports;
