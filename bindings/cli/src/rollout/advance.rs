//! `burgee rollout advance`: whether a rollout moves on, and the edit if it does.

use super::asked::Rollout;
use super::metrics::Metrics;
use super::{Format, Hand, Which, text};
use crate::failure::Failure;
use crate::{Answer, output};
use burgee::Action;
use clap::ValueHint;
use std::path::PathBuf;

/// Decide whether a rollout moves on, with what was observed
///
/// Moves on by one stage at most. Asked again with the same metrics, nothing changes: a cron job may ask as often as it likes.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  burgee rollout advance flags.json --flag new-search --approve --write        starts it
  burgee rollout advance flags.json --flag new-search --metrics metrics.json   what would be done
  curl -s \"$PROMETHEUS/api/v1/query\" --data-urlencode query@gates.promql |
    burgee rollout advance flags.json --flag new-search --metrics - --by cron --write

Exit codes:
  0  proceed, or complete
  2  there is no answer: a mistake, a file that cannot be read, an edit that cannot be written
  3  hold: nothing to do yet
  4  pause: a person has to look
  5  rollback")]
pub struct Arguments {
    #[command(flatten)]
    which: Which,
    /// Observations, or the response of a Prometheus query, or - for the standard input; may be given several times
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    metrics: Vec<PathBuf>,
    /// Start the rollout, or move on from a stage that is moved on by hand
    #[arg(long)]
    approve: bool,
    #[command(flatten)]
    hand: Hand,
    /// text: for people; json: the canonical decision
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

pub fn run(arguments: &Arguments) -> Result<Answer, Failure> {
    let rollout = Rollout::read(&arguments.which)?;
    let metrics = Metrics::read(&arguments.metrics)?;
    let hand = &arguments.hand;
    let approver = if arguments.approve { Some(hand.who()?) } else { None };
    let asked = &rollout.asked;
    let Some(decision) = asked.flags.decide_rollout(&asked.flag, &metrics.observations, asked.now, approver.as_deref()) else {
        return Err(Failure::new(format!("the flag `{}` has no `rollout`", asked.flag)));
    };
    let mut done = String::new();
    if decision.progress.is_some()
        && let Some(mut change) = decision.change(&hand.who()?)
    {
        if let (Some(why), Some(more)) = (&mut change.why, &hand.why) {
            *why = format!("{why}; {more}");
        }
        done = asked.edit(&change)?.done(hand.write)?;
    }
    output::print(&match arguments.format {
        Format::Text => text::decision(&decision, &rollout, &metrics) + &done,
        Format::Json => decision.to_json() + "\n",
    });
    Ok(match decision.action {
        Action::Proceed { .. } | Action::Complete => Answer::Fine,
        Action::Hold(_) => Answer::Hold,
        Action::Pause => Answer::Pause,
        Action::Rollback { .. } => Answer::Rollback,
    })
}
