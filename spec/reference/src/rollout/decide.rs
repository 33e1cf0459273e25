//! What a rollout does next (spec ).

use super::{
    gate::{Gate, Judged},
    observation::Observation,
    statistics,
};
use crate::{
    canonical::{array, object, text},
    check::is_drawn,
    document::Document,
    form::{number, percent, time},
    json::Value,
};

/// Where a rollout then stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Progress {
    /// The stage; none for nothing.
    pub stage: Option<String>,
    /// Since when.
    pub since: i64,
    /// The status.
    pub status: &'static str,
}

/// The units of a drawn stage.
#[derive(Clone, Debug)]
struct Units {
    treatment: f64,
    control: f64,
    share: f64,
    mismatch: bool,
}

/// A decision about a rollout.
#[derive(Clone, Debug, Default)]
pub struct RolloutVerdict {
    /// The flag.
    pub flag: String,
    /// The present stage.
    pub stage: Option<String>,
    /// What is done.
    pub action: &'static str,
    to: Option<String>,
    wait: Option<&'static str>,
    until: Option<i64>,
    /// Where the rollout then stands, if that is elsewhere.
    pub progress: Option<Progress>,
    gates: Vec<Judged>,
    units: Option<Units>,
    refused: Vec<(String, &'static str)>,
}

impl RolloutVerdict {
    fn hold(mut self, wait: &'static str) -> Self {
        (self.action, self.wait) = ("hold", Some(wait));
        self
    }

    fn proceed(mut self, to: &str, now: i64) -> Self {
        (self.action, self.to) = ("proceed", Some(to.to_owned()));
        self.progress = Some(Progress { stage: self.to.clone(), since: now, status: "running" });
        self
    }

    fn stay(mut self, action: &'static str, since: i64, status: &'static str) -> Self {
        self.action = action;
        self.progress = Some(Progress { stage: self.stage.clone(), since, status });
        self
    }

    fn back(mut self, to: Option<&str>, now: i64) -> Self {
        (self.action, self.to) = ("rollback", to.map(str::to_owned));
        self.progress = Some(Progress { stage: self.to.clone(), since: now, status: "rolled_back" });
        self
    }

    /// The verdict as canonical JSON, without what people read: `why`, `bound`, `interval`.
    pub fn canonical(&self) -> String {
        let instant = |at: i64| text(&time::text(at));
        let progress = |progress: &Progress| {
            let stage = progress.stage.as_deref().map(text);
            object([("stage", stage), ("since", Some(instant(progress.since))), ("status", Some(text(progress.status)))])
        };
        let gate = |gate: &Judged| {
            object([
                ("metric", Some(text(&gate.metric))),
                ("outcome", Some(text(gate.outcome.0))),
                ("cause", gate.outcome.1.map(text)),
                ("observed", gate.observed.map(number::print)),
                ("baseline", gate.baseline.map(number::print)),
                ("n", gate.n.map(number::print)),
            ])
        };
        let units = |units: &Units| {
            object([
                ("treatment", Some(number::print(units.treatment))),
                ("control", Some(number::print(units.control))),
                ("share", Some(number::print(units.share))),
                ("mismatch", Some(units.mismatch.to_string())),
            ])
        };
        let refused = |(pointer, code): &(String, &str)| object([("pointer", Some(text(pointer))), ("code", Some(text(code)))]);
        object([
            ("flag", Some(text(&self.flag))),
            ("stage", self.stage.as_deref().map(text)),
            ("action", Some(text(self.action))),
            ("to", self.to.as_deref().map(text)),
            ("wait", self.wait.map(text)),
            ("until", self.until.map(instant)),
            ("progress", self.progress.as_ref().map(progress)),
            ("gates", (!self.gates.is_empty()).then(|| array(self.gates.iter().map(gate)))),
            ("units", self.units.as_ref().map(units)),
            ("refused", (!self.refused.is_empty()).then(|| array(self.refused.iter().map(refused)))),
        ])
    }
}

/// Decides; nothing for a flag that is not there or has no rollout.
pub fn decide(document: &Document, key: &str, observed: &[Observation], now: i64, approved: bool) -> Option<RolloutVerdict> {
    let flag = document.flag(key)?;
    let plan = flag.get("rollout")?;
    let verdict = RolloutVerdict { flag: key.to_owned(), ..RolloutVerdict::default() };
    if document.quarantined.contains_key(key) {
        return Some(verdict.hold("quarantined"));
    }
    let stages = plan.get("stages")?.elements();
    let id = |stage: &Value| stage.get("id").and_then(Value::text).unwrap_or_default().to_owned();
    let progress = flag.get("progress");
    let present = progress.and_then(|progress| progress.get("stage")).and_then(Value::text);
    let verdict = RolloutVerdict { stage: present.map(str::to_owned), ..verdict };
    if flag.get("enabled").is_some_and(|enabled| !enabled.is_true()) {
        return Some(verdict.hold("disabled"));
    }
    let Some(progress) = progress else {
        return Some(if approved { verdict.proceed(&id(stages.first()?), now) } else { verdict.hold("start") });
    };
    let status = progress.get("status")?.text()?;
    if status == "complete" {
        return Some(RolloutVerdict { action: "complete", ..verdict });
    }
    let Some(at) = stages.iter().position(|stage| Some(id(stage).as_str()) == present) else { return Some(verdict.hold("resume")) };
    let since = time::timestamp(progress.get("since")?.text()?)?;
    let share = drawn_share(document, stages, at);
    Some(Stage { plan, stages, at, share, since, status, now, approved }.decide(verdict, observed))
}

/// The share that is drawn at a drawn stage.
fn drawn_share(document: &Document, stages: &[Value], at: usize) -> Option<f64> {
    let before: Vec<&Value> = stages[..at].iter().collect();
    let thousandths = stages[at].get("percent").and_then(percent::thousandths)?;
    is_drawn(&document.root, &before, &stages[at]).then(|| f64::from(thousandths) / 100_000.0)
}

/// A rollout that stands at a stage.
struct Stage<'a> {
    plan: &'a Value,
    stages: &'a [Value],
    at: usize,
    share: Option<f64>,
    since: i64,
    status: &'a str,
    now: i64,
    approved: bool,
}

impl Stage<'_> {
    fn decide(&self, mut verdict: RolloutVerdict, observed: &[Observation]) -> RolloutVerdict {
        let Stage { since, now, .. } = *self;
        let counted = self.counted(observed, &mut verdict.refused);
        let held_until = since + self.span("hold").unwrap_or_default();
        let is_old = now >= held_until && counted.last().is_none_or(|last| last.to < held_until);
        let gates = self.gates();
        verdict.gates = gates.iter().map(|gate| gate.judge(&counted, is_old)).collect();
        verdict.units = self.units(&counted);
        let failed: Vec<&Gate> =
            gates.iter().zip(&verdict.gates).filter(|(_, judged)| judged.outcome.0 == "fail").map(|(gate, _)| gate).collect();
        let holds = verdict.gates.iter().any(|judged| judged.outcome.0 == "hold");
        let lacks = holds || !verdict.refused.is_empty();

        let rolls_back = |gate: &&&Gate| gate.on_fail_is("rollback") || gate.rollback_to().is_some();
        // 0 is nothing; n is the stage before the one of index n.
        let target = |gate: &&Gate| gate.rollback_to().and_then(|to| self.index(to)).filter(|to| *to < self.at).map_or(0, |to| to + 1);
        if let Some(to) = failed.iter().filter(rolls_back).map(target).min() {
            return verdict.back(to.checked_sub(1).and_then(|to| self.id(to)), now);
        }
        if self.status != "running" {
            return verdict.hold("resume");
        }
        let is_long = self.span("max_hold").is_some_and(|longest| now > since + longest);
        let mismatch = verdict.units.as_ref().is_some_and(|units| units.mismatch);
        if failed.iter().any(|gate| gate.on_fail_is("pause")) || mismatch || is_long && lacks {
            return verdict.stay("pause", since, "paused");
        }
        if !failed.is_empty() {
            return verdict.hold("gates");
        }
        let due = held_until.max(since + 1);
        if now < due {
            verdict.until = Some(due);
            return verdict.hold("until");
        }
        if !verdict.refused.is_empty() {
            return verdict.hold("observations");
        }
        if holds {
            return verdict.hold("gates");
        }
        if self.stages[self.at].get("advance").and_then(Value::text) == Some("manual") && !self.approved {
            return verdict.hold("approval");
        }
        match self.id(self.at + 1) {
            Some(next) => verdict.proceed(next, now),
            None => verdict.stay("complete", since, "complete"),
        }
    }

    fn id(&self, at: usize) -> Option<&str> {
        self.stages.get(at)?.get("id")?.text()
    }

    fn index(&self, id: &str) -> Option<usize> {
        (0..self.stages.len()).find(|at| self.id(*at) == Some(id))
    }

    fn span(&self, name: &str) -> Option<i64> {
        self.stages[self.at].get(name)?.text().and_then(time::duration)
    }

    ///
    fn gates(&self) -> Vec<Gate<'_>> {
        let own = self.stages[self.at].get("gates").map(Value::elements).unwrap_or_default();
        let shared = self.plan.get("gates").filter(|_| self.at + 1 < self.stages.len()).map(Value::elements).unwrap_or_default();
        let fits = |gate: &Gate| self.share.is_some() || !gate.is_relative();
        own.iter().filter_map(Gate::read).chain(shared.iter().filter_map(Gate::read).filter(fits)).collect()
    }

    ///
    fn counted<'o>(&self, observed: &'o [Observation], refused: &mut Vec<(String, &'static str)>) -> Vec<&'o Observation> {
        let mut counted: Vec<&Observation> = Vec::new();
        for one in observed {
            let from = one.from.unwrap_or(self.since);
            let reached = counted.last().map(|last| last.to);
            let wrong = match () {
                () if one.stage.is_some() && one.stage.as_deref() != self.id(self.at) => Some(("stage", "stale-observation")),
                () if from < self.since => Some(("from", "stale-observation")),
                () if one.to <= self.since => Some(("to", "stale-observation")),
                () if one.to > self.now => Some(("to", "future-observation")),
                () if reached.is_some_and(|reached| from < reached) => Some(("from", "overlapping-observation")),
                () => None,
            };
            match wrong {
                Some((member, code)) => refused.push((format!("{}/{member}", one.pointer), code)),
                None => counted.push(one),
            }
        }
        counted
    }

    fn units(&self, counted: &[&Observation]) -> Option<Units> {
        let share = self.share?;
        let all: Vec<(f64, f64)> = counted.iter().filter_map(|one| one.units).collect();
        let (treatment, control) = all.iter().fold((0.0, 0.0), |sum, units| (sum.0 + units.0, sum.1 + units.1));
        let mismatch = statistics::mismatch(treatment, control, share);
        (!all.is_empty()).then_some(Units { treatment, control, share, mismatch })
    }
}
