//! The members of a case as the plain data that an implementation is given.

use serde_json::{Value, value::RawValue};

use crate::{HostValue, Source, Texts, format::OverlayText, host, instant as calendar};

/// The file name of a base document.
const BASE: &str = "document.json";

pub(crate) fn texts(document: Option<&RawValue>, overlays: Vec<OverlayText>, strict: bool) -> Result<Texts, String> {
    let base = Source { name: BASE.to_owned(), text: document_text(document.ok_or("no document")?)? };
    let overlays = overlays
        .into_iter()
        .map(|overlay| Ok(Source { name: overlay.name, text: document_text(&overlay.document)? }))
        .collect::<Result<_, String>>()?;
    Ok(Texts { base, overlays, strict })
}

/// The lines of a text, or the text of an object just as the fixture writes it: numbers and repeated keys stay.
fn document_text(document: &RawValue) -> Result<String, String> {
    let text = document.get();
    match text.as_bytes().first() {
        Some(b'{') => Ok(text.to_owned()),
        Some(b'[') => match serde_json::from_str::<Vec<String>>(text) {
            Ok(lines) => Ok(lines.join("\n")),
            Err(error) => Err(format!("the lines of a document: {error}")),
        },
        _ => Err("a document is an object or an array of lines".to_owned()),
    }
}

pub(crate) fn context(value: Option<&Value>) -> Result<Option<Vec<(String, HostValue)>>, String> {
    match value {
        Some(value) => host::attributes(value),
        None => Ok(Some(vec![("key".to_owned(), HostValue::String("u".to_owned()))])),
    }
}

pub(crate) fn instant(now: Option<&str>) -> Result<i64, String> {
    let now = now.unwrap_or(calendar::DEFAULT);
    calendar::milliseconds(now).ok_or_else(|| format!("`{now}` is not an instant"))
}

pub(crate) fn assigned(value: Option<&Value>) -> Result<Vec<(String, String, String)>, String> {
    members(value, "assigned")?
        .map(|(flag, assignment)| {
            let text = |name: &str| assignment.get(name).and_then(Value::as_str).map(str::to_owned);
            match (text("variant"), text("salt"), assignment.as_object().map(serde_json::Map::len)) {
                (Some(variant), Some(salt), Some(2)) => Ok((flag.clone(), variant, salt)),
                _ => Err(format!("`assigned` of `{flag}` is not a variant and a salt")),
            }
        })
        .collect()
}

pub(crate) fn overrides(value: Option<&Value>) -> Result<Vec<(String, String)>, String> {
    members(value, "override")?
        .map(|(flag, variant)| match variant.as_str() {
            Some(variant) => Ok((flag.clone(), variant.to_owned())),
            None => Err(format!("`override` of `{flag}` is not a string")),
        })
        .collect()
}

pub(crate) fn buckets(value: Option<&Value>) -> Result<Vec<(Option<String>, u32)>, String> {
    let bucket = |value: &Value| match value.as_u64().map(u32::try_from) {
        Some(Ok(bucket)) if bucket < 100_000 => Ok(bucket),
        _ => Err("`bucket` is not from 0 to 99999".to_owned()),
    };
    match value {
        Some(value) if value.is_number() => Ok(vec![(None, bucket(value)?)]),
        value => members(value, "bucket")?
            .map(|(domain, value)| match domain.as_str() {
                "rollout" | "variant" | "layer" | "sample" => Ok((Some(domain.clone()), bucket(value)?)),
                _ => Err(format!("no domain `{domain}`")),
            })
            .collect(),
    }
}

fn members<'a>(value: Option<&'a Value>, name: &str) -> Result<impl Iterator<Item = (&'a String, &'a Value)>, String> {
    match value {
        None => Ok(None),
        Some(Value::Object(members)) => Ok(Some(members)),
        Some(_) => Err(format!("`{name}` is not an object")),
    }
    .map(|members| members.into_iter().flatten())
}

/// A JSON text without its insignificant white space.
pub(crate) fn without_space(text: &str) -> String {
    let mut compact = String::new();
    let (mut quoted, mut escaped) = (false, false);
    for character in text.chars() {
        if quoted || !matches!(character, ' ' | '\t' | '\n' | '\r') {
            compact.push(character);
        }
        match character {
            '"' if !escaped => quoted = !quoted,
            _ => {}
        }
        escaped = quoted && character == '\\' && !escaped;
    }
    compact
}

#[cfg(test)]
mod tests {
    use super::without_space;

    #[test]
    fn white_space_in_strings_stays() {
        assert_eq!(without_space(r#"{ "a b" : [ 1 , "\" c" ] }"#), r#"{"a b":[1,"\" c"]}"#);
        assert_eq!(without_space(r#"[ "\\" , 2 ]"#), r#"["\\",2]"#);
    }
}
