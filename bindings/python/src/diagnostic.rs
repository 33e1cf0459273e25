//! Diagnostics for Python.

use burgee::Severity;
use pyo3::prelude::*;

/// Something wrong with a document: what, and where.
#[pyclass(frozen, eq, module = "burgee")]
#[derive(Clone, PartialEq)]
pub(crate) struct Diagnostic {
    core: burgee::Diagnostic,
}

impl Diagnostic {
    pub(crate) fn all(diagnostics: &[burgee::Diagnostic]) -> Vec<Diagnostic> {
        diagnostics.iter().map(|core| Diagnostic { core: core.clone() }).collect()
    }
}

#[pymethods]
impl Diagnostic {
    /// The stable code, in kebab case.
    #[getter]
    fn code(&self) -> &'static str {
        self.core.code()
    }

    /// `error` or `warning`.
    #[getter]
    fn severity(&self) -> &'static str {
        match self.core.severity() {
            Severity::Error => "error",
            Severity::Warning => "warning",
        }
    }

    /// The name of the text, as it was given to the loader.
    #[getter]
    fn source(&self) -> &str {
        self.core.source()
    }

    /// The JSON Pointer of the value or member in that text.
    #[getter]
    fn pointer(&self) -> &str {
        self.core.pointer()
    }

    /// The line of its first character, from 1.
    #[getter]
    fn line(&self) -> u32 {
        self.core.line()
    }

    /// The column of its first character, from 1, in code points.
    #[getter]
    fn column(&self) -> u32 {
        self.core.column()
    }

    /// What is wrong, in one sentence.
    #[getter]
    fn message(&self) -> String {
        self.core.to_string()
    }

    /// What might mend it.
    #[getter]
    fn help(&self) -> Option<&str> {
        self.core.help()
    }

    fn __str__(&self) -> String {
        let core = &self.core;
        format!("{}:{}:{}: {core} [{}]", core.source(), core.line(), core.column(), core.code())
    }

    fn __repr__(&self) -> String {
        format!("Diagnostic({self})", self = self.__str__())
    }

    fn __hash__(&self) -> u64 {
        use std::hash::{DefaultHasher, Hash, Hasher};
        let mut hasher = DefaultHasher::new();
        self.__str__().hash(&mut hasher);
        hasher.finish()
    }
}
