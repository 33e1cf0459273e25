//! A flag's rollout as it stands in the document, for printing: the core has read the same text before, and found no error.

use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;
use std::collections::HashMap;

#[derive(Deserialize)]
pub struct View {
    #[serde(default = "enabled")]
    pub enabled: bool,
    pub rollout: Option<Plan>,
    pub progress: Option<Progress>,
    #[serde(default)]
    pub history: Vec<Entry>,
}

#[derive(Deserialize)]
pub struct Plan {
    pub stages: Vec<Stage>,
    #[serde(default)]
    pub gates: Vec<Gate>,
    /// Those of the document.
    #[serde(skip)]
    rings: Vec<Ring>,
}

#[derive(Deserialize)]
struct Ring {
    id: String,
    #[serde(rename = "if")]
    condition: Option<Value>,
    percent: Option<f64>,
}

#[derive(Deserialize)]
pub struct Stage {
    pub id: String,
    pub ring: Option<String>,
    #[serde(rename = "if")]
    pub condition: Option<Value>,
    pub percent: Option<f64>,
    pub hold: Option<String>,
    pub max_hold: Option<String>,
    pub advance: Option<String>,
    #[serde(default)]
    pub gates: Vec<Gate>,
}

#[derive(Deserialize)]
pub struct Gate {
    pub metric: String,
    pub lt: Option<Value>,
    pub lte: Option<Value>,
    pub gt: Option<Value>,
    pub gte: Option<Value>,
    pub min_samples: Option<u64>,
    pub windows: Option<u64>,
    pub confidence: Option<f64>,
    pub rule_out: Option<Value>,
    pub on_fail: Option<Value>,
}

#[derive(Deserialize)]
pub struct Progress {
    pub stage: Option<String>,
    pub since: String,
    pub status: String,
}

#[derive(Deserialize)]
pub struct Entry {
    pub at: String,
    pub by: Option<String>,
    pub did: String,
    pub stage: Option<String>,
    pub why: Option<String>,
}

fn enabled() -> bool {
    true
}

impl View {
    /// The flag of that key; nothing where the text does not hold it in this shape.
    pub fn read(text: &str, flag: &str) -> Option<View> {
        // Why raw: a flag beside it may hold what only the core can read.
        let document: HashMap<String, Box<RawValue>> = serde_json::from_str(text).ok()?;
        let flags: HashMap<String, Box<RawValue>> = serde_json::from_str(document.get("flags")?.get()).ok()?;
        let mut view: View = serde_json::from_str(flags.get(flag)?.get()).ok()?;
        if let (Some(plan), Some(rings)) = (&mut view.rollout, document.get("rings")) {
            plan.rings = serde_json::from_str(rings.get()).unwrap_or_default();
        }
        Some(view)
    }
}

impl Plan {
    pub fn position(&self, id: &str) -> Option<usize> {
        self.stages.iter().position(|stage| stage.id == id)
    }

    /// Whom the stages up to one admit, in words.
    pub fn admitted(&self, last: usize) -> String {
        let stages = self.stages.iter().take(last.saturating_add(1));
        let bare = |stage: &&Stage| stage.is_bare();
        // All of a flag's percentages use its one draw: the largest holds the others.
        let drawn = stages.clone().filter(bare).filter_map(|stage| stage.percent).fold(0.0, f64::max);
        if drawn >= 100.0 {
            return "everybody".to_owned();
        }
        let mut who: Vec<String> = stages.filter(|stage| !bare(stage)).map(Stage::admits).collect();
        if drawn > 0.0 {
            who.push(format!("{drawn} % of the units"));
        }
        who.join(", ")
    }

    /// The gates that are asked before a stage is left, in words.
    pub fn gates(&self, stage: usize) -> impl Iterator<Item = String> {
        let is_last = stage.saturating_add(1) >= self.stages.len();
        let is_drawn = self.is_drawn(stage);
        let shared = self.gates.iter().filter(move |gate| !is_last && (is_drawn || !gate.is_relative()));
        let gates = self.stages.get(stage).into_iter().flat_map(|stage| &stage.gates).chain(shared);
        gates.map(move |gate| gate.words(|to| self.position(to).is_some_and(|to| to < stage)))
    }
}

impl Plan {
    /// Whether a stage is drawn, which those before it bear on (spec ).
    fn is_drawn(&self, stage: usize) -> bool {
        let (Some(own), Some(before)) = (self.stages.get(stage), self.stages.get(..stage)) else { return false };
        let first = before.iter().take_while(|stage| !stage.is_bare());
        let draws = |stage: &Stage| {
            stage.percent.is_some()
                || stage.ring.as_ref().is_some_and(|ring| self.ring_draws(ring))
                || stage.condition.as_ref().is_some_and(|condition| self.draws(condition))
        };
        own.is_bare()
            && own.percent.is_some_and(|percent| 0.0 < percent && percent < 100.0)
            && before.iter().skip_while(|stage| !stage.is_bare()).all(Stage::is_bare)
            && !first.into_iter().any(draws)
    }

    /// Whether a condition of the flag draws what its percentages draw.
    fn draws(&self, condition: &Value) -> bool {
        let Some(members) = condition.as_object() else { return false };
        let parts = ["all", "any"].into_iter().filter_map(|name| members.get(name)?.as_array()).flatten().chain(members.get("not"));
        members.contains_key("percent") && !members.contains_key("salt")
            || members.get("ring").and_then(Value::as_str).is_some_and(|ring| self.ring_draws(ring))
            || parts.into_iter().any(|part| self.draws(part))
    }

    /// Whether a ring, or one inside it, does.
    fn ring_draws(&self, id: &str) -> bool {
        let end = self.rings.iter().position(|ring| ring.id == id);
        let inside = self.rings.iter().take(end.map_or(0, |end| end.saturating_add(1)));
        inside.into_iter().any(|ring| ring.percent.is_some() || ring.condition.as_ref().is_some_and(|condition| self.draws(condition)))
    }
}

impl Stage {
    /// Neither ring nor condition.
    fn is_bare(&self) -> bool {
        self.ring.is_none() && self.condition.is_none()
    }

    /// Whom it admits by itself, in words.
    pub fn admits(&self) -> String {
        let condition = || format!("whom `{}`'s `if` holds for", self.id);
        let among = match (&self.ring, &self.condition) {
            (Some(ring), None) => format!("ring `{ring}`"),
            (Some(ring), Some(_)) => format!("in ring `{ring}` {}", condition()),
            (None, Some(_)) => condition(),
            (None, None) if self.percent == Some(100.0) => return "everybody".to_owned(),
            (None, None) => "the units".to_owned(),
        };
        self.percent.map_or(among.clone(), |percent| format!("{percent} % of {among}"))
    }

    /// The least time at it, in milliseconds.
    pub fn least(&self) -> i64 {
        self.hold.as_deref().and_then(burgee::duration).unwrap_or(0)
    }

    pub fn is_manual(&self) -> bool {
        self.advance.as_deref() == Some("manual")
    }
}

impl Gate {
    fn bound(&self) -> (&'static str, &Value) {
        let bounds = [("<", &self.lt), ("<=", &self.lte), (">", &self.gt), (">=", &self.gte)];
        bounds.into_iter().find_map(|(sign, bound)| Some((sign, bound.as_ref()?))).unwrap_or(("", &Value::Null))
    }

    fn is_relative(&self) -> bool {
        self.bound().1.is_object()
    }

    /// All of it, in words; a rollback leads to a stage only if that is before the present.
    fn words(&self, is_before: impl Fn(&str) -> bool) -> String {
        let (sign, bound) = self.bound();
        let mut words = vec![format!("{} {sign} {}", self.metric, number(bound))];
        words.extend(self.min_samples.map(|least| format!("of {least} or more")));
        words.extend(self.windows.filter(|&windows| windows > 1).map(|windows| format!("{windows} times running")));
        words.extend(self.confidence.map(|confidence| format!("tested with confidence {confidence}")));
        words.extend(self.rule_out.as_ref().map(|bound| format!("{} ruled out", number(bound))));
        let to = self.on_fail.as_ref().and_then(|on_fail| on_fail.get("rollback_to")?.as_str()).filter(|to| is_before(to));
        words.push(match (to, self.on_fail.as_ref().and_then(Value::as_str)) {
            (Some(to), _) => format!("else rollback to `{to}`"),
            (None, Some(other)) => format!("else {other}"),
            (None, None) => "else rollback".to_owned(),
        });
        words.join(", ")
    }
}

/// A bound as verdicts write it.
fn number(bound: &Value) -> String {
    match bound {
        Value::String(percentage) => percentage.clone(),
        Value::Object(relative) => format!("{} x baseline", relative.get("times_baseline").unwrap_or(&Value::Null)),
        other => other.to_string(),
    }
}
