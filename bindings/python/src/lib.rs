//! The Python module `burgee._burgee`: exports and conversion, no semantics.
//!
//! `flags` and `flag` ask the core. `reading` finds what a flag reads in a Python mapping, `host` says what a Python value is to
//! burgee, `answers` keeps what a flag serves as Python values, `held` keeps a decision with the document that it borrows from.
//! Nothing here decides anything, and nothing here can panic.

mod answers;
mod asking;
mod batch;
mod callbacks;
mod context;
mod decision;
mod diagnostic;
mod entry;
mod flag;
mod flags;
mod held;
mod host;
mod instant;
mod listener;
mod once;
mod outside;
mod reading;
mod refusal;
mod store;
mod text;
mod trace;
mod watching;

use pyo3::prelude::*;

/// What `burgee` is made of.
#[pymodule]
mod _burgee {
    use pyo3::prelude::*;

    #[pymodule_export]
    use crate::context::{Context, bucket};
    #[pymodule_export]
    use crate::decision::{Assignment, Decision};
    #[pymodule_export]
    use crate::diagnostic::Diagnostic;
    #[pymodule_export]
    use crate::flag::Flag;
    #[pymodule_export]
    use crate::flags::Flags;
    #[pymodule_export]
    use crate::listener::Listener;
    #[pymodule_export]
    use crate::store::{Changes, Store};
    #[pymodule_export]
    use crate::trace::Trace;
    #[pymodule_export]
    use crate::watching::Watcher;

    #[pymodule_init]
    fn begin(module: &Bound<'_, PyModule>) -> PyResult<()> {
        crate::watching::mind_forks(module.py())
    }
}
