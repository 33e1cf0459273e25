//! Which attributes a flag may read: its own, those of its unit, and those of the flags it requires.

use crate::program::{AttributeId, Flag, Leaf, Program, Sample, UnitId};
use crate::walk::{Visitor, walk};
use std::collections::BTreeSet;

/// The attributes that deciding a flag may ask for, in order.
pub(crate) fn reads(program: &Program, flag: &Flag) -> Vec<AttributeId> {
    let mut reading = Reading { program, attributes: BTreeSet::new() };
    walk(program, flag, &mut reading);
    reading.attributes.into_iter().collect()
}

struct Reading<'p> {
    program: &'p Program,
    attributes: BTreeSet<AttributeId>,
}

impl Reading<'_> {
    fn unit(&mut self, unit: UnitId) {
        self.attributes.extend(self.program.unit(unit));
    }
}

impl<'p> Visitor<'p> for Reading<'p> {
    fn flag(&mut self, flag: &'p Flag) -> bool {
        let program = self.program;
        let layer = flag.place.and_then(|place| program.place(place)).and_then(|place| program.layer(place.layer));
        self.unit(flag.unit);
        layer.into_iter().for_each(|layer| self.unit(layer.unit));
        true
    }

    fn leaf(&mut self, leaf: &'p Leaf) {
        self.attributes.insert(leaf.attribute);
    }

    fn sample(&mut self, sample: &'p Sample) {
        sample.unit.into_iter().for_each(|unit| self.unit(unit));
    }
}
