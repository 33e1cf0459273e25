//! The compiled flags of a document, and how they are asked.

mod flag;
mod groups;
#[cfg(target_family = "wasm")]
mod quick;
#[cfg(feature = "rollout")]
mod rollout;
mod subject;

pub use flag::{Attribute, Flag};
pub use subject::Subject;

use crate::context::{Asides, Context};
use crate::decision::{Asked, Decision};
use crate::diagnostic::Diagnostic;
use crate::evaluate::{Attributes, Batch, Direct, Evaluation, Kept, Nobody, Outcome, Source, Visitor};
use crate::program::{self, Program};
use crate::reason::Cause;
use crate::trace::{Trace, Tracer};
#[cfg(feature = "clock")]
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
    #[cfg_attr(not(feature = "store"), expect(dead_code, reason = "only a store judges serials"))]
    edition: Option<Edition>,
}

/// What a store judges a document with a serial by.
#[cfg_attr(not(feature = "store"), allow(dead_code, reason = "only a store judges serials"))]
pub(crate) struct Edition {
    /// What is said where the serial is stale.
    pub(crate) stale: Diagnostic,
    /// Where that stands among the document's diagnostics.
    pub(crate) index: usize,
    /// The hash of the texts: the same text with the same serial is no step back.
    pub(crate) fingerprint: u64,
}

/// A context kept for many questions: its attributes found, its units hashed, the conditions that it was asked remembered. Made by
/// [`Flags::prepare`].
///
/// Asked of the flags of another document, it answers like its context.
pub struct Prepared {
    flags: Flags,
    kept: Kept,
}

impl Flags {
    pub(crate) fn new(program: Program, diagnostics: Vec<Diagnostic>, edition: Option<Edition>) -> Flags {
        Flags { inner: Arc::new(Inner { program, diagnostics, edition }) }
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
    pub(crate) fn edition(&self) -> Option<&Edition> {
        self.inner.edition.as_ref()
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
        self.program().flags.iter().map(|flag| self.program().key(flag))
    }

    /// The flags that are quarantined, with the code of the first error of each.
    pub fn quarantined(&self) -> impl Iterator<Item = (&str, &'static str)> {
        let program = self.program();
        program.quarantined.iter().filter_map(|&(flag, code)| Some((program.key(program.flag(flag)?), code)))
    }

    /// A handle of a flag: asking it needs no look-up.
    pub fn flag(&self, key: &str) -> Option<Flag<'_>> {
        self.program().find(key).map(|compiled| Flag { flags: self, compiled })
    }

    /// A handle of the flag at an index among the keys.
    pub fn flag_at(&self, index: usize) -> Option<Flag<'_>> {
        self.program().flags.get(index).map(|compiled| Flag { flags: self, compiled })
    }

    /// The attributes that the document's flags may ask for, in the order of their numbers.
    pub fn attributes(&self) -> impl Iterator<Item = Attribute<'_>> {
        self.program().attributes.iter().enumerate().map(|(number, compiled)| Attribute::new(number, compiled))
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
        let Some(flag) = self.program().find(key) else { return self.not_found(key) };
        self.decide(flag, subject.into(), now_for(flag))
    }

    /// Decides a flag for a unit at an instant, in milliseconds since the epoch.
    pub fn evaluate_at<'s, 'a>(&'s self, key: &'s str, subject: impl Into<Subject<'a>>, now: i64) -> Decision<'s> {
        let Some(flag) = self.program().find(key) else { return self.not_found(key) };
        self.decide(flag, subject.into(), now)
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
        let Some(attributes) = subject.attributes() else {
            return program.flags.iter().map(|flag| self.without_context(flag, &mut Nobody)).collect();
        };
        let batch = Batch::new(program, attributes);
        let evaluation = self.evaluation(&batch, subject.asides(), now);
        program.flags.iter().map(|flag| Decision::new(program, Asked::Flag(flag), evaluation.flag(flag, &mut Nobody))).collect()
    }

    /// Decides a flag for a unit, now, and tells every step.
    #[cfg(feature = "clock")]
    pub fn explain<'s, 'a>(&'s self, key: &'s str, subject: impl Into<Subject<'a>>) -> Trace<'s> {
        self.explain_at(key, subject, clock())
    }

    /// Decides a flag for a unit at an instant, and tells every step.
    pub fn explain_at<'s, 'a>(&'s self, key: &'s str, subject: impl Into<Subject<'a>>, now: i64) -> Trace<'s> {
        let program = self.program();
        let Some(flag) = program.find(key) else { return Trace::new(self.not_found(key), Vec::new()) };
        let subject = subject.into();
        let mut tracer = Tracer::new(program, now);
        let decision = match subject.attributes() {
            Some(attributes) => {
                let outcome = self.evaluation(&Direct::new(attributes), subject.asides(), now).flag(flag, &mut tracer);
                Decision::new(program, Asked::Flag(flag), outcome)
            }
            None => self.without_context(flag, &mut tracer),
        };
        Trace::new(decision, tracer.steps())
    }

    /// Keeps a context, or a copy of one, to ask about many flags.
    pub fn prepare(&self, context: impl Into<Context>) -> Prepared {
        Prepared { flags: self.clone(), kept: Kept::new(self.program(), context.into()) }
    }

    #[cold]
    fn not_found<'s>(&'s self, key: &'s str) -> Decision<'s> {
        Decision::new(self.program(), Asked::Key(key), Outcome::new(Cause::FlagNotFound).pack())
    }

    /// Decides a flag where there is no context (spec R-7.17).
    #[cold]
    fn without_context<'s>(&'s self, flag: &'s program::Flag, visitor: &mut impl Visitor) -> Decision<'s> {
        let outcome = if flag.quarantined || !flag.enabled {
            self.evaluation(&Direct::new(Attributes::Borrowed(&[])), None, 0).flag(flag, visitor)
        } else {
            Outcome::new(Cause::InvalidContext).pack()
        };
        Decision::new(self.program(), Asked::Flag(flag), outcome)
    }

    #[cfg_attr(target_family = "wasm", inline(never))]
    fn decide<'s>(&'s self, flag: &'s program::Flag, subject: Subject<'_>, now: i64) -> Decision<'s> {
        let outcome = match subject {
            Subject::Prepared(prepared) if prepared.is_for(self) => {
                self.evaluation(&prepared.kept, subject.asides(), now).flag(flag, &mut Nobody)
            }
            _ => {
                let Some(attributes) = subject.attributes() else { return self.without_context(flag, &mut Nobody) };
                self.evaluation(&Direct::new(attributes), subject.asides(), now).flag(flag, &mut Nobody)
            }
        };
        Decision::new(self.program(), Asked::Flag(flag), outcome)
    }

    #[cfg(not(target_family = "wasm"))]
    fn evaluation<'e, S: Source>(&'e self, source: &'e S, asides: Option<&'e Asides>, now: i64) -> Evaluation<'e, &'e S> {
        Evaluation { program: self.program(), source, asides, now }
    }

    /// There, every byte is downloaded, so the evaluator is compiled once for all sources.
    #[cfg(target_family = "wasm")]
    fn evaluation<'e>(&'e self, source: &'e dyn Source, asides: Option<&'e Asides>, now: i64) -> Evaluation<'e, &'e dyn Source> {
        Evaluation { program: self.program(), source, asides, now }
    }
}

/// The instant for a flag: the clock is read only where the answer may depend on it.
#[cfg(feature = "clock")]
fn now_for(flag: &program::Flag) -> i64 {
    if flag.reads_clock { clock() } else { 0 }
}

/// The system clock, in milliseconds since the epoch.
#[cfg(feature = "clock")]
#[expect(clippy::disallowed_methods, reason = "the one place where the core reads the clock")]
fn clock() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    since.map_or(0, |since| i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

impl Prepared {
    /// The context.
    pub fn context(&self) -> &Context {
        &self.kept.context
    }

    fn is_for(&self, flags: &Flags) -> bool {
        Arc::ptr_eq(&self.flags.inner, &flags.inner)
    }
}

impl fmt::Debug for Flags {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Flags").field("revision", &self.revision()).field("flags", &self.program().flags.len()).finish_non_exhaustive()
    }
}

impl fmt::Debug for Prepared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Prepared").field(self.context()).finish()
    }
}

impl PartialEq for Flags {
    /// Whether two documents compiled to the same program.
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.inner, &other.inner) || self.program() == other.program()
    }
}
