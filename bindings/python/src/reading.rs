//! Finding what a flag reads in a Python mapping, in place: each attribute is looked up by its interned key, nothing else is touched.

use crate::context::Context;
use crate::host;
use crate::once::Once;
use crate::outside::outside;
use burgee::{Attribute, Slot, Subject, Value};
use pyo3::exceptions::{PyKeyError, PyKeyboardInterrupt};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PyString, PyTuple};
use std::cell::OnceCell;

/// An attribute of a document: the way to it in Python's own strings.
struct Read {
    key: Py<PyString>,
    way: Box<[Token]>,
}

/// A step further in.
struct Token {
    key: Py<PyString>,
    /// What it is in a list: decimal, without leading zeros (spec ).
    index: Option<usize>,
}

/// The attributes of a document, by their numbers.
pub(crate) struct Reads(Box<[Read]>);

impl Reads {
    pub(crate) fn new(py: Python<'_>, flags: &burgee::Flags) -> Reads {
        Reads(flags.attributes().map(|attribute| Read::new(py, attribute)).collect())
    }
}

impl Read {
    fn new(py: Python<'_>, attribute: Attribute<'_>) -> Read {
        let mut path = attribute.path();
        let key = PyString::intern(py, path.next().unwrap_or_default()).unbind();
        Read { key, way: path.map(|token| Token::new(py, token)).collect() }
    }

    #[inline]
    fn find<'py>(&self, py: Python<'py>, place: Place<'_, 'py>) -> Option<Bound<'py, PyAny>> {
        let own = match place {
            Place::Dict(dict) => dict.get_item(self.key.bind(py)),
            Place::Mapping(mapping) => of_mapping(mapping, self.key.bind(py)),
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
#[derive(Clone, Copy)]
enum Place<'c, 'py> {
    /// A dict, or a subclass, read as the dict that it is.
    Dict(&'c Bound<'py, PyDict>),
    /// Any other mapping, asked by its own methods.
    Mapping(&'c Bound<'py, PyAny>),
}

/// What a caller passed as a context.
enum Passed<'c, 'py> {
    Built(&'c burgee::Context),
    Read(Place<'c, 'py>),
    /// It is no context.
    Nothing,
}

impl<'c, 'py> Passed<'c, 'py> {
    #[inline]
    fn of(context: &'c Bound<'py, PyAny>) -> Passed<'c, 'py> {
        match context.cast_exact::<PyDict>() {
            Ok(dict) => Passed::Read(Place::Dict(dict)),
            Err(_) => Passed::of_other(context),
        }
    }

    #[inline(never)]
    fn of_other(context: &'c Bound<'py, PyAny>) -> Passed<'c, 'py> {
        if let Ok(context) = context.cast::<Context>() {
            Passed::Built(&context.get().core)
        } else if let Ok(dict) = context.cast::<PyDict>() {
            Passed::Read(Place::Dict(dict))
        } else if is_mapping(context) {
            Passed::Read(Place::Mapping(context))
        } else {
            Passed::Nothing
        }
    }
}

/// Asks `ask` with whom a context describes. Attributes are looked up as they are asked for.
#[inline]
pub(crate) fn with_subject<R>(context: &Bound<'_, PyAny>, reads: &Reads, ask: impl FnOnce(Subject<'_>) -> R) -> R {
    match Passed::of(context) {
        Passed::Read(place) => ask(Subject::Host(&Found { py: context.py(), reads, place, asked: Asked::default() })),
        Passed::Built(context) => ask(Subject::Context(context)),
        Passed::Nothing => ask(Subject::Invalid),
    }
}

/// The attributes of a mapping, found when they are first asked for.
struct Found<'c, 'py> {
    py: Python<'py>,
    reads: &'c Reads,
    place: Place<'c, 'py>,
    asked: Asked<'py>,
}

/// So many attributes are found without an allocation.
const USUAL: usize = 6;

/// What was asked for, in the order of asking.
///
/// Why it is held: looking up may run code of the host, which may take out of the mapping what was read before.
#[derive(Default)]
struct Asked<'py> {
    first: [OnceCell<(usize, Held<'py>)>; USUAL],
    rest: OnceCell<Box<Asked<'py>>>,
}

/// An attribute that was asked for.
enum Held<'py> {
    Missing,
    Value(Bound<'py, PyAny>),
    /// A list cannot be read where it is.
    List(Value),
}

impl Held<'_> {
    #[inline]
    fn slot(&self) -> Slot<'_> {
        match self {
            Held::Missing => Slot::Missing,
            Held::Value(value) => host::slot(value),
            Held::List(list) => Slot::from(list),
        }
    }
}

impl<'py> Found<'_, 'py> {
    #[inline]
    fn find(&self, number: usize) -> Held<'py> {
        let Some(read) = self.reads.0.get(number) else { return Held::Missing };
        match read.find(self.py, self.place) {
            None => Held::Missing,
            Some(value) if host::is_list(&value) => Held::List(host::copy_list(&value, read.way.len())),
            Some(value) => Held::Value(value),
        }
    }
}

impl burgee::Host for Found<'_, '_> {
    #[inline]
    fn attribute(&self, number: usize) -> Slot<'_> {
        let mut asked = &self.asked;
        loop {
            for cell in &asked.first {
                match cell.get() {
                    Some((own, held)) if *own == number => return held.slot(),
                    Some(_) => {}
                    None => {
                        let found = self.find(number);
                        return cell.get_or_init(|| (number, found)).1.slot();
                    }
                }
            }
            asked = asked.rest.get_or_init(Box::default);
        }
    }
}

/// Asks `ask` with whom a context describes, when it may be asked without the interpreter's lock: every attribute is looked up before.
pub(crate) fn with_detached<R: Send>(context: &Bound<'_, PyAny>, reads: &Reads, ask: impl FnOnce(Subject<'_>) -> R + Send) -> R {
    let py = context.py();
    let place = match Passed::of(context) {
        Passed::Read(place) => place,
        Passed::Built(context) => return outside(py, || ask(Subject::Context(context))),
        Passed::Nothing => return outside(py, || ask(Subject::Invalid)),
    };
    let found = Found { py, reads, place, asked: Asked::default() };
    let held: Vec<Held<'_>> = (0..reads.0.len()).map(|number| found.find(number)).collect();
    let slots: Vec<Slot<'_>> = held.iter().map(Held::slot).collect();
    outside(py, || ask(Subject::Host(&Slots(&slots))))
}

/// Attributes that were looked up before, by their numbers.
struct Slots<'s>(&'s [Slot<'s>]);

impl burgee::Host for Slots<'_> {
    fn attribute(&self, number: usize) -> Slot<'_> {
        self.0.get(number).copied().unwrap_or(Slot::Missing)
    }
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
    static MAPPING: Once<Py<PyAny>> = Once::new();
    let py = context.py();
    let mapping = MAPPING.get_or_try_init(py, || py.import("collections.abc")?.getattr("Mapping").map(Bound::unbind));
    let is = mapping.and_then(|mapping| context.is_instance(mapping.bind(py)));
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
