//! What the document is going to be: one set of flags for each time that a rollout moves on.

use super::Asked;
use crate::document::Document;
use crate::failure::Failure;
use burgee::{Event, Flags};
use serde_json::json;
use std::collections::BTreeSet;

/// The flags from an instant on, until the next era.
pub struct Era {
    pub from: i64,
    pub flags: Flags,
}

/// The eras between two instants; the first holds from the beginning.
pub fn eras(document: &Document, flags: &Flags, asked: &[Asked<'_>], from: i64, to: i64) -> Result<Vec<Era>, Failure> {
    let moves: BTreeSet<i64> = asked.iter().flat_map(moves).map(|(at, _)| at).filter(|at| *at <= to).collect();
    let mut eras = vec![Era { from, flags: flags.clone() }];
    for at in moves {
        let stages = asked.iter().filter_map(|asked| {
            let (since, stage) = moves_until(asked, at)?;
            Some((asked.key.clone(), json!({ "progress": { "stage": stage, "since": burgee::rfc3339(since), "status": "running" } })))
        });
        let flags: serde_json::Map<String, serde_json::Value> = stages.collect();
        let overlay = json!({ "burgee": "1", "overlay": "simulate", "flags": flags }).to_string();
        eras.push(Era { from: at, flags: document.accept_with("the simulation", &overlay)? });
    }
    Ok(eras)
}

/// The flags at an instant.
pub fn era_at(eras: &[Era], at: i64) -> Option<&Era> {
    eras.iter().rfind(|era| era.from <= at).or(eras.first())
}

/// The stages that a rollout is going to be at, each with its instant: not the one at which the document has it.
fn moves<'a>(asked: &'a Asked<'_>) -> impl Iterator<Item = (i64, &'a str)> {
    asked.timetable.plan.iter().filter_map(|planned| match &planned.event {
        Event::Stage { id, is_present: false, .. } => Some((planned.at?, *id)),
        _ => None,
    })
}

fn moves_until<'a>(asked: &'a Asked<'_>, until: i64) -> Option<(i64, &'a str)> {
    moves(asked).take_while(|(at, _)| *at <= until).last()
}
