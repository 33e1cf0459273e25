//! The cases of `spec/openfeature/evaluation.json`, through the SDK.

#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "a test may")]

use burgee::{Loader, Store};
use burgee_openfeature::Provider;
use open_feature::provider::FeatureProvider as _;
use open_feature::{
    Client, EvaluationContext, EvaluationContextFieldValue as Field, EvaluationDetails, EvaluationError, EvaluationOptions,
    EvaluationReason, FlagMetadata, FlagMetadataValue, Hook, HookContext, HookHints, OpenFeature, StructValue, Value as Plain, async_trait,
};
use serde_json::{Map, Value, json};
use std::sync::Arc;
use time::{Duration, OffsetDateTime};

const FILE: &str = include_str!("../../../spec/openfeature/evaluation.json");
/// What the SDK for Rust has of what cases need.
const HAS: [&str; 4] = ["integer", "client", "invocation", "hook"];

#[tokio::test]
async fn every_case_gives_what_it_says() {
    let file: Value = serde_json::from_str(FILE).unwrap();
    let cases = file["cases"].as_array().unwrap();
    let mut left_out = 0;
    for case in cases {
        let needs = case["needs"].as_array().map(Vec::as_slice).unwrap_or_default();
        if !needs.iter().all(|need| HAS.contains(&need.as_str().unwrap())) {
            left_out += 1;
            continue;
        }
        known(case, &["name", "document", "needs", "steps"]);
        let document = case.get("document").unwrap_or(&file["document"]);
        Run::new(document).await.steps(case).await;
    }
    assert_eq!((left_out, cases.len()), (11, 40), "cases that need what the SDK lacks, and all");
}

/// One case: a store, and an SDK with its provider.
struct Run {
    store: Arc<Store>,
    api: OpenFeature,
    client: Client,
}

impl Run {
    async fn new(document: &Value) -> Run {
        let store = Arc::new(Store::new(Loader::new()));
        if !document.is_null() {
            store.load("flags.json", document.to_string()).unwrap();
        }
        let mut api = OpenFeature::default();
        let provider = Provider::new(store.clone());
        assert_eq!(provider.metadata().name, "burgee");
        api.set_provider(provider).await;
        let client = api.create_client();
        Run { store, api, client }
    }

    async fn steps(mut self, case: &Value) {
        for (number, step) in case["steps"].as_array().unwrap().iter().enumerate() {
            let name = format!("{}, step {}", case["name"], number + 1);
            if step.get("evaluate").is_some() {
                known(step, &["evaluate", "as", "default", "context", "levels", "expect"]);
                self.levels(step).await;
                assert_eq!(self.evaluate(step).await, expected(&step["expect"]), "{name}");
            } else {
                known(step, &["load", "expect"]);
                let loaded = self.store.load("flags.json", step["load"].to_string());
                assert_eq!(loaded.is_ok(), step["expect"]["accepted"], "{name}");
            }
        }
    }

    async fn levels(&mut self, step: &Value) {
        self.api.set_evaluation_context(context(&step["levels"]["api"])).await;
        self.client.set_evaluation_context(context(&step["levels"]["client"]));
    }

    async fn evaluate(&self, step: &Value) -> Value {
        let (flag, default, expect) = (step["evaluate"].as_str().unwrap(), &step["default"], &step["expect"]);
        let passed = context(step.get("context").unwrap_or(&step["levels"]["invocation"]));
        let options = EvaluationOptions::default().with_hook(Gives(context(&step["levels"]["hook"])));
        let (user, options) = (Some(&passed), Some(&options));
        match step["as"].as_str().unwrap() {
            "boolean" => seen(self.client.get_bool_details(flag, user, options).await, default, expect, Value::from),
            "string" => seen(self.client.get_string_details(flag, user, options).await, default, expect, Value::from),
            "integer" => seen(self.client.get_int_details(flag, user, options).await, default, expect, Value::from),
            "float" => seen(self.client.get_float_details(flag, user, options).await, default, expect, Value::from),
            "object" => seen(self.client.get_struct_details::<StructValue>(flag, user, options).await, default, expect, object),
            other => panic!("as {other}?"),
        }
    }
}

/// What a details call gave, as the file writes it: metadata and message only where they are compared.
fn seen<T>(result: Result<EvaluationDetails<T>, EvaluationError>, default: &Value, expect: &Value, value: impl Fn(T) -> Value) -> Value {
    let mut seen = Map::new();
    match result {
        Ok(details) => {
            seen.insert("value".to_owned(), value(details.value));
            seen.insert("variant".to_owned(), json!(details.variant));
            seen.insert("reason".to_owned(), json!(details.reason.unwrap_or(EvaluationReason::Unknown).to_string()));
            seen.insert("error_code".to_owned(), Value::Null);
            if expect.get("metadata").is_some() {
                seen.insert("metadata".to_owned(), metadata(details.flag_metadata));
            }
        }
        Err(error) => {
            seen.insert("value".to_owned(), default.clone());
            seen.insert("variant".to_owned(), Value::Null);
            seen.insert("reason".to_owned(), json!("ERROR"));
            seen.insert("error_code".to_owned(), json!(error.code.to_string()));
            if expect.get("message").is_some() {
                seen.insert("message".to_owned(), json!(error.message));
            }
        }
    }
    numbers(&Value::Object(seen))
}

fn expected(expect: &Value) -> Value {
    known(expect, &["value", "variant", "reason", "error_code", "metadata", "message"]);
    let mut expect = expect.as_object().unwrap().clone();
    expect.entry("variant").or_insert(Value::Null);
    expect.entry("error_code").or_insert(Value::Null);
    numbers(&Value::Object(expect))
}

/// The same with every number as a double: 10 is 10.0 in JSON.
fn numbers(value: &Value) -> Value {
    match value {
        Value::Number(number) => json!(number.as_f64()),
        Value::Array(items) => items.iter().map(numbers).collect(),
        Value::Object(members) => members.iter().map(|(name, member)| (name.clone(), numbers(member))).collect(),
        other => other.clone(),
    }
}

fn metadata(metadata: FlagMetadata) -> Value {
    let word = |value| match value {
        FlagMetadataValue::Bool(boolean) => json!(boolean),
        FlagMetadataValue::Int(integer) => json!(integer),
        FlagMetadataValue::Float(number) => json!(number),
        FlagMetadataValue::String(string) => json!(string),
    };
    metadata.values.into_iter().map(|(name, value)| (name, word(value))).collect()
}

fn object(structure: StructValue) -> Value {
    structure.fields.into_iter().map(|(name, value)| (name, plain(value))).collect()
}

fn plain(value: Plain) -> Value {
    match value {
        Plain::Bool(boolean) => json!(boolean),
        Plain::Int(integer) => json!(integer),
        Plain::Float(number) => json!(number),
        Plain::String(string) => json!(string),
        Plain::Array(items) => items.into_iter().map(plain).collect(),
        Plain::Struct(members) => object(members),
    }
}

/// A context of the SDK; nothing is an empty one.
fn context(of: &Value) -> EvaluationContext {
    let mut context = EvaluationContext::default();
    for (name, value) in of.as_object().into_iter().flatten() {
        if name == "targetingKey" {
            context.targeting_key = value.as_str().map(str::to_owned);
        } else {
            context.add_custom_field(name, field(value));
        }
    }
    context
}

fn field(value: &Value) -> Field {
    match value {
        Value::Null => panic!("the SDK has no null"),
        Value::Bool(boolean) => Field::Bool(*boolean),
        Value::Number(number) => number.as_i64().map_or_else(|| Field::Float(number.as_f64().unwrap()), Field::Int),
        Value::String(string) => Field::from(string.as_str()),
        Value::Array(items) => Field::new_struct(items.iter().map(field).collect::<Vec<Field>>()),
        Value::Object(members) => match members.get("$instant") {
            Some(text) => {
                let milliseconds = burgee::timestamp(text.as_str().unwrap()).unwrap();
                // A nanosecond less than a millisecond more, so that what is cut is seen to be.
                Field::DateTime(OffsetDateTime::UNIX_EPOCH + Duration::milliseconds(milliseconds) + Duration::nanoseconds(999_999))
            }
            None => Field::new_struct(
                members.iter().map(|(name, member)| (name.clone(), field(member))).collect::<std::collections::HashMap<_, _>>(),
            ),
        },
    }
}

/// Fails where there is a member that this runner does not read.
#[track_caller]
fn known(object: &Value, members: &[&str]) {
    let unknown: Vec<&String> = object.as_object().unwrap().keys().filter(|name| !members.contains(&name.as_str())).collect();
    assert!(unknown.is_empty(), "{unknown:?} in {object}");
}

/// A hook that gives a context before the evaluation.
struct Gives(EvaluationContext);

#[async_trait]
impl Hook for Gives {
    async fn before<'a>(&self, _: &HookContext<'a>, _: Option<&'a HookHints>) -> Result<Option<EvaluationContext>, EvaluationError> {
        Ok(Some(self.0.clone()))
    }
    async fn after<'a>(&self, _: &HookContext<'a>, _: &EvaluationDetails<Plain>, _: Option<&'a HookHints>) -> Result<(), EvaluationError> {
        Ok(())
    }
    async fn error<'a>(&self, _: &HookContext<'a>, _: &EvaluationError, _: Option<&'a HookHints>) {}
    async fn finally<'a>(&self, _: &HookContext<'a>, _: &EvaluationDetails<Plain>, _: Option<&'a HookHints>) {}
}
