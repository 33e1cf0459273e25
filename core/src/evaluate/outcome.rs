//! What was decided, as indexes into the program.

use crate::bucket::Bucket;
use crate::program::{Flag, FlagId, RingId, RuleId, VariantId};
use crate::reason::{Arm, Cause, Reason};

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
    pub(crate) staged: Staged,
}

/// What a rollout's stages had to do with an outcome: nothing, usually.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Staged {
    /// The index of the stage that admitted the unit.
    pub(crate) stage: Option<u8>,
    /// It has a percentage.
    pub(crate) by_percent: bool,
    pub(crate) arm: Option<Arm>,
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
        Outcome { variant: None, cause, hit: false, rule: None, bucket: None, beside: Beside::Nothing, staged: Staged::default() }
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
            Cause::Rollout if self.hit && self.staged.by_percent => Reason::Split,
            Cause::Ring | Cause::Rollout if self.hit => Reason::TargetingMatch,
            Cause::Percent | Cause::Schedule | Cause::Split | Cause::Layer => Reason::Split,
            Cause::Serve | Cause::Ring | Cause::Rollout | Cause::Requires | Cause::BlockedBy | Cause::If | Cause::UnitMissing => {
                Reason::Default
            }
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
    /// Bucket (17), staged (15), beside (32).
    high: u64,
}

const CAUSE: u32 = 16;
const HIT: u32 = 24;
const REQUIRED: u32 = 25;
const UPPER: u32 = 32;
const STAGED: u32 = 17;

impl Staged {
    /// From the lowest bit: the stage's index plus one (7), whether it has a percentage (1), arm (2).
    fn pack(self) -> u64 {
        let arm = match self.arm {
            None => 0,
            Some(Arm::Treatment) => 1,
            Some(Arm::Control) => 2,
        };
        // INVARIANT: limits keep the stages of a rollout to 100.
        let stage = self.stage.map_or(0, |stage| u64::from(stage).wrapping_add(1));
        stage & 0x7f | u64::from(self.by_percent) << 7 | arm << 8
    }

    fn unpack(bits: u64) -> Staged {
        let arm = match bits >> 8 & 3 {
            1 => Some(Arm::Treatment),
            2 => Some(Arm::Control),
            _ => None,
        };
        Staged { stage: ((bits & 0x7f) as u8).checked_sub(1), by_percent: bits >> 7 & 1 == 1, arm }
    }
}

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
        let bucket = u64::from(self.bucket.map_or(0, Bucket::raw));
        Packed { low, high: bucket | self.staged.pack() << STAGED | u64::from(beside) << UPPER }
    }
}

impl Packed {
    /// All but the bucket.
    pub(crate) fn shape(self) -> [u32; 3] {
        // INVARIANT: limits keep flags to 100 000 and rings to 64, so that `beside` leaves ten bits free.
        let staged = (self.high as u32) >> STAGED << 22;
        [self.low as u32, (self.low >> UPPER) as u32, (self.high >> UPPER) as u32 | staged]
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
            hit: self.is_hit(),
            rule: RuleId::from_raw((self.low >> UPPER) as u32),
            bucket: self.bucket(),
            beside,
            staged: Staged::unpack(self.high >> STAGED),
        }
    }

    #[inline]
    pub(crate) fn bucket(self) -> Option<Bucket> {
        Bucket::from_raw(self.high as u32 & ((1 << STAGED) - 1))
    }

    /// Whether a serve admitted the unit.
    pub(super) fn is_hit(self) -> bool {
        self.low >> HIT & 1 == 1
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
                for index in [None, Some(0), Some(255), Some(9_999), Some(99_999)] {
                    let stage = index.map(|index| (index % 100) as u8);
                    let arms = [None, Some(Arm::Treatment), Some(Arm::Control)];
                    let staged = Staged { stage, by_percent: index == Some(0), arm: arms[index.unwrap_or(0) % 3] };
                    let outcome = Outcome {
                        variant: index.map(|index| VariantId::new(index % 256)),
                        cause,
                        hit: index.is_some(),
                        rule: index.map(RuleId::new),
                        bucket: index.map(|index| Bucket::new(index as u32)),
                        beside,
                        staged,
                    };
                    assert_eq!(outcome.pack().unpack(), outcome);
                }
            }
        }
    }

    #[test]
    fn a_shape_tells_all_but_the_bucket() {
        let staged = Staged { stage: Some(0), by_percent: false, arm: None };
        let same = Outcome {
            variant: Some(VariantId::new(0)),
            cause: Cause::Serve,
            hit: true,
            rule: Some(RuleId::new(0)),
            bucket: Some(Bucket::new(99_999)),
            beside: Beside::Ring(RingId::new(0)),
            staged,
        };
        let shape = |outcome: Outcome| outcome.pack().shape();
        let others = [
            Outcome { variant: Some(VariantId::new(255)), ..same },
            Outcome { cause: Cause::Rule, ..same },
            Outcome { hit: false, ..same },
            Outcome { rule: Some(RuleId::new(9_999)), ..same },
            Outcome { beside: Beside::Ring(RingId::new(63)), ..same },
            Outcome { beside: Beside::Required(FlagId::new(0)), ..same },
            Outcome { beside: Beside::Required(FlagId::new(99_999)), ..same },
            Outcome { staged: Staged { stage: Some(99), ..staged }, ..same },
            Outcome { staged: Staged { stage: None, ..staged }, ..same },
            Outcome { staged: Staged { by_percent: true, ..staged }, ..same },
            Outcome { staged: Staged { arm: Some(Arm::Treatment), ..staged }, ..same },
            Outcome { staged: Staged { arm: Some(Arm::Control), ..staged }, ..same },
        ];
        for (index, other) in others.iter().enumerate() {
            assert_ne!(shape(*other), shape(same), "{other:?}");
            assert!(others.iter().skip(index + 1).all(|another| shape(*another) != shape(*other)), "{other:?}");
            assert_eq!(shape(Outcome { bucket: None, ..*other }), shape(*other));
            assert_eq!(shape(Outcome { bucket: Some(Bucket::new(0)), ..*other }), shape(*other));
        }
    }
}
