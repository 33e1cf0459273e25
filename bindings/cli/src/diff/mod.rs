//! `burgee diff`: what changes between two documents, and whom it moves.

mod markdown;
mod text;
pub mod words;

use crate::document::Document;
use crate::failure::Failure;
use crate::units::{self, Population};
use crate::{Answer, input, output};
use burgee::{Comparison, Difference, Tally};
use clap::{ValueEnum, ValueHint};
use std::path::PathBuf;
use words::share;

/// Compare two documents: what differs, and who gains or loses
///
/// Without --contexts or --population, only the documents are compared. With one, every unit is evaluated under both, for the flags that
/// differ and those that lean on them.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  burgee diff flags.json candidate.json
  burgee diff flags.json candidate.json --contexts users.ndjson --max-change 2%
  git show main:flags.json | burgee diff - flags.json --population population.json --format markdown

Contexts are read by the file's extension: .csv (the first row names the attributes), .parquet (where the command was
built with it), anything else as JSON, one context a line.

Exit code 1 says that some flag moves more units than --max-change allows.")]
pub struct Arguments {
    /// The document as it was, or - for the standard input
    #[arg(value_hint = ValueHint::FilePath)]
    old: PathBuf,
    /// The document as it will be, or - for the standard input
    #[arg(value_hint = ValueHint::FilePath)]
    new: PathBuf,
    /// A file of contexts, each a unit that may move
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, conflicts_with = "population")]
    contexts: Option<PathBuf>,
    /// A population to make up units from; `burgee population` fits one
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    population: Option<PathBuf>,
    /// An overlay to apply to both documents; may be given several times, and the order counts
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    overlay: Vec<PathBuf>,
    /// The instant to ask about, an RFC 3339 date-time; without it, the present
    #[arg(long, value_name = "TIME", value_parser = input::instant)]
    now: Option<i64>,
    /// The greatest share of units that one flag may move, such as 2%
    #[arg(long, value_name = "PERCENT", value_parser = percentage)]
    max_change: Option<f64>,
    /// text: for people; markdown: for a pull request; json: for programs
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Text,
    Markdown,
    Json,
}

/// What was found, for all formats.
struct Report<'r> {
    old: &'r str,
    new: &'r str,
    differences: &'r [Difference],
    comparison: &'r Comparison,
    /// None where nobody was asked.
    tally: Option<&'r Tally<'r>>,
}

/// A percentage, `2%` or `2`, as a share.
fn percentage(text: &str) -> Result<f64, String> {
    let number = text.strip_suffix('%').unwrap_or(text).trim();
    let percent: f64 = number.parse().map_err(|_| "not a percentage such as 2%".to_owned())?;
    if (0.0..=100.0).contains(&percent) { Ok(percent / 100.0) } else { Err("a percentage is between 0 and 100".to_owned()) }
}

pub fn run(arguments: &Arguments) -> Result<Answer, Failure> {
    if arguments.max_change.is_some() && arguments.contexts.is_none() && arguments.population.is_none() {
        return Err(Failure::new("--max-change needs units to count").help("give --contexts FILE or --population FILE"));
    }
    let old = Document::read(&arguments.old, &arguments.overlay)?;
    let new = Document::read(&arguments.new, &arguments.overlay)?;
    let comparison = Comparison::new(old.accept()?, new.accept()?);
    let differences = burgee::differences(old.base.text(), new.base.text()).unwrap_or_default();
    let now = input::now(arguments.now);
    let mut tally = comparison.tally();
    if let Some(path) = &arguments.contexts {
        units::each_of(path, &mut |context, label| tally.add(context, label, now))?;
    } else if let Some(path) = &arguments.population {
        Population::read(path)?.each(now, &mut |context, label| tally.add(context, label, now))?;
    }
    let asked = arguments.contexts.is_some() || arguments.population.is_some();
    let report = Report {
        old: &old.base.name,
        new: &new.base.name,
        differences: &differences,
        comparison: &comparison,
        tally: asked.then_some(&tally),
    };
    output::print(&match arguments.format {
        Format::Text => text::write(&report),
        Format::Markdown => markdown::write(&report),
        Format::Json => report.to_json() + "\n",
    });
    Ok(judge(&tally, arguments.max_change))
}

/// Whether a change moves no more than it may.
fn judge(tally: &Tally<'_>, max_change: Option<f64>) -> Answer {
    let Some(most) = max_change.filter(|most| tally.greatest_share() > *most) else { return Answer::Fine };
    let over = |moved: u64| moved as f64 > most * tally.units() as f64;
    for flag in tally.flags().filter(|flag| over(flag.moved())) {
        let moved = share(flag.moved(), tally.units());
        let failure = Failure::new(format!("`{}` moves {moved} of the units, more than the {} % allowed", flag.flag, most * 100.0));
        output::complain(&failure.to_string());
    }
    Answer::Negative
}

impl Report<'_> {
    fn to_json(&self) -> String {
        let changes = self.comparison.changes();
        let differences: Vec<_> = self
            .differences
            .iter()
            .map(|Difference { place, before, after }| serde_json::json!({ "place": place, "before": before, "after": after }))
            .collect();
        let tally: serde_json::Value =
            self.tally.and_then(|tally| serde_json::from_str(&tally.to_json()).ok()).unwrap_or(serde_json::Value::Null);
        let flags = serde_json::json!({ "added": changes.added, "removed": changes.removed, "changed": changes.changed });
        serde_json::json!({ "old": self.old, "new": self.new, "flags": flags, "differences": differences, "who": tally }).to_string()
    }
}
