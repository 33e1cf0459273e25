//! The values of a context, as a host language holds them.

use serde_json::Value;

/// A value of a context: JSON's, and those that JSON cannot carry (spec ).
#[derive(Clone, Debug, PartialEq)]
pub enum HostValue {
    /// `null`, `None`, `undefined`.
    Null,
    /// `true` or `false`.
    Boolean(bool),
    /// A finite number that a double holds; whether it is out of range is the implementation's to find.
    Number(f64),
    /// Text.
    String(String),
    /// An array.
    List(Vec<HostValue>),
    /// An object's own members, in the order they are written.
    Object(Vec<(String, HostValue)>),
    /// A number that is not finite: a NaN or an infinity.
    NotFinite(f64),
    /// An integer beyond ±(2^53 − 1), as its decimal text.
    OutOfRange(String),
    /// A string with a lone surrogate, or that is not Unicode.
    BadString,
}

/// The attributes that a fixture's `context` writes; none where it stands for what is no context.
pub(crate) fn attributes(value: &Value) -> Result<Option<Vec<(String, HostValue)>>, String> {
    if value.get("$host").and_then(Value::as_str) == Some("no-context") {
        return Ok(None);
    }
    match host(value)? {
        HostValue::Object(members) => Ok(Some(members)),
        _ => Err("`context` is not an object".to_owned()),
    }
}

fn host(value: &Value) -> Result<HostValue, String> {
    Ok(match value {
        Value::Null => HostValue::Null,
        Value::Bool(value) => HostValue::Boolean(*value),
        Value::Number(number) => HostValue::Number(number.as_f64().ok_or("a number that no double holds")?),
        Value::String(text) => HostValue::String(text.clone()),
        Value::Array(elements) => HostValue::List(elements.iter().map(host).collect::<Result<_, _>>()?),
        Value::Object(members) => match members.get("$host") {
            Some(kind) => beyond_json(kind, members.get("value"), members.len())?,
            None => HostValue::Object(members.iter().map(|(name, value)| Ok((name.clone(), host(value)?))).collect::<Result<_, String>>()?),
        },
    })
}

fn beyond_json(kind: &Value, value: Option<&Value>, members: usize) -> Result<HostValue, String> {
    match (kind.as_str(), value.and_then(Value::as_str), members) {
        (Some("nan"), None, 1) => Ok(HostValue::NotFinite(f64::NAN)),
        (Some("infinity"), None, 1) => Ok(HostValue::NotFinite(f64::INFINITY)),
        (Some("-infinity"), None, 1) => Ok(HostValue::NotFinite(f64::NEG_INFINITY)),
        (Some("lone-surrogate"), None, 1) => Ok(HostValue::BadString),
        (Some("integer"), Some(text), 2) if out_of_range(text) => Ok(HostValue::OutOfRange(text.to_owned())),
        _ => Err(format!("`$host` {kind} is not one that the fixtures' format has")),
    }
}

fn out_of_range(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let canonical = !digits.is_empty() && !digits.starts_with('0') && digits.bytes().all(|byte| byte.is_ascii_digit());
    canonical && digits.parse::<u128>().map_or(true, |value| value >= 1 << 53)
}
