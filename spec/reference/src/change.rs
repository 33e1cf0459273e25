//! What a new document changes (spec R-10.3): flags are told apart by all that can bear on their answers, written as one text.

use std::collections::BTreeSet;

use crate::{
    canonical, check,
    document::Document,
    form::{address, domain, number, time, version},
    json::{Kind, Value},
    leaf::{FOLDING, OPERATORS},
    serve,
    store::Changes,
};

/// The members of a flag that are no metadata, but those whose defaults depend on the flag.
const PLAIN: [&str; 4] = ["exclude", "if", "rules", "requires"];

/// The flags that were added, removed and changed.
pub fn between(old: Option<&Document>, new: &Document) -> Changes {
    let keys = |document: &Document| document.section("flags").map(|(key, _)| key.to_owned()).collect::<BTreeSet<_>>();
    let (before, after) = (old.map(keys).unwrap_or_default(), keys(new));
    let differs = |key: &&String| old.is_some_and(|old| identity(old, key) != identity(new, key));
    Changes {
        added: after.difference(&before).cloned().collect(),
        removed: before.difference(&after).cloned().collect(),
        changed: before.intersection(&after).filter(differs).cloned().collect(),
    }
}

/// All that bears on the answers of a flag.
fn identity(document: &Document, key: &str) -> String {
    let mut uses = Uses { document, seen: BTreeSet::new(), lines: Vec::new() };
    uses.flag(key);
    uses.lines.join("\n")
}

/// What a flag uses, as far as it has been followed.
struct Uses<'a> {
    document: &'a Document,
    seen: BTreeSet<(&'static str, String)>,
    lines: Vec<String>,
}

impl<'a> Uses<'a> {
    fn flag(&mut self, key: &str) {
        if !self.seen.insert(("flags", key.to_owned())) {
            return;
        }
        let document = self.document;
        let Some(flag) = document.flag(key) else { return };
        let code = document.quarantined.get(key).copied();
        // A value that is wrong is as if it were not written.
        let right = |name: &str| flag.get(name).filter(|_| !document.has_wrong_value(key, name));
        let member = |name: &str, default: &str| right(name).map_or(default.to_owned(), canonical::value);
        self.line(
            "flag",
            key,
            &[code.unwrap_or_default().to_owned(), member("enabled", "true"), member("sticky", "false"), member("track", "false")],
        );
        let unit = document.unit(Some(flag).filter(|_| right("unit").is_some()));
        self.line("salt", key, &[member("salt", &canonical::text(key)), unit.join("\u{0}")]);
        let off = member("off_variant", &canonical::text("off"));
        let is_told = flag.members().is_some() && !document.is_wrong(key, "variants") && !document.is_wrong(key, "off_variant");
        if is_told {
            self.line("variants", key, &[off.clone(), member("variants", r#"{"off":false,"on":true}"#)]);
        }
        if code.is_some() {
            return;
        }
        for name in PLAIN {
            let value = match (name, flag.get(name)) {
                ("requires", Some(value)) => {
                    let required = value.members().into_iter().flatten();
                    // Of a flag whose variants cannot be told, no name is one.
                    let told = |name: &str| {
                        document.flag(name).is_some_and(|flag| flag.members().is_some()) && !document.is_wrong(name, "variants")
                    };
                    canonical::object(required.map(|(name, member)| {
                        let names = one_or_more(&member.value).iter().filter(|_| told(name));
                        (name.as_str(), Some(canonical::array(names.map(canonical::value))))
                    }))
                }
                ("requires", None) => "{}".to_owned(),
                ("rules", None) => "[]".to_owned(),
                (_, value) => value.map(meaning).unwrap_or_default(),
            };
            self.line(name, key, &[value]);
        }
        self.line("serve", key, &[flag.get("serve").map(serve_meaning).unwrap_or(off)]);
        for name in ["rollout", "progress"] {
            self.line(name, key, &[flag.get(name).map(serve_meaning).unwrap_or_default()]);
        }
        self.parts(flag);
        if let Some((name, layer)) = document.layer_of(key) {
            let salt = layer.get("salt").map_or_else(|| canonical::text(name), canonical::value);
            let slots = layer.get("slots").map(Value::elements).unwrap_or_default();
            let own = |slot: &&Value| slot.get("flags").is_some_and(|flags| flags.elements().iter().any(|flag| flag.text() == Some(key)));
            let ranges: BTreeSet<_> = slots.iter().filter(own).filter_map(|slot| slot.get("range")).map(canonical::value).collect();
            self.line("layer", name, &[salt, document.unit(Some(layer)).join("\u{0}"), canonical::array(ranges)]);
        }
        for (required, _) in flag.get("requires").and_then(Value::members).into_iter().flatten() {
            self.flag(required);
        }
    }

    fn line(&mut self, kind: &str, name: &str, parts: &[String]) {
        self.lines.push(format!("{kind} {} {}", canonical::text(name), parts.join(" ")));
    }

    /// The conditions and serves of a flag.
    fn parts(&mut self, flag: &'a Value) {
        let rules = flag.get("rules").map(Value::elements).unwrap_or_default();
        let inside = rules.iter().flat_map(|rule| [rule.get("if"), rule.get("serve")]);
        let stages = flag.get("rollout").and_then(|rollout| rollout.get("stages")).map(Value::elements).unwrap_or_default();
        let own = stages.iter().flat_map(|stage| [Some(stage), stage.get("if")]);
        let parts = [flag.get("exclude"), flag.get("if"), flag.get("serve"), flag.get("rollout")].into_iter().chain(inside).chain(own);
        for part in parts.flatten() {
            self.condition(part, false);
        }
    }

    /// A condition, or the who of a serve.
    fn condition(&mut self, condition: &'a Value, in_segment: bool) {
        for name in ["all", "any"] {
            for part in condition.get(name).map(Value::elements).unwrap_or_default() {
                self.condition(part, in_segment);
            }
        }
        if let Some(part) = condition.get("not") {
            self.condition(part, in_segment);
        }
        if in_segment && condition.get("percent").is_some() && condition.get("unit").is_none() {
            self.line("default unit", "", &[self.document.unit(None).join("\u{0}")]);
        }
        if let Some(name) = condition.get("segment").and_then(Value::text) {
            self.segment(name);
        }
        if let Some(id) = condition.get("ring").and_then(Value::text) {
            let document = self.document;
            for ring in document.rings_up_to(id) {
                self.line("ring", id, &[meaning(ring)]);
                if let Some(condition) = ring.get("if") {
                    self.condition(condition, false);
                }
            }
        }
    }

    fn segment(&mut self, name: &str) {
        if self.seen.insert(("segments", name.to_owned()))
            && let Some(condition) = self.document.segment(name)
        {
            self.line("segment", name, &[meaning(condition)]);
            self.condition(condition, true);
        }
    }
}

/// A value without what changes no answer: descriptions, free members, and defaults that are written out.
fn meaning(value: &Value) -> String {
    match &value.kind {
        Kind::List(elements) => canonical::array(elements.iter().map(meaning)),
        Kind::Object(members) => {
            let said = members.iter().filter(|(name, member)| !is_default(name, &member.value));
            let leaf = value.get("attribute").is_some();
            let ignore_case = value.get("ignore_case").is_some_and(Value::is_true);
            canonical::object(said.map(|(name, member)| {
                let value = match name.as_str() {
                    "serve" => serve_meaning(&member.value),
                    "split" => format!("{:?}", serve::parts(member.value.elements())),
                    operator if leaf && OPERATORS.contains(&operator) => literal_meaning(operator, &member.value, ignore_case),
                    "pauses" => canonical::array(member.value.elements().iter().map(meaning).collect::<BTreeSet<_>>()),
                    _ => member_meaning(name, &member.value),
                };
                (name.as_str(), Some(value))
            }))
        }
        _ => canonical::value(value),
    }
}

/// Whether a member says nothing, or no more than if it were left out.
fn is_default(name: &str, value: &Value) -> bool {
    match (name, &value.kind) {
        ("description" | "may_decrease", _) | ("ignore_case", Kind::Boolean(false)) => true,
        ("pauses", Kind::List(pauses)) => pauses.is_empty(),
        ("on_miss", Kind::Text(word)) => word == "off",
        ("advance", Kind::Text(word)) => word == "auto",
        ("on_fail", Kind::Text(word)) => word == "rollback",
        ("gates", Kind::List(gates)) => gates.is_empty(),
        ("hold", Kind::Text(hold)) => time::duration(hold) == Some(0),
        _ => name.starts_with("x-"),
    }
}

/// A literal: a list is a set, and one literal alone a list of one.
fn literal_meaning(operator: &str, literal: &Value, ignore_case: bool) -> String {
    let one = |literal: &Value| match (operator, literal.text()) {
        ("email_domain", Some(text)) => domain::meaning(text),
        ("ip_in", Some(text)) => format!("{:?}", address::prefix(text)),
        ("semver", Some(text)) => version::meaning(text),
        (_, Some(text)) if ignore_case && FOLDING.contains(&operator) => canonical::text(&text.to_ascii_lowercase()),
        _ => member_meaning(operator, literal),
    };
    let set = |literals: &[Value]| canonical::array(literals.iter().map(one).collect::<BTreeSet<_>>());
    match &literal.kind {
        Kind::Object(members) if operator == "in_hashed" => {
            let digests = literal.get("sha256").map(|digests| set(digests.elements()));
            let others = members.iter().filter(|(name, _)| ["salt", "of"].contains(&name.as_str()));
            let others = others.map(|(name, member)| (name.as_str(), Some(canonical::value(&member.value))));
            canonical::object(others.chain([("sha256", digests)]))
        }
        Kind::Object(_) => meaning(literal),
        _ => set(one_or_more(literal)),
    }
}

/// The elements of a list, or what is none alone.
fn one_or_more(value: &Value) -> &[Value] {
    match &value.kind {
        Kind::List(elements) => elements,
        _ => std::slice::from_ref(value),
    }
}

fn member_meaning(name: &str, value: &Value) -> String {
    if name == "unit" {
        return canonical::array(one_or_more(value).iter().map(canonical::value));
    }
    value.text().and_then(|text| amount(name, text)).unwrap_or_else(|| meaning(value))
}

/// The duration, instant or percentage that a member writes as text: however it is written, it is the same value.
fn amount(name: &str, text: &str) -> Option<String> {
    let amount = match name {
        "hold" | "max_hold" => time::duration(text),
        "after" | "before" | "start" | "at" | "since" | "from" | "to" => time::duration(text).or(time::timestamp(text)),
        "lt" | "lte" | "gt" | "gte" => time::duration(text),
        _ => None,
    };
    let bound = || name.starts_with(['l', 'g']).then(|| check::percentage(text)).flatten();
    amount.map(|amount| amount.to_string()).or(bound().map(|bound| format!("{}%", number::print(bound))))
}

/// The same of a serve: one that does not say what serves `on`.
fn serve_meaning(serve: &Value) -> String {
    match &serve.kind {
        Kind::Object(members) if serve.get("variant").is_none() && serve.get("split").is_none() => {
            let who = members.iter().filter(|(name, member)| !is_default(name, &member.value));
            let who = who.map(|(name, member)| (name.as_str(), Some(member_meaning(name, &member.value))));
            canonical::object(who.chain([("variant", Some(canonical::text("on")))]))
        }
        // One that says nothing else is the variant's name.
        Kind::Object(members) if members.iter().all(|(name, _)| name == "variant" || name.starts_with("x-")) => {
            serve.get("variant").map(canonical::value).unwrap_or_default()
        }
        Kind::Object(_) | Kind::List(_) => meaning(serve),
        _ => canonical::value(serve),
    }
}
