//! The last look at an export: what must not be in it, wherever it comes from.

use super::client::Refusals;
use crate::document::escaped;
use serde_json::Value;
use std::collections::BTreeSet;

/// Shorter literals stand in other words by accident.
const TELLING: usize = 5;

/// Refuses an export in which an e-mail address stands, or a literal that was hashed. The values of variants are what clients are given, so they are passed over.
pub fn check(written: &Value, hidden: &BTreeSet<String>, refusals: &mut Refusals) {
    let hidden: Vec<String> = hidden.iter().filter(|text| text.len() >= TELLING).map(|text| text.to_ascii_lowercase()).collect();
    walk(written, "", &mut |text, pointer| {
        let lowered = text.to_ascii_lowercase();
        if is_address(text) {
            refusals.add(format!("an e-mail address would stand in the export, at {pointer}: rename it"));
        } else if hidden.iter().any(|own| lowered.contains(own)) {
            refusals.add(format!("a literal that is not for clients would stand in the export, at {pointer}: rename it"));
        }
    });
}

fn walk(value: &Value, pointer: &str, see: &mut dyn FnMut(&str, &str)) {
    match value {
        Value::String(text) => see(text, pointer),
        Value::Array(items) => items.iter().enumerate().for_each(|(at, item)| walk(item, &format!("{pointer}/{at}"), see)),
        Value::Object(members) => {
            for (name, value) in members {
                let inner = format!("{pointer}/{}", escaped(name));
                see(name, &inner);
                let way: Vec<&str> = inner.split('/').collect();
                if !matches!(way.as_slice(), ["", "flags", _, "variants", _]) {
                    walk(value, &inner, see);
                }
            }
        }
        _ => {}
    }
}

/// Whether an e-mail address stands in a literal.
pub fn holds_address(literal: &Value) -> bool {
    match literal {
        Value::String(text) => is_address(text),
        Value::Array(items) => items.iter().any(holds_address),
        Value::Object(members) => members.values().any(holds_address),
        _ => false,
    }
}

/// Whether an e-mail address stands in a text: an at sign with something at both sides. Rather too often than too seldom.
pub fn is_address(text: &str) -> bool {
    let part = |char: char| !char.is_whitespace() && !matches!(char, '@' | '<' | '>' | ',' | ';' | '(' | ')' | '"');
    text.match_indices('@').any(|(at, sign)| {
        let before = text.get(..at).is_some_and(|before| before.ends_with(part));
        before && text.get(at.saturating_add(sign.len())..).is_some_and(|after| after.starts_with(part))
    })
}
