//! `burgee eval`: the decision of one flag, or of all.

use crate::failure::Failure;
use crate::question::{Format, Question};
use crate::style::STRONG;
use crate::{Answer, output};
use burgee::{Cause, Decision, Reason, Trace, Value};

/// Evaluate a flag for a context
///
/// Without FLAG, evaluates every flag of the document. With --format json, each decision is one line of canonical JSON.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  burgee eval flags.json new-checkout --context '{\"key\":\"u-1\",\"country\":\"NZ\"}'
  burgee eval flags.json new-checkout --context @user.json --now 2026-12-24T18:00:00Z
  echo '{\"key\":\"u-1\"}' | burgee eval flags.json new-checkout --context @- --format json
  burgee eval flags.json --overlay staging.json     every flag, with the overlay applied

Exit code 1 says that a decision is ERROR; why is on the standard error.")]
pub struct Arguments {
    #[command(flatten)]
    question: Question,
    /// The key of the flag; without it, all flags
    flag: Option<String>,
    /// text: for people; json: the canonical decision
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

pub fn run(arguments: &Arguments) -> Result<Answer, Failure> {
    let asked = arguments.question.read()?;
    let traces: Vec<Trace<'_>> = match &arguments.flag {
        Some(flag) => vec![asked.flags.explain_at(flag, &asked.context, asked.now)],
        None => asked.flags.keys().map(|flag| asked.flags.explain_at(flag, &asked.context, asked.now)).collect(),
    };
    let one = |trace: &Trace<'_>| match (arguments.format, &arguments.flag) {
        (Format::Json, _) => trace.decision().to_json() + "\n",
        (Format::Text, Some(_)) => paragraph(trace),
        (Format::Text, None) => line(trace.decision()),
    };
    output::print(&traces.iter().map(one).collect::<String>());
    let mut answer = Answer::Fine;
    for trace in traces.iter().filter(|trace| trace.decision().reason() == Reason::Error) {
        asked.complain(trace.decision());
        answer = Answer::Negative;
    }
    Ok(answer)
}

/// The decision in a few lines.
fn paragraph(trace: &Trace<'_>) -> String {
    let decision = trace.decision();
    let mut out = format!("{STRONG}{}{STRONG:#} = {}\n", decision.flag(), value(decision));
    if let Some(variant) = decision.variant() {
        out += &format!("  variant  {variant}\n");
    }
    out + &format!("  reason   {}\n  cause    {}\n  why      {}\n", decision.reason(), decision.cause(), why(trace))
}

/// The decision in one line.
fn line(decision: &Decision<'_>) -> String {
    let cause = match (decision.cause(), decision.rule()) {
        (Cause::Rule, Some(rule)) => format!("rule `{rule}`"),
        (cause, Some(rule)) => format!("{cause}, rule `{rule}`"),
        (cause, None) => cause.to_string(),
    };
    let ring = decision.ring().map_or(String::new(), |ring| format!(", ring `{ring}`"));
    format!("{STRONG}{}{STRONG:#} = {}  ({}, {cause}{ring})\n", decision.flag(), value(decision), decision.reason())
}

/// The value as canonical JSON.
fn value(decision: &Decision<'_>) -> String {
    decision.value().map_or("ERROR".to_owned(), Value::to_json)
}

/// The cause as a sentence.
fn why(trace: &Trace<'_>) -> String {
    let decision = trace.decision();
    let required = decision.required().unwrap_or_default();
    let place = decision.rule().map_or("the flag's `serve`".to_owned(), |rule| format!("rule `{rule}`"));
    let bucket = decision.bucket().map_or("nothing is drawn".to_owned(), |bucket| format!("the bucket is {bucket}"));
    let serve = trace.steps().last().and_then(|step| step.serve.as_ref());
    match decision.cause() {
        Cause::Override => "the caller overrides the flag".to_owned(),
        Cause::Disabled => "`enabled` is false".to_owned(),
        Cause::Requires => format!("`{required}`, which the flag requires, does not serve what it must"),
        Cause::BlockedBy => format!("`{required}`, which the flag requires, is quarantined"),
        Cause::Exclude => "the flag's `exclude` is true".to_owned(),
        Cause::If => "the flag's `if` is not true".to_owned(),
        Cause::Layer => format!("{bucket}, which the layer gives to others"),
        Cause::Sticky => "it was assigned earlier".to_owned(),
        Cause::Rule => format!("{place} applies"),
        Cause::Percent | Cause::Schedule => {
            let percent = serve.and_then(|serve| serve.percent).map_or(0.0, |thousandths| f64::from(thousandths) / 1000.0);
            let side = if serve.is_some_and(|serve| serve.hit) { "inside" } else { "outside" };
            let schedule =
                serve.and_then(|serve| serve.schedule).map_or(String::new(), |phase| format!(" by its schedule, which is {phase}"));
            format!("{place} serves {percent} %{schedule}; {bucket} of 100000, {side}")
        }
        Cause::Ring => {
            let named = serve.and_then(|serve| serve.ring).unwrap_or_default();
            match decision.ring() {
                Some(ring) if ring == named => format!("{place} serves ring `{named}`, and the context is in it"),
                Some(ring) => format!("{place} serves ring `{named}`, and the context is in `{ring}` within"),
                None => format!("{place} serves ring `{named}`, and the context is outside"),
            }
        }
        Cause::Rollout => match (decision.stage(), trace.steps().last().and_then(|step| step.stage)) {
            (Some(stage), Some(present)) if stage == present => format!("the rollout is at stage `{stage}`, which admits the context"),
            (Some(stage), present) => {
                format!("the rollout is at stage `{}`, and `{stage}` before it admits the context", present.unwrap_or_default())
            }
            (None, Some(present)) => format!("the rollout is at stage `{present}`, and no stage up to it admits the context"),
            (None, None) => "the rollout is at no stage".to_owned(),
        },
        Cause::Split => format!("{place} is a split; {bucket} of 100000"),
        Cause::UnitMissing => "a bucket must be drawn, and the context has no unit to draw it for".to_owned(),
        Cause::Serve if decision.reason() == Reason::Static => "the flag serves this to everybody".to_owned(),
        Cause::Serve => "nothing else decided, so the flag's own `serve` does".to_owned(),
        Cause::FlagNotFound => "the document has no such flag".to_owned(),
        Cause::Quarantined => format!("the flag has an error, `{}`", decision.error_detail().unwrap_or_default()),
        Cause::UnknownVariant => "the override names no variant of the flag".to_owned(),
        Cause::TypeMismatch => "the value has another type".to_owned(),
        Cause::InvalidContext => "what was passed as a context is none".to_owned(),
    }
}
