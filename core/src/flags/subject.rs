//! Whom a question is about.

use super::Prepared;
use crate::context::{Asides, Context};
use crate::evaluate::Attributes;
use crate::slot::{Host, Slot};
use std::fmt;

/// Whom a question is about: a context, attributes that the caller holds, or a context that was prepared.
///
/// # Examples
///
/// ```
/// use burgee::Flags;
/// let flags = Flags::parse(r#"{ "burgee": "1", "flags": { "here": { "if": { "attribute": "country", "eq": "US" }, "serve": "on" } } }"#)?;
/// let country = String::from("US");
/// assert!(flags.is_on("here", &[("key", "user-42".into()), ("country", country.as_str().into())]));
/// assert!(!flags.is_on("here", &[("key", "user-42".into())]));
/// # Ok::<(), burgee::LoadError>(())
/// ```
#[derive(Clone, Copy)]
pub enum Subject<'a> {
    /// A context as it is.
    Context(&'a Context),
    /// Attributes by name, borrowed: nothing is copied. Of two with one name the first counts.
    Attributes(&'a [(&'a str, Slot<'a>)]),
    /// Attributes that a host has, asked for by number as evaluation goes: for bindings.
    Host(&'a dyn Host),
    /// A context that was resolved for these flags.
    Prepared(&'a Prepared),
    /// What a host passed is no context: a flag that is on decides ERROR, INVALID_CONTEXT (spec R-7.17).
    Invalid,
}

impl<'a> Subject<'a> {
    /// None where it is invalid.
    pub(super) fn attributes(self) -> Option<Attributes<'a>> {
        Some(match self {
            Subject::Context(context) => Attributes::Context(context),
            Subject::Attributes(attributes) => Attributes::Borrowed(attributes),
            Subject::Host(host) => Attributes::Host(host),
            Subject::Prepared(prepared) => Attributes::Context(prepared.context()),
            Subject::Invalid => return None,
        })
    }

    pub(super) fn asides(self) -> Option<&'a Asides> {
        match self {
            Subject::Context(context) => context.asides(),
            Subject::Attributes(_) | Subject::Host(_) | Subject::Invalid => None,
            Subject::Prepared(prepared) => prepared.context().asides(),
        }
    }
}

impl<'a> From<&'a Context> for Subject<'a> {
    fn from(context: &'a Context) -> Self {
        Subject::Context(context)
    }
}

impl<'a> From<&'a [(&'a str, Slot<'a>)]> for Subject<'a> {
    fn from(attributes: &'a [(&'a str, Slot<'a>)]) -> Self {
        Subject::Attributes(attributes)
    }
}

impl<'a, const N: usize> From<&'a [(&'a str, Slot<'a>); N]> for Subject<'a> {
    fn from(attributes: &'a [(&'a str, Slot<'a>); N]) -> Self {
        Subject::Attributes(attributes)
    }
}

impl<'a> From<&'a Prepared> for Subject<'a> {
    fn from(prepared: &'a Prepared) -> Self {
        Subject::Prepared(prepared)
    }
}

impl fmt::Debug for Subject<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Subject::Context(context) => f.debug_tuple("Context").field(context).finish(),
            Subject::Attributes(attributes) => f.debug_list().entries(attributes.iter().map(|(name, _)| name)).finish(),
            Subject::Host(_) => f.write_str("Host"),
            Subject::Prepared(prepared) => prepared.fmt(f),
            Subject::Invalid => f.write_str("Invalid"),
        }
    }
}
