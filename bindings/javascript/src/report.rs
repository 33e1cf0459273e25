//! What is said of documents and flags: JSON for JavaScript to read once. What is not there is left out.

use burgee::{Changes, ContextError, Diagnostic, Flag, Flags, LoadError, Severity, Value};

/// An object of members, those without a value left out.
pub(crate) fn object<const N: usize>(members: [(&'static str, Option<Value>); N]) -> Value {
    Value::object(members.into_iter().filter_map(|(name, value)| Some((name, value?))))
}

pub(crate) fn list(items: impl IntoIterator<Item = Value>) -> Option<Value> {
    Some(Value::List(items.into_iter().collect()))
}

fn text(text: &str) -> Option<Value> {
    Some(Value::from(text))
}

#[cfg(feature = "watch")]
pub(crate) fn message(message: &str) -> Value {
    object([("message", text(message))])
}

pub(crate) fn context(error: &ContextError) -> Value {
    object([
        ("message", text(&error.to_string())),
        ("code", text(error.code())),
        ("line", Some(Value::from(error.line()))),
        ("column", Some(Value::from(error.column()))),
    ])
}

pub(crate) fn refusal(error: &LoadError) -> Value {
    object([("message", text(&error.to_string())), ("diagnostics", Some(diagnostics(error.diagnostics())))])
}

pub(crate) fn diagnostics(diagnostics: &[Diagnostic]) -> Value {
    Value::List(diagnostics.iter().map(diagnostic).collect())
}

fn diagnostic(diagnostic: &Diagnostic) -> Value {
    let severity = match diagnostic.severity() {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    object([
        ("code", text(diagnostic.code())),
        ("severity", text(severity)),
        ("source", text(diagnostic.source())),
        ("pointer", text(diagnostic.pointer())),
        ("line", Some(Value::from(diagnostic.line()))),
        ("column", Some(Value::from(diagnostic.column()))),
        ("message", text(&diagnostic.to_string())),
        ("help", diagnostic.help().map(Value::from)),
    ])
}

pub(crate) fn summary(flags: &Flags) -> Value {
    object([
        ("revision", flags.revision().map(Value::from)),
        ("serial", flags.serial().map(Value::from)),
        ("keys", list(flags.keys().map(Value::from))),
        ("quarantined", Some(Value::object(flags.quarantined().map(|(key, code)| (key, Value::from(code)))))),
    ])
}

pub(crate) fn flag(flag: Flag<'_>) -> Value {
    let variants = flag.variants().map(|(name, value)| Value::List([Value::from(name), value.clone()].into()));
    let attributes = flag.attributes().map(|attribute| {
        let number = Value::Number(attribute.number() as f64);
        Value::List(std::iter::once(number).chain(attribute.path().map(Value::from)).collect())
    });
    object([
        ("key", text(flag.key())),
        ("salt", text(flag.salt())),
        ("off_variant", flag.off_variant().map(Value::from)),
        ("quarantined", flag.quarantined().map(Value::from)),
        ("reads_clock", Some(Value::from(flag.reads_clock()))),
        ("variants", list(variants)),
        ("attributes", list(attributes)),
    ])
}

pub(crate) fn changes(changes: &Changes) -> [(&'static str, Option<Value>); 3] {
    let keys = |keys: &[String]| list(keys.iter().map(|key| Value::from(key.as_str())));
    [("added", keys(&changes.added)), ("removed", keys(&changes.removed)), ("changed", keys(&changes.changed))]
}
