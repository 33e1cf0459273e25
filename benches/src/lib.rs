//! What burgee is measured with: one workload for every bench, in every language.
//!
//! `workload` is who asks and what is asked; `floor` answers by hand; `pair` has both sides of each question; `operators` has a case of each
//! operator; `measure` times what shares a machine.

pub mod decisions;
pub mod documents;
pub mod floor;
pub mod measure;
pub mod operators;
pub mod pair;
pub mod workload;
