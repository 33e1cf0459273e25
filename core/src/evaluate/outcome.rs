//! What was decided, as indexes into the program.

use crate::bucket::Bucket;
use crate::program::{Flag, FlagId, RingId, RuleId, VariantId};
use crate::reason::{Cause, Reason};

/// What was decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Outcome {
    /// None is an error.
    pub(crate) variant: Option<VariantId>,
    pub(crate) cause: Cause,
    /// A serve admitted the unit.
    pub(crate) hit: bool,
    /// The rule that decided; it may be the flag's own serve.
    pub(crate) rule: Option<RuleId>,
    pub(crate) bucket: Option<Bucket>,
    pub(crate) beside: Beside,
}

/// What else had a part in an outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Beside {
    Nothing,
    /// The innermost ring that admitted the unit.
    Ring(RingId),
    /// The required flag that was not met.
    Required(FlagId),
}

impl Outcome {
    pub(crate) fn new(cause: Cause) -> Outcome {
        Outcome { variant: None, cause, hit: false, rule: None, bucket: None, beside: Beside::Nothing }
    }

    pub(super) fn off(flag: &Flag, cause: Cause) -> Outcome {
        Outcome { variant: flag.off, ..Outcome::new(cause) }
    }

    /// Why, in OpenFeature's words (spec section 7).
    pub(crate) fn reason(&self, is_static: bool) -> Reason {
        match self.cause {
            Cause::Override => Reason::Static,
            Cause::Serve if is_static => Reason::Static,
            Cause::Disabled => Reason::Disabled,
            Cause::Exclude | Cause::Sticky | Cause::Rule => Reason::TargetingMatch,
            Cause::Ring if self.hit => Reason::TargetingMatch,
            Cause::Percent | Cause::Split | Cause::Layer => Reason::Split,
            Cause::Serve | Cause::Ring | Cause::Requires | Cause::BlockedBy | Cause::If | Cause::UnitMissing => Reason::Default,
            Cause::FlagNotFound | Cause::Quarantined | Cause::UnknownVariant | Cause::TypeMismatch | Cause::InvalidContext => Reason::Error,
        }
    }
}

/// An outcome in two words.
///
/// Why: a struct of small fields goes through memory, piece by piece, wherever it is returned; two words stay in registers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Packed {
    /// From the lowest bit: variant (16), cause (8), hit (1), whether `beside` is a required flag (1); rule (32 from the top).
    low: u64,
    /// Bucket (32), beside (32).
    high: u64,
}

const CAUSE: u32 = 16;
const HIT: u32 = 24;
const REQUIRED: u32 = 25;
const UPPER: u32 = 32;

impl Outcome {
    #[inline(always)]
    pub(crate) fn pack(self) -> Packed {
        let (beside, is_required) = match self.beside {
            Beside::Nothing => (0, false),
            Beside::Ring(ring) => (ring.raw(), false),
            Beside::Required(flag) => (flag.raw(), true),
        };
        let low = u64::from(self.variant.map_or(0, VariantId::raw))
            | (self.cause as u64) << CAUSE
            | u64::from(self.hit) << HIT
            | u64::from(is_required) << REQUIRED
            | u64::from(self.rule.map_or(0, RuleId::raw)) << UPPER;
        Packed { low, high: u64::from(self.bucket.map_or(0, Bucket::raw)) | u64::from(beside) << UPPER }
    }
}

impl Packed {
    /// All but the bucket.
    pub(crate) fn shape(self) -> [u32; 3] {
        [self.low as u32, (self.low >> UPPER) as u32, (self.high >> UPPER) as u32]
    }

    pub(crate) fn unpack(self) -> Outcome {
        let beside = (self.high >> UPPER) as u32;
        let is_required = self.low >> REQUIRED & 1 == 1;
        let beside = match (RingId::from_raw(beside), FlagId::from_raw(beside)) {
            (Some(ring), _) if !is_required => Beside::Ring(ring),
            (_, Some(flag)) => Beside::Required(flag),
            _ => Beside::Nothing,
        };
        Outcome {
            variant: self.variant(),
            cause: Cause::ALL.get(usize::from((self.low >> CAUSE) as u8)).copied().unwrap_or(Cause::FlagNotFound),
            hit: self.low >> HIT & 1 == 1,
            rule: RuleId::from_raw((self.low >> UPPER) as u32),
            bucket: Bucket::from_raw(self.high as u32),
            beside,
        }
    }

    #[inline]
    pub(crate) fn variant(self) -> Option<VariantId> {
        VariantId::from_raw(self.low as u16)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packing_loses_nothing() {
        for &cause in Cause::ALL {
            for beside in [Beside::Nothing, Beside::Ring(RingId::new(63)), Beside::Required(FlagId::new(99_999))] {
                for index in [None, Some(0), Some(255), Some(9_999)] {
                    let outcome = Outcome {
                        variant: index.map(VariantId::new),
                        cause,
                        hit: index.is_some(),
                        rule: index.map(RuleId::new),
                        bucket: index.map(|index| Bucket::new(index as u32)),
                        beside,
                    };
                    assert_eq!(outcome.pack().unpack(), outcome);
                }
            }
        }
    }
}
