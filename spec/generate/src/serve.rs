//! Serves, schedules and splits.

use crate::attribute::DURATIONS;
use crate::json::Json;
use crate::world::{Shape, World};

/// A serve of a flag.
pub fn serve(world: &mut World<'_, '_>, shape: &Shape) -> Json {
    let who = match world.choices.below(9) {
        0 | 1 => return Json::from(shape.name(world)),
        2 | 3 => Some(("percent", world.percentage())),
        4 | 5 if !world.rings.is_empty() => Some(("ring", (*world.choices.pick(&world.rings.clone())).into())),
        4..=6 => Some(("schedule", schedule(world))),
        _ => None,
    };
    let mut serve = Json::object(who.clone());
    if let Some((name, value)) = what(world, shape, who.is_some()) {
        serve.insert(name, value);
    }
    serve
}

/// What is served: nothing where that may be left out.
pub fn what(world: &mut World<'_, '_>, shape: &Shape, optional: bool) -> Option<(&'static str, Json)> {
    match world.choices.below(if optional { 4 } else { 10 }) {
        0 | 1 if optional && shape.plain => None,
        0 | 1 if optional => Some(("variant", shape.name(world).into())),
        2 if optional => Some(("variant", shape.name(world).into())),
        _ if shape.variants.len() < 2 => Some(("variant", shape.name(world).into())),
        9 => Some(("variant", shape.name(world).into())),
        _ => Some(("split", split(world, shape))),
    }
}

fn split(world: &mut World<'_, '_>, shape: &Shape) -> Json {
    let mut names = shape.variants.clone();
    let count = 2 + world.choices.below(names.len() - 1);
    let chosen: Vec<&str> = (0..count).filter_map(|_| world.choices.take(&mut names)).collect();
    match world.choices.below(3) {
        0 => Json::texts(chosen),
        1 => {
            let cuts = cuts(world, chosen.len() - 1);
            let parts = chosen
                .iter()
                .zip(&cuts)
                .map(|(name, (from, to))| Json::object([("variant", Json::from(*name)), ("percent", world.thousandths(to - from))]));
            Json::List(parts.collect())
        }
        _ => {
            let pieces = chosen.len() - 1 + world.choices.below(3);
            let cuts = cuts(world, pieces);
            let range =
                |world: &mut World<'_, '_>, (from, to): (u32, u32)| Json::List(vec![world.thousandths(from), world.thousandths(to)]);
            let mut parts: Vec<(&str, Vec<Json>)> = chosen.iter().map(|name| (*name, Vec::new())).collect();
            for (index, cut) in cuts.into_iter().enumerate() {
                let range = range(world, cut);
                let part = index % parts.len();
                parts[part].1.push(range);
            }
            parts.retain(|(_, ranges)| !ranges.is_empty());
            Json::List(
                parts.into_iter().map(|(name, ranges)| Json::object([("variant", name.into()), ("ranges", Json::List(ranges))])).collect(),
            )
        }
    }
}

/// The whole cut into pieces: exactly one more than `count`, none empty.
pub fn cuts(world: &mut World<'_, '_>, count: usize) -> Vec<(u32, u32)> {
    let mut ends = world.ascending(count);
    for filler in 0..count {
        let more = 40_000 + 7 * filler as u32;
        if ends.len() < count && !ends.contains(&more) {
            ends.push(more);
        }
    }
    ends.push(100_000);
    ends.sort_unstable();
    let starts = [0].into_iter().chain(ends.clone());
    starts.zip(ends.clone()).collect()
}

/// A schedule.
pub fn schedule(world: &mut World<'_, '_>) -> Json {
    let start = world.moment();
    let mut schedule = Json::Object(Vec::new());
    let may_decrease = world.choices.chance(25);
    match world.choices.below(3) {
        0 => {
            schedule.insert("start", world.timestamp(start));
            schedule.insert("preset", (*world.choices.pick(&["emergency", "aggressive", "conservative"])).into());
            let due: Vec<i64> = [5, 15, 30, 60, 240, 2_880, 5_760].map(|minutes| start + minutes * 60_000).to_vec();
            world.instants.extend(due);
        }
        form => {
            let percentages = percentages(world, may_decrease);
            if form == 1 {
                schedule.insert("start", world.timestamp(start));
                let mut after: Vec<(&str, i64)> = DURATIONS[..7].to_vec();
                after.sort_by_key(|(_, length)| *length);
                let skipped = world.choices.below(3);
                let steps = percentages.into_iter().zip(&after[skipped..]).map(|(percent, (text, length))| {
                    world.instants.push(start + length);
                    Json::object([("after", Json::from(*text)), ("percent", world.thousandths(percent))])
                });
                schedule.insert("steps", Json::List(steps.collect()));
            } else {
                let mut at = start;
                let mut steps = Vec::new();
                for percent in percentages {
                    steps.push(Json::object([("at", world.timestamp(at)), ("percent", world.thousandths(percent))]));
                    at += *world.choices.pick(&[3_600_000, 1, 999, 86_400_000, 604_800_000]);
                }
                schedule.insert("steps", Json::List(steps));
            }
            if may_decrease {
                schedule.insert("may_decrease", Json::boolean(true));
            }
        }
    }
    if world.choices.chance(50) {
        schedule.insert("ramp", "linear".into());
    }
    if world.choices.chance(30) {
        schedule.insert("pauses", pauses(world, start));
    }
    schedule
}

fn percentages(world: &mut World<'_, '_>, may_decrease: bool) -> Vec<u32> {
    let count = 1 + world.choices.below(4);
    let mut percentages: Vec<u32> = (0..count).map(|_| *world.choices.pick(&[50_000, 100_000, 1_000, 25_000, 0, 12_345, 99_999])).collect();
    if !may_decrease {
        percentages.sort_unstable();
    }
    percentages
}

fn pauses(world: &mut World<'_, '_>, start: i64) -> Json {
    let count = 1 + world.choices.below(2);
    let mut from = start + *world.choices.pick(&[600_000, 0, -3_600_000, 86_400_000]);
    let mut pauses = Vec::new();
    for index in 0..count {
        let to = from + *world.choices.pick(&[1_800_000, 1, 86_400_000]);
        let mut pause = Json::object([("from", world.timestamp(from))]);
        if index + 1 < count || world.choices.chance(70) {
            pause.insert("to", world.timestamp(to));
        }
        pauses.push(pause);
        from = to + *world.choices.pick(&[0, 3_600_000, 1]);
    }
    if world.choices.chance(30) {
        pauses.reverse();
    }
    Json::List(pauses)
}
