//! Staged rollouts and schedules as data, and whether a rollout moves on.
//!
//! `plan` and `schedule` are what `compile` makes and evaluation reads: they know nothing of documents, flags or contexts. The rest, of feature
//! `rollout`, goes from observations by gates and their tests to a verdict, and from that to an edit of the document:
//!
//! ```text
//!  text ─▶ observation (prometheus) ─▶ gate (statistics, logarithm) ─▶ decide ─▶ change ─▶ patch
//! ```

#[cfg(feature = "rollout")]
mod answer;
#[cfg(feature = "rollout")]
mod change;
#[cfg(feature = "rollout")]
mod decide;
#[cfg(feature = "rollout")]
mod gate;
#[cfg(feature = "rollout")]
mod logarithm;
#[cfg(feature = "rollout")]
mod observation;
pub(crate) mod plan;
#[cfg(feature = "rollout")]
mod prometheus;
pub(crate) mod schedule;
#[cfg(all(test, feature = "rollout"))]
mod simulation;
#[cfg(feature = "rollout")]
mod statistics;
#[cfg(feature = "rollout")]
mod words;

#[cfg(feature = "rollout")]
pub use change::RolloutChange;
#[cfg(feature = "rollout")]
pub use decide::{Action, NewProgress, RefusedObservation, RolloutDecision, SampleRatio, Wait};
#[cfg(feature = "rollout")]
pub(crate) use decide::{State, decide};
#[cfg(feature = "rollout")]
pub use gate::{GateCause, GateOutcome, GateVerdict};
#[cfg(feature = "rollout")]
pub use observation::{Observations, ObservationsError};
