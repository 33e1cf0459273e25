//! What a leaf and a serve may cost, by what is written (spec ).

use crate::{
    form::{pattern, pointer},
    json::{Kind, Value},
    leaf::{ELEMENTS, HAYSTACK_BYTES, OPERATORS, TEXT_BYTES},
};

/// Finding an attribute, and each step further in.
const FIND: u64 = 20;
/// A draw of a bucket.
pub const DRAW: u64 = 50;

/// What a leaf costs.
pub fn leaf(leaf: &Value) -> u64 {
    let attribute = leaf.get("attribute").and_then(Value::text).unwrap_or_default();
    let steps = if attribute.starts_with('/') { pointer::steps(attribute).map_or(0, |steps| steps.len() as u64) } else { 0 };
    let costs: Vec<u64> = OPERATORS.into_iter().filter_map(|name| Some(FIND + FIND * steps + operator(name, leaf.get(name)?))).collect();
    let several = u64::from(costs.len() > 1);
    costs.into_iter().fold(several, u64::saturating_add)
}

fn operator(name: &str, literal: &Value) -> u64 {
    let literals: Vec<&Value> = if matches!(literal.kind, Kind::List(_)) { literal.elements().iter().collect() } else { vec![literal] };
    let (text, elements) = (TEXT_BYTES as u64, ELEMENTS as u64);
    let count = literals.len() as u64;
    let longest = literals.iter().filter_map(|literal| literal.text()).map(str::len).max().unwrap_or(0) as u64;
    let compare = 1 + longest / 16;
    let find = compare * format!("{count:b}").len() as u64;
    match name {
        "in" => find,
        "in_hashed" => text / 2,
        "contains" => count * (text / 2),
        "starts_with" | "ends_with" => count * compare,
        "matches" => patterns(literal).into_iter().fold(0, u64::saturating_add).saturating_mul(3 * HAYSTACK_BYTES as u64),
        "email_domain" => text / 8 + (1 + longest / 2) * find,
        "ip_in" => 16 + count,
        "has_any" => find * (elements / 2) + elements,
        "has_all" => count * compare * (elements / 4),
        "semver" => text / 4 + longest,
        "before" | "after" | "age" => text / 8,
        _ => compare,
    }
}

/// The sizes of the patterns of a literal.
pub fn patterns(literal: &Value) -> Vec<u64> {
    std::iter::once(literal).chain(literal.elements()).filter_map(Value::text).map(pattern::size).collect()
}

/// What a serve or a rollout costs, but for its ring and its stages.
pub fn serve(serve: &Value) -> u64 {
    let percent = if serve.get("percent").is_some() { DRAW } else { 0 };
    let schedule = serve.get("schedule").map_or(0, |schedule| {
        let count = |name: &str| schedule.get(name).map_or(0, |list| list.elements().len() as u64);
        let preset = match schedule.get("preset").and_then(Value::text) {
            Some("aggressive") => 6,
            Some("conservative") => 7,
            Some("emergency") => 3,
            _ => 0,
        };
        DRAW + (count("steps") + count("pauses") + preset) / 8
    });
    let split = serve.get("split").map_or(0, |split| DRAW + parts(split) / 8);
    percent + schedule + split
}

/// The parts of a split that hold a bucket.
fn parts(split: &Value) -> u64 {
    let of = |part: &Value| match (part.get("ranges"), part.get("percent")) {
        (Some(ranges), _) => ranges.elements().len() as u64,
        (None, Some(percent)) => u64::from(percent.number() != Some(0.0)),
        (None, None) => 1,
    };
    split.elements().iter().map(of).sum()
}
