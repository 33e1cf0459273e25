//! Instants: what a `datetime` is in milliseconds since the epoch.

use crate::once::Once;
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyInt, PyType};

/// What is needed of the module `datetime`.
struct Calendar {
    datetime: Py<PyType>,
    /// `datetime.__sub__`, so that what a subclass overrides is not called.
    subtract: Py<PyAny>,
    epoch: Py<PyAny>,
    millisecond: Py<PyAny>,
}

static CALENDAR: Once<Calendar> = Once::new();

impl Calendar {
    fn import(py: Python<'_>) -> PyResult<Calendar> {
        let module = py.import("datetime")?;
        let datetime = module.getattr("datetime")?.cast_into::<PyType>()?;
        let utc = module.getattr("timezone")?.getattr("utc")?;
        Ok(Calendar {
            subtract: datetime.getattr("__sub__")?.unbind(),
            epoch: datetime.call1((1970, 1, 1, 0, 0, 0, 0, utc))?.unbind(),
            millisecond: module.getattr("timedelta")?.call1((0, 0, 1000))?.unbind(),
            datetime: datetime.unbind(),
        })
    }
}

/// The milliseconds since the epoch of a `datetime` that knows its offset, cut toward the past (spec ).
#[cold]
pub(crate) fn of_datetime(value: &Bound<'_, PyAny>) -> Option<i64> {
    let py = value.py();
    let calendar = CALENDAR.get_or_try_init(py, || Calendar::import(py)).ok()?;
    if !value.get_type().is_subclass(calendar.datetime.bind(py)).ok()? {
        return None;
    }
    let milliseconds = || -> PyResult<i64> {
        let since = calendar.subtract.bind(py).call1((value, &calendar.epoch))?;
        since.floor_div(&calendar.millisecond)?.extract()
    };
    milliseconds().map_err(|error| crate::reading::swallow(py, &error)).ok()
}

/// The argument `now`: milliseconds since the epoch, or a `datetime` that knows its offset.
pub(crate) fn of_argument(now: Option<&Bound<'_, PyAny>>) -> PyResult<Option<i64>> {
    let Some(now) = now else { return Ok(None) };
    if now.is_instance_of::<PyInt>() && !now.is_instance_of::<PyBool>() {
        return now.extract().map(Some);
    }
    let instant = of_datetime(now);
    instant.map(Some).ok_or_else(|| PyTypeError::new_err("now is an int (milliseconds since the epoch) or a datetime with a time zone"))
}
