//! A document for clients: the flags that are marked for them, and what these need.
//!
//! Every member that is written is named in this folder; what is not named is not written.

use super::attribute::{Declarations, Exposure};
use super::condition::{Folded, Matters};
use super::guard;
use crate::failure::Failure;
use burgee::{Context, Loader};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Why something cannot be exported: each reason once.
#[derive(Debug, Default)]
pub struct Refusals(BTreeSet<String>);

impl Refusals {
    pub fn add(&mut self, why: String) {
        self.0.insert(why);
    }

    pub fn failure(&self, name: &str) -> Failure {
        let lines: String = self.0.iter().map(|why| format!("\n  {why}")).collect();
        Failure::new(format!("`{name}` cannot be exported for clients{lines}"))
    }
}

/// An export in the making.
pub struct Export<'d> {
    pub document: &'d Map<String, Value>,
    pub declarations: Declarations,
    pub context: &'d Context,
    pub now: i64,
    pub salt: String,
    /// The flag that is being read.
    pub flag: String,
    /// The `if`s of the segments written so far; the name of each is its number.
    pub segments: Vec<Value>,
    /// What segments came to.
    pub folded: HashMap<(String, Matters), Folded>,
    /// Literals that are written as hashes.
    pub hidden: BTreeSet<String>,
    pub refusals: Refusals,
}

/// The document for clients, or why there is none.
pub fn export(document: &Map<String, Value>, context: &Context, now: i64, salt: String) -> Result<Value, Refusals> {
    let mut export = Export {
        document,
        declarations: Declarations::read(document),
        context,
        now,
        salt,
        flag: String::new(),
        segments: Vec::new(),
        folded: HashMap::new(),
        hidden: BTreeSet::new(),
        refusals: Refusals::default(),
    };
    let written = export.write();
    guard::check(&written, &export.hidden, &mut export.refusals);
    if export.refusals.0.is_empty()
        && let Err(error) = Loader::new().strict(true).load("the export", written.to_string().as_bytes())
    {
        export.refusals.add(format!("what would be exported is refused: {error}"));
    }
    if export.refusals.0.is_empty() { Ok(written) } else { Err(export.refusals) }
}

/// The flags that are marked for clients, in code point order.
pub fn marked(document: &Map<String, Value>) -> BTreeSet<&str> {
    section(document, "flags").filter(|(_, flag)| flag.get("client") == Some(&Value::Bool(true))).map(|(name, _)| name).collect()
}

/// The things in a section.
pub fn section<'d>(document: &'d Map<String, Value>, name: &str) -> impl Iterator<Item = (&'d str, &'d Value)> {
    document.get(name).and_then(Value::as_object).into_iter().flatten().map(|(name, thing)| (name.as_str(), thing))
}

impl<'d> Export<'d> {
    fn write(&mut self) -> Value {
        let names = marked(self.document);
        if names.is_empty() {
            self.refusals.add("no flag is marked for clients: mark those that are meant with \"client\": true".to_owned());
        }
        let mut flags = Map::new();
        let mut layered = BTreeSet::new();
        for name in &names {
            let flag = self.flag(name, &names);
            if flag.layered {
                layered.insert(*name);
            }
            flags.insert((*name).to_owned(), Value::Object(flag.fields));
        }
        let layers = self.layers(&layered);
        let rings = mentioned("ring", flags.values()).iter().map(|name| self.ring(name).saturating_add(1)).max().unwrap_or(0);
        let rings: Vec<Value> = (0..rings).filter_map(|at| self.ring_for_clients(at)).collect();
        let segments = self.segments_of(flags.values().chain(&rings));
        let asked = mentioned("attribute", flags.values().chain(&rings).chain(segments.values()));
        let private: BTreeMap<&str, &Value> = asked.iter().flat_map(|attribute| self.declarations.private(attribute)).collect();
        let attributes: Map<String, Value> =
            private.iter().map(|(name, of_type)| ((*name).to_owned(), json!({ "type": of_type, "private": true }))).collect();

        let mut written = Map::new();
        for name in ["burgee", "hash", "revision", "serial"] {
            written.extend(self.document.get(name).map(|value| (name.to_owned(), value.clone())));
        }
        let draws = flags.values().any(draws) || segments.values().any(draws) || !layers.is_empty();
        if let Some(unit) = self.document.get("unit").filter(|_| draws) {
            self.flag = "the document".to_owned();
            self.unit(unit);
            written.insert("unit".to_owned(), unit.clone());
        }
        let sections = [("attributes", attributes), ("segments", segments)];
        written
            .extend(sections.into_iter().filter(|(_, things)| !things.is_empty()).map(|(name, things)| (name.to_owned(), things.into())));
        if !rings.is_empty() {
            written.insert("rings".to_owned(), rings.into());
        }
        if !layers.is_empty() {
            written.insert("layers".to_owned(), layers.into());
        }
        written.insert("flags".to_owned(), flags.into());
        Value::Object(written)
    }

    /// The segments that these lean on, and those that the segments lean on.
    fn segments_of<'v>(&self, leaning: impl Iterator<Item = &'v Value>) -> Map<String, Value> {
        let mut written = Map::new();
        let mut open = mentioned("segment", leaning);
        while let Some(name) = open.pop_first() {
            let condition = self.segments.iter().enumerate().find(|(at, _)| segment_name(*at) == name).map(|(_, condition)| condition);
            if let (Some(condition), false) = (condition, written.contains_key(&name)) {
                open.extend(mentioned("segment", [condition]));
                written.insert(name, json!({ "if": condition }));
            }
        }
        written
    }

    /// The layers that list any of these flags, with these flags alone. Their names are in no decision, so they are numbers.
    fn layers(&mut self, flags: &BTreeSet<&str>) -> Map<String, Value> {
        let mut written = Map::new();
        for (name, layer) in section(self.document, "layers") {
            let slots: Vec<Value> = items(layer, "slots")
                .filter_map(|slot| {
                    let listed: Vec<&Value> =
                        items(slot, "flags").filter(|flag| flag.as_str().is_some_and(|flag| flags.contains(flag))).collect();
                    (!listed.is_empty()).then(|| json!({ "range": slot.get("range"), "flags": listed }))
                })
                .collect();
            if slots.is_empty() {
                continue;
            }
            let mut fields = Map::new();
            if let Some(unit) = layer.get("unit") {
                self.flag = format!("layer {name}");
                self.unit(unit);
                fields.insert("unit".to_owned(), unit.clone());
            }
            fields.insert("salt".to_owned(), layer.get("salt").cloned().unwrap_or(name.into()));
            fields.insert("slots".to_owned(), slots.into());
            written.insert(written.len().saturating_add(1).to_string(), fields.into());
        }
        written
    }

    /// Refuses a unit that only the server knows.
    pub fn unit(&mut self, unit: &Value) {
        let names = unit.as_str().into_iter().chain(unit.as_array().into_iter().flatten().filter_map(Value::as_str));
        for name in names {
            if self.declarations.exposure(name) == Exposure::ServerOnly {
                let flag = &self.flag;
                self.refusals.add(format!("`{flag}` draws by `{name}`, which is server_only: send its value instead (--values)"));
            }
        }
    }
}

/// The name that a segment has among clients: its own is in no decision.
pub fn segment_name(at: usize) -> String {
    at.saturating_add(1).to_string()
}

/// The elements of a member that is an array.
pub fn items<'v>(value: &'v Value, name: &str) -> impl Iterator<Item = &'v Value> {
    value.get(name).and_then(Value::as_array).into_iter().flatten()
}

/// The members of these names, where they are.
pub fn only(value: &Value, names: &[&str]) -> Map<String, Value> {
    names.iter().filter_map(|name| Some(((*name).to_owned(), value.get(*name)?.clone()))).collect()
}

/// The texts of members of this name, wherever they stand but in variants.
fn mentioned<'v>(name: &str, values: impl IntoIterator<Item = &'v Value>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for value in values {
        mention(name, value, &mut found);
    }
    found
}

fn mention(name: &str, value: &Value, into: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            for (own, value) in members.iter().filter(|(own, _)| *own != "variants") {
                into.extend(value.as_str().filter(|_| own == name).map(str::to_owned));
                mention(name, value, into);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| mention(name, item, into)),
        _ => {}
    }
}

/// Whether anything may be drawn.
pub fn draws(value: &Value) -> bool {
    match value {
        Value::Object(members) => members.iter().any(|(name, value)| match (name.as_str(), value) {
            ("variants", _) => false,
            ("percent", Value::Number(percent)) => percent.as_f64().is_some_and(|percent| percent > 0.0 && percent < 100.0),
            ("split" | "schedule", _) | ("ring", Value::String(_)) => true,
            (_, value) => draws(value),
        }),
        Value::Array(items) => items.iter().any(draws),
        _ => false,
    }
}
