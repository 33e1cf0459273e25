//! `burgee export`: what a browser may see of a document.
//!
//! With `--client` that is a document of its own, built from an allow list of members, never by taking away; with `--values` what the flags
//! come to for one context.

mod attribute;
mod client;
mod condition;
mod flag;
mod guard;
mod leaf;
mod merged;
mod serve;
#[cfg(test)]
mod tests;
mod values;

use crate::failure::Failure;
use crate::question::Question;
use crate::{Answer, output};
use burgee::Severity;

/// Write what a browser may see of a document
///
/// Only flags with `"client": true` are exported. With --client, attributes that are `server_only` are resolved by --context, and literals of
/// `private` attributes, and e-mail addresses, are written as salted hashes.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  burgee export flags.json --client > public/flags.json
  burgee export flags.json --client --context '{\"plan\":\"pro\"}'
  burgee export flags.json --values --context @user.json

Exit code 1 says that a flag has no value; 2, that something cannot be exported, and what to do.")]
pub struct Arguments {
    #[command(flatten)]
    question: Question,
    #[command(flatten)]
    what: What,
    /// The salt of the hashes, for the same text every time; without it, a random one
    #[arg(long, value_name = "TEXT", conflicts_with = "values")]
    salt: Option<String>,
}

#[derive(clap::Args)]
#[group(required = true, multiple = false)]
struct What {
    /// A document for clients, with the same answers
    #[arg(long)]
    client: bool,
    /// The values of the flags for clients, for the context, as JSON
    #[arg(long)]
    values: bool,
}

pub fn run(arguments: &Arguments) -> Result<Answer, Failure> {
    let asked = arguments.question.read()?;
    let merged = merged::of(&asked.document)?;
    if arguments.what.values {
        return values::run(&asked, &merged);
    }
    let name = &asked.document.base.name;
    let mut errors = asked.flags.diagnostics().iter().filter(|diagnostic| diagnostic.severity() == Severity::Error).peekable();
    if errors.peek().is_some() {
        let failure = Failure::new(format!("`{name}` has errors, and only a document without is exported"));
        return Err(failure.report(asked.document.render(errors)));
    }
    let salt = match &arguments.salt {
        Some(salt) => salt.clone(),
        None => random_salt()?,
    };
    let document = client::export(&merged, &asked.context, asked.now, salt).map_err(|refusals| refusals.failure(name))?;
    output::print(&(embeddable(&document.to_string()) + "\n"));
    Ok(Answer::Fine)
}

/// Sixteen random bytes in hexadecimal digits.
fn random_salt() -> Result<String, Failure> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes)
        .map_err(|error| Failure::new(format!("there is no randomness for a salt: {error}")).help("give one: --salt TEXT"))?;
    Ok(hexadecimal(&bytes))
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// JSON that ends no script element that it may stand in.
fn embeddable(json: &str) -> String {
    // INVARIANT: outside strings JSON has no `<`.
    json.replace('<', "\\u003c")
}
