//! What is remembered of one context: the hashes of its units, and what conditions came to, so that flags that share one ask it once.

use crate::program::{ConditionId, Depends, Program, UnitId};
use crate::verdict::{Unknown, Verdict};
use std::sync::atomic::{AtomicU8, Ordering};

/// Units, and verdicts once they are known.
///
/// Why atomic: a prepared context may be shared. Two threads that find no verdict write the same one.
pub(crate) struct Memory {
    units: Box<[Option<u64>]>,
    verdicts: Box<[AtomicU8]>,
    /// The most that a verdict may depend on to be kept.
    most: Depends,
}

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
    /// A memory of these units that knows no verdict of a program's conditions yet.
    pub(super) fn new(program: &Program, units: Box<[Option<u64>]>, most: Depends) -> Memory {
        Memory { units, verdicts: program.conditions.iter().map(|_| AtomicU8::default()).collect(), most }
    }

    #[inline]
    pub(super) fn unit_hash(&self, unit: UnitId) -> Option<u64> {
        self.units.get(unit.index()).copied().flatten()
    }

    #[inline]
    pub(super) fn recall(&self, condition: ConditionId) -> Option<Verdict> {
        match self.verdicts.get(condition.index())?.load(Ordering::Relaxed) {
            0 => None,
            TRUE => Some(Verdict::True),
            FALSE => Some(Verdict::False),
            unknown => UNKNOWN.get(usize::from(unknown).wrapping_sub(3)).copied().map(Verdict::Unknown),
        }
    }

    /// Keeps a verdict, unless it depends on more than this memory is for.
    pub(super) fn keep(&self, condition: ConditionId, depends: Depends, verdict: Verdict) {
        let byte = match verdict {
            Verdict::True => TRUE,
            Verdict::False => FALSE,
            Verdict::Unknown(why) => UNKNOWN.iter().position(|known| *known == why).map_or(0, |at| at.saturating_add(3) as u8),
        };
        if let Some(place) = self.verdicts.get(condition.index()).filter(|_| depends <= self.most) {
            place.store(byte, Ordering::Relaxed);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_verdict_is_recalled() {
        let memory = Memory { units: [].into(), verdicts: [AtomicU8::default()].into(), most: Depends::Instant };
        let condition = ConditionId::new(0);
        memory.keep(condition, Depends::Flag, Verdict::True);
        assert_eq!(memory.recall(condition), None);
        for verdict in [Verdict::True, Verdict::False].into_iter().chain(UNKNOWN.map(Verdict::Unknown)) {
            memory.keep(condition, Depends::Instant, verdict);
            assert_eq!(memory.recall(condition), Some(verdict));
        }
    }
}
