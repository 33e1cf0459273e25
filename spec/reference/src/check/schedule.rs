//! Schedules (spec section 4.2).

use super::Check;
use crate::{
    diagnostic::Spot,
    form::{percent, time},
    json::Value,
};

const STEPS: usize = 1_000;

/// When something is, and where that is written.
type Time<'a> = (i64, Spot<'a>);

impl<'a> Check<'a> {
    pub(super) fn schedule(&mut self, schedule: &Spot<'a>) {
        if !self.object(schedule, &["start", "preset", "steps", "ramp", "may_decrease", "pauses"], &[]) {
            return;
        }
        let (preset, steps, start) = (schedule.get("preset"), schedule.get("steps"), schedule.get("start"));
        if let (Some(_), Some(steps)) = (&preset, &steps) {
            self.report.key("conflicting-fields", steps);
        }
        let first = steps.as_ref().and_then(|steps| steps.value.elements().first());
        let at = preset.is_none() && first.is_some_and(|first| first.get("at").is_some());
        let needs_start = preset.is_some() || first.is_some() && !at;
        if preset.is_none() && steps.is_none() || needs_start && start.is_none() {
            self.report.value("missing-field", schedule);
        }
        if let Some(start) = start {
            if at {
                self.report.key("misplaced-field", &start);
            } else {
                self.timestamp(&start);
            }
        }
        self.words(schedule);
        if let Some(steps) = steps.filter(|_| preset.is_none()) {
            let may_decrease = schedule.value.get("may_decrease").is_some_and(Value::is_true);
            self.steps(&steps, if at { "at" } else { "after" }, may_decrease);
        }
        if let Some(pauses) = schedule.get("pauses") {
            self.pauses(&pauses);
        }
    }

    fn words(&mut self, schedule: &Spot<'a>) {
        self.word(schedule, "preset", &["aggressive", "conservative", "emergency"]);
        self.word(schedule, "ramp", &["linear"]);
        if let Some(may_decrease) = schedule.get("may_decrease") {
            self.boolean(&may_decrease);
        }
    }

    fn steps(&mut self, steps: &Spot<'a>, form: &str, may_decrease: bool) {
        let before = self.report.found.len();
        let elements = self.filled_list(steps, STEPS);
        let mut read: Vec<(Time<'a>, (u32, Spot<'a>))> = Vec::new();
        for step in &elements {
            if !self.object(step, &[form, "percent"], &[form, "percent"]) {
                continue;
            }
            let time = step.get(form).and_then(|spot| match form {
                "at" => self.instant(&spot),
                _ => self.duration(&spot),
            });
            let percent = step.get("percent").and_then(|spot| {
                self.percent(&spot);
                Some((percent::thousandths(spot.value)?, spot))
            });
            read.extend(time.zip(percent));
        }
        if self.report.found.len() != before || read.len() != elements.len() {
            return;
        }
        for pair in read.windows(2) {
            let [((earlier, _), (more, _)), ((later, time), (less, percent))] = pair else { continue };
            if later <= earlier {
                self.report.value("not-ascending", time);
            }
            if less < more && !may_decrease {
                self.report.value("decreasing", percent);
            }
        }
    }

    fn pauses(&mut self, pauses: &Spot<'a>) {
        let before = self.report.found.len();
        let elements = self.list(pauses, STEPS);
        let mut read: Vec<(i64, i64, Spot<'a>)> = Vec::new();
        for pause in &elements {
            if !self.object(pause, &["from", "to"], &["from"]) {
                continue;
            }
            let from = pause.get("from").and_then(|spot| self.instant(&spot));
            let to = match pause.get("to") {
                None => Some(i64::MAX),
                Some(spot) => self.instant(&spot).map(|(to, spot)| {
                    if from.as_ref().is_some_and(|(from, _)| to <= *from) {
                        self.report.value("not-ascending", &spot);
                    }
                    to
                }),
            };
            read.extend(from.zip(to).map(|((from, _), to)| (from, to, pause.clone())));
        }
        if self.report.found.len() != before || read.len() != elements.len() {
            return;
        }
        read.sort_by_key(|(from, ..)| *from);
        let mut end = i64::MIN;
        for (from, to, spot) in read {
            if from < end {
                self.report.value("range-overlap", &spot);
            }
            end = end.max(to);
        }
    }

    fn instant(&mut self, spot: &Spot<'a>) -> Option<Time<'a>> {
        self.timestamp(spot);
        Some((spot.value.text().and_then(time::timestamp)?, spot.clone()))
    }

    pub(super) fn duration(&mut self, spot: &Spot<'a>) -> Option<Time<'a>> {
        let text = self.text(spot)?;
        let duration = time::duration(text);
        if duration.is_none() {
            self.report.value("bad-duration", spot);
        }
        Some((duration?, spot.clone()))
    }
}
