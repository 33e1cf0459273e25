//! Feature `serde`: values and contexts from any format, decisions to any.

use crate::context::Context;
use crate::decision::{Assignment, Decision};
use crate::value::{MAX_INTEGER, Value};
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, Serializer};
use std::fmt;

impl Serialize for Value {
    /// What JSON cannot carry is written as none.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Value::Null | Value::Unusable(_) => serializer.serialize_none(),
            Value::Boolean(boolean) => serializer.serialize_bool(*boolean),
            // INVARIANT: within these bounds an integral double is that integer.
            Value::Number(number) if number.fract() == 0.0 && number.abs() <= MAX_INTEGER => serializer.serialize_i64(*number as i64),
            Value::Number(number) => serializer.serialize_f64(*number),
            Value::String(string) => serializer.serialize_str(string),
            Value::List(items) => serializer.collect_seq(items.iter()),
            Value::Object(members) => serializer.collect_map(members.iter().map(|(name, value)| (name, value))),
        }
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(Any)
    }
}

struct Any;

impl<'de> Visitor<'de> for Any {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("null, a boolean, a number, a string, an array or an object")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_none<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        Value::deserialize(deserializer)
    }

    fn visit_bool<E: Error>(self, boolean: bool) -> Result<Value, E> {
        Ok(Value::Boolean(boolean))
    }

    fn visit_i64<E: Error>(self, integer: i64) -> Result<Value, E> {
        Ok(Value::from(integer))
    }

    fn visit_u64<E: Error>(self, integer: u64) -> Result<Value, E> {
        Ok(Value::from(integer))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Value, E> {
        Ok(Value::Number(number))
    }

    fn visit_str<E: Error>(self, string: &str) -> Result<Value, E> {
        Ok(Value::from(string))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element()? {
            items.push(item);
        }
        Ok(Value::List(items.into()))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut members: Vec<(String, Value)> = Vec::new();
        while let Some(member) = map.next_entry()? {
            members.push(member);
        }
        Ok(Value::object(members))
    }
}

impl<'de> Deserialize<'de> for Context {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Context, D::Error> {
        match Value::deserialize(deserializer)? {
            Value::Object(attributes) => Ok(attributes.into_iter().collect()),
            other => Err(D::Error::custom(format_args!("a context is an object of attributes, this is {}", other.type_name()))),
        }
    }
}

impl Serialize for Decision<'_> {
    /// The members of spec, in that order.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        entry(&mut map, "flag", Some(self.flag()))?;
        entry(&mut map, "value", self.value())?;
        entry(&mut map, "variant", self.variant())?;
        entry(&mut map, "reason", Some(self.reason().as_str()))?;
        entry(&mut map, "cause", Some(self.cause().as_str()))?;
        entry(&mut map, "rule", self.rule())?;
        entry(&mut map, "ring", self.ring())?;
        entry(&mut map, "bucket", self.bucket())?;
        entry(&mut map, "required", self.required())?;
        entry(&mut map, "error_code", self.error_code().map(|code| code.as_str()))?;
        entry(&mut map, "error_detail", self.error_detail())?;
        entry(&mut map, "store", self.store().map(Stored))?;
        entry(&mut map, "track", self.track().then_some(true))?;
        entry(&mut map, "revision", self.revision())?;
        map.end()
    }
}

/// An entry, where there is something to say.
fn entry<M: SerializeMap>(map: &mut M, name: &str, value: Option<impl Serialize>) -> Result<(), M::Error> {
    value.map_or(Ok(()), |value| map.serialize_entry(name, &value))
}

struct Stored<'a>(Assignment<'a>);

impl Serialize for Stored<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(2))?;
        map.serialize_entry("variant", self.0.variant)?;
        map.serialize_entry("salt", self.0.salt)?;
        map.end()
    }
}
