//! One attribute of a context as evaluation sees it: typed, borrowed, cheap to copy; and where a host has them.

use crate::value::{MAX_INTEGER, Unusable, Value, is_exact};

/// One attribute of a context, borrowed.
///
/// # Examples
///
/// ```
/// use burgee::Slot;
/// assert_eq!(Slot::from("US"), Slot::String("US"));
/// assert!(matches!(Slot::from(f64::NAN), Slot::Unusable(_)));
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Slot<'a> {
    /// The context does not have it.
    Missing,
    /// JSON's `null`.
    Null,
    /// `true` or `false`.
    Boolean(bool),
    /// A number: finite, exact where it is integral, never −0. Made by `Slot::from`.
    #[non_exhaustive]
    Number(f64),
    /// A string.
    String(&'a str),
    /// A list.
    List(&'a [Value]),
    /// An object: its members, in code point order of their names, no name twice. Conditions can look into it, and compare nothing with it.
    Object(&'a [(Box<str>, Value)]),
    /// A host's value that burgee cannot use.
    Unusable(Unusable),
}

/// Attributes in values of a host, found where they are. What is not asked for is not looked at.
///
/// # Examples
///
/// ```
/// use burgee::{Flags, Host, Slot, Subject};
/// let flags = Flags::parse(r#"{ "burgee": "1", "flags": { "here": { "if": { "attribute": "country", "eq": "US" }, "serve": "on" } } }"#)?;
/// struct Request<'a> {
///     names: Vec<&'a str>,
/// }
/// impl Host for Request<'_> {
///     fn attribute(&self, number: usize) -> Slot<'_> {
///         match self.names.get(number) {
///             Some(&"country") => Slot::from("US"),
///             _ => Slot::Missing,
///         }
///     }
/// }
/// let here = flags.flag("here").expect("it is in the document");
/// let request = Request { names: flags.attributes().map(|attribute| attribute.name()).collect() };
/// assert!(here.is_on(Subject::Host(&request)));
/// # Ok::<(), burgee::LoadError>(())
/// ```
pub trait Host {
    /// The attribute of this [number](crate::Attribute::number). A pointer's has been followed.
    fn attribute(&self, number: usize) -> Slot<'_>;
}

impl<'a> From<&'a Value> for Slot<'a> {
    fn from(value: &'a Value) -> Slot<'a> {
        match value {
            Value::Null => Slot::Null,
            Value::Boolean(boolean) => Slot::Boolean(*boolean),
            Value::Number(number) => Slot::from(*number),
            Value::String(string) => Slot::String(string),
            Value::List(items) => Slot::List(items),
            Value::Object(members) => Slot::Object(members),
            Value::Unusable(why) => Slot::Unusable(*why),
        }
    }
}

impl<'a> From<&'a str> for Slot<'a> {
    fn from(string: &'a str) -> Slot<'a> {
        Slot::String(string)
    }
}

impl<'a> From<&'a String> for Slot<'a> {
    fn from(string: &'a String) -> Slot<'a> {
        Slot::String(string)
    }
}

impl From<bool> for Slot<'_> {
    fn from(boolean: bool) -> Self {
        Slot::Boolean(boolean)
    }
}

impl From<f64> for Slot<'_> {
    /// Unusable where the number is not finite, or integral and beyond ±(2^53 − 1) (spec R-5.10).
    fn from(number: f64) -> Self {
        if is_exact(number) {
            Slot::Number(number + 0.0)
        } else if number.is_finite() {
            Slot::Unusable(Unusable::OutOfRange)
        } else {
            Slot::Unusable(Unusable::NotFinite)
        }
    }
}

impl From<i64> for Slot<'_> {
    /// Unusable beyond ±(2^53 − 1) (spec R-5.10).
    fn from(integer: i64) -> Self {
        const MAX: u64 = MAX_INTEGER as u64;
        if integer.unsigned_abs() > MAX { Slot::Unusable(Unusable::OutOfRange) } else { Slot::Number(integer as f64) }
    }
}

impl From<i32> for Slot<'_> {
    fn from(integer: i32) -> Self {
        Slot::Number(f64::from(integer))
    }
}
