//! Staged rollouts, their gates and their progress.

use crate::condition::{Place, condition};
use crate::json::Json;
use crate::serve::what;
use crate::world::{Shape, World};

const STAGES: [&str; 5] = ["first", "zwölf", "25%", "early", "all"];

/// A rollout and, most often, its progress.
pub fn rollout(world: &mut World<'_, '_>, shape: &Shape) -> (Json, Option<Json>) {
    let stages = stages(world);
    let ids: Vec<&str> = STAGES[..stages.len()].to_vec();
    let mut rollout = Json::object([("stages", Json::List(stages))]);
    if world.choices.chance(30) {
        rollout.insert("gates", gates(world, &ids, true));
    }
    if let Some((name, value)) = what(world, shape, true) {
        rollout.insert(name, value);
    }
    let progress = (!world.choices.chance(10)).then(|| progress(world, &ids));
    (rollout, progress)
}

fn progress(world: &mut World<'_, '_>, ids: &[&str]) -> Json {
    let since = world.moment();
    let since = world.timestamp(since);
    let statuses = ["running", "running", "paused", "complete", "running", "rolled_back"];
    match world.choices.below(7) {
        6 => Json::object([("since", since), ("status", "rolled_back".into())]),
        other => Json::object([("stage", (*world.choices.pick(ids)).into()), ("since", since), ("status", statuses[other].into())]),
    }
}

/// Stages that each can add somebody (R-4.42): shares ascend, rings too, and who follows a bare stage has more.
fn stages(world: &mut World<'_, '_>) -> Vec<Json> {
    let count = 1 + world.choices.below(STAGES.len());
    let shares = world.ascending(count);
    let mut rings = world.rings.clone();
    let mut stages = Vec::new();
    for (index, share) in shares.iter().enumerate() {
        let mut stage = Json::object([("id", STAGES[index].into())]);
        let ring = if world.choices.chance(30) && !rings.is_empty() { Some(rings.remove(0)) } else { None };
        if let Some(ring) = ring {
            stage.insert("ring", ring.into());
        }
        if world.choices.chance(25) {
            stage.insert("if", condition(world, Place::Flag, 1));
        }
        let last = index + 1 == shares.len();
        match () {
            () if last && world.choices.chance(40) => stage.insert("percent", world.thousandths(100_000)),
            () if stage.get("ring").is_none() && stage.get("if").is_none() || world.choices.chance(30) => {
                stage.insert("percent", world.thousandths(*share))
            }
            () => {}
        }
        if world.choices.chance(30) {
            stage.insert("hold", world.duration().0.into());
        }
        if world.choices.chance(15) {
            stage.insert("max_hold", world.duration().0.into());
        }
        if world.choices.chance(15) {
            stage.insert("advance", (*world.choices.pick(&["auto", "manual"])).into());
        }
        if world.choices.chance(15) {
            stage.insert("gates", gates(world, &STAGES[..index], false));
        }
        stages.push(stage);
    }
    stages
}

/// Gates; `earlier` are the stages that they may go back to.
fn gates(world: &mut World<'_, '_>, earlier: &[&'static str], relative: bool) -> Json {
    let count = 1 + world.choices.below(2);
    let gate = |_| {
        let operator = *world.choices.pick(&["lt", "lte", "gt", "gte"]);
        let ascending = operator.starts_with('l');
        let (bound, beyond) = match world.choices.below(if relative { 3 } else { 2 }) {
            0 => ("\"0.5%\"", if ascending { "\"1%\"" } else { "\"0.1%\"" }),
            1 => ("250", if ascending { "300.5" } else { "-1" }),
            _ => (r#"{"times_baseline":1.1}"#, if ascending { r#"{"times_baseline":2}"# } else { r#"{"times_baseline":0.5}"# }),
        };
        let mut gate = Json::object([("metric", Json::from("error_rate")), (operator, Json::Raw(bound.to_owned()))]);
        let tested = world.choices.chance(50);
        if tested {
            gate.insert("confidence", Json::Raw((*world.choices.pick(&["0.95", "0.99", "0.501"])).to_owned()));
        }
        if tested && world.choices.chance(50) {
            gate.insert("rule_out", Json::Raw(beyond.to_owned()));
        }
        if !tested || world.choices.chance(30) {
            gate.insert("min_samples", Json::integer(1_000));
        }
        if world.choices.chance(20) {
            gate.insert("windows", Json::integer(3));
        }
        match world.choices.below(5) {
            1 => gate.insert("on_fail", "pause".into()),
            2 => gate.insert("on_fail", "rollback".into()),
            3 => gate.insert("on_fail", "hold".into()),
            4 if !earlier.is_empty() => gate.insert("on_fail", Json::object([("rollback_to", (*world.choices.pick(earlier)).into())])),
            _ => {}
        }
        gate
    };
    Json::List((0..count).map(gate).collect())
}
