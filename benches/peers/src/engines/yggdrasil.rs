//! Unleash's engine: documents are compiled to closures; `is_enabled` by name.

use crate::engine::{Engine, Failure};
use crate::workload::{Flag, Serve, User};
use serde_json::{Value, json};
use std::collections::HashMap;
use unleash_yggdrasil::{ClientFeatures, Context, EngineState};

/// The crate `unleash-yggdrasil`.
pub struct Yggdrasil;

fn rollout(flag: &Flag, percent: u32, constraints: &Value) -> Value {
    json!({
        "name": "flexibleRollout",
        "parameters": { "rollout": percent.to_string(), "stickiness": "userId", "groupId": flag.key },
        "constraints": constraints
    })
}

fn feature(flag: &Flag) -> Value {
    let strategies = match &flag.serve {
        Serve::On => json!([{ "name": "default" }]),
        Serve::Percent(percent) => json!([rollout(flag, *percent, &json!([]))]),
        Serve::Rules(rules) => {
            let age =
                |operator: &str| json!([{ "contextName": "account_age_days", "operator": operator, "value": rules.age_days.to_string() }]);
            json!([
                { "name": "default", "constraints": [
                    { "contextName": "email", "operator": "STR_ENDS_WITH", "values": [format!("@{}", rules.domain)] }
                ] },
                { "name": "default", "constraints": [
                    { "contextName": "country", "operator": "IN", "values": rules.countries },
                    { "contextName": "plan", "operator": "IN", "values": [rules.plan] }
                ] },
                rollout(flag, rules.age_percent, &age("NUM_GTE")),
                rollout(flag, rules.percent, &age("NUM_LT"))
            ])
        }
    };
    json!({ "name": flag.key, "enabled": true, "strategies": strategies })
}

impl Engine for Yggdrasil {
    const NAME: &'static str = "unleash-yggdrasil 0.21.7";
    const NOTE: &'static str = "`is_enabled`: a bare yes or no; strategies are alternatives, so the last one asks the age again; \
                                no relative age: `account_age_days` is given, as text like all its properties; metrics are not counted";
    type Program = EngineState;
    type Context = Context;

    fn document(flags: &[Flag]) -> String {
        json!({ "version": 2, "features": flags.iter().map(feature).collect::<Vec<_>>() }).to_string()
    }

    fn load(document: &str) -> Result<EngineState, Failure> {
        let features: ClientFeatures = serde_json::from_str(document)?;
        let engine = EngineState::default();
        match engine.apply_client_features(features) {
            None => Ok(engine),
            Some(warnings) => Err(format!("{warnings:?}").into()),
        }
    }

    fn context(_: &Self::Program, user: &'static User) -> Context {
        Context {
            user_id: Some(user.key.clone()),
            session_id: None,
            environment: None,
            app_name: None,
            current_time: None,
            remote_address: None,
            properties: Some(HashMap::from([
                ("email".into(), user.email.clone()),
                ("country".into(), user.country.as_str().into()),
                ("plan".into(), user.plan.as_str().into()),
                ("account_age_days".into(), user.account_age_days.to_string()),
            ])),
        }
    }

    fn one(program: &EngineState, key: &str, context: &Context) -> bool {
        program.is_enabled(key, context, &None)
    }
}
