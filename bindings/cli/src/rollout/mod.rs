//! `burgee rollout`: where a staged rollout stands, what it plans, and whether it moves on.
//!
//! Decides nothing: the core does. This reads files, prints, and writes the document where it may.

mod advance;
mod asked;
mod by_hand;
mod edit;
mod excerpt;
mod metrics;
mod plan;
mod replace;
mod status;
pub mod switch;
mod text;
mod view;

use crate::failure::Failure;
use crate::{Answer, input};
use clap::{Subcommand, ValueEnum, ValueHint};
use std::path::PathBuf;

/// Move a staged rollout on, or back; see where it stands
///
/// The plan, how far it has come and what was done stand in the document, with the flag. Each command works out an edit of the document and
/// prints it; with --write the file is replaced, at once and whole, and not if somebody else edited it meanwhile.
///
/// Overlays are not applied. What is decided on, and edited, is the rollout in FILE: a document by itself, not an overlay.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  burgee rollout plan flags.json --flag new-search
  burgee rollout advance flags.json --flag new-search --approve --by ada --write      starts it
  burgee rollout advance flags.json --flag new-search --metrics metrics.json --write
  burgee rollout rollback flags.json --flag new-search --why 'search is slow' --write

Exit codes of advance:
  0  proceed, or complete
  2  there is no answer: a mistake, a file that cannot be read, an edit that cannot be written
  3  hold: nothing to do yet
  4  pause: a person has to look
  5  rollback")]
pub struct Arguments {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    Status(status::Arguments),
    Plan(plan::Arguments),
    Advance(advance::Arguments),
    Pause(by_hand::Pause),
    Resume(by_hand::Resume),
    Rollback(by_hand::Rollback),
}

/// Which rollout is meant, and when it is.
#[derive(clap::Args)]
struct Which {
    /// The document, or - for the standard input
    #[arg(value_hint = ValueHint::FilePath)]
    file: PathBuf,
    /// The key of the flag
    #[arg(long, value_name = "KEY")]
    flag: String,
    /// The instant to decide at, an RFC 3339 date-time; without it, the present
    #[arg(long, value_name = "TIME", value_parser = input::instant)]
    now: Option<i64>,
}

/// Who edits a document, why, and whether that is written.
#[derive(clap::Args)]
pub struct Hand {
    /// Who does it, for the history; without it, the name of the user
    #[arg(long, value_name = "WHO")]
    by: Option<String>,
    /// Why, for the history
    #[arg(long, value_name = "TEXT")]
    why: Option<String>,
    /// Replace the file; without it, only print what would change
    #[arg(long)]
    write: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Text,
    Json,
}

pub fn run(arguments: &Arguments) -> Result<Answer, Failure> {
    match &arguments.verb {
        Verb::Status(arguments) => status::run(arguments),
        Verb::Plan(arguments) => plan::run(arguments),
        Verb::Advance(arguments) => advance::run(arguments),
        Verb::Pause(arguments) => by_hand::pause(arguments),
        Verb::Resume(arguments) => by_hand::resume(arguments),
        Verb::Rollback(arguments) => by_hand::rollback(arguments),
    }
}

impl Hand {
    /// Who does it.
    fn who(&self) -> Result<String, Failure> {
        let user = || ["USER", "LOGNAME", "USERNAME"].into_iter().find_map(|name| std::env::var(name).ok().filter(|user| !user.is_empty()));
        self.by.clone().or_else(user).ok_or_else(|| Failure::new("the history wants to know who does this").help("give --by WHO"))
    }
}
