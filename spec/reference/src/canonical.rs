//! Canonical JSON (spec R-8.1).

use crate::{
    form::number,
    json::{Kind, Value},
};

/// A JSON value as canonical text.
pub fn value(value: &Value) -> String {
    match &value.kind {
        Kind::Null => "null".to_owned(),
        Kind::Boolean(value) => value.to_string(),
        Kind::Number(_) => number::print(value.number().unwrap_or_default()),
        Kind::Text(value) => text(value),
        Kind::BadText => text("\u{fffd}"),
        Kind::List(elements) => array(elements.iter().map(self::value)),
        Kind::Object(members) => object(members.iter().map(|(name, member)| (name.as_str(), Some(self::value(&member.value))))),
    }
}

/// The array of some canonical texts.
pub fn array(elements: impl IntoIterator<Item = String>) -> String {
    format!("[{}]", elements.into_iter().collect::<Vec<_>>().join(","))
}

/// The object of those members that have a text, in the order given.
pub fn object<'a>(members: impl IntoIterator<Item = (&'a str, Option<String>)>) -> String {
    let members = members.into_iter().filter_map(|(name, value)| Some(format!("{}:{}", text(name), value?)));
    format!("{{{}}}", members.collect::<Vec<_>>().join(","))
}

/// A string as canonical text.
pub fn text(text: &str) -> String {
    let mut quoted = String::from("\"");
    for character in text.chars() {
        match character {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\u{8}' => quoted.push_str("\\b"),
            '\t' => quoted.push_str("\\t"),
            '\n' => quoted.push_str("\\n"),
            '\u{c}' => quoted.push_str("\\f"),
            '\r' => quoted.push_str("\\r"),
            '\0'..='\u{1f}' => quoted.push_str(&format!("\\u{:04x}", u32::from(character))),
            _ => quoted.push(character),
        }
    }
    quoted + "\""
}
