//! Contexts: what is known of a unit, and the unit itself (spec section 9, R-5.6, R-5.9).

use std::collections::BTreeMap;

use crate::{
    canonical,
    form::{number, pointer},
    json::{self, Kind, Value},
    leaf,
};

/// The members of an object in a context's text.
const MEMBERS: usize = 1_000;
/// The bytes of a context's text.
const TEXT_BYTES: usize = 1_048_576;

/// An attribute's value: JSON's, and the host values that JSON cannot carry.
#[derive(Clone, Debug, PartialEq)]
pub enum Attribute {
    /// `null`.
    Null,
    /// `true` or `false`.
    Boolean(bool),
    /// A finite number, if integral then within ±(2^53 − 1).
    Number(f64),
    /// Text.
    Text(String),
    /// An array.
    List(Vec<Attribute>),
    /// An object.
    Object(Context),
    /// A number that is not finite.
    NotFinite,
    /// An integral number beyond ±(2^53 − 1).
    OutOfRange,
    /// A string that is not Unicode.
    BadString,
}

/// The attributes of a unit.
pub type Context = BTreeMap<String, Attribute>;

impl From<f64> for Attribute {
    fn from(number: f64) -> Self {
        if !number.is_finite() {
            Self::NotFinite
        } else if number::out_of_range(number) {
            Self::OutOfRange
        } else {
            Self::Number(number + 0.0)
        }
    }
}

impl From<&Value> for Attribute {
    fn from(value: &Value) -> Self {
        match &value.kind {
            Kind::Null => Self::Null,
            Kind::Boolean(value) => Self::Boolean(*value),
            Kind::Number(_) => Self::from(value.number().unwrap_or(f64::NAN)),
            Kind::Text(text) => Self::Text(text.clone()),
            Kind::BadText => Self::BadString,
            Kind::List(elements) => Self::List(elements.iter().map(Self::from).collect()),
            Kind::Object(members) => Self::Object(members.iter().map(|(name, member)| (name.clone(), Self::from(&member.value))).collect()),
        }
    }
}

impl Attribute {
    /// Canonical JSON, if JSON can carry it.
    pub fn canonical(&self) -> Option<String> {
        Some(match self {
            Self::Null => "null".to_owned(),
            Self::Boolean(value) => value.to_string(),
            Self::Number(number) => number::print(*number),
            Self::Text(text) => canonical::text(text),
            Self::List(elements) => canonical::array(elements.iter().map(Self::canonical).collect::<Option<Vec<_>>>()?),
            Self::Object(members) => {
                let members = members.iter().map(|(name, value)| Some((name.as_str(), Some(value.canonical()?))));
                canonical::object(members.collect::<Option<Vec<_>>>()?)
            }
            Self::NotFinite | Self::OutOfRange | Self::BadString => return None,
        })
    }
}

/// Reads a context from JSON text; the error is the code for which it is refused.
///
/// # Errors
///
/// `syntax`, `not-utf8`, `wrong-type`, `duplicate-key` or `limit-exceeded`.
pub fn parse(text: &[u8]) -> Result<Context, &'static str> {
    if text.len() > TEXT_BYTES {
        return Err("limit-exceeded");
    }
    let text = std::str::from_utf8(text).map_err(|_| "not-utf8")?;
    let (value, found) = json::parse(text, 0).map_err(|refusal| refusal.code)?;
    match Attribute::from(&value) {
        Attribute::Object(_) if found.iter().any(|found| found.code == "duplicate-key") => Err("duplicate-key"),
        object @ Attribute::Object(_) if is_wide(&object) => Err("limit-exceeded"),
        Attribute::Object(context) => Ok(context),
        _ => Err("wrong-type"),
    }
}

/// Whether an object in it has too many members.
fn is_wide(value: &Attribute) -> bool {
    match value {
        Attribute::Object(members) => members.len() > MEMBERS || members.values().any(is_wide),
        Attribute::List(elements) => elements.iter().any(is_wide),
        _ => false,
    }
}

/// The attribute that a literal key or a pointer reaches.
pub fn reach<'a>(context: &'a Context, attribute: &str) -> Option<&'a Attribute> {
    let steps = pointer::steps(attribute)?;
    let (first, rest) = steps.split_first()?;
    rest.iter().try_fold(context.get(first)?, |value, step| match value {
        Attribute::Object(members) => members.get(step),
        Attribute::List(elements) => elements.get(index(step)?),
        _ => None,
    })
}

fn index(step: &str) -> Option<usize> {
    let decimal = step.bytes().all(|byte| byte.is_ascii_digit()) && (step == "0" || !step.starts_with('0'));
    decimal.then(|| step.parse().ok()).flatten()
}

/// The text of the first of a unit's attributes that has a usable value.
pub fn unit(context: &Context, names: &[&str]) -> Option<String> {
    names.iter().find_map(|name| match reach(context, name)? {
        Attribute::Text(text) if (1..=leaf::TEXT_BYTES).contains(&text.len()) => Some(text.clone()),
        Attribute::Number(number) if number.fract() == 0.0 => Some(number::print(*number)),
        _ => None,
    })
}
