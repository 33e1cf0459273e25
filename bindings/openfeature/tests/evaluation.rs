//! Evaluation through the SDK: the scenarios of OpenFeature's specification, as cases of our own.

#![expect(clippy::unwrap_used, reason = "a test may")]

mod sdk;
mod words;

use burgee_openfeature::Provider;
use open_feature::{Client, EvaluationContext, EvaluationErrorCode, OpenFeature, StructValue, Value};
use sdk::{client, store};
use words::brief;

const DOCUMENT: &str = r#"{
  "burgee": "1",
  "revision": "r7",
  "rings": [{ "id": "staff", "if": { "attribute": "staff", "eq": true } }, { "id": "beta", "if": { "attribute": "beta", "eq": true } }],
  "layers": { "trials": { "unit": "key", "slots": [{ "id": "all", "range": [0, 100], "flags": ["layered"] }] } },
  "flags": {
    "boolean": { "serve": "on" },
    "string": { "variants": { "hi": "hello", "bye": "goodbye" }, "off_variant": "bye", "serve": "hi" },
    "integer": { "variants": { "ten": 10, "none": 0 }, "off_variant": "none", "serve": "ten" },
    "negative": { "variants": { "least": -9007199254740991 }, "off_variant": "least", "serve": "least" },
    "float": { "variants": { "half": 0.5 }, "off_variant": "half", "serve": "half" },
    "object": {
      "variants": { "template": { "title": "Check out", "count": 100, "rate": 0.5, "on": true, "none": null, "steps": [1, "two", { "three": 3 }] } },
      "off_variant": "template",
      "serve": "template"
    },
    "nulls": { "variants": { "list": { "of": [null] } }, "off_variant": "list", "serve": "list" },
    "array": { "variants": { "list": [1, 2] }, "off_variant": "list", "serve": "list" },
    "context-aware": {
      "variants": { "internal": "INTERNAL", "external": "EXTERNAL" },
      "off_variant": "external",
      "rules": [{
        "id": "colleagues",
        "if": { "all": [
          { "attribute": "fn", "eq": "Sulisław" }, { "attribute": "ln", "eq": "Świętopełk" }, { "attribute": "age", "eq": 29 }, { "attribute": "customer", "eq": false }
        ] },
        "serve": "internal"
      }],
      "serve": "external"
    },
    "targeting-key": { "rules": [{ "id": "known", "if": { "attribute": "key", "eq": "5c3d8535-f81a-4478-a6d3-afaa4d51199e" }, "serve": "on" }], "serve": "off" },
    "half": { "serve": { "percent": 50 } },
    "everyone": { "serve": { "percent": 100 } },
    "split": { "variants": { "red": "ff0000" }, "off_variant": "red", "serve": { "split": [{ "variant": "red", "percent": 100 }] } },
    "ringed": { "serve": { "ring": "beta" } },
    "disabled": { "enabled": false, "serve": "on" },
    "gated": { "requires": { "disabled": "on" }, "serve": "on" },
    "excluded": { "exclude": { "attribute": "staff", "eq": true }, "serve": "on" },
    "layered": { "serve": "on" },
    "tracked": { "track": true, "serve": "on" },
    "broken": { "sreve": "on" },
    "leaning": { "requires": { "broken": "on" }, "serve": "on" }
  }
}"#;

async fn sdk() -> (Client, OpenFeature) {
    client(Provider::new(store(DOCUMENT))).await
}

/// What a boolean flag gives a user.
async fn boolean(flag: &str, user: &EvaluationContext) -> String {
    brief(sdk().await.0.get_bool_details(flag, Some(user), None).await)
}

fn user() -> EvaluationContext {
    EvaluationContext::default().with_targeting_key("user-3")
}

#[tokio::test]
async fn each_type_is_resolved_with_variant_reason_and_metadata() {
    let (client, _api) = sdk().await;
    assert_eq!(brief(client.get_bool_details("boolean", None, None).await), "true on STATIC cause=serve revision=r7");
    assert_eq!(brief(client.get_string_details("string", None, None).await), r#""hello" hi STATIC cause=serve revision=r7"#);
    assert_eq!(brief(client.get_int_details("integer", None, None).await), "10 ten STATIC cause=serve revision=r7");
    assert_eq!(brief(client.get_float_details("float", None, None).await), "0.5 half STATIC cause=serve revision=r7");
    assert_eq!(brief(client.get_float_details("integer", None, None).await), "10.0 ten STATIC cause=serve revision=r7");
    assert_eq!(client.get_int_value("negative", None, None).await, Ok(-9_007_199_254_740_991));
}

#[tokio::test]
async fn an_object_is_a_structure_without_its_nulls() {
    let (client, _api) = sdk().await;
    let expected = StructValue::default()
        .with_field("title", "Check out")
        .with_field("count", 100)
        .with_field("rate", 0.5)
        .with_field("on", true)
        .with_field("steps", Value::Array(vec![1.into(), "two".into(), StructValue::default().with_field("three", 3).into()]));
    let details = client.get_struct_details::<StructValue>("object", None, None).await.unwrap();
    assert_eq!(details.value, expected);
    assert_eq!(details.variant.as_deref(), Some("template"));
}

#[tokio::test]
async fn a_flag_that_is_not_there_gives_the_callers_default() {
    let (client, _api) = sdk().await;
    let error = client.get_string_value("missing-flag", None, None).await.unwrap_err();
    assert_eq!(error.code, EvaluationErrorCode::FlagNotFound);
    assert_eq!(error.message.as_deref(), Some("there is no flag `missing-flag`"));
    assert_eq!(client.get_string_value("missing-flag", None, None).await.unwrap_or("uh-oh".to_owned()), "uh-oh");
    assert_eq!(client.get_bool_value("", None, None).await.unwrap_err().code, EvaluationErrorCode::FlagNotFound);
}

#[tokio::test]
async fn another_type_is_a_mismatch_whichever_way() {
    let (client, _api) = sdk().await;
    let flags = ["boolean", "string", "integer", "float", "object", "array"];
    let resolved = |asked: &[bool]| flags.iter().zip(asked).filter(|(_, has)| **has).map(|(flag, _)| *flag).collect::<Vec<_>>();
    let mut table = Vec::new();
    for flag in flags {
        let gives = [
            client.get_bool_value(flag, None, None).await.map(|_| ()),
            client.get_string_value(flag, None, None).await.map(|_| ()),
            client.get_int_value(flag, None, None).await.map(|_| ()),
            client.get_float_value(flag, None, None).await.map(|_| ()),
            client.get_struct_value::<StructValue>(flag, None, None).await.map(|_| ()),
        ];
        for error in gives.iter().filter_map(|result| result.as_ref().err()) {
            assert_eq!(error.code, EvaluationErrorCode::TypeMismatch, "{flag}");
        }
        table.push(gives.map(|result| result.is_ok()));
    }
    let column = |at: usize| resolved(&table.iter().filter_map(|row| row.get(at).copied()).collect::<Vec<_>>());
    assert_eq!(column(0), ["boolean"]);
    assert_eq!(column(1), ["string"]);
    assert_eq!(column(2), ["integer"]);
    assert_eq!(column(3), ["integer", "float"]);
    assert_eq!(column(4), ["object"]);
}

#[tokio::test]
async fn a_mismatch_says_what_the_flag_serves() {
    let (client, _api) = sdk().await;
    let message = |error: open_feature::EvaluationError| error.message.unwrap();
    let error = client.get_int_value("string", None, None).await.unwrap_err();
    assert_eq!(message(error), "flag `string` serves a string where an integer was asked for");
    let error = client.get_bool_value("array", None, None).await.unwrap_err();
    assert_eq!(message(error), "flag `array` serves an array where a boolean was asked for");
    let error = client.get_struct_value::<StructValue>("nulls", None, None).await.unwrap_err();
    assert_eq!(message(error), "flag `nulls` serves an object where an object without nulls in arrays was asked for");
}

#[tokio::test]
async fn the_context_decides() {
    let (client, _api) = sdk().await;
    let colleague = EvaluationContext::default()
        .with_custom_field("fn", "Sulisław")
        .with_custom_field("ln", "Świętopełk")
        .with_custom_field("age", 29)
        .with_custom_field("customer", false);
    let given = client.get_string_details("context-aware", Some(&colleague), None).await;
    assert_eq!(brief(given), r#""INTERNAL" internal TARGETING_MATCH cause=rule revision=r7 rule=colleagues"#);
    let empty = client.get_string_details("context-aware", Some(&EvaluationContext::default()), None).await;
    assert_eq!(brief(empty), r#""EXTERNAL" external DEFAULT cause=serve revision=r7"#);
    let none = client.get_string_details("context-aware", None, None).await;
    assert_eq!(brief(none), r#""EXTERNAL" external DEFAULT cause=serve revision=r7"#);
}

#[tokio::test]
async fn the_targeting_key_is_the_key() {
    let known = EvaluationContext::default().with_targeting_key("5c3d8535-f81a-4478-a6d3-afaa4d51199e");
    assert_eq!(boolean("targeting-key", &known).await, "true on TARGETING_MATCH cause=rule revision=r7 rule=known");
    let other = EvaluationContext::default().with_targeting_key("f20bd32d-703b-48b6-bc8e-79d53c85134a");
    assert_eq!(boolean("targeting-key", &other).await, "false off DEFAULT cause=serve revision=r7");
    let field = EvaluationContext::default().with_custom_field("key", "5c3d8535-f81a-4478-a6d3-afaa4d51199e");
    assert_eq!(boolean("targeting-key", &field).await, "true on TARGETING_MATCH cause=rule revision=r7 rule=known");
    let both = field.with_targeting_key("f20bd32d-703b-48b6-bc8e-79d53c85134a");
    assert_eq!(boolean("targeting-key", &both).await, "false off DEFAULT cause=serve revision=r7");
}

#[tokio::test]
async fn a_draw_needs_a_targeting_key_and_says_so() {
    let bucket = burgee::Domain::Rollout.bucket("half", "user-3");
    let (value, variant) = if bucket < 50_000 { (true, "on") } else { (false, "off") };
    assert_eq!(boolean("half", &user()).await, format!("{value} {variant} SPLIT bucket={bucket} cause=percent revision=r7"));
    assert_eq!(boolean("half", &EvaluationContext::default()).await, "false off DEFAULT cause=unit-missing revision=r7");
    assert_eq!(boolean("everyone", &EvaluationContext::default()).await, "true on SPLIT cause=percent revision=r7");
}

#[tokio::test]
async fn each_step_has_its_reason_and_cause() {
    let staff = user().with_custom_field("staff", true);
    assert_eq!(boolean("disabled", &user()).await, "false off DISABLED cause=disabled revision=r7");
    assert_eq!(boolean("gated", &user()).await, "false off DEFAULT cause=requires required=disabled revision=r7");
    assert_eq!(boolean("excluded", &staff).await, "false off TARGETING_MATCH cause=exclude revision=r7");
    assert_eq!(boolean("excluded", &user()).await, "true on DEFAULT cause=serve revision=r7");
    assert_eq!(boolean("ringed", &staff).await, "true on TARGETING_MATCH cause=ring revision=r7 ring=staff");
    assert_eq!(boolean("ringed", &user()).await, "false off DEFAULT cause=ring revision=r7");
    assert_eq!(boolean("layered", &user()).await, "true on DEFAULT cause=serve revision=r7");
    assert_eq!(boolean("tracked", &user()).await, "true on STATIC cause=serve revision=r7 track=true");
    let bucket = burgee::Domain::Variant.bucket("split", "user-3");
    let split = sdk().await.0.get_string_details("split", Some(&user()), None).await;
    assert_eq!(brief(split), format!(r#""ff0000" red SPLIT bucket={bucket} cause=split revision=r7"#));
}

#[tokio::test]
async fn a_quarantined_flag_is_a_parse_error_that_says_why() {
    let (client, _api) = sdk().await;
    let error = client.get_bool_value("broken", Some(&user()), None).await.unwrap_err();
    assert_eq!(error.code, EvaluationErrorCode::ParseError);
    assert_eq!(error.message.as_deref(), Some("flag `broken` is quarantined: unknown-field"));
    assert_eq!(boolean("leaning", &user()).await, "false off DEFAULT cause=blocked-by required=broken revision=r7");
}
