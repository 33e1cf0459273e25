//! Whoever is in stays in while a percentage grows, and there are as many as it says: in 10,001 steps of 0.01 %, over 100,000 units
//! (row 8 of `docs/trust.md`).

use crate::chance::sigmas;
use crate::crowd::{KINDS, Kind, UNITS, each, units};
use crate::draws::{ask, flags, list};
use burgee::{Context, Domain, Flag, Flags};

/// Steps of 0.01 %, or 10 thousandths.
const STEPS: u32 = 10_000;
/// A perfect hash is 4 σ off somewhere in 0.9 % of flags; 5.5 σ in one of millions.
const SIGMAS: f64 = 5.5;
/// So many units are asked about all documents before the next: few enough to stay in the processor's memory.
const BLOCK: usize = 500;

/// The percentage of a step, as documents write it.
fn percent(step: u32) -> String {
    format!("{}.{:02}", step / 100, step % 100)
}

/// How many are in at each step, of those that join at these.
fn growth(joined: impl Iterator<Item = u32>) -> Vec<u32> {
    let mut at_step = vec![0; STEPS as usize + 1];
    joined.for_each(|step| at_step[step as usize] += 1);
    at_step
        .iter()
        .scan(0, |sum, joined| {
            *sum += joined;
            Some(*sum)
        })
        .collect()
}

/// Holds how many are in at each step against its percentage; the furthest, in standard deviations.
#[track_caller]
fn as_promised(what: &str, counts: &[u32]) -> f64 {
    let steps = counts.len() as f64 - 1.0;
    let off = |(step, &count): (usize, &u32)| sigmas(count, UNITS, step as f64 / steps);
    let furthest = counts.iter().enumerate().map(off).fold(0.0, f64::max);
    assert!(furthest <= SIGMAS, "{what}: {furthest:.2} σ");
    furthest
}

/// The step at which a unit joins, asked at every step: from there on it is in.
#[track_caller]
fn joins(unit: &str, on: impl Fn(u32) -> bool, steps: u32) -> u32 {
    let first = (0..=steps).find(|&step| on(step));
    let Some(first) = first else { panic!("{unit} is out at 100 %") };
    if let Some(left) = (first..=steps).find(|&step| !on(step)) {
        panic!("{unit} joined at step {first} and left at {left}");
    }
    first
}

#[test]
#[cfg_attr(debug_assertions, ignore = "a thousand million evaluations: --profile bench")]
fn nobody_leaves_while_a_percentage_grows() {
    // One document for each step, as an author writes one after the other; each unit is asked about each.
    let document = |step: u32| flags(&format!(r#"{{"burgee":"1","flags":{{"search":{{"serve":{{"percent":{}}}}}}}}}"#, percent(step)));
    let documents: Vec<Flags> = (0..=STEPS).map(document).collect();
    let handles: Vec<Flag<'_>> = documents.iter().map(|flags| flags.flag("search").unwrap()).collect();
    let units = units(Kind::Sequential, UNITS);
    let blocks: Vec<&[String]> = units.chunks(BLOCK).collect();
    let joined = each(&blocks, |block| {
        let contexts: Vec<Context> = block.iter().map(|unit| Context::new(unit.as_str())).collect();
        let mut joined = vec![u32::MAX; block.len()];
        for (handle, step) in handles.iter().zip(0..) {
            for ((context, unit), joined) in contexts.iter().zip(*block).zip(&mut joined) {
                let on = handle.evaluate_at(context, 0).is_on();
                assert!(on || *joined == u32::MAX, "{unit} joined at step {joined} and left at {step}");
                if on && *joined == u32::MAX {
                    *joined = step;
                }
            }
        }
        joined
    });
    let counts = growth(joined.into_iter().flatten());
    assert_eq!((counts[0], counts[STEPS as usize]), (0, UNITS));
    println!("a percentage, 10,001 documents: {:.2} σ at the furthest", as_promised("search", &counts));
}

/// Twenty flags for each kind of unit. Each document is asked about a unit only where its answer can turn: a flag that serves a percentage
/// compares one bucket with it (R-7.4), which the decision tells and no percentage changes, so a unit that is out at the last step up to its
/// bucket and in at the next is out at all before and in at all after. The test above asks at every step.
#[test]
#[cfg_attr(debug_assertions, ignore = "eighteen million evaluations: --profile bench")]
fn many_flags_grow_as_promised() {
    const FLAGS: usize = 20;
    let steps = |at: usize| {
        list(STEPS as usize - 1, |step| {
            let step = step as u32 + 1;
            format!(r#""{step}":{{"salt":"flag-{at}","serve":{{"percent":{}}}}}"#, percent(step))
        })
    };
    let numbers: Vec<usize> = (0..FLAGS).collect();
    let crowds = KINDS.map(|kind| units(kind, UNITS));
    let furthest = each(&numbers, |&at| {
        let flags = flags(&format!(r#"{{"burgee":"1","flags":{{{}}}}}"#, steps(at)));
        let handles: Vec<Flag<'_>> = (1..STEPS).map(|step| flags.flag(&step.to_string()).unwrap()).collect();
        let of_crowd = |units: &Vec<String>| {
            let joined = units.iter().map(|unit| {
                let bucket = Domain::Rollout.bucket(&format!("flag-{at}"), unit);
                let first = bucket / 10 + 1;
                for step in [first - 1, first, first + 1] {
                    // Steps 0 and 10,000 draw nothing: nobody and everybody.
                    if let Some(handle) = step.checked_sub(1).and_then(|index| handles.get(index as usize)) {
                        let decision = ask(handle, unit);
                        assert_eq!((decision.bucket(), decision.is_on()), (Some(bucket), step >= first), "{unit} at step {step}");
                    }
                }
                first
            });
            as_promised(&format!("flag-{at}"), &growth(joined))
        };
        crowds.iter().map(of_crowd).fold(0.0, f64::max)
    });
    println!("a percentage, {} flags: {:.2} σ at the furthest", FLAGS * KINDS.len(), furthest.into_iter().fold(0.0, f64::max));
}

#[test]
#[cfg_attr(debug_assertions, ignore = "a hundred million evaluations: --profile bench")]
fn nobody_leaves_while_time_goes_on() {
    const MINUTE: i64 = 60_000;
    let start = burgee::timestamp("2026-11-23T09:00:00Z").unwrap();
    // A step of 0.1 % every ten minutes, which the ramp reaches exactly; then the same with a pause, in which nobody moves.
    let schedule = |pauses: &str| {
        format!(
            r#"{{"burgee":"1","flags":{{"search":{{"serve":{{"schedule":{{"start":"2026-11-23T09:00:00Z","ramp":"linear",{pauses}
                "steps":[{{"after":"0s","percent":0}},{{"after":"10000m","percent":100}}]}}}}}}}}}}"#
        )
    };
    let ramp = flags(&schedule(""));
    let paused = flags(&schedule(r#""pauses":[{"from":"2026-11-25T09:00:00Z","to":"2026-11-26T09:00:00Z"}],"#));
    let (ramp, paused) = (ramp.flag("search").unwrap(), paused.flag("search").unwrap());
    let (paused_after, paused_for) = (2 * 24 * 60, 24 * 60);
    let units = units(Kind::Uuid, UNITS);
    let joined = each(&units, |unit| {
        let context = Context::new(unit.as_str());
        let at = |step: u32| start + i64::from(step) * 10 * MINUTE;
        let first = joins(unit, |step| ramp.evaluate_at(&context, at(step)).is_on(), 1_000);
        let minutes = i64::from(first) * 10;
        let later = if minutes < paused_after { 0 } else { paused_for };
        let after = start + (minutes + later) * MINUTE;
        assert!(paused.evaluate_at(&context, after).is_on(), "{unit} joins as much later as the pause is long");
        let [from, to] = [paused_after, paused_after + paused_for].map(|minutes| start + minutes * MINUTE);
        let [first_in, last_in] = [from, to - 1].map(|at| paused.evaluate_at(&context, at).is_on());
        assert_eq!(first_in, last_in, "{unit} moves in the pause");
        first
    });
    let mut counts = vec![0; 1_001];
    joined.iter().for_each(|&step| (step as usize..=1_000).for_each(|at| counts[at] += 1));
    println!("a linear ramp, 1,001 instants: {:.2} σ at the furthest", as_promised("a linear ramp", &counts));
}

#[test]
#[cfg_attr(debug_assertions, ignore = "--profile bench")]
fn nobody_leaves_the_ready_made_schedules() {
    const HOUR: i64 = 3_600_000;
    for (preset, hours, shares) in [
        ("aggressive", vec![0, 1, 2, 4, 8], vec![0.0, 0.1, 0.25, 0.5, 1.0]),
        ("conservative", vec![0, 48, 72, 96, 168, 240, 336, 504], vec![0.0, 0.001, 0.01, 0.05, 0.1, 0.25, 0.5, 1.0]),
    ] {
        let serve = format!(r#"{{"schedule":{{"preset":"{preset}","start":"1970-01-01T00:00:00Z"}}}}"#);
        let flags = flags(&format!(r#"{{"burgee":"1","flags":{{"search":{{"serve":{serve}}}}}}}"#));
        let search = flags.flag("search").unwrap();
        let units = units(Kind::Email, UNITS);
        let mut counts = vec![0; hours.len()];
        for unit in &units {
            let context = Context::new(unit.as_str());
            let first = joins(unit, |step| search.evaluate_at(&context, hours[step as usize] * HOUR).is_on(), hours.len() as u32 - 1);
            counts.iter_mut().skip(first as usize).for_each(|count| *count += 1);
        }
        for (count, share) in counts.iter().zip(shares) {
            assert!(sigmas(*count, UNITS, share) <= SIGMAS, "{preset}: {count} of {share}");
        }
    }
}
