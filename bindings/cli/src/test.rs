//! `burgee test`: runs the cases that stand in a document or beside it.

use crate::cases::{self, Body, Case};
use crate::document::{Document, escaped};
use crate::failure::Failure;
use crate::source::Source;
use crate::style::{ERROR, GOOD, HELP};
use crate::{Answer, input, output};
use burgee::{Decision, Flags};
use clap::ValueHint;
use serde_json::Value;
use std::fmt::Write;
use std::path::PathBuf;

/// Run the test cases of documents
///
/// A case is written in the document's `tests`, under its flag:
///
///   "tests": {
///     "new-checkout": [ { "name": "staff have it", "context": { "staff": true }, "expect": "on" } ]
///   }
///
/// `expect` is a variant, or an object of members of the decision. `now`, `bucket`, `assigned` and
/// `override` set the scene.
#[derive(clap::Args)]
#[command(
    verbatim_doc_comment,
    after_help = "\
Examples:
  burgee test flags.json
  burgee test flags.json --overlay staging.json
  burgee test flags.json --cases flags.cases.json

Exit code 1 says that a case failed."
)]
pub struct Arguments {
    /// Documents, each on its own
    #[arg(required = true, value_name = "FILE", value_hint = ValueHint::FilePath)]
    files: Vec<PathBuf>,
    /// An overlay to apply to each document; may be given several times, and the order counts
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    overlay: Vec<PathBuf>,
    /// A file that holds what `tests` would, to run as well
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    cases: Option<PathBuf>,
    /// The instant for cases without `now`, an RFC 3339 date-time; without it, the present
    #[arg(long, value_name = "TIME", value_parser = input::instant)]
    now: Option<i64>,
}

pub fn run(arguments: &Arguments) -> Result<Answer, Failure> {
    let now = input::now(arguments.now);
    let beside = arguments.cases.as_deref().map(Source::read).transpose()?;
    let (mut passed, mut failed) = (0_u32, 0_u32);
    for file in &arguments.files {
        let document = Document::read(file, &arguments.overlay)?;
        let flags = document.accept()?;
        let mut cases = cases::of_document(&document, &flags);
        let unreadable: Vec<_> = flags.diagnostics().iter().filter(|diagnostic| diagnostic.pointer().starts_with("/tests/")).collect();
        failed = failed.saturating_add(u32::try_from(unreadable.len()).unwrap_or(u32::MAX));
        cases.retain(|case| !unreadable.iter().any(|diagnostic| owns(&case.flag, diagnostic.pointer())));
        output::print(&document.render(unreadable));
        if let Some(beside) = &beside {
            cases.extend(cases::of_file(beside, &flags)?);
        }
        for case in &cases {
            match fault(case, &document, &flags, now) {
                None => passed = passed.saturating_add(1),
                Some(fault) => {
                    failed = failed.saturating_add(1);
                    output::print(&format!("{ERROR}FAILED{ERROR:#} {}: {}  ({})\n{fault}\n", case.flag, case.name, case.place));
                }
            }
        }
    }
    if passed == 0 && failed == 0 {
        output::complain(&format!("{HELP}help{HELP:#}: there are no cases; burgee test --help shows how to write one\n"));
    }
    let style = if failed == 0 { GOOD } else { ERROR };
    output::print(&format!("{style}{passed} passed, {failed} failed{style:#}\n"));
    Ok(if failed == 0 { Answer::Fine } else { Answer::Negative })
}

/// Whether a pointer is to the cases of this flag, or into them.
fn owns(flag: &str, pointer: &str) -> bool {
    let rest = pointer.strip_prefix("/tests/").and_then(|rest| rest.strip_prefix(&escaped(flag)));
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// What is wrong with a case, or with what its flag decides; nothing for one that passes.
fn fault(case: &Case, document: &Document, flags: &Flags, now: i64) -> Option<String> {
    let body = match &case.body {
        Ok(body) => body,
        Err(error) => return Some(format!("  cannot be run: {error}\n")),
    };
    let now = body.now.as_deref().and_then(burgee::timestamp).unwrap_or(now);
    let decision = flags.evaluate_at(&case.flag, &body.context, now);
    let mut fault = differences(body, &decision);
    if fault.is_empty() {
        return None;
    }
    let _ = writeln!(fault, "  decision: {}", decision.to_json());
    if body.contrived {
        let trace = flags.explain_at(&case.flag, &body.context, now).to_string();
        let _ = writeln!(fault, "  explained:\n{}", indented(trace.trim_end()));
    } else {
        let _ = writeln!(fault, "  to explain it: {}", command(case, body, document));
    }
    Some(fault)
}

/// A line for each member that is not as expected.
fn differences(body: &Body, decision: &Decision<'_>) -> String {
    let got: Value = serde_json::from_str(&decision.to_json()).unwrap_or_default();
    let mut out = String::new();
    for (name, expected) in &body.expect {
        let got = match name.as_str() {
            "store" => Some(Value::Bool(got.get("store").is_some())),
            // A member that is false or empty is left out of a decision's JSON; `track` is the one boolean.
            "track" => Some(Value::Bool(decision.track())),
            _ if name.starts_with("x-") => continue,
            _ => got.get(name).cloned(),
        };
        if !got.as_ref().is_some_and(|got| same(expected, got)) {
            let got = got.map_or("nothing".to_owned(), |got| got.to_string());
            let _ = writeln!(out, "  {name}: expected {expected}, got {got}");
        }
    }
    out
}

/// Whether two values are equal as burgee's values are: numbers as doubles, however they are written.
fn same(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => left.as_f64() == right.as_f64(),
        (Value::Array(left), Value::Array(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(left, right)| same(left, right))
        }
        (Value::Object(left), Value::Object(right)) => {
            left.len() == right.len() && left.iter().all(|(name, left)| right.get(name).is_some_and(|right| same(left, right)))
        }
        _ => left == right,
    }
}

/// The command that explains what a case got.
fn command(case: &Case, body: &Body, document: &Document) -> String {
    let mut words = vec!["burgee explain".to_owned()];
    let mut names = document.sources().map(|source| quoted(&source.name));
    words.extend(names.next());
    words.push(quoted(&case.flag));
    words.extend(names.map(|overlay| format!("--overlay {overlay}")));
    words.push(format!("--context {}", quoted(&body.context_text)));
    words.extend(body.now.iter().map(|now| format!("--now {now}")));
    words.join(" ")
}

/// A word as a shell reads it.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:".contains(c);
    if !word.is_empty() && word.chars().all(plain) { word.to_owned() } else { format!("'{}'", word.replace('\'', r"'\''")) }
}

fn indented(text: &str) -> String {
    let line = |line: &str| if line.is_empty() { String::new() } else { format!("    {line}") };
    text.lines().map(line).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::{quoted, same};
    use serde_json::json;

    #[test]
    fn a_shell_reads_the_word_that_was_meant() {
        assert_eq!(quoted("flags/new-checkout.json"), "flags/new-checkout.json");
        assert_eq!(quoted(r#"{"key":"it's"}"#), r#"'{"key":"it'\''s"}'"#);
        assert_eq!(quoted(""), "''");
    }

    #[test]
    fn numbers_are_equal_however_they_are_written() {
        assert!(same(&json!({ "a": [1, 2.5] }), &json!({ "a": [1.0, 2.5] })));
        assert!(!same(&json!([1]), &json!([1, 2])));
        assert!(!same(&json!({ "a": 1 }), &json!({ "b": 1 })));
        assert!(!same(&json!("1"), &json!(1)));
    }
}
