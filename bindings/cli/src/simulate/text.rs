//! The report for people at a terminal: for each flag what is planned, a chart and tables.

use super::lines::{By, Line};
use super::{Asked, Simulation, chart};
use crate::diff::words::{count, share};
use crate::style::STRONG;
use burgee::{Event, Planned};

/// A table has no more columns, beside the instants; what is left follows in another.
const COLUMNS: usize = 6;

pub fn write(simulation: &Simulation<'_>) -> String {
    let mut out = String::new();
    for (index, asked) in simulation.flags.iter().enumerate() {
        let lines = simulation.lines(index);
        let units = count(simulation.count.units);
        out += &format!("{STRONG}{}{STRONG:#}: who is exposed, of {units} units\n\n", asked.key);
        out += &lines.first().map(|line| chart::draw(simulation, line)).unwrap_or_default();
        out += &plan(asked);
        out += &tables(simulation, &lines);
        out.push('\n');
    }
    let overlaps = simulation.overlaps();
    if !overlaps.is_empty() {
        out += &format!("{STRONG}overlap{STRONG:#}: units that have both, of {}\n", count(simulation.count.units));
        out += &tables(simulation, &overlaps);
        out.push('\n');
    }
    out.pop();
    out
}

fn plan(asked: &Asked<'_>) -> String {
    if asked.timetable.plan.is_empty() {
        return String::new();
    }
    let moved = |planned: &Planned<'_>| planned.at.is_some() && matches!(planned.event, Event::Stage { is_present: false, .. });
    let moves = asked.timetable.plan.iter().any(moved);
    let supposed = if moves { ", if every gate passes and everybody approves at once" } else { "" };
    let mut out = format!("\nplan{supposed}\n");
    for planned in &asked.timetable.plan {
        let at = planned.at.map_or("not as it stands".to_owned(), burgee::rfc3339);
        out += &format!("  {at:<20}  {}\n", what(planned));
    }
    out
}

fn what(planned: &Planned<'_>) -> String {
    let rule = planned.rule.map_or(String::new(), |rule| format!("rule {rule}: "));
    match &planned.event {
        Event::Step { percent, is_linear: false } => format!("{rule}{percent} %"),
        Event::Step { percent, is_linear: true } => format!("{rule}{percent} %, on a line from step to step"),
        Event::Pause => format!("{rule}pause"),
        Event::Resume => format!("{rule}the pause ends"),
        Event::Stage { id, ring, percent, hold, is_manual, gates, is_present } => {
            let mut words = vec![format!("stage {id}")];
            words.extend(ring.map(|ring| format!("ring {ring}")));
            words.extend(percent.map(|percent| format!("{percent} %")));
            words.extend((*hold > 0).then(|| format!("held for {}", span(*hold))));
            words.extend((*gates > 0).then(|| format!("{gates} {}", if *gates == 1 { "gate" } else { "gates" })));
            words.extend(is_manual.then(|| "moved on by hand".to_owned()));
            words.extend(is_present.then(|| "the present one".to_owned()));
            words.join(", ")
        }
    }
}

/// A duration as documents write it.
fn span(milliseconds: i64) -> String {
    let mut rest = milliseconds / 1_000;
    let mut out = String::new();
    for (unit, seconds) in [('d', 86_400_i64), ('h', 3_600), ('m', 60), ('s', 1)] {
        let number = rest.checked_div(seconds).unwrap_or(0);
        rest = rest.checked_rem(seconds).unwrap_or(0);
        if number > 0 {
            out += &format!("{number}{unit}");
        }
    }
    out
}

fn tables(simulation: &Simulation<'_>, lines: &[Line]) -> String {
    lines.chunks(COLUMNS).map(|lines| format!("\n{}", table(simulation, lines))).collect()
}

/// One row for each instant, and above them of how many units the shares are, where that is not all.
fn table(simulation: &Simulation<'_>, lines: &[Line]) -> String {
    let mut rows = vec![std::iter::once("when".to_owned()).chain(lines.iter().map(Line::title)).collect::<Vec<String>>()];
    if lines.iter().any(|line| matches!(line.by, By::Ring | By::Segment)) {
        rows.push(std::iter::once("of units".to_owned()).chain(lines.iter().map(of)).collect());
    }
    for (index, at) in simulation.count.instants.iter().enumerate() {
        let cell = |line: &Line| line.counts.get(index).map_or(String::new(), |(exposed, units)| cell(line.by, *exposed, *units));
        rows.push(std::iter::once(burgee::rfc3339(*at)).chain(lines.iter().map(cell)).collect());
    }
    let columns = lines.len().saturating_add(1);
    let width = |column: usize| rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let mut out = String::new();
    for row in &rows {
        let mut line = String::new();
        for (column, (cell, width)) in row.iter().zip(&widths).enumerate() {
            line += &if column == 0 { format!("  {cell:<width$}") } else { format!("  {cell:>width$}") };
        }
        out += line.trim_end();
        out.push('\n');
    }
    out
}

fn cell(by: By, exposed: u64, units: u64) -> String {
    match by {
        By::Both => format!("{}  {}", count(exposed), share(exposed, units)),
        _ if units == 0 => "–".to_owned(),
        _ => share(exposed, units),
    }
}

/// How many units a line is about, at the fewest and at the most.
fn of(line: &Line) -> String {
    let units = || line.counts.iter().map(|(_, units)| *units);
    let (fewest, most) = (units().min().unwrap_or(0), units().max().unwrap_or(0));
    if fewest == most { count(most) } else { format!("{}–{}", count(fewest), count(most)) }
}
