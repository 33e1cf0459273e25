//! A decision for people: what is to be done, what every gate says, and what a person can do.

use super::asked::Rollout;
use super::metrics::Metrics;
use crate::style::{ERROR, GOOD, HELP, STRONG};
use burgee::{Action, GateOutcome, GateVerdict, RolloutDecision, Wait};

/// The action, in words.
pub fn action(decision: &RolloutDecision) -> String {
    match &decision.action {
        Action::Proceed { to } if decision.stage.is_none() => format!("start with `{to}`"),
        Action::Proceed { to } => format!("proceed to `{to}`"),
        Action::Hold(_) => "hold".to_owned(),
        Action::Pause => "pause".to_owned(),
        Action::Rollback { to: Some(to) } => format!("roll back to `{to}`"),
        Action::Rollback { to: None } => "roll back to nothing".to_owned(),
        Action::Complete => "complete".to_owned(),
    }
}

/// All of a decision.
pub fn decision(decision: &RolloutDecision, rollout: &Rollout, metrics: &Metrics) -> String {
    let at = decision.stage.as_ref().map_or(String::new(), |stage| format!(" at `{stage}`"));
    let mut out = format!("{STRONG}{}{at}: {}{STRONG:#}\n  why   {}\n", decision.flag, action(decision), decision.why);
    out += &grounds(decision, metrics);
    out += &way_out(decision, rollout);
    out
}

/// What a decision rests on: gates, arms, observations that do not count.
pub fn grounds(decision: &RolloutDecision, metrics: &Metrics) -> String {
    let mut out: String = decision.gates.iter().map(gate).collect();
    if let Some(units) = &decision.units {
        let all = units.treatment + units.control;
        let word = if units.is_mismatch { "not as" } else { "as" };
        // A share is drawn in thousandths of a percent.
        let percent = (units.share * 100_000.0).round() / 1_000.0;
        out += &format!("  arms  {:.0} of {all:.0} units have the treatment, {word} the {percent} % drawn\n", units.treatment);
    }
    for refused in &decision.refused {
        out += &format!("  {ERROR}skip{ERROR:#}  {}: {} ({})\n", metrics.place(&refused.pointer), refused.why, refused.code);
    }
    out
}

fn gate(gate: &GateVerdict) -> String {
    let style = match gate.outcome {
        GateOutcome::Pass => GOOD,
        GateOutcome::Fail => ERROR,
        GateOutcome::Hold(_) => STRONG,
    };
    // The sentence names the bound, but where nothing was observed.
    let wanted = if gate.observed.is_none() { format!(", wanted {}", gate.bound) } else { String::new() };
    let cause = if let GateOutcome::Hold(cause) = gate.outcome { format!(" ({})", cause.as_str()) } else { String::new() };
    format!("  {style}{:<4}{style:#}  {}{wanted}{cause}\n", gate.outcome.as_str(), gate.why)
}

/// The command that a person may want next.
fn way_out(decision: &RolloutDecision, rollout: &Rollout) -> String {
    let (file, flag) = (rollout.asked.name(), &decision.flag);
    let does = |what: &str, command: String| format!("  {HELP}help{HELP:#}  {what}: burgee {command}\n");
    match decision.action {
        Action::Hold(Wait::Start) => does("to start it", format!("rollout advance {file} --flag {flag} --approve --write")),
        Action::Hold(Wait::Approval) => does("to approve", format!("rollout advance {file} --flag {flag} --metrics … --approve --write")),
        Action::Hold(Wait::Resume) => does("to go on", format!("rollout resume {file} --flag {flag} --write")),
        Action::Hold(Wait::Disabled) => does("to enable it", format!("restore {file} {flag} --write")),
        Action::Complete => does("when it has been so for two weeks, this says that it can go", format!("check {file}")),
        _ => String::new(),
    }
}
