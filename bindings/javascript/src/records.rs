//! The attributes that JavaScript wrote into the input, as evaluation asks for them: one record each, by number.

use crate::input;
use crate::tree;
use burgee::{Host, Slot, Unusable, Value};
use std::cell::OnceCell;

/// What is there and has nothing to compare.
const OPAQUE: Slot<'static> = Slot::Object(&[]);

pub(crate) struct Records<'i> {
    input: &'i [u8],
    lists: OnceCell<Box<List>>,
}

/// A list that was asked for, decoded; the next one hangs behind it.
struct List {
    number: usize,
    value: Value,
    next: OnceCell<Box<List>>,
}

impl<'i> Records<'i> {
    #[inline]
    pub(crate) fn new(input: &'i [u8]) -> Records<'i> {
        Records { input, lists: OnceCell::new() }
    }

    /// The bytes that a record's text or tree takes.
    fn bytes(&self, record: usize, length: u32) -> Option<&'i [u8]> {
        input::bytes(self.input, input::word(self.input, record.saturating_add(4))?, length)
    }

    #[cold]
    fn list(&self, number: usize, bytes: &[u8]) -> &Value {
        let mut place = &self.lists;
        loop {
            let make = || Box::new(List { number, value: tree::decode(bytes).unwrap_or_else(tree::opaque), next: OnceCell::new() });
            let list = place.get_or_init(make);
            if list.number == number {
                return &list.value;
            }
            place = &list.next;
        }
    }

    /// The first byte behind the records of so many attributes, and behind all their text.
    pub(crate) fn end(&self, attributes: usize) -> usize {
        let mut end = input::record(attributes);
        for number in 0..attributes {
            let at = input::record(number);
            let (Some(tag), Some(start)) = (input::word(self.input, at), input::word(self.input, at.saturating_add(4))) else { break };
            if matches!(tag & 7, 1 | 7) && input::bytes(self.input, start, tag >> 3).is_some() {
                end = end.max((start as usize).saturating_add((tag >> 3) as usize));
            }
        }
        end
    }
}

impl Host for Records<'_> {
    #[inline]
    fn attribute(&self, number: usize) -> Slot<'_> {
        let at = input::record(number);
        let Some(tag) = input::word(self.input, at) else { return Slot::Missing };
        let payload = tag >> 3;
        match (tag & 7, payload) {
            (0, _) => Slot::Missing,
            (1, length) => self.bytes(at, length).and_then(|text| str::from_utf8(text).ok()).map_or(OPAQUE, Slot::String),
            (2, _) => input::double(self.input, at.saturating_add(8)).map_or(OPAQUE, Slot::from),
            (3, truth) => Slot::Boolean(truth == 1),
            (4, _) => Slot::Null,
            (5, 0) => Slot::Unusable(Unusable::NotFinite),
            (5, 1) => Slot::Unusable(Unusable::OutOfRange),
            (5, 2) => Slot::Unusable(Unusable::BadString),
            (7, length) => self.bytes(at, length).map_or(OPAQUE, |bytes| Slot::from(self.list(number, bytes))),
            _ => OPAQUE,
        }
    }
}
