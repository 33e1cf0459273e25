//! Everything that deciding a flag may look at: its conditions, those of its rules, rings and rollout, and the same of the flags it requires.
//!
//! Knows no context and decides nothing; a visitor picks out what it is after.

use crate::program::{ConditionId, ConditionKind, Flag, FlagId, Leaf, Moment, Program, RingId, Sample, Who};
use crate::rollout::schedule::Schedule;
use std::collections::BTreeSet;

/// What is done with what is met; with what an implementation leaves out, nothing.
pub(crate) trait Visitor<'p> {
    /// A flag, before anything that belongs to it. Whether to look into it.
    fn flag(&mut self, flag: &'p Flag) -> bool;

    fn schedule(&mut self, _: &'p Schedule) {}

    fn leaf(&mut self, _: &'p Leaf) {}

    fn moment(&mut self, _: &'p Moment) {}

    fn sample(&mut self, _: &'p Sample) {}
}

/// Shows the visitor each flag and each condition once. A quarantined flag asks for nothing.
pub(crate) fn walk<'p>(program: &'p Program, flag: &'p Flag, visitor: &mut dyn Visitor<'p>) {
    Walk { program, visitor, conditions: BTreeSet::new(), flags: BTreeSet::new() }.flag(flag);
}

struct Walk<'p, 'v> {
    program: &'p Program,
    visitor: &'v mut dyn Visitor<'p>,
    /// Those that were walked.
    conditions: BTreeSet<ConditionId>,
    flags: BTreeSet<FlagId>,
}

impl<'p> Walk<'p, '_> {
    /// INVARIANT: among flags that are not quarantined there are no circles, and limits bound how deep it goes (spec ).
    fn flag(&mut self, flag: &'p Flag) {
        if flag.quarantined || !self.flags.insert(flag.id) || !self.visitor.flag(flag) {
            return;
        }
        let program = self.program;
        flag.exclude.into_iter().chain(flag.condition).for_each(|condition| self.condition(condition));
        for rule in program.rules(flag) {
            rule.condition.into_iter().for_each(|condition| self.condition(condition));
            match rule.serve.who {
                Who::Ring(ring) => self.rings(ring),
                Who::Rollout(rollout) => self.rollout(rollout),
                Who::Schedule(schedule) => program.schedule(schedule).into_iter().for_each(|schedule| self.visitor.schedule(schedule)),
                Who::Everyone | Who::Certain(_) | Who::Percent(_) => {}
            }
        }
        program.requirements(flag).iter().filter_map(|required| program.flag(required.flag)).for_each(|required| self.flag(required));
    }

    fn rollout(&mut self, rollout: u32) {
        for whom in self.program.rollout(rollout).into_iter().flat_map(|rollout| rollout.whom.iter()) {
            whom.ring.into_iter().for_each(|ring| self.rings(ring));
            whom.condition.into_iter().for_each(|condition| self.condition(condition));
        }
    }

    fn rings(&mut self, ring: RingId) {
        self.program.rings(ring).iter().filter_map(|ring| ring.condition).for_each(|condition| self.condition(condition));
    }

    fn condition(&mut self, id: ConditionId) {
        if !self.conditions.insert(id) {
            return;
        }
        let program = self.program;
        match &program.condition(id).kind {
            ConditionKind::All(parts) | ConditionKind::Any(parts) => program.parts(parts).iter().for_each(|&part| self.condition(part)),
            ConditionKind::Not(inner) => self.condition(*inner),
            ConditionKind::Segment(segment) => {
                program.segment(*segment).into_iter().for_each(|segment| self.condition(segment.condition));
            }
            ConditionKind::Ring(ring) => self.rings(*ring),
            ConditionKind::Leaf(leaf) => program.leaf(*leaf).into_iter().for_each(|leaf| self.visitor.leaf(leaf)),
            ConditionKind::Now(moment) => program.moment(*moment).into_iter().for_each(|moment| self.visitor.moment(moment)),
            ConditionKind::Sample(sample) => program.sample(*sample).into_iter().for_each(|sample| self.visitor.sample(sample)),
            ConditionKind::Percent(_) => {}
        }
    }
}
