//! What `eval` and `explain` have in common: a document, a context, an instant, and what to say when the decision is an error.

use crate::document::{Document, errors_of};
use crate::failure::Failure;
use crate::nearest::did_you_mean;
use crate::{input, output};
use burgee::{Cause, Context, Decision, Flags};
use clap::{ValueEnum, ValueHint};
use std::path::PathBuf;

/// The options of a question.
#[derive(clap::Args)]
pub struct Question {
    /// The document, or - for the standard input
    #[arg(value_hint = ValueHint::FilePath)]
    file: PathBuf,
    /// The context: JSON, or @FILE, or @- for the standard input; without it, the empty context
    #[arg(long, value_name = "JSON|@FILE|@-", default_value = "{}", hide_default_value = true)]
    context: String,
    /// The instant to ask about, an RFC 3339 date-time; without it, the present
    #[arg(long, value_name = "TIME", value_parser = input::instant)]
    now: Option<i64>,
    /// An overlay to apply to the document; may be given several times, and the order counts
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    overlay: Vec<PathBuf>,
}

/// How an answer is written.
#[derive(Clone, Copy, ValueEnum)]
pub enum Format {
    Text,
    Json,
}

/// A question that can be asked.
pub struct Asked {
    pub document: Document,
    pub flags: Flags,
    pub context: Context,
    pub now: i64,
}

impl Question {
    pub fn read(&self) -> Result<Asked, Failure> {
        let document = Document::read(&self.file, &self.overlay)?;
        let context = input::context(&self.context)?;
        let flags = document.accept()?;
        Ok(Asked { document, flags, context, now: input::now(self.now) })
    }
}

impl Asked {
    /// Says on the standard error why a decision is an error, and what to do.
    pub fn complain(&self, decision: &Decision<'_>) {
        let flag = decision.flag();
        let failure = match decision.cause() {
            Cause::FlagNotFound => self.not_found(flag),
            Cause::Quarantined => Failure::new(format!("`{flag}` is quarantined: a flag with an error answers ERROR until it is mended"))
                .report(self.document.render(errors_of(&self.flags, flag))),
            cause => Failure::new(format!("the decision for `{flag}` is ERROR: {cause}")),
        };
        output::complain(&failure.to_string());
    }

    fn not_found(&self, flag: &str) -> Failure {
        let name = &self.document.base.name;
        let failure = Failure::new(format!("`{name}` has no flag `{flag}`"));
        let failure = match did_you_mean(flag, self.flags.keys()) {
            Some(help) => failure.help(help),
            None => failure,
        };
        failure.help(format!("list its flags, each with its decision: burgee eval {name}"))
    }
}
