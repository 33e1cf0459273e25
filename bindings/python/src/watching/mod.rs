//! Watching files for a store: the poller is `burgee-watch`'s, the thread and whom to tell are here.
//!
//! A poll never holds the interpreter's lock; telling does. `gate` says when the thread polls, `forks` keeps children and the end of the
//! process out of a poll, and children out of all work without that lock, `watcher` is what Python sees.

mod forks;
mod gate;
mod thread;
mod watcher;

pub(crate) use forks::mind_forks;
pub(crate) use gate::Gate;
pub(crate) use watcher::Watcher;
