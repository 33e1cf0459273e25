//! SARIF 2.1.0: diagnostics as code scanning reads them.

use crate::checked::{Checked, severity};
use burgee::Diagnostic;
use serde_json::{Value, json};

/// The log of one run over all documents.
pub fn log(all: &[Checked]) -> Value {
    let rules: Vec<Value> = codes().map(|(code, meaning)| json!({ "id": code, "shortDescription": { "text": meaning } })).collect();
    let results: Vec<Value> =
        all.iter().flat_map(|checked| checked.diagnostics.iter().map(|diagnostic| result(diagnostic, checked))).collect();
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": { "name": "burgee", "version": env!("CARGO_PKG_VERSION"), "rules": rules } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
}

/// Every code with what it means, errors first.
fn codes() -> impl Iterator<Item = &'static (&'static str, &'static str)> {
    burgee::CODES.iter().chain(burgee::WARNINGS)
}

fn result(diagnostic: &Diagnostic, checked: &Checked) -> Value {
    let message = match diagnostic.help() {
        Some(help) => format!("{diagnostic}; {help}"),
        None => diagnostic.to_string(),
    };
    let mut result = json!({
        "ruleId": diagnostic.code(),
        "level": severity(diagnostic),
        "message": { "text": message },
        "locations": [{
            "physicalLocation": {
                "artifactLocation": { "uri": uri(diagnostic.source()) },
                "region": region(diagnostic, checked.document.text(diagnostic.source())),
            },
            "logicalLocations": [{ "fullyQualifiedName": diagnostic.pointer() }],
        }],
    });
    let index = codes().position(|(code, _)| *code == diagnostic.code());
    if let (Some(index), Some(result)) = (index, result.as_object_mut()) {
        result.insert("ruleIndex".to_owned(), json!(index));
    }
    result
}

/// The lines and columns of a span; the end is the column after the last.
fn region(diagnostic: &Diagnostic, text: &str) -> Value {
    let (line, column) = (diagnostic.line(), diagnostic.column());
    let spanned = text.get(diagnostic.span()).unwrap_or("");
    let last = spanned.rsplit('\n').next().unwrap_or("").chars().count();
    let breaks = spanned.matches('\n').count();
    let before = if breaks == 0 { column as usize } else { 1 };
    json!({
        "startLine": line,
        "startColumn": column,
        "endLine": (line as usize).saturating_add(breaks),
        "endColumn": before.saturating_add(last),
    })
}

/// A file's name as a URI reference: forward slashes, and what a URI cannot hold escaped.
fn uri(name: &str) -> String {
    let mut out = String::new();
    for byte in name.bytes() {
        match byte {
            b'\\' if cfg!(windows) => out.push('/'),
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => out.push(char::from(byte)),
            _ => out += &format!("%{byte:02X}"),
        }
    }
    // Why: a first segment with a colon would read as a scheme; absolute paths begin with a slash and are files.
    if out.starts_with('/') { format!("file://{out}") } else { out }
}

#[cfg(test)]
mod tests {
    use super::uri;

    #[test]
    fn names_are_uri_references() {
        assert_eq!(uri("flags/new checkout.json"), "flags/new%20checkout.json");
        assert_eq!(uri("größe.json"), "gr%C3%B6%C3%9Fe.json");
        assert_eq!(uri("a:b.json"), "a%3Ab.json");
        assert_eq!(uri("/srv/flags.json"), "file:///srv/flags.json");
    }
}
