//! Operators: what a leaf condition asks of one attribute (spec ).
//!
//! [`Operator`] is the table of names; [`Test`] is an operator with its literal, read at load, and what it says of a slot. A new operator is a
//! line in each, a file beside this one where it needs more than a line, and a way to read its literal in `compile/literal.rs`.

pub(crate) mod email_domain;
pub(crate) mod in_hashed;
pub(crate) mod instant;
pub(crate) mod ip_in;
pub(crate) mod names;
pub(crate) mod pattern;
pub(crate) mod scalars;
pub(crate) mod semver;
pub(crate) mod texts;

use crate::slot::Slot;
pub(crate) use crate::value::{MAX_ELEMENTS, MAX_HAYSTACK, MAX_TEXT};
use crate::verdict::{Unknown, Verdict};
use instant::Age;
use pattern::Pattern;
use scalars::{Scalar, Scalars};
use texts::Texts;

macro_rules! operators {
    ($($variant:ident $name:literal $($ignores_case:ident)?;)*) => {
        /// The operators, in the order of the spec's table.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub(crate) enum Operator { $($variant,)* }

        impl Operator {
            /// All of them, in order.
            pub(crate) const ALL: &[Operator] = &[$(Operator::$variant,)*];

            /// The name in documents.
            pub(crate) fn name(self) -> &'static str {
                match self { $(Operator::$variant => $name,)* }
            }

            /// Whether `ignore_case` means something to it.
            pub(crate) fn ignores_case(self) -> bool {
                match self { $(Operator::$variant => false $(|| stringify!($ignores_case) == "ignores_case")?,)* }
            }
        }
    };
}

operators! {
    Eq "eq" ignores_case;
    In "in" ignores_case;
    InHashed "in_hashed" ignores_case;
    Lt "lt";
    Lte "lte";
    Gt "gt";
    Gte "gte";
    Contains "contains" ignores_case;
    StartsWith "starts_with" ignores_case;
    EndsWith "ends_with" ignores_case;
    Matches "matches";
    EmailDomain "email_domain";
    IpIn "ip_in";
    HasAny "has_any" ignores_case;
    HasAll "has_all" ignores_case;
    Semver "semver";
    Before "before";
    After "after";
    Age "age";
    Exists "exists";
}

impl Operator {
    /// The operator of this name.
    pub(crate) fn named(name: &str) -> Option<Operator> {
        Operator::ALL.iter().copied().find(|operator| operator.name() == name)
    }
}

/// An operator with its literal.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Test {
    Eq(Scalar),
    In(Scalars),
    InHashed(in_hashed::Hashes),
    Lt(f64),
    Lte(f64),
    Gt(f64),
    Gte(f64),
    Contains(Texts),
    StartsWith(Texts),
    EndsWith(Texts),
    Matches(Box<[Pattern]>),
    EmailDomain(email_domain::Domains),
    IpIn(Box<[ip_in::Prefix]>),
    HasAny(Scalars),
    HasAll(Scalars),
    Semver(semver::Comparators),
    Before(i64),
    After(i64),
    Age(Age),
    Exists(bool),
}

impl Test {
    /// Whether the answer depends on the instant.
    pub(crate) fn reads_clock(&self) -> bool {
        matches!(self, Test::Age(_))
    }

    /// Whether an attribute is more than this operator looks at.
    fn is_beyond(&self, slot: Slot<'_>) -> bool {
        match slot {
            Slot::String(text) if text.len() > MAX_HAYSTACK && matches!(self, Test::Matches(_) | Test::Semver(_)) => true,
            Slot::String(text) if text.len() > MAX_TEXT => {
                use Test::{After, Age, Before, Contains, EmailDomain, InHashed};
                matches!(self, InHashed(_) | Contains(_) | EmailDomain(_) | Before(_) | After(_) | Age(_))
            }
            Slot::List(items) if items.len() > MAX_ELEMENTS => matches!(self, Test::HasAny(_) | Test::HasAll(_)),
            _ => false,
        }
    }

    /// What the operator says of an attribute at an instant.
    #[cfg_attr(target_family = "wasm", inline)]
    pub(crate) fn apply(&self, slot: Slot<'_>, now: i64) -> Verdict {
        let holds = match (self, slot) {
            (Test::Exists(wanted), _) => !matches!(slot, Slot::Missing | Slot::Null) == *wanted,
            (_, Slot::Missing) => return Verdict::Unknown(Unknown::Missing),
            (_, Slot::Null) => return Verdict::Unknown(Unknown::Null),
            (_, Slot::Unusable(why)) => return Verdict::Unknown(why.into()),
            _ if self.is_beyond(slot) => return Verdict::Unknown(Unknown::TooLong),
            (Test::Eq(literal), _) => match literal.equals(slot) {
                Some(equal) => equal,
                None => return Verdict::Unknown(Unknown::WrongType),
            },
            (Test::In(literals), _) => match literals.hold(slot) {
                Some(held) => held,
                None => return Verdict::Unknown(Unknown::WrongType),
            },
            (Test::InHashed(hashes), Slot::String(text)) => return hashes.hold(text),
            (Test::Lt(bound), Slot::Number(number)) => number < *bound,
            (Test::Lte(bound), Slot::Number(number)) => number <= *bound,
            (Test::Gt(bound), Slot::Number(number)) => number > *bound,
            (Test::Gte(bound), Slot::Number(number)) => number >= *bound,
            (Test::Contains(texts), Slot::String(text)) => texts.any_within(text),
            (Test::StartsWith(texts), Slot::String(text)) => texts.any_begins(text),
            (Test::EndsWith(texts), Slot::String(text)) => texts.any_ends(text),
            (Test::Matches(patterns), Slot::String(text)) => pattern::any(patterns, text),
            (Test::EmailDomain(domains), Slot::String(email)) => match email_domain::of(email) {
                Some(domain) => domains.admit(domain),
                None => return Verdict::Unknown(Unknown::Unparsable),
            },
            (Test::IpIn(prefixes), Slot::String(text)) => match ip_in::address(text) {
                Some(address) => prefixes.iter().any(|prefix| prefix.admits(address)),
                None => return Verdict::Unknown(Unknown::Unparsable),
            },
            (Test::HasAny(literals), Slot::List(items)) => items.iter().any(|item| literals.hold(Slot::from(item)) == Some(true)),
            (Test::HasAll(literals), Slot::List(items)) => literals.all_in(items),
            (Test::Semver(comparators), Slot::String(version)) => match comparators.admit(version) {
                Some(admitted) => admitted,
                None => return Verdict::Unknown(Unknown::Unparsable),
            },
            (Test::Before(instant), _) => return instant::of(slot).map_or_else(Verdict::Unknown, |value| (value < *instant).into()),
            (Test::After(instant), _) => return instant::of(slot).map_or_else(Verdict::Unknown, |value| (value > *instant).into()),
            (Test::Age(bounds), _) => return instant::of(slot).map_or_else(Verdict::Unknown, |value| bounds.admit(value, now).into()),
            _ => return Verdict::Unknown(Unknown::WrongType),
        };
        holds.into()
    }
}
