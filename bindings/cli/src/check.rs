//! `burgee check`: everything that is wrong with documents, and what will be.

use crate::checked::{Checked, severity};
use crate::document::Document;
use crate::failure::Failure;
use crate::style::{ERROR, GOOD};
use crate::{Answer, input, output, sarif};
use burgee::{Diagnostic, Severity};
use clap::{ValueEnum, ValueHint};
use serde_json::{Value, json};
use std::path::PathBuf;

/// Find what is wrong with documents
///
/// Reports every error and every warning with its place and, where there is one, the way out. Warnings are about flags that have outlived
/// themselves, rules that can never decide, and attributes that are not declared.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  burgee check flags.json
  burgee check flags/*.json --deny-warnings
  burgee check flags.json --overlay staging.json
  burgee check flags.json --format sarif > burgee.sarif

Exit code 1 says that there are errors, or warnings with --deny-warnings.")]
pub struct Arguments {
    /// Documents, each on its own
    #[arg(required = true, value_name = "FILE", value_hint = ValueHint::FilePath)]
    files: Vec<PathBuf>,
    /// An overlay to apply to each document; may be given several times, and the order counts
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    overlay: Vec<PathBuf>,
    /// Warnings count as errors do
    #[arg(long)]
    deny_warnings: bool,
    /// The instant that a flag's age and expiry are looked at from, an RFC 3339 date-time; without it, the present
    #[arg(long, value_name = "TIME", value_parser = input::instant)]
    now: Option<i64>,
    /// text: for people; json: for programs; sarif: SARIF 2.1.0, for code scanning
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Text,
    Json,
    Sarif,
}

pub fn run(arguments: &Arguments) -> Result<Answer, Failure> {
    let now = input::now(arguments.now);
    let mut all = Vec::new();
    for file in &arguments.files {
        all.push(Checked::new(Document::read(file, &arguments.overlay)?, now));
    }
    output::print(&match arguments.format {
        Format::Text => text(&all),
        Format::Json => format!("{:#}\n", json(&all)),
        Format::Sarif => format!("{:#}\n", sarif::log(&all)),
    });
    let negative = count(&all, Severity::Error) > 0 || arguments.deny_warnings && count(&all, Severity::Warning) > 0;
    Ok(if negative { Answer::Negative } else { Answer::Fine })
}

fn count(all: &[Checked], severity: Severity) -> usize {
    all.iter().flat_map(|checked| &checked.diagnostics).filter(|diagnostic| diagnostic.severity() == severity).count()
}

fn text(all: &[Checked]) -> String {
    let mut out: String = all.iter().map(|checked| checked.document.render(&checked.diagnostics)).collect();
    for checked in all {
        let name = &checked.document.base.name;
        let of = plural(checked.flags, "flag");
        match checked.quarantined.as_slice() {
            _ if !checked.accepted => out += &format!("{name}: {ERROR}refused{ERROR:#}, none of it can be served\n"),
            [] => out += &format!("{name}: {of}\n"),
            list => out += &format!("{name}: {of}, {ERROR}quarantined{ERROR:#} (each answers ERROR): {}\n", list.join(", ")),
        }
    }
    let (errors, warnings) = (count(all, Severity::Error), count(all, Severity::Warning));
    let style = if errors == 0 { GOOD } else { ERROR };
    out + &format!("{style}{}, {}{style:#}\n", plural(errors, "error"), plural(warnings, "warning"))
}

fn plural(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}

fn json(all: &[Checked]) -> Value {
    let documents: Vec<Value> = all
        .iter()
        .map(|checked| {
            json!({
                "file": checked.document.base.name,
                "accepted": checked.accepted,
                "flags": checked.flags,
                "quarantined": checked.quarantined,
                "diagnostics": checked.diagnostics.iter().map(diagnostic).collect::<Vec<_>>(),
            })
        })
        .collect();
    json!({ "documents": documents, "errors": count(all, Severity::Error), "warnings": count(all, Severity::Warning) })
}

fn diagnostic(diagnostic: &Diagnostic) -> Value {
    json!({
        "code": diagnostic.code(),
        "severity": severity(diagnostic),
        "message": diagnostic.to_string(),
        "help": diagnostic.help(),
        "source": diagnostic.source(),
        "pointer": diagnostic.pointer(),
        "line": diagnostic.line(),
        "column": diagnostic.column(),
    })
}
