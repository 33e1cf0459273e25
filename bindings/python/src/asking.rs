//! Asking the core about one flag with a Python context.

use crate::decision::Decision;
use crate::entry::Entry;
use crate::flags::Flags;
use crate::held::Held;
use crate::reading::with_subject;
use crate::trace::Trace;
use burgee::{Flag, Subject, ValueType};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

/// Asks about a flag and reads what it decides; nothing where the context is none.
#[inline]
pub(crate) fn ask<R>(
    flags: &Flags,
    flag: Flag<'_>,
    context: &Bound<'_, PyAny>,
    read: impl FnOnce(&Entry, &burgee::Decision<'_>) -> R,
) -> PyResult<Option<R>> {
    let entry = flags.entry(context.py(), flag)?;
    Ok(with_subject(context, &entry.reads, |subject| read(entry, &flag.evaluate(subject))))
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
    let answer = ask(flags, flag, context, |entry, decision| entry.answer(&decision.expecting(wanted)).map(|answer| answer.give(py)))?;
    answer.flatten().unwrap_or(Ok(default))
}

/// A flag's decision.
#[inline]
pub(crate) fn evaluate(
    owner: &Bound<'_, Flags>,
    index: usize,
    context: &Bound<'_, PyAny>,
    now: Option<i64>,
    expecting: Option<ValueType>,
) -> PyResult<Decision> {
    let flags = owner.get();
    let Some(flag) = flags.core.flag_at(index) else { return Ok(Decision::not_found(owner, "")) };
    let reads = &flags.entry(context.py(), flag)?.reads;
    let held = Held::new(owner, |core| {
        let flag = core.flag_at(index)?;
        let decision = with_subject(context, reads, |subject| at(flag, subject, now))?;
        Some(expecting.map_or(decision, |expected| decision.expecting(expected)))
    });
    Ok(held.map_or_else(|| Decision::invalid_context(owner, index), Decision::decided))
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
    let (py, flags) = (owner.py(), owner.get());
    let decision = Bound::new(py, evaluate(owner, index, context, now, None)?)?;
    let told = match flags.core.flag_at(index) {
        None => None,
        Some(flag) => with_subject(context, &flags.entry(py, flag)?.reads, |subject| {
            let trace = match now {
                Some(now) => flags.core.explain_at(flag.key(), subject, now),
                None => flags.core.explain(flag.key(), subject),
            };
            (trace.to_json(), trace.to_string())
        }),
    };
    let (json, text) = told.unwrap_or_else(|| stepless(&decision));
    Ok(Trace::new(decision.unbind(), json, text))
}

/// The trace of a decision without steps, because the context is none.
fn stepless(decision: &Bound<'_, Decision>) -> (String, String) {
    let decision = decision.get();
    let text = format!("{} has no answer: INVALID_CONTEXT (wrong-type)\n", decision.key());
    (format!(r#"{{"decision":{},"steps":[]}}"#, decision.to_json()), text)
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
