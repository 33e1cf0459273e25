//! Where diagnostics may point: at lines and columns that the text has.

use burgee::{Diagnostic, Severity, locate};

/// Panics unless a diagnostic names a place of the text, and says something.
#[track_caller]
pub fn is_in(text: &[u8], diagnostic: &Diagnostic) {
    let text = valid(text);
    let (line, column) = (diagnostic.line() as usize, diagnostic.column() as usize);
    let found = text.split('\n').nth(line.wrapping_sub(1)).expect("the line is one of the text's");
    let characters = found.chars().count();
    assert!((1..=characters + 1).contains(&column), "{diagnostic:?} is outside line {line}, of {characters} characters");
    assert!(!diagnostic.to_string().is_empty() && !diagnostic.code().is_empty());
    // The pointer names a value of the text; but for its own syntax, where there is none.
    let named = diagnostic.pointer().is_empty() || locate(text, diagnostic.pointer()).is_some();
    assert!(named, "{diagnostic:?} points at nothing");
}

/// Panics unless there is an error, and every place is in the text.
#[track_caller]
pub fn says_why(text: &[u8], diagnostics: &[Diagnostic]) {
    assert!(diagnostics.iter().any(|diagnostic| diagnostic.severity() == Severity::Error), "refused without an error");
    diagnostics.iter().for_each(|diagnostic| is_in(text, diagnostic));
}

/// The text as far as it is UTF-8: what stands after is never looked at.
fn valid(text: &[u8]) -> &str {
    match std::str::from_utf8(text) {
        Ok(text) => text,
        Err(error) => std::str::from_utf8(&text[..error.valid_up_to()]).expect("so far it is"),
    }
}
