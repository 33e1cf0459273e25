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
mod path;
mod problem;
mod program;
mod reads;
mod reason;
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
pub use problem::{LIMITS, Limit};
pub use reason::{Cause, ErrorCode, Reason};
pub use slot::{Host, Slot};
#[cfg(feature = "store")]
pub use store::{Changes, Store};
pub use time::timestamp;
pub use trace::{ConditionTrace, ServeTrace, Step, Trace};
pub use value::{Unusable, Value};
pub use verdict::{Unknown, Verdict};
