//! A store for Python: the live document, the one before, and what changed. Watching a file is `burgee.watch`, in Python.

use crate::flags::Flags;
use crate::{refusal, text};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyTuple};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

/// Serves one document, swaps it atomically, and keeps the one before.
#[pyclass(frozen, module = "burgee")]
pub(crate) struct Store {
    core: burgee::Store,
    /// Grows after each swap.
    swaps: AtomicU64,
    /// The live document in Python, and the count of swaps at which it was taken, so that what its flags keep is kept with it.
    live: Mutex<Option<(u64, Py<Flags>)>>,
    name: String,
    overlays: Option<Py<PyAny>>,
    strict: bool,
}

#[pymethods]
impl Store {
    /// Store(*, name="document.json", overlays=None, strict=False)
    #[new]
    #[pyo3(signature = (*, name="document.json", overlays=None, strict=false))]
    fn new(name: &str, overlays: Option<Bound<'_, PyAny>>, strict: bool) -> PyResult<Store> {
        let loader = text::loader(overlays.as_ref(), strict)?;
        let core = burgee::Store::new(loader);
        let (swaps, live) = (AtomicU64::new(0), Mutex::new(None));
        Ok(Store { core, swaps, live, name: name.to_owned(), overlays: overlays.map(Bound::unbind), strict })
    }

    /// Loads a document and serves it from now on. Raises LoadError where it is refused; what was served keeps serving.
    #[pyo3(signature = (text, *, name=None, overlays=None))]
    fn load(&self, text: &Bound<'_, PyAny>, name: Option<&str>, overlays: Option<&Bound<'_, PyAny>>) -> PyResult<Changes> {
        let py = text.py();
        let loader = self::text::loader(overlays.or(self.overlays.as_ref().map(|overlays| overlays.bind(py))), self.strict)?;
        let bytes = self::text::bytes(text)?;
        let name = name.unwrap_or(&self.name);
        let loaded = py.detach(|| self.core.load_with(&loader, name, &bytes));
        self.swapped();
        loaded.map(|changes| Changes { core: changes }).map_err(|error| refusal::document(py, &error))
    }

    /// Serves the document before again, whatever its serial. Says whether there was one.
    fn restore(&self, py: Python<'_>) -> bool {
        let restored = py.detach(|| self.core.restore());
        self.swapped();
        restored
    }

    /// The document that is served now. Ask it as often as a request needs: it does not change under you.
    fn snapshot(&self, py: Python<'_>) -> PyResult<Py<Flags>> {
        let swaps = self.swaps.load(Ordering::Acquire);
        if let Some((_, live)) = self.live().as_ref().filter(|(taken, _)| *taken == swaps) {
            return Ok(live.clone_ref(py));
        }
        let live = Py::new(py, Flags::of(self.core.snapshot()))?;
        let before = self.live().replace((swaps, live.clone_ref(py)));
        drop(before);
        Ok(live)
    }

    /// The document before.
    #[getter]
    fn previous(&self) -> Option<Flags> {
        self.core.previous().map(Flags::of)
    }

    /// How long the document has been served, in seconds.
    #[getter]
    fn age(&self) -> f64 {
        self.core.age().as_secs_f64()
    }

    /// Loads a file now and whenever it changes; see `burgee.Watcher`.
    #[pyo3(signature = (path, **options))]
    fn watch<'py>(slf: &Bound<'py, Self>, path: &Bound<'py, PyAny>, options: Option<&Bound<'py, PyDict>>) -> PyResult<Bound<'py, PyAny>> {
        slf.py().import("burgee.watch")?.getattr("Watcher")?.call((slf, path), options)
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let live = self.snapshot(py)?;
        Ok(format!("Store({}, age={:.1})", live.bind(py).repr()?, self.age()))
    }
}

impl Store {
    fn swapped(&self) {
        self.swaps.fetch_add(1, Ordering::Release);
    }

    /// Why a poisoned lock is fine: nothing is left half done under it. No Python runs while it is held.
    fn live(&self) -> std::sync::MutexGuard<'_, Option<(u64, Py<Flags>)>> {
        self.live.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What a new document changed, each in code point order. True where anything did.
#[pyclass(frozen, eq, module = "burgee")]
#[derive(PartialEq)]
pub(crate) struct Changes {
    core: burgee::Changes,
}

#[pymethods]
impl Changes {
    /// Flags that were not there before.
    #[getter]
    fn added<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, &self.core.added)
    }

    /// Flags that are no longer there.
    #[getter]
    fn removed<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, &self.core.removed)
    }

    /// Flags that may answer differently.
    #[getter]
    fn changed<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, &self.core.changed)
    }

    fn __bool__(&self) -> bool {
        !self.core.is_empty()
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let list = |flags: &[String]| flags.into_pyobject(py).and_then(|flags| flags.repr()).map(|list| list.to_string());
        let burgee::Changes { added, removed, changed } = &self.core;
        Ok(format!("Changes(added={}, removed={}, changed={})", list(added)?, list(removed)?, list(changed)?))
    }
}
