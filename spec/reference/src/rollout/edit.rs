//! The text of a document after a decision (spec ).

use super::{decide::RolloutVerdict, splice::Spliced};
use crate::{
    canonical::text,
    form::{number, time},
};

/// The edited text; the text as it is where nothing changes.
pub fn edit(document: &str, verdict: &RolloutVerdict, now: i64, by: &str, why: &str) -> Option<String> {
    let mut edited = Spliced { text: document.to_owned() };
    let Some(progress) = &verdict.progress else { return Some(edited.text) };
    let flag = ["flags", verdict.flag.as_str()];
    if let Some(serial) = edited.raw(&["serial"]).and_then(|serial| serial.parse::<f64>().ok()) {
        edited.replace(&["serial"], &number::print(serial + 1.0))?;
    }

    let way = [flag[0], flag[1], "progress"];
    let members = [
        ("stage", progress.stage.as_deref().map(text)),
        ("since", Some(text(&time::text(progress.since)))),
        ("status", Some(text(progress.status))),
    ];
    if edited.raw(&way).is_some() {
        for (name, value) in members {
            let member = [way[0], way[1], way[2], name];
            let is_there = edited.raw(&member).is_some();
            match value {
                Some(value) if edited.raw(&member) == Some(value.as_str()) => {}
                Some(value) if is_there => edited.replace(&member, &value)?,
                Some(value) => edited.add(&way, name, &|_| value.clone())?,
                None if is_there => edited.remove(&way, name)?,
                None => {}
            }
        }
    } else {
        let members: Vec<(&str, String)> = members.into_iter().filter_map(|(name, value)| Some((name, value?))).collect();
        edited.add(&flag, "progress", &|style| style.object(&members))?;
    }

    let did = match verdict.action {
        "proceed" if verdict.stage.is_none() => "start",
        "proceed" => "advance",
        other => other,
    };
    let entry = [
        ("at", Some(text(&time::text(now)))),
        ("by", Some(text(by))),
        ("did", Some(text(did))),
        ("from", verdict.stage.as_deref().filter(|_| did == "rollback").map(text)),
        ("stage", progress.stage.as_deref().map(text)),
        ("why", Some(text(why))),
    ];
    let entry: Vec<(&str, String)> = entry.into_iter().filter_map(|(name, value)| Some((name, value?))).collect();
    let history = [flag[0], flag[1], "history"];
    if edited.raw(&history).is_some() {
        edited.put_first(&history, &|style| style.object(&entry))?;
    } else {
        edited.add(&flag, "history", &|style| {
            let (entry, space) = (style.object(&entry), style.space());
            style.line.as_ref().map_or(format!("[{space}{entry}{space}]"), |line| format!("[{line}{}{entry}{line}]", style.step))
        })?;
    }
    Some(edited.text)
}
