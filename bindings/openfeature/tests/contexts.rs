//! What an evaluation context may hold, and what burgee makes of it: the table of the README, row by row.
//!
//! Each row asks flags of one condition each. A flag is `on` where the condition is true of the attribute `a`.

#![expect(clippy::unwrap_used, reason = "a test may")]

mod sdk;

use burgee_openfeature::Provider;
use open_feature::{EvaluationContext, EvaluationContextFieldValue as Field, StructValue, Value};
use sdk::{client, store};
use std::collections::{BTreeMap, HashMap};
use time::{Date, Month, OffsetDateTime, Time, UtcOffset};

/// Whether conditions, the text after `"attribute": "a"`, are true of an attribute `a`.
async fn holds(field: Field, conditions: &[&str]) -> Vec<bool> {
    let of = |pair: (usize, &&str)| {
        let (index, condition) = pair;
        let attribute = if condition.starts_with('"') { r#""attribute": "a", "# } else { "" };
        format!(r#""c{index}": {{ "if": {{ {attribute}{condition} }}, "serve": "on" }}"#).replace(": { @", r#": { "attribute": "/a/"#)
    };
    let flags: Vec<String> = conditions.iter().enumerate().map(of).collect();
    let store = store(&format!(r#"{{ "burgee": "1", "flags": {{ {} }} }}"#, flags.join(",")));
    assert_eq!(store.snapshot().diagnostics(), [], "the conditions are right");
    let (client, _api) = client(Provider::new(store)).await;
    let context = EvaluationContext::default().with_custom_field("a", field);
    let mut held = Vec::new();
    for index in 0..conditions.len() {
        held.push(client.get_bool_value(&format!("c{index}"), Some(&context), None).await.unwrap());
    }
    held
}

/// All of the first are true, none of the second is.
#[track_caller]
fn table(field: Field, yes: &'static [&'static str], no: &'static [&'static str]) {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let held = runtime.block_on(holds(field, &[yes, no].concat()));
    let wrong: Vec<&&str> = held
        .iter()
        .zip(yes.iter().chain(no))
        .enumerate()
        .filter(|(at, (held, _))| **held != (*at < yes.len()))
        .map(|(_, (_, c))| c)
        .collect();
    assert!(wrong.is_empty(), "{wrong:?}");
}

const EXISTS: &str = r#""exists": true"#;

#[test]
fn booleans() {
    table(Field::Bool(true), &[EXISTS, r#""eq": true"#], &[r#""eq": false"#, r#""eq": "true""#, r#""eq": 1"#]);
}

#[test]
fn integers_as_far_as_every_language_has_them() {
    table(Field::Int(42), &[EXISTS, r#""eq": 42"#, r#""gte": 42"#], &[r#""eq": "42""#, r#""gt": 42"#]);
    table(Field::Int(9_007_199_254_740_991), &[r#""eq": 9007199254740991"#], &[]);
    for beyond in [9_007_199_254_740_992, -9_007_199_254_740_992, i64::MAX, i64::MIN] {
        table(Field::Int(beyond), &[EXISTS], &[r#""gt": 0"#, r#""lte": 0"#]);
    }
}

#[test]
fn floats_that_are_numbers() {
    table(Field::Float(1.5), &[r#""eq": 1.5"#, r#""gt": 1"#], &[r#""eq": 1"#]);
    table(Field::Float(-0.0), &[r#""eq": 0"#, r#""gte": 0"#], &[]);
    for none in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1e300] {
        table(Field::Float(none), &[EXISTS], &[r#""gt": 0"#, r#""lte": 0"#]);
    }
}

#[test]
fn strings() {
    table(Field::from("Zoë"), &[r#""eq": "Zoë""#, r#""starts_with": "Z""#], &[r#""eq": "Zoe""#]);
    table(Field::from(""), &[EXISTS, r#""eq": """#], &[r#""contains": "a""#]);
    table(Field::from("\0\u{10FFFF}"), &[r#""eq": "\u0000\uDBFF\uDFFF""#], &[]);
    table(Field::from("x".repeat(1_000_000)), &[EXISTS, r#""ends_with": "x""#], &[r#""contains": "y""#]);
}

fn instant(nanosecond: u32, offset: UtcOffset) -> OffsetDateTime {
    let (date, time) = (Date::from_calendar_date(2026, Month::March, 1).unwrap(), Time::from_hms_nano(1, 30, 0, nanosecond).unwrap());
    OffsetDateTime::new_in_offset(date, time, offset)
}

#[test]
fn date_times_are_milliseconds_cut_toward_the_past() {
    let east = UtcOffset::from_hms(5, 30, 0).unwrap();
    table(
        Field::DateTime(instant(123_999_999, east)),
        &[
            r#""eq": 1772308800123"#,
            r#""after": "2026-02-28T20:00:00.122Z""#,
            r#""before": "2026-02-28T20:00:00.124Z""#,
            r#""age": { "gte": "1s" }"#,
            r#""gt": 0"#,
        ],
        &[r#""before": "2026-02-28T20:00:00.123Z""#, r#""after": "2026-02-28T20:00:00.123Z""#, r#""eq": "2026-02-28T20:00:00.123Z""#],
    );
    table(Field::DateTime(OffsetDateTime::UNIX_EPOCH), &[r#""eq": 0"#, r#""before": "1970-01-01T00:00:00.001Z""#], &[]);
    let before = OffsetDateTime::UNIX_EPOCH - time::Duration::nanoseconds(1);
    table(Field::DateTime(before), &[r#""eq": -1"#], &[r#""eq": 0"#]);
}

#[test]
fn date_times_of_every_year_are_numbers() {
    let before = Date::from_calendar_date(-1, Month::December, 31).unwrap().with_hms(0, 0, 0).unwrap();
    table(Field::DateTime(before.assume_utc()), &[EXISTS, r#""lt": -62135596800000"#, r#""before": "2026-01-01T00:00:00Z""#], &[]);
    let last = Date::MAX.with_hms(23, 59, 59).unwrap().assume_offset(UtcOffset::from_hms(-23, 0, 0).unwrap());
    table(Field::DateTime(last), &[EXISTS, r#""gt": 253402300799000"#, r#""after": "2026-01-01T00:00:00Z""#], &[]);
}

#[test]
fn structures_of_the_sdk_are_objects() {
    let inner = StructValue::default().with_field("list", vec!["x", "y"]).with_field("deep", StructValue::default().with_field("n", 1));
    table(
        Field::new_struct(inner.clone()),
        &[EXISTS, r#"@list", "has_any": ["y"]"#, r#"@deep/n", "eq": 1"#, r#"@list/0", "eq": "x""#],
        &[r#""eq": "x""#, r#"@none", "exists": true"#],
    );
    table(Field::new_struct(Value::Struct(inner)), &[r#"@deep/n", "eq": 1"#], &[]);
    table(Field::new_struct(Value::Array(vec![1.into(), true.into()])), &[r#""has_all": [1, true]"#], &[r#""has_any": [2]"#]);
    table(Field::new_struct(Value::from("plain")), &[r#""eq": "plain""#], &[]);
}

#[test]
fn maps_and_lists_of_fields_are_objects_and_lists() {
    let fields = [("at".to_owned(), Field::DateTime(instant(0, UtcOffset::UTC))), ("big".to_owned(), Field::Int(i64::MAX))];
    let yes: &[&str] = &[r#"@at", "eq": 1772328600000"#, r#"@big", "exists": true"#];
    table(Field::new_struct(HashMap::from(fields.clone())), yes, &[r#"@big", "gt": 0"#]);
    table(Field::new_struct(BTreeMap::from(fields)), yes, &[r#"@big", "gt": 0"#]);
    let items = vec![Field::from("x"), Field::new_struct(vec!["nested".to_owned()])];
    table(Field::new_struct(items), &[r#""has_any": ["x"]"#, r#"@1/0", "eq": "nested""#], &[r#""has_any": ["nested"]"#]);
    table(Field::new_struct(vec!["x".to_owned()]), &[r#""has_all": ["x"]"#], &[]);
    let own = burgee::Value::object([("plan", burgee::Value::from("pro"))]);
    table(Field::new_struct(own), &[r#"@plan", "eq": "pro""#], &[]);
}

#[test]
fn other_structures_are_opaque() {
    struct Own;
    table(Field::new_struct(Own), &[EXISTS], &[r#""eq": "Own""#, r#"@member", "exists": true"#, r#""has_any": [1]"#]);
    table(Field::new_struct(b"bytes".to_vec()), &[EXISTS], &[r#""eq": "bytes""#, r#"@0", "exists": true"#]);
}

/// A list in a list and so on, `levels` in all.
fn nested(levels: usize) -> Field {
    (0..levels).fold(Field::from("bottom"), |inner, _| Field::new_struct(vec![inner]))
}

#[test]
fn what_is_too_deep_is_opaque() {
    table(nested(1), &[r#""has_any": ["bottom"]"#], &[]);
    table(nested(63), &[EXISTS, r#"@0/0", "exists": true"#], &[]);
    table(nested(64), &[EXISTS], &[r#"@0", "exists": true"#]);
    let plain = |levels: usize| (0..levels).fold(Value::Bool(true), |inner, _| Value::Array(vec![inner]));
    table(Field::new_struct(plain(63)), &[r#"@0", "exists": true"#], &[]);
    table(Field::new_struct(plain(10_000)), &[EXISTS], &[r#"@0", "exists": true"#]);
    let own = |levels: usize| (0..levels).fold(burgee::Value::Null, |inner, _| burgee::Value::from(vec![inner]));
    table(Field::new_struct(own(63)), &[r#"@0", "exists": true"#], &[]);
    table(Field::new_struct(own(64)), &[EXISTS], &[r#"@0", "exists": true"#]);
}

#[test]
fn many_fields_do_not_hide_one() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        let document = r#"{ "burgee": "1", "flags": { "f": { "if": { "attribute": "n999", "eq": 999 }, "serve": "on" } } }"#;
        let (client, _api) = client(Provider::new(store(document))).await;
        let fields = (0..1_000).map(|n| (format!("n{n}"), Field::Int(n)));
        let context = EvaluationContext { targeting_key: None, custom_fields: fields.collect() };
        assert_eq!(client.get_bool_value("f", Some(&context), None).await, Ok(true));
    });
}
