//! Forks, and the end of the process. No fork happens inside a poll or other work without the interpreter's lock, and a child's watchers get threads of their own. At the end every
//! thread is stopped while there is an interpreter that it may be waiting for.

use super::gate::Gate;
use super::watcher::Watch;
use crate::once::Once;
use crate::outside;
use pyo3::prelude::*;
use pyo3::types::PyDict;
use std::cell::RefCell;
use std::mem;
use std::sync::{Arc, Mutex, PoisonError, Weak};

/// Every watcher that is not closed. Locked only with the interpreter's lock held throughout, so that a child finds it free.
static WATCHES: Mutex<Vec<Weak<Watch>>> = Mutex::new(Vec::new());

thread_local! {
    /// The gates that this thread paused, in order to fork.
    static PAUSED: RefCell<Vec<Arc<Gate>>> = const { RefCell::new(Vec::new()) };
}

/// Counts a watcher in.
pub(crate) fn enter(py: Python<'_>, watch: &Arc<Watch>) -> PyResult<()> {
    static MINDED: Once<()> = Once::new();
    MINDED.get_or_try_init(py, || mind_end(py))?;
    let mut watches = WATCHES.lock().unwrap_or_else(PoisonError::into_inner);
    watches.retain(|other| other.strong_count() > 0);
    watches.push(Arc::downgrade(watch));
    Ok(())
}

/// Counts a watcher out.
pub(crate) fn leave(watch: &Arc<Watch>) {
    let own = Arc::downgrade(watch);
    WATCHES.lock().unwrap_or_else(PoisonError::into_inner).retain(|other| !other.ptr_eq(&own));
}

fn watches() -> Vec<Arc<Watch>> {
    WATCHES.lock().unwrap_or_else(PoisonError::into_inner).iter().filter_map(Weak::upgrade).collect()
}

/// Has the interpreter tell of forks.
pub(crate) fn mind_forks(py: Python<'_>) -> PyResult<()> {
    let os = py.import("os")?;
    if os.hasattr("register_at_fork")? {
        let hooks = PyDict::new(py);
        hooks.set_item("before", wrap_pyfunction!(before, py)?)?;
        hooks.set_item("after_in_parent", wrap_pyfunction!(after_in_parent, py)?)?;
        hooks.set_item("after_in_child", wrap_pyfunction!(after_in_child, py)?)?;
        os.call_method("register_at_fork", (), Some(&hooks))?;
    }
    Ok(())
}

fn mind_end(py: Python<'_>) -> PyResult<()> {
    py.import("atexit")?.call_method1("register", (wrap_pyfunction!(at_exit, py)?,))?;
    Ok(())
}

#[pyfunction]
fn before(py: Python<'_>) {
    let gates: Vec<Arc<Gate>> = watches().iter().map(|watch| watch.gate()).chain([outside::gate()]).collect();
    py.detach(|| gates.iter().for_each(|gate| gate.pause()));
    PAUSED.with_borrow_mut(|paused| paused.extend(gates));
}

#[pyfunction]
fn after_in_parent() {
    PAUSED.with_borrow_mut(mem::take).iter().for_each(|gate| gate.resume());
}

#[pyfunction]
fn after_in_child(py: Python<'_>) {
    mem::forget(PAUSED.with_borrow_mut(mem::take));
    outside::renew();
    for watch in watches() {
        watch.restart(py);
    }
}

#[pyfunction]
fn at_exit(py: Python<'_>) {
    watches().iter().for_each(|watch| watch.stop(py));
}
