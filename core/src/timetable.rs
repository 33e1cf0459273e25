//! When a flag's answers change: what its schedules and its rollout are going to do, and the instants that its conditions name.
//!
//! Knows no context and decides nothing: what is said holds for every unit.

use crate::program::{Flag, Leaf, Moment, Program, Rollout, Who};
use crate::rollout::plan::{Advance, Status};
use crate::rollout::schedule::{Ramp, Schedule};
use crate::walk::{Visitor, walk};
use std::collections::BTreeSet;

/// When a flag's answers change. Made by [`Flag::timetable`](crate::Flag::timetable).
#[derive(Clone, Debug, PartialEq)]
pub struct Timetable<'f> {
    /// What its schedules and its rollout do, by instant; what has none stands last.
    pub plan: Vec<Planned<'f>>,
    /// The instants at which its answers may change though nobody edits the document, ascending: those of its schedules and conditions, and
    /// of the flags that it requires.
    pub instants: Vec<i64>,
    /// Whether these are all. They are not where a schedule is linear, or where a condition compares an attribute with the instant.
    pub is_complete: bool,
}

/// One thing that a plan does.
#[derive(Clone, Debug, PartialEq)]
pub struct Planned<'f> {
    /// When, in milliseconds since the epoch. None is never, as things stand.
    pub at: Option<i64>,
    /// The rule whose schedule it is; none is the flag's own serve, or its rollout.
    pub rule: Option<&'f str>,
    /// What happens.
    pub event: Event<'f>,
}

/// What happens at an instant of a plan.
#[derive(Clone, Debug, PartialEq)]
pub enum Event<'f> {
    /// A schedule reaches a step.
    Step {
        /// The step's percentage.
        percent: f64,
        /// Whether the percentage moves on a line to that of the next step.
        is_linear: bool,
    },
    /// A schedule's pause begins.
    Pause,
    /// A schedule's pause ends.
    Resume,
    /// A rollout is at a stage, or may be from then on at the earliest: held by the stages before it, if all gates pass and everybody approves at once.
    Stage {
        /// The stage's id.
        id: &'f str,
        /// The ring that it admits.
        ring: Option<&'f str>,
        /// The percentage that it draws.
        percent: Option<f64>,
        /// The least time at it, in milliseconds.
        hold: i64,
        /// Whether a person moves the rollout on from it.
        is_manual: bool,
        /// How many gates must pass before the rollout moves on from it, or is complete.
        gates: usize,
        /// Whether the document has the rollout at it.
        is_present: bool,
    },
}

/// The timetable of a flag. No stage is reached before `now`, and a rollout that was not started is taken to start then.
pub(crate) fn timetable<'p>(program: &'p Program, flag: &'p Flag, now: i64) -> Timetable<'p> {
    let mut search = Search { instants: BTreeSet::new(), is_complete: true };
    walk(program, flag, &mut search);
    let mut plan = planned(program, flag, now);
    plan.sort_by_key(|planned| planned.at.unwrap_or(i64::MAX));
    Timetable { plan, instants: search.instants.into_iter().collect(), is_complete: search.is_complete }
}

fn planned<'p>(program: &'p Program, flag: &'p Flag, now: i64) -> Vec<Planned<'p>> {
    let mut plan = Vec::new();
    for rule in program.rules(flag).iter().filter(|_| !flag.quarantined) {
        match rule.serve.who {
            Who::Schedule(schedule) => {
                let name = (!rule.is_own).then(|| program.text(rule.id));
                plan.extend(program.schedule(schedule).into_iter().flat_map(|schedule| scheduled(schedule, name)));
            }
            Who::Rollout(rollout) => {
                plan.extend(program.rollout(rollout).into_iter().flat_map(|rollout| staged(program, rollout, flag.enabled, now)));
            }
            Who::Everyone | Who::Certain(_) | Who::Percent(_) | Who::Ring(_) => {}
        }
    }
    plan
}

fn scheduled<'p>(schedule: &'p Schedule, rule: Option<&'p str>) -> Vec<Planned<'p>> {
    let is_linear = schedule.ramp == Ramp::Linear;
    let steps = schedule.steps.iter().map(|step| {
        let event = Event::Step { percent: percent(step.percent), is_linear };
        Planned { at: schedule.reached(step.at), rule, event }
    });
    let pauses = schedule.pauses.iter().flat_map(|pause| {
        let resume = (pause.to < i64::MAX).then_some(Planned { at: Some(pause.to), rule, event: Event::Resume });
        std::iter::once(Planned { at: Some(pause.from), rule, event: Event::Pause }).chain(resume)
    });
    pauses.chain(steps).collect()
}

/// The present stage and those after it.
fn staged<'p>(program: &'p Program, rollout: &'p Rollout, enabled: bool, now: i64) -> Vec<Planned<'p>> {
    let moves = enabled && rollout.progress.is_none_or(|progress| progress.status == Status::Running);
    let mut at = match rollout.progress {
        Some(progress) if progress.stage.is_some() => Some(progress.since),
        _ => moves.then_some(now),
    };
    let (present, last) = (rollout.stage(), rollout.plan.stages.len().saturating_sub(1));
    let mut plan = Vec::new();
    for (index, (stage, whom)) in rollout.plan.stages.iter().zip(&rollout.whom).enumerate().skip(present.unwrap_or(0)) {
        let shared = if index < last { rollout.plan.gates.len() } else { 0 };
        let event = Event::Stage {
            id: &stage.id,
            ring: whom.ring.and_then(|ring| program.rings.get(ring.index())).map(|ring| ring.id.as_ref()),
            percent: whom.percent.map(percent),
            hold: stage.hold,
            is_manual: stage.advance == Advance::Manual,
            gates: stage.gates.len().saturating_add(shared),
            is_present: present == Some(index),
        };
        plan.push(Planned { at, rule: None, event });
        at = at.filter(|_| moves).map(|at| at.saturating_add(stage.hold).max(now));
    }
    plan
}

fn percent(thousandths: u32) -> f64 {
    f64::from(thousandths) / 1_000.0
}

/// Looks for instants in whatever a flag asks.
struct Search {
    instants: BTreeSet<i64>,
    is_complete: bool,
}

impl<'p> Visitor<'p> for Search {
    fn flag(&mut self, flag: &'p Flag) -> bool {
        flag.enabled
    }

    fn schedule(&mut self, schedule: &'p Schedule) {
        self.instants.extend(schedule.steps.iter().filter_map(|step| schedule.reached(step.at)));
        if schedule.ramp == Ramp::Linear && schedule.steps.len() > 1 {
            self.is_complete = false;
            self.instants.extend(schedule.pauses.iter().flat_map(|pause| [pause.from, pause.to]).filter(|at| *at < i64::MAX));
        }
    }

    fn leaf(&mut self, leaf: &'p Leaf) {
        self.is_complete &= !leaf.test.reads_clock();
    }

    /// Both bounds are strict: at `after` it does not hold yet, at `before` no longer.
    fn moment(&mut self, moment: &'p Moment) {
        self.instants.extend(moment.after.map(|after| after.saturating_add(1)));
        self.instants.extend(moment.before);
    }
}
