//! Serves (spec ): who is admitted, and to what.

use super::visitor::{Draw, Part, Visitor};
use super::{Beside, Evaluation, Outcome, Packed, Source};
use crate::bucket::{BUCKETS, Bucket};
use crate::context::Domain;
use crate::program::{Flag, RingId, Rule, RuleId, VariantId, What, Who};
use crate::reason::Cause;

impl<S: Source> Evaluation<'_, S> {
    /// What a rule serves a unit.
    #[inline(always)]
    pub(super) fn serve<V: Visitor>(&self, rule: &Rule, flag: &Flag, visitor: &mut V) -> Outcome {
        let outcome = Outcome::off(flag, if rule.is_own { Cause::Serve } else { Cause::Rule });
        let (admitted, outcome) = match rule.serve.who {
            Who::Everyone => (true, outcome),
            Who::Certain(admitted) => (admitted, Outcome { cause: Cause::Percent, ..outcome }),
            // INVARIANT: a flag that has these is timed, and they are served by `timed`.
            Who::Schedule(_) | Who::Rollout(_) => (false, outcome),
            Who::Percent(percent) => {
                let bucket = self.draw(self.rollout(flag), Domain::Rollout);
                visitor.drew(Domain::Rollout, bucket);
                let cause = if bucket.is_some() { Cause::Percent } else { Cause::UnitMissing };
                (bucket.is_some_and(|bucket| bucket.get() < percent), Outcome { cause, bucket, ..outcome })
            }
            Who::Ring(ring) => {
                let innermost = self.admit(ring, flag, visitor);
                (innermost.is_some(), Outcome { cause: Cause::Ring, beside: innermost.map_or(Beside::Nothing, Beside::Ring), ..outcome })
            }
        };
        self.given(rule, admitted, outcome, flag, visitor)
    }

    /// What a schedule or a rollout serves a unit, told.
    pub(super) fn timed<V: Visitor>(&self, rule: &Rule, index: u32, flag: &Flag, visitor: &mut V) -> Packed {
        let outcome = Outcome { rule: Some(RuleId::new(index as usize)), ..Outcome::off(flag, Cause::Serve) };
        let (admitted, outcome) = match rule.serve.who {
            Who::Schedule(schedule) => self.scheduled(schedule, outcome, flag, visitor),
            Who::Rollout(rollout) => self.staged(rollout, outcome, flag, visitor),
            Who::Everyone | Who::Certain(_) | Who::Percent(_) | Who::Ring(_) => (false, outcome),
        };
        let served = self.given(rule, admitted, outcome, flag, visitor);
        if V::WATCHES {
            self.tell_serve(rule, index, served, flag, visitor);
        }
        served.pack()
    }

    /// What a unit is given that is admitted, or not.
    #[inline(always)]
    fn given<V: Visitor>(&self, rule: &Rule, admitted: bool, outcome: Outcome, flag: &Flag, visitor: &mut V) -> Outcome {
        match rule.serve.what {
            _ if !admitted => outcome,
            What::Variant(variant) => Outcome { variant: Some(variant), hit: true, ..outcome },
            What::Split(split) => match self.split(split, flag, visitor) {
                Some((bucket, variant)) => {
                    Outcome { variant: variant.or(flag.off), cause: Cause::Split, hit: true, bucket: Some(bucket), ..outcome }
                }
                // What admits draws for the same unit, so there is no bucket either.
                None => Outcome { cause: Cause::UnitMissing, ..outcome },
            },
        }
    }

    /// Whether a schedule admits the unit at the instant.
    fn scheduled<V: Visitor>(&self, schedule: u32, outcome: Outcome, flag: &Flag, visitor: &mut V) -> (bool, Outcome) {
        let percent = self.program.schedule(schedule).map_or(0, |schedule| schedule.percent(self.now));
        let outcome = Outcome { cause: Cause::Schedule, ..outcome };
        if percent == 0 || percent == BUCKETS {
            return (percent == BUCKETS, outcome);
        }
        let bucket = self.draw(self.rollout(flag), Domain::Rollout);
        visitor.drew(Domain::Rollout, bucket);
        let cause = if bucket.is_some() { Cause::Schedule } else { Cause::UnitMissing };
        (bucket.is_some_and(|bucket| bucket.get() < percent), Outcome { cause, bucket, ..outcome })
    }

    /// The innermost ring up to one that admits the unit.
    fn admit<V: Visitor>(&self, ring: RingId, flag: &Flag, visitor: &mut V) -> Option<RingId> {
        visitor.enter(Part::Ring(ring));
        let (verdict, innermost) = self.rings(ring, flag, visitor);
        visitor.leave(verdict, None);
        innermost
    }

    /// The bucket of the variant draw, and whose share it is.
    fn split<V: Visitor>(&self, split: u32, flag: &Flag, visitor: &mut V) -> Option<(Bucket, Option<VariantId>)> {
        let bucket = self.draw(Draw { unit: flag.unit, seed: flag.variant_seed }, Domain::Variant);
        visitor.drew(Domain::Variant, bucket);
        let share = self.program.split(split).iter().find(|share| bucket.is_some_and(|bucket| share.holds(bucket.get())));
        bucket.map(|bucket| (bucket, share.map(|share| share.variant)))
    }
}
