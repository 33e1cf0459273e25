//! Any pattern searched in any text: refused as `bad-regex` or past a limit, or found or not found, as regex-lite says; and never slow, which libFuzzer's
//! `-timeout` watches.

use burgee::{Context, Flags};
use serde_json::json;

/// The limit `pattern-haystack-bytes`.
const HAYSTACK_BYTES: usize = 256;

/// Searches the pattern before the first NUL in the text after it.
///
/// # Panics
///
/// When the core breaks a promise, or finds another thing than regex-lite asked directly.
pub fn run(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let (pattern, haystack) = text.split_once('\0').unwrap_or((text, ""));
    let document = json!({ "burgee": "1", "flags": { "f": { "rules": [
        { "id": "found", "if": { "attribute": "v", "matches": pattern }, "serve": "on" },
        { "id": "any", "if": { "attribute": "v", "matches": [ pattern, "^$" ] }, "serve": "off" } ], "serve": "off" } } });
    let flags = Flags::parse(&document.to_string()).expect("one flag refuses no document");
    let context = Context::new("u").with("v", haystack);
    let decision = flags.evaluate_at("f", &context, 0);
    let codes: Vec<&str> = flags.diagnostics().iter().map(burgee::Diagnostic::code).collect();
    match regex_lite::Regex::new(pattern) {
        Ok(regex) if codes.is_empty() => {
            let found = haystack.len() <= HAYSTACK_BYTES && regex.is_match(haystack);
            assert_eq!(decision.is_on(), found, "{pattern:?} in {haystack:?}");
            let on_empty = !found && haystack.is_empty();
            assert_eq!(decision.rule(), if found { Some("found") } else { on_empty.then_some("any") });
        }
        regex => {
            assert!(codes.iter().all(|code| *code == "limit-exceeded" || (*code == "bad-regex" && regex.is_err())), "{codes:?}");
            assert!(!codes.is_empty() && decision.error_detail() == codes.first().copied(), "{codes:?}");
            // Two of these are within every limit: nothing in them is repeated a number of times.
            assert!(regex.is_err() || pattern.len() > 64 || pattern.contains('{'), "{pattern:?}: {codes:?}");
        }
    }
}
