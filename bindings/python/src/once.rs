//! A value that is made when it is first asked for, and kept.
//!
//! Why not pyo3's cell: it gives the interpreter away while a value is made, so that a fork may fall into the middle, and the child waits for ever for
//! a thread that it does not have.

use pyo3::prelude::*;
use std::convert::Infallible;
use std::sync::OnceLock;

/// A place for such a value. INVARIANT: what makes the value runs outside the cell, and the cell is filled with the interpreter's lock held throughout.
pub(crate) struct Once<T>(OnceLock<T>);

impl<T> Once<T> {
    pub(crate) const fn new() -> Once<T> {
        Once(OnceLock::new())
    }

    #[inline]
    pub(crate) fn get_or_init(&self, py: Python<'_>, make: impl FnOnce() -> T) -> &T {
        let Ok(kept) = self.get_or_try_init(py, || Ok::<T, Infallible>(make()));
        kept
    }

    #[inline]
    pub(crate) fn get_or_try_init<E>(&self, _: Python<'_>, make: impl FnOnce() -> Result<T, E>) -> Result<&T, E> {
        match self.0.get() {
            Some(kept) => Ok(kept),
            None => self.fill(make),
        }
    }

    /// Making a value may run Python, and so another thread that makes one too. Then the first is kept.
    #[cold]
    fn fill<E>(&self, make: impl FnOnce() -> Result<T, E>) -> Result<&T, E> {
        let made = make()?;
        Ok(self.0.get_or_init(|| made))
    }
}
