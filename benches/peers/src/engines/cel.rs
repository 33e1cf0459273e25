//! CEL: expressions compiled once. It has no draws, so burgee's is a function that expressions call.

use crate::draw::{bucket, seed};
use crate::engine::{Engine, Failure};
use crate::workload::{Flag, Serve, User};
use cel_interpreter::{Context, Program, Value as CelValue, functions};
use serde_json::{Map, Value, json};
use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

/// The crate `cel-interpreter`.
pub struct Cel;

/// The functions; users are inner scopes of it.
static ROOT: LazyLock<Context<'static>> = LazyLock::new(|| {
    let mut root = Context::empty();
    root.add_function("endsWith", functions::ends_with);
    root.add_function("draw", |key: Arc<String>, seed: u64| bucket(&key, seed));
    root
});

fn expression(flag: &Flag) -> String {
    let draw = format!("draw(key, {}u)", seed(&flag.key));
    match &flag.serve {
        Serve::On => "true".into(),
        Serve::Percent(percent) => format!("{draw} < {}u", percent * 1000),
        Serve::Rules(rules) => {
            let (domain, plan, age) = (rules.domain, rules.plan, rules.age_days);
            let [first, second, third] = rules.countries;
            let (old, young) = (rules.age_percent * 1000, rules.percent * 1000);
            format!(
                r#"email.endsWith("@{domain}") || (country in ["{first}", "{second}", "{third}"] && plan == "{plan}") || {draw} < (account_age_days >= {age} ? {old}u : {young}u)"#
            )
        }
    }
}

impl Engine for Cel {
    const NAME: &'static str = "cel-interpreter 0.10.0";
    const NOTE: &'static str = "a rule engine: no flags, no draws, no reasons; a map of programs stands for flags, and burgee's draw is a \
                                function of theirs; the root context has only the functions that are called; ages are given in days";
    const BURGEE_DRAW: bool = true;
    type Program = HashMap<String, Program>;
    type Context = Context<'static>;

    fn document(flags: &[Flag]) -> String {
        let flags: Map<String, Value> = flags.iter().map(|each| (each.key.clone(), json!(expression(each)))).collect();
        Value::Object(flags).to_string()
    }

    fn load(document: &str) -> Result<Self::Program, Failure> {
        let written: HashMap<String, String> = serde_json::from_str(document)?;
        let mut programs = HashMap::new();
        for (key, expression) in written {
            programs.insert(key, Program::compile(&expression).map_err(|error| format!("{error:?}"))?);
        }
        Ok(programs)
    }

    fn context(_: &Self::Program, user: &'static User) -> Context<'static> {
        let mut context = ROOT.new_inner_scope();
        context.add_variable_from_value("key", user.key.as_str());
        context.add_variable_from_value("email", user.email.as_str());
        context.add_variable_from_value("country", user.country.as_str());
        context.add_variable_from_value("plan", user.plan.as_str());
        context.add_variable_from_value("account_age_days", user.account_age_days);
        context
    }

    fn one(program: &Self::Program, key: &str, context: &Context<'static>) -> bool {
        program.get(key).is_some_and(|flag| flag.execute(context) == Ok(CelValue::Bool(true)))
    }
}
