//! The test cases of a document, read: its `tests`, those of its overlays, and a file of cases beside it.

use crate::document::{Document, escaped};
use crate::failure::Failure;
use crate::nearest::did_you_mean;
use crate::source::Source;
use burgee::{Context, Domain, Flags};
use serde_json::value::RawValue;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// The members of a case.
const MEMBERS: [&str; 7] = ["name", "context", "expect", "now", "bucket", "assigned", "override"];
/// The members of a decision, which `expect` may name.
const DECISION: [&str; 16] = [
    "flag",
    "value",
    "variant",
    "reason",
    "cause",
    "rule",
    "ring",
    "stage",
    "arm",
    "bucket",
    "required",
    "error_code",
    "error_detail",
    "store",
    "track",
    "revision",
];

/// A case, and where it is written.
pub struct Case {
    pub flag: String,
    pub name: String,
    /// `FILE:LINE:COLUMN`
    pub place: String,
    /// What it says, or why that cannot be read.
    pub body: Result<Body, String>,
}

/// What a case says.
pub struct Body {
    pub context: Context,
    /// The context as JSON in one line.
    pub context_text: String,
    pub now: Option<String>,
    /// Whether it says more than a context and an instant.
    pub contrived: bool,
    /// Members of the decision, as expected.
    pub expect: Map<String, Value>,
}

type Members<'a> = BTreeMap<String, &'a RawValue>;

/// The cases of a document in the order of flags; overlays replace those of a flag whole, or remove them.
pub fn of_document(document: &Document, flags: &Flags) -> Vec<Case> {
    let mut tests = BTreeMap::new();
    for source in document.sources() {
        let Some(section) = members(source.text()).and_then(|mut members| members.remove("tests")) else { continue };
        if section.get() == "null" {
            tests.clear();
        }
        for (flag, cases) in members(section.get()).unwrap_or_default() {
            if cases.get() == "null" {
                tests.remove(&flag);
            } else {
                tests.insert(flag, (source, cases));
            }
        }
    }
    tests.iter().flat_map(|(flag, (source, cases))| of_flag(source, "/tests", flag, cases, flags)).collect()
}

/// The cases of a file of its own, which holds what `tests` would.
pub fn of_file(source: &Source, flags: &Flags) -> Result<Vec<Case>, Failure> {
    let tests: Members<'_> = serde_json::from_str(source.text()).map_err(|error| {
        Failure::new(format!("`{}` holds no test cases: {error}", source.name))
            .help("a file of cases maps flags to arrays of cases: { \"FLAG\": [ { \"context\": {…}, \"expect\": \"on\" } ] }")
    })?;
    // Why: of a flag that stands twice one would be dropped in silence; reading contexts is the core's way to tell.
    if let Err(error) = Context::parse(source.text())
        && error.code() == "duplicate-key"
    {
        let (line, column) = (error.line(), error.column());
        return Err(Failure::new(format!("`{}` has a key twice in one object: line {line}, column {column}", source.name)));
    }
    Ok(tests.iter().flat_map(|(flag, cases)| of_flag(source, "", flag, cases, flags)).collect())
}

fn members(json: &str) -> Option<Members<'_>> {
    serde_json::from_str(json).ok()
}

fn of_flag(source: &Source, above: &str, flag: &str, cases: &RawValue, flags: &Flags) -> Vec<Case> {
    let pointer = format!("{above}/{}", escaped(flag));
    let place = |pointer: &str| {
        let (line, column) = burgee::locate(source.text(), pointer).unwrap_or((1, 1));
        format!("{}:{line}:{column}", source.name)
    };
    let Ok(cases) = serde_json::from_str::<Vec<&RawValue>>(cases.get()) else {
        let body = Err("they are not an array of objects".to_owned());
        return vec![Case { flag: flag.to_owned(), name: "its cases".to_owned(), place: place(&pointer), body }];
    };
    let one = |(index, case): (usize, &&RawValue)| {
        let members = members(case.get());
        let name = members.as_ref().and_then(|members| serde_json::from_str(members.get("name")?.get()).ok());
        Case {
            flag: flag.to_owned(),
            name: name.unwrap_or_else(|| format!("case {}", index.saturating_add(1))),
            place: place(&format!("{pointer}/{index}")),
            body: members.ok_or_else(|| "a case is an object".to_owned()).and_then(|members| body(flag, &members, flags)),
        }
    };
    cases.iter().enumerate().map(one).collect()
}

fn body(flag: &str, members: &Members<'_>, flags: &Flags) -> Result<Body, String> {
    known(members.keys(), &MEMBERS, "a case has no member")?;
    let context = members.get("context").ok_or("a case needs a `context`")?.get();
    let expect = value(members.get("expect").ok_or("a case needs an `expect`")?)?;
    let mut body = Body {
        context: Context::parse(context).map_err(|error| error.to_string())?,
        context_text: serde_json::from_str(context).map_or_else(|_| context.to_owned(), |value: Value| value.to_string()),
        now: None,
        contrived: ["bucket", "assigned", "override"].iter().any(|name| members.contains_key(*name)),
        expect: match expect {
            Value::String(variant) => Map::from_iter([("variant".to_owned(), Value::String(variant))]),
            Value::Object(expect) => expect,
            _ => return Err("`expect` is a variant's name, or an object of members of the decision".to_owned()),
        },
    };
    known(body.expect.keys(), &DECISION, "a decision has no member")?;
    if members.get("name").is_some_and(|name| !name.get().starts_with('"')) {
        return Err("`name` is a string".to_owned());
    }
    if let Some(now) = members.get("now") {
        let now = string(now, "`now`")?;
        burgee::timestamp(&now).ok_or_else(|| format!("`now` is `{now}`, not an RFC 3339 date-time such as 2026-11-21T00:00:00Z"))?;
        body.now = Some(now);
    }
    if let Some(buckets) = members.get("bucket") {
        body.context = forced(body.context, &value(buckets)?)?;
    }
    if let Some(variant) = members.get("assigned") {
        let salt = flags.flag(flag).map_or_else(|| flag.to_owned(), |flag| flag.salt().to_owned());
        body.context = body.context.assigned(flag, string(variant, "`assigned`")?, salt);
    }
    if let Some(overrides) = members.get("override") {
        let Value::Object(overrides) = value(overrides)? else { return Err("`override` maps flags to variants".to_owned()) };
        for (flag, variant) in overrides {
            let variant = variant.as_str().ok_or("`override` maps flags to variants")?;
            body.context = body.context.overridden(flag, variant);
        }
    }
    Ok(body)
}

fn forced(context: Context, buckets: &Value) -> Result<Context, String> {
    let bucket = |value: &Value| {
        let bucket = value.as_u64().and_then(|bucket| u32::try_from(bucket).ok()).filter(|bucket| *bucket < 100_000);
        bucket.ok_or_else(|| format!("`bucket` holds {value}, not an integer from 0 to 99999"))
    };
    let Value::Object(domains) = buckets else { return Ok(context.bucket_forced(None, bucket(buckets)?)) };
    domains.iter().try_fold(context, |context, (name, value)| {
        let domain = match name.as_str() {
            "rollout" => Domain::Rollout,
            "variant" => Domain::Variant,
            "layer" => Domain::Layer,
            "sample" => Domain::Sample,
            _ => return Err(format!("`bucket` names `{name}`; draws are `rollout`, `variant`, `layer` and `sample`")),
        };
        Ok(context.bucket_forced(Some(domain), bucket(value)?))
    })
}

/// Refuses the first name that is neither known nor begins with `x-`.
fn known<'a>(mut names: impl Iterator<Item = &'a String>, known: &[&'static str], sentence: &str) -> Result<(), String> {
    let Some(name) = names.find(|name| !known.contains(&name.as_str()) && !name.starts_with("x-")) else { return Ok(()) };
    let help = did_you_mean(name, known.iter().copied()).unwrap_or_else(|| format!("it has {}", known.join(", ")));
    Err(format!("{sentence} `{name}`; {help}"))
}

fn value(raw: &RawValue) -> Result<Value, String> {
    serde_json::from_str(raw.get()).map_err(|error| format!("`{}` cannot be read: {error}", raw.get()))
}

fn string(raw: &RawValue, what: &str) -> Result<String, String> {
    serde_json::from_str(raw.get()).map_err(|_| format!("{what} is a string, not {}", raw.get()))
}
