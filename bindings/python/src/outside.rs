//! Work without the interpreter's lock: loading, and asking about all flags. No fork happens inside it, since a child would find the locks that
//! such work takes (a store's, a pattern's) held for ever by threads that it does not have.

use crate::watching::Gate;
use pyo3::prelude::*;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Through which all of it goes. Locked only with the interpreter's lock held throughout, so that a child of a fork finds it free.
static GATE: Mutex<Option<Arc<Gate>>> = Mutex::new(None);

/// Does work that runs no Python, and asks for no watcher's gate, while others have the interpreter.
pub(crate) fn outside<R: Send>(py: Python<'_>, work: impl FnOnce() -> R + Send) -> R {
    let gate = gate();
    py.detach(|| gate.pass(work))
}

pub(crate) fn gate() -> Arc<Gate> {
    held().get_or_insert_default().clone()
}

/// In a child of a fork: begins anew, as nobody knows what the gate was in the middle of.
pub(crate) fn renew() {
    std::mem::forget(held().take());
}

fn held() -> MutexGuard<'static, Option<Arc<Gate>>> {
    GATE.lock().unwrap_or_else(PoisonError::into_inner)
}
