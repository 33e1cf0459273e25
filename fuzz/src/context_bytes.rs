//! Any bytes as the text of a context: refused at a place of the text, or read as the reference reads it, and printed so that it reads the same.

use burgee::{Context, Flags};
use burgee_fixtures::{Document, Implementation, Source, Texts};
use burgee_reference::Reference;
use std::sync::LazyLock;

/// Asks for each kind of attribute, and along paths.
const DOCUMENT: &str = r#"{ "burgee": "1", "unit": [ "key", "/a/0", "n" ], "flags": {
  "any": { "variants": { "on": 1, "off": 0 }, "rules": [
    { "id": "text", "if": { "attribute": "a", "contains": "a" }, "serve": "on" },
    { "id": "number", "if": { "attribute": "n", "gt": 0.5 }, "serve": "on" },
    { "id": "path", "if": { "attribute": "/a/0/b", "exists": true }, "serve": "on" },
    { "id": "list", "if": { "attribute": "/a", "has_any": [ 1, "a", true ] }, "serve": "on" },
    { "id": "time", "if": { "attribute": "t", "after": "2026-01-01T00:00:00Z" }, "serve": "on" },
    { "id": "version", "if": { "attribute": "v", "semver": ">=1.2.3-rc.1 <2" }, "serve": "on" },
    { "id": "address", "if": { "attribute": "i", "ip_in": [ "10.0.0.0/8", "2001:db8::/32" ] }, "serve": "on" },
    { "id": "mail", "if": { "attribute": "e", "email_domain": [ "example.com", "*.example.org" ] }, "serve": "on" } ],
    "serve": { "percent": 50, "variant": "on" } } } }"#;
/// 2026-11-21.
const NOW: i64 = 1_795_219_200_000;

static CORE: LazyLock<Flags> = LazyLock::new(|| Flags::parse(DOCUMENT).expect("it is right"));

thread_local! {
    static REFERENCE: Box<dyn Document> = {
        let base = Source { name: "document.json".into(), text: DOCUMENT.into() };
        Reference.load(&Texts { base, overlays: Vec::new(), strict: true }).1.expect("it is right")
    };
}

/// Reads the bytes as a context.
///
/// # Panics
///
/// When the core breaks a promise, or says another thing than the reference.
pub fn run(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let decided = Context::parse(text).map(|context| CORE.evaluate_at("any", &context, NOW).to_json());
    let expected = REFERENCE.with(|reference| reference.evaluate_text("any", text, NOW));
    match (&decided, &expected) {
        (Ok(decision), Ok(expected)) => assert_eq!(decision, expected),
        (Err(error), Err(code)) => {
            assert_eq!(error.code(), code);
            let line = text.split('\n').nth(error.line() as usize - 1).expect("the line is one of the text's");
            assert!((1..=line.chars().count() + 1).contains(&(error.column() as usize)), "{error} is outside the text");
        }
        _ => panic!("{decided:?}, and the reference says {expected:?}"),
    }
    if let Ok(context) = Context::parse(text) {
        for name in ["a", "n", "key", "t"] {
            printed(&context, name);
        }
    }
}

/// What is printed of an attribute reads as the same attribute.
fn printed(context: &Context, name: &str) {
    let Some(value) = context.attribute(name) else { return };
    let text = value.to_json();
    let again = Context::parse(&format!("{{\"{name}\":{text}}}")).expect("what is printed is JSON");
    assert_eq!(again.attribute(name).map(burgee::Value::to_json).as_ref(), Some(&text), "printed again, it is another");
}
