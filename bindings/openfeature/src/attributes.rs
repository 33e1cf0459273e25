//! Evaluation contexts: what of them burgee reads, and as what.

use crate::instant;
use burgee::{Slot, Value};
use open_feature::{EvaluationContext, EvaluationContextFieldValue as Field, StructValue, Value as Plain};
use std::any::Any;
use std::collections::{BTreeMap, HashMap};

/// The attribute that the targeting key is.
const KEY: &str = "key";
/// So many arrays and objects may be open in one attribute, the context counted: as in the text of a context (spec ).
const DEPTH: usize = 64;

/// The attributes of an evaluation context that must be built; the rest is borrowed.
pub(crate) struct Built<'c> {
    context: &'c EvaluationContext,
    values: Vec<(&'c str, Value)>,
}

impl<'c> Built<'c> {
    pub(crate) fn new(context: &'c EvaluationContext) -> Built<'c> {
        let values = context.custom_fields.iter().filter_map(|(name, field)| match field {
            Field::Struct(_) => Some((name.as_str(), attribute(field))),
            Field::Bool(_) | Field::Int(_) | Field::Float(_) | Field::String(_) | Field::DateTime(_) => None,
        });
        Built { context, values: values.collect() }
    }

    /// All attributes. The targeting key comes first: a field that is named like its attribute does not count beside it.
    pub(crate) fn slots(&self) -> Vec<(&str, Slot<'_>)> {
        let key = self.context.targeting_key.iter().map(|key| (KEY, Slot::from(key)));
        let borrowed = self.context.custom_fields.iter().filter_map(|(name, field)| Some((name.as_str(), scalar(field)?)));
        let built = self.values.iter().map(|(name, value)| (*name, Slot::from(value)));
        key.chain(borrowed).chain(built).collect()
    }
}

fn scalar(field: &Field) -> Option<Slot<'_>> {
    match field {
        Field::Bool(boolean) => Some(Slot::from(*boolean)),
        Field::Int(integer) => Some(Slot::from(*integer)),
        Field::Float(number) => Some(Slot::from(*number)),
        Field::String(string) => Some(Slot::from(string)),
        Field::DateTime(instant) => Some(Slot::from(instant::milliseconds(*instant))),
        Field::Struct(_) => None,
    }
}

/// What a field is; opaque where burgee cannot see into it.
fn attribute(field: &Field) -> Value {
    value(field, DEPTH.saturating_sub(1)).unwrap_or_else(opaque)
}

/// An object without members: it exists, and no condition compares with it.
fn opaque() -> Value {
    Value::Object(Box::default())
}

/// What a field is. `room` says how many arrays and objects may yet be opened; none where that is too few.
fn value(field: &Field, room: usize) -> Option<Value> {
    match field {
        Field::Bool(boolean) => Some(Value::from(*boolean)),
        Field::Int(integer) => Some(Value::from(*integer)),
        Field::Float(number) => Some(Value::from(*number)),
        Field::String(string) => Some(Value::from(string.as_str())),
        Field::DateTime(instant) => Some(Value::from(instant::milliseconds(*instant))),
        Field::Struct(any) => structure(any.as_ref(), room),
    }
}

/// What a value of any type is: the types that the SDK and burgee have for objects and arrays, and opaque else.
fn structure(any: &(dyn Any + Send + Sync), room: usize) -> Option<Value> {
    if let Some(own) = any.downcast_ref::<Value>() {
        return fits(own, room).then(|| own.clone());
    }
    if let Some(fields) = any.downcast_ref::<HashMap<String, Field>>() {
        return members(fields, room, value);
    }
    if let Some(fields) = any.downcast_ref::<BTreeMap<String, Field>>() {
        return members(fields, room, value);
    }
    if let Some(items) = any.downcast_ref::<Vec<Field>>() {
        return list(items, room, value);
    }
    if let Some(items) = any.downcast_ref::<Vec<String>>() {
        return list(items, room, |item, _| Some(Value::from(item.as_str())));
    }
    if let Some(fields) = any.downcast_ref::<StructValue>() {
        return members(&fields.fields, room, plain);
    }
    if let Some(of_sdk) = any.downcast_ref::<Plain>() {
        return plain(of_sdk, room);
    }
    Some(opaque())
}

/// What a value of the SDK is.
fn plain(of_sdk: &Plain, room: usize) -> Option<Value> {
    match of_sdk {
        Plain::Bool(boolean) => Some(Value::from(*boolean)),
        Plain::Int(integer) => Some(Value::from(*integer)),
        Plain::Float(number) => Some(Value::from(*number)),
        Plain::String(string) => Some(Value::from(string.as_str())),
        Plain::Array(items) => list(items, room, plain),
        Plain::Struct(fields) => members(&fields.fields, room, plain),
    }
}

fn list<T>(items: &[T], room: usize, of: impl Fn(&T, usize) -> Option<Value>) -> Option<Value> {
    let room = room.checked_sub(1)?;
    let items: Option<Vec<Value>> = items.iter().map(|item| of(item, room)).collect();
    items.map(|items| Value::List(items.into()))
}

fn members<'a, T: 'a>(
    fields: impl IntoIterator<Item = (&'a String, &'a T)>,
    room: usize,
    of: impl Fn(&T, usize) -> Option<Value>,
) -> Option<Value> {
    let room = room.checked_sub(1)?;
    let members: Option<Vec<(&str, Value)>> = fields.into_iter().map(|(name, field)| Some((name.as_str(), of(field, room)?))).collect();
    members.map(Value::object)
}

/// Whether there is room for a value.
fn fits(value: &Value, room: usize) -> bool {
    match value {
        Value::List(items) => room.checked_sub(1).is_some_and(|room| items.iter().all(|item| fits(item, room))),
        Value::Object(members) => room.checked_sub(1).is_some_and(|room| members.iter().all(|(_, member)| fits(member, room))),
        Value::Null | Value::Boolean(_) | Value::Number(_) | Value::String(_) | Value::Unusable(_) => true,
    }
}
