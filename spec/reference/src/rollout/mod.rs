//! Whether a rollout moves on, and the edit of its document (`spec/rollouts.md`).

mod decide;
mod edit;
mod gate;
mod measure;
mod observation;
mod prometheus;
mod splice;
mod statistics;

pub use decide::{Progress, RolloutVerdict, decide};
pub use edit::edit;
pub use observation::{Observation, Refusal, observations};
