//! Finding what a flag reads in a Python mapping, in place: each attribute is looked up by its interned key, nothing else is touched.

use crate::context::Context;
use crate::host;
use burgee::{Attribute, Slot, Subject, Value};
use pyo3::exceptions::{PyKeyError, PyKeyboardInterrupt};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyDict, PyList, PyString, PyTuple, PyType};

/// So many attributes are found without an allocation.
const USUAL: usize = 8;

/// An attribute that a flag reads: its number, and the way to it in Python's own strings.
pub(crate) struct Read {
    number: usize,
    key: Py<PyString>,
    way: Box<[Token]>,
}

/// A step further in.
struct Token {
    key: Py<PyString>,
    /// What it is in a list: decimal, without leading zeros (spec ).
    index: Option<usize>,
}

impl Read {
    pub(crate) fn new(py: Python<'_>, attribute: Attribute<'_>) -> Read {
        let mut path = attribute.path();
        let key = PyString::intern(py, path.next().unwrap_or_default()).unbind();
        let way = path.map(|token| Token::new(py, token)).collect();
        Read { number: attribute.number(), key, way }
    }

    #[inline]
    fn find<'py>(&self, py: Python<'py>, host: &Host<'_, 'py>) -> Option<Bound<'py, PyAny>> {
        let own = match host {
            Host::Dict(dict) => dict.get_item(self.key.bind(py)),
            Host::Mapping(mapping) => of_mapping(mapping, self.key.bind(py)),
        };
        match own {
            Ok(Some(own)) if !self.way.is_empty() => self.follow(own),
            Ok(own) => own,
            Err(error) => unreadable(py, &error),
        }
    }

    fn follow<'py>(&self, own: Bound<'py, PyAny>) -> Option<Bound<'py, PyAny>> {
        let py = own.py();
        self.way.iter().try_fold(own, |value, token| token.step(&value).unwrap_or_else(|error| unreadable(py, &error)))
    }
}

impl Token {
    fn new(py: Python<'_>, token: &str) -> Token {
        let index = token.parse::<usize>().ok().filter(|index| index.to_string() == token);
        Token { key: PyString::intern(py, token).unbind(), index }
    }

    fn step<'py>(&self, value: &Bound<'py, PyAny>) -> PyResult<Option<Bound<'py, PyAny>>> {
        if let Ok(dict) = value.cast::<PyDict>() {
            return dict.get_item(self.key.bind(value.py()));
        }
        let Some(index) = self.index else { return Ok(None) };
        if let Ok(list) = value.cast::<PyList>() {
            return if index < list.len() { list.get_item(index).map(Some) } else { Ok(None) };
        }
        match value.cast::<PyTuple>() {
            Ok(tuple) if index < tuple.len() => tuple.get_item(index).map(Some),
            _ => Ok(None),
        }
    }
}

/// Where attributes are looked up.
enum Host<'c, 'py> {
    /// A dict, or a subclass, read as the dict that it is.
    Dict(&'c Bound<'py, PyDict>),
    /// Any other mapping, asked by its own methods.
    Mapping(&'c Bound<'py, PyAny>),
}

impl<'c, 'py> Host<'c, 'py> {
    fn of(context: &'c Bound<'py, PyAny>) -> Option<Host<'c, 'py>> {
        match context.cast::<PyDict>() {
            Ok(dict) => Some(Host::Dict(dict)),
            Err(_) => is_mapping(context).then_some(Host::Mapping(context)),
        }
    }
}

/// Asks `ask` with whom a context describes, as far as `reads` goes; nothing where it is no context.
#[inline]
pub(crate) fn with_subject<R>(context: &Bound<'_, PyAny>, reads: &[Read], ask: impl FnOnce(Subject<'_>) -> R) -> Option<R> {
    let host = match context.cast_exact::<PyDict>() {
        Ok(dict) => Host::Dict(dict),
        Err(_) => match context.cast::<Context>() {
            Ok(context) => return Some(ask(Subject::Context(&context.get().core))),
            Err(_) => Host::of(context)?,
        },
    };
    let py = context.py();
    if reads.len() <= USUAL {
        let (mut values, mut slots) = ([const { None }; USUAL], [(0, Slot::Missing); USUAL]);
        return Some(read_all(py, &host, reads, &mut values, &mut slots, ask));
    }
    let mut values = Vec::new();
    values.resize_with(reads.len(), || None);
    let mut slots = vec![(0, Slot::Missing); reads.len()];
    Some(read_all(py, &host, reads, &mut values, &mut slots, ask))
}

/// Looks up all that `reads` names, then makes slots that borrow from what was found. `values` and `slots` are room for as many.
///
/// Why in two: looking up may run code of the host, which may take out of the mapping what was read before. All is held, then borrowed.
#[inline(always)]
fn read_all<'v, 'py, R>(
    py: Python<'py>,
    host: &Host<'_, 'py>,
    reads: &[Read],
    values: &'v mut [Option<Bound<'py, PyAny>>],
    slots: &mut [(usize, Slot<'v>)],
    ask: impl FnOnce(Subject<'_>) -> R,
) -> R {
    for (read, value) in reads.iter().zip(values.iter_mut()) {
        *value = read.find(py, host);
    }
    let mut lists = Vec::new();
    for (place, (read, (slot, value))) in reads.iter().zip(slots.iter_mut().zip(values.iter())).enumerate() {
        slot.0 = read.number;
        if let Some(value) = value
            && !host::see(value, &mut slot.1)
        {
            lists.push((place, host::copy_list(value, read.way.len())));
        }
    }
    let slots = slots.get_mut(..reads.len()).unwrap_or_default();
    if lists.is_empty() {
        return ask(Subject::Host(&Slots(slots)));
    }
    with_lists(slots, &lists, ask)
}

struct Slots<'s>(&'s [(usize, Slot<'s>)]);

impl burgee::Host for Slots<'_> {
    fn attribute(&self, number: usize) -> Slot<'_> {
        self.0.iter().find(|(own, _)| *own == number).map_or(Slot::Missing, |(_, slot)| *slot)
    }
}

#[cold]
fn with_lists<R>(slots: &[(usize, Slot<'_>)], lists: &[(usize, Value)], ask: impl FnOnce(Subject<'_>) -> R) -> R {
    let mut slots = slots.to_vec();
    for (place, list) in lists {
        if let Some((_, slot)) = slots.get_mut(*place) {
            *slot = Slot::from(list);
        }
    }
    ask(Subject::Host(&Slots(&slots)))
}

/// Every member of a context as a dict of its own; nothing where it is no mapping.
pub(crate) fn as_dict<'py>(context: &Bound<'py, PyAny>) -> PyResult<Option<Bound<'py, PyDict>>> {
    if let Ok(dict) = context.cast::<PyDict>() {
        return Ok(Some(dict.clone()));
    }
    if !is_mapping(context) {
        return Ok(None);
    }
    let dict = PyDict::new(context.py());
    dict.update(context.cast()?)?;
    Ok(Some(dict))
}

/// Whether it says that it is a `collections.abc.Mapping`.
#[cold]
fn is_mapping(context: &Bound<'_, PyAny>) -> bool {
    static MAPPING: PyOnceLock<Py<PyType>> = PyOnceLock::new();
    let py = context.py();
    let is = MAPPING.import(py, "collections.abc", "Mapping").and_then(|mapping| context.is_instance(mapping));
    is.unwrap_or_else(|error| {
        swallow(py, &error);
        false
    })
}

#[cold]
fn of_mapping<'py>(mapping: &Bound<'py, PyAny>, key: &Bound<'py, PyString>) -> PyResult<Option<Bound<'py, PyAny>>> {
    match mapping.get_item(key) {
        Ok(value) => Ok(Some(value)),
        Err(error) if error.is_instance_of::<PyKeyError>(mapping.py()) => Ok(None),
        Err(error) => Err(error),
    }
}

/// What stands for an attribute that cannot be read: something that is there and has nothing to compare.
#[cold]
fn unreadable<'py>(py: Python<'py>, error: &PyErr) -> Option<Bound<'py, PyAny>> {
    swallow(py, error);
    Some(py.Ellipsis().into_bound(py))
}

/// Drops an error of the host's code: evaluation raises none. That somebody wants to stop the program is not an error of that code: it is
/// raised again as soon as Python goes on.
#[cold]
pub(crate) fn swallow(py: Python<'_>, error: &PyErr) {
    if error.is_instance_of::<PyKeyboardInterrupt>(py) {
        // Where even this fails, there is no interpreter left to interrupt.
        drop(py.import("_thread").and_then(|thread| thread.call_method0("interrupt_main")));
    }
}
