//! LaunchDarkly's evaluation engine, as its server SDK calls it: flags in a map, `evaluate` by reference.

use crate::engine::{Engine, Failure};
use crate::workload::{Flag, Serve, User};
use launchdarkly_server_sdk_evaluation::{Context, ContextBuilder, Flag as Compiled, FlagValue, Segment, Store, evaluate};
use serde_json::{Map, Value, json};
use std::collections::HashMap;

/// The crate `launchdarkly-server-sdk-evaluation`.
pub struct LaunchDarkly;

/// The flags by key.
pub struct Flags(HashMap<String, Compiled>);

impl Store for Flags {
    fn flag(&self, flag_key: &str) -> Option<Compiled> {
        self.0.get(flag_key).cloned()
    }

    fn segment(&self, _: &str) -> Option<Segment> {
        None
    }
}

fn percent(percent: u32) -> Value {
    let weight = percent * 1000;
    json!({ "rollout": { "variations": [{ "variation": 1, "weight": weight }, { "variation": 0, "weight": 100_000 - weight }] } })
}

fn clause(attribute: &str, op: &str, values: &[Value]) -> Value {
    json!({ "attribute": attribute, "op": op, "values": values })
}

fn rule(id: &str, clauses: &[Value], serve: &Value) -> Value {
    let mut rule = json!({ "id": id, "clauses": clauses, "trackEvents": false });
    if let (Some(rule), Some(serve)) = (rule.as_object_mut(), serve.as_object()) {
        rule.extend(serve.clone());
    }
    rule
}

fn flag(flag: &Flag) -> Value {
    let on = json!({ "variation": 1 });
    let (rules, fallthrough) = match &flag.serve {
        Serve::On => (json!([]), on),
        Serve::Percent(of) => (json!([]), percent(*of)),
        Serve::Rules(rules) => {
            let countries = rules.countries.map(Value::from);
            let rules_written = json!([
                rule("staff", &[clause("email", "endsWith", &[format!("@{}", rules.domain).into()])], &on),
                rule("na", &[clause("country", "in", &countries), clause("plan", "in", &[rules.plan.into()])], &on),
                rule(
                    "veterans",
                    &[clause("account_age_days", "greaterThanOrEqual", &[rules.age_days.into()])],
                    &percent(rules.age_percent)
                ),
            ]);
            (rules_written, percent(rules.percent))
        }
    };
    json!({
        "key": flag.key, "version": 1, "on": true, "targets": [], "rules": rules, "prerequisites": [], "fallthrough": fallthrough,
        "offVariation": 0, "variations": [false, true], "salt": flag.key
    })
}

impl Engine for LaunchDarkly {
    const NAME: &'static str = "launchdarkly-server-sdk-evaluation 2.2.1";
    const NOTE: &'static str = "`evaluate` with its reason; also does segments, prerequisites, targets and several kinds of context; \
                                no relative age: `account_age_days` is given";
    type Program = Flags;
    type Context = Context;

    fn document(flags: &[Flag]) -> String {
        let flags: Map<String, Value> = flags.iter().map(|each| (each.key.clone(), flag(each))).collect();
        Value::Object(flags).to_string()
    }

    fn load(document: &str) -> Result<Flags, Failure> {
        Ok(Flags(serde_json::from_str(document)?))
    }

    #[expect(clippy::expect_used, reason = "building fails only for an empty key or kind")]
    fn context(_: &Self::Program, user: &'static User) -> Context {
        let mut builder = ContextBuilder::new(user.key.as_str());
        builder
            .set_string("email", user.email.as_str())
            .set_string("country", user.country.as_str())
            .set_string("plan", user.plan.as_str())
            .set_float("account_age_days", user.account_age_days as f64);
        builder.build().expect("the key is not empty")
    }

    fn one(program: &Flags, key: &str, context: &Context) -> bool {
        let Some(flag) = program.0.get(key) else { return false };
        matches!(evaluate(program, flag, context, None).value, Some(FlagValue::Bool(true)))
    }
}
