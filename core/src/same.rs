//! Whether a flag means the same in two programs: its own definition and all that it uses (spec ).

use crate::program::{Condition, ConditionId, Flag, FlagId, Place, Program, RingId, Serve, UnitId, What, Who};
use std::collections::HashMap;

/// Compares two programs, remembering what it compared.
pub(crate) struct Same<'p> {
    old: &'p Program,
    new: &'p Program,
    conditions: HashMap<(ConditionId, ConditionId), bool>,
    flags: HashMap<(FlagId, FlagId), bool>,
}

impl<'p> Same<'p> {
    pub(crate) fn new(old: &'p Program, new: &'p Program) -> Same<'p> {
        Same { old, new, conditions: HashMap::new(), flags: HashMap::new() }
    }

    /// Whether two flags mean the same.
    pub(crate) fn flag(&mut self, old: FlagId, new: FlagId) -> bool {
        if let Some(&known) = self.flags.get(&(old, new)) {
            return known;
        }
        let same = match (self.old.flag(old), self.new.flag(new)) {
            (Some(old), Some(new)) => self.definitions(old, new),
            _ => false,
        };
        self.flags.insert((old, new), same);
        same
    }

    fn definitions(&mut self, old: &'p Flag, new: &'p Flag) -> bool {
        let plain = old.quarantine == new.quarantine
            && (old.enabled, old.sticky, old.track) == (new.enabled, new.sticky, new.track)
            && old.salt == new.salt
            && self.unit(old.unit, new.unit)
            && self.old.variants(old) == self.new.variants(new)
            && old.off == new.off;
        if !plain || old.quarantine.is_some() {
            return plain;
        }
        let rules = (self.old.rules(old), self.new.rules(new));
        self.requirements(old, new)
            && self.optional(old.exclude, new.exclude)
            && self.optional(old.condition, new.condition)
            && self.places(old.place.as_ref(), new.place.as_ref())
            && rules.0.len() == rules.1.len()
            && rules.0.iter().zip(rules.1).all(|(old, new)| {
                old.id == new.id
                    && old.on_miss == new.on_miss
                    && self.optional(old.condition, new.condition)
                    && self.serve(&old.serve, &new.serve)
            })
            && self.serve(&old.serve, &new.serve)
    }

    fn unit(&self, old: UnitId, new: UnitId) -> bool {
        let names =
            |program: &'p Program, unit| program.unit(unit).iter().filter_map(|&id| program.attribute(id)).map(|attribute| &attribute.name);
        names(self.old, old).eq(names(self.new, new))
    }

    fn requirements(&mut self, old: &'p Flag, new: &'p Flag) -> bool {
        let (old, new) = (self.old.requirements(old), self.new.requirements(new));
        old.len() == new.len()
            && old.iter().zip(new).all(|(old, new)| {
                let keys = (self.old.flag(old.flag).map(|flag| &flag.key), self.new.flag(new.flag).map(|flag| &flag.key));
                keys.0 == keys.1 && self.old.required_variants(old) == self.new.required_variants(new) && self.flag(old.flag, new.flag)
            })
    }

    fn places(&self, old: Option<&Place>, new: Option<&Place>) -> bool {
        match (old, new) {
            (None, None) => true,
            (Some(old), Some(new)) => {
                let layers = (self.old.layer(old.layer), self.new.layer(new.layer));
                let same_layer = matches!(layers, (Some(old), Some(new)) if old.seed == new.seed && old.name == new.name && self.unit(old.unit, new.unit));
                same_layer && old.ranges == new.ranges
            }
            _ => false,
        }
    }

    fn serve(&mut self, old: &Serve, new: &Serve) -> bool {
        let who = match (old.who, new.who) {
            (Who::Ring(old), Who::Ring(new)) => self.rings(old, new),
            (old, new) => old == new,
        };
        who && match (&old.what, &new.what) {
            (What::Split(old), What::Split(new)) => self.old.shares(old) == self.new.shares(new),
            (old, new) => old == new,
        }
    }

    fn rings(&mut self, old: RingId, new: RingId) -> bool {
        let (old, new) = (self.old.rings(old), self.new.rings(new));
        old.len() == new.len()
            && old
                .iter()
                .zip(new)
                .all(|(old, new)| old.id == new.id && old.percent == new.percent && self.optional(old.condition, new.condition))
    }

    fn optional(&mut self, old: Option<ConditionId>, new: Option<ConditionId>) -> bool {
        match (old, new) {
            (Some(old), Some(new)) => self.condition(old, new),
            (old, new) => old.is_none() && new.is_none(),
        }
    }

    fn condition(&mut self, old: ConditionId, new: ConditionId) -> bool {
        if let Some(&known) = self.conditions.get(&(old, new)) {
            return known;
        }
        let same = self.conditions_differ_nowhere(old, new);
        self.conditions.insert((old, new), same);
        same
    }

    fn conditions_differ_nowhere(&mut self, old: ConditionId, new: ConditionId) -> bool {
        match (self.old.condition(old), self.new.condition(new)) {
            (Condition::All(old), Condition::All(new)) | (Condition::Any(old), Condition::Any(new)) => {
                let (old, new) = (self.old.parts(old), self.new.parts(new));
                old.len() == new.len() && old.iter().zip(new).all(|(&old, &new)| self.condition(old, new))
            }
            (Condition::Not(old), Condition::Not(new)) => self.condition(*old, *new),
            (Condition::Segment(old), Condition::Segment(new)) => match (self.old.segment(*old), self.new.segment(*new)) {
                (Some(old), Some(new)) => old.name == new.name && self.condition(old.condition, new.condition),
                _ => false,
            },
            (Condition::Ring(old), Condition::Ring(new)) => self.rings(*old, *new),
            (Condition::Percent(old), Condition::Percent(new)) => old == new,
            (Condition::Sample(old), Condition::Sample(new)) => match (self.old.sample(*old), self.new.sample(*new)) {
                (Some(old), Some(new)) => {
                    let units = match (old.unit, new.unit) {
                        (Some(old), Some(new)) => self.unit(old, new),
                        (old, new) => old.is_none() && new.is_none(),
                    };
                    units && old.percent == new.percent && old.salt == new.salt
                }
                _ => false,
            },
            (Condition::Now(old), Condition::Now(new)) => {
                matches!((self.old.moment(*old), self.new.moment(*new)), (Some(old), Some(new)) if (old.after, old.before) == (new.after, new.before))
            }
            (Condition::Leaf(old), Condition::Leaf(new)) => match (self.old.leaf(*old), self.new.leaf(*new)) {
                (Some(old), Some(new)) => {
                    let attributes = (self.old.attribute(old.attribute), self.new.attribute(new.attribute));
                    let same_attribute = matches!(attributes, (Some(old), Some(new)) if old.name == new.name);
                    same_attribute && old.ignore_case == new.ignore_case && old.test == new.test
                }
                _ => false,
            },
            _ => false,
        }
    }
}
