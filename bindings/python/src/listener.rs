//! Listening to a store.

use crate::callbacks::Callbacks;
use crate::store::Store;
use pyo3::prelude::*;
use pyo3::types::PyTuple;
use pyo3::{PyTraverseError, PyVisit};
use std::sync::Arc;

/// Tells of the documents of a store until it is closed. Made by `Store.listen`.
#[pyclass(frozen, module = "burgee")]
pub(crate) struct Listener {
    store: Py<Store>,
    callbacks: Arc<Callbacks>,
}

impl Listener {
    pub(crate) fn new(store: Py<Store>, callbacks: Arc<Callbacks>) -> Listener {
        Listener { store, callbacks }
    }
}

#[pymethods]
impl Listener {
    /// Listens no longer.
    fn close(&self) {
        self.store.get().forget(&self.callbacks);
    }

    fn __enter__(slf: Bound<'_, Self>) -> Bound<'_, Self> {
        slf
    }

    #[pyo3(signature = (*_error))]
    fn __exit__(&self, _error: &Bound<'_, PyTuple>) {
        self.close();
    }

    // Why not the callbacks too: the store holds them, and says so.
    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        visit.call(&self.store)
    }
}
