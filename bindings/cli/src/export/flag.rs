//! A flag as clients get it: no more than its answers need.

use super::client::{Export, draws, items, only, section};
use super::condition::{Folded, Matters, constant};
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// A flag for clients.
pub struct Exported {
    pub fields: Map<String, Value>,
    /// Whether a layer still decides about it.
    pub layered: bool,
}

impl Export<'_> {
    /// The flag of that name, among these that are exported.
    pub fn flag(&mut self, name: &str, exported: &BTreeSet<&str>) -> Exported {
        self.flag = name.to_owned();
        let Some(flag) = self.document.get("flags").and_then(|flags| flags.get(name)) else {
            return Exported { fields: Map::new(), layered: false };
        };
        let mut fields = only(flag, &["enabled", "track"]);
        let mut layered = false;
        if flag.get("enabled") != Some(&Value::Bool(false)) {
            let was_layered = self.is_layered(name);
            if !self.guards(flag, exported, &mut fields) {
                layered = was_layered;
                self.decisions(flag, &mut fields);
                fields.extend(only(flag, &["salt"]));
            }
            // Whether the flag's own serve is STATIC or DEFAULT depends on there being anything before it (spec ).
            if (was_layered || is_guarded(flag)) && !layered && !is_guarded(&fields.clone().into()) {
                fields.insert("if".to_owned(), constant(true));
            }
            if let Some(unit) = flag.get("unit").filter(|_| fields.values().any(draws)) {
                self.unit(unit);
                fields.insert("unit".to_owned(), unit.clone());
            }
        }
        self.variants(name, flag, &mut fields);
        Exported { fields, layered }
    }

    /// The steps before the layer; true where they have decided.
    fn guards(&mut self, flag: &Value, exported: &BTreeSet<&str>, fields: &mut Map<String, Value>) -> bool {
        if let Some(Value::Object(requires)) = flag.get("requires") {
            for required in requires.keys().filter(|required| !exported.contains(required.as_str())) {
                self.refuse(format!("it requires `{required}`, which is not marked for clients: mark `{required}` with \"client\": true"));
            }
            fields.insert("requires".to_owned(), Value::Object(requires.clone()));
        }
        for (name, ends) in [("exclude", true), ("if", false)] {
            match flag.get(name).map(|condition| self.condition(condition, Matters::True)) {
                Some(Folded::Known(known)) if known == ends => {
                    fields.insert(name.to_owned(), constant(known));
                    return true;
                }
                Some(Folded::Asked(condition)) => {
                    fields.insert(name.to_owned(), condition);
                }
                Some(Folded::Known(_)) | None => {}
            }
        }
        false
    }

    /// Assignments, rules, the serve or the rollout; none of them after a rule that always decides.
    fn decisions(&mut self, flag: &Value, fields: &mut Map<String, Value>) {
        let mut rules = Vec::new();
        let mut decided = false;
        for rule in items(flag, "rules") {
            let condition = rule.get("if").map_or(Folded::Known(true), |condition| self.condition(condition, Matters::True));
            if condition == Folded::Known(false) {
                continue;
            }
            let mut written = only(rule, &["id"]);
            decided = condition == Folded::Known(true);
            if let Folded::Asked(condition) = condition {
                written.insert("if".to_owned(), condition);
            }
            written.extend(rule.get("serve").map(|serve| ("serve".to_owned(), self.serve(serve))));
            written.extend(only(rule, &["on_miss"]));
            // A rule that goes on where it misses decides nothing for good.
            decided &= rule.get("on_miss").and_then(Value::as_str) != Some("continue");
            rules.push(Value::Object(written));
            if decided {
                break;
            }
        }
        if !rules.is_empty() {
            fields.insert("rules".to_owned(), rules.into());
        }
        let is_back = flag.get("progress").and_then(|progress| progress.get("status")?.as_str()) == Some("rolled_back");
        let rollout = flag.get("rollout").filter(|_| !decided);
        let has_stage = rollout.is_some_and(|rollout| self.rollout(rollout, flag, fields));
        if let Some(serve) = flag.get("serve").filter(|_| !decided) {
            let serve = self.serve(serve);
            fields.insert("serve".to_owned(), serve);
        }
        if rollout.is_some() && !has_stage {
            // Nobody is let in, by DEFAULT (spec ).
            fields.insert("serve".to_owned(), off_variant(flag).into());
            fields.entry("if").or_insert_with(|| constant(true));
        }
        // A rollout that is back passes assignments over (spec ), and is not told of any more.
        if has_stage || !is_back || flag.get("rollout").is_none() {
            fields.extend(only(flag, &["sticky"]));
        }
    }

    fn is_layered(&self, name: &str) -> bool {
        section(self.document, "layers")
            .any(|(_, layer)| items(layer, "slots").any(|slot| items(slot, "flags").any(|flag| flag.as_str() == Some(name))))
    }

    /// The variants that can still be served, or that another flag asks for. What is assigned may be any.
    fn variants(&mut self, name: &str, flag: &Value, fields: &mut Map<String, Value>) {
        let Some(Value::Object(variants)) = flag.get("variants") else { return };
        let mut named = BTreeSet::from([off_variant(flag).to_owned()]);
        names_of_variants(fields, &mut named);
        for (_, other) in section(self.document, "flags").filter(|(_, other)| other.get("client") == Some(&Value::Bool(true))) {
            if let Some(required) = other.get("requires").and_then(|requires| requires.get(name)) {
                strings(required, &mut named);
            }
        }
        let all = fields.get("sticky") == Some(&Value::Bool(true));
        let kept: Map<String, Value> = variants
            .iter()
            .filter(|(variant, _)| all || named.contains(variant.as_str()))
            .map(|(variant, value)| (variant.clone(), value.clone()))
            .collect();
        fields.insert("variants".to_owned(), kept.into());
        fields.extend(only(flag, &["off_variant"]));
    }
}

/// The variant that a flag serves when it is off.
fn off_variant(flag: &Value) -> &str {
    flag.get("off_variant").and_then(Value::as_str).unwrap_or("off")
}

/// Whether a flag has anything that may decide before its serve, but a layer.
fn is_guarded(flag: &Value) -> bool {
    ["requires", "exclude", "if"].iter().any(|name| flag.get(*name).is_some())
        || items(flag, "rules").next().is_some()
        || flag.get("sticky") == Some(&Value::Bool(true))
}

/// The variants that the serves and the rollout of a flag name.
fn names_of_variants(fields: &Map<String, Value>, into: &mut BTreeSet<String>) {
    let rules = fields.get("rules").and_then(Value::as_array).into_iter().flatten();
    let serves = rules.filter_map(|rule| rule.get("serve")).chain(["serve", "rollout"].iter().filter_map(|name| fields.get(*name)));
    for serve in serves {
        match serve {
            Value::String(variant) => drop(into.insert(variant.clone())),
            _ => {
                into.extend(serve.get("variant").and_then(Value::as_str).map(str::to_owned));
                for part in items(serve, "split") {
                    strings(part.get("variant").unwrap_or(part), into);
                }
            }
        }
    }
}

/// A string, or the strings of an array.
fn strings(value: &Value, into: &mut BTreeSet<String>) {
    into.extend(value.as_str().map(str::to_owned));
    into.extend(value.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned));
}
