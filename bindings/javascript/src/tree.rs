//! Values of a host as bytes: numbers little endian, at any place.
//!
//! | byte | value |
//! |---|---|
//! | 0, 1, 2 | null, false, true |
//! | 3 | a double |
//! | 4 | a length in 4 bytes, UTF-8 |
//! | 5 | a count in 4 bytes, values |
//! | 6 | a count in 4 bytes; for each a name (a length, UTF-8) and a value |
//! | 7, 8, 9 | not finite, out of range, a bad string |
//! | 10 | opaque |

use burgee::{Unusable, Value};

/// So many arrays and objects may be open: those of a context (spec ), and one around it.
const MAX_DEPTH: u32 = 65;
/// For so many items room is made at once: what follows a count may be a lie.
const USUAL: usize = 16;

/// What is there and has nothing to compare.
pub(crate) fn opaque() -> Value {
    Value::Object(Box::new([]))
}

/// The one value that these bytes are; none where they are anything else.
pub(crate) fn decode(bytes: &[u8]) -> Option<Value> {
    let mut reader = Reader { rest: bytes };
    let value = reader.value(MAX_DEPTH)?;
    reader.rest.is_empty().then_some(value)
}

struct Reader<'b> {
    rest: &'b [u8],
}

impl<'b> Reader<'b> {
    fn chunk<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (chunk, rest) = self.rest.split_first_chunk()?;
        self.rest = rest;
        Some(*chunk)
    }

    fn count(&mut self) -> Option<usize> {
        self.chunk().map(|bytes| u32::from_le_bytes(bytes) as usize)
    }

    fn text(&mut self) -> Option<&'b str> {
        let length = self.count()?;
        let (text, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        str::from_utf8(text).ok()
    }

    /// `depth` arrays and objects may still be opened.
    fn value(&mut self, depth: u32) -> Option<Value> {
        let [kind] = self.chunk()?;
        Some(match kind {
            0 => Value::Null,
            1 => Value::Boolean(false),
            2 => Value::Boolean(true),
            3 => Value::Number(f64::from_le_bytes(self.chunk()?)),
            4 => Value::from(self.text()?),
            5 => {
                let depth = depth.checked_sub(1)?;
                let count = self.count()?;
                let mut items = Vec::with_capacity(count.min(USUAL));
                for _ in 0..count {
                    items.push(self.value(depth)?);
                }
                Value::List(items.into())
            }
            6 => {
                let depth = depth.checked_sub(1)?;
                let count = self.count()?;
                let mut members = Vec::with_capacity(count.min(USUAL));
                for _ in 0..count {
                    members.push((self.text()?, self.value(depth)?));
                }
                Value::object(members)
            }
            7 => Value::Unusable(Unusable::NotFinite),
            8 => Value::Unusable(Unusable::OutOfRange),
            9 => Value::Unusable(Unusable::BadString),
            10 => opaque(),
            _ => return None,
        })
    }
}
