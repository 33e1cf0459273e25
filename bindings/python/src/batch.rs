//! Asking about all flags at once, for native values.
//!
//! Most flags serve most units what they serve nobody in particular. So the values of an empty context are kept as a dict; each answer
//! is a copy of it, in which only what differs is set.

use crate::answers::Answer;
use crate::flags::Flags;
use burgee::{Context, Decision};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString};

/// What is kept for that. Made when it is first asked for.
pub(crate) struct Batch {
    usual: Py<PyDict>,
    flags: Box<[Kept]>,
}

struct Kept {
    key: Py<PyString>,
    /// The variant whose value stands in `usual`, where nobody can change that value.
    usual: Option<usize>,
}

impl Batch {
    pub(crate) fn new(py: Python<'_>, flags: &Flags) -> PyResult<Batch> {
        let mut kept = Vec::new();
        let usual = PyDict::new(py);
        let nobody = Context::empty();
        for flag in (0..).map_while(|index| flags.core.flag_at(index)) {
            let key = PyString::intern(py, flag.key());
            let decision = flag.evaluate_at(&nobody, 0);
            let entry = flags.entry(py, flag)?;
            let answer = decision.variant_index().and_then(|variant| entry.answer(variant));
            if let Some(answer) = answer {
                usual.set_item(&key, answer.give(py)?)?;
            }
            let is_shared = matches!(answer, Some(Answer::Shared(_)));
            kept.push(Kept { key: key.unbind(), usual: decision.variant_index().filter(|_| is_shared) });
        }
        Ok(Batch { usual: usual.unbind(), flags: kept.into() })
    }

    /// The values of these decisions, one for each flag in order. An ERROR has no value, and is left out.
    pub(crate) fn values<'py>(&self, py: Python<'py>, flags: &Flags, decisions: &[Decision<'_>]) -> PyResult<Bound<'py, PyDict>> {
        let values = self.usual.bind(py).copy()?;
        for (index, (kept, decision)) in self.flags.iter().zip(decisions).enumerate() {
            let variant = decision.variant_index();
            if variant.is_some() && variant == kept.usual {
                continue;
            }
            let Some(flag) = flags.core.flag_at(index) else { continue };
            let entry = flags.entry(py, flag)?;
            match variant.and_then(|variant| entry.answer(variant)) {
                Some(Answer::Shared(value)) => values.set_item(&kept.key, value)?,
                Some(fresh) => values.set_item(&kept.key, fresh.give(py)?)?,
                None if values.contains(&kept.key)? => values.del_item(&kept.key)?,
                None => {}
            }
        }
        Ok(values)
    }
}
