//! Contexts that JavaScript keeps, with what is remembered of them for the documents that they are asked about.

use burgee::{Context, Domain, Flags, Prepared, Subject, Value};

/// For so many documents a context is prepared at once: one that is swapped, and the one before.
const MOST: usize = 2;

pub(crate) struct Kept {
    context: Context,
    /// The document that was asked last.
    asked: Option<i32>,
    prepared: Vec<(i32, Prepared)>,
}

impl Kept {
    pub(crate) fn new(context: Context) -> Kept {
        Kept { context, asked: None, prepared: Vec::new() }
    }

    /// Whom it describes, to a document. Prepared when it is asked a second time: many a context is asked once.
    #[inline]
    pub(crate) fn subject(&mut self, document: i32, flags: &Flags) -> Subject<'_> {
        let found = self.prepared.iter().position(|(own, _)| *own == document).or_else(|| self.prepare(document, flags));
        let found = found.and_then(|at| self.prepared.get(at));
        found.map_or(Subject::Context(&self.context), |(_, prepared)| Subject::Prepared(prepared))
    }

    #[cold]
    #[inline(never)]
    fn prepare(&mut self, document: i32, flags: &Flags) -> Option<usize> {
        if self.asked.replace(document) != Some(document) {
            return None;
        }
        self.prepared.truncate(MOST.saturating_sub(1));
        self.prepared.insert(0, (document, flags.prepare(&self.context)));
        Some(0)
    }

    /// Drops what was remembered for a document.
    pub(crate) fn forget(&mut self, document: i32) {
        self.prepared.retain(|(own, _)| *own != document);
    }
}

/// The context that a tree describes: an object with the members `attributes`, `assigned`, `override` and `bucket`, or some of them.
pub(crate) fn context(tree: &Value) -> Option<Context> {
    let mut context = match member(tree, "attributes") {
        Some(Value::Object(attributes)) => attributes.iter().map(|(name, value)| (name.clone(), value.clone())).collect(),
        Some(_) => return None,
        None => Context::empty(),
    };
    for (flag, assignment) in members(tree, "assigned")? {
        context = context.assigned(flag.clone(), string(member(assignment, "variant"))?, string(member(assignment, "salt"))?);
    }
    for (flag, variant) in members(tree, "override")? {
        context = context.overridden(flag.clone(), string(Some(variant))?);
    }
    if let Some(bucket @ Value::Number(_)) = member(tree, "bucket") {
        return Some(context.bucket_forced(None, forced(bucket)?));
    }
    for (domain, bucket) in members(tree, "bucket")? {
        context = context.bucket_forced(Some(self::domain(domain)?), forced(bucket)?);
    }
    Some(context)
}

/// The domains, by their numbers in JavaScript.
pub(crate) const DOMAINS: [Domain; 4] = [Domain::Rollout, Domain::Variant, Domain::Layer, Domain::Sample];

fn domain(name: &str) -> Option<Domain> {
    DOMAINS.into_iter().find(|domain| domain.name() == name)
}

fn member<'v>(value: &'v Value, name: &str) -> Option<&'v Value> {
    let Value::Object(members) = value else { return None };
    members.iter().find(|(own, _)| own.as_ref() == name).map(|(_, value)| value)
}

/// The members of a member; none of them where there is no such member.
fn members<'v>(value: &'v Value, name: &str) -> Option<&'v [(Box<str>, Value)]> {
    match member(value, name) {
        Some(Value::Object(members)) => Some(members),
        Some(_) => None,
        None => Some(&[]),
    }
}

fn string(value: Option<&Value>) -> Option<Box<str>> {
    let Value::String(string) = value? else { return None };
    Some(string.clone())
}

fn forced(value: &Value) -> Option<u32> {
    let Value::Number(number) = *value else { return None };
    let bucket = number as u32;
    (f64::from(bucket) == number && bucket < 100_000).then_some(bucket)
}
