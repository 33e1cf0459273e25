//! `burgee rollout status`: where a rollout stands.

use super::asked::Rollout;
use super::metrics::Metrics;
use super::view::Entry;
use super::{Format, Which, text};
use crate::failure::Failure;
use crate::style::STRONG;
use crate::{Answer, output};
use burgee::RolloutDecision;
use clap::ValueHint;
use serde_json::{Value, json};
use std::path::PathBuf;

/// Show where a rollout stands, whom it exposes, and what it waits for
///
/// What is next is what advance would do with the same metrics, or without any. Exits with 0, whatever that is.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  burgee rollout status flags.json --flag new-search
  burgee rollout status flags.json --flag new-search --metrics metrics.json --format json")]
pub struct Arguments {
    #[command(flatten)]
    which: Which,
    /// Observations, or the response of a Prometheus query, or - for the standard input; may be given several times
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    metrics: Vec<PathBuf>,
    /// text: for people; json: for programs
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

pub fn run(arguments: &Arguments) -> Result<Answer, Failure> {
    let rollout = Rollout::read(&arguments.which)?;
    let metrics = Metrics::read(&arguments.metrics)?;
    let asked = &rollout.asked;
    let Some(decision) = asked.flags.decide_rollout(&asked.flag, &metrics.observations, asked.now, None) else {
        return Err(Failure::new(format!("the flag `{}` has no `rollout`", asked.flag)));
    };
    output::print(&match arguments.format {
        Format::Text => written(&rollout, &decision, &metrics),
        Format::Json => format!("{}\n", object(&rollout, &decision)),
    });
    Ok(Answer::Fine)
}

/// What a person reads of the state: `running at …, stage 1 of 3`.
pub fn state(rollout: &Rollout) -> String {
    let status = rollout.status().unwrap_or("not started").replace('_', " ");
    let killed = if rollout.asked.view.enabled { "" } else { ", but the flag is disabled" };
    match (rollout.stage(), rollout.position()) {
        (Some(stage), Some(at)) => {
            format!("{status} at `{stage}`, stage {} of {}{killed}", at.saturating_add(1), rollout.plan.stages.len())
        }
        _ => format!("{status}, {} stages planned{killed}", rollout.plan.stages.len()),
    }
}

/// Whom the rollout exposes, in words.
fn exposed(rollout: &Rollout) -> String {
    match rollout.position() {
        Some(at) if rollout.asked.view.enabled => rollout.plan.admitted(at),
        _ => "nobody".to_owned(),
    }
}

fn written(rollout: &Rollout, decision: &RolloutDecision, metrics: &Metrics) -> String {
    let mut out = format!("{STRONG}{}: {}{STRONG:#}\n", decision.flag, state(rollout));
    if let Some(since) = rollout.since() {
        out += &format!("  since    {}\n", burgee::rfc3339(since));
    }
    out += &format!("  exposed  {}\n", exposed(rollout));
    out += &format!("  next     {}: {}\n", text::action(decision), decision.why);
    if let Some(last) = rollout.asked.view.history.first() {
        out += &format!("  last     {}\n", entry(last));
    }
    out + &text::grounds(decision, metrics)
}

/// A line of the history: when, who, what, why.
fn entry(entry: &Entry) -> String {
    let by = entry.by.as_ref().map_or(String::new(), |by| format!(", {by}"));
    let stage = entry.stage.as_ref().map_or(String::new(), |stage| format!(" `{stage}`"));
    let why = entry.why.as_ref().map_or(String::new(), |why| format!(": {why}"));
    format!("{}{by}: {}{stage}{why}", entry.at, entry.did)
}

fn object(rollout: &Rollout, decision: &RolloutDecision) -> Value {
    let decided: Value = serde_json::from_str(&decision.to_json()).unwrap_or_default();
    json!({
        "flag": decision.flag,
        "enabled": rollout.asked.view.enabled,
        "status": rollout.status(),
        "stage": rollout.stage(),
        "since": rollout.since().map(burgee::rfc3339),
        "exposed": exposed(rollout),
        "next": decided,
    })
}
