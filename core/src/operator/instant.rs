//! Attributes that are instants: `before`, `after`, `age` (spec ).

use crate::slot::Slot;
use crate::time::timestamp;
use crate::value::integer;
use crate::verdict::Unknown;

/// The instant of an attribute, in milliseconds since the epoch.
#[cfg_attr(target_family = "wasm", inline)]
pub(crate) fn of(slot: Slot<'_>) -> Result<i64, Unknown> {
    match slot {
        Slot::String(text) => timestamp(text).ok_or(Unknown::Unparsable),
        Slot::Number(number) => integer(number).ok_or(Unknown::Unparsable),
        _ => Err(Unknown::WrongType),
    }
}

/// Bounds of an age, in milliseconds; all that are there must hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Age {
    pub(crate) lt: Option<i64>,
    pub(crate) lte: Option<i64>,
    pub(crate) gt: Option<i64>,
    pub(crate) gte: Option<i64>,
}

impl Age {
    /// Whether what happened at `instant` is as old as asked; what is in the future has age 0.
    #[cfg_attr(target_family = "wasm", inline)]
    pub(crate) fn admit(self, instant: i64, now: i64) -> bool {
        let age = now.saturating_sub(instant).max(0);
        self.lt.is_none_or(|bound| age < bound)
            && self.lte.is_none_or(|bound| age <= bound)
            && self.gt.is_none_or(|bound| age > bound)
            && self.gte.is_none_or(|bound| age >= bound)
    }
}
