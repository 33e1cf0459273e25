//! What was found, for programs.

use super::lines::{By, Line};
use super::{Asked, Simulation};
use burgee::{Event, Planned};
use serde_json::{Value, json};

pub fn write(simulation: &Simulation<'_>) -> String {
    let flags: Vec<Value> = simulation.flags.iter().enumerate().map(|(index, asked)| flag(simulation, index, asked)).collect();
    let overlap: Vec<Value> = simulation
        .overlaps()
        .iter()
        .zip(&simulation.count.pairs)
        .map(|(line, pair)| {
            let key = |flag: usize| simulation.flags.get(flag).map(|asked| asked.key.as_str());
            json!({ "flags": [key(pair.first), key(pair.second)], "both": counts(line, |(both, _)| both) })
        })
        .collect();
    let instants: Vec<String> = simulation.count.instants.iter().map(|at| burgee::rfc3339(*at)).collect();
    let (from, to) = (burgee::rfc3339(simulation.from), burgee::rfc3339(simulation.to));
    json!({ "from": from, "to": to, "units": simulation.count.units, "instants": instants, "flags": flags, "overlap": overlap }).to_string()
        + "\n"
}

/// Arrays have one element for each instant.
fn flag(simulation: &Simulation<'_>, index: usize, asked: &Asked<'_>) -> Value {
    let lines = simulation.lines(index);
    let groups = |by: By| {
        let groups = lines.iter().filter(move |line| line.by == by);
        let group = |line: &Line| {
            (line.name.clone(), json!({ "exposed": counts(line, |(exposed, _)| exposed), "units": counts(line, |(_, units)| units) }))
        };
        groups.map(group).collect::<serde_json::Map<_, _>>()
    };
    let points = simulation.count.flags.get(index);
    let variant = |at: usize| points.into_iter().flatten().filter_map(|point| point.variants.get(at).copied()).collect::<Vec<u64>>();
    let variants = asked.variants.iter().enumerate().map(|(at, (name, _))| (name.clone(), json!(variant(at))));
    json!({
        "flag": asked.key,
        "plan": asked.timetable.plan.iter().map(planned).collect::<Vec<_>>(),
        "exposed": lines.first().map(|line| counts(line, |(exposed, _)| exposed)),
        "variants": variants.collect::<serde_json::Map<_, _>>(),
        "rings": groups(By::Ring),
        "segments": groups(By::Segment),
    })
}

fn counts(line: &Line, part: impl Fn((u64, u64)) -> u64) -> Vec<u64> {
    line.counts.iter().copied().map(part).collect()
}

fn planned(planned: &Planned<'_>) -> Value {
    let mut out = json!({ "at": planned.at.map(burgee::rfc3339) });
    let mut set = |name: &str, value: Value| {
        if let Some(members) = out.as_object_mut() {
            members.insert(name.to_owned(), value);
        }
    };
    if let Some(rule) = planned.rule {
        set("rule", rule.into());
    }
    match &planned.event {
        Event::Step { percent, is_linear } => {
            set("percent", json!(percent));
            set("linear", (*is_linear).into());
        }
        Event::Pause => set("pause", "begins".into()),
        Event::Resume => set("pause", "ends".into()),
        Event::Stage { id, ring, percent, hold, is_manual, gates, is_present } => {
            set("stage", (*id).into());
            set("ring", json!(ring));
            set("percent", json!(percent));
            set("hold_seconds", (hold / 1_000).into());
            set("gates", (*gates).into());
            set("manual", (*is_manual).into());
            set("present", (*is_present).into());
        }
    }
    out
}
