//! A watcher as Python sees it.

use super::forks;
use super::gate::Gate;
use super::thread::{Polls, Running};
use crate::callbacks::{Callbacks, News};
use crate::refusal;
use crate::store::{Changes, Store};
use burgee_watch::{Event, Failure, Watch as Files};
use pyo3::exceptions::{PyBaseException, PyValueError};
use pyo3::prelude::*;
use pyo3::types::PyTuple;
use pyo3::{PyTraverseError, PyVisit};
use std::io;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// The shortest interval there is.
const SHORTEST: Duration = Duration::from_millis(10);

/// Watches files for a store until it is closed. `with store.watch(path):` closes it at the end of the block.
#[pyclass(frozen, weakref, module = "burgee")]
pub(crate) struct Watcher {
    watch: Arc<Watch>,
}

/// What the watcher and its thread share. The thread holds it only while it tells: a watcher that nobody has ends.
pub(crate) struct Watch {
    store: Py<Store>,
    callbacks: Callbacks,
    path: PathBuf,
    interval: Duration,
    /// Why the files as they are now are not served.
    error: Mutex<Option<PyErr>>,
    /// Locked only with the interpreter's lock held throughout, so that a child of a fork finds it free.
    running: Mutex<Option<Running>>,
    polls: Mutex<Polls>,
}

impl Watch {
    /// Tells the store's listeners and the watcher's own of an event. The changes, if documents were loaded.
    pub(crate) fn tell(&self, py: Python<'_>, polls: &Polls, event: Event) -> PyResult<Option<Py<Changes>>> {
        if polls.gate().is_stopped() {
            return Ok(None);
        }
        let news = match event {
            Event::Unchanged | Event::Waiting => return Ok(None),
            Event::Loaded(changes) => News::Changed(Py::new(py, Changes::of(changes))?),
            Event::Failed(failure) => News::Failed(raised(py, &failure)),
        };
        self.spread(py, &news);
        match news {
            News::Changed(changes) => Ok(Some(changes)),
            News::Failed(_) => Ok(None),
        }
    }

    fn spread(&self, py: Python<'_>, news: &News) {
        let error = match news {
            News::Changed(_) => None,
            News::Failed(error) => Some(error.clone_ref(py)),
        };
        let before = std::mem::replace(&mut *lock(&self.error), error);
        drop(before);
        self.store.get().tell(py, news);
        self.callbacks.tell(py, news);
    }

    pub(crate) fn gate(&self) -> Arc<Gate> {
        lock(&self.polls).gate().clone()
    }

    fn start(self: &Arc<Self>) -> io::Result<()> {
        let polls = lock(&self.polls).clone();
        let running = polls.start(Arc::downgrade(self), self.interval)?;
        *lock(&self.running) = Some(running);
        Ok(())
    }

    pub(crate) fn stop(&self, py: Python<'_>) {
        let running = lock(&self.running).take();
        if let Some(running) = running {
            py.detach(|| running.stop());
        }
    }

    /// In a child of a fork: goes on with a thread of the child's own.
    pub(crate) fn restart(self: &Arc<Self>, py: Python<'_>) {
        let polls = lock(&self.polls).of_child();
        *lock(&self.polls) = polls;
        let running = lock(&self.running).take();
        if let Some(running) = running {
            running.abandon();
        }
        if let Err(error) = self.start() {
            PyErr::from(error).write_unraisable(py, None);
        }
    }
}

/// The exception that a failure is.
fn raised(py: Python<'_>, failure: &Failure) -> PyErr {
    match failure {
        Failure::Refused(error) => refusal::document(py, error),
        Failure::Unreadable { kind, .. } => io::Error::new(*kind, failure.to_string()).into(),
    }
}

/// Why a poisoned lock is fine: nothing is left half done under it.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The interval that a number of seconds is.
fn interval(seconds: f64) -> PyResult<Duration> {
    let positive = Some(seconds).filter(|seconds| *seconds > 0.0).and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    positive.map(|interval| interval.max(SHORTEST)).ok_or_else(|| PyValueError::new_err("interval is a positive number of seconds"))
}

impl Watcher {
    /// Loads the files for a store, and watches them from then on.
    pub(crate) fn new(store: &Bound<'_, Store>, paths: Vec<PathBuf>, seconds: f64, callbacks: Callbacks) -> PyResult<Watcher> {
        let (py, interval) = (store.py(), interval(seconds)?);
        let mut paths = paths.into_iter();
        let path = paths.next().unwrap_or_default();
        let (core, swaps) = store.get().shared();
        let files = Files::new(core.clone(), path.clone()).loader(store.get().loader(py)?);
        let polls = Polls::new(paths.fold(files, Files::overlay), swaps);
        let (error, running) = (Mutex::new(None), Mutex::new(None));
        let store = store.clone().unbind();
        let watch = Watch { store, callbacks, path, interval, error, running, polls: Mutex::new(polls.clone()) };
        let served = core.is_loaded();
        match py.detach(|| polls.load()) {
            Ok(changes) => watch.spread(py, &News::Changed(Py::new(py, Changes::of(changes))?)),
            Err(failure) => {
                let error = raised(py, &failure);
                if !served && !watch.callbacks.wants_errors() {
                    return Err(error);
                }
                watch.spread(py, &News::Failed(error));
            }
        }
        let watch = Arc::new(watch);
        watch.start()?;
        let watcher = Watcher { watch };
        forks::enter(py, &watcher.watch)?;
        Ok(watcher)
    }
}

#[pymethods]
impl Watcher {
    /// The file of the base document.
    #[getter]
    fn path(&self) -> PathBuf {
        self.watch.path.clone()
    }

    /// How long it waits from one poll to the next, in seconds.
    #[getter]
    fn interval(&self) -> f64 {
        self.watch.interval.as_secs_f64()
    }

    /// Why the files as they are now are not served; None where they are.
    #[getter]
    fn error<'py>(&self, py: Python<'py>) -> Option<Bound<'py, PyBaseException>> {
        lock(&self.watch.error).as_ref().map(|error| error.value(py).clone())
    }

    /// Polls now, and tells whom there is to tell. What changed, or None where nothing was loaded.
    fn check(&self, py: Python<'_>) -> PyResult<Option<Py<Changes>>> {
        let polls = lock(&self.watch.polls).clone();
        let event = py.detach(|| polls.poll());
        self.watch.tell(py, &polls, event)
    }

    /// Stops watching. Nobody is told anything afterwards. The store keeps serving.
    fn close(&self, py: Python<'_>) {
        forks::leave(&self.watch);
        self.watch.stop(py);
    }

    fn __enter__(slf: Bound<'_, Self>) -> Bound<'_, Self> {
        slf
    }

    #[pyo3(signature = (*_error))]
    fn __exit__(&self, py: Python<'_>, _error: &Bound<'_, PyTuple>) {
        self.close(py);
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let state = if lock(&self.watch.running).is_some() { format!("every {} s", self.interval()) } else { "closed".to_owned() };
        let path = self.watch.path.as_os_str().into_pyobject(py)?;
        Ok(format!("Watcher({}, {state})", path.repr()?))
    }

    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        visit.call(&self.watch.store)?;
        self.watch.callbacks.traverse(&visit)
    }
}
