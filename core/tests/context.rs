//! What is said of a text that is no context, and where it is wrong.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use burgee::{Context, Flags, Slot, Unusable, Value};

#[track_caller]
fn refused(text: &str, code: &str, (line, column): (u32, u32), why: &str) {
    let error = Context::parse(text).unwrap_err();
    assert_eq!((error.code(), error.line(), error.column()), (code, line, column), "{error}");
    assert_eq!(error.to_string(), format!("context, line {line}, column {column}: {why}"));
}

#[test]
fn each_error_says_where_it_is_and_what() {
    refused("{ \"plan\": pro }", "syntax", (1, 11), "this is not JSON: expected a value");
    refused("{\n  \"ü\": 1,\n  \"ü\": 2\n}", "duplicate-key", (3, 3), "this attribute stands here a second time");
    refused("\n [\"key\"]", "wrong-type", (2, 2), "a context is an object of attributes, this is an array");
    let deep = format!("{{\"a\":{}{}}}", "[".repeat(64), "]".repeat(64));
    refused(&deep, "limit-exceeded", (1, 69), "more than 64 arrays and objects are open");
    let members = |count: u32| (0..count).map(|member| format!("\"{member}\":0")).collect::<Vec<_>>().join(",");
    assert!(Context::parse(&format!("{{\"a\":{{{}}}}}", members(1_000))).is_ok());
    refused(&format!("{{\"a\":\n{{{}}}}}", members(1_001)), "limit-exceeded", (2, 1), "this object has more than 1000 members");
}

#[test]
fn a_text_of_a_mebibyte_is_read_and_one_more_byte_is_not() {
    let text = |bytes: usize| format!("{{\"a\":\"{}\"}}", "x".repeat(bytes - 8));
    assert!(Context::parse(&text(1 << 20)).is_ok());
    refused(&text((1 << 20) + 1), "limit-exceeded", (1, 1), "the text is larger than 1048576 bytes");
}

#[test]
fn an_attribute_that_is_set_again_is_another_value() {
    let context = Context::new("u").with("plan", "free").with("age", 1).with("plan", "pro");
    let of = |name: &str| context.attribute(name).map(Value::to_json);
    assert_eq!((of("plan"), of("age"), of("key"), of("name")), (Some("\"pro\"".into()), Some("1".into()), Some("\"u\"".into()), None));
}

#[test]
fn numbers_and_texts_that_cannot_be_used_say_why() {
    let context =
        Context::parse(r#"{ "over": 1e999, "under": -1e999, "beyond": 9007199254740993, "most": 9007199254740991, "lone": "\ud800" }"#);
    let context = context.unwrap();
    let of = |name: &str| context.attribute(name).cloned();
    let unusable = |why| Some(Value::Unusable(why));
    assert_eq!((of("over"), of("under")), (unusable(Unusable::NotFinite), unusable(Unusable::NotFinite)));
    assert_eq!((of("beyond"), of("lone")), (unusable(Unusable::OutOfRange), unusable(Unusable::BadString)));
    assert_eq!(of("most"), Some(Value::Number(9_007_199_254_740_991.0)));
}

#[test]
fn minus_zero_is_zero() {
    let context = Context::parse(r#"{ "x": -0.0 }"#).unwrap();
    assert!(matches!(context.attribute("x"), Some(Value::Number(zero)) if *zero == 0.0 && zero.is_sign_positive()));
}

#[test]
fn a_hosts_integers_are_numbers_as_far_as_doubles_count() {
    const MOST: i64 = (1 << 53) - 1;
    for integer in [0, 1, -1, MOST, -MOST] {
        assert!(matches!(Slot::from(integer), Slot::Number { 0: number, .. } if number == integer as f64), "{integer}");
    }
    for integer in [MOST + 1, -MOST - 1, i64::MAX, i64::MIN] {
        assert!(matches!(Slot::from(integer), Slot::Unusable(Unusable::OutOfRange)), "{integer}");
    }
    assert!(matches!(Slot::from(-7), Slot::Number { 0: -7.0, .. }));
    assert!(matches!(Slot::from(1e300), Slot::Unusable(Unusable::OutOfRange)));
    assert!(matches!(Slot::from(0.5), Slot::Number { 0: 0.5, .. }));
    assert!([f64::NAN, f64::INFINITY].into_iter().all(|number| matches!(Slot::from(number), Slot::Unusable(Unusable::NotFinite))));
}

#[test]
fn what_json_cannot_carry_is_null_in_texts_and_not_in_traces() {
    assert_eq!(Value::List([Value::from(f64::INFINITY), Value::from(f64::NAN), Value::from(0.5)].into()).to_json(), "[null,null,0.5]");
    let flags =
        Flags::parse(r#"{ "burgee": "1", "flags": { "f": { "if": { "attribute": "x", "has_any": [1] }, "serve": "on" } } }"#).unwrap();
    let is_told = |last: Value| {
        let context = Context::new("u").with("x", Value::List([Value::from(1), last].into()));
        flags.explain_at("f", &context, 0).to_json().contains(r#""value":[1,"#)
    };
    let object = |inner: f64| Value::object([("a", Value::from(inner))]);
    assert!(is_told(Value::from(2)) && is_told(Value::Null) && is_told(object(2.0)));
    assert!(!is_told(Value::from(f64::NAN)) && !is_told(object(f64::NAN)) && !is_told(Value::Unusable(Unusable::BadString)));
}
