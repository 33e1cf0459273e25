//! Serves and rollouts as clients get them: who is let in now, and nothing of who was, will be, or why.

use super::client::{Export, items, only};
use super::condition::Matters;
use serde_json::{Map, Value, json};

impl Export<'_> {
    /// A serve (spec ).
    pub fn serve(&self, serve: &Value) -> Value {
        if serve.is_string() {
            return serve.clone();
        }
        let mut fields = only(serve, &["percent", "ring"]);
        fields.extend(serve.get("schedule").map(|schedule| ("schedule".to_owned(), when(schedule).into())));
        fields.extend(what(serve));
        fields.into()
    }

    /// A rollout up to its present stage, without holds, gates and dates; false where it has no present stage.
    pub fn rollout(&mut self, rollout: &Value, flag: &Value, fields: &mut Map<String, Value>) -> bool {
        let progress = flag.get("progress");
        let Some(present) = progress.and_then(|progress| progress.get("stage")?.as_str()) else { return false };
        let mut stages = Vec::new();
        for stage in items(rollout, "stages") {
            let mut written = only(stage, &["id", "ring"]);
            if let Some(condition) = stage.get("if") {
                // An `if` stays one, even where it is known: so no stage becomes one that can add nobody (spec ).
                written.insert("if".to_owned(), self.condition(condition, Matters::True).written());
            }
            written.extend(only(stage, &["percent"]));
            stages.push(Value::Object(written));
            if stage.get("id").and_then(Value::as_str) == Some(present) {
                break;
            }
        }
        let is_back = progress.and_then(|progress| progress.get("status")?.as_str()) == Some("rolled_back");
        let status = if is_back { "rolled_back" } else { "running" };
        let mut written = Map::new();
        written.insert("stages".to_owned(), stages.into());
        written.extend(what(rollout));
        fields.insert("rollout".to_owned(), written.into());
        // Since when is the server's business, and changes no answer.
        fields.insert("progress".to_owned(), json!({ "stage": present, "since": "1970-01-01T00:00:00Z", "status": status }));
        true
    }
}

/// What is served: a variant or a split.
fn what(serve: &Value) -> Map<String, Value> {
    let mut fields = only(serve, &["variant"]);
    if serve.get("split").is_some() {
        let parts: Vec<Value> = items(serve, "split")
            .map(|part| if part.is_string() { part.clone() } else { only(part, &["variant", "percent", "ranges"]).into() })
            .collect();
        fields.insert("split".to_owned(), parts.into());
    }
    fields
}

/// A schedule (spec 4.2).
fn when(schedule: &Value) -> Map<String, Value> {
    let mut fields = only(schedule, &["start", "preset", "ramp", "may_decrease"]);
    for (name, members) in [("steps", ["after", "at", "percent"].as_slice()), ("pauses", &["from", "to"])] {
        if schedule.get(name).is_some() {
            let items: Vec<Value> = items(schedule, name).map(|item| only(item, members).into()).collect();
            fields.insert(name.to_owned(), items.into());
        }
    }
    fields
}
