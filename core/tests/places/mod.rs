//! Where everything stands in a JSON text: found by walking over it once more, with nothing of the core.

/// A value that stands in a text.
#[derive(Debug)]
pub struct Place {
    pub pointer: String,
    /// Line and column of the first quote of its key; the value's own where it has none.
    pub key: (u32, u32),
    /// Line and column of its first character.
    pub value: (u32, u32),
}

/// All values of a text; none where it is not JSON.
pub fn places(text: &str) -> Option<Vec<Place>> {
    let mut walk = Walk { rest: text.chars().collect(), at: 0, line: 1, column: 1, found: Vec::new(), depth: 0 };
    walk.space();
    let here = walk.here();
    walk.value(String::new(), here)?;
    walk.space();
    (walk.at == walk.rest.len()).then_some(walk.found)
}

struct Walk {
    rest: Vec<char>,
    at: usize,
    line: u32,
    column: u32,
    depth: usize,
    found: Vec<Place>,
}

impl Walk {
    fn here(&self) -> (u32, u32) {
        (self.line, self.column)
    }

    fn peek(&self) -> Option<char> {
        self.rest.get(self.at).copied()
    }

    fn next(&mut self) -> Option<char> {
        let next = self.peek()?;
        self.at += 1;
        (self.line, self.column) = if next == '\n' { (self.line + 1, 1) } else { (self.line, self.column + 1) };
        Some(next)
    }

    fn expect(&mut self, wanted: char) -> Option<()> {
        (self.next()? == wanted).then_some(())
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(' ' | '\t' | '\n' | '\r')) {
            self.next();
        }
    }

    fn value(&mut self, pointer: String, key: (u32, u32)) -> Option<()> {
        let value = self.here();
        self.found.push(Place { pointer: pointer.clone(), key, value });
        match self.peek()? {
            '{' => self.inside('}', |walk, _| {
                let key = walk.here();
                let name = walk.string()?.replace('~', "~0").replace('/', "~1");
                walk.space();
                walk.expect(':')?;
                walk.space();
                walk.value(format!("{pointer}/{name}"), key)
            }),
            '[' => self.inside(']', |walk, index| {
                let key = walk.here();
                walk.value(format!("{pointer}/{index}"), key)
            }),
            '"' => self.string().map(|_| ()),
            _ => {
                let from = self.at;
                while matches!(self.peek(), Some('a'..='z' | 'A'..='Z' | '0'..='9' | '+' | '-' | '.')) {
                    self.next();
                }
                let word: String = self.rest[from..self.at].iter().collect();
                (["true", "false", "null"].contains(&word.as_str()) || number(&word)).then_some(())
            }
        }
    }

    fn inside(&mut self, close: char, part: impl Fn(&mut Walk, usize) -> Option<()>) -> Option<()> {
        self.next();
        self.depth += 1;
        self.space();
        if self.peek()? != close {
            for index in 0.. {
                part(self, index)?;
                self.space();
                match self.peek()? {
                    ',' => drop(self.next()),
                    _ => break,
                }
                self.space();
            }
        }
        self.depth -= 1;
        if self.depth >= 64 {
            return None;
        }
        self.expect(close)
    }

    /// A string; lone surrogates are the replacement character.
    fn string(&mut self) -> Option<String> {
        self.expect('"')?;
        let mut units = Vec::new();
        loop {
            match self.next()? {
                '"' => return Some(String::from_utf16_lossy(&units)),
                '\\' => match self.next()? {
                    'u' => {
                        let digits = (0..4).map(|_| self.next()).collect::<Option<String>>()?;
                        units.push(u16::from_str_radix(&digits, 16).ok().filter(|_| !digits.starts_with('+'))?);
                    }
                    escape => {
                        let known = [('"', 34), ('\\', 92), ('/', 47), ('b', 8), ('f', 12), ('n', 10), ('r', 13), ('t', 9)];
                        units.push(known.iter().find(|(own, _)| *own == escape)?.1);
                    }
                },
                '\0'..'\u{20}' => return None,
                plain => units.extend_from_slice(plain.encode_utf16(&mut [0; 2])),
            }
        }
    }
}

/// Whether a word is a number of RFC 8259.
fn number(word: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let word = word.strip_prefix('-').unwrap_or(word);
    let (mantissa, exponent) = word.split_once(['e', 'E']).map_or((word, None), |(mantissa, exponent)| (mantissa, Some(exponent)));
    let (whole, fraction) = mantissa.split_once('.').map_or((mantissa, None), |(whole, fraction)| (whole, Some(fraction)));
    digits(whole)
        && (whole == "0" || !whole.starts_with('0'))
        && fraction.is_none_or(digits)
        && exponent.is_none_or(|exponent| digits(exponent.strip_prefix(['+', '-']).unwrap_or(exponent)))
}
