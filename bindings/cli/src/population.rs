//! `burgee population`: a population fitted to a table of users.

use crate::failure::Failure;
use crate::units::fit;
use crate::{Answer, output};
use clap::ValueHint;
use std::path::PathBuf;

/// Fit a population to the rows of a CSV file
///
/// Prints a population for `burgee diff --population`: how often each column has each value, and which earlier column it depends on. It holds
/// no row of the table; columns with few values are named in full.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  burgee population users.csv > population.json
  burgee diff flags.json candidate.json --population population.json")]
pub struct Arguments {
    /// The table; its first row names the attributes
    #[arg(value_hint = ValueHint::FilePath)]
    file: PathBuf,
}

pub fn run(arguments: &Arguments) -> Result<Answer, Failure> {
    let population = fit(&arguments.file)?;
    let text = serde_json::to_string_pretty(&population).map_err(|error| Failure::new(error.to_string()))?;
    output::print(&(text + "\n"));
    Ok(Answer::Fine)
}
