//! A document that is right by construction: it loads without a word but that a flag costs too much, and means the same however its text is laid out (spec ).

use burgee::{Changes, Context, Flags, Loader};
use burgee_generate::{Choices, document};
use serde_json::Value;
use std::fmt::Write;

/// 2026-11-21.
const NOW: i64 = 1_795_219_200_000;

/// Makes a document, loads it, prints it otherwise and loads that.
///
/// # Panics
///
/// When the core breaks a promise.
pub fn run(data: &[u8]) {
    let text = document(&mut Choices::from_bytes(data));
    let flags = load(&text);
    // Members that nobody reads may hold numbers beyond any double, which this parser refuses.
    let Ok(value) = serde_json::from_str::<Value>(&text) else { return };
    let mut turned = String::new();
    print(&value, &mut turned);
    for other in [value.to_string(), format!("{value:#}"), turned] {
        let again = load(&other);
        let Changes { added, removed, changed } = Changes::between(&flags, &again);
        assert_eq!([added, removed, changed].concat(), [""; 0], "printed otherwise it is another document: {text}\n{other}");
        assert_eq!(answers(&flags), answers(&again), "printed otherwise it answers otherwise: {text}\n{other}");
    }
}

fn load(text: &str) -> Flags {
    let flags = Loader::new().load("document.json", text).unwrap_or_else(|error| panic!("{error}: {text}"));
    let wrong = flags.diagnostics().iter().find(|error| error.code() != "limit-exceeded");
    assert_eq!(wrong, None, "{text}");
    flags
}

fn answers(flags: &Flags) -> Vec<String> {
    let context = Context::new("user-42").with("plan", "pro").with("country", "FR").with("seats", 7.0);
    let explain = |key| flags.explain_at(key, &context, NOW).to_json();
    flags.keys().map(explain).collect()
}

/// Prints with the last member first, and every character as an escape.
fn print(value: &Value, out: &mut String) {
    match value {
        Value::String(text) => print_text(text, out),
        Value::Array(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                out.push_str(if index > 0 { "\t,\r\n" } else { "" });
                print(item, out);
            }
            out.push(']');
        }
        Value::Object(members) => {
            out.push('{');
            for (index, (name, member)) in members.iter().rev().enumerate() {
                out.push_str(if index > 0 { " , " } else { "\n" });
                print_text(name, out);
                out.push_str(" :");
                print(member, out);
            }
            out.push('}');
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => write!(out, "{value}").expect("a string takes it"),
    }
}

fn print_text(text: &str, out: &mut String) {
    out.push('"');
    for unit in text.encode_utf16() {
        write!(out, "\\u{unit:04x}").expect("a string takes it");
    }
    out.push('"');
}
