//! Rollouts (spec ): the stages up to the present one, in order, until one admits the unit.

use super::outcome::Staged;
use super::visitor::{Part, Step, StepKind, Visitor};
use super::{Beside, Evaluation, Outcome, Source};
use crate::bucket::Bucket;
use crate::context::Domain;
use crate::program::{Flag, RingId, Whom};
use crate::reason::{Arm, Cause};
use crate::verdict::{Unknown, Verdict};

/// What a stage came to.
struct Tried {
    verdict: Verdict,
    /// The innermost ring that admitted the unit.
    ring: Option<RingId>,
    bucket: Option<Bucket>,
}

impl<S: Source> Evaluation<'_, S> {
    /// Whether a rollout admits the unit, by which stage, and on which side of a comparison it is.
    pub(super) fn staged<V: Visitor>(&self, rollout: u32, outcome: Outcome, flag: &Flag, visitor: &mut V) -> (bool, Outcome) {
        let outcome = Outcome { cause: Cause::Rollout, ..outcome };
        let Some(found) = self.program.rollout(rollout) else { return (false, outcome) };
        let present = found.stage().and_then(|stage| found.plan.stages.get(stage));
        let is_drawn = present.is_some_and(|stage| stage.drawn.is_some());
        let (mut bucket, mut cause) = (None, Cause::Rollout);
        for (whom, index) in found.served().iter().zip(0..) {
            visitor.enter(Part::Stage(rollout, index));
            let tried = self.stage(whom, flag, visitor);
            visitor.leave(tried.verdict, None);
            visitor.step(Step::new(StepKind::Stage(rollout, index), tried.verdict));
            if tried.verdict.is_true() {
                visitor.drew(Domain::Rollout, tried.bucket);
                let is_bare = whom.ring.is_none() && whom.condition.is_none();
                let arm = (is_drawn && is_bare).then_some(Arm::Treatment);
                let staged = Staged { stage: Some(index), by_percent: whom.percent.is_some(), arm };
                let beside = tried.ring.map_or(Beside::Nothing, Beside::Ring);
                return (true, Outcome { bucket: tried.bucket, beside, staged, ..outcome });
            }
            bucket = tried.bucket.or(bucket);
            if tried.verdict == Verdict::Unknown(Unknown::UnitMissing) {
                cause = Cause::UnitMissing;
            }
        }
        visitor.drew(Domain::Rollout, bucket);
        let arm = (is_drawn && bucket.is_some()).then_some(Arm::Control);
        (false, Outcome { cause, bucket, staged: Staged { arm, ..Staged::default() }, ..outcome })
    }

    /// A stage's own condition: its ring, its `if` and its `percent`, as far as they are there.
    fn stage<V: Visitor>(&self, whom: &Whom, flag: &Flag, visitor: &mut V) -> Tried {
        let mut tried = Tried { verdict: Verdict::True, ring: None, bucket: None };
        if let Some(ring) = whom.ring {
            visitor.enter(Part::Ring(ring));
            (tried.verdict, tried.ring) = self.rings(ring, flag, visitor);
            visitor.leave(tried.verdict, None);
        }
        if let Some(condition) = whom.condition {
            if tried.verdict == Verdict::False {
                visitor.skip(Part::Condition(condition));
            } else {
                tried.and(self.condition(condition, flag, visitor));
            }
        }
        if let Some(percent) = whom.percent {
            if tried.verdict == Verdict::False {
                visitor.skip(Part::Percent(percent));
            } else {
                visitor.enter(Part::Percent(percent));
                let drawn = self.percent(percent, self.rollout(flag), Domain::Rollout, &mut tried.bucket);
                visitor.leave(drawn, tried.bucket);
                tried.and(drawn);
            }
        }
        tried
    }
}

impl Tried {
    /// False if either is, else the first that is unknown.
    fn and(&mut self, verdict: Verdict) {
        if verdict == Verdict::False || self.verdict.is_true() {
            self.verdict = verdict;
        }
    }
}
