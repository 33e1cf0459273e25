//! Which attributes a flag may read: its own, those of its unit, and those of the flags it requires.

use crate::program::{AttributeId, ConditionId, ConditionKind, Flag, FlagId, Program, RingId, UnitId, Who};
use std::collections::BTreeSet;

/// The attributes that deciding a flag may ask for, in order.
pub(crate) fn reads(program: &Program, flag: &Flag) -> Vec<AttributeId> {
    let mut reading = Reading { program, attributes: BTreeSet::new(), conditions: BTreeSet::new(), flags: BTreeSet::new() };
    reading.flag(flag);
    reading.attributes.into_iter().collect()
}

struct Reading<'p> {
    program: &'p Program,
    attributes: BTreeSet<AttributeId>,
    /// Those that were walked.
    conditions: BTreeSet<ConditionId>,
    flags: BTreeSet<FlagId>,
}

impl<'p> Reading<'p> {
    /// INVARIANT: among flags that are not quarantined there are no circles, and limits bound how deep it goes (spec ).
    fn flag(&mut self, flag: &'p Flag) {
        if flag.quarantined || !self.flags.insert(flag.id) {
            return;
        }
        let program = self.program;
        self.unit(flag.unit);
        flag.exclude.into_iter().chain(flag.condition).for_each(|condition| self.condition(condition));
        if let Some(layer) = flag.place.and_then(|place| program.place(place)).and_then(|place| program.layer(place.layer)) {
            self.unit(layer.unit);
        }
        for rule in program.rules(flag) {
            rule.condition.into_iter().for_each(|condition| self.condition(condition));
            match rule.serve.who {
                Who::Ring(ring) => self.rings(ring),
                Who::Rollout(rollout) => self.rollout(rollout),
                Who::Everyone | Who::Certain(_) | Who::Percent(_) | Who::Schedule(_) => {}
            }
        }
        program.requirements(flag).iter().filter_map(|required| program.flag(required.flag)).for_each(|required| self.flag(required));
    }

    fn unit(&mut self, unit: UnitId) {
        self.attributes.extend(self.program.unit(unit));
    }

    fn rings(&mut self, ring: RingId) {
        self.program.rings(ring).iter().filter_map(|ring| ring.condition).for_each(|condition| self.condition(condition));
    }

    fn rollout(&mut self, rollout: u32) {
        for whom in self.program.rollout(rollout).into_iter().flat_map(|rollout| rollout.whom.iter()) {
            whom.ring.into_iter().for_each(|ring| self.rings(ring));
            whom.condition.into_iter().for_each(|condition| self.condition(condition));
        }
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
            ConditionKind::Sample(sample) => {
                program.sample(*sample).and_then(|sample| sample.unit).into_iter().for_each(|unit| self.unit(unit));
            }
            ConditionKind::Leaf(leaf) => self.attributes.extend(program.leaf(*leaf).map(|leaf| leaf.attribute)),
            ConditionKind::Percent(_) | ConditionKind::Now(_) => {}
        }
    }
}
