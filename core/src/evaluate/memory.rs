//! What conditions came to for one context, so that flags that share one ask it once.

use crate::program::{ConditionId, Program};
use crate::verdict::{Unknown, Verdict};
use std::sync::atomic::{AtomicU8, Ordering};

/// For each condition its verdict, once it is known.
///
/// Why atomic: a prepared context may be shared. Two threads that find no verdict write the same one.
pub(crate) struct Memory(Box<[AtomicU8]>);

const TRUE: u8 = 1;
const FALSE: u8 = 2;
/// The unknowns, which are kept as the bytes from 3.
const UNKNOWN: [Unknown; 9] = [
    Unknown::Missing,
    Unknown::Null,
    Unknown::WrongType,
    Unknown::Unparsable,
    Unknown::NotFinite,
    Unknown::OutOfRange,
    Unknown::BadString,
    Unknown::TooLong,
    Unknown::UnitMissing,
];

impl Memory {
    /// An empty memory for a program's conditions.
    pub(super) fn new(program: &Program) -> Memory {
        Memory(program.conditions.iter().map(|_| AtomicU8::default()).collect())
    }

    #[inline]
    pub(super) fn recall(&self, condition: ConditionId) -> Option<Verdict> {
        match self.0.get(condition.index())?.load(Ordering::Relaxed) {
            0 => None,
            TRUE => Some(Verdict::True),
            FALSE => Some(Verdict::False),
            unknown => UNKNOWN.get(usize::from(unknown).wrapping_sub(3)).copied().map(Verdict::Unknown),
        }
    }

    pub(super) fn keep(&self, condition: ConditionId, verdict: Verdict) {
        let byte = match verdict {
            Verdict::True => TRUE,
            Verdict::False => FALSE,
            Verdict::Unknown(why) => UNKNOWN.iter().position(|known| *known == why).map_or(0, |at| at.saturating_add(3) as u8),
        };
        if let Some(place) = self.0.get(condition.index()) {
            place.store(byte, Ordering::Relaxed);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_verdict_is_recalled() {
        let memory = Memory([AtomicU8::default()].into());
        let condition = ConditionId::new(0);
        assert_eq!(memory.recall(condition), None);
        for verdict in [Verdict::True, Verdict::False].into_iter().chain(UNKNOWN.map(Verdict::Unknown)) {
            memory.keep(condition, verdict);
            assert_eq!(memory.recall(condition), Some(verdict));
        }
    }
}
