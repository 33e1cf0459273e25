//! What a Python value is to burgee: the table of accepted types.
//!
//! A value is told by its type alone, and read below its methods: what a subclass overrides is never called. The one exception is the
//! time zone of a `datetime`. A type that the table does not name is *opaque*: an object without members, which exists and which
//! nothing can be compared with. So is what cannot be read, and what is too deep or too large.

use crate::instant;
use burgee::{Slot, Unusable, Value};
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDict, PyFloat, PyInt, PyList, PyString, PyTuple};

/// The arrays and objects that may be open at once, the context's own among them: as in the text of a context (spec ).
const MAX_DEPTH: usize = 64;
/// How large one attribute may be: each value in it counts 1, and each string and key its bytes (spec ).
const MAX_SIZE: usize = 1_048_576;

/// What is there and has nothing to compare.
const OPAQUE: Slot<'static> = Slot::Object(&[]);

/// The slot of a value that can be read where it is. A list cannot: it must be copied.
#[inline]
pub(crate) fn slot<'v>(value: &'v Bound<'_, PyAny>) -> Slot<'v> {
    if let Ok(string) = value.cast_exact::<PyString>() {
        return text(string);
    }
    if let Ok(integer) = value.cast_exact::<PyInt>() {
        return Slot::from(small(integer));
    }
    other(value)
}

#[inline(never)]
fn other<'v>(value: &'v Bound<'_, PyAny>) -> Slot<'v> {
    if let Some(plain) = Plain::of(value) {
        plain.into()
    } else if let Ok(string) = value.cast::<PyString>() {
        text(string)
    } else {
        instant::of_datetime(value).map_or(OPAQUE, Slot::from)
    }
}

/// Whether it is a list or a tuple.
#[inline]
pub(crate) fn is_list(value: &Bound<'_, PyAny>) -> bool {
    value.is_instance_of::<PyList>() || value.is_instance_of::<PyTuple>()
}

#[inline]
fn text<'v>(string: &'v Bound<'_, PyString>) -> Slot<'v> {
    match string.to_str() {
        Ok(text) => Slot::String(text),
        Err(_) => Slot::Unusable(Unusable::BadString),
    }
}

/// An integer; one beyond 64 bits is the greatest of these, which is as unusable.
#[inline]
fn small(integer: &Bound<'_, PyInt>) -> i64 {
    integer.extract().unwrap_or(i64::MAX)
}

/// A list that was seen, `depth` steps into its attribute; opaque where it is too deep or too large.
pub(crate) fn copy_list(value: &Bound<'_, PyAny>, depth: usize) -> Value {
    let mut room = MAX_SIZE;
    copy(value, depth.saturating_add(1), &mut room).unwrap_or_else(opaque)
}

/// A value that holds no others and no text.
enum Plain {
    Null,
    Boolean(bool),
    Integer(i64),
    Float(f64),
}

impl Plain {
    #[inline]
    fn of(value: &Bound<'_, PyAny>) -> Option<Plain> {
        if let Ok(integer) = value.cast::<PyInt>() {
            return Some(match value.cast::<PyBool>() {
                Ok(boolean) => Plain::Boolean(boolean.is_true()),
                Err(_) => Plain::Integer(small(integer)),
            });
        }
        if let Ok(float) = value.cast::<PyFloat>() {
            return Some(Plain::Float(float.value()));
        }
        value.is_none().then_some(Plain::Null)
    }
}

impl From<Plain> for Slot<'static> {
    #[inline]
    fn from(plain: Plain) -> Slot<'static> {
        match plain {
            Plain::Null => Slot::Null,
            Plain::Boolean(boolean) => Slot::from(boolean),
            Plain::Integer(integer) => Slot::from(integer),
            Plain::Float(float) => Slot::from(float),
        }
    }
}

impl From<Plain> for Value {
    fn from(plain: Plain) -> Value {
        match plain {
            Plain::Null => Value::Null,
            Plain::Boolean(boolean) => Value::from(boolean),
            Plain::Integer(integer) => Value::from(integer),
            Plain::Float(float) => Value::from(float),
        }
    }
}

/// A whole attribute, copied; opaque where it is too deep or too large. A string is neither.
pub(crate) fn copy_attribute(value: &Bound<'_, PyAny>) -> Value {
    if let Ok(string) = value.cast::<PyString>() {
        return string.to_str().map_or(Value::Unusable(Unusable::BadString), Value::from);
    }
    let mut room = MAX_SIZE;
    copy(value, 1, &mut room).unwrap_or_else(opaque)
}

fn opaque() -> Value {
    Value::Object(Box::new([]))
}

fn copy(value: &Bound<'_, PyAny>, depth: usize, room: &mut usize) -> Option<Value> {
    *room = room.checked_sub(1)?;
    if let Some(plain) = Plain::of(value) {
        return Some(plain.into());
    }
    if let Ok(string) = value.cast::<PyString>() {
        return Some(match string.to_str() {
            Ok(text) => {
                *room = room.checked_sub(text.len())?;
                Value::from(text)
            }
            Err(_) => Value::Unusable(Unusable::BadString),
        });
    }
    let inside = depth.saturating_add(1);
    let container = value.is_instance_of::<PyDict>() || value.is_instance_of::<PyList>() || value.is_instance_of::<PyTuple>();
    if container && inside > MAX_DEPTH {
        return None;
    }
    if let Ok(dict) = value.cast::<PyDict>() {
        return copy_dict(dict, inside, room);
    }
    if let Ok(list) = value.cast::<PyList>() {
        return copy_items(list.len(), room, |index| list.get_item(index), inside);
    }
    if let Ok(tuple) = value.cast::<PyTuple>() {
        return copy_items(tuple.len(), room, |index| tuple.get_item(index), inside);
    }
    Some(instant::of_datetime(value).map_or_else(opaque, Value::from))
}

/// Why by index: a time zone inside is code of the host, and may change the list under us.
fn copy_items<'py>(length: usize, room: &mut usize, item: impl Fn(usize) -> PyResult<Bound<'py, PyAny>>, depth: usize) -> Option<Value> {
    if length > *room {
        return None;
    }
    let mut items = Vec::with_capacity(length);
    for index in 0..length {
        match item(index) {
            Ok(item) => items.push(copy(&item, depth, room)?),
            Err(_) => break,
        }
    }
    Some(Value::List(items.into()))
}

/// Members whose key is not a string of Unicode are left out.
///
/// Why the items are taken first: a time zone inside is code of the host, and may change the dict under us.
fn copy_dict(dict: &Bound<'_, PyDict>, depth: usize, room: &mut usize) -> Option<Value> {
    if dict.len() > *room {
        return None;
    }
    let mut members = Vec::with_capacity(dict.len());
    for item in dict.items().iter() {
        let Ok((key, value)) = item.extract::<(Bound<'_, PyAny>, Bound<'_, PyAny>)>() else { continue };
        let Ok(key) = key.cast::<PyString>() else { continue };
        let Ok(name) = key.to_str() else { continue };
        *room = room.checked_sub(name.len())?;
        members.push((name.to_owned(), copy(&value, depth, room)?));
    }
    Some(Value::object(members))
}
