//! Conditions (spec section 5): three-valued, left to right.

use super::visitor::{Draw, Nobody, Part, Visitor};
use super::{Evaluation, Source};
use crate::bucket::{BUCKETS, Bucket};
use crate::context::Domain;
use crate::program::{ConditionId, ConditionKind, Flag, Ring, RingId};
use crate::verdict::{Unknown, Verdict};

impl<S: Source> Evaluation<'_, S> {
    /// The value of a condition for a flag's unit: remembered, where nobody watches and the source has a memory.
    #[inline]
    pub(crate) fn condition<V: Visitor>(&self, id: ConditionId, flag: &Flag, visitor: &mut V) -> Verdict {
        if V::WATCHES {
            return self.watched(id, flag, visitor);
        }
        self.source.memory().and_then(|memory| memory.recall(id)).unwrap_or_else(|| self.asked(id, flag))
    }

    /// The value of a condition that was not remembered.
    #[inline(never)]
    fn asked(&self, id: ConditionId, flag: &Flag) -> Verdict {
        #[cfg(target_family = "wasm")]
        if let Some(source) = self.source.elsewhere() {
            return Evaluation { program: self.program, source, asides: self.asides, now: self.now }.asked(id, flag);
        }
        let condition = self.program.condition(id);
        let verdict = self.kind(&condition.kind, flag, &mut Nobody, &mut None);
        if let Some(memory) = self.source.memory() {
            memory.keep(id, condition.depends, verdict);
        }
        verdict
    }

    fn watched<V: Visitor>(&self, id: ConditionId, flag: &Flag, visitor: &mut V) -> Verdict {
        visitor.enter(Part::Condition(id));
        let mut bucket = None;
        let verdict = self.kind(&self.program.condition(id).kind, flag, visitor, &mut bucket);
        visitor.leave(verdict, bucket);
        verdict
    }

    fn kind<V: Visitor>(&self, kind: &ConditionKind, flag: &Flag, visitor: &mut V, bucket: &mut Option<Bucket>) -> Verdict {
        match kind {
            ConditionKind::All(parts) => self.parts(self.program.parts(parts), Verdict::False, flag, visitor),
            ConditionKind::Any(parts) => self.parts(self.program.parts(parts), Verdict::True, flag, visitor),
            ConditionKind::Not(inner) => !self.condition(*inner, flag, visitor),
            ConditionKind::Segment(segment) => match self.program.segment(*segment) {
                Some(segment) => self.condition(segment.condition, flag, visitor),
                None => Verdict::False,
            },
            ConditionKind::Ring(ring) => self.rings(*ring, flag, visitor).0,
            ConditionKind::Percent(percent) => self.percent(*percent, self.rollout(flag), Domain::Rollout, bucket),
            ConditionKind::Sample(sample) => match self.program.sample(*sample) {
                Some(sample) => {
                    let draw = Draw { unit: sample.unit.unwrap_or(flag.unit), seed: sample.seed };
                    self.percent(sample.percent, draw, Domain::Sample, bucket)
                }
                None => Verdict::False,
            },
            ConditionKind::Now(moment) => match self.program.moment(*moment) {
                Some(moment) => {
                    let holds = moment.after.is_none_or(|after| self.now > after) && moment.before.is_none_or(|before| self.now < before);
                    holds.into()
                }
                None => Verdict::False,
            },
            ConditionKind::Leaf(leaf) => match self.program.leaf(*leaf) {
                Some(leaf) => {
                    let slot = self.source.slot(self.program, leaf.attribute);
                    visitor.value(slot);
                    leaf.test.apply(slot, self.now)
                }
                None => Verdict::False,
            },
        }
    }

    /// `all` stops at the first false, `any` at the first true; neither at unknown, which it is if nothing stopped it and one was.
    fn parts<V: Visitor>(&self, parts: &[ConditionId], stop: Verdict, flag: &Flag, visitor: &mut V) -> Verdict {
        let mut outcome = !stop;
        let mut rest = parts.iter();
        while let Some(&part) = rest.next() {
            let verdict = self.condition(part, flag, visitor);
            if verdict == stop {
                if V::WATCHES {
                    rest.for_each(|&part| visitor.skip(Part::Condition(part)));
                }
                return stop;
            }
            if let (Verdict::Unknown(_), Verdict::True | Verdict::False) = (verdict, outcome) {
                outcome = verdict;
            }
        }
        outcome
    }

    /// Whether a ring, or one further in, admits the unit; and the innermost that does.
    pub(crate) fn rings<V: Visitor>(&self, ring: RingId, flag: &Flag, visitor: &mut V) -> (Verdict, Option<RingId>) {
        let mut outcome = Verdict::False;
        let mut rest = self.program.rings(ring).iter().zip((0..).map(RingId::new));
        while let Some((own, id)) = rest.next() {
            visitor.enter(Part::Own(id));
            let verdict = self.own(own, flag, visitor);
            visitor.leave(verdict, None);
            if verdict.is_true() {
                if V::WATCHES {
                    rest.for_each(|(_, id)| visitor.skip(Part::Own(id)));
                }
                return (Verdict::True, Some(id));
            }
            if outcome == Verdict::False {
                outcome = verdict;
            }
        }
        (outcome, None)
    }

    /// A ring's own condition: its `if` and its `percent`, as far as they are there.
    fn own<V: Visitor>(&self, ring: &Ring, flag: &Flag, visitor: &mut V) -> Verdict {
        let condition = ring.condition.map_or(Verdict::True, |condition| self.condition(condition, flag, visitor));
        let Some(percent) = ring.percent else { return condition };
        if condition == Verdict::False {
            visitor.skip(Part::Percent(percent));
            return condition;
        }
        visitor.enter(Part::Percent(percent));
        let mut bucket = None;
        let drawn = self.percent(percent, self.rollout(flag), Domain::Rollout, &mut bucket);
        visitor.leave(drawn, bucket);
        if drawn == Verdict::False || condition.is_true() { drawn } else { condition }
    }

    /// A percentage as a condition: 0 and 100 need no draw, a draw needs a unit.
    pub(super) fn percent(&self, percent: u32, draw: Draw, domain: Domain, bucket: &mut Option<Bucket>) -> Verdict {
        if percent == 0 || percent == BUCKETS {
            return (percent == BUCKETS).into();
        }
        *bucket = self.draw(draw, domain);
        bucket.map_or(Verdict::Unknown(Unknown::UnitMissing), |bucket| (bucket.get() < percent).into())
    }
}
