//! burgee, asked as its manual says: by key, with a context that was prepared before, and for all flags at once; and with contexts as they are.

use crate::engine::{Engine, Failure};
use crate::workload::{Flag, NOW, Serve, User};
use burgee::{Context, Flags, Prepared};
use burgee_benches::workload::{borrowed, context};
use serde_json::{Map, Value, json};

/// The crate of this repository, asked with prepared contexts.
pub struct Burgee;
/// The same, asked with contexts as they are, which are copied where they are made for a call.
pub struct Plain;

fn flag(serve: &Serve) -> Value {
    let mut members = match serve {
        Serve::On => json!({ "serve": "on" }),
        Serve::Percent(percent) => json!({ "serve": { "percent": percent } }),
        Serve::Rules(rules) => json!({
            "rules": [
                { "id": "staff", "if": { "attribute": "email", "email_domain": rules.domain }, "serve": "on" },
                { "id": "na", "if": { "all": [
                    { "attribute": "country", "in": rules.countries },
                    { "attribute": "plan", "eq": rules.plan }
                ] }, "serve": "on" },
                { "id": "veterans", "if": { "attribute": "created_at", "age": { "gte": format!("{}d", rules.age_days) } },
                  "serve": { "percent": rules.age_percent } }
            ],
            "serve": { "percent": rules.percent }
        }),
    };
    members["owner"] = json!("growth");
    members["description"] = json!("One of the flags that every engine is asked about.");
    members
}

impl Engine for Burgee {
    const NAME: &'static str = "burgee";
    const NOTE: &'static str = "this repository; `evaluate_at` with its whole decision (reason, cause, rule, bucket), asked with prepared contexts, which remember what conditions came to; a context per \
                                call is borrowed attributes; it reads ages from `created_at`";
    const BURGEE_DRAW: bool = true;
    type Program = Flags;
    type Context = Prepared;

    fn document(flags: &[Flag]) -> String {
        let flags: Map<String, Value> = flags.iter().map(|each| (each.key.clone(), flag(&each.serve))).collect();
        json!({ "burgee": "1", "flags": flags }).to_string()
    }

    fn load(document: &str) -> Result<Flags, Failure> {
        let flags = Flags::parse(document)?;
        match flags.diagnostics().first() {
            Some(problem) => Err(format!("{problem}").into()),
            None => Ok(flags),
        }
    }

    fn context(program: &Flags, user: &'static User) -> Prepared {
        program.prepare(context(user))
    }

    fn built(program: &Flags, key: &str, user: &'static User) -> bool {
        program.evaluate_at(key, &borrowed(user), NOW).is_on()
    }

    fn one(program: &Flags, key: &str, context: &Prepared) -> bool {
        program.evaluate_at(key, context, NOW).is_on()
    }

    fn all(program: &Flags, _: &[String], context: &Prepared) -> usize {
        program.evaluate_all_at(context, NOW).iter().filter(|decision| decision.is_on()).count()
    }
}

impl Engine for Plain {
    const NAME: &'static str = "burgee, plain contexts";
    const NOTE: &'static str = "the same, asked with contexts as they are; a context per call is made of copies";
    const BURGEE_DRAW: bool = true;
    type Program = Flags;
    type Context = Context;

    fn document(flags: &[Flag]) -> String {
        Burgee::document(flags)
    }

    fn load(document: &str) -> Result<Flags, Failure> {
        Burgee::load(document)
    }

    fn context(_: &Flags, user: &'static User) -> Context {
        context(user)
    }

    fn one(program: &Flags, key: &str, context: &Context) -> bool {
        program.evaluate_at(key, context, NOW).is_on()
    }

    fn all(program: &Flags, _: &[String], context: &Context) -> usize {
        program.evaluate_all_at(context, NOW).iter().filter(|decision| decision.is_on()).count()
    }
}
