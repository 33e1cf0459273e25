//! Edits of a JSON text: RFC 6902 operations, done by splicing, so that no byte outside an edit changes.
//!
//! What is inserted is laid out as its siblings are. Knows nothing of documents.

use crate::json::{self, Kind, Member, Node, Tape, write_string};
use crate::value::Value;
use std::fmt;

/// One operation of RFC 6902.
#[derive(Clone, Debug, PartialEq)]
pub enum Operation {
    /// The value there is this; else nothing is edited.
    Test {
        /// A JSON Pointer.
        path: String,
        /// The value, compared as RFC 6902 compares.
        value: Value,
    },
    /// A new member (or another value for it), or a new element before that of this index; `-` is after the last.
    Add {
        /// A JSON Pointer.
        path: String,
        /// The value.
        value: Value,
    },
    /// Another value for what is there.
    Replace {
        /// A JSON Pointer.
        path: String,
        /// The value.
        value: Value,
    },
    /// Nothing where something is.
    Remove {
        /// A JSON Pointer.
        path: String,
    },
}

/// Operations that are done in order, all or none.
///
/// # Examples
///
/// ```
/// use burgee::{Operation, Patch, Value};
/// let patch = Patch(vec![Operation::Add { path: "/b".into(), value: Value::from(2) }]);
/// assert_eq!(patch.apply("{ \"a\": 1 }\n").as_deref(), Ok("{ \"a\": 1, \"b\": 2 }\n"));
/// assert_eq!(patch.to_json(), r#"[{"op":"add","path":"/b","value":2}]"#);
/// assert!(Patch(vec![Operation::Remove { path: "/c".into() }]).apply("{}").is_err());
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Patch(pub Vec<Operation>);

/// Why a text was not edited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PatchError {
    /// The text is not JSON.
    Syntax,
    /// There is nothing of this pointer, or nothing that could hold it.
    NotThere(String),
    /// What is there is not what was expected.
    Differs(String),
}

impl fmt::Display for PatchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PatchError::Syntax => write!(f, "the text is not JSON"),
            PatchError::NotThere(path) => write!(f, "there is no `{path}`"),
            PatchError::Differs(path) => write!(f, "`{path}` is not what it was: somebody edited the text"),
        }
    }
}

impl std::error::Error for PatchError {}

impl Operation {
    /// Its pointer.
    pub fn path(&self) -> &str {
        match self {
            Operation::Test { path, .. } | Operation::Add { path, .. } | Operation::Replace { path, .. } | Operation::Remove { path } => {
                path
            }
        }
    }

    fn apply(&self, text: &str) -> Result<Option<String>, PatchError> {
        let tape = json::parse(text, 0).map_err(|_| PatchError::Syntax)?;
        let not_there = || PatchError::NotThere(self.path().into());
        match self {
            Operation::Test { path, value } => {
                let node = find(&tape, path).ok_or_else(not_there)?;
                if is(node, value) { Ok(None) } else { Err(PatchError::Differs(path.clone())) }
            }
            Operation::Replace { path, value } => {
                let node = find(&tape, path).ok_or_else(not_there)?;
                Ok(Some(splice(text, node.span(), &Layout::of(node).write(value))))
            }
            Operation::Add { path, value } => add(&tape, path, value).ok_or_else(not_there).map(Some),
            Operation::Remove { path } => remove(&tape, path).ok_or_else(not_there).map(Some),
        }
    }
}

impl Patch {
    /// The text after all operations.
    ///
    /// # Errors
    ///
    /// The text is not JSON, or an operation finds something else than it should.
    pub fn apply(&self, text: &str) -> Result<String, PatchError> {
        let mut text = text.to_owned();
        for operation in &self.0 {
            if let Some(edited) = operation.apply(&text)? {
                text = edited;
            }
        }
        Ok(text)
    }

    /// Whether it edits nothing.
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|operation| matches!(operation, Operation::Test { .. }))
    }

    /// The operations as RFC 6902 writes them.
    pub fn to_json(&self) -> String {
        let mut out = String::from("[");
        for (index, operation) in self.0.iter().enumerate() {
            let (op, value) = match operation {
                Operation::Test { value, .. } => ("test", Some(value)),
                Operation::Add { value, .. } => ("add", Some(value)),
                Operation::Replace { value, .. } => ("replace", Some(value)),
                Operation::Remove { .. } => ("remove", None),
            };
            out.push_str(if index > 0 { ",{\"op\":" } else { "{\"op\":" });
            write_string(&mut out, op);
            out.push_str(",\"path\":");
            write_string(&mut out, operation.path());
            if let Some(value) = value {
                out.push_str(",\"value\":");
                value.write_json(&mut out);
            }
            out.push('}');
        }
        out.push(']');
        out
    }
}

/// A name as a token of a JSON Pointer.
pub(crate) fn token(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

pub(crate) fn find<'a>(tape: &'a Tape<'a>, path: &str) -> Option<Node<'a>> {
    let mut tokens = path.split('/');
    let root = tokens.next().filter(|first| first.is_empty()).map(|_| tape.root())?;
    tokens.try_fold(root, |node, token| match node.kind() {
        Kind::Object => member(node, token).map(|member| member.value),
        Kind::Array => node.items().nth(index(token)?),
        _ => None,
    })
}

/// The member of this token; of two of one name the first, which is the one that counts.
fn member<'a>(object: Node<'a>, token: &str) -> Option<Member<'a>> {
    let name = token.replace("~1", "/").replace("~0", "~");
    object.all_members().find(|member| member.name() == name)
}

fn index(token: &str) -> Option<usize> {
    token.parse::<usize>().ok().filter(|index| index.to_string() == token)
}

fn parent<'a, 'p>(tape: &'a Tape<'a>, path: &'p str) -> Option<(Node<'a>, &'p str)> {
    let (above, token) = path.rsplit_once('/')?;
    Some((find(tape, above)?, token))
}

fn splice(text: &str, (start, end): (u32, u32), with: &str) -> String {
    let before = text.get(..start as usize).unwrap_or("");
    let after = text.get(end as usize..).unwrap_or("");
    format!("{before}{with}{after}")
}

fn add(tape: &Tape<'_>, path: &str, value: &Value) -> Option<String> {
    if path.is_empty() {
        return Some(splice(tape.text, tape.root().span(), &Layout::of(tape.root()).write(value)));
    }
    let (holder, token) = parent(tape, path)?;
    match holder.kind() {
        Kind::Object => {
            if let Some(there) = member(holder, token) {
                return Some(splice(tape.text, there.value.span(), &Layout::of(there.value).write(value)));
            }
            let parts: Vec<(u32, u32)> = holder.all_members().map(|member| (member.key.span().0, member.value.span().1)).collect();
            let layout = Layout::inside(holder);
            let colon =
                holder.all_members().next().map_or(layout.colon(), |first| between(tape.text, first.key.span().1, first.value.span().0));
            let mut new = String::new();
            write_string(&mut new, &token.replace("~1", "/").replace("~0", "~"));
            new.push_str(colon);
            new.push_str(&layout.write(value));
            Some(insert(tape, holder, &parts, parts.len(), &new))
        }
        Kind::Array => {
            let parts: Vec<(u32, u32)> = holder.items().map(|item| item.span()).collect();
            let at = if token == "-" { parts.len() } else { index(token).filter(|&at| at <= parts.len())? };
            Some(insert(tape, holder, &parts, at, &Layout::inside(holder).write(value)))
        }
        _ => None,
    }
}

/// Inserts a part into an array or object, as its neighbours are set.
fn insert(tape: &Tape<'_>, holder: Node<'_>, parts: &[(u32, u32)], at: usize, new: &str) -> String {
    let (start, end) = holder.span();
    let Some(&(first, _)) = parts.first() else {
        let gap = if Layout::of(holder).is_compact { "" } else { " " };
        let open = tape.text.get(start as usize..).and_then(|text| text.chars().next()).unwrap_or('{');
        let close = if open == '{' { '}' } else { ']' };
        return splice(tape.text, (start, end), &format!("{open}{gap}{new}{gap}{close}"));
    };
    // Set apart like the part in whose place it comes, or like the last: by what follows the comma before that. Where there is no comma, by what
    // follows the bracket, if that is a line break.
    let like = at.clamp(1, parts.len().saturating_sub(1).max(1));
    let before = parts.get(like).zip(parts.get(like.saturating_sub(1)));
    let comma = before.and_then(|(&(start, _), &(_, end))| between(tape.text, end, start).split_once(','));
    let lead = between(tape.text, start.saturating_add(1), first);
    let gap = match comma {
        Some((_, gap)) => gap,
        None if lead.is_empty() || lead.contains('\n') => lead,
        None => " ",
    };
    match parts.get(at) {
        Some(&(before, _)) => splice(tape.text, (before, before), &format!("{new},{gap}")),
        None => {
            let last = parts.last().map_or(first, |&(_, end)| end);
            splice(tape.text, (last, last), &format!(",{gap}{new}"))
        }
    }
}

fn between(text: &str, from: u32, to: u32) -> &str {
    text.get(from as usize..to as usize).unwrap_or("")
}

fn remove(tape: &Tape<'_>, path: &str) -> Option<String> {
    let (holder, token) = parent(tape, path)?;
    let (parts, at): (Vec<(u32, u32)>, usize) = match holder.kind() {
        Kind::Object => {
            let name = member(holder, token)?.key.index();
            let at = holder.all_members().position(|member| member.key.index() == name)?;
            (holder.all_members().map(|member| (member.key.span().0, member.value.span().1)).collect(), at)
        }
        Kind::Array => (holder.items().map(|item| item.span()).collect(), index(token)?),
        _ => return None,
    };
    let &(start, end) = parts.get(at)?;
    let cut = match (at.checked_sub(1).and_then(|before| parts.get(before)), parts.get(at.saturating_add(1))) {
        (_, Some(&(next, _))) => (start, next),
        (Some(&(_, before)), None) => (before, end),
        (None, None) => (holder.span().0.saturating_add(1), holder.span().1.saturating_sub(1)),
    };
    Some(splice(tape.text, cut, ""))
}

/// Whether a value of the text is this one: objects whatever the order of their members, numbers by their doubles.
fn is(node: Node<'_>, value: &Value) -> bool {
    match value {
        Value::Null => node.kind() == Kind::Null,
        Value::Boolean(boolean) => node.boolean() == Some(*boolean),
        Value::Number(number) => node.number() == Some(*number),
        Value::String(string) => node.string().is_some_and(|own| own == string.as_ref()),
        Value::List(items) => {
            node.kind() == Kind::Array && node.items().count() == items.len() && node.items().zip(items).all(|(node, item)| is(node, item))
        }
        Value::Object(members) => {
            node.kind() == Kind::Object
                && node.all_members().count() == members.len()
                && node
                    .all_members()
                    .all(|member| crate::value::member(members, member.name()).is_some_and(|value| is(member.value, value)))
        }
        Value::Unusable(_) => false,
    }
}

/// How values are set where one is written.
struct Layout<'a> {
    /// Nothing is between brackets, colons, commas and what they hold.
    is_compact: bool,
    /// What a line begins with there, if what holds the value is set over several lines: a line break and blanks.
    line: Option<&'a str>,
    /// One step of indentation.
    step: &'a str,
}

impl<'a> Layout<'a> {
    /// The layout in place of a value.
    fn of(node: Node<'a>) -> Layout<'a> {
        let text = node.tape.text;
        let start = node.span().0 as usize;
        let line = text.get(..start).and_then(|before| before.rfind('\n')).and_then(|at| text.get(at..start));
        Layout { is_compact: is_compact(text), line: line.and_then(|line| blanks(line)), step: step(text) }
    }

    /// The layout of a new part of an array or object.
    fn inside(holder: Node<'a>) -> Layout<'a> {
        let first = holder.items().next().or(holder.all_members().next().map(|member| member.key));
        let text = holder.tape.text;
        let lead = first.map_or("", |first| between(text, holder.span().0.saturating_add(1), first.span().0));
        Layout {
            is_compact: is_compact(text),
            line: lead.contains('\n').then(|| lead.rfind('\n').and_then(|at| lead.get(at..))).flatten(),
            step: step(text),
        }
    }

    fn colon(&self) -> &'static str {
        if self.is_compact { ":" } else { ": " }
    }

    /// A value on one line; an array of objects with a line each, where its neighbours have lines of their own.
    fn write(&self, value: &Value) -> String {
        if let (Value::List(items), Some(line)) = (value, self.line)
            && items.iter().any(|item| matches!(item, Value::Object(_)))
        {
            let items: Vec<String> = items.iter().map(|item| format!("{line}{}{}", self.step, self.on_a_line(item))).collect();
            return format!("[{}{line}]", items.join(","));
        }
        self.on_a_line(value)
    }

    fn on_a_line(&self, value: &Value) -> String {
        if self.is_compact {
            return value.to_json();
        }
        match value {
            Value::List(items) if !items.is_empty() => {
                let items: Vec<String> = items.iter().map(|item| self.on_a_line(item)).collect();
                format!("[ {} ]", items.join(", "))
            }
            Value::Object(members) if !members.is_empty() => {
                let members: Vec<String> = members
                    .iter()
                    .map(|(name, value)| {
                        let mut out = String::new();
                        write_string(&mut out, name);
                        out.push_str(": ");
                        out.push_str(&self.on_a_line(value));
                        out
                    })
                    .collect();
                format!("{{ {} }}", members.join(", "))
            }
            value => value.to_json(),
        }
    }
}

/// Whether a text is written without white space: it opens with a bracket that something follows at once.
fn is_compact(text: &str) -> bool {
    let mut chars = text.trim_start().chars().skip(1);
    chars.next().is_some_and(|char| !char.is_ascii_whitespace() && char != '}' && char != ']')
}

/// The line break and blanks that a line begins with.
fn blanks(line: &str) -> Option<&str> {
    let end = line.find(|char: char| !char.is_ascii_whitespace()).unwrap_or(line.len());
    line.get(..end)
}

/// One step of indentation: what the first indented line begins with.
fn step(text: &str) -> &str {
    let lines = text
        .split('\n')
        .skip(1)
        .map(|line| line.get(..line.len().saturating_sub(line.trim_start_matches([' ', '\t']).len())).unwrap_or(""));
    lines.into_iter().find(|blanks| !blanks.is_empty()).unwrap_or("  ")
}
