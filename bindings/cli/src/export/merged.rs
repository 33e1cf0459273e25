//! A document and its overlays as one (spec ). Only documents that the core has accepted come here.

use crate::document::Document;
use crate::failure::Failure;
use crate::source::Source;
use serde_json::{Map, Value};

/// Members that are an overlay's own.
const OWN: [&str; 3] = ["$schema", "burgee", "overlay"];

/// The merged document.
pub fn of(document: &Document) -> Result<Map<String, Value>, Failure> {
    let mut sources = document.sources();
    let mut merged = sources.next().map_or_else(|| Ok(Map::new()), read)?;
    for overlay in sources {
        for (name, value) in read(overlay)? {
            match (name.as_str(), value) {
                (own, _) if OWN.contains(&own) => {}
                ("flags" | "segments" | "layers", Value::Object(things)) => {
                    let mut section = take(&mut merged, &name);
                    for (name, thing) in things {
                        let thing = match (thing, section.get(&name)) {
                            (Value::Object(fields), Some(Value::Object(_))) => {
                                let mut own = take(&mut section, &name);
                                replace(&mut own, fields);
                                own.into()
                            }
                            (thing, _) => thing,
                        };
                        replace(&mut section, [(name, thing)]);
                    }
                    merged.insert(name, section.into());
                }
                ("attributes" | "tests", Value::Object(things)) => {
                    let mut section = take(&mut merged, &name);
                    replace(&mut section, things);
                    merged.insert(name, section.into());
                }
                (_, value) => replace(&mut merged, [(name, value)]),
            }
        }
    }
    Ok(merged)
}

fn read(source: &Source) -> Result<Map<String, Value>, Failure> {
    serde_json::from_str(source.text()).map_err(|error| Failure::new(format!("`{}` cannot be exported: {error}", source.name)))
}

/// Takes the object of that name out; an empty one where there is none.
fn take(members: &mut Map<String, Value>, name: &str) -> Map<String, Value> {
    match members.shift_remove(name) {
        Some(Value::Object(object)) => object,
        _ => Map::new(),
    }
}

/// Replaces members whole; `null` removes.
fn replace(members: &mut Map<String, Value>, with: impl IntoIterator<Item = (String, Value)>) {
    for (name, value) in with {
        if value.is_null() {
            members.shift_remove(&name);
        } else {
            members.insert(name, value);
        }
    }
}
