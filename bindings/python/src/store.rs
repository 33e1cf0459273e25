//! A store for Python: the live document, the one before, what changed, and who listens.

use crate::callbacks::{Callbacks, News};
use crate::flags::Flags;
use crate::listener::Listener;
use crate::outside::outside;
use crate::watching::Watcher;
use crate::{refusal, text};
use pyo3::prelude::*;
use pyo3::types::PyTuple;
use pyo3::{PyTraverseError, PyVisit};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Serves one document, swaps it atomically, and keeps the one before.
#[pyclass(frozen, weakref, module = "burgee")]
pub(crate) struct Store {
    core: Arc<burgee::Store>,
    /// Grows after each swap.
    swaps: Arc<AtomicU64>,
    /// The live document in Python, and the count of swaps at which it was taken, so that what its flags keep is kept with it.
    live: Mutex<Option<(u64, Py<Flags>)>>,
    listeners: Mutex<Vec<Arc<Callbacks>>>,
    name: String,
    overlays: Option<Py<PyAny>>,
    /// How documents are loaded, without the overlays.
    loader: burgee::Loader,
}

#[pymethods]
impl Store {
    /// Store(*, name="document.json", overlays=None, strict=False, public_keys=None, require_serial=None, signatures=None)
    #[new]
    #[pyo3(signature = (*, name="document.json", overlays=None, strict=false, public_keys=None, require_serial=None, signatures=None))]
    fn new(
        name: &str,
        overlays: Option<Bound<'_, PyAny>>,
        strict: bool,
        public_keys: Option<&Bound<'_, PyAny>>,
        require_serial: Option<u64>,
        signatures: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Store> {
        let loader = text::signed(text::requiring(strict, public_keys, require_serial)?, signatures)?;
        let core = Arc::new(burgee::Store::new(text::overlaid(loader.clone(), overlays.as_ref())?));
        let (swaps, live, listeners) = (Arc::default(), Mutex::new(None), Mutex::new(Vec::new()));
        Ok(Store { core, swaps, live, listeners, name: name.to_owned(), overlays: overlays.map(Bound::unbind), loader })
    }

    /// Loads a document and serves it from now on. Raises LoadError where it is refused; what was served keeps serving.
    #[pyo3(signature = (text, *, name=None, overlays=None, signatures=None))]
    fn load(
        &self,
        text: &Bound<'_, PyAny>,
        name: Option<&str>,
        overlays: Option<&Bound<'_, PyAny>>,
        signatures: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Py<Changes>> {
        let py = text.py();
        let overlays = overlays.or_else(|| self.overlays.as_ref().map(|overlays| overlays.bind(py)));
        let loader = self::text::overlaid(self::text::signed(self.loader.clone(), signatures)?, overlays)?;
        let bytes = self::text::bytes(text, "a document's text")?;
        let name = name.unwrap_or(&self.name);
        // Why the swap is counted in there: a child of a fork must not miss it.
        let loaded = outside(py, || {
            let loaded = self.core.load_with(&loader, name, &bytes);
            self.swapped();
            loaded
        });
        self.answered(py, loaded)
    }

    /// Serves flags that were parsed before from now on, as they are. Raises LoadError for a stale serial; what was served keeps serving.
    fn promote(&self, py: Python<'_>, candidate: &Bound<'_, Flags>) -> PyResult<Py<Changes>> {
        let candidate = candidate.get().core.clone();
        let promoted = outside(py, || {
            let promoted = self.core.promote(&candidate);
            self.swapped();
            promoted
        });
        self.answered(py, promoted)
    }

    /// Serves the document before again, whatever its serial. Says whether there was one.
    fn restore(&self, py: Python<'_>) -> PyResult<bool> {
        let (restored, changes) = outside(py, || {
            let before = self.core.snapshot();
            let restored = self.core.restore();
            self.swapped();
            (restored, burgee::Changes::between(&before, &self.core.snapshot()))
        });
        if restored {
            self.changed(py, changes)?;
        }
        Ok(restored)
    }

    /// The document that is served now. Ask it as often as a request needs: it does not change under you.
    fn snapshot(&self, py: Python<'_>) -> PyResult<Py<Flags>> {
        let swaps = self.swaps.load(Ordering::Acquire);
        if let Some((_, live)) = lock(&self.live).as_ref().filter(|(taken, _)| *taken == swaps) {
            return Ok(live.clone_ref(py));
        }
        let live = Py::new(py, Flags::of(self.core.snapshot()))?;
        let before = lock(&self.live).replace((swaps, live.clone_ref(py)));
        drop(before);
        Ok(live)
    }

    /// Whether a document has been loaded.
    #[getter]
    fn is_loaded(&self) -> bool {
        self.core.is_loaded()
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

    /// Tells of every document that is loaded or restored, and of every one that is refused, until the listener is closed.
    #[pyo3(signature = (*, on_change=None, on_error=None))]
    fn listen(slf: &Bound<'_, Self>, on_change: Option<Py<PyAny>>, on_error: Option<Py<PyAny>>) -> Listener {
        let callbacks = Arc::new(Callbacks::new(on_change, on_error));
        lock(&slf.get().listeners).push(callbacks.clone());
        Listener::new(slf.clone().unbind(), callbacks)
    }

    /// Loads a file, with overlays on top of it, now and whenever one of them changes; see `burgee.Watcher`.
    #[pyo3(signature = (path, *, overlays=None, interval=1.0, on_change=None, on_error=None))]
    fn watch(
        slf: &Bound<'_, Self>,
        path: PathBuf,
        overlays: Option<Vec<PathBuf>>,
        interval: f64,
        on_change: Option<Py<PyAny>>,
        on_error: Option<Py<PyAny>>,
    ) -> PyResult<Watcher> {
        let paths = std::iter::once(path).chain(overlays.into_iter().flatten()).collect();
        Watcher::new(slf, paths, interval, Callbacks::new(on_change, on_error))
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let live = self.snapshot(py)?;
        Ok(format!("Store({}, age={:.1})", live.bind(py).repr()?, self.age()))
    }

    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        visit.call(&self.overlays)?;
        // Why not waited for: whoever holds it runs no Python, and so is not here.
        let Ok(listeners) = self.listeners.try_lock() else { return Ok(()) };
        listeners.iter().try_for_each(|callbacks| callbacks.traverse(&visit))
    }

    fn __clear__(&self) {
        let listeners = std::mem::take(&mut *lock(&self.listeners));
        drop(listeners);
    }
}

impl Store {
    fn swapped(&self) {
        self.swaps.fetch_add(1, Ordering::Release);
    }

    /// Tells what the store came to, and gives it.
    fn answered(&self, py: Python<'_>, came: Result<burgee::Changes, burgee::LoadError>) -> PyResult<Py<Changes>> {
        match came {
            Ok(changes) => self.changed(py, changes),
            Err(error) => {
                let error = refusal::document(py, &error);
                self.tell(py, &News::Failed(error.clone_ref(py)));
                Err(error)
            }
        }
    }

    fn changed(&self, py: Python<'_>, changes: burgee::Changes) -> PyResult<Py<Changes>> {
        let changes = Py::new(py, Changes::of(changes))?;
        self.tell(py, &News::Changed(changes.clone_ref(py)));
        Ok(changes)
    }

    /// Tells those who listen, each in turn.
    pub(crate) fn tell(&self, py: Python<'_>, news: &News) {
        // Why a copy: who is told may close a listener, or open one.
        let listeners = lock(&self.listeners).clone();
        listeners.iter().for_each(|callbacks| callbacks.tell(py, news));
    }

    pub(crate) fn forget(&self, callbacks: &Arc<Callbacks>) {
        let mut gone = Vec::new();
        lock(&self.listeners).retain(|other| {
            let keep = !Arc::ptr_eq(other, callbacks);
            if !keep {
                gone.push(other.clone());
            }
            keep
        });
        // Why not before: what goes may run Python, which must not find the lock held.
        drop(gone);
    }

    /// How documents are loaded, unless it is said otherwise.
    pub(crate) fn loader(&self, py: Python<'_>) -> PyResult<burgee::Loader> {
        text::overlaid(self.loader.clone(), self.overlays.as_ref().map(|overlays| overlays.bind(py)))
    }

    /// The store in the core, and the count of its swaps.
    pub(crate) fn shared(&self) -> (Arc<burgee::Store>, Arc<AtomicU64>) {
        (self.core.clone(), self.swaps.clone())
    }
}

/// Why a poisoned lock is fine: nothing is left half done under it. No Python runs while one is held.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What a new document changed, each in code point order. True where anything did.
#[pyclass(frozen, eq, module = "burgee")]
#[derive(PartialEq)]
pub(crate) struct Changes {
    core: burgee::Changes,
}

impl Changes {
    pub(crate) fn of(core: burgee::Changes) -> Changes {
        Changes { core }
    }
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
