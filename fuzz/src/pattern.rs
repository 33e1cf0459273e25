//! Any pattern searched in any text: refused as `bad-regex` or found or not found, as the reference says; and never slow, which libFuzzer's
//! `-timeout` watches.

use burgee::{Context, Flags};
use serde_json::json;

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
    match regex_lite::Regex::new(pattern) {
        Ok(regex) if pattern.len() <= 1024 => {
            let found = haystack.len() <= 4096 && regex.is_match(haystack);
            assert_eq!(flags.diagnostics(), []);
            assert_eq!(decision.is_on(), found, "{pattern:?} in {haystack:?}");
            let on_empty = !found && haystack.is_empty();
            assert_eq!(decision.rule(), if found { Some("found") } else { on_empty.then_some("any") });
        }
        _ => {
            let code = if pattern.len() > 1024 { "limit-exceeded" } else { "bad-regex" };
            assert!(flags.diagnostics().iter().all(|diagnostic| diagnostic.code() == code) && flags.diagnostics().len() == 2);
            assert_eq!(decision.error_detail(), Some(code));
        }
    }
}
