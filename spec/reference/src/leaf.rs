//! One operator of one leaf, and what it makes of an attribute (spec ).

use std::borrow::Cow;

use crate::{
    context::Attribute,
    form::{address, digest, domain, time, version},
    json::{Kind, Value},
    verdict::Verdict,
};

/// All operators, in the order of the table.
pub const OPERATORS: [&str; 20] = [
    "eq",
    "in",
    "in_hashed",
    "lt",
    "lte",
    "gt",
    "gte",
    "contains",
    "starts_with",
    "ends_with",
    "matches",
    "email_domain",
    "ip_in",
    "has_any",
    "has_all",
    "semver",
    "before",
    "after",
    "age",
    "exists",
];

/// Those that `ignore_case` makes compare without case.
pub const FOLDING: [&str; 8] = ["eq", "in", "in_hashed", "contains", "starts_with", "ends_with", "has_any", "has_all"];

/// The bytes of a string that `matches` and `semver` look at.
pub const HAYSTACK_BYTES: usize = 256;
/// The bytes of a string that other operators search or read, and of one that names a unit.
pub const TEXT_BYTES: usize = 1_024;
/// The elements of an array that are looked at.
pub const ELEMENTS: usize = 500;
/// The operators that search or read a string.
const READING: [&str; 6] = ["in_hashed", "contains", "email_domain", "before", "after", "age"];

/// Whether two literals are equal.
pub fn equal_literals(a: &Value, b: &Value, ignore_case: bool) -> bool {
    match (&a.kind, &b.kind) {
        (Kind::Text(a), Kind::Text(b)) => fold(a, ignore_case) == fold(b, ignore_case),
        (Kind::Number(_), Kind::Number(_)) => a.number() == b.number(),
        (Kind::Boolean(a), Kind::Boolean(b)) => a == b,
        _ => false,
    }
}

/// What an operator makes of an attribute that may be missing.
pub fn verdict(operator: &str, literal: &Value, ignore_case: bool, attribute: Option<&Attribute>, now: i64) -> Verdict {
    let Some(attribute) = attribute else {
        return if operator == "exists" { Verdict::from(!literal.is_true()) } else { Verdict::Unknown("missing") };
    };
    if operator == "exists" {
        return Verdict::from(!matches!(attribute, Attribute::Null) == literal.is_true());
    }
    match attribute {
        Attribute::Null => Verdict::Unknown("null"),
        Attribute::NotFinite => Verdict::Unknown("not-finite"),
        Attribute::OutOfRange => Verdict::Unknown("out-of-range"),
        Attribute::BadString => Verdict::Unknown("bad-string"),
        Attribute::Text(text) if READING.contains(&operator) && text.len() > TEXT_BYTES => Verdict::Unknown("too-long"),
        Attribute::Text(text) if ["matches", "semver"].contains(&operator) && text.len() > HAYSTACK_BYTES => Verdict::Unknown("too-long"),
        Attribute::List(elements) if ["has_any", "has_all"].contains(&operator) && elements.len() > ELEMENTS => {
            Verdict::Unknown("too-long")
        }
        _ => match operator {
            "eq" => among(std::slice::from_ref(literal), ignore_case, attribute),
            "in" => among(literal.elements(), ignore_case, attribute),
            "lt" | "lte" | "gt" | "gte" => match (attribute, literal.number()) {
                (Attribute::Number(number), Some(literal)) => Verdict::from(bound(operator, number, &literal)),
                _ => Verdict::Unknown("wrong-type"),
            },
            "has_any" | "has_all" => list(operator, literal.elements(), ignore_case, attribute),
            "before" | "after" | "age" => instant(operator, literal, attribute, now),
            _ => match attribute {
                Attribute::Text(text) => of_text(operator, literal, ignore_case, text),
                _ => Verdict::Unknown("wrong-type"),
            },
        },
    }
}

fn fold(text: &str, ignore_case: bool) -> Cow<'_, str> {
    if ignore_case { Cow::Owned(text.to_ascii_lowercase()) } else { Cow::Borrowed(text) }
}

fn bound<T: PartialOrd>(operator: &str, value: &T, literal: &T) -> bool {
    match operator {
        "lt" => value < literal,
        "lte" => value <= literal,
        "gt" => value > literal,
        _ => value >= literal,
    }
}

fn equals(literal: &Value, attribute: &Attribute, ignore_case: bool) -> bool {
    match (&literal.kind, attribute) {
        (Kind::Text(literal), Attribute::Text(text)) => fold(literal, ignore_case) == fold(text, ignore_case),
        (Kind::Number(_), Attribute::Number(number)) => literal.number() == Some(*number),
        (Kind::Boolean(literal), Attribute::Boolean(value)) => literal == value,
        _ => false,
    }
}

fn same_type(literal: &Value, attribute: &Attribute) -> bool {
    matches!(
        (&literal.kind, attribute),
        (Kind::Text(_), Attribute::Text(_)) | (Kind::Number(_), Attribute::Number(_)) | (Kind::Boolean(_), Attribute::Boolean(_))
    )
}

fn among(literals: &[Value], ignore_case: bool, attribute: &Attribute) -> Verdict {
    if !literals.iter().any(|literal| same_type(literal, attribute)) {
        return Verdict::Unknown("wrong-type");
    }
    Verdict::from(literals.iter().any(|literal| equals(literal, attribute, ignore_case)))
}

fn list(operator: &str, literals: &[Value], ignore_case: bool, attribute: &Attribute) -> Verdict {
    let Attribute::List(elements) = attribute else { return Verdict::Unknown("wrong-type") };
    let mut held = literals.iter().map(|literal| elements.iter().any(|element| equals(literal, element, ignore_case)));
    Verdict::from(if operator == "has_any" { held.any(|held| held) } else { held.all(|held| held) })
}

fn instant(operator: &str, literal: &Value, attribute: &Attribute, now: i64) -> Verdict {
    let instant = match attribute {
        Attribute::Text(text) => time::timestamp(text),
        Attribute::Number(number) => (number.fract() == 0.0).then_some(*number as i64),
        _ => return Verdict::Unknown("wrong-type"),
    };
    let Some(instant) = instant else { return Verdict::Unknown("unparsable") };
    let bound_at = literal.text().and_then(time::timestamp).unwrap_or_default();
    match operator {
        "before" => Verdict::from(instant < bound_at),
        "after" => Verdict::from(instant > bound_at),
        _ => {
            let age = now.saturating_sub(instant).max(0);
            let held = |name: &str| {
                let duration = literal.get(name).and_then(Value::text).and_then(time::duration);
                duration.is_none_or(|duration| bound(name, &age, &duration))
            };
            Verdict::from(["lt", "lte", "gt", "gte"].into_iter().all(held))
        }
    }
}

fn of_text(operator: &str, literal: &Value, ignore_case: bool, text: &str) -> Verdict {
    let literals: Vec<&str> = match &literal.kind {
        Kind::List(elements) => elements.iter().filter_map(Value::text).collect(),
        _ => literal.text().into_iter().collect(),
    };
    let any = |held: &dyn Fn(&str) -> bool| Verdict::from(literals.iter().any(|literal| held(literal)));
    let folded = fold(text, ignore_case);
    match operator {
        "contains" => any(&|literal| folded.contains(&*fold(literal, ignore_case))),
        "starts_with" => any(&|literal| folded.starts_with(&*fold(literal, ignore_case))),
        "ends_with" => any(&|literal| folded.ends_with(&*fold(literal, ignore_case))),
        "matches" => any(&|pattern| regex_lite::Regex::new(pattern).is_ok_and(|pattern| pattern.is_match(text))),
        "email_domain" => match domain::of_address(text) {
            Some(domain) => any(&|literal| domain::admits(literal, &domain)),
            None => Verdict::Unknown("unparsable"),
        },
        "in_hashed" => {
            let hashed = match literal.get("of") {
                Some(_) => domain::of_address(text),
                None => Some(folded.into_owned()),
            };
            let salt = literal.get("salt").and_then(Value::text).unwrap_or_default();
            let Some(digest) = hashed.map(|text| digest::salted(salt, &text)) else { return Verdict::Unknown("unparsable") };
            let digests = literal.get("sha256").map_or(&[][..], Value::elements);
            Verdict::from(digests.iter().any(|own| own.text() == Some(&digest)))
        }
        "ip_in" => match address::address(text) {
            Some(address) => any(&|literal| address::prefix(literal).is_some_and(|prefix| address::contains(prefix, address))),
            None => Verdict::Unknown("unparsable"),
        },
        "semver" => match version::version(text) {
            Some(version) => any(&|literal| version::compare(literal, Some(&version)) == Some(true)),
            None => Verdict::Unknown("unparsable"),
        },
        _ => Verdict::Unknown("wrong-type"),
    }
}
