//! Who falls where: buckets are uniform, draws are independent, and what grows only adds.
//!
//! Nothing is random: units, flags and salts are the same in every run, so a test that passed once passes until the draws change.

#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test fails by panicking"
)]

mod chance;
mod crowd;
mod draws;
mod independent;
mod ramps;
mod rollouts;
mod uniform;
mod weights;
