//! A document as a command is given it: a file, and overlays on top.

use crate::failure::Failure;
use crate::render;
use crate::source::Source;
use burgee::{Diagnostic, Flags, LoadError, Loader, Severity};
use std::path::{Path, PathBuf};

/// A document's files.
pub struct Document {
    pub base: Source,
    overlays: Vec<Source>,
}

impl Document {
    pub fn read(file: &Path, overlays: &[PathBuf]) -> Result<Self, Failure> {
        let overlays = overlays.iter().map(|overlay| Source::read(overlay)).collect::<Result<_, _>>()?;
        Ok(Document { base: Source::read(file)?, overlays })
    }

    /// Loads the document; with an instant, the lifecycle lint and the other warnings are reported too.
    pub fn load(&self, lint: Option<i64>) -> Result<Flags, LoadError> {
        let mut loader = Loader::new();
        if let Some(now) = lint {
            loader = loader.lint(now);
        }
        for overlay in &self.overlays {
            loader = loader.overlay(&overlay.name, overlay.bytes());
        }
        loader.load(&self.base.name, self.base.bytes())
    }

    /// Loads the document to evaluate it: where it is refused, there is no answer.
    pub fn accept(&self) -> Result<Flags, Failure> {
        self.load(None).map_err(|error| {
            Failure::new(format!("`{}` is refused, so there is nothing to evaluate", self.base.name))
                .report(self.render(error.diagnostics()))
        })
    }

    /// Loads the document with one overlay more, to evaluate it.
    pub fn accept_with(&self, name: &str, overlay: &str) -> Result<Flags, Failure> {
        let loader = self.overlays.iter().fold(Loader::new(), |loader, overlay| loader.overlay(&overlay.name, overlay.bytes()));
        let loaded = loader.overlay(name, overlay.as_bytes()).load(&self.base.name, self.base.bytes());
        loaded.map_err(|error| Failure::new(format!("`{}` is refused with {name}: {error}", self.base.name)))
    }

    /// Diagnostics of this document, with the lines that they are about.
    pub fn render<'d>(&self, diagnostics: impl IntoIterator<Item = &'d Diagnostic>) -> String {
        render::diagnostics(diagnostics, |name| self.text(name))
    }

    /// All files, the base first.
    pub fn sources(&self) -> impl Iterator<Item = &Source> {
        std::iter::once(&self.base).chain(&self.overlays)
    }

    /// The text of the file of that name.
    pub fn text(&self, name: &str) -> &str {
        self.sources().find(|source| source.name == name).map_or("", Source::text)
    }
}

/// A name as it stands in a JSON Pointer.
pub fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

/// What quarantines a flag.
pub fn errors_of<'f>(flags: &'f Flags, flag: &str) -> impl Iterator<Item = &'f Diagnostic> + use<'f> {
    let pointer = format!("/flags/{}", escaped(flag));
    flags.diagnostics().iter().filter(move |diagnostic| {
        diagnostic.severity() == Severity::Error
            && diagnostic.pointer().strip_prefix(&pointer).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    })
}
