//! Rollouts, their progress and their history (spec section 4.3).

use super::{Check, condition::Owner, flag::Variants};
use crate::{
    diagnostic::Spot,
    form::percent,
    json::{Kind, Value},
};

/// What a stage's own condition is made of.
const WHOM: [&str; 3] = ["ring", "if", "percent"];
const DID: [&str; 9] = ["start", "advance", "pause", "resume", "rollback", "complete", "kill", "restore", "edit"];

impl<'a> Check<'a> {
    /// The rollout of a flag, and how far it has come.
    pub(super) fn staged(&mut self, flag: &Spot<'a>, variants: &Variants<'a>, owner: &Owner) {
        let (rollout, progress) = (flag.get("rollout"), flag.get("progress"));
        let Some(rollout) = rollout else {
            if let Some(progress) = progress {
                self.report.key("misplaced-field", &progress);
            }
            return;
        };
        let mut ids = Vec::new();
        if flag.get("serve").is_some() {
            self.report.key("conflicting-fields", &rollout);
        } else {
            let stages = rollout.value.get("stages").map(Value::elements).unwrap_or_default();
            ids = stages.iter().map(|stage| stage.get("id").and_then(Value::text)).collect();
            self.rollout(&rollout, variants, owner, &ids);
        }
        if let Some(progress) = progress {
            self.progress(&progress, &ids);
        }
    }

    fn rollout(&mut self, rollout: &Spot<'a>, variants: &Variants<'a>, owner: &Owner, ids: &[Option<&str>]) {
        if !self.object(rollout, &["stages", "gates", "variant", "split", "description"], &["stages"]) {
            return;
        }
        if let Some(description) = rollout.get("description") {
            self.text(&description);
        }
        match (rollout.get("variant"), rollout.get("split")) {
            (Some(variant), split) => {
                self.variant_name(&variant, variants.names.as_deref());
                if let Some(split) = split {
                    self.report.key("conflicting-fields", &split);
                }
            }
            (None, Some(split)) => self.split(&split, variants),
            (None, None) if !variants.boolean => self.report.value("variant-required", rollout),
            (None, None) => {}
        }
        if let Some(gates) = rollout.get("gates") {
            self.gates(&gates, ids, None);
        }
        let before = self.report.found.len();
        let stages = rollout.get("stages").map(|stages| self.filled_list(&stages, 100)).unwrap_or_default();
        for stage in &stages {
            self.stage(stage, owner);
        }
        self.distinct_ids(&stages);
        if self.report.found.len() == before && stages.iter().all(is_readable) {
            self.stages_that_add_nobody(&stages);
        }
        for (index, stage) in stages.iter().enumerate() {
            let drawn = self.is_drawn(&stages[..index], stage);
            if let Some(gates) = stage.get("gates") {
                self.gates(&gates, ids, Some((index, drawn)));
            }
        }
    }

    fn stage(&mut self, stage: &Spot<'a>, owner: &Owner) {
        let members = ["id", "ring", "if", "percent", "hold", "max_hold", "advance", "gates", "description"];
        if !self.object(stage, &members, &["id"]) {
            return;
        }
        if WHOM.iter().all(|name| stage.get(name).is_none()) {
            self.report.value("missing-field", stage);
        }
        if let Some(id) = stage.get("id") {
            self.name(&id);
        }
        if let Some(ring) = stage.get("ring") {
            self.ring_name(&ring, owner);
        }
        if let Some(condition) = stage.get("if") {
            self.condition(&condition, owner);
        }
        if let Some(percent) = stage.get("percent") {
            self.percent(&percent);
        }
        for hold in ["hold", "max_hold"].into_iter().filter_map(|name| stage.get(name)) {
            self.duration(&hold);
        }
        self.word(stage, "advance", &["auto", "manual"]);
        if let Some(description) = stage.get("description") {
            self.text(&description);
        }
    }

    /// A member that is one of some words, where it is there.
    pub(super) fn word(&mut self, of: &Spot<'a>, name: &str, words: &[&str]) {
        if let Some(spot) = of.get(name)
            && let Some(word) = self.text(&spot)
            && !words.contains(&word)
        {
            self.report.value("bad-value", &spot);
        }
    }

    fn stages_that_add_nobody(&mut self, stages: &[Spot<'a>]) {
        let ring = |stage: &Spot| stage.value.get("ring").and_then(Value::text).and_then(|ring| self.ring_index(ring));
        let covers = |earlier: &Spot, stage: &Spot| {
            let wider = match (thousandths(earlier), thousandths(stage)) {
                (Some(100_000), _) => true,
                (Some(earlier), Some(percent)) => percent <= earlier,
                _ => false,
            };
            let only = |name: &str| WHOM.iter().all(|other| *other == name || earlier.value.get(other).is_none());
            only("percent") && wider || only("ring") && ring(stage).is_some_and(|own| Some(own) <= ring(earlier))
        };
        let idle = |(index, stage): &(usize, &Spot<'a>)| {
            thousandths(stage) == Some(0) || stages[..*index].iter().any(|earlier| covers(earlier, stage))
        };
        let idle: Vec<Spot> = stages.iter().enumerate().filter(idle).map(|(_, stage)| stage.clone()).collect();
        for stage in idle {
            self.report.value("stage-adds-nobody", &stage);
        }
    }

    /// Whether a stage is drawn, which those before it bear on.
    fn is_drawn(&self, before: &[Spot<'a>], stage: &Spot<'a>) -> bool {
        is_drawn(self.root.value, &before.iter().map(|stage| stage.value).collect::<Vec<_>>(), stage.value)
    }

    fn progress(&mut self, progress: &Spot<'a>, ids: &[Option<&str>]) {
        if !self.object(progress, &["stage", "since", "status"], &["since", "status"]) {
            return;
        }
        let status = progress.value.get("status").and_then(Value::text);
        match progress.get("stage") {
            Some(stage) => self.stage_name(&stage, ids),
            None if status != Some("rolled_back") => self.report.value("missing-field", progress),
            None => {}
        }
        if let Some(since) = progress.get("since") {
            self.timestamp(&since);
        }
        self.word(progress, "status", &["running", "paused", "rolled_back", "complete"]);
    }

    /// A string that names a stage; where there are none, no name is held against them.
    pub(super) fn stage_name(&mut self, spot: &Spot<'a>, ids: &[Option<&str>]) {
        if let Some(name) = self.text(spot)
            && !ids.is_empty()
            && !ids.contains(&Some(name))
        {
            self.report.value("unknown-stage", spot);
        }
    }

    pub(super) fn line_of_history(&mut self, line: &Spot<'a>) {
        if !self.object(line, &["at", "by", "did", "stage", "from", "why"], &["at", "did"]) {
            return;
        }
        if let Some(at) = line.get("at") {
            self.timestamp(&at);
        }
        self.word(line, "did", &DID);
        for text in ["by", "stage", "from", "why"].into_iter().filter_map(|name| line.get(name)) {
            self.text(&text);
        }
    }
}

/// A stage's percentage.
fn thousandths(stage: &Spot) -> Option<u32> {
    stage.value.get("percent").and_then(percent::thousandths)
}

/// Whether what a stage's own condition names can be read.
fn is_readable(stage: &Spot) -> bool {
    let ring = stage.value.get("ring").is_none_or(|ring| ring.text().is_some());
    let percent = stage.value.get("percent").is_none_or(|percent| percent::thousandths(percent).is_some());
    matches!(stage.value.kind, Kind::Object(_)) && ring && percent
}

/// Whether a stage is drawn, after these (spec ).
pub fn is_drawn(root: &Value, before: &[&Value], stage: &Value) -> bool {
    let bare = |stage: &Value| stage.get("ring").is_none() && stage.get("if").is_none();
    let objects: Vec<&&Value> = before.iter().filter(|stage| matches!(stage.kind, Kind::Object(_))).collect();
    let first_bare = objects.iter().position(|stage| bare(stage)).unwrap_or(objects.len());
    let in_order = objects[first_bare..].iter().all(|stage| bare(stage));
    let draw = |stage: &Value| {
        let ring = stage.get("ring").is_some_and(|ring| ring_draws(root, ring));
        stage.get("percent").is_some() || ring || stage.get("if").is_some_and(|condition| draws(root, condition, true))
    };
    let percent = stage.get("percent").and_then(percent::thousandths);
    bare(stage)
        && percent.is_some_and(|percent| (1..100_000).contains(&percent))
        && in_order
        && !objects[..first_bare].iter().any(|stage| draw(stage))
}

/// Whether a condition makes the flag's rollout draw. Segments cannot, and rings do not name rings.
fn draws(root: &Value, condition: &Value, in_flag: bool) -> bool {
    let several = ["all", "any"].into_iter().filter_map(|name| condition.get(name)).flat_map(Value::elements);
    let mut parts = several.chain(condition.get("not"));
    condition.get("percent").is_some() && condition.get("salt").is_none()
        || parts.any(|part| draws(root, part, in_flag))
        || in_flag && condition.get("ring").is_some_and(|ring| ring_draws(root, ring))
}

/// Whether a ring, or one before it, does.
fn ring_draws(root: &Value, ring: &Value) -> bool {
    let rings = root.get("rings").map(Value::elements).unwrap_or_default();
    let id = |ring: &Value| ring.get("id").and_then(Value::text).map(str::to_owned);
    let end = ring.text().and_then(|name| rings.iter().position(|ring| id(ring).as_deref() == Some(name)));
    let up_to = &rings[..end.map_or(0, |end| end + 1)];
    up_to.iter().any(|ring| ring.get("percent").is_some() || ring.get("if").is_some_and(|condition| draws(root, condition, false)))
}
