//! The `burgee` command: evaluate, explain, check, test, compare and sign feature-flag documents, roll flags out, and export what browsers may see.
//!
//! Each verb is a file of its own; what flags mean is the core's business alone. Exit codes: 0 fine, 1 the answer is negative,
//! 2 there was no answer, 3 to 5 what a rollout does other than move on.

mod cases;
mod check;
mod checked;
mod completions;
mod diff;
mod document;
mod eval;
mod explain;
mod export;
mod failure;
mod input;
mod nearest;
mod output;
mod population;
mod question;
mod render;
mod rollout;
mod sarif;
mod schema;
mod signing;
mod simulate;
mod source;
mod style;
mod test;
mod units;

use clap::{Parser, Subcommand};
use failure::Failure;
use std::process::ExitCode;

const AFTER_HELP: &str = "\
Exit codes:
  0  fine
  1  the answer is negative: a decision is ERROR, a document has errors (or denied
     warnings), a test case failed, a change moves more units than it may, a file is
     not signed
  2  there is no answer: a mistake in the arguments, a file that cannot be read, a
     document that is refused when it should be evaluated
  3  a rollout holds; 4: it pauses; 5: it is rolled back

Examples:
  burgee check flags.json
  burgee eval flags.json new-checkout --context '{\"key\":\"u-1\",\"country\":\"NZ\"}'
  burgee explain flags.json new-checkout --context @user.json
  burgee test flags.json
  burgee diff flags.json candidate.json --contexts users.ndjson
  burgee simulate flags.json --flag new-checkout --from 2026-11-23T09:00:00Z --to 2026-11-24T09:00:00Z
  burgee rollout advance flags.json --flag new-checkout --metrics metrics.json
  burgee export flags.json --client > public/flags.json";

/// Evaluate, explain, check, test and compare feature-flag documents, and roll flags out.
#[derive(Parser)]
#[command(name = "burgee", version, after_help = AFTER_HELP)]
struct Cli {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    Eval(eval::Arguments),
    Explain(explain::Arguments),
    Check(check::Arguments),
    Test(test::Arguments),
    Diff(diff::Arguments),
    Simulate(simulate::Arguments),
    Population(population::Arguments),
    Rollout(rollout::Arguments),
    Kill(rollout::switch::Kill),
    Restore(rollout::switch::Restore),
    Keygen(signing::keygen::Arguments),
    Sign(signing::sign::Arguments),
    Verify(signing::verify::Arguments),
    Export(export::Arguments),
    Schema(schema::Arguments),
    Completions(completions::Arguments),
}

/// What a command that could answer found.
enum Answer {
    Fine,
    Negative,
    /// A rollout stays where it is.
    Hold,
    /// A rollout stays, and a person has to look.
    Pause,
    /// A rollout goes back.
    Rollback,
}

fn main() -> ExitCode {
    match run(Cli::parse().verb) {
        Ok(Answer::Fine) => ExitCode::SUCCESS,
        Ok(Answer::Negative) => ExitCode::from(1),
        Ok(Answer::Hold) => ExitCode::from(3),
        Ok(Answer::Pause) => ExitCode::from(4),
        Ok(Answer::Rollback) => ExitCode::from(5),
        Err(failure) => {
            output::complain(&failure.to_string());
            ExitCode::from(2)
        }
    }
}

fn run(verb: Verb) -> Result<Answer, Failure> {
    match verb {
        Verb::Eval(arguments) => eval::run(&arguments),
        Verb::Explain(arguments) => explain::run(&arguments),
        Verb::Check(arguments) => check::run(&arguments),
        Verb::Test(arguments) => test::run(&arguments),
        Verb::Diff(arguments) => diff::run(&arguments),
        Verb::Simulate(arguments) => simulate::run(&arguments),
        Verb::Population(arguments) => population::run(&arguments),
        Verb::Rollout(arguments) => rollout::run(&arguments),
        Verb::Kill(arguments) => rollout::switch::kill(&arguments),
        Verb::Restore(arguments) => rollout::switch::restore(&arguments),
        Verb::Keygen(arguments) => signing::keygen::run(&arguments),
        Verb::Sign(arguments) => signing::sign::run(&arguments),
        Verb::Verify(arguments) => signing::verify::run(&arguments),
        Verb::Export(arguments) => export::run(&arguments),
        Verb::Schema(arguments) => schema::run(&arguments),
        Verb::Completions(arguments) => completions::run(&arguments),
    }
}
