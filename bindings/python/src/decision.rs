//! Decisions for Python.

use crate::flags::Flags;
use crate::held::Held;
use burgee::{Arm, ErrorCode};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyTuple};
use std::fmt::Write;

/// What a unit gets of a flag, and why.
#[pyclass(frozen, freelist = 64, module = "burgee")]
pub(crate) struct Decision {
    kind: Kind,
}

enum Kind {
    /// What the core decided.
    Decided(Held),
    /// A key that no flag has.
    NotFound { owner: Py<Flags>, key: Box<str> },
}

impl Decision {
    #[inline]
    pub(crate) fn decided(held: Held) -> Decision {
        Decision { kind: Kind::Decided(held) }
    }

    #[cold]
    pub(crate) fn not_found(owner: &Bound<'_, Flags>, key: &str) -> Decision {
        Decision { kind: Kind::NotFound { owner: owner.clone().unbind(), key: key.into() } }
    }

    /// What the core says of it.
    fn core<R>(&self, read: impl for<'h> FnOnce(&'h burgee::Decision<'h>) -> R) -> R {
        match &self.kind {
            Kind::Decided(held) => held.with(read),
            Kind::NotFound { owner, key } => read(&owner.get().core.evaluate_at(key, &burgee::Context::empty(), 0)),
        }
    }

    fn text<'py>(
        &self,
        py: Python<'py>,
        read: impl for<'h> FnOnce(&'h burgee::Decision<'h>) -> Option<&'h str>,
    ) -> Option<Bound<'py, PyAny>> {
        self.core(|decision| read(decision).map(|text| pyo3::types::PyString::new(py, text).into_any()))
    }

    fn owner(&self) -> &burgee::Flags {
        match &self.kind {
            Kind::Decided(held) => &held.owner().get().core,
            Kind::NotFound { owner, .. } => &owner.get().core,
        }
    }
}

#[pymethods]
impl Decision {
    /// The flag's key, as it was asked for.
    #[getter]
    fn flag(&self) -> String {
        self.core(|decision| decision.flag().to_owned())
    }

    /// The value to use; None is an error: use a default.
    #[getter]
    fn value<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        self.core(|decision| decision.value().map(|value| crate::answers::native(py, value))).transpose()
    }

    /// The name of the variant.
    #[getter]
    fn variant<'py>(&self, py: Python<'py>) -> Option<Bound<'py, PyAny>> {
        self.text(py, |decision| decision.variant())
    }

    /// Whether the value is True.
    #[getter]
    fn is_on(&self) -> bool {
        self.core(|decision| decision.is_on())
    }

    /// Why, in OpenFeature's words.
    #[getter]
    fn reason(&self) -> &'static str {
        self.core(|decision| decision.reason()).as_str()
    }

    /// What decided.
    #[getter]
    fn cause(&self) -> &'static str {
        self.core(|decision| decision.cause()).as_str()
    }

    /// The id of the rule that decided.
    #[getter]
    fn rule<'py>(&self, py: Python<'py>) -> Option<Bound<'py, PyAny>> {
        self.text(py, |decision| decision.rule())
    }

    /// The id of the innermost ring that admitted the unit, where a ring decided.
    #[getter]
    fn ring<'py>(&self, py: Python<'py>) -> Option<Bound<'py, PyAny>> {
        self.text(py, |decision| decision.ring())
    }

    /// The id of the stage that admitted the unit, where a rollout decided.
    #[getter]
    fn stage<'py>(&self, py: Python<'py>) -> Option<Bound<'py, PyAny>> {
        self.text(py, |decision| decision.stage())
    }

    /// Which side of a comparison the unit is on ("treatment", "control"), where a rollout decided whose present stage is drawn.
    #[getter]
    fn arm(&self) -> Option<&'static str> {
        self.core(|decision| decision.arm()).map(Arm::as_str)
    }

    /// The bucket (0-99999) of the draw that was compared last, where a draw decided.
    #[getter]
    fn bucket(&self) -> Option<u32> {
        self.core(|decision| decision.bucket())
    }

    /// The key of the required flag that was not met.
    #[getter]
    fn required<'py>(&self, py: Python<'py>) -> Option<Bound<'py, PyAny>> {
        self.text(py, |decision| decision.required())
    }

    /// What went wrong, in OpenFeature's words, if the reason is ERROR.
    #[getter]
    fn error_code(&self) -> Option<&'static str> {
        self.core(|decision| decision.error_code()).map(ErrorCode::as_str)
    }

    /// The code of the flag's first diagnostic, if it is quarantined; `wrong-type` where the context is none.
    #[getter]
    fn error_detail(&self) -> Option<&'static str> {
        self.core(|decision| decision.error_detail())
    }

    /// What to keep for a sticky flag. Without it, what is kept stays as it is.
    #[getter]
    fn store(&self) -> Option<Assignment> {
        self.core(|decision| decision.store().map(|store| Assignment { variant: store.variant.to_owned(), salt: store.salt.to_owned() }))
    }

    /// Whether the flag asks for its exposures to be reported.
    #[getter]
    fn track(&self) -> bool {
        self.core(|decision| decision.track())
    }

    /// The document's revision.
    #[getter]
    fn revision(&self) -> Option<&str> {
        self.owner().revision()
    }

    /// The decision as canonical JSON.
    pub(crate) fn to_json(&self) -> String {
        self.core(|decision| decision.to_json())
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let mut out = format!("Decision({}", crate::answers::native(py, &self.flag().into())?.repr()?);
        let parts = [
            ("value", self.value(py)?),
            ("variant", self.variant(py)),
            ("reason", Some(pyo3::types::PyString::new(py, self.reason()).into_any())),
            ("cause", Some(pyo3::types::PyString::new(py, self.cause()).into_any())),
            ("rule", self.rule(py)),
            ("ring", self.ring(py)),
            ("stage", self.stage(py)),
            ("arm", self.arm().map(|arm| pyo3::types::PyString::new(py, arm).into_any())),
            ("bucket", self.bucket().map(|bucket| bucket.into_pyobject(py)).transpose()?.map(Bound::into_any)),
            ("required", self.required(py)),
            ("error_code", self.error_code().map(|code| pyo3::types::PyString::new(py, code).into_any())),
            ("error_detail", self.error_detail().map(|detail| pyo3::types::PyString::new(py, detail).into_any())),
        ];
        for (name, value) in parts {
            if let Some(value) = value {
                // Writing to a string does not fail.
                let _ = write!(out, ", {name}={}", value.repr()?);
            }
        }
        out.push(')');
        Ok(out)
    }

    fn __eq__(&self, other: &Bound<'_, PyAny>) -> bool {
        other.cast::<Decision>().is_ok_and(|other| self.to_json() == other.get().to_json())
    }

    fn __hash__(&self) -> u64 {
        use std::hash::{DefaultHasher, Hash, Hasher};
        let mut hasher = DefaultHasher::new();
        self.to_json().hash(&mut hasher);
        hasher.finish()
    }
}

/// What to keep for a sticky flag, and to pass as `assigned` from then on.
#[pyclass(frozen, get_all, eq, hash, module = "burgee")]
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct Assignment {
    /// The variant.
    pub(crate) variant: String,
    /// The flag's salt; an assignment under another salt no longer counts.
    pub(crate) salt: String,
}

impl Assignment {
    /// An `Assignment`, or what somebody kept of one: `(variant, salt)` or `{"variant": …, "salt": …}`.
    pub(crate) fn of(kept: &Bound<'_, PyAny>) -> PyResult<Assignment> {
        if let Ok(assignment) = kept.cast::<Assignment>() {
            return Ok(assignment.get().clone());
        }
        if let Ok(tuple) = kept.cast::<PyTuple>() {
            let (variant, salt) = tuple.extract()?;
            return Ok(Assignment { variant, salt });
        }
        let dict = kept.cast::<PyDict>().map_err(|_| wrong_assignment())?;
        let part = |name: &str| dict.get_item(name)?.ok_or_else(wrong_assignment)?.extract::<String>();
        Ok(Assignment { variant: part("variant")?, salt: part("salt")? })
    }
}

fn wrong_assignment() -> PyErr {
    PyTypeError::new_err("an assignment is an Assignment, (variant, salt) or {\"variant\": …, \"salt\": …}")
}

#[pymethods]
impl Assignment {
    /// Assignment(variant, salt)
    #[new]
    fn new(variant: String, salt: String) -> Assignment {
        Assignment { variant, salt }
    }

    fn __repr__(&self) -> String {
        format!("Assignment(variant={:?}, salt={:?})", self.variant, self.salt)
    }
}
