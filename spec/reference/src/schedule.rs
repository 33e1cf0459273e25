//! Schedules at an instant (spec section 4.2): the table is written out, the clock is counted from its pauses.

use crate::{
    form::{percent, time},
    json::{Kind, Value},
};

/// The ready-made tables of, as they stand there.
const PRESETS: [(&str, &str); 3] = [
    ("aggressive", "15m 1, 30m 5, 1h 10, 2h 25, 4h 50, 8h 100"),
    ("conservative", "2d 0.1, 3d 1, 4d 5, 7d 10, 10d 25, 14d 50, 21d 100"),
    ("emergency", "5m 10, 15m 50, 30m 100"),
];

/// What a schedule says at an instant.
pub struct Schedule {
    /// In thousandths.
    pub percent: u32,
    /// What it is doing.
    pub phase: &'static str,
}

impl Schedule {
    /// A schedule at an instant.
    pub fn of(schedule: &Value, now: i64) -> Self {
        let instant = |of: &Value, name: &str| of.get(name).and_then(Value::text).and_then(time::timestamp).map(i128::from);
        let start = instant(schedule, "start");
        let steps = steps(schedule, start.unwrap_or_default());
        let begins = start.or(steps.first().map(|(due, _)| *due)).unwrap_or_default();
        let now = i128::from(now);
        let pauses: Vec<(i128, i128)> = schedule
            .get("pauses")
            .map(Value::elements)
            .unwrap_or_default()
            .iter()
            .map(|pause| (instant(pause, "from").unwrap_or_default(), instant(pause, "to").unwrap_or(i128::MAX)))
            .collect();
        // The instants of [begins, now] that a pause holds.
        let paused: i128 = pauses.iter().map(|(from, to)| ((*to).min(now + 1) - (*from).max(begins)).max(0)).sum();
        let clock = now - paused;
        let due = steps.iter().filter(|(due, _)| *due <= clock).count();
        let phase = if pauses.iter().any(|(from, to)| *from <= now && now < *to) {
            "paused"
        } else if due == 0 {
            "waiting"
        } else if due == steps.len() {
            "done"
        } else {
            "running"
        };
        let linear = schedule.get("ramp").is_some();
        let percent = match (due, steps.get(due)) {
            (0, _) => 0,
            (_, Some(next)) if linear => between(steps[due - 1], *next, clock),
            _ => steps[due - 1].1,
        };
        Self { percent: percent as u32, phase }
    }
}

/// When each step is due, and its thousandths.
fn steps(schedule: &Value, start: i128) -> Vec<(i128, i128)> {
    if let Some(preset) = schedule.get("preset").and_then(Value::text) {
        let table = PRESETS.iter().find(|(name, _)| *name == preset).map(|(_, table)| *table).unwrap_or_default();
        let step = |step: &str| {
            let (after, percent) = step.split_once(' ')?;
            let percent = Value { at: schedule.at, kind: Kind::Number(percent.to_owned()) };
            Some((start + i128::from(time::duration(after)?), i128::from(percent::thousandths(&percent)?)))
        };
        return table.split(", ").filter_map(step).collect();
    }
    let step = |step: &Value| {
        let after = step.get("after").and_then(Value::text).and_then(time::duration).map(|after| start + i128::from(after));
        let at = step.get("at").and_then(Value::text).and_then(time::timestamp).map(i128::from);
        Some((after.or(at)?, i128::from(step.get("percent").and_then(percent::thousandths)?)))
    };
    schedule.get("steps").map(Value::elements).unwrap_or_default().iter().filter_map(step).collect()
}

/// The thousandths between two steps.
fn between((due, thousandths): (i128, i128), (next_due, next): (i128, i128), clock: i128) -> i128 {
    let part = (next - thousandths).abs() * (clock - due) / (next_due - due);
    if next < thousandths { thousandths - part } else { thousandths + part }
}
