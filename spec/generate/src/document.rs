//! Documents and overlays that are right: whatever is chosen, loading one finds no error.

use crate::attribute::{ATTRIBUTES, Kind, WORDS};
use crate::condition::{Place, condition, unit};
use crate::flag::{flag, rules};
use crate::json::{Json, Layout};
use crate::serve::{cuts, serve};
use crate::world::World;

const FLAGS: [&str; 8] = ["new-search", "beta", "a", "ünïcode", "x-flag", "a/b~c", "\u{1f389}", "z"];
const SEGMENTS: [&str; 4] = ["staff", "beta", "x-seg", "sëg/ment"];
const RINGS: [&str; 4] = ["inner", "canary", "early", "all"];

/// A document.
pub fn document(world: &mut World<'_, '_>) -> Json {
    let mut document = Json::object([("burgee", (*world.choices.pick(&["1", "1", "1.7"])).into())]);
    if world.choices.chance(30) {
        document.insert("revision", "2026-03-01.é".into());
    }
    if world.choices.chance(10) {
        document.insert("hash", "xxh64-mix".into());
    }
    if world.choices.chance(10) {
        document.insert("unit", unit(world));
    }
    if world.choices.chance(35) {
        document.insert("attributes", attributes(world));
    }
    if world.choices.chance(60) {
        document.insert("segments", segments(world));
    }
    if world.choices.chance(60) {
        document.insert("rings", rings(world));
    }
    let count = 1 + world.choices.below(6);
    let flags: Vec<(&str, Json)> = FLAGS[..count].iter().map(|key| (*key, flag(world, key))).collect();
    document.insert("flags", Json::object(flags));
    if world.choices.chance(25) {
        document.insert("layers", layers(world));
    }
    if world.choices.chance(10) {
        document.insert("x-free", Json::Raw(r#"{"burgee":null,"n":1e999}"#.to_owned()));
    }
    if world.choices.chance(30) {
        shuffle(world, &mut document);
    }
    document
}

/// How a document is laid out.
pub fn layout(world: &mut World<'_, '_>) -> Layout {
    Layout { space: world.choices.below(4), escapes: world.choices.chance(10) }
}

/// Another order of members, which means the same (R-1.9).
fn shuffle(world: &mut World<'_, '_>, document: &mut Json) {
    if let Json::Object(members) = document {
        let mut rest = std::mem::take(members);
        while let Some(member) = world.choices.take(&mut rest) {
            members.push(member);
        }
        if let Some((_, Json::Object(flags))) = members.iter_mut().find(|(name, _)| name == "flags") {
            flags.reverse();
        }
    }
}

fn attributes(world: &mut World<'_, '_>) -> Json {
    let chosen = world.choices.some(&ATTRIBUTES, 25);
    let member = |attribute: crate::attribute::Attribute| {
        let declared = match attribute.kind {
            Kind::Word | Kind::Mail | Kind::Address | Kind::Version => "string",
            Kind::Integer => "integer",
            Kind::Number => "number",
            Kind::Boolean => "boolean",
            Kind::Instant => "timestamp",
            Kind::List => "list",
        };
        let listed = attribute.kind == Kind::Word && world.choices.chance(30);
        world.declared.push((attribute, listed));
        if !listed && world.choices.chance(60) {
            return (attribute.name, Json::from(declared));
        }
        let mut declaration = Json::object([("type", Json::from(declared))]);
        if listed {
            declaration.insert("enum", Json::texts(world.favourites(&WORDS)));
        }
        if world.choices.chance(40) {
            declaration.insert(if world.choices.chance(50) { "server_only" } else { "private" }, Json::boolean(true));
        }
        (attribute.name, declaration)
    };
    Json::object(chosen.into_iter().map(member).collect::<Vec<_>>())
}

fn segments(world: &mut World<'_, '_>) -> Json {
    let count = 1 + world.choices.below(SEGMENTS.len());
    let mut segments = Vec::new();
    for name in &SEGMENTS[..count] {
        segments.push((*name, condition(world, Place::Segment, 2).wrapped("if")));
        world.segments.push(name);
    }
    Json::object(segments)
}

/// Rings that each can add somebody (R-4.22).
fn rings(world: &mut World<'_, '_>) -> Json {
    let count = 1 + world.choices.below(RINGS.len());
    let shares = world.ascending(count);
    let mut rings = Vec::new();
    for (index, share) in shares.iter().enumerate() {
        let mut ring = Json::object([("id", RINGS[index].into())]);
        let conditional = world.choices.chance(60);
        if conditional {
            ring.insert("if", condition(world, Place::Ring, 1));
        }
        let last = index + 1 == shares.len();
        let everybody = conditional || last && world.choices.chance(30);
        if !everybody || world.choices.chance(40) {
            ring.insert("percent", world.thousandths(*share));
        }
        rings.push(ring);
    }
    world.rings.extend_from_slice(&RINGS[..rings.len()]);
    Json::List(rings)
}

/// One or two layers, of flags that are in no other.
fn layers(world: &mut World<'_, '_>) -> Json {
    let mut free: Vec<String> = world.flags.iter().map(|shape| shape.key.clone()).collect();
    let count = 1 + world.choices.below(2);
    let mut layers = Vec::new();
    for name in &["checkout", "lâyer"][..count] {
        let mut own = Vec::new();
        for _ in 0..1 + world.choices.below(3) {
            own.extend(world.choices.take(&mut free));
        }
        let pieces = 1 + world.choices.below(3);
        let cuts = cuts(world, pieces);
        let mut slots = Vec::new();
        for (from, to) in cuts {
            if slots.is_empty() || world.choices.chance(70) {
                let flags = world.choices.some(&own, 60);
                let range = Json::List(vec![world.thousandths(from), world.thousandths(to)]);
                slots.push(Json::object([("range", range), ("flags", Json::texts(flags.iter().map(String::as_str)))]));
            }
        }
        let mut layer = Json::object([("slots", Json::List(slots))]);
        if world.choices.chance(30) {
            layer.insert("unit", unit(world));
        }
        if world.choices.chance(20) {
            layer.insert("salt", "layer-salt".into());
        }
        layers.push((*name, layer));
    }
    Json::object(layers)
}

/// An overlay over the flags that are there; fields of `base` are removed, if it is given.
pub fn overlay(world: &mut World<'_, '_>, base: Option<&Json>) -> Json {
    let mut overlay = Json::object([("burgee", Json::from("1")), ("overlay", "prod".into())]);
    if world.choices.chance(30) {
        overlay.insert("revision", "prod-7".into());
    }
    let mut flags = Vec::new();
    for index in 0..world.flags.len() {
        if !world.choices.chance(50) {
            continue;
        }
        let shape = world.flags[index].clone();
        let mut fields = Json::Object(Vec::new());
        match world.choices.below(6) {
            0 => fields.insert("enabled", Json::boolean(world.choices.chance(50))),
            1 => fields.insert("rules", rules(world, &shape)),
            2 if !shape.staged => fields.insert("serve", serve(world, &shape)),
            3 => fields.insert("if", condition(world, Place::Flag, 1)),
            4 => fields.insert("track", Json::boolean(true)),
            _ => {
                let old = base.and_then(|base| base.get("flags")).and_then(|flags| flags.get(&shape.key));
                if let Some(name) =
                    ["rules", "exclude", "track", "description"].iter().find(|name| old.is_some_and(|old| old.get(name).is_some()))
                {
                    fields.insert(name, Json::Raw("null".to_owned()));
                }
            }
        }
        flags.push((shape.key, fields));
    }
    if world.choices.chance(20) && world.flags.len() < FLAGS.len() {
        let key = FLAGS[world.flags.len()];
        flags.push((key.to_owned(), flag(world, key)));
    }
    overlay.insert("flags", Json::Object(flags));
    overlay
}
