//! When a watcher's thread polls: after an interval, unless it is stopped, and not while the process forks.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Lets polls in one after another, or none.
#[derive(Default)]
pub(crate) struct Gate {
    state: Mutex<State>,
    turned: Condvar,
    /// Set in a child of a fork, where nobody knows what `state` was in the middle of.
    orphaned: AtomicBool,
}

#[derive(Default)]
struct State {
    /// How many polls are inside.
    polling: u32,
    /// How many threads are forking.
    paused: u32,
    stopped: bool,
}

impl Gate {
    /// Waits for the interval. Whether to go on.
    pub(crate) fn wait(&self, interval: Duration) -> bool {
        if self.orphaned.load(Ordering::Relaxed) {
            return false;
        }
        let waited = self.turned.wait_timeout_while(self.state(), interval, |state| !state.stopped);
        let (state, _) = waited.unwrap_or_else(PoisonError::into_inner);
        !state.stopped
    }

    /// Polls, when nobody forks.
    pub(crate) fn pass<R>(&self, poll: impl FnOnce() -> R) -> R {
        let mut state = self.turned.wait_while(self.state(), |state| state.paused > 0).unwrap_or_else(PoisonError::into_inner);
        state.polling = state.polling.saturating_add(1);
        drop(state);
        let came = poll();
        self.turn(|state| state.polling = state.polling.saturating_sub(1));
        came
    }

    /// Keeps polls out from now on, once those inside are done.
    pub(crate) fn pause(&self) {
        self.turn(|state| state.paused = state.paused.saturating_add(1));
        drop(self.turned.wait_while(self.state(), |state| state.polling > 0));
    }

    /// Lets polls in again.
    pub(crate) fn resume(&self) {
        self.turn(|state| state.paused = state.paused.saturating_sub(1));
    }

    /// Ends a wait at once, and for ever.
    pub(crate) fn stop(&self) {
        self.turn(|state| state.stopped = true);
    }

    pub(crate) fn is_stopped(&self) -> bool {
        self.orphaned.load(Ordering::Relaxed) || self.state().stopped
    }

    /// Stops a thread that came here by a fork, without a lock that may be held for ever.
    pub(crate) fn orphan(&self) {
        self.orphaned.store(true, Ordering::Relaxed);
    }

    fn turn(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.state());
        self.turned.notify_all();
    }

    /// Why a poisoned lock is fine: what is in it cannot be half written.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
