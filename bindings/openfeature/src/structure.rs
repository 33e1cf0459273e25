//! Values of variants as the SDK's values.

use burgee::Value;
use open_feature::{StructValue, Value as Plain};

/// The SDK's structure of an object. None for what is no object, or holds what the SDK cannot carry.
///
/// The SDK has no null: members that are null are left out, and an array that holds one is none.
pub(crate) fn structure(value: &Value) -> Option<StructValue> {
    let Value::Object(members) = value else { return None };
    let mut fields = StructValue::default();
    for (name, member) in members.iter().filter(|(_, member)| *member != Value::Null) {
        fields.add_field(name.as_ref(), plain(member)?);
    }
    Some(fields)
}

fn plain(value: &Value) -> Option<Plain> {
    match value {
        Value::Null | Value::Unusable(_) => None,
        Value::Boolean(boolean) => Some(Plain::Bool(*boolean)),
        Value::Number(number) => Some(integer(*number).map_or(Plain::Float(*number), Plain::Int)),
        Value::String(string) => Some(Plain::String(string.to_string())),
        Value::List(items) => items.iter().map(plain).collect::<Option<Vec<Plain>>>().map(Plain::Array),
        Value::Object(_) => structure(value).map(Plain::Struct),
    }
}

/// The integer that a number is, if it is one.
///
/// INVARIANT: numbers of documents are integers only within ±(2^53 − 1) (spec ), where the conversion is exact.
pub(crate) fn integer(number: f64) -> Option<i64> {
    let integer = number as i64;
    (integer as f64 == number).then_some(integer)
}
