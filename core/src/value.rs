//! Values: what variants serve and what attributes hold. Knows only how to write itself as canonical JSON.

use crate::json::{write_number, write_string};

/// The greatest integer that every binding and every double holds exactly: 2^53 − 1.
pub(crate) const MAX_INTEGER: f64 = 9_007_199_254_740_991.0;

/// The longest string that is searched or read, and that names a unit, in bytes.
pub(crate) const MAX_TEXT: usize = 1_024;

/// The longest string in which patterns are looked for, or that is read as a version, in bytes: that takes longer than anything else does.
pub(crate) const MAX_HAYSTACK: usize = 256;

/// The most elements of a list that are looked at.
pub(crate) const MAX_ELEMENTS: usize = 500;

/// Whether a number is one that every language holds exactly: finite, and within ±(2^53 − 1) if it is integral.
#[inline]
pub(crate) fn is_exact(number: f64) -> bool {
    // No double beyond these bounds has a fraction.
    number.abs() <= MAX_INTEGER
}

/// The integer that an exact number is, if it is one.
///
/// Why not `fract`: without the newest instructions that is a call.
#[inline]
pub(crate) fn integer(number: f64) -> Option<i64> {
    let integer = number as i64;
    (integer as f64 == number).then_some(integer)
}

/// Why a value that a host passed cannot be used (spec R-5.10).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unusable {
    /// NaN or an infinity.
    NotFinite,
    /// An integer beyond ±(2^53 − 1).
    OutOfRange,
    /// A string with a lone surrogate, or one that is not Unicode.
    BadString,
}

/// A JSON value, or a host's value that JSON cannot carry.
///
/// # Examples
///
/// ```
/// use burgee::Value;
/// assert_eq!(Value::from(42), Value::Number(42.0));
/// assert_eq!(Value::from(vec!["a", "b"]).to_json(), r#"["a","b"]"#);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// JSON's `null`.
    Null,
    /// `true` or `false`.
    Boolean(bool),
    /// A number. One that is not finite, or is integral and beyond ±(2^53 − 1), is unusable in a context.
    Number(f64),
    /// A string.
    String(Box<str>),
    /// An array.
    List(Box<[Value]>),
    /// An object: its own members, in code point order of their names, no name twice.
    Object(Box<[(Box<str>, Value)]>),
    /// A host's value that JSON cannot carry.
    Unusable(Unusable),
}

impl Value {
    /// An object of these members; of two with one name the later counts.
    pub fn object<N: Into<Box<str>>>(members: impl IntoIterator<Item = (N, Value)>) -> Value {
        Value::of_members(members.into_iter().map(|(name, value)| (name.into(), value)).collect())
    }

    /// Why never inlined: sorting takes some thousand bytes of stack, and those who make objects in objects would hold them at each level.
    #[inline(never)]
    fn of_members(mut members: Vec<(Box<str>, Value)>) -> Value {
        members.reverse();
        members.sort_by(|(left, _), (right, _)| left.cmp(right));
        members.dedup_by(|(later, _), (earlier, _)| later == earlier);
        Value::Object(members.into())
    }

    /// The value as canonical JSON (spec R-8.1). What JSON cannot carry is written `null`.
    pub fn to_json(&self) -> String {
        let mut out = String::new();
        self.write_json(&mut out);
        out
    }

    pub(crate) fn write_json(&self, out: &mut String) {
        match self {
            Value::Null | Value::Unusable(_) => out.push_str("null"),
            Value::Boolean(boolean) => out.push_str(if *boolean { "true" } else { "false" }),
            Value::Number(number) if number.is_finite() => write_number(out, *number),
            Value::Number(_) => out.push_str("null"),
            Value::String(string) => write_string(out, string),
            Value::List(items) => {
                out.push('[');
                for (index, item) in items.iter().enumerate() {
                    if index > 0 {
                        out.push(',');
                    }
                    item.write_json(out);
                }
                out.push(']');
            }
            Value::Object(members) => {
                out.push('{');
                for (index, (name, value)) in members.iter().enumerate() {
                    if index > 0 {
                        out.push(',');
                    }
                    write_string(out, name);
                    out.push(':');
                    value.write_json(out);
                }
                out.push('}');
            }
        }
    }

    /// Whether JSON can carry it.
    pub(crate) fn is_json(&self) -> bool {
        match self {
            Value::Unusable(_) => false,
            Value::Number(number) => is_exact(*number),
            Value::List(items) => items.iter().all(Value::is_json),
            Value::Object(members) => members.iter().all(|(_, value)| value.is_json()),
            Value::Null | Value::Boolean(_) | Value::String(_) => true,
        }
    }

    /// Its type in words, as declarations and messages say it.
    pub fn type_name(&self) -> &'static str {
        match self {
            Value::Null => "null",
            Value::Boolean(_) => "boolean",
            Value::Number(_) => "number",
            Value::String(_) => "string",
            Value::List(_) => "array",
            Value::Object(_) => "object",
            Value::Unusable(_) => "unusable",
        }
    }
}

/// The member of this name among those of an object.
pub(crate) fn member<'a>(members: &'a [(Box<str>, Value)], name: &str) -> Option<&'a Value> {
    let at = members.binary_search_by(|(own, _)| own.as_ref().cmp(name)).ok()?;
    members.get(at).map(|(_, value)| value)
}

impl From<bool> for Value {
    fn from(boolean: bool) -> Self {
        Value::Boolean(boolean)
    }
}

impl From<f64> for Value {
    fn from(number: f64) -> Self {
        Value::Number(number)
    }
}

impl From<i32> for Value {
    fn from(integer: i32) -> Self {
        Value::Number(f64::from(integer))
    }
}

impl From<u32> for Value {
    fn from(integer: u32) -> Self {
        Value::Number(f64::from(integer))
    }
}

impl From<i64> for Value {
    fn from(integer: i64) -> Self {
        const MAX: u64 = MAX_INTEGER as u64;
        if integer.unsigned_abs() > MAX { Value::Unusable(Unusable::OutOfRange) } else { Value::Number(integer as f64) }
    }
}

impl From<u64> for Value {
    fn from(integer: u64) -> Self {
        i64::try_from(integer).map_or(Value::Unusable(Unusable::OutOfRange), Value::from)
    }
}

impl From<&str> for Value {
    fn from(string: &str) -> Self {
        Value::String(string.into())
    }
}

impl From<String> for Value {
    fn from(string: String) -> Self {
        Value::String(string.into())
    }
}

impl<T: Into<Value>> From<Vec<T>> for Value {
    fn from(items: Vec<T>) -> Self {
        Value::List(items.into_iter().map(Into::into).collect())
    }
}
