//! Where evaluation gets attributes and units from.

use crate::bucket;
use crate::context::Context;
use crate::program::{AttributeId, Program, UnitId};
use crate::slot::Slot;
use std::cell::Cell;

/// One unit's attributes, as a program asks for them.
pub(crate) trait Source {
    /// An attribute.
    fn slot(&self, program: &Program, attribute: AttributeId) -> Slot<'_>;

    /// The hash of a unit; `None` where it is missing.
    fn unit_hash(&self, program: &Program, unit: UnitId) -> Option<u64>;
}

/// The hash of the first usable attribute of a unit (spec ).
fn hash(program: &Program, unit: UnitId, slot: impl Fn(AttributeId) -> Option<u64>) -> Option<u64> {
    program.unit(unit).iter().find_map(|&attribute| slot(attribute))
}

/// The hash of an attribute that can be a unit: a string that is not empty, or an integer.
fn usable(slot: Slot<'_>) -> Option<u64> {
    match slot {
        Slot::String(text) if !text.is_empty() => Some(bucket::unit_hash(text.as_bytes())),
        // INVARIANT: a slot's integral numbers are within ±(2^53 − 1).
        Slot::Number(number) if number.fract() == 0.0 => Some(integer_hash(number as i64)),
        _ => None,
    }
}

/// The hash of an integer's decimal text, made on the stack.
fn integer_hash(integer: i64) -> u64 {
    let mut text = [0_u8; 20];
    let mut start = text.len();
    let mut rest = integer.unsigned_abs();
    for slot in text.iter_mut().rev() {
        *slot = b'0'.wrapping_add((rest % 10) as u8);
        rest /= 10;
        start = start.saturating_sub(1);
        if rest == 0 {
            break;
        }
    }
    if integer < 0 {
        start = start.saturating_sub(1);
        if let Some(sign) = text.get_mut(start) {
            *sign = b'-';
        }
    }
    bucket::unit_hash(text.get(start..).unwrap_or_default())
}

/// A context, asked as evaluation goes. Remembers the last unit's hash.
pub(crate) struct Direct<'c> {
    context: &'c Context,
    last: Cell<Option<(UnitId, Option<u64>)>>,
}

impl<'c> Direct<'c> {
    pub(crate) fn new(context: &'c Context) -> Direct<'c> {
        Direct { context, last: Cell::new(None) }
    }
}

impl Source for Direct<'_> {
    fn slot(&self, program: &Program, attribute: AttributeId) -> Slot<'_> {
        program.attribute(attribute).map_or(Slot::Missing, |attribute| attribute.path.resolve(&attribute.name, self.context))
    }

    fn unit_hash(&self, program: &Program, unit: UnitId) -> Option<u64> {
        match self.last.get() {
            Some((last, hash)) if last == unit => hash,
            _ => {
                let hash = hash(program, unit, |attribute| usable(self.slot(program, attribute)));
                self.last.set(Some((unit, hash)));
                hash
            }
        }
    }
}

/// A context resolved once: every attribute that the program reads, and every unit.
pub(crate) struct Resolved<'c> {
    slots: Box<[Slot<'c>]>,
    units: Box<[Option<u64>]>,
}

impl<'c> Resolved<'c> {
    pub(crate) fn new(program: &Program, context: &'c Context) -> Resolved<'c> {
        let slots: Box<[Slot<'c>]> = program.attributes.iter().map(|attribute| attribute.path.resolve(&attribute.name, context)).collect();
        let unit =
            |index: usize| hash(program, UnitId(index as u32), |attribute| slots.get(attribute.index()).and_then(|&slot| usable(slot)));
        let units = (0..program.units.len()).map(unit).collect();
        Resolved { slots, units }
    }
}

impl Source for &Resolved<'_> {
    fn slot(&self, _: &Program, attribute: AttributeId) -> Slot<'_> {
        self.slots.get(attribute.index()).copied().unwrap_or(Slot::Missing)
    }

    fn unit_hash(&self, _: &Program, unit: UnitId) -> Option<u64> {
        self.units.get(unit.index()).copied().flatten()
    }
}
