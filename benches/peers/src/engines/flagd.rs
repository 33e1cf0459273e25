//! flagd's in-process engine of the OpenFeature project: `Operator::apply` on a flag's rule.

use crate::engine::{Engine, Failure};
use crate::engines::json_logic::targeting;
use crate::workload::{Flag, User};
use flagd_evaluation_engine::{FlagParser, Operator};
use open_feature::EvaluationContext;
use serde_json::{Map, Value, json};
use std::collections::HashMap;

/// The crate `flagd-evaluation-engine`.
pub struct Flagd;

/// The flags by key, and what applies their rules.
pub struct Program {
    flags: HashMap<String, Parsed>,
    operator: Operator,
}

struct Parsed {
    default_variant: String,
    targeting: Option<String>,
}

fn flag(flag: &Flag) -> Value {
    let mut members = json!({ "state": "ENABLED", "variants": { "on": true, "off": false }, "defaultVariant": "on" });
    if let Some(rule) = targeting(flag) {
        members["defaultVariant"] = json!("off");
        members["targeting"] = rule;
    }
    members
}

impl Engine for Flagd {
    const NAME: &'static str = "flagd-evaluation-engine 0.1.0";
    const NOTE: &'static str = "its one way to evaluate takes a rule's text, which it parses at every call; it also copies the context to \
                                JSON text and back; the text is made once, at load; no relative age: `account_age_days` is given";
    type Program = Program;
    type Context = EvaluationContext;

    fn document(flags: &[Flag]) -> String {
        let flags: Map<String, Value> = flags.iter().map(|each| (each.key.clone(), flag(each))).collect();
        json!({ "flags": flags }).to_string()
    }

    fn load(document: &str) -> Result<Program, Failure> {
        let flags = FlagParser::parse_string(document)?.flags.into_iter().map(|(key, flag)| {
            let targeting = flag.targeting.is_some().then(|| flag.get_targeting());
            (key, Parsed { default_variant: flag.default_variant, targeting })
        });
        Ok(Program { flags: flags.collect(), operator: Operator::new() })
    }

    fn context(_: &Self::Program, user: &'static User) -> EvaluationContext {
        EvaluationContext::default()
            .with_targeting_key(user.key.as_str())
            .with_custom_field("email", user.email.as_str())
            .with_custom_field("country", user.country.as_str())
            .with_custom_field("plan", user.plan.as_str())
            .with_custom_field("account_age_days", user.account_age_days)
    }

    fn one(program: &Program, key: &str, context: &EvaluationContext) -> bool {
        let Some(flag) = program.flags.get(key) else { return false };
        match &flag.targeting {
            None => flag.default_variant == "on",
            Some(rule) => program.operator.apply(key, rule, context).is_ok_and(|variant| variant.as_deref() == Some("on")),
        }
    }
}
