//! Staged rollouts as data: what a plan says, and how far it has come.
//!
//! Knows nothing of documents, flags or contexts. Made by `compile`; whom a stage admits is in the program, beside the plan.

pub(crate) mod plan;
pub(crate) mod schedule;
