//! `burgee explain`: every step of a decision.

use crate::failure::Failure;
use crate::question::{Format, Question};
use crate::{Answer, output};
use burgee::Reason;

/// Explain a decision step by step
///
/// Shows each step that was tried, each condition with the value it looked at, and each bucket that was drawn. Attributes that the
/// document declares `private` or `server_only` are not shown.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  burgee explain flags.json new-checkout --context '{\"key\":\"u-1\"}'
  burgee explain flags.json new-checkout --context @user.json --now 2026-12-24T18:00:00Z
  burgee explain flags.json new-checkout --context @user.json --format json")]
pub struct Arguments {
    #[command(flatten)]
    question: Question,
    /// The key of the flag
    flag: String,
    /// text: for people; json: the canonical trace
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

pub fn run(arguments: &Arguments) -> Result<Answer, Failure> {
    let asked = arguments.question.read()?;
    let trace = asked.flags.explain_at(&arguments.flag, &asked.context, asked.now);
    let text = match arguments.format {
        Format::Text => trace.to_string(),
        Format::Json => trace.to_json(),
    };
    output::print(&format!("{}\n", text.trim_end()));
    if trace.decision().reason() == Reason::Error {
        asked.complain(trace.decision());
        return Ok(Answer::Negative);
    }
    Ok(Answer::Fine)
}
