//! Where evaluation gets attributes and units from.

use super::memory::Memory;
use crate::bucket;
use crate::context::Context;
use crate::path::{Path, follow};
use crate::program::{Attribute, AttributeId, Depends, Program, UnitId};
use crate::slot::{Host, Slot};
use crate::value::{MAX_TEXT, integer};
use crate::words::Sought;
use std::cell::Cell;

/// One unit's attributes, as a program asks for them.
pub(crate) trait Source {
    /// An attribute.
    fn slot(&self, program: &Program, attribute: AttributeId) -> Slot<'_>;

    /// The hash of a unit; `None` where it is missing.
    fn unit_hash(&self, program: &Program, unit: UnitId) -> Option<u64>;

    /// What is remembered of these attributes, if anything is.
    fn memory(&self) -> Option<&Memory>;

    /// Where conditions are asked that are not remembered, if not here.
    #[cfg(target_family = "wasm")]
    fn elsewhere(&self) -> Option<&dyn Source> {
        None
    }
}

/// A kept context of which most is remembered: for what is not, code that is compiled anyway will do.
#[cfg(target_family = "wasm")]
pub(crate) struct Remembered<'k>(pub(crate) &'k Kept);

#[cfg(target_family = "wasm")]
impl Source for Remembered<'_> {
    #[inline]
    fn slot(&self, program: &Program, attribute: AttributeId) -> Slot<'_> {
        self.0.slot(program, attribute)
    }

    #[inline]
    fn unit_hash(&self, program: &Program, unit: UnitId) -> Option<u64> {
        self.0.unit_hash(program, unit)
    }

    #[inline]
    fn memory(&self) -> Option<&Memory> {
        self.0.memory()
    }

    #[inline]
    fn elsewhere(&self) -> Option<&dyn Source> {
        Some(self.0.as_source())
    }
}

impl<S: Source + ?Sized> Source for &S {
    #[cfg(target_family = "wasm")]
    fn elsewhere(&self) -> Option<&dyn Source> {
        (**self).elsewhere()
    }

    fn slot(&self, program: &Program, attribute: AttributeId) -> Slot<'_> {
        (**self).slot(program, attribute)
    }

    fn unit_hash(&self, program: &Program, unit: UnitId) -> Option<u64> {
        (**self).unit_hash(program, unit)
    }

    fn memory(&self) -> Option<&Memory> {
        (**self).memory()
    }
}

/// The hash of the first usable attribute of a unit (spec ).
fn hash(program: &Program, unit: UnitId, slot: impl Fn(AttributeId) -> Option<u64>) -> Option<u64> {
    program.unit(unit).iter().find_map(|&attribute| slot(attribute))
}

/// The hash of an attribute that can be a unit: a string that is neither empty nor too long, or an integer (spec ).
#[cfg_attr(target_family = "wasm", inline)]
fn usable(slot: Slot<'_>) -> Option<u64> {
    match slot {
        Slot::String(text) if (1..=MAX_TEXT).contains(&text.len()) => Some(bucket::unit_hash(text.as_bytes())),
        Slot::Number(number) => integer(number).map(integer_hash),
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

/// Whose attributes evaluation asks for.
#[derive(Clone, Copy)]
pub(crate) enum Attributes<'c> {
    Context(&'c Context),
    Borrowed(&'c [(&'c str, Slot<'c>)]),
    Host(&'c dyn Host),
}

impl<'c> Attributes<'c> {
    /// What stands at an attribute's place.
    #[inline]
    fn slot(self, program: &Program, id: AttributeId) -> Slot<'c> {
        let Some(attribute) = program.attribute(id) else { return Slot::Missing };
        let (name, way) = attribute.path.split(&attribute.name);
        let own = match self {
            Attributes::Context(context) => context.attribute(name).map_or(Slot::Missing, Slot::from),
            Attributes::Host(host) => return host.attribute(id.index()),
            Attributes::Borrowed(slots) => {
                let sought = Sought::new(name);
                slots.iter().find(|(own, _)| sought.is(own)).map_or(Slot::Missing, |(_, slot)| *slot)
            }
        };
        if way.is_empty() { own } else { follow(own, way) }
    }
}

/// Attributes asked for as evaluation goes. Remembers the last unit's hash.
pub(crate) struct Direct<'c> {
    attributes: Attributes<'c>,
    last: Cell<Option<(UnitId, Option<u64>)>>,
}

impl<'c> Direct<'c> {
    #[cfg_attr(target_family = "wasm", inline)]
    pub(crate) fn new(attributes: Attributes<'c>) -> Direct<'c> {
        Direct { attributes, last: Cell::new(None) }
    }
}

impl Source for Direct<'_> {
    #[cfg_attr(target_family = "wasm", inline)]
    fn slot(&self, program: &Program, attribute: AttributeId) -> Slot<'_> {
        self.attributes.slot(program, attribute)
    }

    #[cfg_attr(target_family = "wasm", inline)]
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

    #[cfg_attr(target_family = "wasm", inline)]
    fn memory(&self) -> Option<&Memory> {
        None
    }
}

/// A context that is kept: where its attributes are, its units, and what conditions came to that depend on it alone.
pub(crate) struct Kept {
    pub(crate) context: Context,
    places: Box<[Found]>,
    memory: Memory,
}

/// Where an attribute of a program is in a kept context.
enum Found {
    Nowhere,
    /// An own key: its index.
    Own(usize),
    /// Further in: looked for when it is asked for.
    Inside,
}

impl Kept {
    pub(crate) fn new(program: &Program, context: Context) -> Kept {
        let place = |attribute: &Attribute| match (&attribute.path, context.position(&attribute.name)) {
            (Path::Key, Some(at)) => Found::Own(at),
            (Path::Key, None) => Found::Nowhere,
            (Path::Pointer(_), _) => Found::Inside,
        };
        let places = program.attributes.iter().map(place).collect();
        let attributes = Attributes::Context(&context);
        let units = units(program, |attribute| attributes.slot(program, attribute));
        Kept { places, memory: Memory::new(program, units, Depends::Context), context }
    }
}

#[cfg(target_family = "wasm")]
impl Kept {
    /// Why not inlined: what is made of it there would be compiled again.
    #[inline(never)]
    fn as_source(&self) -> &dyn Source {
        self
    }
}

impl Source for Kept {
    #[cfg_attr(target_family = "wasm", inline)]
    fn slot(&self, program: &Program, attribute: AttributeId) -> Slot<'_> {
        match self.places.get(attribute.index()) {
            Some(Found::Own(at)) => self.context.at(*at).map_or(Slot::Missing, Slot::from),
            Some(Found::Inside) => Attributes::Context(&self.context).slot(program, attribute),
            Some(Found::Nowhere) | None => Slot::Missing,
        }
    }

    #[cfg_attr(target_family = "wasm", inline)]
    fn unit_hash(&self, _: &Program, unit: UnitId) -> Option<u64> {
        self.memory.unit_hash(unit)
    }

    #[cfg_attr(target_family = "wasm", inline)]
    fn memory(&self) -> Option<&Memory> {
        Some(&self.memory)
    }
}

/// Attributes resolved once for all flags at one instant. Remembers what does not depend on the flag.
pub(crate) struct Batch<'c> {
    slots: Box<[Slot<'c>]>,
    memory: Memory,
}

impl<'c> Batch<'c> {
    pub(crate) fn new(program: &Program, attributes: Attributes<'c>) -> Batch<'c> {
        let ids = (0..program.attributes.len()).map(AttributeId::new);
        let slots: Box<[Slot<'c>]> = ids.map(|attribute| attributes.slot(program, attribute)).collect();
        let units = units(program, |attribute| slots.get(attribute.index()).copied().unwrap_or(Slot::Missing));
        Batch { slots, memory: Memory::new(program, units, Depends::Instant) }
    }
}

/// The hash of every unit of a program.
fn units<'c>(program: &Program, slot: impl Fn(AttributeId) -> Slot<'c>) -> Box<[Option<u64>]> {
    (0..program.units.len()).map(|index| hash(program, UnitId::new(index), |attribute| usable(slot(attribute)))).collect()
}

impl Source for Batch<'_> {
    fn slot(&self, _: &Program, attribute: AttributeId) -> Slot<'_> {
        self.slots.get(attribute.index()).copied().unwrap_or(Slot::Missing)
    }

    fn unit_hash(&self, _: &Program, unit: UnitId) -> Option<u64> {
        self.memory.unit_hash(unit)
    }

    fn memory(&self) -> Option<&Memory> {
        Some(&self.memory)
    }
}
