//! How many units get what, for each flag at each instant.

use super::Asked;
use super::plan::{Era, era_at};
use burgee::{Context, Flag, Flags};

/// What was counted.
pub struct Count {
    pub units: u64,
    /// Ascending.
    pub instants: Vec<i64>,
    /// For each flag, one for each instant.
    pub flags: Vec<Vec<Point>>,
    /// For each pair of flags.
    pub pairs: Vec<Pair>,
}

/// One flag at one instant.
#[derive(Clone)]
pub struct Point {
    pub exposed: u64,
    pub variants: Vec<u64>,
    pub rings: Vec<Group>,
    pub segments: Vec<Group>,
}

/// Units that are in a ring (in no ring further in) or a segment, and how many of these are exposed.
#[derive(Clone, Copy, Default)]
pub struct Group {
    pub units: u64,
    pub exposed: u64,
}

/// Two flags, and how many units both expose at each instant.
pub struct Pair {
    pub first: usize,
    pub second: usize,
    pub both: Vec<u64>,
}

/// Counts the units of a simulation, one at a time.
pub struct Counter<'c> {
    count: &'c mut Count,
    /// For each instant, the flags as they are then.
    flags: Vec<Vec<Flag<'c>>>,
    rings: Vec<&'c str>,
    /// Which flags expose the unit.
    exposed: Vec<bool>,
}

impl Count {
    pub fn new(asked: &[Asked<'_>], flags: &Flags, instants: Vec<i64>) -> Count {
        let (rings, segments) = (vec![Group::default(); flags.rings().count()], vec![Group::default(); flags.segments().count()]);
        let points = asked.iter().map(|asked| {
            let point = Point { exposed: 0, variants: vec![0; asked.variants.len()], rings: rings.clone(), segments: segments.clone() };
            vec![point; instants.len()]
        });
        let second = |first: usize| (first..asked.len()).skip(1).map(move |second| (first, second));
        let pairs = (0..asked.len()).flat_map(second).map(|(first, second)| Pair { first, second, both: vec![0; instants.len()] });
        Count { units: 0, flags: points.collect(), pairs: pairs.collect(), instants }
    }

    pub fn counter<'c>(&'c mut self, asked: &[Asked<'_>], eras: &'c [Era]) -> Counter<'c> {
        let flags = |at: &i64| {
            let era = era_at(eras, *at);
            asked.iter().filter_map(|asked| era?.flags.flag(&asked.key)).collect()
        };
        let flags = self.instants.iter().map(flags).collect();
        let rings = eras.first().map(|era| era.flags.rings().collect()).unwrap_or_default();
        Counter { count: self, flags, rings, exposed: Vec::new() }
    }
}

impl Counter<'_> {
    pub fn add(&mut self, context: &Context) {
        let Count { units, instants, flags, pairs } = &mut *self.count;
        bump(units);
        for (index, (at, asked)) in instants.iter().zip(&self.flags).enumerate() {
            let segments = asked.first().map(|flag| flag.in_segments_at(context, *at)).unwrap_or_default();
            self.exposed.clear();
            for (flag, points) in asked.iter().zip(&mut *flags) {
                let decision = flag.evaluate_at(context, *at);
                let is_exposed = decision.is_exposed();
                self.exposed.push(is_exposed);
                let Some(point) = points.get_mut(index) else { continue };
                if is_exposed {
                    bump(&mut point.exposed);
                }
                decision.variant_index().and_then(|variant| point.variants.get_mut(variant)).into_iter().for_each(bump);
                let ring = flag.ring_at(context, *at).and_then(|ring| self.rings.iter().position(|own| *own == ring));
                ring.and_then(|ring| point.rings.get_mut(ring)).into_iter().for_each(|ring| ring.add(is_exposed));
                let held = point.segments.iter_mut().zip(&segments).filter(|(_, holds)| **holds);
                held.for_each(|(segment, _)| segment.add(is_exposed));
            }
            for pair in &mut *pairs {
                let exposes = |flag: usize| self.exposed.get(flag).copied().unwrap_or(false);
                if exposes(pair.first) && exposes(pair.second) {
                    pair.both.get_mut(index).into_iter().for_each(bump);
                }
            }
        }
    }
}

impl Group {
    fn add(&mut self, is_exposed: bool) {
        bump(&mut self.units);
        if is_exposed {
            bump(&mut self.exposed);
        }
    }
}

fn bump(count: &mut u64) {
    *count = count.saturating_add(1);
}
