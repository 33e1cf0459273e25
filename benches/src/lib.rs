//! What burgee is measured with: one workload for every bench, in every language.
//!
//! `workload` is who asks and what is asked; `floor` answers by hand.

pub mod floor;
pub mod workload;
