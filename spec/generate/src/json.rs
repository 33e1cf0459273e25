//! JSON as it is written: members in order, keys that may stand twice, numbers by their text.

use serde_json::Value;

/// A JSON value, or what is meant to look like one.
#[derive(Clone, Debug, PartialEq)]
pub enum Json {
    /// A number, a word, or anything else as it is to be written.
    Raw(String),
    /// A string.
    Text(String),
    /// An array.
    List(Vec<Json>),
    /// An object.
    Object(Vec<(String, Json)>),
}

/// How a text is laid out.
#[derive(Clone, Copy, Debug, Default)]
pub struct Layout {
    /// 0: no white space; 1: a space; 2: a line for each member; 3: the same, with carriage returns.
    pub space: usize,
    /// Whether every second string begins with an escape.
    pub escapes: bool,
}

impl Json {
    /// An integer.
    pub fn integer(number: i64) -> Json {
        Json::Raw(number.to_string())
    }

    /// `true` or `false`.
    pub fn boolean(boolean: bool) -> Json {
        Json::Raw(boolean.to_string())
    }

    /// An object of these members.
    pub fn object<'m>(members: impl IntoIterator<Item = (&'m str, Json)>) -> Json {
        Json::Object(members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
    }

    /// Strings, as an array.
    pub fn texts<'t>(texts: impl IntoIterator<Item = &'t str>) -> Json {
        Json::List(texts.into_iter().map(Json::from).collect())
    }

    /// A member, by its name.
    pub fn get(&self, name: &str) -> Option<&Json> {
        let Json::Object(members) = self else { return None };
        members.iter().find(|(key, _)| key == name).map(|(_, value)| value)
    }

    /// Adds a member; does nothing to what is no object.
    pub fn insert(&mut self, name: &str, value: Json) {
        if let Json::Object(members) = self {
            members.push((name.to_owned(), value));
        }
    }

    /// An object with this as its one member.
    #[must_use]
    pub fn wrapped(self, name: &str) -> Json {
        Json::object([(name, self)])
    }

    /// The text.
    pub fn write(&self, layout: Layout) -> String {
        let mut text = String::new();
        self.write_to(layout, 0, &mut text);
        text
    }

    /// How many values there are in it.
    pub fn size(&self) -> usize {
        1 + match self {
            Json::Raw(_) | Json::Text(_) => 0,
            Json::List(items) => items.iter().map(Json::size).sum(),
            Json::Object(members) => members.iter().map(|(_, value)| value.size()).sum(),
        }
    }

    /// The value that is so many steps into this one.
    pub fn nth(&mut self, steps: &mut usize) -> Option<&mut Json> {
        if *steps == 0 {
            return Some(self);
        }
        *steps -= 1;
        match self {
            Json::Raw(_) | Json::Text(_) => None,
            Json::List(items) => items.iter_mut().find_map(|item| item.nth(steps)),
            Json::Object(members) => members.iter_mut().find_map(|(_, value)| value.nth(steps)),
        }
    }

    fn write_to(&self, layout: Layout, depth: usize, text: &mut String) {
        match self {
            Json::Raw(raw) => text.push_str(raw),
            Json::Text(own) => write_text(own, layout, text),
            Json::List(items) => {
                text.push('[');
                for (index, item) in items.iter().enumerate() {
                    separate(index, layout, depth + 1, text);
                    item.write_to(layout, depth + 1, text);
                }
                close(items.is_empty(), layout, depth, text);
                text.push(']');
            }
            Json::Object(members) => {
                text.push('{');
                for (index, (name, value)) in members.iter().enumerate() {
                    separate(index, layout, depth + 1, text);
                    write_text(name, layout, text);
                    text.push(':');
                    if layout.space > 0 {
                        text.push(' ');
                    }
                    value.write_to(layout, depth + 1, text);
                }
                close(members.is_empty(), layout, depth, text);
                text.push('}');
            }
        }
    }
}

fn separate(index: usize, layout: Layout, depth: usize, text: &mut String) {
    if index > 0 {
        text.push(',');
    }
    match layout.space {
        0 => {}
        1 => text.push_str(if index > 0 { " " } else { "" }),
        kind => {
            text.push_str(if kind == 2 { "\n" } else { "\r\n" });
            text.extend(std::iter::repeat_n(' ', depth * 2));
        }
    }
}

fn close(empty: bool, layout: Layout, depth: usize, text: &mut String) {
    if layout.space > 1 && !empty {
        separate(0, layout, depth, text);
    }
}

fn write_text(own: &str, layout: Layout, text: &mut String) {
    text.push('"');
    let escaped = layout.escapes && own.len() % 2 == 1;
    for (index, character) in own.chars().enumerate() {
        match character {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '\0'..'\u{20}' => text.push_str(&format!("\\u{:04x}", u32::from(character))),
            _ if index == 0 && escaped => {
                character.encode_utf16(&mut [0; 2]).iter().for_each(|unit| text.push_str(&format!("\\u{unit:04X}")))
            }
            _ => text.push(character),
        }
    }
    text.push('"');
}

impl From<&str> for Json {
    fn from(text: &str) -> Json {
        Json::Text(text.to_owned())
    }
}

impl From<&Value> for Json {
    fn from(value: &Value) -> Json {
        match value {
            Value::String(text) => Json::Text(text.clone()),
            Value::Array(items) => Json::List(items.iter().map(Json::from).collect()),
            Value::Object(members) => Json::Object(members.iter().map(|(name, value)| (name.clone(), Json::from(value))).collect()),
            other => Json::Raw(other.to_string()),
        }
    }
}
