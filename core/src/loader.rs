//! Texts → flags: the one way in.

use crate::bucket::unit_hash;
use crate::compile::compile;
use crate::diagnostic::{Diagnostic, Severity};
#[cfg(any(feature = "signature", feature = "store"))]
use crate::document::MAX_REPORTED;
use crate::document::{Report, merge};
use crate::flags::{Edition, Flags};
use crate::json::{self, ParseError, Tape};
#[cfg(feature = "signature")]
use crate::problem::{LOW_SERIAL, MISSING_FIELD, MISSING_SIGNATURE};
use crate::problem::{NOT_UTF8, Problem, STALE_SERIAL, SYNTAX, limit};
#[cfg(feature = "signature")]
use crate::signature::{self, PublicKey};
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
    #[cfg(feature = "signature")]
    signed: Signed,
}

/// What is asked of texts before they are read, and of a document's serial.
#[cfg(feature = "signature")]
#[derive(Clone, Debug, Default)]
struct Signed {
    /// The keys, one of which has to have signed; none: signatures are not asked for.
    keys: Option<Arc<[PublicKey]>>,
    signatures: Vec<(Arc<str>, Arc<[u8]>)>,
    least_serial: Option<u64>,
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

    /// Loads nothing from now on but texts with a signature by the owner of one of these keys: the base, and each overlay. Several keys are for the
    /// time in which one takes the other's place; without any, nothing is loaded.
    ///
    /// Signatures are looked at before anything else of a text is, and are detached (`spec/signatures.md`): see [`Loader::signature`].
    ///
    /// # Examples
    ///
    /// ```
    /// use burgee::{Loader, PublicKey};
    /// let trusted = PublicKey::parse("MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=")?;
    /// let loader = Loader::new().require_signature([trusted]);
    /// let refused = loader.load("flags.json", r#"{ "burgee": "1" }"#).expect_err("nobody signed it");
    /// assert_eq!(refused.diagnostics()[0].code(), "missing-signature");
    /// # Ok::<(), burgee::KeyError>(())
    /// ```
    #[cfg(feature = "signature")]
    #[must_use]
    pub fn require_signature(mut self, keys: impl IntoIterator<Item = PublicKey>) -> Loader {
        self.signed.keys = Some(keys.into_iter().collect());
        self
    }

    /// The signature of the text that is called `name`, base or overlay, in the place of one that was given before: its 64 bytes, as `openssl pkeyutl -sign
    /// -rawin` writes them, or their Base64, as `burgee sign` does. Of no use where no signature is required.
    #[cfg(feature = "signature")]
    #[must_use]
    pub fn signature(mut self, name: &str, signature: impl AsRef<[u8]>) -> Loader {
        self.signed.signatures.retain(|(own, _)| own.as_ref() != name);
        self.signed.signatures.push((name.into(), signature.as_ref().into()));
        self
    }

    /// Loads nothing from now on but documents with a `serial`, of at least this. A signed document that was replaced stays signed: a store refuses to go back
    /// from what it serves, and this says how far back a new process may begin. 0 takes any serial.
    #[cfg(feature = "signature")]
    #[must_use]
    pub fn require_serial(mut self, at_least: u64) -> Loader {
        self.signed.least_serial = Some(at_least);
        self
    }

    /// Whether signatures are required.
    #[cfg(feature = "signature")]
    pub fn requires_signature(&self) -> bool {
        self.signed.keys.is_some()
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
        #[cfg(feature = "signature")]
        texts.clone().zip(&names).try_for_each(|(text, name)| self.signed.check(text, name))?;
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
        let (program, mut report) = compile(&document, report, self.lint);
        let refused = report.refuses() || (self.strict && report.has_errors());
        report.cap();
        let edition = serial.map(|serial| {
            let stale = Diagnostic::at(Problem::new(&STALE_SERIAL, &[]), &name_of(names, serial.node), serial.node, None);
            Edition { index: report.index_of(serial.node, stale.code()), stale, fingerprint: fingerprint(tapes) }
        });
        let diagnostics = report.diagnostics(names);
        if refused {
            return Err(LoadError { diagnostics });
        }
        #[cfg(feature = "signature")]
        if let Some((index, error)) = self.signed.low_serial(tapes, names, edition.as_ref().zip(program.serial)) {
            return Err(LoadError::with(diagnostics, index, error));
        }
        Ok(Flags::new(program, diagnostics, edition))
    }
}

#[cfg(feature = "signature")]
impl Signed {
    /// Whether a text may be read.
    fn check(&self, text: &[u8], name: &Arc<str>) -> Result<(), LoadError> {
        let Some(keys) = &self.keys else { return Ok(()) };
        if text.len() > limit::DOCUMENT_BYTES.value {
            return Ok(()); // Reading it says so, and reads no more of it.
        }
        let signature = self.signatures.iter().find(|(own, _)| own == name);
        let (problem, help) = match signature.map(|(_, signature)| signature::check(keys, name, text, signature)) {
            Some(Ok(())) => return Ok(()),
            Some(Err(problem)) => (
                problem,
                format!(
                    "deliver `{name}` and `{name}.sig` as they were signed; or, if `{name}` is right, sign it again: `burgee sign {name} --key KEY.pem`"
                ),
            ),
            None => (
                Problem::new(&MISSING_SIGNATURE, &[name]),
                format!("deliver `{name}.sig` beside it; `burgee sign {name} --key KEY.pem` writes that"),
            ),
        };
        Err(LoadError { diagnostics: vec![Diagnostic::in_text(problem, name, "", 0).with_help(help)] })
    }

    /// What is wrong with the serial of a document that is taken otherwise, and its index among the diagnostics.
    fn low_serial(&self, tapes: &[Tape<'_>], names: &[Arc<str>], serial: Option<(&Edition, u64)>) -> Option<(usize, Diagnostic)> {
        let least = self.least_serial?;
        if let Some((edition, serial)) = serial {
            let problem = || Problem::new(&LOW_SERIAL, &[&serial.to_string(), &least.to_string()]);
            return (serial < least).then(|| (edition.index, edition.stale.with_problem(problem())));
        }
        let root = tapes.first()?.root();
        let help = "this loader takes no document without one: it could be replaced by an older one".to_owned();
        // What else stands at the root refuses the document.
        Some((0, Diagnostic::at(Problem::new(&MISSING_FIELD, &["serial"]), &name_of(names, root), root, Some(help))))
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
    /// The diagnostics of a document, and an error for which it is refused all the same, at this index among them.
    #[cfg(any(feature = "signature", feature = "store"))]
    pub(crate) fn with(mut diagnostics: Vec<Diagnostic>, index: usize, error: Diagnostic) -> LoadError {
        diagnostics.insert(index.min(diagnostics.len()), error);
        if diagnostics.len() > MAX_REPORTED {
            let warning = diagnostics.iter().rposition(|diagnostic| diagnostic.severity() == Severity::Warning);
            diagnostics.remove(warning.unwrap_or(MAX_REPORTED));
        }
        LoadError { diagnostics }
    }

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
