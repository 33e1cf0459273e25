//! The thread of a watcher: waits, polls, and has the watcher tell.

use super::gate::Gate;
use super::watcher::Watch;
use burgee::Changes;
use burgee_watch::{Event, Failure, Watch as Files};
use pyo3::prelude::*;
use std::io;
use std::mem;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// What polls a watcher's files. Python is not needed for it.
#[derive(Clone)]
pub(crate) struct Polls {
    /// INVARIANT: locked inside the gate alone, so that a child of a fork finds it free.
    files: Arc<Mutex<Files>>,
    /// The count of the store's swaps.
    swaps: Arc<AtomicU64>,
    gate: Arc<Gate>,
}

/// A running thread.
pub(crate) struct Running {
    pub(crate) polls: Polls,
    thread: Option<JoinHandle<()>>,
}

impl Polls {
    pub(crate) fn new(files: Files, swaps: Arc<AtomicU64>) -> Polls {
        Polls { files: Arc::new(Mutex::new(files)), swaps, gate: Arc::default() }
    }

    /// Reads and loads the files, whether or not they are being written.
    pub(crate) fn load(&self) -> Result<Changes, Failure> {
        self.look(Files::load, Result::is_ok)
    }

    /// Looks at the files, and loads them where they changed.
    pub(crate) fn poll(&self) -> Event {
        self.look(Files::poll, |event| matches!(event, Event::Loaded(_)))
    }

    /// Why the swap is counted inside the gate: a child of a fork must not miss it.
    fn look<R>(&self, look: impl FnOnce(&mut Files) -> R, swapped: impl FnOnce(&R) -> bool) -> R {
        self.gate.pass(|| {
            let came = look(&mut self.files.lock().unwrap_or_else(PoisonError::into_inner));
            if swapped(&came) {
                self.swaps.fetch_add(1, Ordering::Release);
            }
            came
        })
    }

    pub(crate) fn gate(&self) -> &Arc<Gate> {
        &self.gate
    }

    /// Polls at every interval, in a thread, for as long as there is a watcher to tell.
    pub(crate) fn start(self, watch: Weak<Watch>, interval: Duration) -> io::Result<Running> {
        let polls = self.clone();
        let run = move || {
            while polls.gate.wait(interval) {
                let event = polls.poll();
                if matches!(event, Event::Unchanged | Event::Waiting) {
                    continue;
                }
                let told = Python::try_attach(|py| watch.upgrade().map(|watch| watch.tell(py, &polls, event)));
                if !matches!(told, Some(Some(_))) {
                    return;
                }
            }
        };
        let thread = thread::Builder::new().name("burgee-watch".to_owned()).spawn(run)?;
        Ok(Running { polls: self, thread: Some(thread) })
    }

    /// The same files in a child of a fork, where the thread is not.
    pub(crate) fn of_child(&self) -> Polls {
        Polls { files: self.files.clone(), swaps: self.swaps.clone(), gate: Arc::default() }
    }
}

impl Running {
    /// Ends the thread, and waits for it unless this is it. The interpreter's lock must not be held.
    pub(crate) fn stop(mut self) {
        self.polls.gate.stop();
        if let Some(thread) = self.thread.take()
            && thread.thread().id() != thread::current().id()
        {
            // A thread that panicked is stopped too.
            let _stopped = thread.join();
        }
    }

    /// Leaves it behind in a child of a fork. Why forgotten: there is no such thread to let go of.
    pub(crate) fn abandon(mut self) {
        self.polls.gate.orphan();
        mem::forget(self.thread.take());
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if self.thread.is_some() {
            self.polls.gate.stop();
        }
    }
}
