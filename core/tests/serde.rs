//! Feature `serde`: the same values and decisions as canonical JSON has.

use burgee::{Context, Flags, Unusable, Value};

const DOCUMENT: &str = r#"{ "burgee": "1", "revision": "r", "flags": {
  "theme": { "variants": { "off": { "a": 1, "b": [0.5, null] }, "new": { "a": 2 } }, "sticky": true, "track": true,
             "serve": { "percent": 100, "variant": "new" } },
  "broken": { "serve": "nowhere" } } }"#;

#[test]
fn a_decision_is_its_canonical_json() {
    let flags = Flags::parse(DOCUMENT).unwrap();
    for key in ["theme", "broken", "missing"] {
        let decision = flags.evaluate_at(key, &Context::new("u"), 0);
        assert_eq!(serde_json::to_string(&decision).unwrap(), decision.to_json());
    }
}

#[test]
fn a_number_is_written_as_what_it_is_worth() {
    for (number, text) in [(0.5, "0.5"), (-2.0, "-2"), (9_007_199_254_740_991.0, "9007199254740991"), (1e300, "1e+300"), (1e18, "1e+18")] {
        assert_eq!(serde_json::to_string(&Value::Number(number)).unwrap(), text);
    }
}

#[test]
fn a_context_is_read_as_its_text_is() {
    let text = r#"{ "key": "u", "age": 42, "score": -0.5, "tags": ["a", null, true], "deep": { "b": 1, "a": 2 } }"#;
    assert_eq!(serde_json::from_str::<Context>(text).unwrap(), Context::parse(text).unwrap());
    for (text, kind) in
        [("null", "null"), ("true", "boolean"), ("1", "number"), (r#""u""#, "string"), ("[]", "array"), ("9007199254740993", "unusable")]
    {
        let error = serde_json::from_str::<Context>(text).unwrap_err().to_string();
        assert_eq!(error, format!("a context is an object of attributes, this is {kind}"));
    }
}

#[test]
fn an_integer_that_a_double_cannot_hold_is_unusable() {
    let out_of_range = Value::Unusable(Unusable::OutOfRange);
    assert_eq!(serde_json::from_str::<Value>("9007199254740993").unwrap(), out_of_range);
    assert_eq!(serde_json::from_str::<Value>("18446744073709551615").unwrap(), out_of_range);
    assert_eq!(serde_json::from_str::<Value>("9007199254740991").unwrap(), Value::Number(9_007_199_254_740_991.0));
}

#[test]
fn what_json_has_no_kind_for_is_refused_with_the_kinds_that_it_has() {
    let bytes = serde::de::value::BytesDeserializer::<serde::de::value::Error>::new(b"ab");
    let error = <Value as serde::Deserialize>::deserialize(bytes).unwrap_err();
    assert_eq!(error.to_string(), "invalid type: byte array, expected null, a boolean, a number, a string, an array or an object");
}
