//! Contexts that are built once and asked about often, and what stands beside their attributes.

use crate::decision::Assignment;
use crate::{host, reading, refusal};
use burgee::{Domain, Value};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyInt, PyString};

/// The attributes of one unit, copied once, with what a caller may say beside them.
#[pyclass(frozen, eq, module = "burgee")]
#[derive(PartialEq)]
pub(crate) struct Context {
    pub(crate) core: burgee::Context,
}

#[pymethods]
impl Context {
    /// Context(attributes=None, *, assigned=None, overridden=None, bucket=None)
    #[new]
    #[pyo3(signature = (attributes=None, *, assigned=None, overridden=None, bucket=None))]
    fn new(
        attributes: Option<&Bound<'_, PyAny>>,
        assigned: Option<&Bound<'_, PyDict>>,
        overridden: Option<&Bound<'_, PyDict>>,
        bucket: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Context> {
        let mut core = attributes.map_or_else(|| Ok(burgee::Context::empty()), copied)?;
        for (flag, assignment) in assigned.into_iter().flatten() {
            let Assignment { variant, salt } = Assignment::of(&assignment)?;
            core = core.assigned(flag.extract::<String>()?, variant, salt);
        }
        for (flag, variant) in overridden.into_iter().flatten() {
            core = core.overridden(flag.extract::<String>()?, variant.extract::<String>()?);
        }
        if let Some(bucket) = bucket {
            core = forced(core, bucket)?;
        }
        Ok(Context { core })
    }

    /// Reads a context from JSON text. Raises ContextError where it is no JSON object, too large or too deep.
    #[staticmethod]
    #[pyo3(signature = (text, /))]
    fn parse(text: &Bound<'_, PyString>) -> PyResult<Context> {
        let core = burgee::Context::parse(text.to_str()?);
        let refused =
            |error: burgee::ContextError| refusal::context(text.py(), error.to_string(), error.code(), error.line(), error.column());
        core.map(|core| Context { core }).map_err(refused)
    }

    /// The attributes' names and types: values may be private, and logs are not.
    fn __repr__(&self) -> String {
        format!("Context({:?})", self.core)
    }
}

/// The attributes of a mapping, copied; those whose key is not a string of Unicode are left out.
fn copied(attributes: &Bound<'_, PyAny>) -> PyResult<burgee::Context> {
    if let Ok(context) = attributes.cast::<Context>() {
        return Ok(context.get().core.clone());
    }
    let Some(dict) = reading::as_dict(attributes)? else { return Err(PyTypeError::new_err("a context is a mapping of attributes")) };
    let mut core = burgee::Context::empty();
    for item in dict.items().iter() {
        let (name, value) = item.extract::<(Bound<'_, PyAny>, Bound<'_, PyAny>)>()?;
        let Ok(name) = name.cast_into::<PyString>() else { continue };
        if let Ok(name) = name.to_str() {
            core.set(name.to_owned(), host::copy_attribute(&value));
        }
    }
    Ok(core)
}

/// With the buckets that tests force: one for all draws, or one for each domain named.
fn forced(core: burgee::Context, bucket: &Bound<'_, PyAny>) -> PyResult<burgee::Context> {
    if bucket.is_instance_of::<PyInt>() {
        return Ok(core.bucket_forced(None, forced_bucket(bucket)?));
    }
    let domains = bucket.cast::<PyDict>()?;
    domains
        .iter()
        .try_fold(core, |core, (name, bucket)| Ok(core.bucket_forced(Some(domain(name.cast()?.to_str()?)?), forced_bucket(&bucket)?)))
}

fn forced_bucket(bucket: &Bound<'_, PyAny>) -> PyResult<u32> {
    let outside = || PyValueError::new_err("a bucket is from 0 to 99999");
    bucket.extract::<i64>()?.try_into().ok().filter(|bucket| *bucket < 100_000).ok_or_else(outside)
}

fn domain(name: &str) -> PyResult<Domain> {
    let domains = [Domain::Rollout, Domain::Variant, Domain::Layer, Domain::Sample];
    let unknown = || PyValueError::new_err("a domain is one of rollout, variant, layer, sample");
    domains.into_iter().find(|domain| domain.name() == name).ok_or_else(unknown)
}

/// The bucket (0-99999) of a unit in a draw of a domain: rollout, variant, layer or sample.
#[pyfunction]
#[pyo3(name = "bucket", signature = (domain, salt, unit, /))]
pub(crate) fn bucket(domain: &str, salt: &str, unit: &Bound<'_, PyAny>) -> PyResult<u32> {
    let domain = self::domain(domain)?;
    match host::copy_attribute(unit) {
        Value::String(unit) => Ok(domain.bucket(salt, &unit)),
        Value::Number(unit) if unit.fract() == 0.0 => Ok(domain.bucket(salt, &(unit as i64).to_string())),
        _ => Err(PyTypeError::new_err("a unit is a string or an integer")),
    }
}
