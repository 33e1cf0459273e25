//! What burgee promises of draws, ramps, reloads and floods, held over large numbers: `docs/trust.md` says which promise, and what was seen.
//!
//! Everything here is in the tests and programs of this crate, and asks through the public interface of `burgee`. The tests need minutes
//! without optimisation, so a debug build ignores them: `cargo test --profile bench -p burgee-trust` runs them, as `cargo xtask test --only trust` does.

pub mod flood;
