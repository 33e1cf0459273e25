//! What variants serve, as Python values.

use burgee::Value;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDict, PyFloat, PyInt, PyList, PyString};

/// The greatest integer that a double holds exactly with all below it: 2^53 − 1.
const MAX_INTEGER: f64 = 9_007_199_254_740_991.0;

/// A variant's value.
pub(crate) enum Answer {
    /// One that nobody can change: made once.
    Shared(Py<PyAny>),
    /// An object or a list: everybody gets their own.
    Fresh(Value),
}

impl Answer {
    pub(crate) fn new(py: Python<'_>, value: &Value) -> PyResult<Answer> {
        Ok(match value {
            Value::List(_) | Value::Object(_) => Answer::Fresh(value.clone()),
            shared => Answer::Shared(native(py, shared)?.unbind()),
        })
    }

    pub(crate) fn give<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        match self {
            Answer::Shared(value) => Ok(value.bind(py).clone()),
            Answer::Fresh(value) => native(py, value),
        }
    }
}

/// A value as Python has it; an integral number is an `int`.
pub(crate) fn native<'py>(py: Python<'py>, value: &Value) -> PyResult<Bound<'py, PyAny>> {
    Ok(match value {
        Value::Null | Value::Unusable(_) => py.None().into_bound(py),
        Value::Boolean(boolean) => PyBool::new(py, *boolean).to_owned().into_any(),
        Value::Number(number) if number.fract() == 0.0 && number.abs() <= MAX_INTEGER => PyInt::new(py, *number as i64).into_any(),
        Value::Number(number) => PyFloat::new(py, *number).into_any(),
        Value::String(string) => PyString::new(py, string).into_any(),
        Value::List(items) => {
            let list = PyList::empty(py);
            items.iter().try_for_each(|item| list.append(native(py, item)?))?;
            list.into_any()
        }
        Value::Object(members) => {
            let dict = PyDict::new(py);
            members.iter().try_for_each(|(name, member)| dict.set_item(name.as_ref(), native(py, member)?))?;
            dict.into_any()
        }
    })
}
