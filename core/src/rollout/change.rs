//! What a change of a rollout edits in the document: the members of `progress`, and an entry of `history`, as a patch of the text.
//!
//! The edit is minimal: values that differ are replaced in place, whatever stands beside them stays.

use super::decide::{Action, NewProgress, RolloutDecision};
use crate::json::{self, Kind, Node};
use crate::patch::{Operation, Patch, PatchError, find, token};
use crate::time::rfc3339;
use crate::value::Value;

/// A change of a flag's state, by whom and why.
#[derive(Clone, Debug, PartialEq)]
pub struct RolloutChange {
    /// The flag.
    pub flag: String,
    /// The new progress; none where it stays.
    pub progress: Option<NewProgress>,
    /// Whether the flag is enabled, where that changes.
    pub enabled: Option<bool>,
    /// When, in milliseconds since the epoch.
    pub at: i64,
    /// Who.
    pub by: String,
    /// What: `start`, `advance`, `pause`, `resume`, `rollback`, `complete`, `kill`, `restore`.
    pub did: &'static str,
    /// The stage that was left, for a rollback.
    pub from: Option<String>,
    /// The stage that it is about.
    pub stage: Option<String>,
    /// Why.
    pub why: Option<String>,
}

impl RolloutDecision {
    /// What this decision changes; nothing where nothing does.
    pub fn change(&self, by: &str) -> Option<RolloutChange> {
        let progress = self.progress.clone()?;
        let (did, from) = match &self.action {
            Action::Proceed { .. } if self.stage.is_none() => ("start", None),
            Action::Proceed { .. } => ("advance", None),
            Action::Pause => ("pause", None),
            Action::Rollback { .. } => ("rollback", self.stage.clone()),
            Action::Complete => ("complete", None),
            Action::Hold(_) => return None,
        };
        let stage = progress.stage.clone();
        let (flag, why) = (self.flag.clone(), Some(self.why.clone()));
        Some(RolloutChange { flag, progress: Some(progress), enabled: None, at: self.now, by: by.into(), did, from, stage, why })
    }

    /// The edit of the document's text; it edits nothing where nothing changes.
    ///
    /// # Errors
    ///
    /// The text does not hold the flag as an object.
    pub fn patch(&self, text: &str, by: &str) -> Result<Patch, PatchError> {
        self.change(by).map_or(Ok(Patch::default()), |change| change.patch(text))
    }
}

impl RolloutChange {
    /// The edit of a document's text.
    ///
    /// What it replaces is tested first: done to a text that somebody else edited, it fails, and nothing is lost.
    ///
    /// # Errors
    ///
    /// The text is not JSON, or does not hold the flag as an object.
    pub fn patch(&self, text: &str) -> Result<Patch, PatchError> {
        let tape = json::parse(text, 0).map_err(|_| PatchError::Syntax)?;
        let flag = format!("/flags/{}", token(&self.flag));
        find(&tape, &flag).filter(|node| node.kind() == Kind::Object).ok_or_else(|| PatchError::NotThere(flag.clone()))?;
        let there = |path: &str| find(&tape, path);
        let mut patch = Patch::default();
        // A store takes a document of the same serial for the one that it has (spec ).
        if let Some(serial) = there("/serial").and_then(Node::number) {
            set(&mut patch, "/serial".into(), Some(Value::Number(serial + 1.0)), there);
        }
        if let Some(enabled) = self.enabled {
            set(&mut patch, format!("{flag}/enabled"), Some(Value::Boolean(enabled)), there);
        }
        if let Some(progress) = &self.progress {
            let path = format!("{flag}/progress");
            let members = [
                ("stage", progress.stage.as_deref().map(Value::from)),
                ("since", Some(Value::from(rfc3339(progress.since)))),
                ("status", Some(Value::from(progress.status))),
            ];
            if !there(&path).is_some_and(|node| node.kind() == Kind::Object) {
                // Why empty: members that are added one by one stand in this order, those of a value in that of their names.
                patch.0.push(Operation::Add { path: path.clone(), value: Value::Object([].into()) });
            }
            for (name, value) in members {
                set(&mut patch, format!("{path}/{name}"), value, there);
            }
        }
        let path = format!("{flag}/history");
        let has_history = there(&path).is_some_and(|node| node.kind() == Kind::Array);
        let (path, value) = if has_history { (format!("{path}/0"), self.entry()) } else { (path, Value::List([self.entry()].into())) };
        patch.0.push(Operation::Add { path, value });
        Ok(patch)
    }

    /// The entry of the history.
    fn entry(&self) -> Value {
        let text = |text: &Option<String>| text.as_deref().map(Value::from);
        let members = [
            ("at", Some(Value::from(rfc3339(self.at)))),
            ("by", Some(Value::from(self.by.as_str()))),
            ("did", Some(Value::from(self.did))),
            ("from", text(&self.from)),
            ("stage", text(&self.stage)),
            ("why", text(&self.why)),
        ];
        Value::object(members.into_iter().filter_map(|(name, value)| Some((name, value?))))
    }
}

/// Operations after which a member has this value, or is not there; none where it is so.
fn set<'t>(patch: &mut Patch, path: String, value: Option<Value>, there: impl Fn(&str) -> Option<Node<'t>>) {
    match (there(&path), value) {
        (Some(node), Some(value)) => {
            let own = read(node);
            if own != value {
                patch.0.push(Operation::Test { path: path.clone(), value: own });
                patch.0.push(Operation::Replace { path, value });
            }
        }
        (Some(node), None) => {
            patch.0.push(Operation::Test { path: path.clone(), value: read(node) });
            patch.0.push(Operation::Remove { path });
        }
        (None, Some(value)) => patch.0.push(Operation::Add { path, value }),
        (None, None) => {}
    }
}

/// A scalar of the text.
fn read(node: Node<'_>) -> Value {
    match node.kind() {
        Kind::Boolean => Value::Boolean(node.boolean().unwrap_or_default()),
        Kind::Number => Value::Number(node.number().unwrap_or_default()),
        Kind::String => Value::from(node.string().unwrap_or_default()),
        Kind::Null | Kind::Array | Kind::Object => Value::Null,
    }
}
