//! Eppo's core: a configuration compiled at load, `get_assignment` by key.

use crate::engine::{Engine, Failure};
use crate::workload::{Flag, NOW, Serve, User};
use chrono::{DateTime, Utc};
use eppo_core::eval::get_assignment;
use eppo_core::ufc::{UniversalFlagConfig, VariationType};
use eppo_core::{Attributes, Configuration, SdkMetadata, Str};
use serde_json::{Map, Value, json};
use std::sync::Arc;

/// The crate `eppo_core`.
pub struct Eppo;

/// A configuration, and the instant that it is asked about.
pub struct Program {
    configuration: Configuration,
    now: DateTime<Utc>,
}

/// A subject.
pub struct Subject {
    key: Str,
    attributes: Arc<Attributes>,
}

const SHARDS: u32 = 10_000;

/// An allocation; a percentage that misses ends there, in a split that takes the rest.
fn allocation(key: &str, flag: &Flag, conditions: &[Value], percent: u32) -> Value {
    let rules = if conditions.is_empty() { json!([]) } else { json!([{ "conditions": conditions }]) };
    let shard = json!([{ "salt": flag.key, "ranges": [{ "start": 0, "end": SHARDS / 100 * percent }] }]);
    let splits = match percent {
        100 => json!([{ "variationKey": "on", "shards": [] }]),
        _ => json!([{ "variationKey": "on", "shards": shard }, { "variationKey": "off", "shards": [] }]),
    };
    json!({ "key": key, "rules": rules, "splits": splits, "doLog": false })
}

fn condition(attribute: &str, operator: &str, value: impl Into<Value>) -> Value {
    json!({ "attribute": attribute, "operator": operator, "value": value.into() })
}

fn flag(flag: &Flag) -> Value {
    let allocations = match &flag.serve {
        Serve::On => vec![allocation("all", flag, &[], 100)],
        Serve::Percent(percent) => vec![allocation("all", flag, &[], *percent)],
        Serve::Rules(rules) => {
            let domain = format!("@{}$", rules.domain.replace('.', "\\."));
            let customers = [condition("country", "ONE_OF", rules.countries.to_vec()), condition("plan", "ONE_OF", vec![rules.plan])];
            vec![
                allocation("staff", flag, &[condition("email", "MATCHES", domain)], 100),
                allocation("na", flag, &customers, 100),
                allocation("veterans", flag, &[condition("account_age_days", "GTE", rules.age_days)], rules.age_percent),
                allocation("all", flag, &[], rules.percent),
            ]
        }
    };
    json!({
        "key": flag.key, "enabled": true, "variationType": "BOOLEAN", "totalShards": SHARDS, "allocations": allocations,
        "variations": { "on": { "key": "on", "value": true }, "off": { "key": "off", "value": false } }
    })
}

impl Engine for Eppo {
    const NAME: &'static str = "eppo_core 10.0.0";
    const NOTE: &'static str = "`get_assignment` without details, and `doLog` off so that it makes no event; \
                                no operator for the end of a text: an anchored pattern; no relative age: `account_age_days` is given";
    type Program = Program;
    type Context = Subject;

    fn document(flags: &[Flag]) -> String {
        let flags: Map<String, Value> = flags.iter().map(|each| (each.key.clone(), flag(each))).collect();
        json!({
            "createdAt": "2026-11-21T00:00:00.000Z", "format": "SERVER", "environment": { "name": "production" },
            "flags": flags, "bandits": {}
        })
        .to_string()
    }

    fn load(document: &str) -> Result<Program, Failure> {
        let metadata = SdkMetadata { name: "peers", version: "0.1.0" };
        let flags = UniversalFlagConfig::from_json(metadata, document.as_bytes().to_vec())?;
        let now = DateTime::from_timestamp_millis(NOW).ok_or("the instant is out of range")?;
        Ok(Program { configuration: Configuration::from_server_response(flags, None), now })
    }

    fn context(_: &Self::Program, user: &'static User) -> Subject {
        let attributes: Attributes = [
            ("email".into(), user.email.as_str().into()),
            ("country".into(), user.country.as_str().into()),
            ("plan".into(), user.plan.as_str().into()),
            ("account_age_days".into(), (user.account_age_days as f64).into()),
        ]
        .into_iter()
        .collect();
        Subject { key: user.key.as_str().into(), attributes: Arc::new(attributes) }
    }

    fn one(program: &Program, key: &str, subject: &Subject) -> bool {
        let kind = Some(VariationType::Boolean);
        let assignment = get_assignment(Some(&program.configuration), key, &subject.key, &subject.attributes, kind, program.now);
        assignment.ok().flatten().and_then(|assignment| assignment.value.as_boolean()) == Some(true)
    }
}
