//! `burgee rollout pause`, `resume` and `rollback`: what a person does to a rollout, whatever its gates say.

use super::asked::Rollout;
use super::{Hand, Which};
use crate::failure::Failure;
use crate::nearest::did_you_mean;
use crate::{Answer, output};
use burgee::{NewProgress, RolloutChange};

/// Stop a rollout where it is, until somebody resumes it
///
/// Whoever is exposed stays so. A gate that fails takes a paused rollout back nevertheless.
#[derive(clap::Args)]
#[command(after_help = "\
Example:
  burgee rollout pause flags.json --flag new-search --why 'the release is frozen' --write")]
pub struct Pause {
    #[command(flatten)]
    which: Which,
    #[command(flatten)]
    hand: Hand,
}

/// Let a rollout go on that was paused, or taken back
///
/// The stage begins anew: its hold counts from now, and what was observed before no longer does. A rollout that was taken back to nothing
/// begins with its first stage.
#[derive(clap::Args)]
#[command(after_help = "\
Example:
  burgee rollout resume flags.json --flag new-search --why 'the leak is mended' --write")]
pub struct Resume {
    #[command(flatten)]
    which: Which,
    #[command(flatten)]
    hand: Hand,
}

/// Take a rollout back, to nothing or to a stage before
///
/// Nothing moves on from there until somebody resumes it.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  burgee rollout rollback flags.json --flag new-search --why 'search is slow' --write
  burgee rollout rollback flags.json --flag new-search --to internal --write")]
pub struct Rollback {
    #[command(flatten)]
    which: Which,
    /// The stage to go back to; without it, to nothing
    #[arg(long, value_name = "STAGE")]
    to: Option<String>,
    #[command(flatten)]
    hand: Hand,
}

pub fn pause(arguments: &Pause) -> Result<Answer, Failure> {
    let rollout = Rollout::read(&arguments.which)?;
    let stage = match rollout.status() {
        Some("running") => rollout.stage().map(str::to_owned),
        Some("paused") => return nothing(&rollout, "paused"),
        other => return Err(not_possible(&rollout, "pause", other)),
    };
    let since = rollout.since().unwrap_or(rollout.asked.now);
    let progress = NewProgress { stage: stage.clone(), since, status: "paused" };
    done(&rollout, &arguments.hand, RolloutChange { progress: Some(progress), stage, ..change(&rollout, &arguments.hand, "pause")? })
}

pub fn resume(arguments: &Resume) -> Result<Answer, Failure> {
    let rollout = Rollout::read(&arguments.which)?;
    let first = || rollout.plan.stages.first().map(|stage| stage.id.clone());
    let stage = match rollout.status() {
        Some("paused" | "rolled_back") => rollout.stage().map(str::to_owned).or_else(first),
        Some("running") => return nothing(&rollout, "running"),
        other => return Err(not_possible(&rollout, "resume", other)),
    };
    let progress = NewProgress { stage: stage.clone(), since: rollout.asked.now, status: "running" };
    done(&rollout, &arguments.hand, RolloutChange { progress: Some(progress), stage, ..change(&rollout, &arguments.hand, "resume")? })
}

pub fn rollback(arguments: &Rollback) -> Result<Answer, Failure> {
    let rollout = Rollout::read(&arguments.which)?;
    if rollout.status().is_none() {
        return Err(not_possible(&rollout, "take back", None));
    }
    let stage = arguments.to.clone();
    if rollout.status() == Some("rolled_back") && rollout.stage() == stage.as_deref() {
        return nothing(&rollout, "rolled back");
    }
    if let Some(to) = &stage {
        let name = rollout.stage().unwrap_or("nothing");
        match rollout.plan.position(to) {
            None => {
                let failure = Failure::new(format!("the rollout has no stage `{to}`"));
                let ids = || rollout.plan.stages.iter().map(|stage| stage.id.as_str());
                let help = did_you_mean(to, ids()).unwrap_or_else(|| format!("its stages: {}", ids().collect::<Vec<_>>().join(", ")));
                return Err(failure.help(help));
            }
            Some(at) if rollout.position().is_none_or(|present| at >= present) => {
                return Err(Failure::new(format!("the rollout is at `{name}`, and `{to}` is not before that")));
            }
            Some(_) => {}
        }
    }
    let progress = NewProgress { stage: stage.clone(), since: rollout.asked.now, status: "rolled_back" };
    let from = rollout.stage().map(str::to_owned);
    let change = RolloutChange { progress: Some(progress), from, stage, ..change(&rollout, &arguments.hand, "rollback")? };
    done(&rollout, &arguments.hand, change)
}

fn change(rollout: &Rollout, hand: &Hand, did: &'static str) -> Result<RolloutChange, Failure> {
    Ok(rollout.asked.change(did, hand.who()?, hand.why.clone()))
}

fn done(rollout: &Rollout, hand: &Hand, change: RolloutChange) -> Result<Answer, Failure> {
    output::print(&rollout.asked.edit(&change)?.done(hand.write)?);
    Ok(Answer::Fine)
}

/// It is so already, and stays.
fn nothing(rollout: &Rollout, state: &str) -> Result<Answer, Failure> {
    output::print(&format!("the rollout of `{}` is {state} already: nothing changes\n", rollout.asked.flag));
    Ok(Answer::Fine)
}

fn not_possible(rollout: &Rollout, what: &str, status: Option<&str>) -> Failure {
    let (file, flag) = (rollout.asked.name(), &rollout.asked.flag);
    let state = match status {
        None => "has not been started",
        Some("complete") => "is complete",
        Some(_) => "was taken back",
    };
    let failure = Failure::new(format!("there is nothing to {what}: the rollout of `{flag}` {state}"));
    match status {
        None => failure.help(format!("to start it: burgee rollout advance {file} --flag {flag} --approve --write")),
        Some(_) => failure,
    }
}
