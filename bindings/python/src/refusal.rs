//! The exceptions that loading raises: classes written in Python, instances made here.

use crate::diagnostic::Diagnostic;
use pyo3::prelude::*;
use pyo3::types::PyTuple;

/// `burgee.LoadError` of a document that was refused.
pub(crate) fn document(py: Python<'_>, error: &burgee::LoadError) -> PyErr {
    let raised = || -> PyResult<PyErr> {
        let diagnostics = PyTuple::new(py, Diagnostic::all(error.diagnostics()))?;
        let class = py.import("burgee.errors")?.getattr("LoadError")?;
        Ok(PyErr::from_value(class.call1((error.to_string(), diagnostics))?))
    };
    raised().unwrap_or_else(|error| error)
}

/// `burgee.ContextError` of a context's text that was refused.
pub(crate) fn context(py: Python<'_>, message: String, code: &str, line: u32, column: u32) -> PyErr {
    let raised = || -> PyResult<PyErr> {
        let class = py.import("burgee.errors")?.getattr("ContextError")?;
        Ok(PyErr::from_value(class.call1((message, code, line, column))?))
    };
    raised().unwrap_or_else(|error| error)
}
