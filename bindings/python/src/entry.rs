//! What is kept of a flag beside the core's: what it reads, and what it serves, in Python's own objects. Made when it is first asked.

use crate::answers::Answer;
use crate::reading::Read;
use burgee::{Decision, Flag};
use pyo3::prelude::*;

/// One flag's.
pub(crate) struct Entry {
    pub(crate) reads: Box<[Read]>,
    answers: Box<[Answer]>,
}

impl Entry {
    pub(crate) fn new(py: Python<'_>, flag: Flag<'_>) -> PyResult<Entry> {
        let reads = flag.attributes().map(|attribute| Read::new(py, attribute)).collect();
        let answers = flag.variants().map(|(_, value)| Answer::new(py, value)).collect::<PyResult<_>>()?;
        Ok(Entry { reads, answers })
    }

    /// What a decision of this flag serves.
    pub(crate) fn answer(&self, decision: &Decision<'_>) -> Option<&Answer> {
        self.answers.get(decision.variant_index()?)
    }
}
