//! Who watches an evaluation. Nobody, usually: then nothing of it is left in the compiled code.

use crate::bucket::Bucket;
use crate::context::Domain;
use crate::program::{ConditionId, FlagId, LayerId, RingId, RuleId, Serve, UnitId};
use crate::reason::Cause;
use crate::slot::Slot;
use crate::verdict::Verdict;

/// A part of a condition.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Part {
    Condition(ConditionId),
    Ring(RingId),
    /// A ring's own condition.
    Own(RingId),
    /// A stage's own condition: the rollout, and the stage's index.
    Stage(u32, u8),
    /// A ring's or a stage's percentage.
    Percent(u32),
}

/// What a step of came to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Step<'e> {
    pub(crate) kind: StepKind,
    pub(crate) verdict: Option<Verdict>,
    /// The variant that the step is about.
    pub(crate) variant: Option<&'e str>,
    pub(crate) bucket: Option<Bucket>,
    pub(crate) serve: Option<ServeStep>,
}

impl<'e> Step<'e> {
    pub(crate) fn new(kind: StepKind, verdict: impl Into<Option<Verdict>>) -> Step<'e> {
        Step { kind, verdict: verdict.into(), variant: None, bucket: None, serve: None }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum StepKind {
    Override,
    Enabled,
    Requires(FlagId),
    Exclude,
    If,
    Layer(LayerId),
    Sticky,
    /// The rule, and whether it has a condition.
    Rule {
        rule: RuleId,
        has_condition: bool,
    },
    Serve,
    /// A stage of a rollout that was tried: the rollout, and the stage's index.
    Stage(u32, u8),
    /// The end of a rollout.
    Rollout(u32),
}

/// What a serve came to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ServeStep {
    pub(crate) serve: Serve,
    pub(crate) hit: bool,
    pub(crate) cause: Cause,
}

/// Watches. Conditions are entered and left as a tree; a step comes after its conditions.
pub(crate) trait Visitor {
    /// Whether anybody does.
    const WATCHES: bool;

    fn enter(&mut self, _: Part) {}
    fn value(&mut self, _: Slot<'_>) {}
    fn leave(&mut self, _: Verdict, _bucket: Option<Bucket>) {}
    fn skip(&mut self, _: Part) {}
    /// A serve drew a bucket, or found no unit.
    fn drew(&mut self, _: Domain, _bucket: Option<Bucket>) {}
    fn step(&mut self, _: Step<'_>) {}
}

/// Nobody.
pub(crate) struct Nobody;

impl Visitor for Nobody {
    const WATCHES: bool = false;
}

/// The unit of a draw.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Draw {
    pub(crate) unit: UnitId,
    pub(crate) seed: u64,
}
