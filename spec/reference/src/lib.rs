//! The naive burgee evaluator: `spec/burgee.md` written down again as code, for reading and for comparing.
//!
//! It reads documents as plain JSON and looks everything up where it is needed; nothing is prepared, nothing is fast. It shares no code with
//! the core, so that where both say the same, the specification says it.

mod bucket;
mod canonical;
mod change;
mod check;
mod condition;
mod context;
mod decision;
mod diagnostic;
mod document;
mod evaluate;
mod fixtures;
mod form;
mod json;
mod leaf;
mod overlay;
mod question;
mod rollout;
mod schedule;
mod serve;
mod store;
mod trace;
mod verdict;

pub use bucket::bucket;
pub use condition::Evaluation;
pub use context::{Attribute, Context, parse as parse_context};
pub use decision::Decision;
pub use document::{Diagnostic, Document, Text, load};
pub use fixtures::Reference;
pub use question::Question;
pub use rollout::{Observation, Progress, Refusal, RolloutVerdict, decide as decide_rollout, edit as edit_rollout, observations};
pub use store::{Changes, Store};
pub use trace::{Step, canonical as canonical_trace};
