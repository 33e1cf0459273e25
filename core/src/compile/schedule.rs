//! Schedules (spec section 4.2): times become instants, percentages thousandths.

use super::Compiler;
use crate::json::{Kind, Member, Node};
use crate::problem::{Problem, limit};
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
        if !self.report.expect(node, Kind::Object) {
            return None;
        }
        let before = self.report.count();
        let [mut start, mut preset, mut steps, mut pauses]: [Option<Member<'a>>; 4] = [None; 4];
        let (mut ramp, mut may_decrease) = (Ramp::Steps, false);
        for member in node.members() {
            match member.name().as_ref() {
                "start" => start = Some(member),
                "preset" => preset = Some(member),
                "steps" => steps = Some(member),
                "pauses" => pauses = Some(member),
                "ramp" => ramp = self.ramp(member.value),
                "may_decrease" => may_decrease = self.report.boolean(member.value) == Some(true),
                _ => self.report.unknown_field(member, &["start", "preset", "steps", "ramp", "may_decrease", "pauses"]),
            }
        }
        self.excludes(&[("preset", preset), ("steps", steps)]);
        let form = match (preset, steps) {
            (Some(_), _) => Some(Form::After),
            (None, steps) => steps.and_then(|member| form(member.value)),
        };
        self.report
            .missing(node, &[("steps", preset.is_some() || steps.is_some()), ("start", start.is_some() || form != Some(Form::After))]);
        let start = match (start, form) {
            (Some(member), Some(Form::At)) => {
                let why = "each step says when it is";
                self.report.problem(member.key, Problem::MisplacedField { field: "start".into(), why });
                None
            }
            (start, _) => start.and_then(|member| self.report.timestamp(member.value)),
        };
        let points = match (preset, steps, form) {
            (Some(member), ..) => self.preset(member.value),
            (None, Some(member), Some(form)) => self.steps(member.value, form, may_decrease),
            (None, Some(member), None) => {
                self.report.items(member.value, "a list of steps", limit::STEPS);
                None
            }
            (None, None, _) => None,
        };
        let pauses = pauses.map(|member| self.pauses(member.value)).unwrap_or_default();
        let points = points.filter(|_| self.report.count() == before)?;
        let begin = start.or_else(|| points.first().map(|&(time, _)| time))?;
        let instant = |time: i64| if form == Some(Form::After) { begin.saturating_add(time) } else { time };
        let steps = points.into_iter().map(|(time, percent)| Point { at: instant(time), percent }).collect();
        Some(Schedule { begin, ramp, steps, pauses })
    }

    fn ramp(&mut self, node: Node<'a>) -> Ramp {
        let Some(word) = self.report.string(node) else { return Ramp::Steps };
        if word != "linear" {
            self.report.problem(node, Problem::BadValue { text: word.into(), allowed: "the ramps: `linear`" });
        }
        Ramp::Linear
    }

    fn preset(&mut self, node: Node<'a>) -> Option<Vec<(i64, u32)>> {
        let name = self.report.string(node)?;
        let Some((_, steps)) = PRESETS.iter().find(|(own, _)| *own == name) else {
            let help = self.report.nearest(&name, PRESETS.iter().map(|(own, _)| *own));
            let allowed = "`aggressive`, `conservative`, `emergency`";
            self.report.add(node, Problem::BadValue { text: name.into(), allowed }, help);
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
                self.report.problem(later.time_node, Problem::NotAscending { what: "this step", after: "the step before it" });
            }
            if later.percent < earlier.percent && !may_decrease {
                self.report.problem(later.percent_node, Problem::Decreasing { percent: later.percent_node.raw().into() });
            }
        }
        Some(written.into_iter().map(|step| (step.time, step.percent)).collect())
    }

    fn step(&mut self, node: Node<'a>, form: Form) -> Option<Written<'a>> {
        if !self.report.expect(node, Kind::Object) {
            return None;
        }
        let name = if form == Form::At { "at" } else { "after" };
        let (mut time, mut percent) = (None, None);
        for member in node.members() {
            match member.name().as_ref() {
                "percent" => percent = Some(member.value),
                own if own == name => time = Some(member.value),
                _ => self.report.unknown_field(member, &[name, "percent"]),
            }
        }
        self.report.missing(node, &[(name, time.is_some()), ("percent", percent.is_some())]);
        let read = time.and_then(|node| if form == Form::At { self.report.timestamp(node) } else { self.report.duration(node) });
        let thousandths = percent.and_then(|node| self.report.percent(node));
        Some(Written { time: read?, percent: thousandths?, time_node: time?, percent_node: percent? })
    }

    fn pauses(&mut self, node: Node<'a>) -> Box<[Pause]> {
        if !self.report.expect(node, Kind::Array) || !self.report.within(node, node.items().count(), limit::STEPS) {
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
                self.report.problem(node, Problem::RangeOverlap);
            }
            covered = covered.max(pause.to);
        }
        pauses.into_iter().map(|(pause, _)| pause).collect()
    }

    fn pause(&mut self, node: Node<'a>) -> Option<Pause> {
        if !self.report.expect(node, Kind::Object) {
            return None;
        }
        let (mut from, mut to) = (None, None);
        for member in node.members() {
            match member.name().as_ref() {
                "from" => from = Some(member.value),
                "to" => to = Some(member.value),
                _ => self.report.unknown_field(member, &["from", "to"]),
            }
        }
        self.report.missing(node, &[("from", from.is_some())]);
        let from = from.and_then(|node| self.report.timestamp(node));
        let Some(end) = to else { return Some(Pause { from: from?, to: i64::MAX }) };
        let (from, to) = (from, self.report.timestamp(end));
        let pause = Pause { from: from?, to: to? };
        if pause.to <= pause.from {
            self.report.problem(end, Problem::NotAscending { what: "`to`", after: "`from`" });
        }
        Some(pause)
    }
}

/// How steps are written, as the first says; `None` where there is none.
fn form(steps: Node<'_>) -> Option<Form> {
    let first = steps.items().next()?;
    Some(if first.members().any(|member| member.name() == "at") { Form::At } else { Form::After })
}
