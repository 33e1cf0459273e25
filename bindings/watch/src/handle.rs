//! The handle of a running watch, and the signal by which it reaches the thread.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// A running watch. Dropping it stops the watch.
#[derive(Debug)]
#[must_use = "a watch stops when its handle is dropped"]
pub struct Handle {
    signal: Arc<Signal>,
    thread: Option<JoinHandle<()>>,
}

impl Handle {
    pub(crate) fn new(signal: Arc<Signal>, thread: JoinHandle<()>) -> Handle {
        Handle { signal, thread: Some(thread) }
    }

    /// Polls now rather than at the end of the interval: for a host that learns of a change, by a signal or a hook of a deployment.
    pub fn poll(&self) {
        self.signal.give(|wish| wish.poll = true);
    }

    /// Stops the watch: ends a wait at once, a poll when it is done. Nobody is told anything afterwards. The store keeps serving.
    pub fn stop(self) {
        drop(self);
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        self.signal.give(|wish| wish.stop = true);
        let Some(thread) = self.thread.take() else { return };
        // Why not always: a callback that drops the handle would wait for itself.
        if thread.thread().id() != thread::current().id() {
            // A thread that panicked is stopped too.
            let _stopped = thread.join();
        }
    }
}

/// What the handle wishes of the thread.
#[derive(Debug, Default)]
struct Wish {
    poll: bool,
    stop: bool,
}

/// Carries wishes to a thread that waits.
#[derive(Debug, Default)]
pub(crate) struct Signal {
    wish: Mutex<Wish>,
    given: Condvar,
}

impl Signal {
    fn give(&self, change: impl FnOnce(&mut Wish)) {
        change(&mut self.wish());
        self.given.notify_all();
    }

    /// Waits for the interval, or for a wish. Whether to go on.
    pub(crate) fn wait(&self, interval: Duration) -> bool {
        let idle = |wish: &mut Wish| !wish.poll && !wish.stop;
        let (mut wish, _) = self.given.wait_timeout_while(self.wish(), interval, idle).unwrap_or_else(PoisonError::into_inner);
        wish.poll = false;
        !wish.stop
    }

    /// Why a poisoned lock is fine: two booleans cannot be half written.
    fn wish(&self) -> MutexGuard<'_, Wish> {
        self.wish.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wish_to_poll_is_granted_once_and_one_to_stop_for_ever() {
        let signal = Signal::default();
        signal.give(|wish| wish.poll = true);
        assert!(signal.wait(Duration::MAX));
        assert!(!signal.wish().poll, "the next wait would be none");
        signal.give(|wish| wish.stop = true);
        assert!(!signal.wait(Duration::MAX));
        assert!(!signal.wait(Duration::MAX));
    }
}
