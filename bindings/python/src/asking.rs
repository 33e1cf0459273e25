//! Asking the core about one flag with a Python context.

use crate::decision::Decision;
use crate::flags::Flags;
use crate::held::Held;
use crate::reading::with_subject;
use crate::trace::Trace;
use burgee::{Flag, Subject, ValueType};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

/// Whether a flag's value is true.
#[inline]
pub(crate) fn is_on(flags: &Flags, flag: Flag<'_>, context: &Bound<'_, PyAny>) -> bool {
    with_subject(context, flags.reads(context.py()), |subject| flag.evaluate(subject).is_on())
}

/// What a flag serves, where it is of the kind that `wanted` says; else the caller's default.
pub(crate) fn value<'py>(
    flags: &Flags,
    flag: Option<Flag<'_>>,
    context: &Bound<'py, PyAny>,
    default: Bound<'py, PyAny>,
    wanted: ValueType,
) -> PyResult<Bound<'py, PyAny>> {
    let Some(flag) = flag else { return Ok(default) };
    let py = context.py();
    let decision = with_subject(context, flags.reads(py), |subject| flag.evaluate(subject)).expecting(wanted);
    let Some(variant) = decision.variant_index() else { return Ok(default) };
    flags.entry(py, flag)?.answer(variant).map_or(Ok(default), |answer| answer.give(py))
}

/// A flag's decision.
#[inline]
pub(crate) fn evaluate(
    owner: &Bound<'_, Flags>,
    index: usize,
    context: &Bound<'_, PyAny>,
    now: Option<i64>,
    expecting: Option<ValueType>,
) -> Decision {
    let reads = owner.get().reads(context.py());
    let held = Held::new(owner, |core| {
        let flag = core.flag_at(index)?;
        let decision = with_subject(context, reads, |subject| at(flag, subject, now));
        Some(expecting.map_or(decision, |expected| decision.expecting(expected)))
    });
    held.map_or_else(|| Decision::not_found(owner, ""), Decision::decided)
}

/// Now is the core's to say; it reads the clock only where the answer may depend on it.
#[inline]
fn at<'f>(flag: Flag<'f>, subject: Subject<'_>, now: Option<i64>) -> burgee::Decision<'f> {
    match now {
        Some(now) => flag.evaluate_at(subject, now),
        None => flag.evaluate(subject),
    }
}

/// A flag's decision, with every step.
pub(crate) fn explain(owner: &Bound<'_, Flags>, index: usize, context: &Bound<'_, PyAny>, now: Option<i64>) -> PyResult<Trace> {
    let py = owner.py();
    let reads = owner.get().reads(py);
    let (mut json, mut text) = (String::new(), String::new());
    let held = Held::new(owner, |core| {
        let flag = core.flag_at(index)?;
        let trace = with_subject(context, reads, |subject| match now {
            Some(now) => core.explain_at(flag.key(), subject, now),
            None => core.explain(flag.key(), subject),
        });
        (json, text) = (trace.to_json(), trace.to_string());
        Some(*trace.decision())
    });
    let decision = held.map_or_else(|| Decision::not_found(owner, ""), Decision::decided);
    Ok(Trace::new(Py::new(py, decision)?, json, text))
}

/// The argument `expecting`.
pub(crate) fn expected(name: Option<&str>) -> PyResult<Option<ValueType>> {
    Ok(Some(match name {
        None => return Ok(None),
        Some("boolean") => ValueType::Boolean,
        Some("string") => ValueType::String,
        Some("number") => ValueType::Number,
        Some("object") => ValueType::Object,
        Some(_) => return Err(PyValueError::new_err("expecting is one of boolean, string, number, object")),
    }))
}
