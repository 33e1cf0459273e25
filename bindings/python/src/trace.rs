//! Traces for Python.

use crate::decision::Decision;
use pyo3::prelude::*;

/// A decision and the whole way to it. `str()` of it is for people, `to_json()` for programs.
#[pyclass(frozen, module = "burgee")]
pub(crate) struct Trace {
    decision: Py<Decision>,
    json: String,
    text: String,
}

impl Trace {
    pub(crate) fn new(decision: Py<Decision>, json: String, text: String) -> Trace {
        Trace { decision, json, text }
    }
}

#[pymethods]
impl Trace {
    /// The decision, the same as evaluating gives.
    #[getter]
    fn decision(&self, py: Python<'_>) -> Py<Decision> {
        self.decision.clone_ref(py)
    }

    /// The steps that were reached, in order, as dicts.
    #[getter]
    fn steps<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        py.import("json")?.call_method1("loads", (&self.json,))?.get_item("steps")
    }

    /// The trace as canonical JSON.
    fn to_json(&self) -> &str {
        &self.json
    }

    fn __str__(&self) -> &str {
        &self.text
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        Ok(format!("Trace({})", self.decision.bind(py).repr()?))
    }

    fn __eq__(&self, other: &Bound<'_, PyAny>) -> bool {
        other.cast::<Trace>().is_ok_and(|other| self.json == other.get().json)
    }

    fn __hash__(&self) -> u64 {
        use std::hash::{DefaultHasher, Hash, Hasher};
        let mut hasher = DefaultHasher::new();
        self.json.hash(&mut hasher);
        hasher.finish()
    }
}
