//! Whether a flag means the same in two programs: its own definition and all that it uses (spec ).

use crate::program::{
    ConditionId, ConditionKind, Flag, FlagId, Place, PlaceId, Program, RingId, Rollout, Serve, Share, UnitId, VariantId, What, Who,
};
use std::collections::{BTreeSet, HashMap};

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
        let plain = self.old.quarantine(old) == self.new.quarantine(new)
            && (old.enabled, old.sticky, old.track) == (new.enabled, new.sticky, new.track)
            && self.old.text(old.salt) == self.new.text(new.salt)
            && self.unit(old.unit, new.unit)
            && old.off == new.off
            // Without an off variant they are wrong.
            && (old.off.is_none() || self.old.variants(old) == self.new.variants(new));
        if !plain || old.quarantined {
            return plain;
        }
        let rules = (self.old.rules(old), self.new.rules(new));
        self.requirements(old, new)
            && self.optional(old.exclude, new.exclude)
            && self.optional(old.condition, new.condition)
            && self.places(old.place, new.place)
            && rules.0.len() == rules.1.len()
            && rules.0.iter().zip(rules.1).all(|(old, new)| {
                self.old.text(old.id) == self.new.text(new.id)
                    && old.on_miss == new.on_miss
                    && self.optional(old.condition, new.condition)
                    && self.serve(old.serve, new.serve)
            })
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
                let keys = (self.old.flag(old.flag).map(|flag| self.old.key(flag)), self.new.flag(new.flag).map(|flag| self.new.key(flag)));
                keys.0 == keys.1 && self.old.required_variants(old) == self.new.required_variants(new) && self.flag(old.flag, new.flag)
            })
    }

    fn places(&self, old: Option<PlaceId>, new: Option<PlaceId>) -> bool {
        let places = (old.and_then(|old| self.old.place(old)), new.and_then(|new| self.new.place(new)));
        let (Some(old), Some(new)) = places else { return old.is_none() && new.is_none() };
        let layers = (self.old.layer(old.layer), self.new.layer(new.layer));
        let same_layer =
            matches!(layers, (Some(old), Some(new)) if old.seed == new.seed && old.name == new.name && self.unit(old.unit, new.unit));
        // A flag may be listed twice for one range.
        let set = |place: &'p Place| place.ranges.iter().copied().collect::<BTreeSet<_>>();
        same_layer && set(old) == set(new)
    }

    fn serve(&mut self, old: Serve, new: Serve) -> bool {
        let who = match (old.who, new.who) {
            (Who::Ring(old), Who::Ring(new)) => self.rings(old, new),
            (Who::Schedule(old), Who::Schedule(new)) => self.old.schedule(old) == self.new.schedule(new),
            (Who::Rollout(old), Who::Rollout(new)) => match (self.old.rollout(old), self.new.rollout(new)) {
                (Some(old), Some(new)) => self.rollout(old, new),
                _ => false,
            },
            (old, new) => old == new,
        };
        who && match (old.what, new.what) {
            (What::Split(old), What::Split(new)) => parts(self.old.split(old)) == parts(self.new.split(new)),
            (old, new) => old == new,
        }
    }

    fn rollout(&mut self, old: &Rollout, new: &Rollout) -> bool {
        old.plan == new.plan
            && old.progress == new.progress
            && old.whom.iter().zip(&new.whom).all(|(old, new)| {
                let rings = match (old.ring, new.ring) {
                    (Some(old), Some(new)) => self.rings(old, new),
                    (old, new) => old.is_none() && new.is_none(),
                };
                rings && old.percent == new.percent && self.optional(old.condition, new.condition)
            })
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
        match (&self.old.condition(old).kind, &self.new.condition(new).kind) {
            (ConditionKind::All(old), ConditionKind::All(new)) | (ConditionKind::Any(old), ConditionKind::Any(new)) => {
                let (old, new) = (self.old.parts(old), self.new.parts(new));
                old.len() == new.len() && old.iter().zip(new).all(|(&old, &new)| self.condition(old, new))
            }
            (ConditionKind::Not(old), ConditionKind::Not(new)) => self.condition(*old, *new),
            (ConditionKind::Segment(old), ConditionKind::Segment(new)) => match (self.old.segment(*old), self.new.segment(*new)) {
                (Some(old), Some(new)) => old.name == new.name && self.condition(old.condition, new.condition),
                _ => false,
            },
            (ConditionKind::Ring(old), ConditionKind::Ring(new)) => self.rings(*old, *new),
            (ConditionKind::Percent(old), ConditionKind::Percent(new)) => old == new,
            (ConditionKind::Sample(old), ConditionKind::Sample(new)) => match (self.old.sample(*old), self.new.sample(*new)) {
                (Some(old), Some(new)) => {
                    let units = match (old.unit, new.unit) {
                        (Some(old), Some(new)) => self.unit(old, new),
                        (old, new) => old.is_none() && new.is_none(),
                    };
                    units && old.percent == new.percent && old.salt == new.salt
                }
                _ => false,
            },
            (ConditionKind::Now(old), ConditionKind::Now(new)) => {
                matches!((self.old.moment(*old), self.new.moment(*new)), (Some(old), Some(new)) if (old.after, old.before) == (new.after, new.before))
            }
            (ConditionKind::Leaf(old), ConditionKind::Leaf(new)) => match (self.old.leaf(*old), self.new.leaf(*new)) {
                (Some(old), Some(new)) => {
                    let attributes = (self.old.attribute(old.attribute), self.new.attribute(new.attribute));
                    let same_attribute = matches!(attributes, (Some(old), Some(new)) if old.name == new.name);
                    same_attribute && old.case == new.case && old.test == new.test
                }
                _ => false,
            },
            _ => false,
        }
    }
}

/// Whom a split gives what: each variant, and the bucket before which its part ends.
fn parts(shares: &[Share]) -> Vec<(VariantId, u32)> {
    let mut parts: Vec<(VariantId, u32)> = Vec::new();
    for share in shares {
        match parts.last_mut() {
            Some((variant, to)) if *variant == share.variant => *to = share.to,
            _ => parts.push((share.variant, share.to)),
        }
    }
    parts
}
