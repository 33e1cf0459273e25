//! `burgee schema`: the JSON Schema of documents, for editors.

use crate::failure::Failure;
use crate::{Answer, output};

/// The schema of a document; the same text as `spec/burgee.schema.json`.
const DOCUMENT: &str = include_str!("../schema/burgee.schema.json");
/// The schema of an overlay; the same text as `spec/overlay.schema.json`.
const OVERLAY: &str = include_str!("../schema/overlay.schema.json");

/// Print the JSON Schema of a document, for editors to complete and check with
///
/// The schema knows the shape of a document; what names mean, and whether they are there, only `burgee check` knows.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  burgee schema > burgee.schema.json
  burgee schema --overlay > overlay.schema.json

A document asks for it with a member: \"$schema\": \"./burgee.schema.json\"")]
pub struct Arguments {
    /// The schema of an overlay instead
    #[arg(long)]
    overlay: bool,
}

pub fn run(arguments: &Arguments) -> Result<Answer, Failure> {
    output::print(if arguments.overlay { OVERLAY } else { DOCUMENT });
    Ok(Answer::Fine)
}
