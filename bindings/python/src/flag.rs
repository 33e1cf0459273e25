//! A handle of one flag, for Python.

use crate::asking;
use crate::decision::Decision;
use crate::flags::Flags;
use crate::instant;
use crate::trace::Trace;
use burgee::ValueType;
use pyo3::prelude::*;
use pyo3::types::PyDict;

/// One flag, found once.
#[pyclass(frozen, module = "burgee")]
pub(crate) struct Flag {
    flags: Py<Flags>,
    index: usize,
}

impl Flag {
    pub(crate) fn new(flags: &Bound<'_, Flags>, index: usize) -> Flag {
        Flag { flags: flags.clone().unbind(), index }
    }

    fn core(&self) -> Option<burgee::Flag<'_>> {
        self.flags.get().core.flag_at(self.index)
    }

    fn value<'py>(&self, context: &Bound<'py, PyAny>, default: Bound<'py, PyAny>, wanted: ValueType) -> PyResult<Bound<'py, PyAny>> {
        asking::value(self.flags.get(), self.core(), context, default, wanted)
    }
}

#[pymethods]
impl Flag {
    /// Its key.
    #[getter]
    fn key(&self) -> &str {
        self.core().map_or("", |flag| flag.key())
    }

    /// The salt of its draws; assignments are kept under it.
    #[getter]
    fn salt(&self) -> &str {
        self.core().map_or("", |flag| flag.salt())
    }

    /// Its variants and their values.
    #[getter]
    fn variants<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let variants = PyDict::new(py);
        for (name, value) in self.core().iter().flat_map(|flag| flag.variants()) {
            variants.set_item(name, crate::answers::native(py, value)?)?;
        }
        Ok(variants)
    }

    /// The variant that it serves when it is off.
    #[getter]
    fn off_variant(&self) -> Option<&str> {
        self.core()?.off_variant()
    }

    /// The code of its first error, if it is quarantined.
    #[getter]
    fn quarantined(&self) -> Option<&'static str> {
        self.core()?.quarantined()
    }

    /// The attributes that deciding it may ask for, as the document names them.
    #[getter]
    fn attributes(&self) -> Vec<&str> {
        self.core().iter().flat_map(|flag| flag.attributes()).map(|attribute| attribute.name()).collect()
    }

    /// Whether its value is True for a unit, now.
    #[pyo3(signature = (context, /))]
    fn is_on(&self, context: &Bound<'_, PyAny>) -> bool {
        self.core().is_some_and(|flag| asking::is_on(self.flags.get(), flag, context))
    }

    /// Its boolean value for a unit, now; the default where there is none or it has another type.
    #[pyo3(signature = (context, default, /))]
    fn boolean<'py>(&self, context: &Bound<'py, PyAny>, default: Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        self.value(context, default, ValueType::Boolean)
    }

    /// Its string value for a unit, now; the default where there is none or it has another type.
    #[pyo3(signature = (context, default, /))]
    fn string<'py>(&self, context: &Bound<'py, PyAny>, default: Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        self.value(context, default, ValueType::String)
    }

    /// Its number value for a unit, now; the default where there is none or it has another type.
    #[pyo3(signature = (context, default, /))]
    fn number<'py>(&self, context: &Bound<'py, PyAny>, default: Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        self.value(context, default, ValueType::Number)
    }

    /// Its object or array value for a unit, now; the default where there is none or it has another type.
    #[pyo3(signature = (context, default, /))]
    fn object<'py>(&self, context: &Bound<'py, PyAny>, default: Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        self.value(context, default, ValueType::Object)
    }

    /// Decides it for a unit.
    #[pyo3(signature = (context, *, now=None, expecting=None))]
    fn evaluate(&self, context: &Bound<'_, PyAny>, now: Option<&Bound<'_, PyAny>>, expecting: Option<&str>) -> PyResult<Decision> {
        let flags = self.flags.bind(context.py());
        Ok(asking::evaluate(flags, self.index, context, instant::of_argument(now)?, asking::expected(expecting)?))
    }

    /// Decides it for a unit, and tells every step.
    #[pyo3(signature = (context, *, now=None))]
    fn explain(&self, context: &Bound<'_, PyAny>, now: Option<&Bound<'_, PyAny>>) -> PyResult<Trace> {
        asking::explain(self.flags.bind(context.py()), self.index, context, instant::of_argument(now)?)
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        Ok(format!("Flag({})", self.key().into_pyobject(py)?.repr()?))
    }
}
