//! What is kept of a flag beside the core's: what it serves, in Python's own objects. Made when it is first asked.

use crate::answers::Answer;
use burgee::Flag;
use pyo3::prelude::*;

/// One flag's.
pub(crate) struct Entry {
    answers: Box<[Answer]>,
}

impl Entry {
    pub(crate) fn new(py: Python<'_>, flag: Flag<'_>) -> PyResult<Entry> {
        let answers = flag.variants().map(|(_, value)| Answer::new(py, value)).collect::<PyResult<_>>()?;
        Ok(Entry { answers })
    }

    /// What a variant of this flag serves.
    pub(crate) fn answer(&self, variant: usize) -> Option<&Answer> {
        self.answers.get(variant)
    }
}
