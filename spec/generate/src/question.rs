//! Questions: contexts that hit and miss, of the right and of wrong types, and instants near those that matter.

use crate::attribute::{ADDRESSES, ATTRIBUTES, Attribute, DURATIONS, INTEGERS, Kind, MAILS, NO_VERSIONS, NUMBERS, VERSIONS, WORDS};
use crate::instant;
use crate::json::{Json, Layout};
use crate::mutate::{mangle, mutate};
use crate::world::World;
use burgee_fixtures::{HostValue, Question};

/// A question about the document that the world has.
pub fn question(world: &mut World<'_, '_>) -> Question {
    let now = now(world);
    let context = (!world.choices.chance(2)).then(|| context(world, now));
    let flag = match world.choices.chance(2) {
        true => "no-such-flag".to_owned(),
        false => world.choices.pick(&world.flags.clone()).key.clone(),
    };
    let (mut assigned, mut overrides, mut buckets) = (Vec::new(), Vec::new(), Vec::new());
    // What is no context carries nothing beside attributes either.
    if context.is_none() {
        return Question { flag, context, now, assigned, overrides, buckets, accessor: None };
    }
    for shape in world.flags.clone() {
        if shape.sticky && world.choices.chance(40) {
            let salt = if world.choices.chance(80) { shape.salt.clone() } else { "former".to_owned() };
            let variant = if world.choices.chance(90) { shape.name(world) } else { "gone" };
            assigned.push((shape.key.clone(), variant.to_owned(), salt));
        }
        if world.choices.chance(6) {
            let variant = if world.choices.chance(70) { shape.name(world) } else { "gone" };
            overrides.push((shape.key, variant.to_owned()));
        }
    }
    if world.choices.chance(30) {
        let mut domains = vec!["rollout", "variant", "layer", "sample"];
        // Either every draw or some that are named (R-7.16).
        let named = world.choices.below(3);
        let domains = (0..named).filter_map(|_| world.choices.take(&mut domains).map(str::to_owned)).map(Some);
        let domains: Vec<Option<String>> = if named == 0 { vec![None] } else { domains.collect() };
        for domain in domains {
            buckets.push((domain, edge(world)));
        }
    }
    let accessor = world.choices.chance(10).then(|| (*world.choices.pick(&["boolean", "string", "number", "object"])).to_owned());
    Question { flag, context, now, assigned, overrides, buckets, accessor }
}

/// A bucket at, or just below, a percentage of the document.
fn edge(world: &mut World<'_, '_>) -> u32 {
    let edges = if world.edges.is_empty() { vec![50_000] } else { world.edges.clone() };
    let edge = *world.choices.pick(&edges) + world.choices.below(2) as u32;
    edge.saturating_sub(1).min(99_999)
}

/// An instant at, or just beside, one that stands in the document.
fn now(world: &mut World<'_, '_>) -> i64 {
    let instant = if world.instants.is_empty() { world.moment() } else { *world.choices.pick(&world.instants.clone()) };
    instant + *world.choices.pick(&[0, -1, 1, 1_800_000, -1_800_000, 999, 3_600_000, 43_200_000, 7])
}

fn context(world: &mut World<'_, '_>, now: i64) -> Vec<(String, HostValue)> {
    let mut context: Vec<(String, HostValue)> = Vec::new();
    for name in ["key", "tenant"] {
        if let Some(unit) = unit(world) {
            context.push((name.to_owned(), unit));
        }
    }
    for attribute in ATTRIBUTES {
        // What no condition asks for is there now and then: it must not matter (R-9.3).
        let present = if world.asked.contains(&attribute) { 92 } else { 10 };
        if !world.choices.chance(present) {
            continue;
        }
        let value = value(world, attribute, now);
        place(&mut context, attribute.name, value);
    }
    context
}

fn unit(world: &mut World<'_, '_>) -> Option<HostValue> {
    Some(match world.choices.below(20) {
        0 => HostValue::String("u".to_owned()),
        13 => return None,
        14 => HostValue::String(String::new()),
        15 => HostValue::Number(1.5),
        16 => HostValue::Number(-0.0),
        17 => HostValue::Null,
        18 => HostValue::String(format!("ünit-{}-🎉", world.choices.below(1_000))),
        19 => HostValue::Number(world.choices.below(60_000) as f64 * 150_119_987_579.0),
        _ => HostValue::String(format!("user-{}", world.choices.below(60_000))),
    })
}

/// Puts a value where a leaf looks for it.
fn place(context: &mut Vec<(String, HostValue)>, name: &str, value: HostValue) {
    let Some(path) = name.strip_prefix('/') else {
        context.push((name.to_owned(), value));
        return;
    };
    let Some((outer, inner)) = path.split_once('/') else { return };
    let inner = inner.replace("~1", "/").replace("~0", "~");
    let index = context.iter().position(|(own, _)| own == outer).unwrap_or_else(|| {
        let empty = if inner == "0" { HostValue::List(Vec::new()) } else { HostValue::Object(Vec::new()) };
        context.push((outer.to_owned(), empty));
        context.len() - 1
    });
    match &mut context[index].1 {
        HostValue::Object(members) => members.push((inner, value)),
        HostValue::List(items) => items.insert(0, value),
        _ => {}
    }
}

fn value(world: &mut World<'_, '_>, attribute: Attribute, now: i64) -> HostValue {
    match world.choices.below(30) {
        27 => HostValue::Null,
        28 => hostile(world),
        29 => {
            let kinds = [Kind::Word, Kind::Integer, Kind::Boolean, Kind::List, Kind::Instant, Kind::Number];
            let kind = *world.choices.pick(&kinds);
            of_kind(world, kind, now)
        }
        _ => of_kind(world, attribute.kind, now),
    }
}

fn of_kind(world: &mut World<'_, '_>, kind: Kind, now: i64) -> HostValue {
    match kind {
        Kind::Word => word(world),
        Kind::Mail => HostValue::String(world.likely(&MAILS).to_owned()),
        Kind::Address => HostValue::String(world.likely(&ADDRESSES).to_owned()),
        Kind::Version if world.choices.chance(8) => HostValue::String((*world.choices.pick(&NO_VERSIONS)).to_owned()),
        Kind::Version => HostValue::String(world.likely(&VERSIONS).to_owned()),
        Kind::Integer => HostValue::Number(world.likely(&INTEGERS) as f64 + *world.choices.pick(&[0.0, 0.0, 1.0, -1.0])),
        Kind::Number => {
            let near = world.likely(&NUMBERS).parse::<f64>().unwrap_or_default();
            HostValue::Number(match world.choices.below(4) {
                2 => near.next_up(),
                3 => near.next_down(),
                _ => near,
            })
        }
        Kind::Boolean => HostValue::Boolean(!world.choices.chance(50)),
        Kind::Instant => instant(world, now),
        Kind::List => {
            let count = world.choices.below(4);
            HostValue::List((0..count).map(|_| item(world)).collect())
        }
    }
}

/// A likely word, now and then in other letters or a little longer.
fn word(world: &mut World<'_, '_>) -> HostValue {
    let word = world.likely(&WORDS);
    HostValue::String(match world.choices.below(12) {
        8 => word.to_uppercase(),
        9 => word.to_ascii_lowercase(),
        10 => format!("{word}{word}"),
        11 => word.repeat(*world.choices.pick(&[0, 40, 400, 4_097])),
        _ => word.to_owned(),
    })
}

/// Near an instant of the document, or as old as one of its durations; as text or as milliseconds.
fn instant(world: &mut World<'_, '_>, now: i64) -> HostValue {
    let beside = *world.choices.pick(&[0, 1, -1]);
    let instant = if world.choices.chance(50) { now - world.likely(&DURATIONS).1 + beside } else { world.moment() + beside };
    match world.choices.below(8) {
        5 => HostValue::Number(instant as f64 + 0.5),
        6 => HostValue::String("2026-02-29T00:00:00Z".to_owned()),
        7 => HostValue::String("2016-12-31T23:59:60Z".to_owned()),
        0 | 1 => HostValue::Number(instant as f64),
        _ => HostValue::String(instant::text(instant, world.choices.below(12))),
    }
}

fn item(world: &mut World<'_, '_>) -> HostValue {
    match world.choices.below(12) {
        8 => HostValue::Number(world.likely(&NUMBERS).parse().unwrap_or_default()),
        9 => HostValue::Boolean(world.choices.chance(50)),
        10 => hostile(world),
        11 => HostValue::List(vec![word(world)]),
        _ => word(world),
    }
}

fn hostile(world: &mut World<'_, '_>) -> HostValue {
    match world.choices.below(9) {
        0 => HostValue::NotFinite(f64::NAN),
        1 => HostValue::NotFinite(f64::NEG_INFINITY),
        2 => HostValue::OutOfRange("9007199254740992".to_owned()),
        3 => HostValue::BadString,
        4 => HostValue::Number(9_007_199_254_740_992.0),
        5 => HostValue::Number(1e300),
        6 => HostValue::Object(vec![("0".to_owned(), HostValue::Null), ("plan".to_owned(), word(world))]),
        7 => HostValue::List(vec![HostValue::Null, HostValue::BadString, word(world)]),
        _ => HostValue::String(String::new()),
    }
}

/// A context as text: one in four is changed, so that it may not be one.
pub fn text(world: &mut World<'_, '_>) -> String {
    let now = now(world);
    let context = HostValue::Object(context(world, now));
    let mut context = json(&context);
    let layout = Layout { space: world.choices.below(4), escapes: world.choices.chance(10) };
    match world.choices.below(8) {
        6 => mutate(world.choices, &mut context),
        7 => return String::from_utf8_lossy(&mangle(world.choices, context.write(layout).as_bytes(), b"[{\"plan\":1e999}]")).into_owned(),
        _ => {}
    }
    context.write(layout)
}

fn json(value: &HostValue) -> Json {
    match value {
        HostValue::Null => Json::Raw("null".to_owned()),
        HostValue::Boolean(boolean) => Json::boolean(*boolean),
        HostValue::Number(number) => Json::Raw(format!("{number:?}")),
        HostValue::String(text) => Json::Text(text.clone()),
        HostValue::List(items) => Json::List(items.iter().map(json).collect()),
        HostValue::Object(members) => Json::Object(members.iter().map(|(name, inner)| (name.clone(), json(inner))).collect()),
        HostValue::NotFinite(_) => Json::Raw("-1e999".to_owned()),
        HostValue::OutOfRange(digits) => Json::Raw(digits.clone()),
        HostValue::BadString => Json::Raw(r#""\udfff""#.to_owned()),
    }
}
