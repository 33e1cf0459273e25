//! JSON text as a tree that remembers where everything stands, and how every number is written (spec section 1).
//!
//! Objects hold what counts: of two members of one name the first, and none whose name has a lone surrogate. What does not count is reported.

use std::collections::BTreeMap;

use crate::diagnostic::{At, Found, Path};

/// Arrays and objects open at once.
const DEPTH: usize = 64;

/// A JSON value and where it stands.
#[derive(Clone, Debug)]
pub struct Value {
    /// Where its first character stands.
    pub at: At,
    /// What it is.
    pub kind: Kind,
}

/// A JSON value.
#[derive(Clone, Debug)]
pub enum Kind {
    /// `null`.
    Null,
    /// `true` or `false`.
    Boolean(bool),
    /// A number, as it is written.
    Number(String),
    /// A string.
    Text(String),
    /// A string with a lone surrogate.
    BadText,
    /// An array.
    List(Vec<Value>),
    /// An object.
    Object(Members),
}

/// The members of an object, in code point order of their names.
pub type Members = BTreeMap<String, Member>;

/// A member of an object.
#[derive(Clone, Debug)]
pub struct Member {
    /// Where the first quote of its name stands.
    pub at: At,
    /// Its value.
    pub value: Value,
}

/// Why a text is not JSON, and where.
#[derive(Clone, Copy, Debug)]
pub struct Refusal {
    /// `syntax` or `limit-exceeded`.
    pub code: &'static str,
    /// The byte at which it shows.
    pub offset: usize,
}

impl Value {
    /// The member of that name, if this is an object that has it.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.members()?.get(name).map(|member| &member.value)
    }

    /// The members, if this is an object.
    pub fn members(&self) -> Option<&Members> {
        match &self.kind {
            Kind::Object(members) => Some(members),
            _ => None,
        }
    }

    /// The elements; none if this is no array.
    pub fn elements(&self) -> &[Value] {
        match &self.kind {
            Kind::List(elements) => elements,
            _ => &[],
        }
    }

    /// The text, if this is a string.
    pub fn text(&self) -> Option<&str> {
        match &self.kind {
            Kind::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The double nearest to the text, if this is a number; −0 is 0.
    pub fn number(&self) -> Option<f64> {
        match &self.kind {
            Kind::Number(text) => text.parse().ok().map(|number: f64| number + 0.0),
            _ => None,
        }
    }

    /// Whether this is the literal `true`.
    pub fn is_true(&self) -> bool {
        matches!(self.kind, Kind::Boolean(true))
    }
}

/// Reads a text that holds one JSON value: the value, and the `duplicate-key` and `bad-string` in it.
pub fn parse(text: &str, file: usize) -> Result<(Value, Vec<Found>), Refusal> {
    let mut parser = Parser { text, offset: 0, file, path: Vec::new(), depth: 0, muted: 0, found: Vec::new() };
    let value = parser.value()?;
    parser.space();
    if parser.offset < text.len() { Err(parser.refusal()) } else { Ok((value, parser.found)) }
}

struct Parser<'a> {
    text: &'a str,
    offset: usize,
    file: usize,
    path: Path,
    depth: usize,
    /// How many members that do not count are open.
    muted: usize,
    found: Vec<Found>,
}

impl Parser<'_> {
    fn refusal(&self) -> Refusal {
        Refusal { code: "syntax", offset: self.offset }
    }

    fn at(&self) -> At {
        At { file: self.file, offset: self.offset }
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.offset).copied()
    }

    fn rest(&self) -> &str {
        &self.text[self.offset..]
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.offset += 1;
        }
    }

    fn expect(&mut self, byte: u8) -> Result<(), Refusal> {
        if self.peek() == Some(byte) {
            self.offset += 1;
            Ok(())
        } else {
            Err(self.refusal())
        }
    }

    fn report(&mut self, code: &'static str, at: At) {
        if self.muted == 0 {
            self.found.push(Found { code, at, path: self.path.clone() });
        }
    }

    fn value(&mut self) -> Result<Value, Refusal> {
        self.space();
        let at = self.at();
        let kind = match self.peek() {
            Some(b'{') => self.object()?,
            Some(b'[') => self.array()?,
            Some(b'"') => match self.string()? {
                (text, true) => Kind::Text(text),
                (_, false) => {
                    self.report("bad-string", at);
                    Kind::BadText
                }
            },
            Some(b'-' | b'0'..=b'9') => self.number()?,
            _ => self.word()?,
        };
        Ok(Value { at, kind })
    }

    fn word(&mut self) -> Result<Kind, Refusal> {
        for (word, kind) in [("null", Kind::Null), ("true", Kind::Boolean(true)), ("false", Kind::Boolean(false))] {
            if self.peek() == word.bytes().next() {
                word.bytes().try_for_each(|byte| self.expect(byte))?;
                return Ok(kind);
            }
        }
        Err(self.refusal())
    }

    fn number(&mut self) -> Result<Kind, Refusal> {
        let start = self.offset;
        if self.peek() == Some(b'-') {
            self.offset += 1;
        }
        if self.peek() == Some(b'0') {
            self.offset += 1;
        } else {
            self.digits()?;
        }
        if self.peek() == Some(b'.') {
            self.offset += 1;
            self.digits()?;
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.offset += 1;
            if matches!(self.peek(), Some(b'+' | b'-')) {
                self.offset += 1;
            }
            self.digits()?;
        }
        Ok(Kind::Number(self.text[start..self.offset].to_owned()))
    }

    fn digits(&mut self) -> Result<(), Refusal> {
        if !self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            return Err(self.refusal());
        }
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.offset += 1;
        }
        Ok(())
    }

    /// A string, decoded; false where it has a lone surrogate, of which U+FFFD is left.
    fn string(&mut self) -> Result<(String, bool), Refusal> {
        self.expect(b'"')?;
        let mut units: Vec<u16> = Vec::new();
        loop {
            let character = self.rest().chars().next().ok_or(self.refusal())?;
            match character {
                '"' => break,
                '\\' => {
                    self.offset += 1;
                    units.push(self.escape()?);
                }
                '\0'..='\x1f' => return Err(self.refusal()),
                _ => {
                    units.extend_from_slice(character.encode_utf16(&mut [0; 2]));
                    self.offset += character.len_utf8();
                }
            }
        }
        self.offset += 1;
        match String::from_utf16(&units) {
            Ok(text) => Ok((text, true)),
            Err(_) => Ok((String::from_utf16_lossy(&units), false)),
        }
    }

    fn escape(&mut self) -> Result<u16, Refusal> {
        let simple = match self.peek() {
            Some(byte @ (b'"' | b'\\' | b'/')) => byte,
            Some(b'b') => 0x08,
            Some(b'f') => 0x0c,
            Some(b'n') => b'\n',
            Some(b'r') => b'\r',
            Some(b't') => b'\t',
            Some(b'u') => {
                self.offset += 1;
                return self.four_digits();
            }
            _ => return Err(self.refusal()),
        };
        self.offset += 1;
        Ok(u16::from(simple))
    }

    fn four_digits(&mut self) -> Result<u16, Refusal> {
        let mut unit = 0;
        for _ in 0..4 {
            let digit = self.peek().and_then(|byte| char::from(byte).to_digit(16)).ok_or(self.refusal())?;
            unit = unit * 16 + digit as u16;
            self.offset += 1;
        }
        Ok(unit)
    }

    fn open(&mut self) -> Result<(), Refusal> {
        if self.depth == DEPTH {
            return Err(Refusal { code: "limit-exceeded", offset: self.offset });
        }
        self.depth += 1;
        self.offset += 1;
        self.space();
        Ok(())
    }

    fn array(&mut self) -> Result<Kind, Refusal> {
        self.open()?;
        let mut elements = Vec::new();
        if self.peek() != Some(b']') {
            loop {
                self.path.push(elements.len().to_string());
                elements.push(self.value()?);
                self.path.pop();
                self.space();
                if self.peek() != Some(b',') {
                    break;
                }
                self.offset += 1;
            }
        }
        self.expect(b']')?;
        self.depth -= 1;
        Ok(Kind::List(elements))
    }

    fn object(&mut self) -> Result<Kind, Refusal> {
        self.open()?;
        let mut members = Members::new();
        if self.peek() != Some(b'}') {
            loop {
                self.space();
                let at = self.at();
                let (name, good) = self.string()?;
                self.space();
                self.expect(b':')?;
                self.path.push(name.clone());
                let counts = good && !members.contains_key(&name);
                if counts {
                    let value = self.value()?;
                    members.insert(name, Member { at, value });
                } else {
                    self.report(if good { "duplicate-key" } else { "bad-string" }, at);
                    self.muted += 1;
                    self.value()?;
                    self.muted -= 1;
                }
                self.path.pop();
                self.space();
                if self.peek() != Some(b',') {
                    break;
                }
                self.offset += 1;
            }
        }
        self.expect(b'}')?;
        self.depth -= 1;
        Ok(Kind::Object(members))
    }
}
