//! Every limit of the table, at the limit and one past it.

#![allow(clippy::panic, clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "a test fails by panicking")]

use burgee::{Context, Flags, LIMITS, Observations};

fn limit(name: &str) -> usize {
    LIMITS.iter().find(|limit| limit.name == name).unwrap_or_else(|| panic!("no limit {name}")).value
}

/// The codes of what is wrong with a document, whether it is refused or not.
#[track_caller]
fn codes(text: &str) -> Vec<&'static str> {
    let diagnostics = match Flags::parse(text) {
        Ok(flags) => flags.diagnostics().to_vec(),
        Err(error) => error.diagnostics().to_vec(),
    };
    diagnostics.iter().map(|diagnostic| diagnostic.code()).collect()
}

/// Holds a limit: `document(n)` is right at the limit, and past a limit one more.
#[track_caller]
fn holds(name: &str, document: impl Fn(usize) -> String) {
    let most = limit(name);
    assert_eq!(codes(&document(most)), [] as [&str; 0], "{name} at {most}");
    assert_eq!(codes(&document(most + 1)), ["limit-exceeded"], "{name} past {most}");
}

fn list(count: usize, item: impl Fn(usize) -> String) -> String {
    (0..count).map(item).collect::<Vec<_>>().join(",")
}

fn flags(inner: &str) -> String {
    format!(r#"{{"burgee":"1","flags":{{{inner}}}}}"#)
}

fn flag(inner: &str) -> String {
    flags(&format!(r#""f":{{{inner}}}"#))
}

#[test]
fn document_bytes() {
    holds("document-bytes", |count| format!(r#"{{"burgee":"1"}}{}"#, " ".repeat(count - 14)));
    let observed = |count: usize| Observations::parse("metrics.json", &format!("[]{}", " ".repeat(count - 2)));
    assert!(observed(limit("document-bytes")).is_ok());
    let refused = observed(limit("document-bytes") + 1).unwrap_err();
    assert_eq!(refused.diagnostics()[0].code(), "limit-exceeded");
}

#[test]
fn depth() {
    holds("depth", |count| {
        let (open, close) = ("[".repeat(count - 1), "]".repeat(count - 1));
        format!(r#"{{"burgee":"1","x-deep":{open}{close}}}"#)
    });
}

#[test]
fn name_bytes() {
    holds("name-bytes", |count| flags(&format!(r#""{}":{{}}"#, "n".repeat(count))));
    holds("name-bytes", |count| flag(&format!(r#""salt":"{}""#, "é".repeat(count / 2) + &"e".repeat(count % 2))));
    holds("name-bytes", |count| flag(&format!(r#""if":{{"attribute":"{}","eq":1}}"#, "n".repeat(count))));
}

#[test]
fn counts_of_a_document() {
    holds("flags", |count| flags(&list(count, |index| format!(r#""f{index}":{{}}"#))));
    let segment = |index| format!(r#""s{index}":{{"if":{{"attribute":"a","eq":1}}}}"#);
    holds("segments", |count| format!(r#"{{"burgee":"1","segments":{{{}}}}}"#, list(count, segment)));
    let ring = |index| format!(r#"{{"id":"r{index}","if":{{"attribute":"a","eq":1}}}}"#);
    holds("rings", |count| format!(r#"{{"burgee":"1","rings":[{}]}}"#, list(count, ring)));
    let layer = |index| format!(r#""l{index}":{{"slots":[{{"range":[0,1],"flags":[]}}]}}"#);
    holds("layers", |count| format!(r#"{{"burgee":"1","layers":{{{}}}}}"#, list(count, layer)));
    let attribute = |index| format!(r#""a{index}":"string""#);
    holds("attributes", |count| format!(r#"{{"burgee":"1","attributes":{{{}}}}}"#, list(count, attribute)));
}

#[test]
fn counts_within_things() {
    let slot = |index| format!(r#"{{"range":[{},{}],"flags":[]}}"#, index as f64 / 100.0, (index + 1) as f64 / 100.0);
    holds("slots", |count| format!(r#"{{"burgee":"1","layers":{{"l":{{"slots":[{}]}}}}}}"#, list(count, slot)));
    holds("variants", |count| flag(&format!(r#""variants":{{"off":0,{}}}"#, list(count - 1, |index| format!(r#""v{index}":1"#)))));
    holds("rules", |count| flag(&format!(r#""rules":[{}]"#, list(count, |index| format!(r#"{{"id":"{index}","serve":"on"}}"#)))));
    holds("requires", |count| {
        let others = list(count, |index| format!(r#""o{index}":{{}}"#));
        let requires = list(count, |index| format!(r#""o{index}":"off""#));
        flags(&format!(r#"{others},"f":{{"requires":{{{requires}}}}}"#))
    });
    holds("children", |count| {
        flag(&format!(r#""if":{{"any":[{}]}}"#, list(count, |_| r#"{"now":{"after":"2026-11-21T00:00:00Z"}}"#.to_owned())))
    });
    holds("list", |count| flag(&format!(r#""if":{{"attribute":"a","in":[{}]}}"#, list(count, |index| index.to_string()))));
    holds("steps", |count| {
        let steps = list(count, |index| format!(r#"{{"after":"{index}s","percent":1}}"#));
        flag(&format!(r#""serve":{{"schedule":{{"start":"2026-11-21T00:00:00Z","steps":[{steps}]}}}}"#))
    });
    holds("steps", |count| {
        let pauses = list(count, |index| format!(r#"{{"from":"{index:04}-01-01T00:00:00Z","to":"{index:04}-02-01T00:00:00Z"}}"#));
        flag(&format!(r#""serve":{{"schedule":{{"start":"2026-11-21T00:00:00Z","preset":"emergency","pauses":[{pauses}]}}}}"#))
    });
    holds("stages", |count| {
        let stage = |index| format!(r#"{{"id":"{index}","if":{{"attribute":"a","eq":1}}}}"#);
        flag(&format!(r#""rollout":{{"stages":[{}]}}"#, list(count, stage)))
    });
    holds("gates", |count| {
        let gates = list(count, |_| r#"{"metric":"m","lt":1,"min_samples":1}"#.to_owned());
        flag(&format!(r#""rollout":{{"gates":[{gates}],"stages":[{{"id":"a","percent":5}}]}}"#))
    });
    holds("gates", |count| {
        let gates = list(count, |_| r#"{"metric":"m","lt":1,"min_samples":1}"#.to_owned());
        flag(&format!(r#""rollout":{{"stages":[{{"id":"a","percent":5,"gates":[{gates}]}}]}}"#))
    });
    holds("units", |count| flag(&format!(r#""unit":[{}]"#, list(count, |index| format!(r#""u{index}""#)))));
}

#[test]
fn patterns() {
    let matches = |pattern: &str| format!(r#"{{"attribute":"a","matches":"{pattern}"}}"#);
    holds("pattern-bytes", |count| flag(&format!(r#""if":{}"#, matches(&format!("a{{{}1}}", "0".repeat(count - 4))))));
    holds("pattern-size", |count| {
        let segment = |pattern: &str| format!(r#"{{"burgee":"1","segments":{{"s":{{"if":{}}}}}}}"#, matches(pattern));
        segment(&format!("a{{{count}}}"))
    });
    // Each counts 250, the last what is left.
    holds("patterns", |count| {
        let segment =
            |index: usize| format!(r#""s{index}":{{"if":{}}}"#, matches(&format!("a{{{}}}", 250.min(count - index * 250).max(1))));
        let most = limit("patterns") / 250;
        let last = if count > limit("patterns") { format!(r#","t":{{"if":{}}}"#, matches("a")) } else { String::new() };
        format!(r#"{{"burgee":"1","segments":{{{}{last}}}}}"#, list(most, segment))
    });
    // The last that is within the limit is compiled, and none after it. It counts 100, as the least does.
    let last = |more: &str| {
        let segment = |name: &str, pattern: &str| format!(r#""{name}":{{"if":{}}}"#, matches(pattern));
        let segments = list(limit("patterns") / 250 - 1, |index| segment(&format!("s{index}"), "a{250}"));
        let (before, last) = (segment("before", "a{150}"), segment("z", "a$"));
        flags(r#""f":{"if":{"segment":"z"},"serve":"on"}"#).replacen(
            '{',
            &format!(r#"{{"segments":{{{segments},{before},{last}{more}}},"#),
            1,
        )
    };
    let within = Flags::parse(&last("")).unwrap();
    assert!(within.evaluate_at("f", &Context::empty().with("a", "a"), 0).is_on());
    assert_eq!(codes(&last(&format!(r#","zz":{{"if":{}}}"#, matches("(")))), ["limit-exceeded"]);
    let flags = Flags::parse(&flag(r#""if":{"attribute":"a","matches":"a$"},"serve":"on""#)).unwrap();
    let most = limit("pattern-haystack-bytes");
    assert!(flags.evaluate_at("f", &Context::empty().with("a", "a".repeat(most)), 0).is_on());
    let past = Context::empty().with("a", "a".repeat(most + 1));
    assert!(!flags.evaluate_at("f", &past, 0).is_on());
    assert!(flags.explain_at("f", &past, 0).to_json().contains(r#""cause":"too-long""#));
}

#[test]
fn what_is_past_a_limit_is_not_looked_into() {
    let wrong = |name: &str| list(limit(name) + 1, |_| "{}".to_owned());
    assert_eq!(codes(&flag(&format!(r#""rules":[{}]"#, wrong("rules")))), ["limit-exceeded"]);
    let scheduled = |steps: &str, pauses: &str| {
        flag(&format!(r#""serve":{{"schedule":{{"start":"2026-11-21T00:00:00Z","steps":[{steps}],"pauses":[{pauses}]}}}}"#))
    };
    assert_eq!(codes(&scheduled(&wrong("steps"), "")), ["limit-exceeded"]);
    assert_eq!(codes(&scheduled(r#"{"after":"1h","percent":5}"#, &wrong("steps"))), ["limit-exceeded"]);
    let required = list(limit("requires") + 1, |index| format!(r#""o{index}":"on""#));
    assert_eq!(codes(&flag(&format!(r#""requires":{{{required}}}"#))), ["limit-exceeded"]);
    let staged = |stages: &str, gates: &str| flag(&format!(r#""rollout":{{"stages":[{stages}],"gates":[{gates}]}}"#));
    assert_eq!(codes(&staged(&wrong("stages"), "")), ["limit-exceeded"]);
    assert_eq!(codes(&staged(r#"{"id":"a","percent":5}"#, &wrong("gates"))), ["limit-exceeded"]);
}

#[test]
fn nesting_of_conditions() {
    // Segments that name each other in a chain: the last asks of an attribute.
    holds("nesting", |count| {
        let segment = |index| match index {
            0 => r#""s0":{"if":{"attribute":"a","eq":1}}"#.to_owned(),
            _ => format!(r#""s{index}":{{"if":{{"segment":"s{}"}}}}"#, index - 1),
        };
        let segments = list(count - 1, segment);
        format!(r#"{{"burgee":"1","segments":{{{segments}}},"flags":{{"f":{{"if":{{"segment":"s{}"}}}}}}}}"#, count - 2)
    });
}

#[test]
fn nesting_of_requirements() {
    holds("nesting", |count| {
        let link = |index| match index {
            0 => r#""f0":{}"#.to_owned(),
            _ => format!(r#""f{index}":{{"requires":{{"f{}":"off"}}}}"#, index - 1),
        };
        flags(&list(count, link))
    });
}

#[test]
fn elements() {
    let flags = Flags::parse(&flag(r#""if":{"attribute":"a","has_any":["x"]},"serve":"on""#)).unwrap();
    let of = |count: usize| Context::empty().with("a", burgee::Value::List(vec!["x".into(); count].into()));
    let most = limit("elements");
    assert!(flags.evaluate_at("f", &of(most), 0).is_on());
    assert!(flags.explain_at("f", &of(most + 1), 0).to_json().contains(r#""cause":"too-long""#));
}

#[test]
fn units_of_text() {
    let flags = Flags::parse(&flag(r#""serve":{"percent":99.999}"#)).unwrap();
    let most = limit("text-bytes");
    assert!(flags.evaluate_at("f", &Context::new("u".repeat(most)), 0).bucket().is_some());
    assert_eq!(flags.evaluate_at("f", &Context::new("u".repeat(most + 1)), 0).cause(), burgee::Cause::UnitMissing);
}

#[test]
fn cost() {
    // Each `now` is 1, the flag 10, the `any`s 1 each.
    let now = r#"{"now":{"after":"2026-11-21T00:00:00Z"}}"#;
    holds("cost", |count| {
        let (tens, left) = ((count - 11) / 10_000, (count - 11) % 10_000);
        let ten = format!(r#"{{"any":[{}]}}"#, list(9_999, |_| now.to_owned()));
        let rest = list(left, |_| now.to_owned());
        flag(&format!(r#""if":{{"any":[{},{rest}]}}"#, list(tens, |_| ten.clone())))
    });
    let told = |members: &str| Flags::parse(&flag(members)).unwrap().diagnostics().first().map(ToString::to_string);
    let says = |cost: u32| Some(format!("deciding flag `f` may cost {cost}, which is past the limit `cost` of 100000"));
    let contains = list(196, |_| r#""a""#.to_owned());
    assert_eq!(told(&format!(r#""if":{{"attribute":"a","contains":[{contains}]}}"#)), says(100_382));
    // Of the parts of a split every eighth counts, if it is not empty.
    let draws = format!(r#"{{"any":[{}]}}"#, list(2_000, |_| r#"{"percent":5}"#.to_owned()));
    for (whole, cost) in [(7, 100_063), (8, 100_064)] {
        let part = |index: usize| {
            format!(
                r#"{{"variant":"v{index}","percent":{}}}"#,
                if index < whole - 1 {
                    1
                } else if index < whole {
                    101 - whole
                } else {
                    0
                }
            )
        };
        let variants = list(8, |index| format!(r#""v{index}":{index}"#));
        assert_eq!(
            told(&format!(r#""variants":{{{variants}}},"off_variant":"v0","if":{draws},"serve":{{"split":[{}]}}"#, list(8, part))),
            says(cost)
        );
    }
    // Each draw is 50.
    for draw in [r#"{"percent":5}"#, r#"{"percent":5,"salt":"s"}"#, r#"{"percent":5,"salt":"s","unit":"device"}"#] {
        assert_eq!(told(&format!(r#""if":{{"any":[{}]}}"#, list(2_000, |_| draw.to_owned()))), says(100_011), "{draw}");
    }
}

#[test]
fn context_bytes() {
    // Not a limit of documents: R-9.2 names it.
    const MOST: usize = 1_048_576;
    let text = |count: usize| format!(r#"{{"a":1}}{}"#, " ".repeat(count - 7));
    assert!(Context::parse(&text(MOST)).is_ok());
    assert_eq!(Context::parse(&text(MOST + 1)).map_err(|error| error.code()), Err("limit-exceeded"));
}

#[test]
fn every_limit_has_a_test() {
    let tests = include_str!("limits.rs");
    for limit in LIMITS {
        assert!(tests.contains(&format!("\"{}\"", limit.name)), "{}", limit.name);
    }
}
