//! The figures as Markdown.

use crate::measure::{Figure, WORKLOADS, Workload};
use std::fmt::Write;

/// An engine and its note.
pub type Named = (&'static str, &'static str);

impl Workload {
    /// What the table calls it.
    fn title(self) -> &'static str {
        match self {
            Workload::S1 => "S1: on for everyone",
            Workload::S2 => "S2: a percentage",
            Workload::S3 => "S3: rules and percentages",
            Workload::S3Build => "S3, a context per call",
            Workload::S3Scattered => "S3 among 1,000 flags, scattered",
            Workload::S5 => "S5: all 1,000 flags for a user",
            Workload::S6 => "S6: load 1,000 flags",
            Workload::Memory => "memory of the 1,000 flags",
        }
    }
}

/// The floor's name and burgee's.
pub type Names = (&'static str, &'static str);

/// All engines side by side: the best round of each, and in brackets how far burgee is ahead.
pub fn overview(figures: &[Figure], engines: &[Named], (floor, own): Names) -> String {
    let mut text = String::from("| |");
    for workload in WORKLOADS {
        let _ = write!(text, " {} |", workload.title());
    }
    let _ = write!(text, "\n|---|{}", "---:|".repeat(WORKLOADS.len()));
    for (engine, _) in engines {
        let _ = write!(text, "\n| {engine} |");
        for workload in WORKLOADS {
            let of = |engine: &str| figures.iter().find(|figure| figure.workload == workload && figure.engine == engine);
            let best = of(engine).map_or_else(String::new, |figure| quantity(workload, figure.best));
            let beside = of(engine).zip(of(own)).filter(|_| ![floor, own].contains(engine)).map(|(figure, own)| figure.best / own.best);
            let ahead = beside.map_or_else(String::new, |ratio| format!(" ({} ×)", short(ratio)));
            let _ = write!(text, " {best}{ahead} |");
        }
    }
    text + "\n"
}

/// The table: a row for each workload and engine.
pub fn table(figures: &[Figure], engines: &[Named], (floor, own): Names) -> String {
    let mut text = String::from(
        "| workload | engine | best | median | allocations | × floor | burgee is ahead |\n|---|---|---:|---:|---:|---:|---:|\n",
    );
    for workload in WORKLOADS {
        let of = |engine: &str| figures.iter().find(|figure| figure.workload == workload && figure.engine == engine);
        let mut rows: Vec<&Figure> = engines.iter().filter_map(|(name, _)| of(name)).collect();
        rows.sort_by(|a, b| a.best.total_cmp(&b.best));
        for figure in rows {
            let beside = |other: &str| of(other).filter(|_| figure.engine != other).map(|other| figure.best / other.best);
            let (floor, own) = (beside(floor), beside(own));
            let [best, median] = [figure.best, figure.median].map(|value| quantity(workload, value));
            let (floor, own) = (times(floor), times(own));
            let allocations = amount(figure.allocations);
            let title = workload.title();
            let _ = writeln!(text, "| {title} | {} | {best} | {median} | {allocations} | {floor} | {own} |", figure.engine);
        }
    }
    text
}

/// The notes, a line for each engine.
pub fn notes(engines: &[Named]) -> String {
    engines.iter().fold(String::new(), |mut text, (name, note)| {
        let _ = writeln!(text, "- {name}: {note}.");
        text
    })
}

fn quantity(workload: Workload, value: f64) -> String {
    let units: &[(f64, &str)] = match workload {
        Workload::Memory => &[(1024.0 * 1024.0, "MiB"), (1024.0, "KiB"), (1.0, "B")],
        _ => &[(1e6, "ms"), (1e3, "µs"), (1.0, "ns")],
    };
    let (size, unit) = units.iter().find(|(size, _)| value >= *size).copied().unwrap_or((1.0, units.last().map_or("", |last| last.1)));
    format!("{} {unit}", short(value / size))
}

fn times(ratio: Option<f64>) -> String {
    ratio.map_or_else(String::new, |ratio| format!("{} ×", short(ratio)))
}

fn amount(count: f64) -> String {
    if count.fract() == 0.0 { format!("{count:.0}") } else { format!("{count:.1}") }
}

/// Three digits that count.
fn short(value: f64) -> String {
    match value {
        100.0.. => format!("{value:.0}"),
        10.0.. => format!("{value:.1}"),
        _ => format!("{value:.2}"),
    }
}
