//! Schedules (spec section 4.2): a percentage that is a function of the instant, in integers only.

/// A schedule. INVARIANT: steps ascend and are never empty; pauses ascend and do not overlap.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Schedule {
    /// When its clock begins, in milliseconds since the epoch: pauses count from here.
    pub(crate) begin: i64,
    pub(crate) ramp: Ramp,
    pub(crate) steps: Box<[Point]>,
    pub(crate) pauses: Box<[Pause]>,
}

/// What happens between two steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ramp {
    /// The first holds until the second.
    Steps,
    Linear,
}

/// A step: from this instant of the clock on, these thousandths of a percent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Point {
    pub(crate) at: i64,
    pub(crate) percent: u32,
}

/// A pause `[from, to)`. One without end has `i64::MAX`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Pause {
    pub(crate) from: i64,
    pub(crate) to: i64,
}

/// What a schedule is doing at an instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Phase {
    Waiting,
    Running,
    Paused,
    Done,
}

impl Phase {
    /// The word in traces.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Phase::Waiting => "waiting",
            Phase::Running => "running",
            Phase::Paused => "paused",
            Phase::Done => "done",
        }
    }
}

impl Schedule {
    /// The percentage at an instant, in thousandths.
    pub(crate) fn percent(&self, now: i64) -> u32 {
        let clock = self.clock(now);
        let reached = self.steps.partition_point(|step| step.at <= clock);
        let Some(last) = reached.checked_sub(1).and_then(|last| self.steps.get(last)) else { return 0 };
        match (self.ramp, self.steps.get(reached)) {
            (Ramp::Linear, Some(next)) => between(*last, *next, clock),
            _ => last.percent,
        }
    }

    /// What it is doing at an instant.
    pub(crate) fn phase(&self, now: i64) -> Phase {
        let clock = self.clock(now);
        let reached = |step: Option<&Point>| step.is_some_and(|step| step.at <= clock);
        if self.pauses.iter().any(|pause| pause.from <= now && now < pause.to) {
            Phase::Paused
        } else if reached(self.steps.last()) {
            Phase::Done
        } else if reached(self.steps.first()) {
            Phase::Running
        } else {
            Phase::Waiting
        }
    }

    /// When its last step took effect, if it has by this instant, and the percentage since then.
    pub(crate) fn end(&self, now: i64) -> Option<(i64, u32)> {
        let last = self.steps.last().filter(|last| last.at <= self.clock(now))?;
        Some((self.put_off(last.at), last.percent))
    }

    /// When the clock reaches a step that is due at this instant; none where a pause without end comes first.
    #[cfg(feature = "rollout")]
    pub(crate) fn reached(&self, due: i64) -> Option<i64> {
        Some(self.put_off(due)).filter(|at| *at < i64::MAX)
    }

    /// An instant of the clock as it really comes: each pause that begins before it puts it off.
    fn put_off(&self, due: i64) -> i64 {
        let put_off = |at: i64, pause: &Pause| if pause.from <= at { at.saturating_add(self.paused(pause, pause.to)) } else { at };
        self.pauses.iter().fold(due, put_off)
    }

    /// The instant less the paused milliseconds up to and with it.
    fn clock(&self, now: i64) -> i64 {
        let after = now.saturating_add(1);
        self.pauses.iter().fold(now, |clock, pause| clock.saturating_sub(self.paused(pause, after)))
    }

    /// How many milliseconds of a pause are before an instant, and not before the beginning.
    fn paused(&self, pause: &Pause, before: i64) -> i64 {
        pause.to.min(before).saturating_sub(pause.from.max(self.begin)).max(0)
    }
}

/// The percentage on the line between two steps: the part of the way that is gone, rounded toward the first.
fn between(last: Point, next: Point, clock: i64) -> u32 {
    let part = |whole: u32| {
        let since = |at: i64| i128::from(at).saturating_sub(last.at.into());
        let (gone, way) = (since(clock), since(next.at));
        i128::from(whole).saturating_mul(gone).checked_div(way).unwrap_or(0) as u32
    };
    match next.percent.checked_sub(last.percent) {
        Some(rise) => last.percent.saturating_add(part(rise)),
        None => last.percent.saturating_sub(part(last.percent.saturating_sub(next.percent))),
    }
}

/// The ready-made tables, by name: seconds after the start, and thousandths of a percent.
pub(crate) const PRESETS: [(&str, &[(i64, u32)]); 3] = [
    ("aggressive", &[(900, 1_000), (1_800, 5_000), (3_600, 10_000), (7_200, 25_000), (14_400, 50_000), (28_800, 100_000)]),
    (
        "conservative",
        &[
            (2 * DAY, 100),
            (3 * DAY, 1_000),
            (4 * DAY, 5_000),
            (7 * DAY, 10_000),
            (10 * DAY, 25_000),
            (14 * DAY, 50_000),
            (21 * DAY, 100_000),
        ],
    ),
    ("emergency", &[(300, 10_000), (900, 50_000), (1_800, 100_000)]),
];

const DAY: i64 = 86_400;

#[cfg(test)]
#[expect(clippy::arithmetic_side_effects, reason = "in tests it may overflow: that fails them")]
mod tests {
    use super::*;

    /// The percentage found by counting the clock one millisecond after the other.
    fn counted(schedule: &Schedule, until: i64) -> Vec<u32> {
        let mut clock = schedule.begin - 1;
        let mut percents = Vec::new();
        for now in schedule.begin..until {
            clock += i64::from(!schedule.pauses.iter().any(|pause| pause.from <= now && now < pause.to));
            let at = |step: &&Point| step.at <= clock;
            let last = schedule.steps.iter().rfind(at).copied();
            let next = schedule.steps.iter().find(|step| !at(step)).copied();
            percents.push(match (last, next, schedule.ramp) {
                (Some(last), Some(next), Ramp::Linear) => {
                    let (from, to) = (i64::from(last.percent), i64::from(next.percent));
                    (from + (to - from) * (clock - last.at) / (next.at - last.at)) as u32
                }
                (last, ..) => last.map_or(0, |last| last.percent),
            });
        }
        percents
    }

    #[test]
    fn a_schedule_is_what_counting_milliseconds_gives() {
        let steps = [(0, 1_000), (7, 5_000), (30, 2_500), (31, 100_000)].map(|(at, percent)| Point { at, percent });
        let pauses = [(-5, 2), (7, 8), (12, 15), (29, 34), (60, i64::MAX)].map(|(from, to)| Pause { from, to });
        for ramp in [Ramp::Steps, Ramp::Linear] {
            for first in 0..steps.len() {
                for from in 0..=pauses.len() {
                    let schedule = Schedule { begin: 0, ramp, steps: steps[first..].into(), pauses: pauses[from..].into() };
                    let expected = counted(&schedule, 80);
                    let found: Vec<u32> = (0..80).map(|now| schedule.percent(now)).collect();
                    assert_eq!(found, expected, "{schedule:?}");
                    let end = schedule.end(79).unwrap().0;
                    assert_eq!(expected[end as usize], 100_000, "{schedule:?}");
                    #[cfg(feature = "rollout")]
                    for step in &schedule.steps {
                        let at = schedule.reached(step.at).unwrap();
                        assert_eq!(expected[at as usize], step.percent, "{schedule:?}");
                        assert!(at == 0 || expected[at as usize - 1] != step.percent, "{schedule:?}");
                    }
                    assert!(expected[..end as usize].iter().all(|percent| *percent < 100_000), "{schedule:?}");
                }
            }
        }
    }

    #[test]
    fn the_ends_of_time_are_no_trouble() {
        let steps = [Point { at: i64::MIN, percent: 1 }, Point { at: i64::MAX, percent: 100_000 }];
        let pauses = [Pause { from: i64::MIN, to: i64::MAX }];
        let schedule = Schedule { begin: i64::MIN, ramp: Ramp::Linear, steps: steps.into(), pauses: pauses.into() };
        for now in [i64::MIN, -1, 0, i64::MAX] {
            assert!(schedule.percent(now) <= 100_000);
        }
    }
}
