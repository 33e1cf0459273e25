//! Flags.

use crate::condition::{Place, condition, unit};
use crate::json::Json;
use crate::rollout::rollout;
use crate::serve::serve;
use crate::world::{Shape, World};

/// Variants of a flag, as text, and their names; none for a flag that is boolean by itself.
const VARIANTS: [(&str, &[&str]); 8] = [
    ("", &["on", "off"]),
    ("", &["on", "off"]),
    (r#"{"on":true,"off":false}"#, &["on", "off"]),
    (r#"{"a":"red","b":"green","c":"","off":"\ud83c\udf89"}"#, &["a", "b", "c", "off"]),
    (r#"{"a":1,"off":-0.0,"b":1.5e-300,"c":0.1,"dé":5e-324}"#, &["a", "off", "b", "c", "dé"]),
    (r#"{"off":{},"a":{"z":1,"a":[null,{"é":"\n\u0001"}],"🎉":1.50},"b":{"k":"v"}}"#, &["off", "a", "b"]),
    (r#"{"off":[],"on":[1,"two",null,{"x":[]}]}"#, &["off", "on"]),
    (r#"{"red":"r","green":"g","blue":"b"}"#, &["red", "green", "blue"]),
];

/// A flag under this key: what others need to know of it is in the world afterwards.
pub fn flag(world: &mut World<'_, '_>, key: &str) -> Json {
    let (text, names) = *world.choices.pick(&VARIANTS);
    let mut flag = Json::Object(Vec::new());
    let mut shape =
        Shape { key: key.to_owned(), salt: key.to_owned(), variants: names.to_vec(), plain: text.is_empty(), sticky: false, staged: false };
    if world.choices.chance(10) {
        flag.insert("description", "x".into());
    }
    if world.choices.chance(10) {
        flag.insert("enabled", Json::boolean(world.choices.chance(30)));
    }
    if !text.is_empty() {
        flag.insert("variants", Json::Raw(text.to_owned()));
    }
    if !names.contains(&"off") || world.choices.chance(10) {
        flag.insert("off_variant", shape.name(world).into());
    }
    if world.choices.chance(15) {
        flag.insert("unit", unit(world));
    }
    if world.choices.chance(15) {
        shape.salt = (*world.choices.pick(&["salt", "sälz\u{0}", "beta"])).to_owned();
        flag.insert("salt", Json::Text(shape.salt.clone()));
    }
    if world.choices.chance(15) && !world.flags.is_empty() {
        flag.insert("requires", requires(world));
    }
    if world.choices.chance(12) {
        flag.insert("exclude", condition(world, Place::Flag, 2));
    }
    if world.choices.chance(20) {
        flag.insert("if", condition(world, Place::Flag, 2));
    }
    if world.choices.chance(60) {
        flag.insert("rules", rules(world, &shape));
    }
    shape.staged = world.choices.chance(20);
    if shape.staged {
        let (rollout, progress) = rollout(world, &shape);
        flag.insert("rollout", rollout);
        if let Some(progress) = progress {
            flag.insert("progress", progress);
        }
    } else if !world.choices.chance(10) {
        flag.insert("serve", serve(world, &shape));
    }
    shape.sticky = world.choices.chance(20);
    if shape.sticky {
        flag.insert("sticky", Json::boolean(true));
    }
    if world.choices.chance(20) {
        flag.insert("track", Json::boolean(!world.choices.chance(20)));
    }
    if world.choices.chance(10) {
        metadata(world, &mut flag);
    }
    world.flags.push(shape);
    flag
}

fn metadata(world: &mut World<'_, '_>, flag: &mut Json) {
    let (name, value) = *world.choices.pick(&[
        ("owner", r#""search""#),
        ("tags", r#"["a","b"]"#),
        ("links", r#"{"x-issue":"https://example.org/"}"#),
        ("created", r#""2026-02-28""#),
        ("expires", r#""2028-02-29""#),
        ("client", "true"),
        ("permanent", "false"),
        ("history", r#"[{"at":"2026-02-28T12:00:00Z","did":"start","by":"ada"}]"#),
        ("x-any", r#"{"x":[null,1e400]}"#),
    ]);
    flag.insert(name, Json::Raw(value.to_owned()));
}

/// Flags that stand before, so that there is no circle.
fn requires(world: &mut World<'_, '_>) -> Json {
    let flags = world.flags.clone();
    let mut wanted = world.choices.some(&flags, 40);
    if wanted.is_empty() {
        wanted.extend(flags.first().cloned());
    }
    let member = |shape: Shape| {
        let variants = if world.choices.chance(40) {
            let some = world.choices.some(&shape.variants, 60);
            if some.is_empty() { Json::texts(shape.variants.clone()) } else { Json::texts(some) }
        } else {
            shape.name(world).into()
        };
        (shape.key, variants)
    };
    Json::Object(wanted.into_iter().map(member).collect())
}

/// Rules of a flag.
pub fn rules(world: &mut World<'_, '_>, shape: &Shape) -> Json {
    let count = world.choices.below(4);
    let ids = ["staff", "b-2", "ü", "rest"];
    let rule = |index: usize| {
        let mut rule = Json::object([("id", ids[index].into())]);
        if !world.choices.chance(12) {
            rule.insert("if", condition(world, Place::Flag, 2));
        }
        rule.insert("serve", serve(world, shape));
        if world.choices.chance(35) {
            rule.insert("on_miss", (*world.choices.pick(&["continue", "continue", "off"])).into());
        }
        rule
    };
    Json::List((0..count).map(rule).collect())
}
