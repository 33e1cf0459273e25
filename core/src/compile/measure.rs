//! What a decision may cost, and how deep it may go (spec ), and whether it depends on the instant.

use super::cost::{DRAW, FLAG, run};
use super::{Compiler, graph};
use crate::document::Owner;
use crate::problem::{Problem, limit};
use crate::program::{ConditionId, ConditionKind, Depends, Flag, PlaceId, RingId, Serve, What, Who};

/// The measures of a condition or flag.
#[derive(Clone, Copy, Debug, Default)]
struct Measure {
    cost: u64,
    nesting: u64,
    reads_clock: bool,
    /// It depends on the flag that asks.
    asks_flag: bool,
}

const ONE: Measure = Measure { cost: 1, nesting: 1, reads_clock: false, asks_flag: false };

impl Measure {
    /// Work that nests nothing.
    fn of(cost: u64) -> Measure {
        Measure { cost, ..Measure::default() }
    }

    /// A whole with this part beside others.
    fn with(self, part: Measure) -> Measure {
        Measure {
            cost: self.cost.saturating_add(part.cost),
            nesting: self.nesting.max(part.nesting),
            reads_clock: self.reads_clock || part.reads_clock,
            asks_flag: self.asks_flag || part.asks_flag,
        }
    }

    /// What holds this as its parts.
    fn around(self) -> Measure {
        Measure { cost: self.cost.saturating_add(1), nesting: self.nesting.saturating_add(1), ..self }
    }

    fn depends(self) -> Depends {
        match (self.asks_flag, self.reads_clock) {
            (true, _) => Depends::Flag,
            (false, true) => Depends::Instant,
            (false, false) => Depends::Context,
        }
    }
}

struct Measures {
    conditions: Vec<Option<Measure>>,
    segments: Vec<Measure>,
    rings: Vec<Measure>,
}

impl Compiler<'_, '_> {
    /// Measures every flag, and quarantines those above a limit.
    pub(super) fn measure(&mut self) {
        let mut measures = Measures {
            conditions: vec![None; self.conditions.len()],
            segments: vec![Measure::default(); self.segments.len()],
            rings: Vec::new(),
        };
        for segment in graph::groups(&self.segment_parts()).into_iter().flatten() {
            let root = self.segments.get(segment as usize).and_then(Option::as_ref).map(|segment| segment.condition);
            let unbroken = !self.report.blames(Owner::Segment(segment));
            if let (Some(root), true) = (root, unbroken) {
                let measure = self.of_condition(root, &mut measures);
                if let Some(slot) = measures.segments.get_mut(segment as usize) {
                    *slot = measure;
                }
            }
        }
        for draft in &self.rings {
            let (condition, percent) = draft.ring.as_ref().map(|ring| (ring.condition, ring.percent)).unwrap_or_default();
            let own = condition.map(|condition| self.of_condition(condition, &mut measures)).unwrap_or_default();
            let own = own.with(of_percent(percent)).around();
            let before = measures.rings.last().copied().unwrap_or_default();
            measures.rings.push(before.with(own));
        }
        self.measure_flags(&mut measures);
        for (condition, measure) in self.conditions.iter_mut().zip(&measures.conditions) {
            condition.depends = measure.map_or(Depends::Flag, Measure::depends);
        }
    }

    fn measure_flags(&mut self, measures: &mut Measures) {
        let quarantined = Measure { cost: FLAG, ..ONE };
        let mut flags = vec![quarantined; self.flags.len()];
        let required: Vec<Vec<u32>> = self
            .flags
            .iter()
            .map(|draft| {
                super::slice(&self.requirements, &draft.flag.requirements).iter().map(|required| required.flag.index() as u32).collect()
            })
            .collect();
        for index in graph::groups(&required).into_iter().flatten() {
            let owner = Owner::Flag(index);
            if self.report.blames(owner) {
                continue;
            }
            let Some(flag) = self.flags.get(index as usize).map(|draft| draft.flag.clone()) else { continue };
            let mut measure = self.of_flag(&flag, measures);
            for &other in required.get(index as usize).into_iter().flatten() {
                let mut other = flags.get(other as usize).copied().unwrap_or(quarantined);
                other.nesting = other.nesting.saturating_add(1);
                measure = measure.with(other);
            }
            self.report.owner = owner;
            if let Some(entry) = self.document.flags.get(index as usize) {
                if measure.nesting > limit::NESTING.value as u64 {
                    self.report.past(entry.value(), limit::NESTING);
                    continue;
                }
                if measure.cost > limit::COST.value as u64 {
                    self.report.found(entry.value(), Problem::costly(entry.name, measure.cost));
                    continue;
                }
            }
            if let Some(slot) = flags.get_mut(index as usize) {
                *slot = measure;
            }
            if let Some(draft) = self.flags.get_mut(index as usize) {
                draft.flag.reads_clock = measure.reads_clock;
            }
        }
    }

    fn of_flag(&self, flag: &Flag, measures: &mut Measures) -> Measure {
        let ranges = |place: PlaceId| self.places.get(place.index()).map_or(0, |place| place.ranges.len());
        let place = flag.place.map_or(0, |place| DRAW.saturating_add(run(ranges(place), 8)));
        let variants = run(super::slice(&self.variants, &flag.variants).len(), 4);
        let mut measure = ONE.with(Measure::of(FLAG.saturating_sub(ONE.cost).saturating_add(place).saturating_add(variants)));
        for condition in [flag.exclude, flag.condition].into_iter().flatten() {
            measure = measure.with(self.of_condition(condition, measures));
        }
        for rule in super::slice(&self.rules, &flag.rules) {
            let condition = rule.condition.map(|condition| self.of_condition(condition, measures)).unwrap_or_default();
            let own = if rule.is_own { Measure::default() } else { ONE };
            measure = measure.with(own).with(condition).with(self.of_serve(&rule.serve, measures));
        }
        measure
    }

    /// INVARIANT: conditions stand in one another at most as deep as JSON does; segments and rings are measured before.
    fn of_condition(&self, id: ConditionId, measures: &mut Measures) -> Measure {
        if let Some(&Some(known)) = measures.conditions.get(id.index()) {
            return known;
        }
        let measure = match self.conditions.get(id.index()).map(|condition| &condition.kind) {
            Some(ConditionKind::All(parts) | ConditionKind::Any(parts)) => {
                let parts: Vec<ConditionId> = super::slice(&self.parts, parts).to_vec();
                parts.into_iter().fold(Measure::default(), |whole, part| whole.with(self.of_condition(part, measures))).around()
            }
            Some(ConditionKind::Not(inner)) => self.of_condition(*inner, measures).around(),
            Some(ConditionKind::Segment(segment)) => measures.segments.get(segment.index()).copied().unwrap_or_default().around(),
            Some(ConditionKind::Ring(ring)) => of_ring(*ring, measures),
            Some(ConditionKind::Now(_)) => Measure { reads_clock: true, ..ONE },
            Some(ConditionKind::Leaf(leaf)) => Measure {
                cost: self.leaf_costs.get(leaf.index()).copied().unwrap_or(1),
                reads_clock: self.leaves.get(leaf.index()).is_some_and(|leaf| leaf.test.reads_clock()),
                ..ONE
            },
            Some(ConditionKind::Sample(sample)) => {
                Measure { cost: DRAW, asks_flag: self.samples.get(*sample as usize).is_none_or(|sample| sample.unit.is_none()), ..ONE }
            }
            Some(ConditionKind::Percent(_)) | None => Measure { cost: DRAW, asks_flag: true, ..ONE },
        };
        if let Some(slot) = measures.conditions.get_mut(id.index()) {
            *slot = Some(measure);
        }
        measure
    }

    fn of_serve(&self, serve: &Serve, measures: &mut Measures) -> Measure {
        let what = match serve.what {
            What::Variant(_) => 0,
            What::Split(split) => DRAW.saturating_add(run(self.splits.get(split as usize).map_or(0, |shares| shares.len()), 8)),
        };
        let who = match serve.who {
            Who::Ring(ring) => of_ring(ring, measures),
            Who::Schedule(schedule) => {
                let length = self.schedules.get(schedule as usize).map_or(0, |own| own.steps.len().saturating_add(own.pauses.len()));
                Measure { reads_clock: true, ..Measure::of(DRAW.saturating_add(run(length, 8))) }
            }
            Who::Rollout(rollout) => {
                let whom = self.rollouts.get(rollout as usize).map(|rollout| rollout.whom.clone()).unwrap_or_default();
                whom.iter().fold(Measure::default(), |whole, whom| {
                    let ring = whom.ring.map(|ring| of_ring(ring, measures)).unwrap_or_default();
                    let condition = whom.condition.map(|condition| self.of_condition(condition, measures)).unwrap_or_default();
                    whole.with(ONE).with(ring).with(condition).with(of_percent(whom.percent))
                })
            }
            Who::Everyone => Measure::default(),
            Who::Certain(_) | Who::Percent(_) => Measure::of(DRAW),
        };
        who.with(Measure::of(what))
    }

    /// For each segment the segments in its condition.
    fn segment_parts(&self) -> Vec<Vec<u32>> {
        let mut edges = vec![Vec::new(); self.segments.len()];
        for (from, segment) in self.segments.iter().enumerate() {
            let mut open: Vec<ConditionId> = segment.iter().map(|segment| segment.condition).collect();
            while let Some(id) = open.pop() {
                match self.conditions.get(id.index()).map(|condition| &condition.kind) {
                    Some(ConditionKind::All(parts) | ConditionKind::Any(parts)) => open.extend(super::slice(&self.parts, parts)),
                    Some(ConditionKind::Not(inner)) => open.push(*inner),
                    Some(ConditionKind::Segment(to)) => edges.get_mut(from).into_iter().for_each(|edges| edges.push(to.index() as u32)),
                    _ => {}
                }
            }
        }
        edges
    }
}

/// A percentage beside other conditions.
fn of_percent(percent: Option<u32>) -> Measure {
    Measure::of(percent.map_or(0, |_| DRAW))
}

fn of_ring(ring: RingId, measures: &Measures) -> Measure {
    Measure { asks_flag: true, ..measures.rings.get(ring.index()).copied().unwrap_or_default().around() }
}
