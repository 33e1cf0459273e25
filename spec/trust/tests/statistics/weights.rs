//! A change of weights moves as few as it can: with ranges those whose range was handed on, and nobody else; with percentages of two variants
//! likewise; and a percentage that grows changes nobody's variant (row 8 of `docs/trust.md`).

use crate::chance::sigmas;
use crate::crowd::{Kind, Random, UNITS, units};
use crate::draws::{ask, flags};
use burgee::Domain;

const NAMES: [&str; 4] = ["a", "b", "c", "d"];
/// Ranges are handed on in pieces of 0.5 %.
const PIECES: usize = 200;

/// The variant of each unit, by its place among the names.
fn variants(serve: &str, units: &[String]) -> Vec<usize> {
    let flags =
        flags(&format!(r#"{{"burgee":"1","flags":{{"search":{{"variants":{{"a":1,"b":2,"c":3,"d":4,"off":0}},"serve":{serve}}}}}}}"#));
    let search = flags.flag("search").unwrap();
    let at = |unit: &String| {
        ask(&search, unit).variant().map_or(NAMES.len(), |own| NAMES.iter().position(|name| *name == own).unwrap_or(NAMES.len()))
    };
    units.iter().map(at).collect()
}

/// Who has each piece, as a split by ranges.
fn split(owners: &[usize]) -> String {
    let range = |piece: usize| format!("[{},{}]", piece as f64 / 2.0, (piece + 1) as f64 / 2.0);
    let ranges = |name: usize| (0..PIECES).filter(|&piece| owners[piece] == name).map(range).collect::<Vec<_>>().join(",");
    let parts = (0..NAMES.len()).map(|name| (NAMES[name], ranges(name))).filter(|(_, ranges)| !ranges.is_empty());
    let parts: Vec<String> = parts.map(|(name, ranges)| format!(r#"{{"variant":"{name}","ranges":[{ranges}]}}"#)).collect();
    format!(r#"{{"split":[{}]}}"#, parts.join(","))
}

#[test]
#[cfg_attr(debug_assertions, ignore = "twenty million evaluations: --profile bench")]
fn weights_by_ranges_move_the_minimum() {
    let units = units(Kind::Sequential, UNITS);
    let buckets: Vec<usize> = units.iter().map(|unit| Domain::Variant.bucket("search", unit) as usize).collect();
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    let mut owners: Vec<usize> = (0..PIECES).map(|piece| piece * NAMES.len() / PIECES).collect();
    let mut before = variants(&split(&owners), &units);
    for round in 0..200 {
        // One variant hands some of its pieces to another.
        let (from, to) = (random.below(4), random.below(4));
        let mut left = random.below(20) + 1;
        let handed: Vec<usize> = (0..PIECES)
            .filter(|&piece| {
                owners[piece] == from && left > 0 && {
                    left -= 1;
                    from != to
                }
            })
            .collect();
        handed.iter().for_each(|&piece| owners[piece] = to);
        let now = variants(&split(&owners), &units);
        let mut moved = 0;
        for (at, unit) in units.iter().enumerate() {
            let was_handed = handed.contains(&(buckets[at] / 500));
            let expected = if was_handed { to } else { before[at] };
            assert_eq!(now[at], expected, "{unit} in round {round}");
            moved += u32::from(now[at] != before[at]);
        }
        let share = handed.len() as f64 / PIECES as f64;
        assert!(sigmas(moved, UNITS, share) <= 5.5, "round {round} moved {moved} of {share}");
        before = now;
    }
}

#[test]
#[cfg_attr(debug_assertions, ignore = "--profile bench")]
fn weights_of_two_variants_move_the_minimum() {
    let units = units(Kind::Uuid, UNITS);
    let split = |a: u32| format!(r#"{{"split":[{{"variant":"a","percent":{a}}},{{"variant":"b","percent":{}}}]}}"#, 100 - a);
    let weights = [50, 51, 60, 10, 0, 100, 99, 50];
    let who: Vec<Vec<usize>> = weights.iter().map(|&a| variants(&split(a), &units)).collect();
    for (pair, weights) in who.windows(2).zip(weights.windows(2)) {
        let grows = usize::from(weights[1] < weights[0]);
        let moved: Vec<usize> = pair[0].iter().zip(&pair[1]).filter(|(before, now)| before != now).map(|(_, now)| *now).collect();
        assert!(moved.iter().all(|&now| now == grows), "{weights:?}: somebody moved against the change");
        let share = f64::from(weights[0].abs_diff(weights[1])) / 100.0;
        assert!(sigmas(moved.len() as u32, UNITS, share) <= 5.5, "{weights:?} moved {}", moved.len());
    }
    assert_eq!(who.first(), who.last(), "the same weights, the same people");
}

#[test]
#[cfg_attr(debug_assertions, ignore = "--profile bench")]
fn who_is_in_keeps_the_variant_while_a_percentage_grows() {
    let units = units(Kind::Email, UNITS);
    let mut before = vec![NAMES.len(); units.len()];
    for percent in ["0", "0.001", "1", "5", "25", "50", "75", "99.999", "100"] {
        let now = variants(&format!(r#"{{"percent":{percent},"split":["a","b","c","d"]}}"#), &units);
        for (at, unit) in units.iter().enumerate() {
            assert!(before[at] == NAMES.len() || before[at] == now[at], "{unit} at {percent} %");
        }
        // Each variant has a quarter of those who are in.
        let share = percent.parse::<f64>().unwrap() / 400.0;
        for (name, called) in NAMES.iter().enumerate() {
            let count = now.iter().filter(|&&own| own == name).count() as u32;
            assert!(sigmas(count, UNITS, share) <= 5.5, "{count} have {called} at {percent} %");
        }
        before = now;
    }
}
