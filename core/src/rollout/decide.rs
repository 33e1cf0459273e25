//! Whether a staged rollout moves on: a pure function of its plan, its progress, what was observed, and the instant (spec and after).
//!
//! Reads no document and writes none: `change` says what a verdict edits. At most one stage a call; a second call with the same input finds nothing to do.

use super::gate::{GateCause, GateOutcome, GateVerdict, judge};
use super::observation::{Observation, Observations};
use super::plan::{Advance, Bound, Gate, OnFail, Plan, Progress, Stage, Status};
use super::statistics::sample_ratio_mismatch;
use super::words::{percentage, span};
use crate::time::rfc3339;

/// What is asked of a rollout.
#[derive(Clone, Copy, Debug)]
pub(crate) struct State<'p> {
    pub(crate) plan: &'p Plan,
    pub(crate) progress: Option<Progress>,
    pub(crate) enabled: bool,
}

/// What a rollout should do now.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// Move on to this stage, or begin with it.
    Proceed {
        /// The stage's id.
        to: String,
    },
    /// Stay, for this.
    Hold(Wait),
    /// Stay, and wait for a person.
    Pause,
    /// Go back.
    Rollback {
        /// The stage's id; none is back to nothing.
        to: Option<String>,
    },
    /// The last stage has held: the rollout is over.
    Complete,
}

/// What a rollout waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wait {
    /// Somebody who starts it.
    Start,
    /// This instant, in milliseconds since the epoch.
    Until(i64),
    /// Gates that neither pass nor fail, or fail and say so.
    Gates,
    /// Observations in place of those that were refused.
    Observations,
    /// Somebody who approves.
    Approval,
    /// Somebody who resumes it.
    Resume,
    /// The flag, which is disabled.
    Disabled,
    /// The flag, which is quarantined.
    Quarantined,
}

/// An observation that does not count, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefusedObservation {
    /// The JSON Pointer into the text of the observations.
    pub pointer: String,
    /// `stale-observation`, `future-observation` or `overlapping-observation`.
    pub code: &'static str,
    /// A sentence.
    pub why: String,
}

/// The sizes of the arms, held against the split.
#[derive(Clone, Debug, PartialEq)]
pub struct SampleRatio {
    /// Units seen with the treatment.
    pub treatment: f64,
    /// Units seen without.
    pub control: f64,
    /// The treatment's share of 1 that the stage promises.
    pub share: f64,
    /// They do not have the sizes that they should.
    pub is_mismatch: bool,
}

/// Where a rollout stands after an action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewProgress {
    /// The stage's id.
    pub stage: Option<String>,
    /// Since when, in milliseconds since the epoch.
    pub since: i64,
    /// `running`, `paused`, `rolled_back` or `complete`.
    pub status: &'static str,
}

/// What a rollout should do, and everything that speaks for it.
#[derive(Clone, Debug, PartialEq)]
pub struct RolloutDecision {
    /// What to do.
    pub action: Action,
    /// Why, in a sentence: what an entry of the history says.
    pub why: String,
    /// The gates of the stage, in order: its own, then those of all stages.
    pub gates: Vec<GateVerdict>,
    /// The sizes of the arms, where they were observed at a drawn stage.
    pub units: Option<SampleRatio>,
    /// What does not count.
    pub refused: Vec<RefusedObservation>,
    /// Where the rollout then stands; none where nothing changes.
    pub progress: Option<NewProgress>,
    /// The stage that it stands at before.
    pub stage: Option<String>,
    /// The flag.
    pub flag: String,
    /// The instant of the decision.
    pub now: i64,
}

/// Decides; `approved_by` names who approves a start or a stage that is moved on by hand.
pub(crate) fn decide(flag: &str, state: State<'_>, observations: &Observations, now: i64, approved_by: Option<&str>) -> RolloutDecision {
    let stage = state.progress.and_then(|progress| progress.stage).and_then(|at| Some((at, state.plan.stages.get(at as usize)?)));
    let mut decision = RolloutDecision {
        action: Action::Hold(Wait::Disabled),
        why: "the flag is disabled".into(),
        gates: Vec::new(),
        units: None,
        refused: Vec::new(),
        progress: None,
        stage: stage.map(|(_, stage)| stage.id.as_ref().into()),
        flag: flag.into(),
        now,
    };
    if !state.enabled {
        return decision;
    }
    match (state.progress, stage) {
        (None, _) => start(&mut decision, state.plan, approved_by),
        (Some(progress), _) if progress.status == Status::Complete => {
            decision.say(Action::Complete, "the rollout is complete".into());
        }
        (Some(_), None) => decision.say(Action::Hold(Wait::Resume), "the rollout was taken back to nothing".into()),
        (Some(progress), Some((at, stage))) => {
            let asked = Asked { plan: state.plan, progress, at, stage, now, approved_by };
            asked.decide(&mut decision, observations);
        }
    }
    decision
}

fn start(decision: &mut RolloutDecision, plan: &Plan, approved_by: Option<&str>) {
    match (plan.stages.first(), approved_by) {
        (Some(first), Some(who)) => {
            decision.say(Action::Proceed { to: first.id.as_ref().into() }, format!("started by {who}"));
            decision.moved(Some(first), decision.now, Status::Running);
        }
        _ => decision.say(Action::Hold(Wait::Start), "the rollout has not been started".into()),
    }
}

impl RolloutDecision {
    /// The decision about a flag that cannot be read.
    pub(crate) fn quarantined(flag: &str, code: &str, now: i64) -> RolloutDecision {
        RolloutDecision {
            action: Action::Hold(Wait::Quarantined),
            why: format!("the flag is quarantined: {code}"),
            gates: Vec::new(),
            units: None,
            refused: Vec::new(),
            progress: None,
            stage: None,
            flag: flag.into(),
            now,
        }
    }

    fn say(&mut self, action: Action, why: String) {
        self.action = action;
        self.why = why;
    }

    fn moved(&mut self, stage: Option<&Stage>, since: i64, status: Status) {
        self.progress = Some(NewProgress { stage: stage.map(|stage| stage.id.as_ref().into()), since, status: status.as_str() });
    }
}

/// A rollout that stands at a stage, and what is asked of it.
struct Asked<'p> {
    plan: &'p Plan,
    progress: Progress,
    at: u32,
    stage: &'p Stage,
    now: i64,
    approved_by: Option<&'p str>,
}

impl<'p> Asked<'p> {
    fn decide(&self, decision: &mut RolloutDecision, observations: &Observations) {
        let accepted = self.accept(observations, &mut decision.refused);
        let gates: Vec<&Gate> = self.gates().collect();
        decision.gates = gates.iter().map(|gate| self.judged(gate, &accepted)).collect();
        decision.units = self.units(&accepted);
        let failed: Vec<(&Gate, &GateVerdict)> =
            gates.iter().copied().zip(&decision.gates).filter(|(_, verdict)| verdict.outcome == GateOutcome::Fail).collect();
        if let Some((to, why)) = self.back(&failed) {
            decision.say(Action::Rollback { to: to.map(|stage| stage.id.as_ref().into()) }, why);
            return decision.moved(to, self.now, Status::RolledBack);
        }
        if self.progress.status != Status::Running {
            let word = if self.progress.status == Status::Paused { "paused" } else { "rolled back" };
            return decision.say(Action::Hold(Wait::Resume), format!("the rollout is {word}"));
        }
        if let Some(why) = self.pause(&failed, decision) {
            decision.say(Action::Pause, why);
            return decision.moved(Some(self.stage), self.progress.since, Status::Paused);
        }
        let failing: Vec<&str> = failed.iter().map(|(_, verdict)| verdict.why.as_str()).collect();
        if !failing.is_empty() {
            return decision.say(Action::Hold(Wait::Gates), failing.join("; "));
        }
        self.onward(decision);
    }

    /// No gate fails: stay until all is well, or move on.
    fn onward(&self, decision: &mut RolloutDecision) {
        if self.now < self.due() {
            let why = format!("holds until {}", rfc3339(self.due()));
            return decision.say(Action::Hold(Wait::Until(self.due())), why);
        }
        if let Some(refused) = decision.refused.first() {
            let why = refused.why.clone();
            return decision.say(Action::Hold(Wait::Observations), why);
        }
        let waiting: Vec<&str> = holding(&decision.gates).map(|verdict| verdict.why.as_str()).collect();
        if !waiting.is_empty() {
            let why = waiting.join("; ");
            return decision.say(Action::Hold(Wait::Gates), why);
        }
        if self.stage.advance == Advance::Manual && self.approved_by.is_none() {
            return decision.say(Action::Hold(Wait::Approval), format!("stage `{}` is moved on by hand", self.stage.id));
        }
        let mut why: Vec<String> = (self.stage.hold > 0).then(|| format!("held {}", span(self.stage.hold))).into_iter().collect();
        why.extend(decision.gates.iter().map(|verdict| verdict.why.clone()));
        why.extend(self.approved_by.filter(|_| self.stage.advance == Advance::Manual).map(|who| format!("approved by {who}")));
        let why = if why.is_empty() { "nothing to wait for".into() } else { why.join("; ") };
        match self.plan.stages.get((self.at as usize).saturating_add(1)) {
            Some(next) => {
                decision.say(Action::Proceed { to: next.id.as_ref().into() }, why);
                decision.moved(Some(next), self.now, Status::Running);
            }
            None => {
                decision.say(Action::Complete, why);
                decision.moved(Some(self.stage), self.progress.since, Status::Complete);
            }
        }
    }

    /// The gates of the stage: its own, and, but at the last, those of the rollout. Where nothing is drawn there is nothing to compare with.
    fn gates(&self) -> impl Iterator<Item = &'p Gate> {
        let is_last = (self.at as usize).saturating_add(1) >= self.plan.stages.len();
        let is_drawn = self.stage.drawn.is_some();
        let fits = move |gate: &&Gate| !is_last && (is_drawn || !matches!(gate.bound, Bound::TimesBaseline(_)));
        self.stage.gates.iter().chain(self.plan.gates.iter().filter(fits))
    }

    /// The first instant at which the stage may be left: after its hold, and not at the instant at which it was entered.
    fn due(&self) -> i64 {
        self.progress.since.saturating_add(self.stage.hold.max(1))
    }

    /// The observations that count, the oldest first.
    fn accept<'o>(&self, observations: &'o Observations, refused: &mut Vec<RefusedObservation>) -> Vec<&'o Observation> {
        let mut accepted: Vec<&'o Observation> = Vec::new();
        let mut reached = i64::MIN;
        for (index, observation) in observations.list.iter().enumerate() {
            let base = if observations.in_array { format!("/{index}") } else { String::new() };
            let mut refuse = |field: &str, code: &'static str, why: String| {
                refused.push(RefusedObservation { pointer: format!("{base}/{field}"), code, why });
            };
            let from = observation.from.unwrap_or(self.progress.since);
            if let Some(stage) = observation.stage.as_deref().filter(|stage| *stage != self.stage.id.as_ref()) {
                refuse("stage", "stale-observation", format!("an observation of stage `{stage}`; the rollout is at `{}`", self.stage.id));
            } else if from < self.progress.since || observation.to <= self.progress.since {
                let (field, at) = if from < self.progress.since { ("from", from) } else { ("to", observation.to) };
                let began = rfc3339(self.progress.since);
                refuse(field, "stale-observation", format!("an observation of {}; the stage began {began}", rfc3339(at)));
            } else if observation.to > self.now {
                let (to, now) = (rfc3339(observation.to), rfc3339(self.now));
                refuse("to", "future-observation", format!("an observation up to {to}, and it is {now}"));
            } else if from < reached {
                let reached = rfc3339(reached);
                refuse(
                    "from",
                    "overlapping-observation",
                    format!("an observation from {}; the one before goes to {reached}", rfc3339(from)),
                );
            } else {
                reached = observation.to;
                accepted.push(observation);
            }
        }
        accepted
    }

    fn judged(&self, gate: &Gate, accepted: &[&Observation]) -> GateVerdict {
        let verdict = judge(gate, accepted);
        let reach = accepted.last().map_or(i64::MIN, |observation| observation.to);
        let held = self.progress.since.saturating_add(self.stage.hold);
        if verdict.outcome == GateOutcome::Pass && self.now >= held && reach < held {
            let outcome = GateOutcome::Hold(GateCause::OldData);
            return GateVerdict {
                outcome,
                why: format!("{}, but the observations end at {}, before the hold", verdict.why, rfc3339(reach)),
                ..verdict
            };
        }
        verdict
    }

    /// The sizes of the arms of a drawn stage, over all observations.
    fn units(&self, accepted: &[&Observation]) -> Option<SampleRatio> {
        let share = f64::from(self.stage.drawn?) / 100_000.0;
        let units = accepted.iter().filter_map(|observation| observation.units);
        let sum = units.reduce(|sum, units| super::observation::Arms {
            treatment: sum.treatment + units.treatment,
            control: sum.control + units.control,
        })?;
        let is_mismatch = sample_ratio_mismatch(sum.treatment, sum.control, share);
        Some(SampleRatio { treatment: sum.treatment, control: sum.control, share, is_mismatch })
    }

    /// The stage that failing gates take the rollout back to (none: to nothing), and why. Of several the earliest.
    fn back(&self, failed: &[(&Gate, &GateVerdict)]) -> Option<(Option<&'p Stage>, String)> {
        let target = |gate: &Gate| match gate.on_fail {
            OnFail::Rollback => Some(None),
            OnFail::RollbackTo(to) => Some(Some(to).filter(|&to| to < self.at)),
            OnFail::Pause | OnFail::Hold => None,
        };
        let to = failed.iter().filter_map(|(gate, _)| target(gate)).min()?;
        let why: Vec<&str> = failed.iter().filter(|(gate, _)| target(gate).is_some()).map(|(_, verdict)| verdict.why.as_str()).collect();
        Some((to.and_then(|to| self.plan.stages.get(to as usize)), why.join("; ")))
    }

    fn pause(&self, failed: &[(&Gate, &GateVerdict)], decision: &RolloutDecision) -> Option<String> {
        let mut why: Vec<String> =
            failed.iter().filter(|(gate, _)| gate.on_fail == OnFail::Pause).map(|(_, verdict)| verdict.why.clone()).collect();
        if let Some(units) = decision.units.as_ref().filter(|units| units.is_mismatch) {
            let seen = units.treatment / (units.treatment + units.control);
            let (treatment, of) = (units.treatment, units.treatment + units.control);
            why.push(format!(
                "the arms do not have their sizes: {} of {of:.0} units ({}) where {} are drawn",
                format_args!("{treatment:.0}"),
                percentage(seen),
                percentage(units.share)
            ));
        }
        let lacking = holding(&decision.gates).map(|verdict| verdict.why.as_str()).next();
        let lacking = lacking.or(decision.refused.first().map(|refused| refused.why.as_str()));
        if let (Some(longest), Some(lacking)) = (self.stage.max_hold, lacking)
            && self.now > self.progress.since.saturating_add(longest)
        {
            why.push(format!("not enough data for {}: {lacking}", span(longest)));
        }
        (!why.is_empty()).then(|| why.join("; "))
    }
}

/// The gates that neither pass nor fail.
fn holding(gates: &[GateVerdict]) -> impl Iterator<Item = &GateVerdict> {
    gates.iter().filter(|verdict| matches!(verdict.outcome, GateOutcome::Hold(_)))
}
