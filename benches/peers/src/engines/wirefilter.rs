//! wirefilter: filters compiled to closures. It has no draws, so burgee's stand beside it.

use crate::draw::{bucket, seed};
use crate::engine::{Engine, Failure};
use crate::workload::{Flag, Serve, User};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::sync::LazyLock;
use wirefilter::{ExecutionContext, Filter, Scheme};

/// The crate `wirefilter-engine`.
pub struct Wirefilter;

static SCHEME: LazyLock<Scheme> = LazyLock::new(|| {
    Scheme! {
        email: Bytes,
        country: Bytes,
        plan: Bytes,
        account_age_days: Int,
    }
});

/// A flag of the document: filters as text, percentages beside them.
#[derive(Serialize, Deserialize)]
struct Written {
    rules: Option<WrittenRules>,
    percent: u32,
}

#[derive(Serialize, Deserialize)]
struct WrittenRules {
    on: String,
    old: String,
    age_percent: u32,
}

/// A flag with its filters.
pub struct Compiled {
    rules: Option<Rules>,
    percent: u32,
    seed: u64,
}

struct Rules {
    on: Filter<'static>,
    old: Filter<'static>,
    age_percent: u32,
}

/// A user's fields, and the key that draws are about.
pub struct Context {
    fields: ExecutionContext<'static>,
    key: &'static str,
}

fn flag(flag: &Flag) -> Written {
    match &flag.serve {
        Serve::On => Written { rules: None, percent: 100 },
        Serve::Percent(percent) => Written { rules: None, percent: *percent },
        Serve::Rules(rules) => {
            let domain = rules.domain.replace('.', "[.]");
            let [first, second, third] = rules.countries;
            let plan = rules.plan;
            let written = WrittenRules {
                on: format!(r#"email matches "@{domain}$" or (country in {{"{first}" "{second}" "{third}"}} and plan == "{plan}")"#),
                old: format!("account_age_days >= {}", rules.age_days),
                age_percent: rules.age_percent,
            };
            Written { rules: Some(written), percent: rules.percent }
        }
    }
}

fn compile(filter: &str) -> Result<Filter<'static>, Failure> {
    Ok(SCHEME.parse(filter).map_err(|error| error.to_string())?.compile())
}

impl Engine for Wirefilter {
    const NAME: &'static str = "wirefilter-engine 0.6.1";
    const NOTE: &'static str = "a rule engine: no flags, no draws, no reasons; the map of flags is by hand, the draws are burgee's; no operator for \
                                the end of a text: an anchored pattern; no relative age: `account_age_days` is given; the registry's newest \
                                version is from 2019, and its repository has gone on since";
    const BURGEE_DRAW: bool = true;
    type Program = HashMap<String, Compiled>;
    type Context = Context;

    fn document(flags: &[Flag]) -> String {
        let flags: HashMap<&str, Written> = flags.iter().map(|each| (each.key.as_str(), flag(each))).collect();
        serde_json::json!(flags).to_string()
    }

    fn load(document: &str) -> Result<Self::Program, Failure> {
        let written: HashMap<String, Written> = serde_json::from_str(document)?;
        let mut flags = HashMap::new();
        for (key, flag) in written {
            let rules = match flag.rules {
                None => None,
                Some(rules) => Some(Rules { on: compile(&rules.on)?, old: compile(&rules.old)?, age_percent: rules.age_percent }),
            };
            let seed = seed(&key);
            flags.insert(key, Compiled { rules, percent: flag.percent, seed });
        }
        Ok(flags)
    }

    fn context(_: &Self::Program, user: &'static User) -> Context {
        let mut fields = ExecutionContext::new(&SCHEME);
        let age = i32::try_from(user.account_age_days).unwrap_or(i32::MAX);
        // Why unread: a field refuses only a value of another type, and then the filter panics.
        let _ = fields.set_field_value("email", user.email.as_str());
        let _ = fields.set_field_value("country", user.country.as_str());
        let _ = fields.set_field_value("plan", user.plan.as_str());
        let _ = fields.set_field_value("account_age_days", age);
        Context { fields, key: &user.key }
    }

    fn one(program: &Self::Program, key: &str, context: &Context) -> bool {
        let Some(flag) = program.get(key) else { return false };
        let holds = |filter: &Filter<'static>| filter.execute(&context.fields) == Ok(true);
        let percent = match &flag.rules {
            Some(rules) if holds(&rules.on) => return true,
            Some(rules) if holds(&rules.old) => rules.age_percent,
            _ => flag.percent,
        };
        percent == 100 || bucket(context.key, flag.seed) < u64::from(percent) * 1000
    }
}
