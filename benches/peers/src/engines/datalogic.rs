//! datalogic-rs: rules compiled once, contexts parsed once, an arena that is used again and again.

use crate::engine::{Engine, Failure};
use crate::engines::json_logic::targeting;
use crate::workload::{Flag, User};
use datalogic_rs::bumpalo::Bump;
use datalogic_rs::{Engine as Datalogic, Logic, ParsedData};
use serde_json::{Map, Value, json};
use std::cell::RefCell;
use std::collections::HashMap;

/// The crate `datalogic-rs`.
pub struct DatalogicRs;

/// The rules by key.
pub struct Program {
    rules: HashMap<String, Logic>,
    engine: Datalogic,
    arena: RefCell<Bump>,
}

impl Engine for DatalogicRs {
    const NAME: &'static str = "datalogic-rs 5.4.0";
    const NOTE: &'static str = "a rule engine for JSONLogic, with flagd's operators; no flags of its own: a map of compiled rules stands for \
                                them; an answer is a value without a reason; no relative age: `account_age_days` is given";
    type Program = Program;
    type Context = ParsedData;

    fn document(flags: &[Flag]) -> String {
        let rules: Map<String, Value> =
            flags.iter().map(|each| (each.key.clone(), targeting(each).unwrap_or_else(|| json!("on")))).collect();
        Value::Object(rules).to_string()
    }

    fn load(document: &str) -> Result<Program, Failure> {
        let written: Map<String, Value> = serde_json::from_str(document)?;
        let engine = Datalogic::new();
        let mut rules = HashMap::new();
        for (key, rule) in written {
            rules.insert(key, engine.compile(&rule.to_string()).map_err(|error| format!("{error:?}"))?);
        }
        Ok(Program { rules, engine, arena: RefCell::new(Bump::new()) })
    }

    #[expect(clippy::expect_used, reason = "it fails only for text that is not JSON")]
    fn context(_: &Self::Program, user: &'static User) -> ParsedData {
        let attributes = json!({
            "targetingKey": user.key, "email": user.email, "country": user.country, "plan": user.plan,
            "account_age_days": user.account_age_days
        });
        ParsedData::from_json(&attributes.to_string()).expect("the text was written by serde_json")
    }

    fn one(program: &Program, key: &str, context: &ParsedData) -> bool {
        let Some(rule) = program.rules.get(key) else { return false };
        let mut arena = program.arena.borrow_mut();
        arena.reset();
        program.engine.evaluate(rule, context, &arena).is_ok_and(|value| value.as_str() == Some("on"))
    }
}
