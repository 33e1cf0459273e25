//! A flag as a JSONLogic rule: what flagd's engine and datalogic-rs both read.

use crate::workload::{Flag, Serve};
use serde_json::{Value, json};

/// `"on"` for a percentage, else `"off"`, drawn by the flag's and the user's keys.
fn fractional(key: &str, percent: u32) -> Value {
    json!({ "fractional": [{ "cat": [key, { "var": "targetingKey" }] }, ["on", percent], ["off", 100 - percent]] })
}

/// The rule that gives `"on"` or `"off"`; `None` for a flag that is on for everyone.
pub fn targeting(flag: &Flag) -> Option<Value> {
    match &flag.serve {
        Serve::On => None,
        Serve::Percent(percent) => Some(fractional(&flag.key, *percent)),
        Serve::Rules(rules) => Some(json!({ "if": [
            { "ends_with": [{ "var": "email" }, format!("@{}", rules.domain)] }, "on",
            { "and": [{ "in": [{ "var": "country" }, rules.countries] }, { "==": [{ "var": "plan" }, rules.plan] }] }, "on",
            { ">=": [{ "var": "account_age_days" }, rules.age_days] }, fractional(&flag.key, rules.age_percent),
            fractional(&flag.key, rules.percent)
        ] })),
    }
}
