#![doc = include_str!("../README.md")]

mod bucket;
#[cfg(any(feature = "diff", feature = "store"))]
mod changes;
#[cfg(feature = "diff")]
mod compare;
mod compile;
mod context;
mod decision;
mod diagnostic;
#[cfg(feature = "diff")]
mod difference;
mod document;
mod evaluate;
mod flags;
mod hasher;
mod index;
mod json;
mod loader;
mod operator;
#[cfg(feature = "rollout")]
mod patch;
mod path;
mod problem;
mod program;
mod reads;
mod reason;
mod rollout;
#[cfg(any(feature = "diff", feature = "store"))]
mod same;
#[cfg(feature = "diff")]
mod shadow;
#[cfg(feature = "signature")]
mod signature;
mod slot;
#[cfg(feature = "store")]
mod store;
mod time;
#[cfg(feature = "rollout")]
mod timetable;
mod trace;
mod trace_text;
mod value;
mod verdict;
mod walk;
#[cfg(feature = "serde")]
mod with_serde;
mod words;

/// The Rust of the recipes, compiled and run as the manual's is.
#[cfg(all(doctest, feature = "diff", feature = "store"))]
mod recipes {
    #[doc = include_str!("../../docs/scenarios/11-blue-green.md")]
    mod blue_green {}
    #[doc = include_str!("../../docs/scenarios/12-dark-launch.md")]
    mod dark_launch {}
    #[doc = include_str!("../../docs/scenarios/16-why.md")]
    mod why {}
}

#[cfg(any(feature = "diff", feature = "store"))]
pub use changes::Changes;
#[cfg(feature = "diff")]
pub use compare::{Comparison, FlagTally, Group, Move, SAMPLES, Side, Tally};
pub use context::{Context, ContextError, Domain};
pub use decision::{Assignment, Decision, ValueType};
pub use diagnostic::{CODES, Diagnostic, Severity, WARNINGS};
#[cfg(feature = "diff")]
pub use difference::{Difference, differences};
pub use flags::{Attribute, Flag, Flags, Prepared, Subject};
pub use json::locate;
pub use loader::{LoadError, Loader};
#[cfg(feature = "rollout")]
pub use patch::{Operation, Patch, PatchError};
pub use problem::{LIMITS, Limit};
pub use reason::{Arm, Cause, ErrorCode, Reason};
#[cfg(feature = "rollout")]
pub use rollout::{
    Action, GateCause, GateOutcome, GateVerdict, NewProgress, Observations, ObservationsError, RefusedObservation, RolloutChange,
    RolloutDecision, SampleRatio, Wait,
};
#[cfg(feature = "diff")]
pub use shadow::Shadow;
#[cfg(feature = "signature")]
pub use signature::{KeyError, PublicKey};
pub use slot::{Host, Slot};
#[cfg(feature = "store")]
pub use store::Store;
pub use time::{duration, rfc3339, timestamp};
#[cfg(feature = "rollout")]
pub use timetable::{Event, Planned, Timetable};
pub use trace::{ConditionTrace, ServeTrace, Step, Trace};
pub use value::{Unusable, Value};
pub use verdict::{Unknown, Verdict};
