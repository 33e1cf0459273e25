//! Edits of a JSON text that change no byte beside them (spec ).

use crate::{
    canonical,
    json::{self, Value},
};

/// A part of an array or object: where it begins and ends; of a member, from its name on.
type Span = (usize, usize);

/// A text that is edited.
pub struct Spliced {
    pub text: String,
}

/// A value at the end of a way from the root.
fn at<'v>(root: &'v Value, way: &[&str]) -> Option<&'v Value> {
    way.iter().try_fold(root, |value, step| value.get(step))
}

impl Spliced {
    fn root(&self) -> Option<Value> {
        json::parse(&self.text, 0).ok().map(|(root, _)| root)
    }

    /// The text of a member's value.
    pub fn raw(&self, way: &[&str]) -> Option<&str> {
        let start = at(&self.root()?, way)?.at.offset;
        Some(&self.text[start..end(&self.text, start)])
    }

    /// Gives a member another value, which is written here.
    pub fn replace(&mut self, way: &[&str], new: &str) -> Option<()> {
        let start = at(&self.root()?, way)?.at.offset;
        self.text.replace_range(start..end(&self.text, start), new);
        Some(())
    }

    /// Takes a member away, with the comma beside it.
    pub fn remove(&mut self, holder: &[&str], name: &str) -> Option<()> {
        let root = self.root()?;
        let object = at(&root, holder)?;
        let parts = self.members(object);
        let own = object.members()?.get(name)?.at.offset;
        let index = parts.iter().position(|(start, _)| *start == own)?;
        let cut = match (parts.get(index + 1), index.checked_sub(1)) {
            (Some((next, _)), _) => own..*next,
            (None, Some(before)) => parts[before].1..parts[index].1,
            (None, None) => object.at.offset + 1..end(&self.text, object.at.offset) - 1,
        };
        self.text.replace_range(cut, "");
        Some(())
    }

    /// Adds a member after the last, set apart and coloned as the first is.
    pub fn add(&mut self, holder: &[&str], name: &str, value: &dyn Fn(&Style) -> String) -> Option<()> {
        let root = self.root()?;
        let object = at(&root, holder)?;
        let parts = self.members(object);
        let style = self.style(object.at.offset, &parts);
        let new = format!("{}:{}{}", canonical::text(name), style.space(), value(&style));
        self.insert(object.at.offset, &parts, parts.len(), &new);
        Some(())
    }

    /// Adds an element before the first.
    pub fn put_first(&mut self, holder: &[&str], value: &dyn Fn(&Style) -> String) -> Option<()> {
        let root = self.root()?;
        let list = at(&root, holder)?;
        let parts: Vec<Span> = list.elements().iter().map(|one| (one.at.offset, end(&self.text, one.at.offset))).collect();
        let new = value(&self.style(list.at.offset, &parts));
        self.insert(list.at.offset, &parts, 0, &new);
        Some(())
    }

    /// The members of an object in the order of the text.
    fn members(&self, object: &Value) -> Vec<Span> {
        let members = object.members().into_iter().flatten();
        let mut parts: Vec<Span> = members.map(|(_, member)| (member.at.offset, end(&self.text, member.value.at.offset))).collect();
        parts.sort_unstable();
        parts
    }

    fn insert(&mut self, holder: usize, parts: &[Span], index: usize, new: &str) {
        let style = self.style(holder, parts);
        let (Some(first), Some(last)) = (parts.first(), parts.last()) else {
            let space = style.space();
            return self.text.replace_range(holder + 1..end(&self.text, holder) - 1, &format!("{space}{new}{space}"));
        };
        let lead = self.text[holder + 1..first.0].to_owned();
        let gap = match (parts.len(), index) {
            (1, _) if lead.contains('\n') || style.is_dense => lead,
            (1, _) => " ".to_owned(),
            (_, 0) => self.gap(parts[0], parts[1]),
            (count, _) => self.gap(parts[count - 2], parts[count - 1]),
        };
        if index == 0 {
            self.text.insert_str(first.0, &format!("{new},{gap}"));
        } else {
            self.text.insert_str(last.1, &format!(",{gap}{new}"));
        }
    }

    /// What stands between a comma and the part after it.
    fn gap(&self, before: Span, after: Span) -> String {
        self.text[before.1..after.0].split_once(',').map_or("", |(_, gap)| gap).to_owned()
    }

    fn style(&self, holder: usize, parts: &[Span]) -> Style {
        let first = self.text.trim_start().chars().nth(1);
        let lead = parts.first().map_or("", |(start, _)| &self.text[holder + 1..*start]);
        let indents = self.text.lines().skip(1).map(|line| &line[..line.len() - line.trim_start().len()]);
        Style {
            is_dense: first.is_some_and(|first| !first.is_whitespace()),
            line: lead.rfind('\n').map(|at| lead[at..].to_owned()),
            step: indents.clone().find(|indent| !indent.is_empty()).unwrap_or_default().to_owned(),
        }
    }
}

/// How a text is set.
pub struct Style {
    /// Without white space.
    is_dense: bool,
    /// What each part begins with, where it has a line of its own.
    pub line: Option<String>,
    /// What a line is indented by.
    pub step: String,
}

impl Style {
    /// What stands after a colon and within brackets.
    pub fn space(&self) -> &'static str {
        if self.is_dense { "" } else { " " }
    }

    /// An object on one line.
    pub fn object(&self, members: &[(&str, String)]) -> String {
        let space = self.space();
        let members: Vec<String> = members.iter().map(|(name, value)| format!("{}:{space}{value}", canonical::text(name))).collect();
        format!("{{{space}{}{space}}}", members.join(&format!(",{space}")))
    }
}

/// Where the value that begins there ends.
fn end(text: &str, start: usize) -> usize {
    let bytes = text.as_bytes();
    let (mut depth, mut at) = (0, start);
    loop {
        match bytes.get(at) {
            Some(b'"') => {
                at += 1;
                while bytes[at] != b'"' {
                    at += if bytes[at] == b'\\' { 2 } else { 1 };
                }
                at += 1;
            }
            Some(b'{' | b'[') => (depth, at) = (depth + 1, at + 1),
            Some(b'}' | b']') if depth > 0 => (depth, at) = (depth - 1, at + 1),
            Some(byte) if depth > 0 || byte.is_ascii_alphanumeric() || b"+-.".contains(byte) => {
                at += 1;
                if depth == 0 && bytes.get(at).is_some_and(|next| next.is_ascii_alphanumeric() || b"+-.".contains(next)) {
                    continue;
                }
            }
            _ => return at,
        }
        if depth == 0 {
            return at;
        }
    }
}
