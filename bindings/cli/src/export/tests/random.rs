//! Documents and contexts made up for a seed. Whatever is not for clients has `secret` in it.

use serde_json::{Map, Value, json};

const PLANS: [&str; 3] = ["free", "Pro", "team"];
const EMAILS: [&str; 4] = ["secret-a@hidden.test", "Secret-B@hidden.test", "secret-c@other.test", "secret-d@other.test"];
const DOMAINS: [&str; 3] = ["hidden.test", "Other.TEST.", "secret.test"];
const TIERS: [&str; 3] = ["secret-gold", "secret-silver", "secret-bronze"];
const INSTANTS: [&str; 3] = ["2026-01-01T00:00:00Z", "2026-11-18T12:00:00Z", "2027-01-01T00:00:00Z"];
const VARIANTS: [&str; 3] = ["off", "a", "b"];

/// Where a condition stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Scope {
    Segment,
    Ring,
    Flag,
}

/// A small generator: the same numbers for a seed in every run.
///
/// Source: Marsaglia, "Xorshift RNGs" (2003).
pub struct Random {
    state: u64,
    /// What a caller has assigned, flags and their variants.
    pub assigned: Vec<(String, String)>,
}

impl Random {
    pub fn new(seed: u64) -> Self {
        Random { state: seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1, assigned: Vec::new() }
    }

    fn below(&mut self, bound: usize) -> usize {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        (self.state >> 16) as usize % bound
    }

    fn one_in(&mut self, count: usize) -> bool {
        self.below(count) == 0
    }

    fn pick<T: Clone>(&mut self, items: &[T]) -> T {
        items[self.below(items.len())].clone()
    }

    pub fn document(&mut self) -> Value {
        let rings: Vec<Value> = ["inner", "middle", "outer"].iter().map(|id| self.ring(id)).collect();
        let segments: Map<String, Value> = (0..3)
            .map(|at| (format!("secret-{at}"), json!({ "if": self.condition(Scope::Segment, 2, at), "description": "secret" })))
            .collect();
        let flags: Map<String, Value> = (0..5).map(|at| (format!("f{at}"), self.flag(at))).collect();
        for at in 0..5 {
            if self.one_in(3) {
                let variant = self.pick(&VARIANTS).to_owned();
                self.assigned.push((format!("f{at}"), variant));
            }
        }
        let mut document = json!({
            "$schema": "secret", "burgee": "1", "revision": "r1", "serial": 3, "x-secret": ["secret@hidden.test"],
            "attributes": {
                "email": { "type": "string", "private": true, "description": "secret" },
                "tier": { "type": "string", "server_only": true, "enum": TIERS },
                "score": { "type": "number", "server_only": true, "private": true },
                "/company/id": { "type": "string", "server_only": true },
                "secret": "string"
            },
            "segments": segments, "rings": rings, "flags": flags,
            "tests": { "f0": [{ "name": "secret", "context": { "email": EMAILS[0] }, "expect": "on" }] }
        });
        if self.one_in(2) {
            document["layers"] = json!({ "layer": { "slots": [
                { "id": "secret", "range": [0, 30], "flags": ["f1"], "description": "secret" },
                { "range": [30, 100], "flags": ["f1", "f2"] }
            ] } });
        }
        if self.one_in(3) {
            document["unit"] = json!(["account", "key"]);
        }
        document
    }

    fn ring(&mut self, id: &str) -> Value {
        let mut ring = json!({ "id": id, "if": self.condition(Scope::Ring, 2, 3), "description": "secret" });
        if self.one_in(3) {
            ring["percent"] = self.pick(&[10, 50, 100]).into();
        }
        ring
    }

    fn condition(&mut self, scope: Scope, depth: usize, segments: usize) -> Value {
        match self.below(if depth == 0 { 6 } else { 12 }) {
            0 if scope == Scope::Segment => json!({ "percent": 30, "salt": "s" }),
            0 => json!({ "percent": self.pick(&[0, 20, 60, 100]) }),
            1 if segments > 0 => json!({ "segment": format!("secret-{}", self.below(segments)) }),
            2 if scope == Scope::Flag => json!({ "ring": self.pick(&["inner", "middle", "outer"]) }),
            3 => json!({ "now": { self.pick(&["before", "after"]): self.pick(&INSTANTS), "x-secret": "secret" } }),
            6..=7 => json!({ "not": self.condition(scope, depth - 1, segments) }),
            8..=9 => json!({ "all": [self.condition(scope, depth - 1, segments), self.condition(scope, depth - 1, segments)] }),
            10..=11 => json!({ "any": [self.condition(scope, depth - 1, segments), self.condition(scope, depth - 1, segments)] }),
            _ => self.leaf(),
        }
    }

    fn leaf(&mut self) -> Value {
        let mut leaf = match self.below(9) {
            0 => json!({ "attribute": "plan", "eq": self.pick(&PLANS) }),
            1 => json!({ "attribute": "plan", "in": [self.pick(&PLANS), 5], "exists": true }),
            2 => json!({ "attribute": "email", "eq": self.pick(&EMAILS) }),
            3 => json!({ "attribute": "email", "in": [self.pick(&EMAILS), self.pick(&EMAILS)], "exists": self.pick(&[true, false]) }),
            4 => return json!({ "attribute": "email", "email_domain": [self.pick(&DOMAINS), self.pick(&DOMAINS)] }),
            5 => json!({ "attribute": "mail", "in": [self.pick(&EMAILS), "nobody"] }),
            6 => json!({ "attribute": "tier", "eq": self.pick(&TIERS) }),
            7 => return json!({ "attribute": "score", "lt": self.pick(&[10, 50]), "exists": true, "x-secret": 1 }),
            _ => json!({ "attribute": "/company/id", "contains": self.pick(&TIERS) }),
        };
        if leaf["attribute"] != "tier" && self.one_in(3) {
            leaf["ignore_case"] = self.pick(&[true, true, false]).into();
        }
        leaf
    }

    fn flag(&mut self, at: usize) -> Value {
        let is_boolean = self.one_in(3);
        let mut flag =
            json!({ "description": "secret", "owner": "secret@hidden.test", "tags": ["secret"], "links": { "secret": "secret" } });
        let fields = flag.as_object_mut().unwrap();
        let mut add = |name: &str, value: Value| drop(fields.insert(name.to_owned(), value));
        add("client", (!self.one_in(6)).into());
        if !is_boolean {
            add("variants", json!({ "off": "o", "a": "A", "b": "B" }));
        }
        if self.one_in(10) {
            add("enabled", false.into());
        }
        if at > 0 && self.one_in(4) {
            add("requires", json!({ format!("f{}", self.below(at)): ["off"] }));
        }
        for name in ["exclude", "if"] {
            if self.one_in(3) {
                add(name, self.condition(Scope::Flag, 3, 3));
            }
        }
        for (name, often) in [("sticky", 4), ("track", 2)] {
            if self.one_in(often) {
                add(name, true.into());
            }
        }
        let count = self.below(4);
        let rules: Vec<Value> = (0..count).map(|at| self.rule(at, is_boolean)).collect();
        if self.one_in(2) {
            add("rules", rules.into());
        }
        if self.one_in(3) {
            add("rollout", self.rollout(is_boolean));
            if !self.one_in(4) {
                let mut progress = json!({ "since": INSTANTS[0], "status": self.pick(&["running", "paused", "rolled_back", "complete"]) });
                if progress["status"] != "rolled_back" || self.one_in(2) {
                    progress["stage"] = self.pick(&["one", "two", "three"]).into();
                }
                add("progress", progress);
            }
            add("history", json!([{ "at": INSTANTS[0], "did": "start", "by": "secret@hidden.test", "why": "secret" }]));
        } else if !self.one_in(5) {
            add("serve", self.serve(is_boolean));
        }
        flag
    }

    fn rule(&mut self, at: usize, is_boolean: bool) -> Value {
        let mut rule = json!({ "id": format!("r{at}"), "description": "secret", "serve": self.serve(is_boolean), "x-secret": "secret" });
        if !self.one_in(6) {
            rule["if"] = self.condition(Scope::Flag, 3, 3);
        }
        if self.one_in(2) {
            rule["on_miss"] = self.pick(&["off", "continue"]).into();
        }
        rule
    }

    fn serve(&mut self, is_boolean: bool) -> Value {
        let who = match self.below(5) {
            0 => return if is_boolean { self.pick(&["on", "off"]).into() } else { self.pick(&VARIANTS).into() },
            1 => json!({ "ring": self.pick(&["inner", "middle", "outer"]) }),
            2 => {
                json!({ "schedule": { "steps": [{ "at": INSTANTS[0], "percent": 20, "x-secret": 1 }, { "at": INSTANTS[2], "percent": 80 }], "pauses": [{ "from": INSTANTS[1] }] } })
            }
            3 if !is_boolean => json!({}),
            _ => json!({ "percent": self.pick(&[0.0, 25.5, 60.0, 100.0]) }),
        };
        self.with_what(who, is_boolean)
    }

    fn with_what(&mut self, mut serve: Value, is_boolean: bool) -> Value {
        match self.below(3) {
            _ if is_boolean => {}
            0 => serve["variant"] = self.pick(&VARIANTS).into(),
            1 => serve["split"] = json!([{ "variant": "a", "percent": 25 }, { "variant": "off", "percent": 75, "x-secret": "secret" }]),
            _ => serve["split"] = json!(["a", "b"]),
        }
        serve
    }

    fn rollout(&mut self, is_boolean: bool) -> Value {
        let mut two = json!({ "id": "two", "if": self.condition(Scope::Flag, 2, 3), "hold": "1d" });
        if self.one_in(2) {
            two["percent"] = 40.into();
        }
        let one = if self.one_in(2) {
            json!({ "id": "one", "ring": "middle", "description": "secret" })
        } else {
            json!({ "id": "one", "percent": 10 })
        };
        let gates = json!([{ "metric": "secret", "lt": 1, "min_samples": 10, "description": "secret" }]);
        let rollout = json!({ "gates": gates, "stages": [one, two, { "id": "three", "percent": 60 }], "description": "secret" });
        self.with_what(rollout, is_boolean)
    }

    /// What the server knows: each attribute that it alone knows, or that there is none.
    pub fn server_context(&mut self) -> Value {
        let tier = if self.one_in(4) { Value::Null } else { self.pick(&TIERS).into() };
        let score = if self.one_in(4) { Value::Null } else { self.pick(&[5, 30, 70]).into() };
        let company = self.pick(&[json!({}), json!({ "id": TIERS[0] }), json!({ "id": 5 }), json!("none")]);
        json!({ "tier": tier, "score": score, "company": company })
    }

    /// What the browser knows.
    pub fn client_context(&mut self) -> Value {
        let mut context = Map::new();
        if !self.one_in(6) {
            context.insert("key".to_owned(), format!("u{}", self.below(1_000)).into());
        }
        for (name, values) in [("plan", PLANS.as_slice()), ("email", &EMAILS), ("mail", &EMAILS), ("account", &["x", "y"])] {
            let value = match self.below(6) {
                0 => continue,
                1 => self.pick(&[Value::Null, 5.into(), "".into(), "SECRET-B@HIDDEN.test".into(), "who@Secret.test.".into()]),
                _ => self.pick(values).into(),
            };
            context.insert(name.to_owned(), value);
        }
        context.into()
    }
}
