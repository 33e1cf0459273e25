//! Conditions with what only the server knows folded out of them.
//!
//! What is unknown on the server stays unknown in the browser. It is written as the value that decides alike: where it matters whether a condition
//! is true, unknown is as good as false; where it matters whether it is false, as true (spec ).

use super::client::{Export, items, only, segment_name};
use serde_json::{Value, json};

/// Which verdict of a condition decides; the other and unknown are alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Matters {
    True,
    False,
}

impl Matters {
    fn other(self) -> Matters {
        match self {
            Matters::True => Matters::False,
            Matters::False => Matters::True,
        }
    }

    /// What a verdict of the server comes to.
    pub fn known(self, verdict: Option<bool>) -> Folded {
        Folded::Known(verdict.unwrap_or(self == Matters::False))
    }
}

/// What is left of a condition.
#[derive(Clone, Debug, PartialEq)]
pub enum Folded {
    Known(bool),
    Asked(Value),
}

impl Folded {
    /// A condition that says so, where there has to be one.
    pub fn written(self) -> Value {
        match self {
            Folded::Known(known) => constant(known),
            Folded::Asked(condition) => condition,
        }
    }
}

/// A condition that is always true, or always false, and draws nothing (spec ).
pub fn constant(known: bool) -> Value {
    json!({ "percent": if known { 100 } else { 0 } })
}

impl Export<'_> {
    pub fn condition(&mut self, condition: &Value, matters: Matters) -> Folded {
        let member = |name: &str| condition.get(name);
        if member("all").is_some() {
            let parts = items(condition, "all").map(|part| self.condition(part, matters)).collect();
            join("all", parts)
        } else if member("any").is_some() {
            let parts = items(condition, "any").map(|part| self.condition(part, matters)).collect();
            join("any", parts)
        } else if let Some(inner) = member("not") {
            match self.condition(inner, matters.other()) {
                Folded::Known(known) => Folded::Known(!known),
                Folded::Asked(inner) => Folded::Asked(json!({ "not": inner })),
            }
        } else if let Some(name) = member("segment").and_then(Value::as_str) {
            self.segment(name, matters)
        } else if let Some(name) = member("ring").and_then(Value::as_str) {
            self.in_ring(name, matters)
        } else if member("percent").is_some() {
            if let Some(unit) = member("unit") {
                self.unit(unit);
            }
            Folded::Asked(only(condition, &["percent", "salt", "unit"]).into())
        } else if let Some(now) = member("now") {
            Folded::Asked(json!({ "now": only(now, &["after", "before"]) }))
        } else {
            self.leaf(condition, matters)
        }
    }

    /// A segment, under a number. What is left of it may depend on what matters, so one segment can become two.
    fn segment(&mut self, name: &str, matters: Matters) -> Folded {
        let key = (name.to_owned(), matters);
        if let Some(folded) = self.folded.get(&key) {
            return folded.clone();
        }
        let condition = self.document.get("segments").and_then(|segments| segments.get(name)?.get("if"));
        // INVARIANT: the document is right, so every segment that is named is there.
        let folded = match condition.map(|condition| self.condition(condition, matters)) {
            Some(Folded::Asked(condition)) => {
                let at = self.segments.iter().position(|own| *own == condition).unwrap_or_else(|| {
                    self.segments.push(condition);
                    self.segments.len().saturating_sub(1)
                });
                Folded::Asked(json!({ "segment": segment_name(at) }))
            }
            Some(known) => known,
            None => Folded::Known(false),
        };
        self.folded.insert(key, folded.clone());
        folded
    }

    /// Whether the unit is in a ring (spec ).
    fn in_ring(&mut self, name: &str, matters: Matters) -> Folded {
        let last = self.ring(name);
        let own = |export: &mut Self, matters| (0..=last).map(|at| export.own(at, matters)).collect::<Vec<Folded>>();
        let parts = own(self, matters);
        let alike = matters == Matters::True || parts == own(self, Matters::True);
        match join("any", parts) {
            Folded::Asked(_) if alike => Folded::Asked(json!({ "ring": name })),
            folded => folded,
        }
    }

    /// The own condition of a ring (spec ). All percentages of a flag share its draw, so it can stand in a flag as well.
    fn own(&mut self, at: usize, matters: Matters) -> Folded {
        let Some(ring) = self.document.get("rings").and_then(|rings| rings.get(at)) else { return Folded::Known(false) };
        let parts = [
            ring.get("if").map(|condition| self.condition(condition, matters)),
            ring.get("percent").map(|percent| Folded::Asked(json!({ "percent": percent }))),
        ];
        join("all", parts.into_iter().flatten().collect())
    }

    /// The place of a ring among the rings.
    pub fn ring(&self, name: &str) -> usize {
        let mut rings = self.document.get("rings").and_then(Value::as_array).into_iter().flatten();
        rings.position(|ring| ring.get("id").and_then(Value::as_str) == Some(name)).unwrap_or_default()
    }

    /// A ring as clients get it. An `if` stays one, even where it is known: so no ring becomes one that can add nobody (spec ).
    pub fn ring_for_clients(&mut self, at: usize) -> Option<Value> {
        let ring = self.document.get("rings")?.get(at)?;
        self.flag = format!("ring {}", ring.get("id").and_then(Value::as_str).unwrap_or_default());
        let mut fields = only(ring, &["id"]);
        if let Some(condition) = ring.get("if") {
            fields.insert("if".to_owned(), self.condition(condition, Matters::True).written());
        }
        fields.extend(only(ring, &["percent"]));
        Some(fields.into())
    }
}

/// The `all` or `any` of what is left.
pub fn join(name: &str, parts: Vec<Folded>) -> Folded {
    let decides = name == "any";
    let mut asked = Vec::new();
    for part in parts {
        match part {
            Folded::Known(known) if known == decides => return Folded::Known(decides),
            Folded::Known(_) => {}
            Folded::Asked(condition) => asked.push(condition),
        }
    }
    match asked.len() {
        0 => Folded::Known(!decides),
        1 => asked.pop().map_or(Folded::Known(!decides), Folded::Asked),
        _ => Folded::Asked(json!({ name: asked })),
    }
}
