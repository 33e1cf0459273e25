//! What is said of a text that is no context, and where it is wrong.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use burgee::{Context, Value};

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
    let members: Vec<String> = (0..1_001).map(|member| format!("\"{member}\":0")).collect();
    refused(&format!("{{\"a\":\n{{{}}}}}", members.join(",")), "limit-exceeded", (2, 1), "this object has more than 1000 members");
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
