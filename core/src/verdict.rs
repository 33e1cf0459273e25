//! Three-valued truth (spec ).

use crate::value::Unusable;

/// Why a condition is neither true nor false.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unknown {
    /// The context does not have the attribute.
    Missing,
    /// The attribute is null.
    Null,
    /// The attribute's type is not one the operator takes.
    WrongType,
    /// The attribute's text is not what the operator reads.
    Unparsable,
    /// The attribute is NaN or an infinity.
    NotFinite,
    /// The attribute is an integer beyond ±(2^53 − 1).
    OutOfRange,
    /// The attribute is a string that is not Unicode.
    BadString,
    /// The attribute is too long to be searched.
    TooLong,
    /// A percentage asked for a unit that the context does not have.
    UnitMissing,
}

impl Unknown {
    /// The word that traces use.
    pub fn as_str(self) -> &'static str {
        match self {
            Unknown::Missing => "missing",
            Unknown::Null => "null",
            Unknown::WrongType => "wrong-type",
            Unknown::Unparsable => "unparsable",
            Unknown::NotFinite => "not-finite",
            Unknown::OutOfRange => "out-of-range",
            Unknown::BadString => "bad-string",
            Unknown::TooLong => "too-long",
            Unknown::UnitMissing => "unit-missing",
        }
    }
}

impl From<Unusable> for Unknown {
    fn from(why: Unusable) -> Self {
        match why {
            Unusable::NotFinite => Unknown::NotFinite,
            Unusable::OutOfRange => Unknown::OutOfRange,
            Unusable::BadString => Unknown::BadString,
        }
    }
}

/// The value of a condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It holds.
    True,
    /// It does not.
    False,
    /// It cannot be told, and why.
    Unknown(Unknown),
}

impl Verdict {
    /// Whether a condition with this value acts.
    pub fn is_true(self) -> bool {
        self == Verdict::True
    }

    /// The word that traces use.
    pub fn as_str(self) -> &'static str {
        match self {
            Verdict::True => "true",
            Verdict::False => "false",
            Verdict::Unknown(_) => "unknown",
        }
    }
}

impl From<bool> for Verdict {
    fn from(holds: bool) -> Self {
        if holds { Verdict::True } else { Verdict::False }
    }
}

impl std::ops::Not for Verdict {
    type Output = Verdict;

    fn not(self) -> Verdict {
        match self {
            Verdict::True => Verdict::False,
            Verdict::False => Verdict::True,
            unknown @ Verdict::Unknown(_) => unknown,
        }
    }
}
