//! Texts → flags: the one way in.

use crate::bucket::unit_hash;
use crate::compile::compile;
use crate::diagnostic::{Diagnostic, Severity};
use crate::document::{Report, merge};
use crate::flags::{Edition, Flags};
use crate::json::{self, ParseError, Tape};
use crate::problem::{NOT_UTF8, Problem, STALE_SERIAL, SYNTAX, limit};
use std::fmt;
use std::sync::Arc;

/// Loads a document, with overlays where there are any.
///
/// # Examples
///
/// ```
/// use burgee::{Context, Loader};
/// let base = r#"{ "burgee": "1", "flags": { "dark-mode": { "serve": "on" } } }"#;
/// let prod = r#"{ "burgee": "1", "overlay": "prod", "flags": { "dark-mode": { "enabled": false } } }"#;
/// let flags = Loader::new().overlay("prod.json", prod).load("flags.json", base)?;
/// assert!(!flags.is_on("dark-mode", &Context::new("user-42")));
/// # Ok::<(), burgee::LoadError>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Loader {
    strict: bool,
    lint: Option<i64>,
    overlays: Vec<(Arc<str>, Vec<u8>)>,
}

impl Loader {
    /// A loader that quarantines what is wrong and serves the rest.
    pub fn new() -> Loader {
        Loader::default()
    }

    /// Whether a document with any error is refused whole.
    #[must_use]
    pub fn strict(mut self, strict: bool) -> Loader {
        self.strict = strict;
        self
    }

    /// Asks for advice too, as of an instant in milliseconds since the epoch: flags past `expires`, without `owner`, at 100 % for long; rules
    /// that are never reached; attributes that are not declared.
    #[must_use]
    pub fn lint(mut self, now: i64) -> Loader {
        self.lint = Some(now);
        self
    }

    /// Adds an overlay on top of those before it. `name` is what diagnostics call the text.
    #[must_use]
    pub fn overlay(mut self, name: &str, text: impl AsRef<[u8]>) -> Loader {
        self.overlays.push((name.into(), text.as_ref().to_vec()));
        self
    }

    /// Loads a base document under the overlays. `name` is what diagnostics call the text.
    ///
    /// # Errors
    ///
    /// Text that is not a document: not JSON, another major version, or wrong at the top. In strict mode, any error. Everything else is
    /// quarantined: see [`Flags::diagnostics`].
    pub fn load(&self, name: &str, text: impl AsRef<[u8]>) -> Result<Flags, LoadError> {
        let mut names: Vec<Arc<str>> = vec![name.into()];
        names.extend(self.overlays.iter().map(|(name, _)| name.clone()));
        let texts = std::iter::once(text.as_ref()).chain(self.overlays.iter().map(|(_, text)| text.as_slice()));
        let mut tapes = Vec::new();
        for ((text, name), source) in texts.zip(&names).zip(0..) {
            tapes.push(read(text, name, source)?);
        }
        self.compile(&tapes, &names)
    }

    fn compile(&self, tapes: &[Tape<'_>], names: &[Arc<str>]) -> Result<Flags, LoadError> {
        let mut report = Report::new();
        let document = merge(tapes, &mut report);
        let serial = document.serial;
        let (program, report) = compile(&document, report, self.lint);
        let refused = report.refuses() || (self.strict && report.has_errors());
        let edition = serial.map(|serial| Edition {
            stale: Diagnostic::at(Problem::new(&STALE_SERIAL, &[]), &name_of(names, serial.node), serial.node, None),
            fingerprint: fingerprint(tapes),
        });
        let diagnostics = report.diagnostics(names);
        if refused {
            return Err(LoadError { diagnostics });
        }
        Ok(Flags::new(program, diagnostics, edition))
    }
}

impl Flags {
    /// Compiles a document. What is wrong with single flags is quarantined: see [`Flags::diagnostics`].
    ///
    /// # Errors
    ///
    /// As [`Loader::load`].
    pub fn parse(text: &str) -> Result<Flags, LoadError> {
        Loader::new().load("document.json", text)
    }
}

fn name_of(names: &[Arc<str>], node: json::Node<'_>) -> Arc<str> {
    names.get(node.tape.source as usize).cloned().unwrap_or_default()
}

/// The hash of the texts.
fn fingerprint(tapes: &[Tape<'_>]) -> u64 {
    tapes.iter().fold(0, |hash, tape| hash.rotate_left(1) ^ unit_hash(tape.text.as_bytes()))
}

/// Reads one text as far as JSON goes.
fn read<'t>(text: &'t [u8], name: &Arc<str>, source: u32) -> Result<Tape<'t>, LoadError> {
    let refuse = |text: &str, at: usize, problem: Problem| LoadError { diagnostics: vec![Diagnostic::in_text(problem, name, text, at)] };
    if text.len() > limit::DOCUMENT_BYTES.value {
        return Err(refuse("", 0, Problem::past(limit::DOCUMENT_BYTES)));
    }
    let text = std::str::from_utf8(text).map_err(|error| {
        let valid = text.get(..error.valid_up_to()).and_then(|valid| std::str::from_utf8(valid).ok()).unwrap_or("");
        refuse(valid, valid.len(), Problem::new(&NOT_UTF8, &[]))
    })?;
    json::parse(text, source).map_err(|error| match error {
        ParseError::Syntax { at, expected } => refuse(text, at, Problem::new(&SYNTAX, &[expected])),
        ParseError::TooDeep { at } => refuse(text, at, Problem::past(limit::DEPTH)),
    })
}

/// A document that was refused; whatever was served before keeps serving.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoadError {
    pub(crate) diagnostics: Vec<Diagnostic>,
}

impl LoadError {
    /// What is wrong, in the order of the texts; at least one is an error.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut errors = self.diagnostics.iter().filter(|diagnostic| diagnostic.severity() == Severity::Error);
        let Some(first) = errors.next() else { return write!(f, "the document is refused") };
        write!(f, "{}:{}:{}: {first} [{}]", first.source(), first.line(), first.column(), first.code())?;
        if let Some(help) = first.help() {
            write!(f, "; {help}")?;
        }
        match errors.count() {
            0 => Ok(()),
            more => write!(f, " (and {more} more)"),
        }
    }
}

impl std::error::Error for LoadError {}
