//! `burgee simulate`: who is exposed, and when.

mod chart;
mod count;
mod csv;
mod json;
mod lines;
mod plan;
mod svg;
mod text;
mod ticks;

use crate::document::Document;
use crate::failure::Failure;
use crate::nearest::did_you_mean;
use crate::units::{self, Population};
use crate::{Answer, input, output};
use burgee::{Flags, Timetable};
use clap::{ValueEnum, ValueHint};
use count::Count;
use plan::Era;
use std::collections::BTreeSet;
use std::path::PathBuf;

/// How many units are made up where none are given.
const UNITS: u64 = 10_000;
/// How many instants there may be.
const MOST: usize = 2_000;

/// Simulate flags over time: who is exposed when, by variant, ring and segment
///
/// Every unit is evaluated at every instant at which an answer may change: by a schedule, by a condition on the time, by a rollout's next stage.
/// A rollout is taken to move on as early as its holds allow: every gate passes, and everybody approves at once. One that was not started starts
/// at --from; one that is paused or was rolled back stays where it is.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  burgee simulate flags.json --flag search --from 2026-11-23T09:00:00Z --to 2026-11-24T09:00:00Z
  burgee simulate flags.json --flag search --flag checkout --from 2026-11-23T00:00:00Z --to 2026-12-14T00:00:00Z --contexts users.csv
  burgee simulate flags.json --flag search --from 2026-11-23T09:00:00Z --to 2026-11-24T09:00:00Z --format svg > search.svg

Without --contexts or --population, 10,000 units `user-0`, `user-1`, … are made up, of which nothing else is known.

Where an answer may change at any instant (a linear schedule, the age of an attribute), time is sampled: at --every, or at some fifty instants.")]
pub struct Arguments {
    /// The document, or - for the standard input
    #[arg(value_hint = ValueHint::FilePath)]
    file: PathBuf,
    /// A flag; may be given several times, and then what they have in common is told too
    #[arg(long, value_name = "FLAG", required = true)]
    flag: Vec<String>,
    /// The first instant, an RFC 3339 date-time
    #[arg(long, value_name = "TIME", value_parser = input::instant)]
    from: i64,
    /// The last instant
    #[arg(long, value_name = "TIME", value_parser = input::instant)]
    to: i64,
    /// Ask at least so often, such as 1h
    #[arg(long, value_name = "DURATION", value_parser = step)]
    every: Option<i64>,
    /// A file of contexts, each a unit
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, conflicts_with = "population")]
    contexts: Option<PathBuf>,
    /// A population to make up units from; `burgee population` fits one
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    population: Option<PathBuf>,
    /// An overlay to apply to the document; may be given several times, and the order counts
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    overlay: Vec<PathBuf>,
    /// text: tables and charts for people; json, csv: for programs; svg: a picture
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Text,
    Json,
    Csv,
    Svg,
}

/// A flag that is simulated.
struct Asked<'f> {
    key: String,
    timetable: Timetable<'f>,
    /// In the order of the flag's variants, and whether each is another than the off variant.
    variants: Vec<(String, bool)>,
}

/// What was found, for all formats.
struct Simulation<'f> {
    from: i64,
    to: i64,
    flags: Vec<Asked<'f>>,
    rings: Vec<String>,
    segments: Vec<String>,
    count: Count,
}

/// A duration that is not nothing.
fn step(text: &str) -> Result<i64, String> {
    burgee::duration(text).filter(|step| *step > 0).ok_or_else(|| "not a duration such as 1h or 30m".to_owned())
}

pub fn run(arguments: &Arguments) -> Result<Answer, Failure> {
    if arguments.to <= arguments.from {
        return Err(Failure::new("--to is not after --from").help("give the earlier instant as --from"));
    }
    let document = Document::read(&arguments.file, &arguments.overlay)?;
    let flags = document.accept()?;
    let mut asked: Vec<Asked<'_>> = Vec::new();
    for key in &arguments.flag {
        if !asked.iter().any(|earlier| earlier.key == *key) {
            asked.push(ask(&document, &flags, key, arguments.from)?);
        }
    }
    let eras = plan::eras(&document, &flags, &asked, arguments.from, arguments.to)?;
    let instants = instants(&asked, &eras, arguments)?;
    let mut count = Count::new(&asked, &flags, instants);
    let mut counter = count.counter(&asked, &eras);
    if let Some(path) = &arguments.contexts {
        units::each_of(path, &mut |context, _| counter.add(context))?;
    } else {
        let population = match &arguments.population {
            Some(path) => Population::read(path)?,
            None => made_up(&flags, &asked),
        };
        population.each(arguments.from, &mut |context, _| counter.add(context))?;
    }
    let names = |names: &mut dyn Iterator<Item = &str>| names.map(str::to_owned).collect();
    let (rings, segments) = (names(&mut flags.rings()), names(&mut flags.segments()));
    let simulation = Simulation { from: arguments.from, to: arguments.to, flags: asked, rings, segments, count };
    output::print(&match arguments.format {
        Format::Text => text::write(&simulation),
        Format::Json => json::write(&simulation),
        Format::Csv => csv::write(&simulation)?,
        Format::Svg => svg::write(&simulation),
    });
    Ok(Answer::Fine)
}

fn ask<'f>(document: &Document, flags: &'f Flags, key: &str, now: i64) -> Result<Asked<'f>, Failure> {
    let name = &document.base.name;
    let Some(flag) = flags.flag(key) else {
        let failure = Failure::new(format!("`{name}` has no flag `{key}`"));
        return Err(match did_you_mean(key, flags.keys()) {
            Some(help) => failure.help(help),
            None => failure.help(format!("list its flags, each with its decision: burgee eval {name}")),
        });
    };
    if let Some(code) = flag.quarantined() {
        let failure = Failure::new(format!("`{key}` is quarantined ({code}), so it exposes nobody at any time"));
        return Err(failure.help(format!("see its errors: burgee check {name}")));
    }
    let variants = flag.variants().map(|(variant, _)| (variant.to_owned(), flag.off_variant() != Some(variant))).collect();
    Ok(Asked { key: key.to_owned(), timetable: flag.timetable(now), variants })
}

/// Units of which nothing is known but what names them, for each of the flags.
fn made_up(flags: &Flags, asked: &[Asked<'_>]) -> Population {
    let mut attributes = serde_json::Map::new();
    for flag in asked.iter().filter_map(|asked| flags.flag(&asked.key)) {
        if let Some(name) = flag.unit().next().map(|attribute| attribute.name()).filter(|name| !name.starts_with('/')) {
            attributes.insert(name.to_owned(), serde_json::json!({ "text": "user-{}" }));
        }
    }
    Population { units: UNITS, seed: 0, attributes }
}

/// The instants to ask about: the ends, those at which something changes, and samples where those are not all or more are wanted.
fn instants(asked: &[Asked<'_>], eras: &[Era], arguments: &Arguments) -> Result<Vec<i64>, Failure> {
    let (from, to) = (arguments.from, arguments.to);
    let mut all = BTreeSet::from([from, to]);
    all.extend(asked.iter().flat_map(|asked| asked.timetable.instants.iter().copied()).filter(|at| (from..to).contains(at)));
    all.extend(eras.iter().map(|era| era.from).filter(|at| (from..to).contains(at)));
    let known = asked.iter().all(|asked| asked.timetable.is_complete);
    if let Some(every) = arguments.every.or((!known).then(|| ticks::step(to.saturating_sub(from), 50))) {
        let mut at = from;
        while at < to && all.len() <= MOST {
            all.insert(at);
            at = at.saturating_add(every);
        }
    }
    if all.len() > MOST {
        return Err(Failure::new(format!("there are more than {MOST} instants to ask about"))
            .help("give a longer --every, or a shorter time from --from to --to"));
    }
    Ok(all.into_iter().collect())
}
