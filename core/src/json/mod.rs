//! JSON text as a flat tape of tokens with byte offsets.
//!
//! One pass over the text; numbers and strings stay slices of it, but for strings with an escape, which are decoded. Duplicate keys and lone surrogates do not
//! stop the parse: they are noted as flaws, and whoever reads the tape decides what they cost. Knows nothing of documents.

#[cfg(any(test, target_family = "wasm"))]
mod number;
mod parse;
mod pointer;
mod position;
mod string;
mod write;

pub(crate) use parse::{MAX_DEPTH, ParseError, parse};
pub use pointer::locate;
pub(crate) use pointer::pointer;
pub(crate) use position::{Place, position};
pub(crate) use write::{Members, write_number, write_string};

/// The kind of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Null,
    Boolean,
    Number,
    String,
    Array,
    Object,
}

impl Kind {
    /// The kind in words, as messages say it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Kind::Null => "null",
            Kind::Boolean => "a boolean",
            Kind::Number => "a number",
            Kind::String => "a string",
            Kind::Array => "an array",
            Kind::Object => "an object",
        }
    }
}

/// One value (or key) of the text.
#[derive(Clone, Copy, Debug)]
struct Token {
    kind: Kind,
    /// A string with an escape in it.
    escaped: bool,
    /// Byte offsets of the whole value.
    start: u32,
    end: u32,
    /// The index of the first token after this value and everything in it.
    next: u32,
}

const NOTHING: Token = Token { kind: Kind::Null, escaped: false, start: 0, end: 0, next: u32::MAX };

/// What is wrong with a text that is JSON all the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Flaw {
    DuplicateKey,
    LoneSurrogate,
}

/// A parsed text.
#[derive(Debug)]
pub(crate) struct Tape<'a> {
    /// Which of the sources this is.
    pub(crate) source: u32,
    pub(crate) text: &'a str,
    tokens: Vec<Token>,
    flaws: Vec<(Flaw, u32)>,
    /// The strings that have an escape, decoded, one after the other.
    decoded: String,
    /// The tokens of these strings, each with where its text ends.
    escaped: Vec<(u32, u32)>,
}

impl<'a> Tape<'a> {
    /// The value that the text holds.
    pub(crate) fn root(&self) -> Node<'_> {
        Node { tape: self, index: 0 }
    }

    /// Duplicate keys and lone surrogates, each with the token it is about.
    pub(crate) fn flaws(&self) -> impl Iterator<Item = (Flaw, Node<'_>)> {
        self.flaws.iter().map(|&(flaw, index)| (flaw, Node { tape: self, index }))
    }

    fn token(&self, index: u32) -> Token {
        self.tokens.get(index as usize).copied().unwrap_or(NOTHING)
    }

    fn slice(&self, start: u32, end: u32) -> &'a str {
        self.text.get(start as usize..end as usize).unwrap_or("")
    }

    /// The decoded text of a string with an escape.
    fn decoded(&self, index: u32) -> &str {
        decoded(&self.decoded, &self.escaped, self.escaped.partition_point(|&(token, _)| token < index))
    }
}

/// One of the decoded strings.
fn decoded<'t>(texts: &'t str, escaped: &[(u32, u32)], at: usize) -> &'t str {
    let end_of = |at: usize| escaped.get(at).map_or(0, |&(_, end)| end as usize);
    texts.get(at.checked_sub(1).map_or(0, end_of)..end_of(at)).unwrap_or("")
}

/// A value of a tape: cheap to copy, and it knows where it stands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Node<'a> {
    pub(crate) tape: &'a Tape<'a>,
    index: u32,
}

impl<'a> Node<'a> {
    fn token(self) -> Token {
        self.tape.token(self.index)
    }

    pub(crate) fn kind(self) -> Kind {
        self.token().kind
    }

    /// Its index on the tape, which grows with its position in the text.
    pub(crate) fn index(self) -> u32 {
        self.index
    }

    /// The index of the first value after this one and all in it.
    pub(crate) fn after(self) -> u32 {
        self.token().next
    }

    /// Byte offsets of the value in its text.
    pub(crate) fn span(self) -> (u32, u32) {
        let token = self.token();
        (token.start, token.end)
    }

    /// The value as it is written.
    pub(crate) fn raw(self) -> &'a str {
        let token = self.token();
        self.tape.slice(token.start, token.end)
    }

    /// The string, decoded; a lone surrogate reads as U+FFFD.
    pub(crate) fn string(self) -> Option<&'a str> {
        let token = self.token();
        if token.kind != Kind::String {
            return None;
        }
        let inner = self.tape.slice(token.start.saturating_add(1), token.end.saturating_sub(1));
        Some(if token.escaped { self.tape.decoded(self.index) } else { inner })
    }

    /// The boolean.
    pub(crate) fn boolean(self) -> Option<bool> {
        (self.kind() == Kind::Boolean).then(|| self.raw() == "true")
    }

    /// The double nearest to the number's text, −0 as 0; infinite when it overflows.
    pub(crate) fn number(self) -> Option<f64> {
        if self.kind() != Kind::Number {
            return None;
        }
        double(self.raw()).map(|number| number + 0.0)
    }

    /// The elements of an array; nothing for any other kind.
    pub(crate) fn items(self) -> impl Iterator<Item = Node<'a>> + use<'a> {
        let token = self.token();
        let end = if token.kind == Kind::Array { token.next } else { 0 };
        let mut at = self.index.saturating_add(1);
        std::iter::from_fn(move || {
            (at < end).then(|| {
                let node = Node { tape: self.tape, index: at };
                at = node.token().next;
                node
            })
        })
    }

    /// The members of an object, as key and value; nothing for any other kind. One whose key has a flaw is left out.
    pub(crate) fn members(self) -> impl Iterator<Item = Member<'a>> + use<'a> {
        self.all_members().filter(|member| !member.key.has_flaw())
    }

    /// The members of an object as they are written, flaws and all.
    pub(crate) fn all_members(self) -> impl Iterator<Item = Member<'a>> + use<'a> {
        let token = self.token();
        let end = if token.kind == Kind::Object { token.next } else { 0 };
        let mut at = self.index.saturating_add(1);
        std::iter::from_fn(move || {
            (at < end).then(|| {
                let key = Node { tape: self.tape, index: at };
                let value = Node { tape: self.tape, index: at.saturating_add(1) };
                at = value.token().next;
                Member { key, value }
            })
        })
    }

    /// The key of the member whose value this is.
    pub(crate) fn key(self) -> Node<'a> {
        Node { tape: self.tape, index: self.index.saturating_sub(1) }
    }

    /// Whether this string or key is a duplicate, or has a lone surrogate.
    pub(crate) fn has_flaw(self) -> bool {
        !self.tape.flaws.is_empty() && self.tape.flaws.binary_search_by_key(&self.index, |&(_, token)| token).is_ok()
    }

    /// Whether this value is such a string, or such a string or key stands in it.
    pub(crate) fn holds_flaw(self) -> bool {
        let from = self.tape.flaws.partition_point(|&(_, token)| token < self.index);
        self.tape.flaws.get(from).is_some_and(|&(_, token)| token < self.token().next)
    }

    /// Whether `other` is this value or stands in it.
    pub(crate) fn holds(self, other: Node<'_>) -> bool {
        self.tape.source == other.tape.source && self.index <= other.index && other.index < self.token().next
    }

    /// Whether an array or object has nothing in it.
    pub(crate) fn is_empty(self) -> bool {
        self.token().next == self.index.saturating_add(1)
    }
}

/// A member of an object.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Member<'a> {
    pub(crate) key: Node<'a>,
    pub(crate) value: Node<'a>,
}

impl<'a> Member<'a> {
    pub(crate) fn name(self) -> &'a str {
        self.key.string().unwrap_or_default()
    }
}

/// The double nearest to a decimal text, infinite when it overflows.
#[cfg(not(target_family = "wasm"))]
pub(crate) fn double(text: &str) -> Option<f64> {
    text.parse().ok()
}

/// The same without the standard library's tables.
#[cfg(target_family = "wasm")]
pub(crate) fn double(text: &str) -> Option<f64> {
    Some(number::parse(text))
}
