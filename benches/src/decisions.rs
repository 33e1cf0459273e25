//! Decisions that take the most work for their cost: each case is one way to make a decision hard, with as much of it as the limit `cost` admits.

#![allow(clippy::arithmetic_side_effects, reason = "numbers of documents that are known")]

use burgee::{Context, Flags, LoadError, Value};

/// The flag that is asked.
pub const FLAG: &str = "f";

/// One way to make a decision hard.
pub struct Case {
    /// What it is called.
    pub name: &'static str,
    /// What stands before the flag.
    sections: fn() -> String,
    /// One of many parts, none of which decides.
    part: fn(usize) -> String,
    /// What the parts stand in: conditions, rules, requirements.
    place: Place,
    /// Who asks.
    context: fn() -> Context,
}

#[derive(Clone, Copy)]
enum Place {
    Conditions,
    Rules,
}

const fn leaves(name: &'static str, part: fn(usize) -> String, context: fn() -> Context) -> Case {
    Case { name, sections: String::new, part, place: Place::Conditions, context }
}

impl Case {
    /// The flags with so many parts; what is past the limit is quarantined.
    ///
    /// # Errors
    ///
    /// A document that is refused: the case is wrong.
    pub fn flags(&self, count: usize) -> Result<Flags, LoadError> {
        Flags::parse(&self.document(count))
    }

    /// The document with so many parts.
    pub fn document(&self, count: usize) -> String {
        let of = |from: usize, to: usize| (from..to).map(self.part).collect::<Vec<_>>().join(",");
        let inner = match self.place {
            Place::Rules => format!(r#""rules":[{}]"#, of(0, count)),
            Place::Conditions => {
                let chunk = |start: usize| format!(r#"{{"any":[{}]}}"#, of(start, start.saturating_add(10_000).min(count)));
                format!(r#""if":{{"any":[{}]}}"#, (0..count).step_by(10_000).map(chunk).collect::<Vec<_>>().join(","))
            }
        };
        let sections = (self.sections)();
        let between = if sections.contains(r#""flags":{"#) { "" } else { r#""flags":{"# };
        format!(r#"{{"burgee":"1",{sections}{between}"{FLAG}":{{{inner}}}}}}}"#)
    }

    /// Who asks.
    pub fn context(&self) -> Context {
        (self.context)()
    }

    /// The most parts that a decision may have.
    pub fn most(&self) -> usize {
        let fits = |count: usize| self.flags(count).is_ok_and(|flags| flags.diagnostics().is_empty());
        let mut past = 1;
        while fits(past) {
            past = past.saturating_mul(2);
        }
        let mut least = past / 2;
        while past.saturating_sub(least) > 1 {
            let half = least.midpoint(past);
            if fits(half) { least = half } else { past = half }
        }
        least
    }
}

const MOST_ATTRIBUTES: usize = 1_000;

fn wide() -> Context {
    (0..MOST_ATTRIBUTES).map(|index| (format!("attribute-{index:04}"), Value::from(0.0))).collect()
}

fn text(value: String) -> Context {
    Context::new("u").with("a", value)
}

fn longest() -> usize {
    burgee::LIMITS.iter().find(|limit| limit.name == "text-bytes").map_or(0, |limit| limit.value)
}

fn list(items: impl Iterator<Item = Value>) -> Context {
    Context::new("u").with("a", Value::List(items.take(500).collect()))
}

fn deep() -> Context {
    let inner = (0..60).fold(Value::from(0.0), |inner, _| {
        Value::object(
            (0..MOST_ATTRIBUTES - 1).map(|index| (format!("m{index}"), Value::Null)).chain([("m".to_owned(), inner)]).collect::<Vec<_>>(),
        )
    });
    Context::new("u").with("m", inner)
}

fn repeated(text: &str) -> String {
    text.repeat(longest().saturating_div(text.len()))
}

fn searched(text: &str) -> Context {
    Context::new("u").with("a", text.repeat(256_usize.saturating_div(text.len())))
}

/// A pattern that keeps this element busy.
fn pattern(element: &str, part: usize) -> String {
    format!(r#"{{"attribute":"a","matches":"{element}{part}"}}"#)
}

/// Every case.
pub const CASES: &[Case] = &[
    leaves(
        "eq of many attributes",
        |part| format!(r#"{{"attribute":"attribute-{:04}","eq":{}}}"#, part.wrapping_mul(7_919) % MOST_ATTRIBUTES, part + 1),
        wide,
    ),
    leaves("eq of a long text", |part| format!(r#"{{"attribute":"a","eq":"{}{part:06}"}}"#, "a".repeat(4_090)), || text("a".repeat(4_096))),
    leaves(
        "eq of a long text, folded",
        |part| format!(r#"{{"attribute":"a","eq":"{}{part:06}","ignore_case":true}}"#, "a".repeat(4_090)),
        || text("A".repeat(4_096)),
    ),
    leaves(
        "in of many texts",
        |part| {
            let texts = (0..20).map(|index| format!(r#""user-{part}-{index}""#)).collect::<Vec<_>>().join(",");
            format!(r#"{{"attribute":"a","in":[{texts}]}}"#)
        },
        || text("user-12345-xx".to_owned()),
    ),
    leaves(
        "in of long texts",
        |part| {
            let texts = (0..9).map(|index| format!(r#""{}{part:05}{index}""#, "a".repeat(1_000))).collect::<Vec<_>>().join(",");
            format!(r#"{{"attribute":"a","in":[{texts}]}}"#)
        },
        || text("a".repeat(1_006)),
    ),
    leaves("contains", |part| format!(r#"{{"attribute":"a","contains":"ab{part}"}}"#), || text(repeated("ab"))),
    leaves("contains, nearly", |part| format!(r#"{{"attribute":"a","contains":"{}c{part}"}}"#, "ab".repeat(10)), || text(repeated("ab"))),
    leaves("contains, long", |part| format!(r#"{{"attribute":"a","contains":"{}c{part}"}}"#, "ab".repeat(200)), || text(repeated("ab"))),
    leaves(
        "contains, folded",
        |part| format!(r#"{{"attribute":"a","contains":"{}c{part}","ignore_case":true}}"#, "ab".repeat(10)),
        || text(repeated("AB")),
    ),
    leaves(
        "contains, a list",
        |part| {
            let texts = (0..10).map(|index| format!(r#""{}c{part}{index}""#, "ab".repeat(10))).collect::<Vec<_>>().join(",");
            format!(r#"{{"attribute":"a","contains":[{texts}]}}"#)
        },
        || text(repeated("ab")),
    ),
    leaves(
        "starts_with",
        |part| format!(r#"{{"attribute":"a","starts_with":"{}{part:06}"}}"#, "a".repeat(4_090)),
        || text("a".repeat(100_000)),
    ),
    leaves(
        "ends_with, folded",
        |part| format!(r#"{{"attribute":"a","ends_with":"{part:06}{}","ignore_case":true}}"#, "a".repeat(90)),
        || text("A".repeat(100_000)),
    ),
    leaves("matches a text", |part| pattern("aaaaaaaaaaaaaaaaaaaa", part), || searched("a")),
    leaves("matches what may be there", |part| pattern("a?a?a?a?a?a?a?a?a?a?a?", part), || searched("a")),
    leaves("matches repetitions", |part| pattern("a{0,20}", part), || searched("a")),
    leaves("matches repetitions of groups", |part| pattern("(a?|b){0,10}", part), || searched("a")),
    leaves("matches empty groups", |part| pattern("(?:()|()|()|a)*", part), || searched("a")),
    leaves("matches alternatives", |part| pattern("(|||||||||||||||||a)*", part), || searched("a")),
    leaves("matches classes", |part| pattern(r"\\W?\\W?\\W?\\W?\\W?\\W?\\W?\\W?", part), || searched("\u{10ffff}")),
    leaves("matches classes of few", |part| pattern(r"(?i)\\W*\\W*\\W*\\W*\\W*\\W*", part), || searched("{")),
    leaves("matches boundaries", |part| pattern(r"(\\b|\\B)(\\b|\\B)(\\b|\\B)a", part), || searched("a-")),
    leaves(
        "email_domain",
        |part| format!(r#"{{"attribute":"a","email_domain":"*.{}{part}"}}"#, "a.".repeat(20)),
        || text(format!("u@{}", "a.".repeat(500))),
    ),
    leaves(
        "email_domain, short",
        |part| format!(r#"{{"attribute":"a","email_domain":"*.{part}"}}"#),
        || text(format!("u@{}", "a.".repeat(500))),
    ),
    leaves(
        "email_domain, many",
        |part| {
            let domains = (0..1_000).map(|index| format!(r#""*.d{part}-{index}.com""#)).collect::<Vec<_>>().join(",");
            format!(r#"{{"attribute":"a","email_domain":[{domains}]}}"#)
        },
        || text(format!("u@{}", "a.".repeat(500))),
    ),
    leaves(
        "ip_in",
        |part| {
            let addresses =
                (0..100).map(|index| format!(r#""2001:db8:{:x}:{index:x}::/64""#, part % 60_000 + 1)).collect::<Vec<_>>().join(",");
            format!(r#"{{"attribute":"a","ip_in":[{addresses}]}}"#)
        },
        || text("2001:0db8:0000:0000:ffff:ffff:255.255.255.255".to_owned()),
    ),
    leaves(
        "ip_in, one",
        |part| format!(r#"{{"attribute":"a","ip_in":"2001:db8:1:{:x}::/64"}}"#, part % 65_536),
        || text("2001:0db8:0000:0000:ffff:ffff:255.255.255.255".to_owned()),
    ),
    leaves(
        "has_any of few",
        |part| format!(r#"{{"attribute":"a","has_any":["{part:06}"]}}"#),
        || list((0..).map(|index| Value::from(format!("v{index:05}")))),
    ),
    leaves(
        "has_any of eight",
        |part| {
            let texts = (0..8).map(|index| format!(r#""{part:06}-{index}""#)).collect::<Vec<_>>().join(",");
            format!(r#"{{"attribute":"a","has_any":[{texts}]}}"#)
        },
        || list((0..).map(|index| Value::from(format!("{index:06}-v")))),
    ),
    leaves(
        "has_any of many",
        |part| {
            let texts = (0..20_000).map(|index| format!(r#""{part}-{index:05}""#)).collect::<Vec<_>>().join(",");
            format!(r#"{{"attribute":"a","has_any":[{texts}]}}"#)
        },
        || list((0..).map(|index| Value::from(format!("0-v{index:04}")))),
    ),
    leaves(
        "has_any of eight, folded",
        |part| {
            let texts = (0..8).map(|index| format!(r#""aaaaaaaaaaa{part:03}{index}""#)).collect::<Vec<_>>().join(",");
            format!(r#"{{"attribute":"a","has_any":[{texts}],"ignore_case":true}}"#)
        },
        || list((0..).map(|index| Value::from(format!("AAAAAAAAAAAv{index:03}")))),
    ),
    leaves(
        "has_all",
        |part| {
            let texts = (0..10).map(|index| format!(r#""v{:05}""#, 499 - index)).collect::<Vec<_>>().join(",");
            format!(r#"{{"attribute":"a","has_all":[{texts},"x{part}"]}}"#)
        },
        || list((0..).map(|index| Value::from(format!("v{index:05}")))),
    ),
    leaves("semver", |part| format!(r#"{{"attribute":"a","semver":">{part}.0.0"}}"#), || text(format!("0.0.0-{}", "a.".repeat(120) + "b"))),
    leaves(
        "semver, many",
        |part| {
            let more = ">0 ".repeat(200);
            format!(r#"{{"attribute":"a","semver":"{more}>{}.0.0"}}"#, part + 1)
        },
        || text(format!("0.0.1-{}", "1.".repeat(120) + "b")),
    ),
    leaves(
        "before",
        |part| format!(r#"{{"attribute":"a","before":"2020-01-01T00:00:00.{part}Z"}}"#),
        || text(format!("2026-01-01T00:00:00.{}Z", "1".repeat(longest() - 21))),
    ),
    leaves("pointers", |part| format!(r#"{{"attribute":"{}","eq":{}}}"#, "/m".repeat(60), part + 1), deep),
    Case {
        name: "samples of long units",
        sections: String::new,
        part: |part| {
            format!(
                r#"{{"percent":0.001,"salt":"{part}","unit":["a","b","c","d","e","f","g","{}"]}}"#,
                if part % 2 == 0 { "h" } else { "i" }
            )
        },
        place: Place::Conditions,
        context: || {
            (0..100)
                .fold(Context::empty(), |context, index| context.with(format!("n{index}"), true))
                .with("h", "h".repeat(longest()))
                .with("i", "i".repeat(longest()))
        },
    },
    Case {
        name: "segments",
        sections: || {
            let chain = (1..100).map(|index| format!(r#","s{index}":{{"if":{{"segment":"s{}"}}}}"#, index - 1)).collect::<String>();
            format!(r#""segments":{{"s0":{{"if":{{"now":{{"before":"2020-01-01T00:00:00Z"}}}}}}{chain}}},"#)
        },
        part: |part| format!(r#"{{"all":[{{"segment":"s{}"}}]}}"#, part % 100),
        place: Place::Conditions,
        context: || Context::new("u"),
    },
    Case {
        name: "rules",
        sections: String::new,
        part: |part| format!(r#"{{"id":"{part}","if":{{"now":{{"before":"2020-01-01T00:00:00.{part}Z"}}}},"serve":"on"}}"#),
        place: Place::Rules,
        context: || Context::new("u"),
    },
    Case {
        name: "rules by percentage",
        sections: String::new,
        part: |part| format!(r#"{{"id":"{part}","serve":{{"percent":0.001}},"on_miss":"continue"}}"#),
        place: Place::Rules,
        context: || Context::new("u".repeat(longest())),
    },
    Case {
        name: "rules by ring",
        sections: || {
            let rings = (0..64).map(|index| format!(r#"{{"id":"r{index}","percent":0.0{:02}}}"#, index + 1)).collect::<Vec<_>>().join(",");
            format!(r#""rings":[{rings}],"#)
        },
        part: |part| format!(r#"{{"id":"{part}","serve":{{"ring":"r63"}},"on_miss":"continue"}}"#),
        place: Place::Rules,
        context: || Context::new("u".repeat(longest())),
    },
    Case {
        name: "rules by schedule",
        sections: String::new,
        part: |part| {
            let steps = (0..1_000).map(|step| format!(r#"{{"after":"{}s","percent":0.001}}"#, step + 1)).collect::<Vec<_>>().join(",");
            let pauses = (1_000..2_000)
                .map(|year| format!(r#"{{"from":"{year}-01-01T00:00:00Z","to":"{year}-02-01T00:00:00Z"}}"#))
                .collect::<Vec<_>>()
                .join(",");
            let schedule = format!(r#"{{"start":"0000-01-01T00:00:00Z","steps":[{steps}],"pauses":[{pauses}]}}"#);
            format!(r#"{{"id":"{part}","serve":{{"schedule":{schedule}}},"on_miss":"continue"}}"#)
        },
        place: Place::Rules,
        context: || Context::new("u".repeat(longest())),
    },
];
