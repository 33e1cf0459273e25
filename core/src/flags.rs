//! The compiled flags of a document, and how they are asked.

use crate::context::Context;
use crate::decision::Decision;
use crate::diagnostic::Diagnostic;
use crate::evaluate::{Direct, Evaluation, Nobody, Outcome, Resolved, Source};
use crate::program::{FlagId, Program};
use crate::reason::Cause;
use crate::trace::{Trace, Tracer};
use crate::value::Value;
use std::fmt;
use std::sync::Arc;

/// The flags of a document, compiled. Immutable, `Send` and `Sync`; cloning copies a pointer.
///
/// # Examples
///
/// ```
/// use burgee::{Context, Flags};
/// let flags = Flags::parse(r#"{ "burgee": "1", "flags": { "dark-mode": { "serve": "on" } } }"#)?;
/// let user = Context::new("user-42").with("country", "US");
/// assert!(flags.is_on("dark-mode", &user));
/// assert_eq!(flags.evaluate("no-such-flag", &user).value(), None);
/// # Ok::<(), burgee::LoadError>(())
/// ```
#[derive(Clone)]
pub struct Flags {
    inner: Arc<Inner>,
}

struct Inner {
    program: Program,
    diagnostics: Vec<Diagnostic>,
    /// What a store says where this document's serial is stale.
    #[cfg_attr(not(feature = "store"), expect(dead_code, reason = "only a store judges serials"))]
    serial_at: Option<Diagnostic>,
}

/// Whom a question is about: a context, or one that was prepared.
#[derive(Clone, Copy, Debug)]
pub enum Subject<'a> {
    /// A context as it is.
    Context(&'a Context),
    /// A context that was resolved for these flags.
    Prepared(&'a Prepared<'a>),
}

impl<'a> Subject<'a> {
    fn context(self) -> &'a Context {
        match self {
            Subject::Context(context) => context,
            Subject::Prepared(prepared) => prepared.context,
        }
    }
}

impl<'a> From<&'a Context> for Subject<'a> {
    fn from(context: &'a Context) -> Self {
        Subject::Context(context)
    }
}

impl<'a> From<&'a Prepared<'a>> for Subject<'a> {
    fn from(prepared: &'a Prepared<'a>) -> Self {
        Subject::Prepared(prepared)
    }
}

/// A context resolved once for many questions: attributes found, units hashed. Made by [`Flags::prepare`].
///
/// Asked of the flags of another document, it answers like its context.
pub struct Prepared<'c> {
    flags: Flags,
    context: &'c Context,
    resolved: Resolved<'c>,
}

impl Flags {
    pub(crate) fn new(program: Program, diagnostics: Vec<Diagnostic>, serial_at: Option<Diagnostic>) -> Flags {
        Flags { inner: Arc::new(Inner { program, diagnostics, serial_at }) }
    }

    /// The flags of no document.
    #[cfg(feature = "store")]
    pub(crate) fn empty() -> Flags {
        Flags::new(Program::default(), Vec::new(), None)
    }

    pub(crate) fn program(&self) -> &Program {
        &self.inner.program
    }

    #[cfg(feature = "store")]
    pub(crate) fn serial_at(&self) -> Option<&Diagnostic> {
        self.inner.serial_at.as_ref()
    }

    /// What was found wrong, in the order of the texts: errors, each of which quarantined something, and warnings if they were asked for.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.inner.diagnostics
    }

    /// The document's revision.
    pub fn revision(&self) -> Option<&str> {
        self.program().revision.as_deref()
    }

    /// The document's serial.
    pub fn serial(&self) -> Option<u64> {
        self.program().serial
    }

    /// The keys of all flags, in code point order.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.program().flags.iter().map(|flag| flag.key.as_ref())
    }

    /// The flags that are quarantined, with the code of the first error of each.
    pub fn quarantined(&self) -> impl Iterator<Item = (&str, &'static str)> {
        self.program().flags.iter().filter_map(|flag| Some((flag.key.as_ref(), flag.quarantine?)))
    }

    /// A handle of a flag: asking it needs no look-up.
    pub fn flag(&self, key: &str) -> Option<Flag<'_>> {
        self.program().find(key).map(|id| Flag { flags: self, id })
    }

    /// Whether a flag's value is `true` for a unit, now.
    #[cfg(feature = "clock")]
    pub fn is_on<'a>(&self, key: &str, subject: impl Into<Subject<'a>>) -> bool {
        self.evaluate(key, subject).is_on()
    }

    /// A boolean flag's value for a unit, now; `default` where there is none or it has another type.
    #[cfg(feature = "clock")]
    pub fn boolean<'a>(&self, key: &str, subject: impl Into<Subject<'a>>, default: bool) -> bool {
        self.evaluate(key, subject).boolean().unwrap_or(default)
    }

    /// A string flag's value for a unit, now; `default` where there is none or it has another type.
    #[cfg(feature = "clock")]
    pub fn string<'a, 's>(&'s self, key: &'s str, subject: impl Into<Subject<'a>>, default: &'s str) -> &'s str {
        self.evaluate(key, subject).string().unwrap_or(default)
    }

    /// A number flag's value for a unit, now; `default` where there is none or it has another type.
    #[cfg(feature = "clock")]
    pub fn number<'a>(&self, key: &str, subject: impl Into<Subject<'a>>, default: f64) -> f64 {
        self.evaluate(key, subject).number().unwrap_or(default)
    }

    /// An object or array flag's value for a unit, now; `default` where there is none or it has another type.
    #[cfg(feature = "clock")]
    pub fn object<'a, 's>(&'s self, key: &'s str, subject: impl Into<Subject<'a>>, default: &'s Value) -> &'s Value {
        self.evaluate(key, subject).object().unwrap_or(default)
    }

    /// Decides a flag for a unit, now. The clock is read only for a flag that depends on it.
    #[cfg(feature = "clock")]
    pub fn evaluate<'s, 'a>(&'s self, key: &'s str, subject: impl Into<Subject<'a>>) -> Decision<'s> {
        let id = self.program().find(key);
        self.decide(key, id, subject.into(), self.now_for(id))
    }

    /// Decides a flag for a unit at an instant, in milliseconds since the epoch.
    pub fn evaluate_at<'s, 'a>(&'s self, key: &'s str, subject: impl Into<Subject<'a>>, now: i64) -> Decision<'s> {
        self.decide(key, self.program().find(key), subject.into(), now)
    }

    /// Decides every flag for a unit, now, in code point order of the keys.
    #[cfg(feature = "clock")]
    pub fn evaluate_all<'a>(&self, subject: impl Into<Subject<'a>>) -> Vec<Decision<'_>> {
        self.evaluate_all_at(subject, clock())
    }

    /// Decides every flag for a unit at an instant, in code point order of the keys.
    pub fn evaluate_all_at<'a>(&self, subject: impl Into<Subject<'a>>, now: i64) -> Vec<Decision<'_>> {
        let program = self.program();
        let subject = subject.into();
        let fresh;
        let resolved = match subject {
            Subject::Prepared(prepared) if prepared.is_for(self) => &prepared.resolved,
            _ => {
                fresh = Resolved::new(program, subject.context());
                &fresh
            }
        };
        let evaluation = self.evaluation(resolved, subject.context(), now);
        let each = program.flags.iter().zip((0..).map(FlagId));
        each.map(|(flag, id)| Decision::new(program, &flag.key, Some(id), evaluation.flag(id, &mut Nobody))).collect()
    }

    /// Decides a flag for a unit, now, and tells every step.
    #[cfg(feature = "clock")]
    pub fn explain<'s, 'a>(&'s self, key: &'s str, subject: impl Into<Subject<'a>>) -> Trace<'s> {
        self.explain_at(key, subject, clock())
    }

    /// Decides a flag for a unit at an instant, and tells every step.
    pub fn explain_at<'s, 'a>(&'s self, key: &'s str, subject: impl Into<Subject<'a>>, now: i64) -> Trace<'s> {
        let program = self.program();
        let Some(id) = program.find(key) else {
            return Trace::new(Decision::new(program, key, None, Outcome::error(Cause::FlagNotFound)), Vec::new());
        };
        let context = subject.into().context();
        let mut tracer = Tracer::new(program);
        let outcome = self.evaluation(Direct::new(context), context, now).flag(id, &mut tracer);
        Trace::new(Decision::new(program, key, Some(id), outcome), tracer.steps())
    }

    /// Resolves a context once, to ask about many flags.
    pub fn prepare<'c>(&self, context: &'c Context) -> Prepared<'c> {
        Prepared { flags: self.clone(), context, resolved: Resolved::new(self.program(), context) }
    }

    fn decide<'s>(&'s self, key: &'s str, id: Option<FlagId>, subject: Subject<'_>, now: i64) -> Decision<'s> {
        let program = self.program();
        let Some(id) = id else { return Decision::new(program, key, None, Outcome::error(Cause::FlagNotFound)) };
        let outcome = match subject {
            Subject::Prepared(prepared) if prepared.is_for(self) => {
                self.evaluation(&prepared.resolved, prepared.context, now).flag(id, &mut Nobody)
            }
            _ => {
                let context = subject.context();
                self.evaluation(Direct::new(context), context, now).flag(id, &mut Nobody)
            }
        };
        Decision::new(program, key, Some(id), outcome)
    }

    /// The instant for a flag: the clock is read only where the answer may depend on it.
    #[cfg(feature = "clock")]
    fn now_for(&self, id: Option<FlagId>) -> i64 {
        let reads_clock = id.and_then(|id| self.program().flag(id)).is_some_and(|flag| flag.reads_clock);
        if reads_clock { clock() } else { 0 }
    }

    fn evaluation<'e, S: Source>(&'e self, source: S, context: &'e Context, now: i64) -> Evaluation<'e, S> {
        Evaluation { program: self.program(), source, asides: context.asides(), now }
    }
}

/// The system clock, in milliseconds since the epoch.
#[cfg(feature = "clock")]
#[expect(clippy::disallowed_methods, reason = "the one place where the core reads the clock")]
fn clock() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    since.map_or(0, |since| i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

impl Prepared<'_> {
    fn is_for(&self, flags: &Flags) -> bool {
        Arc::ptr_eq(&self.flags.inner, &flags.inner)
    }
}

/// One flag, found once. Borrows from its [`Flags`].
///
/// # Examples
///
/// ```
/// use burgee::{Context, Flags};
/// let flags = Flags::parse(r#"{ "burgee": "1", "flags": { "dark-mode": { "serve": { "percent": 100 } } } }"#)?;
/// let dark_mode = flags.flag("dark-mode").expect("it is in the document");
/// assert!(dark_mode.evaluate(&Context::new("user-42")).is_on());
/// # Ok::<(), burgee::LoadError>(())
/// ```
#[derive(Clone, Copy)]
pub struct Flag<'f> {
    flags: &'f Flags,
    id: FlagId,
}

impl<'f> Flag<'f> {
    /// Its key.
    pub fn key(&self) -> &'f str {
        self.compiled().map_or("", |flag| flag.key.as_ref())
    }

    /// The code of its first error, if it is quarantined.
    pub fn quarantined(&self) -> Option<&'static str> {
        self.compiled()?.quarantine
    }

    /// The salt of its draws; assignments are kept under it.
    pub fn salt(&self) -> &'f str {
        self.compiled().map_or("", |flag| flag.salt.as_ref())
    }

    /// Its variants and their values, in code point order for a flag that names them.
    pub fn variants(&self) -> impl Iterator<Item = (&'f str, &'f Value)> {
        let variants = self.compiled().map(|flag| self.flags.program().variants(flag)).unwrap_or_default();
        variants.iter().map(|variant| (variant.name.as_ref(), &variant.value))
    }

    /// The variant that it serves when it is off.
    pub fn off_variant(&self) -> Option<&'f str> {
        let flag = self.compiled()?;
        self.flags.program().variant(flag, flag.off?).map(|variant| variant.name.as_ref())
    }

    /// Whether its answer may depend on the instant.
    pub fn reads_clock(&self) -> bool {
        self.compiled().is_some_and(|flag| flag.reads_clock)
    }

    /// Decides it for a unit, now. The clock is read only if it depends on it.
    #[cfg(feature = "clock")]
    pub fn evaluate<'a>(&self, subject: impl Into<Subject<'a>>) -> Decision<'f> {
        self.flags.decide(self.key(), Some(self.id), subject.into(), self.flags.now_for(Some(self.id)))
    }

    /// Decides it for a unit at an instant, in milliseconds since the epoch.
    pub fn evaluate_at<'a>(&self, subject: impl Into<Subject<'a>>, now: i64) -> Decision<'f> {
        self.flags.decide(self.key(), Some(self.id), subject.into(), now)
    }

    /// Whether its value is `true` for a unit, now.
    #[cfg(feature = "clock")]
    pub fn is_on<'a>(&self, subject: impl Into<Subject<'a>>) -> bool {
        self.evaluate(subject).is_on()
    }

    fn compiled(&self) -> Option<&'f crate::program::Flag> {
        self.flags.program().flag(self.id)
    }
}

impl fmt::Debug for Flags {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Flags").field("revision", &self.revision()).field("flags", &self.program().flags.len()).finish_non_exhaustive()
    }
}

impl fmt::Debug for Prepared<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Prepared").field(self.context).finish()
    }
}

impl fmt::Debug for Flag<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Flag").field(&self.key()).finish()
    }
}

impl PartialEq for Flags {
    /// Whether two documents compiled to the same program.
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.inner, &other.inner) || self.program() == other.program()
    }
}
