//! Schedules (spec section 4.2): times become instants, percentages thousandths.

use super::Compiler;
use crate::json::{Kind, Node};
use crate::problem::{BAD_VALUE, DECREASING, MISPLACED_FIELD, NOT_ASCENDING, RANGE_OVERLAP, limit};
use crate::program::Who;
use crate::rollout::schedule::{PRESETS, Pause, Point, Ramp, Schedule};

/// How the times of steps are written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    After,
    At,
}

/// A step as it is written: after the start, or an instant.
struct Written<'a> {
    time: i64,
    percent: u32,
    time_node: Node<'a>,
    percent_node: Node<'a>,
}

impl<'a> Compiler<'a, '_> {
    pub(super) fn place_schedule(&mut self, schedule: Schedule) -> Who {
        self.schedules.push(schedule);
        Who::Schedule(self.schedules.len().saturating_sub(1) as u32)
    }

    /// Reads a schedule; `None` where it has a problem.
    pub(super) fn schedule(&mut self, node: Node<'a>) -> Option<Schedule> {
        if !self.report.demand(node, Kind::Object) {
            return None;
        }
        let before = self.report.count();
        let [start, preset, steps, ramp, may_decrease, pauses] =
            self.fields(node, &["start", "preset", "steps", "ramp", "may_decrease", "pauses"]);
        let ramp = ramp.map_or(Ramp::Steps, |node| self.ramp(node));
        let may_decrease = may_decrease.and_then(|node| self.report.boolean(node)) == Some(true);
        self.excludes(&[("preset", preset), ("steps", steps)]);
        let form = match (preset, steps) {
            (Some(_), _) => Some(Form::After),
            (None, steps) => steps.and_then(form),
        };
        self.report
            .missing(node, &[("steps", preset.is_some() || steps.is_some()), ("start", start.is_some() || form != Some(Form::After))]);
        let start = match (start, form) {
            (Some(node), Some(Form::At)) => {
                self.report.problem(node.key(), &MISPLACED_FIELD, &["start", "each step says when it is"]);
                None
            }
            (start, _) => start.and_then(|node| self.report.timestamp(node)),
        };
        let points = match (preset, steps, form) {
            (Some(node), ..) => self.preset(node),
            (None, Some(node), Some(form)) => self.steps(node, form, may_decrease),
            (None, Some(node), None) => {
                self.report.items(node, "a list of steps", limit::STEPS);
                None
            }
            (None, None, _) => None,
        };
        let pauses = pauses.map(|node| self.pauses(node)).unwrap_or_default();
        let points = points.filter(|_| self.report.count() == before)?;
        let begin = start.or_else(|| points.first().map(|&(time, _)| time))?;
        let instant = |time: i64| if form == Some(Form::After) { begin.saturating_add(time) } else { time };
        let steps = points.into_iter().map(|(time, percent)| Point { at: instant(time), percent }).collect();
        Some(Schedule { begin, ramp, steps, pauses })
    }

    fn ramp(&mut self, node: Node<'a>) -> Ramp {
        let Some(word) = self.report.string(node) else { return Ramp::Steps };
        if word != "linear" {
            self.report.problem(node, &BAD_VALUE, &[word, "the ramps: `linear`"]);
        }
        Ramp::Linear
    }

    fn preset(&mut self, node: Node<'a>) -> Option<Vec<(i64, u32)>> {
        let name = self.report.string(node)?;
        let Some((_, steps)) = PRESETS.iter().find(|(own, _)| *own == name) else {
            let help = self.report.nearest(name, &mut PRESETS.iter().map(|(own, _)| *own));
            let allowed = "`aggressive`, `conservative`, `emergency`";
            self.report.add(node, &BAD_VALUE, &[name, allowed], help);
            return None;
        };
        Some(steps.iter().map(|&(seconds, percent)| (seconds.saturating_mul(1_000), percent)).collect())
    }

    /// The steps: times as they are written, in milliseconds, and thousandths.
    fn steps(&mut self, node: Node<'a>, form: Form, may_decrease: bool) -> Option<Vec<(i64, u32)>> {
        let before = self.report.count();
        let mut written: Vec<Written<'a>> = Vec::new();
        for item in self.report.items(node, "a list of steps", limit::STEPS)? {
            written.extend(self.step(item, form));
        }
        if self.report.count() != before || written.len() != node.items().count() {
            return None;
        }
        for (earlier, later) in written.iter().zip(written.iter().skip(1)) {
            if later.time <= earlier.time {
                self.report.problem(later.time_node, &NOT_ASCENDING, &["this step", "the step before it"]);
            }
            if later.percent < earlier.percent && !may_decrease {
                self.report.problem(later.percent_node, &DECREASING, &[later.percent_node.raw()]);
            }
        }
        Some(written.into_iter().map(|step| (step.time, step.percent)).collect())
    }

    fn step(&mut self, node: Node<'a>, form: Form) -> Option<Written<'a>> {
        if !self.report.demand(node, Kind::Object) {
            return None;
        }
        let name = if form == Form::At { "at" } else { "after" };
        let [time, percent] = self.fields(node, &[name, "percent"]);
        self.report.missing(node, &[(name, time.is_some()), ("percent", percent.is_some())]);
        let read = time.and_then(|node| if form == Form::At { self.report.timestamp(node) } else { self.report.duration(node) });
        let thousandths = percent.and_then(|node| self.report.percent(node));
        Some(Written { time: read?, percent: thousandths?, time_node: time?, percent_node: percent? })
    }

    fn pauses(&mut self, node: Node<'a>) -> Box<[Pause]> {
        if !self.report.demand(node, Kind::Array) || !self.report.within(node, node.items().count(), limit::STEPS) {
            return Box::default();
        }
        let before = self.report.count();
        let mut pauses: Vec<(Pause, Node<'a>)> = Vec::new();
        for item in node.items() {
            pauses.extend(self.pause(item).map(|pause| (pause, item)));
        }
        let whole = pauses.len() == node.items().count() && self.report.count() == before;
        // Pauses come in the order of the text, and sorting keeps it.
        pauses.sort_by_key(|(pause, _)| pause.from);
        let mut covered = i64::MIN;
        for &(pause, node) in pauses.iter().filter(|_| whole) {
            if pause.from < covered {
                self.report.problem(node, &RANGE_OVERLAP, &[]);
            }
            covered = covered.max(pause.to);
        }
        pauses.into_iter().map(|(pause, _)| pause).collect()
    }

    fn pause(&mut self, node: Node<'a>) -> Option<Pause> {
        if !self.report.demand(node, Kind::Object) {
            return None;
        }
        let [from, to] = self.fields(node, &["from", "to"]);
        self.report.missing(node, &[("from", from.is_some())]);
        let from = from.and_then(|node| self.report.timestamp(node));
        let Some(end) = to else { return Some(Pause { from: from?, to: i64::MAX }) };
        let (from, to) = (from, self.report.timestamp(end));
        let pause = Pause { from: from?, to: to? };
        if pause.to <= pause.from {
            self.report.problem(end, &NOT_ASCENDING, &["`to`", "`from`"]);
        }
        Some(pause)
    }
}

/// How steps are written, as the first says; `None` where there is none.
fn form(steps: Node<'_>) -> Option<Form> {
    let first = steps.items().next()?;
    Some(if first.members().any(|member| member.name() == "at") { Form::At } else { Form::After })
}
