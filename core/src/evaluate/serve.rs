//! Serves (spec ): who is admitted, and to what.

use super::visitor::{Draw, Part, ServeStep, Visitor};
use super::{Evaluation, Outcome, Source};
use crate::bucket::BUCKETS;
use crate::context::Domain;
use crate::program::{Flag, Serve, What, Who};
use crate::reason::{Cause, Reason};

/// What a serve did, and what a watcher wants to know of it.
pub(super) struct Served {
    pub(super) outcome: Outcome,
    pub(super) step: ServeStep,
}

impl<S: Source> Evaluation<'_, S> {
    /// Serves a unit. `alone` is the reason and cause of a variant that needs no admission.
    pub(super) fn serve<V: Visitor>(&self, serve: &Serve, flag: &Flag, alone: (Reason, Cause), visitor: &mut V) -> Served {
        let off = flag.off;
        let mut served = Served {
            outcome: Outcome { variant: off, ..Outcome::new(alone.0, alone.1) },
            step: ServeStep { percent: None, ring: None, hit: false, rollout_bucket: None, variant_bucket: None, cause: alone.1 },
        };
        if self.admit(serve.who, flag, &mut served, visitor) {
            self.give(&serve.what, flag, &mut served);
        }
        served.step.hit = served.outcome.hit;
        served.step.cause = served.outcome.cause;
        served
    }

    /// Whether the unit is among those who are served; sets why.
    fn admit<V: Visitor>(&self, who: Who, flag: &Flag, served: &mut Served, visitor: &mut V) -> bool {
        let outcome = &mut served.outcome;
        match who {
            Who::Everyone => true,
            Who::Percent(percent) => {
                served.step.percent = Some(percent);
                (outcome.reason, outcome.cause) = (Reason::Split, Cause::Percent);
                if percent == 0 || percent == BUCKETS {
                    return percent == BUCKETS;
                }
                outcome.bucket = self.draw(self.rollout(flag), Domain::Rollout);
                served.step.rollout_bucket = outcome.bucket;
                let Some(bucket) = outcome.bucket else {
                    (outcome.reason, outcome.cause) = (Reason::Default, Cause::UnitMissing);
                    return false;
                };
                bucket < percent
            }
            Who::Ring(ring) => {
                served.step.ring = Some(ring);
                visitor.enter(Part::Ring(ring));
                let (verdict, innermost) = self.rings(ring, flag, visitor);
                visitor.leave(verdict, None);
                outcome.ring = innermost;
                (outcome.reason, outcome.cause) = (if verdict.is_true() { Reason::TargetingMatch } else { Reason::Default }, Cause::Ring);
                verdict.is_true()
            }
        }
    }

    /// Gives an admitted unit its variant.
    fn give(&self, what: &What, flag: &Flag, served: &mut Served) {
        let outcome = &mut served.outcome;
        let shares = match what {
            What::Variant(variant) => {
                outcome.variant = Some(*variant);
                outcome.hit = true;
                return;
            }
            What::Split(shares) => self.program.shares(shares),
        };
        let draw = Draw { unit: flag.unit, seed: flag.variant_seed };
        served.step.variant_bucket = self.draw(draw, Domain::Variant);
        let Some(bucket) = served.step.variant_bucket else {
            (outcome.reason, outcome.cause) = (Reason::Default, Cause::UnitMissing);
            outcome.bucket = None;
            return;
        };
        let share = shares.iter().find(|share| share.from <= bucket && bucket < share.to);
        (outcome.reason, outcome.cause) = (Reason::Split, Cause::Split);
        outcome.bucket = Some(bucket);
        outcome.hit = true;
        // INVARIANT: the shares of a split cover all buckets.
        outcome.variant = share.map(|share| share.variant).or(flag.off);
    }
}
