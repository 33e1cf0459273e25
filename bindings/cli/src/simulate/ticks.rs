//! Round numbers for axes: steps of time, and the top of a scale.

const SECOND: i64 = 1_000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

const STEPS: [i64; 21] = [
    SECOND,
    5 * SECOND,
    15 * SECOND,
    30 * SECOND,
    MINUTE,
    5 * MINUTE,
    10 * MINUTE,
    15 * MINUTE,
    30 * MINUTE,
    HOUR,
    2 * HOUR,
    3 * HOUR,
    6 * HOUR,
    12 * HOUR,
    DAY,
    2 * DAY,
    7 * DAY,
    14 * DAY,
    28 * DAY,
    91 * DAY,
    364 * DAY,
];

/// The shortest round step of which a span has no more than so many, in milliseconds.
pub fn step(span: i64, most: i64) -> i64 {
    let most = most.max(1);
    let fits = |step: &i64| span.checked_div(*step).is_some_and(|steps| steps <= most);
    STEPS.into_iter().find(fits).unwrap_or_else(|| span.checked_div(most).unwrap_or(span).max(1))
}

/// The round instants between two, so far apart.
pub fn instants(from: i64, to: i64, step: i64) -> Vec<i64> {
    let before = from.checked_rem_euclid(step).unwrap_or(0);
    let first = if before == 0 { from } else { from.saturating_add(step.saturating_sub(before)) };
    std::iter::successors(Some(first), |at| at.checked_add(step)).take_while(|at| *at <= to).collect()
}

/// An instant on an axis whose ticks are so far apart: the day, and the time of day where they are closer than days.
pub fn label(at: i64, step: i64) -> String {
    let text = burgee::rfc3339(at);
    let (date, time) = text.split_once('T').unwrap_or((&text, ""));
    let time = time.trim_end_matches('Z');
    if step >= DAY {
        date.to_owned()
    } else if step >= MINUTE {
        let minutes = time.rsplit_once(':').map_or(time, |(minutes, _)| minutes);
        format!("{} {minutes}", date.split_once('-').map_or(date, |(_, day)| day))
    } else {
        time.to_owned()
    }
}

/// The smallest round percentage that no share is above.
pub fn top(shares: impl Iterator<Item = f64>) -> f64 {
    let greatest = shares.fold(0.0, f64::max) * 100.0;
    [0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0].into_iter().find(|top| greatest <= *top).unwrap_or(100.0)
}

/// A percentage on an axis: three decimals, but none that is needless.
pub fn percent(percent: f64) -> String {
    format!("{} %", format!("{percent:.3}").trim_end_matches('0').trim_end_matches('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_round_and_few() {
        assert_eq!(step(DAY, 50), 30 * MINUTE);
        assert_eq!(step(DAY, 6), 6 * HOUR);
        assert_eq!(step(21 * DAY, 6), 7 * DAY);
        assert_eq!(step(10, 6), SECOND);
        assert_eq!(step(100_000 * DAY, 4), 25_000 * DAY);
    }

    #[test]
    fn ticks_stand_at_round_instants() {
        let nine = burgee::timestamp("2026-11-23T09:10:00Z").unwrap_or(0);
        let ticks: Vec<String> = instants(nine, nine + 3 * HOUR, HOUR).iter().map(|at| label(*at, HOUR)).collect();
        assert_eq!(ticks, ["11-23 10:00", "11-23 11:00", "11-23 12:00"]);
        assert_eq!(label(nine, DAY), "2026-11-23");
        assert_eq!(label(nine, SECOND), "09:10:00");
    }

    #[test]
    fn a_scale_ends_above_its_greatest_share() {
        assert_eq!(top([0.0, 0.03].into_iter()), 5.0);
        assert_eq!(top([0.51].into_iter()), 100.0);
        assert_eq!(top([0.0].into_iter()), 0.1);
        assert_eq!([percent(0.0), percent(0.1 * 3.0 / 4.0), percent(100.0)], ["0 %", "0.075 %", "100 %"]);
    }
}
