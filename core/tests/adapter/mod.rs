//! The crate behind the interface that the fixtures' runner speaks.

use burgee::{Changes, Context, Domain, Flags, Host, LoadError, Loader, Severity, Slot, Subject, Unusable, Value, ValueType};
use burgee_fixtures as fixtures;
use fixtures::{Diagnostic, Document, HostValue, Implementation, Loaded, Question, Reloaded, Store, Texts};

pub struct Core;
struct Loading(Flags);
struct Serving {
    store: burgee::Store,
    candidate: Option<Flags>,
}

impl Implementation for Core {
    fn load(&self, texts: &Texts) -> (Loaded, Option<Box<dyn Document>>) {
        match loader(texts).load(&texts.base.name, &texts.base.text) {
            Ok(flags) => {
                let quarantined = flags.quarantined().map(|(key, _)| key.to_owned()).collect();
                let loaded = Loaded { refused: false, quarantined, diagnostics: errors(flags.diagnostics()) };
                (loaded, Some(Box::new(Loading(flags))))
            }
            Err(error) => (Loaded { refused: true, quarantined: Vec::new(), diagnostics: errors(error.diagnostics()) }, None),
        }
    }

    fn bucket(&self, unit: &str, name: &str, salt: &str) -> u32 {
        domain(name).bucket(salt, unit)
    }

    fn store(&self) -> Box<dyn Store> {
        Box::new(Serving { store: burgee::Store::new(Loader::new()), candidate: None })
    }
}

impl Document for Loading {
    fn evaluate(&self, question: &Question) -> String {
        evaluate(&self.0, question)
    }

    fn evaluate_all(&self, question: &Question) -> String {
        let context = context(question);
        let decisions: Vec<String> =
            self.0.evaluate_all_at(subject(question, &context), question.now).iter().map(|decision| decision.to_json()).collect();
        format!("[{}]", decisions.join(","))
    }

    fn explain(&self, question: &Question) -> String {
        let (context, flag) = (context(question), &question.flag);
        let trace = self.0.explain_at(flag, subject(question, &context), question.now);
        assert_eq!(
            trace.decision().to_json(),
            self.0.evaluate_at(flag, subject(question, &context), question.now).to_json(),
            "explain disagrees with evaluate"
        );
        trace.to_json()
    }

    fn evaluate_text(&self, flag: &str, context: &str, now: i64) -> Result<String, String> {
        let context = Context::parse(context).map_err(|error| error.code().to_owned())?;
        Ok(self.0.evaluate_at(flag, &context, now).to_json())
    }
}

impl Store for Serving {
    fn load(&mut self, texts: &Texts) -> Reloaded {
        reloaded(self.store.load_with(&loader(texts), &texts.base.name, &texts.base.text))
    }

    fn stage(&mut self, texts: &Texts) -> bool {
        self.candidate = loader(texts).load(&texts.base.name, &texts.base.text).ok();
        self.candidate.is_some()
    }

    fn promote(&mut self) -> Reloaded {
        self.candidate.as_ref().map(|candidate| reloaded(self.store.promote(candidate))).unwrap_or_default()
    }

    fn restore(&mut self) -> bool {
        self.store.restore()
    }

    fn evaluate(&self, question: &Question) -> String {
        evaluate(&self.store.snapshot(), question)
    }
}

fn reloaded(loaded: Result<Changes, LoadError>) -> Reloaded {
    match loaded {
        Ok(Changes { added, removed, changed }) => Reloaded { accepted: true, added, removed, changed, diagnostics: Vec::new() },
        Err(error) => Reloaded { diagnostics: errors(error.diagnostics()), ..Reloaded::default() },
    }
}

/// The decision, which must be one however it is asked for.
fn evaluate(flags: &Flags, question: &Question) -> String {
    let (context, key, now) = (context(question), question.flag.as_str(), question.now);
    let subject = subject(question, &context);
    let decision = flags.evaluate_at(key, subject, now);
    let json = decision.to_json();
    if let Some(flag) = flags.flag(key) {
        assert_eq!(json, flag.evaluate_at(subject, now).to_json(), "a handle disagrees");
        let all = flags.evaluate_all_at(subject, now);
        assert!(all.iter().any(|other| other.to_json() == json), "evaluating all disagrees");
        assert_eq!(json, flags.explain_at(key, subject, now).decision().to_json(), "explain disagrees");
        let named = decision.variant_index().and_then(|index| flag.variants().nth(index)).map(|(name, _)| name);
        assert_eq!(decision.variant(), named, "the variant's index disagrees");
    }
    if question.context.is_some() {
        let prepared = flags.prepare(&context);
        assert_eq!(json, flags.evaluate_at(key, &prepared, now).to_json(), "a prepared context disagrees");
    }
    if question.context.is_some() && question.assigned.is_empty() && question.overrides.is_empty() && question.buckets.is_empty() {
        in_place(flags, question, &json);
    }
    match question.accessor.as_deref() {
        None => json,
        Some("boolean") => decision.expecting(ValueType::Boolean).to_json(),
        Some("string") => decision.expecting(ValueType::String).to_json(),
        Some("number") => decision.expecting(ValueType::Number).to_json(),
        Some("object") => decision.expecting(ValueType::Object).to_json(),
        Some(other) => panic!("no accessor {other}"),
    }
}

/// Asks with attributes that the caller holds: by name, and by number as a binding does.
fn in_place(flags: &Flags, question: &Question, json: &str) {
    let (key, now) = (question.flag.as_str(), question.now);
    let values: Vec<(&str, Value)> = question.context.iter().flatten().map(|(name, host)| (name.as_str(), value(host))).collect();
    let borrowed: Vec<(&str, Slot<'_>)> = values.iter().map(|(name, value)| (*name, Slot::from(value))).collect();
    assert_eq!(json, flags.evaluate_at(key, borrowed.as_slice(), now).to_json(), "borrowed attributes disagree");
    if let Some(flag) = flags.flag(key) {
        let slots: Vec<(usize, Slot<'_>)> =
            flag.attributes().map(|attribute| (attribute.number(), follow(&values, attribute.path()))).collect();
        assert_eq!(json, flag.evaluate_at(Subject::Host(&Slots(slots)), now).to_json(), "a host disagrees");
    }
}

struct Slots<'v>(Vec<(usize, Slot<'v>)>);

impl Host for Slots<'_> {
    fn attribute(&self, number: usize) -> Slot<'_> {
        self.0.iter().find(|(own, _)| *own == number).map_or(Slot::Missing, |(_, slot)| *slot)
    }
}

fn follow<'v>(values: &'v [(&str, Value)], mut path: impl Iterator<Item = &'v str>) -> Slot<'v> {
    let own = path.next().and_then(|name| values.iter().find(|(own, _)| *own == name)).map(|(_, value)| value);
    let index = |token: &str| token.parse::<usize>().ok().filter(|index| index.to_string() == token);
    let found = path.fold(own, |value, token| match value? {
        Value::List(items) => items.get(index(token)?),
        Value::Object(members) => members.iter().find(|(name, _)| name.as_ref() == token).map(|(_, value)| value),
        _ => None,
    });
    found.map_or(Slot::Missing, Slot::from)
}

fn loader(texts: &Texts) -> Loader {
    let loader = Loader::new().strict(texts.strict);
    texts.overlays.iter().fold(loader, |loader, overlay| loader.overlay(&overlay.name, &overlay.text))
}

fn errors(diagnostics: &[burgee::Diagnostic]) -> Vec<Diagnostic> {
    let errors = diagnostics.iter().filter(|diagnostic| diagnostic.severity() == Severity::Error);
    errors
        .map(|error| Diagnostic {
            code: error.code().to_owned(),
            source: error.source().to_owned(),
            pointer: error.pointer().to_owned(),
            line: error.line(),
            column: error.column(),
        })
        .collect()
}

fn domain(name: &str) -> Domain {
    match name {
        "rollout" => Domain::Rollout,
        "variant" => Domain::Variant,
        "layer" => Domain::Layer,
        "sample" => Domain::Sample,
        other => panic!("no domain {other}"),
    }
}

fn subject<'c>(question: &Question, context: &'c Context) -> Subject<'c> {
    if question.context.is_some() { Subject::Context(context) } else { Subject::Invalid }
}

fn context(question: &Question) -> Context {
    let mut context = Context::empty();
    for (name, attribute) in question.context.iter().flatten() {
        context.set(name.clone(), value(attribute));
    }
    for (flag, variant, salt) in &question.assigned {
        context = context.assigned(flag.as_str(), variant.as_str(), salt.as_str());
    }
    for (flag, variant) in &question.overrides {
        context = context.overridden(flag.as_str(), variant.as_str());
    }
    for (name, bucket) in &question.buckets {
        context = context.bucket_forced(name.as_deref().map(domain), *bucket);
    }
    context
}

fn value(host: &HostValue) -> Value {
    match host {
        HostValue::Null => Value::Null,
        HostValue::Boolean(boolean) => Value::Boolean(*boolean),
        HostValue::Number(number) => Value::Number(*number),
        HostValue::NotFinite(number) => Value::Number(*number),
        HostValue::OutOfRange(_) => Value::Unusable(Unusable::OutOfRange),
        HostValue::String(string) => Value::from(string.as_str()),
        HostValue::BadString => Value::Unusable(Unusable::BadString),
        HostValue::List(items) => Value::List(items.iter().map(value).collect()),
        HostValue::Object(members) => Value::object(members.iter().map(|(name, inner)| (name.as_str(), value(inner)))),
    }
}
