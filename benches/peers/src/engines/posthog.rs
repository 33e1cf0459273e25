//! PostHog's local evaluator, on definitions that were handed to its cache.

use crate::engine::{Engine, Failure};
use crate::workload::{Flag, Serve, User};
use posthog_rs::{FlagCache, FlagValue, LocalEvaluationResponse, LocalEvaluator};
use serde_json::{Value, json};
use std::collections::HashMap;

/// The crate `posthog-rs`.
pub struct PostHog;

/// A person; the groups are empty.
pub struct Person {
    key: String,
    properties: HashMap<String, Value>,
    groups: HashMap<String, String>,
    group_properties: HashMap<String, HashMap<String, Value>>,
}

fn group(properties: &[Value], percent: u32) -> Value {
    json!({ "properties": properties, "rollout_percentage": percent })
}

fn property(key: &str, operator: &str, value: impl Into<Value>) -> Value {
    json!({ "key": key, "operator": operator, "value": value.into(), "type": "person" })
}

fn flag(flag: &Flag) -> Value {
    let groups = match &flag.serve {
        Serve::On => vec![group(&[], 100)],
        Serve::Percent(percent) => vec![group(&[], *percent)],
        Serve::Rules(rules) => {
            let customers = [property("country", "exact", rules.countries.to_vec()), property("plan", "exact", rules.plan)];
            vec![
                group(&[property("email", "ends_with", format!("@{}", rules.domain))], 100),
                group(&customers, 100),
                group(&[property("account_age_days", "gte", rules.age_days)], rules.age_percent),
                group(&[], rules.percent),
            ]
        }
    };
    json!({ "key": flag.key, "active": true, "filters": { "groups": groups, "early_exit": true } })
}

impl Engine for PostHog {
    const NAME: &'static str = "posthog-rs 0.30.0";
    const NOTE: &'static str = "`evaluate_flag_simple` of its local evaluator, without events; no relative age that takes the instant: \
                                `account_age_days` is given";
    type Program = LocalEvaluator;
    type Context = Person;

    fn document(flags: &[Flag]) -> String {
        json!({ "flags": flags.iter().map(flag).collect::<Vec<_>>() }).to_string()
    }

    fn load(document: &str) -> Result<LocalEvaluator, Failure> {
        let response: LocalEvaluationResponse = serde_json::from_str(document)?;
        let cache = FlagCache::new();
        cache.update(response);
        Ok(LocalEvaluator::new(cache))
    }

    fn context(_: &Self::Program, user: &'static User) -> Person {
        let properties = [
            ("email", json!(user.email)),
            ("country", json!(user.country)),
            ("plan", json!(user.plan)),
            ("account_age_days", json!(user.account_age_days)),
        ];
        Person {
            key: user.key.clone(),
            properties: properties.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
            groups: HashMap::new(),
            group_properties: HashMap::new(),
        }
    }

    fn one(program: &LocalEvaluator, key: &str, person: &Person) -> bool {
        let value = program.evaluate_flag_simple(key, &person.key, &person.properties, &person.groups, &person.group_properties);
        matches!(value, Ok(Some(FlagValue::Boolean(true))))
    }
}
