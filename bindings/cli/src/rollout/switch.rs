//! `burgee kill` and `burgee restore`: a flag off for everybody, and on again for exactly the same people.

use super::Hand;
use super::asked::Asked;
use crate::failure::Failure;
use crate::{Answer, input, output};
use burgee::RolloutChange;
use clap::ValueHint;
use std::path::PathBuf;

/// Turn a flag off for everybody, at once
///
/// Sets `enabled` to false; rules, rollout and progress stay as they are, so that restore gives it back to exactly the same people.
#[derive(clap::Args)]
#[command(after_help = "\
Example:
  burgee kill flags.json new-search --why 'payments fail' --write")]
pub struct Kill {
    #[command(flatten)]
    switch: Switch,
}

/// Turn a flag on again that was killed, for exactly the same people
#[derive(clap::Args)]
#[command(after_help = "\
Example:
  burgee restore flags.json new-search --why 'payments are back' --write")]
pub struct Restore {
    #[command(flatten)]
    switch: Switch,
}

#[derive(clap::Args)]
struct Switch {
    /// The document, or - for the standard input
    #[arg(value_hint = ValueHint::FilePath)]
    file: PathBuf,
    /// The key of the flag
    flag: String,
    /// The instant for the history, an RFC 3339 date-time; without it, the present
    #[arg(long, value_name = "TIME", value_parser = input::instant)]
    now: Option<i64>,
    #[command(flatten)]
    hand: Hand,
}

pub fn kill(arguments: &Kill) -> Result<Answer, Failure> {
    arguments.switch.turn("kill", false)
}

pub fn restore(arguments: &Restore) -> Result<Answer, Failure> {
    arguments.switch.turn("restore", true)
}

impl Switch {
    fn turn(&self, did: &'static str, enabled: bool) -> Result<Answer, Failure> {
        let asked = Asked::read(&self.file, &self.flag, self.now)?;
        if asked.view.enabled == enabled {
            let state = if enabled { "enabled" } else { "disabled" };
            output::print(&format!("`{}` is {state} already: nothing changes\n", self.flag));
            return Ok(Answer::Fine);
        }
        let change = asked.change(did, self.hand.who()?, self.hand.why.clone());
        output::print(&asked.edit(&RolloutChange { enabled: Some(enabled), ..change })?.done(self.hand.write)?);
        Ok(Answer::Fine)
    }
}
