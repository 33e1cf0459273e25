#![doc = include_str!("../README.md")]

mod bucket;
mod compile;
mod context;
mod decision;
mod diagnostic;
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
#[cfg(feature = "store")]
mod same;
mod slot;
#[cfg(feature = "store")]
mod store;
mod time;
mod trace;
mod trace_text;
mod value;
mod verdict;
#[cfg(feature = "serde")]
mod with_serde;
mod words;

pub use context::{Context, ContextError, Domain};
pub use decision::{Assignment, Decision, ValueType};
pub use diagnostic::{CODES, Diagnostic, Severity, WARNINGS};
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
pub use slot::Slot;
#[cfg(feature = "store")]
pub use store::{Changes, Store};
pub use time::timestamp;
pub use trace::{ConditionTrace, ServeTrace, Step, Trace};
pub use value::{Unusable, Value};
pub use verdict::{Unknown, Verdict};
