//! GrowthBook's SDK without its client: features in a map, `check` by name.

use crate::engine::{Engine, Failure};
use crate::workload::{Flag, Serve, User};
use growthbook_rust::growthbook::GrowthBook as Sdk;
use growthbook_rust::model_public::{GrowthBookAttribute, GrowthBookAttributeValue as Attribute};
use serde_json::{Map, Value, json};
use std::collections::HashMap;

/// The crate `growthbook-rust`.
pub struct GrowthBook;

fn feature(flag: &Flag) -> Value {
    let percent = |percent: u32, condition: Value| json!({ "condition": condition, "force": true, "coverage": f64::from(percent) / 100.0, "hashAttribute": "key" });
    let (default, rules) = match &flag.serve {
        Serve::On => (true, json!([])),
        Serve::Percent(of) => (false, json!([percent(*of, json!({}))])),
        Serve::Rules(rules) => {
            let domain = format!("@{}$", rules.domain.replace('.', "\\."));
            let written = json!([
                { "condition": { "email": { "$regex": domain } }, "force": true },
                { "condition": { "country": { "$in": rules.countries }, "plan": rules.plan }, "force": true },
                percent(rules.age_percent, json!({ "account_age_days": { "$gte": rules.age_days } })),
                percent(rules.percent, json!({ "account_age_days": { "$lt": rules.age_days } }))
            ]);
            (false, written)
        }
    };
    json!({ "defaultValue": default, "rules": rules })
}

impl Engine for GrowthBook {
    const NAME: &'static str = "growthbook-rust 0.4.0";
    const NOTE: &'static str = "`check` of the SDK's evaluator, without its client, cache and callbacks; a missed percentage goes on to the \
                                next rule, so the last one asks the age again; no operator for the end of a text: an anchored pattern; no \
                                relative age: `account_age_days` is given";
    type Program = Sdk;
    type Context = Option<Vec<GrowthBookAttribute>>;

    fn document(flags: &[Flag]) -> String {
        let features: Map<String, Value> = flags.iter().map(|each| (each.key.clone(), feature(each))).collect();
        Value::Object(features).to_string()
    }

    fn load(document: &str) -> Result<Sdk, Failure> {
        Ok(Sdk {
            forced_variations: None,
            features: serde_json::from_str(document)?,
            attributes: None,
            sticky_bucket_service: None,
            saved_groups: HashMap::new(),
        })
    }

    fn context(_: &Self::Program, user: &'static User) -> Self::Context {
        let text = |name: &str, value: &str| GrowthBookAttribute::new(name.into(), Attribute::String(value.into()));
        Some(vec![
            text("key", &user.key),
            text("email", &user.email),
            text("country", user.country.as_str()),
            text("plan", user.plan.as_str()),
            GrowthBookAttribute::new("account_age_days".into(), Attribute::Int(user.account_age_days)),
        ])
    }

    fn one(program: &Sdk, key: &str, context: &Self::Context) -> bool {
        program.check(key, context).on
    }
}
