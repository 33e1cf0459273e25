//! Text → tape: RFC 8259, strictly.

use super::{Flaw, Kind, Tape, Token, string};

/// Arrays and objects that may be open at once.
pub(crate) const MAX_DEPTH: usize = 64;

/// The keys of an object with so many are compared with each other.
const FEW: usize = 16;

/// Why a text is not JSON, and the byte where that shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ParseError {
    /// What would have been right there.
    Syntax { at: usize, expected: &'static str },
    /// The bracket that is one too deep.
    TooDeep { at: usize },
}

/// Reads a whole text.
pub(crate) fn parse(text: &str, source: u32) -> Result<Tape<'_>, ParseError> {
    let mut parser = Parser {
        text,
        bytes: text.as_bytes(),
        at: 0,
        // Why: documents have a token for about every six bytes; one allocation serves most.
        tokens: Vec::with_capacity(text.len() / 5),
        flaws: Vec::new(),
        decoded: String::new(),
        escaped: Vec::new(),
        keys: Vec::new(),
        error: ParseError::Syntax { at: 0, expected: "" },
    };
    if parser.whole().is_none() {
        return Err(parser.error);
    }
    let Parser { tokens, mut flaws, decoded, escaped, .. } = parser;
    flaws.sort_by_key(|&(_, token)| token);
    Ok(Tape { source, text, tokens, flaws, decoded, escaped })
}

/// The bytes of a word that end plain text, a quotation mark, a backslash or a control character: the lowest bit set is in the first of them.
///
/// Source: "Determine if a word has a zero byte", S. E. Anderson, Bit Twiddling Hacks (public domain).
fn special(word: u64) -> u64 {
    const LOW: u64 = u64::from_le_bytes([1; 8]);
    const HIGH: u64 = u64::from_le_bytes([0x80; 8]);
    let below = |word: u64, bound: u8| word.wrapping_sub(LOW.wrapping_mul(u64::from(bound))) & !word;
    let is = |byte: u8| below(word ^ LOW.wrapping_mul(u64::from(byte)), 1);
    (is(b'"') | is(b'\\') | below(word, 0x20)) & HIGH
}

struct Parser<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    tokens: Vec<Token>,
    flaws: Vec<(Flaw, u32)>,
    decoded: String,
    escaped: Vec<(u32, u32)>,
    /// The keys of the objects that are open, as tokens.
    keys: Vec<u32>,
    /// Why the last step came to nothing. Why here: a step's result is then one bit, and there are very many steps.
    error: ParseError,
}

impl<'a> Parser<'a> {
    fn whole(&mut self) -> Option<()> {
        self.space();
        self.value(0)?;
        self.space();
        if self.at < self.text.len() { self.expected("the end of the text") } else { Some(()) }
    }

    fn peek(&self) -> u8 {
        self.bytes.get(self.at).copied().unwrap_or(0)
    }

    /// INVARIANT: no text is as long as `usize` counts.
    fn bump(&mut self) {
        self.at = self.at.wrapping_add(1);
    }

    fn space(&mut self) {
        loop {
            match self.peek() {
                b' ' => self.blanks(),
                b'\t' | b'\n' | b'\r' => self.bump(),
                _ => return,
            }
        }
    }

    /// Passes over blanks, of which there is one: up to eight in a step, as lines begin with some.
    fn blanks(&mut self) {
        let step = self.bytes.get(self.at..).and_then(<[u8]>::first_chunk::<8>);
        let blanks = step.map_or(1, |step| (u64::from_le_bytes(*step) ^ u64::from_le_bytes([b' '; 8])).trailing_zeros() / 8);
        self.at = self.at.saturating_add(blanks as usize);
    }

    #[cold]
    fn expected(&mut self, expected: &'static str) -> Option<()> {
        self.error = ParseError::Syntax { at: self.at, expected };
        None
    }

    fn here(&self) -> u32 {
        // INVARIANT: texts are at most 16 MiB, checked before the parse.
        self.at as u32
    }

    fn next_index(&self) -> u32 {
        self.tokens.len() as u32
    }

    /// Adds a token without parts, which ends here.
    fn leaf(&mut self, kind: Kind, start: u32, escaped: bool) {
        let next = self.next_index().saturating_add(1);
        self.tokens.push(Token { kind, escaped, start, end: self.here(), next });
    }

    /// Adds a token that starts here; `close` completes it.
    fn open(&mut self, kind: Kind) -> usize {
        let index = self.tokens.len();
        self.tokens.push(Token { kind, escaped: false, start: self.here(), end: 0, next: 0 });
        index
    }

    fn close(&mut self, index: usize) {
        let (end, next) = (self.here(), self.next_index());
        if let Some(token) = self.tokens.get_mut(index) {
            token.end = end;
            token.next = next;
        }
    }

    fn value(&mut self, depth: usize) -> Option<()> {
        match self.peek() {
            b'{' => self.object(depth),
            b'[' => self.array(depth),
            b'"' => self.string(),
            b'-' | b'0'..=b'9' => self.number(),
            b't' => self.word("true", Kind::Boolean),
            b'f' => self.word("false", Kind::Boolean),
            b'n' => self.word("null", Kind::Null),
            _ => self.expected("a value"),
        }
    }

    fn word(&mut self, word: &'static str, kind: Kind) -> Option<()> {
        let start = self.here();
        for byte in word.bytes() {
            if self.peek() != byte {
                return self.expected("a value");
            }
            self.bump();
        }
        self.leaf(kind, start, false);
        Some(())
    }

    fn number(&mut self) -> Option<()> {
        let start = self.here();
        if self.peek() == b'-' {
            self.bump();
        }
        if self.peek() == b'0' {
            self.bump();
        } else {
            self.digits()?;
        }
        if self.peek() == b'.' {
            self.bump();
            self.digits()?;
        }
        if matches!(self.peek(), b'e' | b'E') {
            self.bump();
            if matches!(self.peek(), b'+' | b'-') {
                self.bump();
            }
            self.digits()?;
        }
        self.leaf(Kind::Number, start, false);
        Some(())
    }

    fn digits(&mut self) -> Option<()> {
        if !self.peek().is_ascii_digit() {
            return self.expected("a digit");
        }
        while self.peek().is_ascii_digit() {
            self.bump();
        }
        Some(())
    }

    fn string(&mut self) -> Option<()> {
        let start = self.here();
        self.bump();
        let mut escaped = false;
        loop {
            self.plain();
            match self.peek() {
                b'"' => break,
                b'\\' => {
                    escaped = true;
                    self.escape()?;
                }
                0..=0x1f => return self.expected("`\"` to end the string (control characters are written as escapes)"),
                _ => self.bump(),
            }
        }
        self.bump();
        self.leaf(Kind::String, start, escaped);
        if escaped {
            let index = self.next_index().saturating_sub(1);
            let inner = self.inner(index);
            if string::decode(inner, &mut self.decoded) {
                self.flaws.push((Flaw::LoneSurrogate, index));
            }
            // INVARIANT: a string is longer as it is written than decoded, but for U+FFFD, which takes half as many bytes as its escape.
            self.escaped.push((index, self.decoded.len() as u32));
        }
        Some(())
    }

    /// Passes over what stands for itself in a string, eight bytes a step, as far as whole steps go.
    fn plain(&mut self) {
        while let Some(step) = self.bytes.get(self.at..).and_then(<[u8]>::first_chunk::<8>) {
            let special = special(u64::from_le_bytes(*step));
            self.at = self.at.saturating_add((special.trailing_zeros() / 8) as usize);
            if special != 0 {
                break;
            }
        }
    }

    fn escape(&mut self) -> Option<()> {
        self.bump();
        match self.peek() {
            b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => self.bump(),
            b'u' => {
                self.bump();
                for _ in 0..4 {
                    if !self.peek().is_ascii_hexdigit() {
                        return self.expected("four hexadecimal digits");
                    }
                    self.bump();
                }
            }
            _ => return self.expected("an escape: one of \" \\ / b f n r t u"),
        }
        Some(())
    }

    /// The text between a string token's quotes.
    fn inner(&self, index: u32) -> &'a str {
        let token = self.tokens.get(index as usize).copied().unwrap_or(super::NOTHING);
        self.text.get((token.start as usize).saturating_add(1)..(token.end as usize).saturating_sub(1)).unwrap_or("")
    }

    fn array(&mut self, depth: usize) -> Option<()> {
        let depth = self.deeper(depth)?;
        let token = self.open(Kind::Array);
        self.bump();
        self.space();
        if self.peek() != b']' {
            loop {
                if self.peek() == b']' {
                    return self.expected("another element after the comma, or no comma");
                }
                self.value(depth)?;
                self.space();
                match self.peek() {
                    b',' => self.bump(),
                    b']' => break,
                    _ => return self.expected("`,` or `]`"),
                }
                self.space();
            }
        }
        self.bump();
        self.close(token);
        Some(())
    }

    fn object(&mut self, depth: usize) -> Option<()> {
        let depth = self.deeper(depth)?;
        let token = self.open(Kind::Object);
        let first_key = self.keys.len();
        self.bump();
        self.space();
        if self.peek() != b'}' {
            loop {
                match self.peek() {
                    b'"' => {}
                    b'}' => return self.expected("another member after the comma, or no comma"),
                    _ => return self.expected("a key in quotes"),
                }
                let key = self.next_index();
                self.keys.push(key);
                self.string()?;
                self.space();
                if self.peek() != b':' {
                    return self.expected("`:`");
                }
                self.bump();
                self.space();
                self.value(depth)?;
                self.space();
                match self.peek() {
                    b',' => self.bump(),
                    b'}' => break,
                    _ => return self.expected("`,` or `}`"),
                }
                self.space();
            }
        }
        self.bump();
        self.close(token);
        self.duplicates(first_key);
        self.pass_over(first_key);
        self.keys.truncate(first_key);
        Some(())
    }

    fn deeper(&mut self, depth: usize) -> Option<usize> {
        if depth < MAX_DEPTH {
            return Some(depth.saturating_add(1));
        }
        self.error = ParseError::TooDeep { at: self.at };
        None
    }

    /// Notes each key of the object just read that stands there a second time.
    fn duplicates(&mut self, first_key: usize) {
        let keys = self.keys.get(first_key..).unwrap_or_default();
        if keys.len() < 2 {
            return;
        }
        if keys.len() <= FEW && !self.any_alike(keys) {
            return;
        }
        // Why sorted: that is immune to crafted collisions.
        let lone = self.lone_since(keys.first().copied().unwrap_or_default());
        let whole = keys.iter().filter(|key| lone.binary_search(key).is_err());
        let mut names: Vec<(&str, u32)> = whole.map(|&key| (self.key(key), key)).collect();
        names.sort_unstable();
        let twice = names.windows(2).filter_map(|pair| match pair {
            [(first, _), (second, key)] if first == second => Some((Flaw::DuplicateKey, *key)),
            _ => None,
        });
        self.flaws.extend(twice.collect::<Vec<_>>());
    }

    /// Forgets what was noted inside the values of flawed members: they are not looked at further (spec ).
    fn pass_over(&mut self, first_key: usize) {
        let keys = self.keys.get(first_key..).unwrap_or_default();
        let Some(&first) = keys.first() else { return };
        let begin = self.flaws.iter().rposition(|(_, index)| *index < first).map_or(0, |last| last.saturating_add(1));
        let inside = self.flaws.split_off(begin);
        let mut flawed: Vec<u32> = inside.iter().map(|(_, index)| *index).filter(|index| keys.binary_search(index).is_ok()).collect();
        flawed.sort_unstable();
        // The member that a token stands in is the last whose key is not after it.
        let member = |index: u32| keys.get(keys.partition_point(|key| *key <= index).saturating_sub(1)).copied().unwrap_or_default();
        let stays = |&(_, index): &(Flaw, u32)| member(index) == index || flawed.binary_search(&member(index)).is_err();
        self.flaws.extend(inside.into_iter().filter(stays));
    }

    /// The strings from a token on that hold a lone surrogate, in order: a key that does is no name (spec ), so it is none a second time.
    ///
    /// INVARIANT: flaws of what stands before an object are noted before it is opened. So only those of its inside are looked at.
    fn lone_since(&self, first: u32) -> Vec<u32> {
        let inside = self.flaws.iter().rev().take_while(|(_, index)| *index >= first);
        let mut lone: Vec<u32> = inside.filter(|(flaw, _)| *flaw == Flaw::LoneSurrogate).map(|(_, index)| *index).collect();
        lone.reverse();
        lone
    }

    /// Whether of some keys two may be the same: two are, or one has an escape.
    fn any_alike(&self, keys: &[u32]) -> bool {
        let token = |key: u32| self.tokens.get(key as usize).copied().unwrap_or(super::NOTHING);
        let text = |token: Token| self.bytes.get(token.start as usize..token.end as usize).unwrap_or_default();
        keys.iter().enumerate().any(|(at, &key)| {
            let own = token(key);
            let length = own.end.wrapping_sub(own.start);
            let before = keys.get(..at).unwrap_or_default();
            own.escaped
                || before.iter().any(|&before| {
                    let other = token(before);
                    other.end.wrapping_sub(other.start) == length && text(other) == text(own)
                })
        })
    }

    fn key(&self, index: u32) -> &str {
        match self.escaped.binary_search_by_key(&index, |&(token, _)| token) {
            Ok(at) => super::decoded(&self.decoded, &self.escaped, at),
            Err(_) => self.inner(index),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_byte_that_ends_plain_text_is_found() {
        let is_special = |byte: u8| byte < 0x20 || byte == b'"' || byte == b'\\';
        for (left, right) in (0..=u8::MAX).flat_map(|left| (0..=u8::MAX).map(move |right| (left, right))) {
            for (at, place) in [(0, 1), (0, 7), (2, 3), (5, 7)] {
                let bytes: [u8; 8] = std::array::from_fn(|own| {
                    if own == at {
                        left
                    } else if own == place {
                        right
                    } else {
                        b'a'
                    }
                });
                let first = bytes.iter().position(|byte| is_special(*byte)).unwrap_or(8);
                assert_eq!(special(u64::from_le_bytes(bytes)).trailing_zeros() / 8, first as u32, "{bytes:?}");
            }
        }
    }
}
