//! One attribute of a context as the operators see it: typed, borrowed, cheap to copy.

use crate::value::{Unusable, Value, is_exact};

/// A resolved attribute.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Slot<'a> {
    Missing,
    Null,
    Boolean(bool),
    /// Finite, and exact where it is integral.
    Number(f64),
    String(&'a str),
    List(&'a [Value]),
    Object,
    Unusable(Unusable),
}

impl<'a> Slot<'a> {
    /// The slot of a value.
    pub(crate) fn of(value: &'a Value) -> Slot<'a> {
        match value {
            Value::Null => Slot::Null,
            Value::Boolean(boolean) => Slot::Boolean(*boolean),
            Value::Number(number) => Slot::number(*number),
            Value::String(string) => Slot::String(string),
            Value::List(items) => Slot::List(items),
            Value::Object(_) => Slot::Object,
            Value::Unusable(why) => Slot::Unusable(*why),
        }
    }

    /// The slot of a double (spec ): −0 is 0.
    pub(crate) fn number(number: f64) -> Slot<'a> {
        if !number.is_finite() {
            Slot::Unusable(Unusable::NotFinite)
        } else if !is_exact(number) {
            Slot::Unusable(Unusable::OutOfRange)
        } else {
            Slot::Number(number + 0.0)
        }
    }
}
