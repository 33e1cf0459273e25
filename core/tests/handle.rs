//! What a flag says of itself without deciding, and what the short forms of deciding answer.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use burgee::{Context, Flags, Value};

const DOCUMENT: &str = r#"{ "burgee": "1",
  "segments": { "here": { "if": { "attribute": "country", "eq": "NZ" } }, "staff": { "if": { "attribute": "/job/staff", "eq": true } } },
  "rings": [ { "id": "staff", "if": { "segment": "staff" } }, { "id": "all", "if": { "attribute": "key", "exists": true } } ],
  "flags": {
    "later": { "salt": "s", "serve": "on", "rules": [ { "id": "r", "if": { "now": { "after": "2026-01-01T00:00:00Z" } }, "serve": "off" } ] },
    "list": { "variants": { "long": [1, 2], "short": [] }, "off_variant": "short", "serve": "long" },
    "number": { "variants": { "one": 1, "two": 2.5 }, "off_variant": "one", "serve": "two" },
    "text": { "variants": { "a": "A", "b": "B" }, "off_variant": "a", "serve": "b", "unit": ["team", "key"], "requires": { "truth": "on" },
      "rules": [ { "id": "here", "if": { "segment": "here" }, "serve": "a" } ] },
    "truth": { "serve": "on" },
    "wrong": { "serve": { "percent": 500 } } } }"#;

fn flags() -> Flags {
    Flags::parse(DOCUMENT).unwrap()
}

#[test]
fn a_flag_says_what_it_is_made_of() {
    let flags = flags();
    let text = flags.flag("text").unwrap();
    assert_eq!((text.key(), text.salt(), text.off_variant(), text.quarantined()), ("text", "text", Some("a"), None));
    assert_eq!(
        text.variants().map(|(name, value)| (name, value.to_json())).collect::<Vec<_>>(),
        [("a", r#""A""#.to_owned()), ("b", r#""B""#.to_owned())]
    );
    assert_eq!(text.unit().map(|attribute| attribute.name()).collect::<Vec<_>>(), ["team", "key"]);
    let mut read: Vec<&str> = text.attributes().map(|attribute| attribute.name()).collect();
    read.sort_unstable();
    assert_eq!(read, ["country", "key", "team"]);
    assert_eq!(format!("{text:?}"), r#"Flag("text")"#);
    assert_eq!(flags.flag_at(text.index()).map(|flag| flag.key()), Some("text"));
    assert_eq!(flags.flag("wrong").unwrap().quarantined(), Some("bad-percent"));
    assert_eq!(flags.quarantined().map(|(key, _)| key).collect::<Vec<_>>(), ["wrong"]);
    assert_eq!(flags.flag("later").unwrap().salt(), "s");
    assert!(flags.flag("missing").is_none() && flags.flag_at(6).is_none());
}

#[test]
fn an_attribute_says_the_way_to_it() {
    let flags = flags();
    let attribute = flags.attributes().find(|attribute| attribute.name() == "/job/staff").unwrap();
    assert_eq!(attribute.path().collect::<Vec<_>>(), ["job", "staff"]);
    assert_eq!(format!("{attribute:?}"), format!("Attribute({}, \"/job/staff\")", attribute.number()));
    assert_eq!(flags.attributes().nth(attribute.number()).map(|same| same.name()), Some("/job/staff"));
}

#[test]
fn units_are_in_segments_and_rings() {
    let flags = flags();
    let text = flags.flag("text").unwrap();
    assert_eq!((flags.segments().collect::<Vec<_>>(), flags.rings().collect::<Vec<_>>()), (vec!["here", "staff"], vec!["staff", "all"]));
    let job = Value::object([("staff", Value::from(true))]);
    let staff = Context::new("u").with("job", job);
    assert_eq!(text.in_segments_at(&staff, 0), [false, true]);
    assert_eq!(text.in_segments_at(&Context::new("u").with("country", "NZ"), 0), [true, false]);
    let ring = |context: &Context| text.ring_at(context, 0);
    assert_eq!((ring(&staff), ring(&Context::new("u")), ring(&Context::empty())), (Some("staff"), Some("all"), None));
}

#[test]
fn the_short_forms_answer_their_type_or_the_default() {
    let (flags, user) = (flags(), Context::new("u"));
    let other = Value::object::<&str>([]);
    assert!(flags.boolean("truth", &user, false) && flags.boolean("text", &user, true) && !flags.boolean("text", &user, false));
    assert_eq!((flags.string("text", &user, "?"), flags.string("truth", &user, "?")), ("B", "?"));
    assert_eq!((flags.number("number", &user, 0.0), flags.number("missing", &user, 7.0)), (2.5, 7.0));
    assert_eq!(flags.object("list", &user, &other).to_json(), "[1,2]");
    assert_eq!(flags.object("truth", &user, &other).to_json(), "{}");
    let all = flags.evaluate_all(&user);
    assert_eq!(all.iter().map(|decision| decision.flag()).collect::<Vec<_>>(), flags.keys().collect::<Vec<_>>());
    assert!(flags.flag("truth").unwrap().is_on(&user) && flags.flag("truth").unwrap().evaluate(&user).is_on());
    assert_eq!(flags.explain("truth", &user).decision().variant(), Some("on"));
    // The clock is that of the system: the year 2026 has begun.
    assert_eq!((flags.is_on("later", &user), flags.evaluate("later", &user).rule()), (false, Some("r")));
}

#[test]
fn decisions_are_equal_where_they_say_the_same() {
    let (flags, user) = (flags(), Context::new("u"));
    assert_eq!(flags.evaluate("truth", &user), flags.evaluate("truth", &Context::new("v")));
    assert_ne!(flags.evaluate("truth", &user), flags.evaluate("list", &user));
}

#[test]
fn documents_are_equal_where_they_mean_the_same() {
    let parse = |percent: u32| {
        Flags::parse(&format!(r#"{{ "burgee": "1", "flags": {{ "a": {{ "serve": {{ "percent": {percent} }} }} }} }}"#)).unwrap()
    };
    assert_eq!(parse(5), parse(5));
    assert_ne!(parse(5), parse(6));
    assert_eq!((parse(5).revision(), parse(5).serial()), (None, None));
    let named = Flags::parse(r#"{ "burgee": "1", "revision": "2026-03-01", "serial": 7, "flags": {} }"#).unwrap();
    assert_eq!((named.revision(), named.serial()), (Some("2026-03-01"), Some(7)));
}

#[test]
fn the_clock_is_read_for_whatever_asks_it() {
    let flags = Flags::parse(
        r#"{ "burgee": "1",
          "segments": { "a": { "if": { "not": { "segment": "z" } } }, "0": { "if": { "all": [ { "segment": "z" } ] } },
                        "z": { "if": { "attribute": "since", "age": { "gt": "30d" } } } },
          "rings": [ { "id": "old", "if": { "segment": "z" } } ],
          "flags": {
            "age": { "if": { "attribute": "since", "age": { "gt": "30d" } }, "serve": "on" },
            "not": { "if": { "segment": "a" }, "serve": "off" },
            "plain": { "if": { "attribute": "since", "exists": true }, "serve": { "percent": 5 } },
            "all": { "if": { "segment": "0" }, "serve": "on" },
            "ring": { "serve": { "ring": "old" } },
            "schedule": { "serve": { "schedule": { "steps": [ { "at": "2026-01-01T00:00:00Z", "percent": 100 } ] } } },
            "requires": { "requires": { "age": "on" }, "serve": "on" } } }"#,
    )
    .unwrap();
    let user = Context::new("u").with("since", "2020-01-01T00:00:00Z");
    for key in ["age", "all", "ring", "schedule", "requires"] {
        assert!(flags.is_on(key, &user) && flags.is_on(key, &flags.prepare(&user)), "{key}");
    }
    assert_eq!(flags.evaluate("not", &user).cause().as_str(), "if");
    let handle = |key: &str| flags.flag(key).unwrap();
    assert!(handle("age").is_on(&user) && !handle("age").is_on(&Context::new("u")));
    assert!(handle("age").reads_clock() && handle("requires").reads_clock() && !handle("plain").reads_clock());
}

#[test]
fn what_draws_draws_for_each_flag_anew_whoever_remembers() {
    let flags = Flags::parse(
        r#"{ "burgee": "1", "rings": [ { "id": "half", "percent": 50 }, { "id": "more", "if": { "percent": 80 } } ],
          "flags": {
            "a": { "if": { "ring": "half" }, "serve": "on" }, "b": { "if": { "ring": "half" }, "serve": "on" },
            "c": { "if": { "ring": "more" }, "serve": "on" }, "d": { "if": { "ring": "more" }, "serve": "on" },
            "e": { "if": { "percent": 50, "salt": "s" }, "serve": "on" }, "f": { "unit": "device", "if": { "percent": 50, "salt": "s" }, "serve": "on" },
            "g": { "if": { "any": [ { "percent": 50 }, { "attribute": "x", "eq": 1 } ] }, "serve": "on" },
            "h": { "if": { "any": [ { "percent": 50 }, { "attribute": "x", "eq": 1 } ] }, "serve": "on" } } }"#,
    )
    .unwrap();
    let mut differ = [0; 4];
    for user in 0..100 {
        let context = Context::new(format!("user-{user}")).with("device", format!("device-{user}"));
        let prepared = flags.prepare(&context);
        let alone: Vec<bool> = flags.keys().map(|key| flags.evaluate_at(key, &context, 0).is_on()).collect();
        let all: Vec<bool> = flags.evaluate_all_at(&context, 0).iter().map(|decision| decision.is_on()).collect();
        let kept: Vec<bool> = flags.keys().map(|key| flags.evaluate_at(key, &prepared, 0).is_on()).collect();
        assert_eq!((&alone, &alone), (&all, &kept), "{user}");
        for (differ, pair) in differ.iter_mut().zip(alone.chunks(2)) {
            *differ += i32::from(pair.first() != pair.last());
        }
    }
    assert!(differ.iter().all(|differ| *differ > 10), "{differ:?}");
}
