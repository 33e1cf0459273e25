//! Whom to tell of a store's documents: a pair of Python callables. What they raise is reported, and stops nobody.

use crate::reading;
use crate::store::Changes;
use pyo3::exceptions::PyKeyboardInterrupt;
use pyo3::prelude::*;
use pyo3::{PyTraverseError, PyVisit};

/// One to tell what changed, one to tell what is not served.
pub(crate) struct Callbacks {
    on_change: Option<Py<PyAny>>,
    on_error: Option<Py<PyAny>>,
}

/// What there is to tell.
pub(crate) enum News {
    /// A document is served.
    Changed(Py<Changes>),
    /// A document or a file is not; what was served keeps serving.
    Failed(PyErr),
}

impl Callbacks {
    pub(crate) fn new(on_change: Option<Py<PyAny>>, on_error: Option<Py<PyAny>>) -> Callbacks {
        Callbacks { on_change, on_error }
    }

    pub(crate) fn wants_errors(&self) -> bool {
        self.on_error.is_some()
    }

    pub(crate) fn tell(&self, py: Python<'_>, news: &News) {
        let (callback, argument) = match news {
            News::Changed(changes) => (&self.on_change, changes.clone_ref(py).into_any()),
            News::Failed(error) => (&self.on_error, error.value(py).clone().into_any().unbind()),
        };
        let Some(callback) = callback else { return };
        if let Err(error) = callback.call1(py, (argument,)) {
            // Why not the hook: an interrupt is for the main thread, which may be this one.
            if error.is_instance_of::<PyKeyboardInterrupt>(py) {
                reading::swallow(py, &error);
            } else {
                error.write_unraisable(py, Some(callback.bind(py)));
            }
        }
    }

    pub(crate) fn traverse(&self, visit: &PyVisit<'_>) -> Result<(), PyTraverseError> {
        visit.call(&self.on_change)?;
        visit.call(&self.on_error)
    }
}
