//! Conditions.

use crate::json::Json;
use crate::leaf::leaf;
use crate::world::World;

/// Where a condition stands: not every kind may stand everywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    Flag,
    Ring,
    Segment,
}

/// A condition of at most this depth.
pub fn condition(world: &mut World<'_, '_>, place: Place, depth: usize) -> Json {
    match world.choices.below(20) {
        9 | 10 if depth > 0 => Json::object([("all", parts(world, place, depth))]),
        11..=13 if depth > 0 => Json::object([("any", parts(world, place, depth))]),
        14 if depth > 0 => Json::object([("not", condition(world, place, depth - 1))]),
        15 | 16 if !world.segments.is_empty() => Json::object([("segment", (*world.choices.pick(&world.segments.clone())).into())]),
        17 if place == Place::Flag && !world.rings.is_empty() => {
            Json::object([("ring", (*world.choices.pick(&world.rings.clone())).into())])
        }
        18 if place != Place::Segment && world.choices.chance(50) => Json::object([("percent", world.percentage())]),
        18 => sample(world),
        19 => now(world),
        _ => leaf(world),
    }
}

fn parts(world: &mut World<'_, '_>, place: Place, depth: usize) -> Json {
    let count = 1 + world.choices.below(3);
    Json::List((0..count).map(|_| condition(world, place, depth - 1)).collect())
}

fn sample(world: &mut World<'_, '_>) -> Json {
    let percentage = world.percentage();
    let mut sample = Json::object([("percent", percentage), ("salt", (*world.choices.pick(&["s", "sälz", "new-search"])).into())]);
    if world.choices.chance(30) {
        sample.insert("unit", unit(world));
    }
    sample
}

fn now(world: &mut World<'_, '_>) -> Json {
    let (first, second) = (world.moment(), world.moment());
    match world.choices.below(3) {
        0 => Json::object([("after", world.timestamp(first.min(second)))]),
        1 => Json::object([("before", world.timestamp(first.max(second)))]),
        _ => {
            let (after, before) = (world.timestamp(first.min(second)), world.timestamp(first.max(second)));
            Json::object([("after", after), ("before", before)])
        }
    }
    .wrapped("now")
}

/// The attributes of a unit.
pub fn unit(world: &mut World<'_, '_>) -> Json {
    const UNITS: [&str; 6] = ["key", "tenant", "/company/id", "seats", "nobody", "plan"];
    match world.choices.below(3) {
        0 => Json::from(*world.choices.pick(&UNITS)),
        _ => {
            let count = 1 + world.choices.below(3);
            Json::texts((0..count).map(|_| *world.choices.pick(&UNITS)).collect::<Vec<_>>())
        }
    }
}
