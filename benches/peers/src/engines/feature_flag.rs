//! The crate feature-flag: rules read from JSON, evaluated as they are written.

use crate::engine::{Engine, Failure};
use crate::workload::{Flag, Serve, User};
use feature_flag::{FlagEvaluator, FlagSet, Subject};
use serde_json::{Value, json};

/// The crate `feature-flag`.
pub struct FeatureFlag;

fn percent(percent: u32) -> Value {
    json!({ "kind": "rollout", "variants": [{ "variant": "on", "weight": percent }, { "variant": "off", "weight": 100 - percent }] })
}

fn compare(attribute: &str, op: &str, value: impl Into<Value>) -> Value {
    json!({ "kind": "compare", "attr": attribute, "op": op, "value": value.into() })
}

fn flag(flag: &Flag) -> Value {
    let always = json!({ "kind": "always" });
    let on = json!({ "kind": "variant", "variant": "on" });
    let rules = match &flag.serve {
        Serve::On => json!([]),
        Serve::Percent(of) => json!([{ "id": "all", "when": always, "outcome": percent(*of) }]),
        Serve::Rules(rules) => json!([
            { "id": "staff", "when": compare("email", "ends_with", format!("@{}", rules.domain)), "outcome": on },
            { "id": "na", "when": { "kind": "all_of", "matchers": [
                compare("country", "in", rules.countries.to_vec()), compare("plan", "eq", rules.plan)
            ] }, "outcome": on },
            { "id": "veterans", "when": compare("account_age_days", "gte", rules.age_days), "outcome": percent(rules.age_percent) },
            { "id": "all", "when": always, "outcome": percent(rules.percent) }
        ]),
    };
    json!({ "id": flag.key, "variants": ["on", "off"], "default_variant": "on", "rules": rules })
}

impl Engine for FeatureFlag {
    const NAME: &'static str = "feature-flag 0.1.0";
    const NOTE: &'static str = "`evaluate` with the rule and a reason; it finds a flag by going through the list of all; \
                                no relative age: `account_age_days` is given";
    type Program = FlagEvaluator;
    type Context = Subject;

    fn document(flags: &[Flag]) -> String {
        json!({ "version": "1", "flags": flags.iter().map(flag).collect::<Vec<_>>() }).to_string()
    }

    fn load(document: &str) -> Result<FlagEvaluator, Failure> {
        Ok(FlagEvaluator::new(FlagSet::from_json(document)?))
    }

    fn context(_: &Self::Program, user: &'static User) -> Subject {
        Subject::new(user.key.as_str())
            .with_attr("email", user.email.as_str())
            .with_attr("country", user.country.as_str())
            .with_attr("plan", user.plan.as_str())
            .with_attr("account_age_days", user.account_age_days)
    }

    fn one(program: &FlagEvaluator, key: &str, context: &Subject) -> bool {
        program.evaluate(key, context).is_ok_and(|evaluation| evaluation.variant == "on")
    }
}
