//! Traces for people: one line a step, its conditions below it.

use crate::decision::Decision;
use crate::trace::{ConditionTrace, ServeTrace, Step, Trace, write_percent};
use crate::verdict::Verdict;
use std::fmt;

/// Literals longer than this are cut: somebody wants to read the trace.
const LONGEST: usize = 120;

impl fmt::Display for Trace<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        decision(f, self.decision())?;
        self.steps().iter().try_for_each(|step| write_step(f, step))
    }
}

fn decision(f: &mut fmt::Formatter<'_>, decision: &Decision<'_>) -> fmt::Result {
    match (decision.variant(), decision.value(), decision.error_code()) {
        (Some(variant), Some(value), _) => write!(f, "{} serves `{variant}` ({})", decision.flag(), short(&value.to_json()))?,
        (_, _, code) => {
            let code = code.map_or("", |code| code.as_str());
            write!(f, "{} has no answer: {code}", decision.flag())?;
            if let Some(detail) = decision.error_detail() {
                write!(f, " ({detail})")?;
            }
        }
    }
    writeln!(f, "\nbecause of {} ({})", decision.cause(), decision.reason())
}

fn write_step(f: &mut fmt::Formatter<'_>, step: &Step<'_>) -> fmt::Result {
    write!(f, "\n{}", step.step)?;
    for name in [step.rule, step.flag, step.layer, step.stage, step.status].into_iter().flatten() {
        write!(f, " {name}")?;
    }
    if let Some(verdict) = step.verdict {
        write!(f, ": {}", verdict.as_str())?;
        if let Verdict::Unknown(cause) = verdict {
            write!(f, " ({})", cause.as_str())?;
        }
    }
    if let Some(bucket) = step.bucket {
        write!(f, ", bucket {bucket}")?;
    }
    match (&step.serve, &step.variant) {
        (None, Some(variant)) => write!(f, ", `{variant}`")?,
        (Some(serve), variant) => write_serve(f, serve, variant.as_deref())?,
        (None, None) => {}
    }
    writeln!(f)?;
    let conditions = [&step.condition, step.serve.as_ref().map_or(&None, |serve| &serve.condition)];
    conditions.into_iter().flatten().try_for_each(|condition| write_condition(f, condition, 1))
}

fn write_serve(f: &mut fmt::Formatter<'_>, serve: &ServeTrace<'_>, variant: Option<&str>) -> fmt::Result {
    write!(f, " → ")?;
    if let Some(percent) = serve.percent {
        let mut text = String::new();
        write_percent(&mut text, percent);
        write!(f, "{text} %, ")?;
    }
    if let Some(schedule) = serve.schedule {
        write!(f, "schedule {schedule}, ")?;
    }
    if let Some(bucket) = serve.bucket {
        write!(f, "bucket {bucket}, ")?;
    }
    if let Some(ring) = serve.ring {
        write!(f, "ring {ring}, ")?;
    }
    if let Some(bucket) = serve.variant_bucket {
        write!(f, "variant bucket {bucket}, ")?;
    }
    match variant {
        Some(variant) => write!(f, "hit: `{variant}`"),
        None => write!(f, "miss ({})", serve.cause),
    }
}

fn write_condition(f: &mut fmt::Formatter<'_>, condition: &ConditionTrace<'_>, depth: usize) -> fmt::Result {
    let indent = depth.saturating_mul(2);
    write!(f, "{:indent$}", "")?;
    match condition.attribute {
        Some(attribute) => write!(f, "{attribute} {}", condition.operator.unwrap_or(""))?,
        None => write!(f, "{}", if condition.condition == "own" { "admits" } else { condition.condition })?,
    }
    if let Some(name) = condition.name {
        write!(f, " {name}")?;
    }
    match (&condition.operand, condition.redacted) {
        (_, true) => write!(f, " (withheld)")?,
        (Some(operand), false) => write!(f, " {}", short(operand))?,
        (None, false) => {}
    }
    if condition.ignore_case {
        write!(f, " (any case)")?;
    }
    if let Some(salt) = condition.salt {
        write!(f, " salt {salt}")?;
    }
    match condition.verdict {
        None => write!(f, ": skipped")?,
        Some(Verdict::Unknown(cause)) => write!(f, ": unknown ({})", cause.as_str())?,
        Some(verdict) => write!(f, ": {}", verdict.as_str())?,
    }
    if let Some(value) = &condition.value {
        write!(f, ", it is {}", short(value))?;
    }
    if let Some(bucket) = condition.bucket {
        write!(f, ", bucket {bucket}")?;
    }
    writeln!(f)?;
    condition.of.iter().try_for_each(|part| write_condition(f, part, depth.saturating_add(1)))
}

fn short(json: &str) -> String {
    if json.chars().count() <= LONGEST { json.to_owned() } else { json.chars().take(LONGEST).chain(['…']).collect() }
}
