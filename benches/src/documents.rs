//! Documents that take the most work for their size: each family is one way to make loading hard, at any size.
//!
//! Most are legal; some are wrong from end to end, since refusing is work too.

#![allow(clippy::arithmetic_side_effects, reason = "numbers of documents that are known")]

/// One way to fill a document.
pub struct Family {
    /// What it is called.
    pub name: &'static str,
    head: &'static str,
    list: List,
    /// A second list, which takes half of the room, after what stands between the two.
    second: Option<(&'static str, List)>,
    tail: &'static str,
}

struct List {
    item: fn(usize) -> String,
    between: &'static str,
    /// How many items there may be.
    most: usize,
}

impl List {
    /// Adds as many items as there is room for, and at least one.
    fn fill(&self, text: &mut String, room: usize) {
        let end = text.len().saturating_add(room);
        for index in 0..self.most {
            let item = (self.item)(index);
            let between = if index > 0 { self.between } else { "" };
            if index > 0 && text.len().saturating_add(between.len()).saturating_add(item.len()) > end {
                break;
            }
            text.push_str(between);
            text.push_str(&item);
        }
    }
}

impl Family {
    /// A document of about so many bytes.
    pub fn document(&self, bytes: usize) -> String {
        let mut text = self.head.to_owned();
        let room = bytes.saturating_sub(self.head.len()).saturating_sub(self.tail.len());
        match &self.second {
            None => self.list.fill(&mut text, room),
            Some((middle, second)) => {
                self.list.fill(&mut text, room.saturating_sub(middle.len()) / 2);
                text.push_str(middle);
                let rest = bytes.saturating_sub(text.len()).saturating_sub(self.tail.len());
                second.fill(&mut text, rest);
            }
        }
        text.push_str(self.tail);
        text
    }
}

const ANY: usize = usize::MAX;
const FLAGS: (&str, &str) = (r#"{"burgee":"1","flags":{"#, "}}");
const ONE_FLAG: (&str, &str) = (r#"{"burgee":"1","flags":{"f":{"#, "}}}");
const ONE_LIST: (&str, &str) = (r#"{"burgee":"1","flags":{"f":{"if":{"attribute":"a","in":["#, "]}}}}");

const fn commas(item: fn(usize) -> String, most: usize) -> List {
    List { item, between: ",", most }
}

const fn flags(name: &'static str, item: fn(usize) -> String) -> Family {
    Family { name, head: FLAGS.0, list: commas(item, 100_000), second: None, tail: FLAGS.1 }
}

const fn inside(name: &'static str, (head, tail): (&'static str, &'static str), item: fn(usize) -> String) -> Family {
    Family { name, head, list: commas(item, ANY), second: None, tail }
}

const fn text(name: &'static str, head: &'static str, item: fn(usize) -> String, tail: &'static str) -> Family {
    Family { name, head, list: List { item, between: "", most: ANY }, second: None, tail }
}

fn list(count: usize, separator: &str, item: impl Fn(usize) -> String) -> String {
    (0..count).map(item).collect::<Vec<_>>().join(separator)
}

fn any(index: usize, count: usize, leaf: impl Fn(usize) -> String) -> String {
    let parts = list(count, ",", |part| leaf(index.saturating_mul(count).saturating_add(part)));
    format!(r#""f{index}":{{"if":{{"any":[{parts}]}}}}"#)
}

/// Every family.
pub const FAMILIES: &[Family] = &[
    flags("flags", |index| format!(r#""f{index}":{{}}"#)),
    flags("flags-on", |index| format!(r#""f{index}":{{"serve":{{"percent":25}},"owner":"o{index}"}}"#)),
    flags("leaves", |index| any(index, 1_000, |leaf| format!(r#"{{"attribute":"a","eq":{leaf}}}"#))),
    flags("attributes", |index| any(index, 1_000, |leaf| format!(r#"{{"attribute":"a{leaf}","eq":1}}"#))),
    flags("pointers", |index| any(index, 100, |leaf| format!(r#"{{"attribute":"/{leaf}{}","eq":1}}"#, "/a".repeat(100)))),
    Family {
        name: "redacted",
        head: r#"{"burgee":"1","attributes":{"#,
        list: commas(|index| format!(r#""/{}{index}":{{"type":"string","private":true}}"#, "p/".repeat(20)), 1_000),
        second: Some((
            r#"},"flags":{"#,
            commas(|index| any(index, 10, |leaf| format!(r#"{{"attribute":"/{}{leaf}x","eq":1}}"#, "p/".repeat(20))), 100_000),
        )),
        tail: "}}",
    },
    flags("rules", |index| {
        let rules =
            list(1_000, ",", |rule| format!(r#"{{"id":"{rule}","if":{{"attribute":"a","eq":1{index:03}{rule:03}}},"serve":"on"}}"#));
        format!(r#""f{index}":{{"rules":[{rules}]}}"#)
    }),
    flags("rules-alike", |index| {
        let rules = list(1_000, ",", |rule| format!(r#"{{"id":"{rule}","serve":{{"percent":1}},"on_miss":"continue"}}"#));
        format!(r#""f{index}":{{"rules":[{rules}]}}"#)
    }),
    flags("rules-of-conditions", |index| {
        let rules = list(10_000, ",", |rule| format!(r#"{{"id":"{rule}","if":{{"attribute":"a","eq":{rule}}},"serve":"on"}}"#));
        format!(r#""f{index}":{{"rules":[{rules}]}}"#)
    }),
    flags("duplicate-ids", |index| {
        let rules = list(10_000, ",", |_| r#"{"id":"a","serve":"on"}"#.to_owned());
        format!(r#""f{index}":{{"rules":[{rules}]}}"#)
    }),
    flags("nesting", |index| {
        format!(r#""f{index}":{{"if":{}{{"attribute":"a","eq":{index}}}{}}}"#, r#"{"not":"#.repeat(58), "}".repeat(58))
    }),
    flags("parts", |index| {
        format!(r#""f{index}":{{"if":{}{{"attribute":"a","eq":{index}}}{}}}"#, r#"{"all":["#.repeat(29), "]}".repeat(29))
    }),
    flags("patterns", |index| any(index, 100, |leaf| format!(r#"{{"attribute":"a","matches":"{leaf}"}}"#))),
    flags("patterns-repeated", |index| any(index, 20, |leaf| format!(r#"{{"attribute":"a","matches":"{leaf}(a{{10}}){{20}}"}}"#))),
    flags("patterns-huge", |index| any(index, 20, |leaf| format!(r#"{{"attribute":"a","matches":"{leaf}((a{{100}}){{100}}){{100}}"}}"#))),
    flags("patterns-long", |index| any(index, 100, |leaf| format!(r#"{{"attribute":"a","matches":"{leaf:06}{}"}}"#, "a?".repeat(60)))),
    flags("patterns-classes", |index| {
        any(index, 100, |leaf| format!(r#"{{"attribute":"a","matches":"{leaf:06}(?i){}"}}"#, r"\\W".repeat(60)))
    }),
    flags("unknown-fields", |index| format!(r#""f{index}":{{"percnt":1}}"#)),
    inside("unknown-fields-of-one", ONE_FLAG, |index| format!(r#""u{index}":1"#)),
    inside("unknown-top", (r#"{"burgee":"1","#, "}"), |index| format!(r#""u{index}":1"#)),
    inside("free-top", (r#"{"burgee":"1","#, "}"), |index| format!(r#""x-{index}":1"#)),
    inside("free-fields", ONE_FLAG, |index| format!(r#""x-{index}":1"#)),
    inside("free-values", (r#"{"burgee":"1","x-list":["#, "]}"), |_| r#"{"a":[]}"#.to_owned()),
    text("free-depth", r#"{"burgee":"1","x-list":["#, |_| format!("{}{},", "[".repeat(60), "]".repeat(60)), "0]}"),
    inside("duplicate-keys", FLAGS, |_| r#""f":{}"#.to_owned()),
    inside("duplicate-keys-of-many", FLAGS, |index| format!(r#""f{}":{{}}"#, index % 50_000)),
    text("one-text", r#"{"burgee":"1","revision":""#, |_| "a".to_owned(), r#""}"#),
    text("one-escaped-text", r#"{"burgee":"1","revision":""#, |_| r"\u0041".to_owned(), r#""}"#),
    text("one-key", r#"{"burgee":"1","flags":{""#, |_| r"\n".to_owned(), r#"":{}}}"#),
    text("one-number", r#"{"burgee":"1","flags":{"f":{"if":{"attribute":"a","eq":0."#, |index| (index % 10).to_string(), r#"}}}}"#),
    text("one-large-number", r#"{"burgee":"1","flags":{"f":{"if":{"attribute":"a","eq":1"#, |_| "7".to_owned(), r#"e-9999999}}}}"#),
    text("one-percent", r#"{"burgee":"1","flags":{"f":{"serve":{"percent":1"#, |_| "0".to_owned(), r#"}}}}"#),
    text("white-space", r#"{"burgee":"1""#, |_| "\n".to_owned(), "}"),
    text("not-json", r#"{"burgee":"1","x-a":["#, |_| "1,".to_owned(), "}"),
    inside("numbers", ONE_LIST, |index| index.to_string()),
    inside("long-numbers", ONE_LIST, |index| format!("{index}.00000000000000000000000000000000000000001")),
    inside("far-numbers", ONE_LIST, |index| format!("1.7976931348623157{index}e-300")),
    inside("texts", ONE_LIST, |index| format!(r#""user-{index}@example.com""#)),
    inside("texts-alike", ONE_LIST, |index| format!(r#""{}{index}""#, "a".repeat(200))),
    Family {
        name: "enum",
        head: r#"{"burgee":"1","attributes":{"a":{"type":"string","enum":["#,
        list: commas(|index| format!(r#""x{index}""#), 1_000_000),
        second: Some((r#"]}},"flags":{"f":{"if":{"attribute":"a","in":["#, commas(|index| format!(r#""x{}""#, index / 2), 1_000_000))),
        tail: "]}}}}",
    },
    inside("contains", (r#"{"burgee":"1","segments":{"s":{"if":{"attribute":"a","contains":["#, "]}}}}"), |index| format!(r#""{index}""#)),
    inside("domains", (r#"{"burgee":"1","segments":{"s":{"if":{"attribute":"a","email_domain":["#, "]}}}}"), |index| {
        format!(r#""*.{index}.com""#)
    }),
    inside("prefixes", (r#"{"burgee":"1","segments":{"s":{"if":{"attribute":"a","ip_in":["#, "]}}}}"), |index| {
        format!(r#""::{:x}:{:x}""#, index / 65_536, index % 65_536)
    }),
    text(
        "comparators",
        r#"{"burgee":"1","segments":{"s":{"if":{"attribute":"a","semver":">1"#,
        |index| format!(" >{index}.0.0"),
        r#""}}}}"#,
    ),
    flags("unknown-operators", |index| any(index, 1_000, |leaf| format!(r#"{{"attribute":"a","equl":{leaf}}}"#))),
    Family {
        name: "unknown-segments",
        head: r#"{"burgee":"1","segments":{"#,
        list: commas(|index| format!(r#""{}{index:04}":{{"if":{{"attribute":"a","eq":1}}}}"#, "segment".repeat(30)), 1_500),
        second: Some((
            r#"},"flags":{"#,
            commas(|index| format!(r#""f{index}":{{"if":{{"segment":"{}{index:06}"}}}}"#, "segmen-".repeat(30)), 100_000),
        )),
        tail: "}}",
    },
    Family {
        name: "segments",
        head: r#"{"burgee":"1","segments":{"s0":{"if":{"attribute":"a","eq":1}},"#,
        list: commas(
            |index| {
                let other = (index / 100).saturating_mul(100);
                let uses = list(100, ",", |_| format!(r#"{{"segment":"s{other}"}}"#));
                format!(r#""s{}":{{"if":{{"any":[{uses}]}}}}"#, index.saturating_add(1))
            },
            9_999,
        ),
        second: None,
        tail: "}}",
    },
    Family {
        name: "segment-chain",
        head: r#"{"burgee":"1","segments":{"s0":{"if":{"attribute":"a","eq":1}},"#,
        list: commas(|index| format!(r#""s{}":{{"if":{{"segment":"s{index}"}}}}"#, index.saturating_add(1)), 9_999),
        second: None,
        tail: "}}",
    },
    Family {
        name: "segment-circle",
        head: r#"{"burgee":"1","segments":{"hub":{"if":{"any":["#,
        list: commas(|index| format!(r#"{{"segment":"s{index}"}}"#), 9_000),
        second: Some(("]}},", commas(|index| format!(r#""s{index}":{{"if":{{"segment":"hub"}}}}"#), 9_000))),
        tail: "}}",
    },
    flags("unknown-flags", |index| {
        format!(r#""{}{index:06}":{{"requires":{{"{}{index:06}":"on"}}}}"#, "flag".repeat(20), "glaf".repeat(20))
    }),
    flags("requires", |index| match index {
        0..64 => format!(r#""f{index}":{{}}"#),
        _ => format!(r#""f{index}":{{"requires":{{{}}}}}"#, list(64, ",", |other| format!(r#""f{other}":"on""#))),
    }),
    flags("requires-chain", |index| match index {
        0 => r#""f0":{}"#.to_owned(),
        _ => format!(r#""f{index}":{{"requires":{{"f{}":"on"}}}}"#, index.saturating_sub(1)),
    }),
    flags("requires-circles", |index| {
        let hub = (index / 64).saturating_mul(64);
        let others = list(60, ",", |other| format!(r#""f{}":"on""#, hub.saturating_add(other)));
        format!(r#""f{index}":{{"requires":{{{others}}}}}"#)
    }),
    flags("requires-variants", |index| format!(r#""f{index}":{{"requires":{{"f0":[{}]}}}}"#, list(100, ",", |_| r#""on""#.to_owned()))),
    Family {
        name: "layers",
        head: r#"{"burgee":"1","flags":{"#,
        list: commas(|index| format!(r#""f{index}":{{}}"#), 10_000),
        second: Some((
            r#"},"layers":{"#,
            commas(
                |index| {
                    let flag = |slot: usize| format!(r#""f{}""#, (index.saturating_mul(10).saturating_add(slot)) % 10_000);
                    let slot = |slot: usize| {
                        format!(
                            r#"{{"range":[{}.{},{}.{}],"flags":[{}]}}"#,
                            slot / 10,
                            slot % 10,
                            slot / 10,
                            slot % 10 + 1,
                            list(10, ",", flag)
                        )
                    };
                    format!(r#""l{index}":{{"slots":[{}]}}"#, list(100, ",", |at| slot(at).replace(".10]", ".9]")))
                },
                1_000,
            ),
        )),
        tail: "}}",
    },
    flags("splits", |index| {
        let variants = list(100, ",", |variant| format!(r#""v{variant}":{variant}"#));
        let parts = list(100, ",", |variant| format!(r#"{{"variant":"v{variant}","percent":1}}"#));
        format!(r#""f{index}":{{"off_variant":"v0","variants":{{{variants}}},"serve":{{"split":[{parts}]}}}}"#)
    }),
    flags("ranges", |index| {
        let variants = list(100, ",", |variant| format!(r#""v{variant}":{variant}"#));
        let range = |variant: usize, range: usize| {
            let from = range.saturating_mul(100).saturating_add(variant);
            format!("[{}.{:03},{}.{:03}]", from / 1_000, from % 1_000, from.saturating_add(1) / 1_000, from.saturating_add(1) % 1_000)
        };
        let part = |variant: usize| format!(r#"{{"variant":"v{variant}","ranges":[{}]}}"#, list(1_000, ",", |at| range(variant, at)));
        format!(r#""f{index}":{{"off_variant":"v0","variants":{{{variants}}},"serve":{{"split":[{}]}}}}"#, list(100, ",", part))
    }),
    flags("unknown-variants", |index| {
        let variants = list(256, ",", |variant| format!(r#""{}{variant}":{variant}"#, "variant".repeat(30)));
        let rules = list(100, ",", |rule| format!(r#"{{"id":"{rule}","serve":"{}{rule}"}}"#, "tnairav".repeat(30)));
        format!(r#""f{index}":{{"off_variant":"off","variants":{{"off":0,{variants}}},"rules":[{rules}]}}"#)
    }),
    flags("values", |index| {
        format!(
            r#""f{index}":{{"off_variant":"a","variants":{{"a":[{}]}}}}"#,
            list(1_000, ",", |item| format!(r#"{{"b":{item},"a":"\u0041"}}"#))
        )
    }),
    flags("members", |index| {
        format!(
            r#""f{index}":{{"off_variant":"a","variants":{{"a":{{{}}}}}}}"#,
            list(1_000, ",", |item| format!(r#""m{}":{item}"#, 9_999_usize.saturating_sub(item)))
        )
    }),
    flags("schedules", |index| {
        let steps = list(1_000, ",", |step| format!(r#"{{"after":"{}s","percent":{}}}"#, step.saturating_add(1), step / 10));
        format!(r#""f{index}":{{"serve":{{"schedule":{{"start":"2026-11-21T00:00:00Z","steps":[{steps}]}}}}}}"#)
    }),
    flags("pauses", |index| {
        let pauses = list(1_000, ",", |pause| format!(r#"{{"from":"{pause:04}-01-01T00:00:00Z","to":"{pause:04}-02-01T00:00:00Z"}}"#));
        format!(r#""f{index}":{{"serve":{{"schedule":{{"start":"2026-11-21T00:00:00Z","preset":"emergency","pauses":[{pauses}]}}}}}}"#)
    }),
    flags("stages", |index| {
        let gates = list(10, ",", |_| r#"{"metric":"m","lt":1,"min_samples":1}"#.to_owned());
        let stages = list(100, ",", |stage| format!(r#"{{"id":"s{stage}","if":{{"attribute":"a","eq":{stage}}},"gates":[{gates}]}}"#));
        format!(r#""f{index}":{{"rollout":{{"stages":[{stages}]}}}}"#)
    }),
    inside("history", (r#"{"burgee":"1","flags":{"f":{"history":["#, "]}}}"), |_| {
        r#"{"at":"2026-11-21T00:00:00Z","did":"edit"}"#.to_owned()
    }),
    inside("tags", (r#"{"burgee":"1","flags":{"f":{"tags":["#, "]}}}"), |_| r#""t""#.to_owned()),
    inside("links", (r#"{"burgee":"1","flags":{"f":{"links":{"#, "}}}}"), |index| format!(r#""{index}":"u""#)),
    inside("tests", (r#"{"burgee":"1","tests":{"#, "}}"), |index| format!(r#""{index}":[]"#)),
    flags("units", |index| format!(r#""f{index}":{{"unit":[{}]}}"#, list(8, ",", |unit| format!(r#""u{index}-{unit}""#)))),
    flags("samples", |index| any(index, 100, |leaf| format!(r#"{{"percent":5,"salt":"s{leaf}"}}"#))),
    flags("moments", |index| any(index, 100, |leaf| format!(r#"{{"now":{{"before":"2026-11-21T00:00:00.{leaf}Z"}}}}"#))),
    flags("lone-surrogates", |index| format!(r#""f{index}":{{"salt":"\ud800"}}"#)),
    flags("wrong-texts", |index| format!(r#""f{index}":{{"expires":"{}"}}"#, "x".repeat(150))),
    text("one-long-line", FLAGS.0, |index| format!(r#""é{index}":{{"a":1}},"#), r#""f":{}}}"#),
];
