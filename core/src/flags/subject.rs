//! Whom a question is about.

use super::Prepared;
use crate::context::{Asides, Context};
use crate::evaluate::Attributes;
use crate::slot::Slot;

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
#[derive(Clone, Copy, Debug)]
pub enum Subject<'a> {
    /// A context as it is.
    Context(&'a Context),
    /// Attributes by name, borrowed: nothing is copied. Of two with one name the first counts.
    Attributes(&'a [(&'a str, Slot<'a>)]),
    /// Attributes by number, as [`Flag::attributes`](crate::Flag::attributes) gives them: for bindings, which find them in values of their host.
    Slots(&'a [(usize, Slot<'a>)]),
    /// A context that was resolved for these flags.
    Prepared(&'a Prepared),
}

impl<'a> Subject<'a> {
    pub(super) fn attributes(self) -> Attributes<'a> {
        match self {
            Subject::Context(context) => Attributes::Context(context),
            Subject::Attributes(attributes) => Attributes::Borrowed(attributes),
            Subject::Slots(slots) => Attributes::Slots(slots),
            Subject::Prepared(prepared) => Attributes::Context(prepared.context()),
        }
    }

    pub(super) fn asides(self) -> Option<&'a Asides> {
        match self {
            Subject::Context(context) => context.asides(),
            Subject::Attributes(_) | Subject::Slots(_) => None,
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
