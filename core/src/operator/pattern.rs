//! `matches` (spec ): one dialect in every binding, linear time; and how large a pattern is.

use regex_lite::Regex;

/// A pattern, compiled at load.
#[derive(Clone, Debug)]
pub(crate) struct Pattern(Regex);

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.0.as_str() == other.0.as_str()
    }
}

impl Pattern {
    /// The pattern as it was written.
    pub(crate) fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// Compiles a pattern; the error says what is wrong with it.
    pub(crate) fn parse(pattern: &str) -> Result<Pattern, String> {
        Regex::new(pattern).map(Pattern).map_err(|error| error.to_string())
    }
}

/// Whether any pattern is found in a text.
pub(crate) fn any(patterns: &[Pattern], text: &str) -> bool {
    patterns.iter().any(|pattern| pattern.0.is_match(text))
}

/// The bytes of a pattern when each counted repetition is written out, about.
///
/// Why not ask the engine: it tells nothing, and what it takes differs from processor to processor. Compiling first would be too late.
pub(crate) fn size(pattern: &str) -> usize {
    let mut sizes = Sizes { rest: pattern, outer: Vec::new(), whole: 0, last: 0, product: 1, is_verbose: false };
    while sizes.step().is_some() {}
    if sizes.is_verbose { pattern.len().saturating_mul(sizes.product) } else { sizes.total() }
}

/// A pattern as far as it is read. What stands in a group that is open is apart from what stands before it.
struct Sizes<'p> {
    rest: &'p str,
    /// The sizes before each open group.
    outer: Vec<usize>,
    /// The present group, without its last element.
    whole: usize,
    /// The last element: what a repetition repeats.
    last: usize,
    /// Of all repetitions.
    product: usize,
    /// White space and comments are left out somewhere: what repeats what is not looked for.
    is_verbose: bool,
}

impl Sizes<'_> {
    /// What all that was read counts.
    fn total(&self) -> usize {
        self.outer.iter().fold(self.whole.saturating_add(self.last), |sum, outer| sum.saturating_add(*outer))
    }

    fn step(&mut self) -> Option<()> {
        let rest = self.rest;
        let char = rest.chars().next()?;
        let length = match char {
            '(' => self.group(),
            ')' => {
                let inner = self.whole.saturating_add(self.last).saturating_add(2);
                self.whole = self.outer.pop().unwrap_or(0);
                self.last = inner;
                1
            }
            '{' => {
                let braces = rest.find('}').map_or(rest.len(), |end| end.saturating_add(1));
                let inside = rest.get(1..braces).unwrap_or_default();
                let number = inside.split(|char: char| !char.is_ascii_digit()).rfind(|digits| !digits.is_empty());
                let times = number.map_or(1, |digits| digits.parse().unwrap_or(usize::MAX)).max(1);
                self.last = self.last.saturating_mul(times);
                self.product = self.product.saturating_mul(times);
                braces
            }
            '?' | '*' | '+' => {
                self.last = self.last.saturating_add(1);
                1
            }
            _ => {
                let length = match char {
                    '[' => class(rest),
                    '\\' => escape(rest),
                    _ => char.len_utf8(),
                };
                self.whole = self.whole.saturating_add(self.last);
                self.last = length;
                length
            }
        };
        self.rest = rest.get(length..)?;
        Some(())
    }

    /// Opens a group, or reads flags `(?i)`, which are no element; says how many bytes that takes.
    fn group(&mut self) -> usize {
        let flags = self.rest.strip_prefix("(?").unwrap_or_default();
        let length = flags.find(|char: char| !char.is_ascii_alphabetic() && char != '-').unwrap_or(flags.len());
        let (named, after) = flags.split_at_checked(length).unwrap_or_default();
        if length > 0 && after.starts_with([':', ')']) {
            self.is_verbose |= named.contains('x');
            if after.starts_with(')') {
                let length = length.saturating_add(3);
                self.last = self.last.saturating_add(length);
                return length;
            }
        }
        self.outer.push(self.whole.saturating_add(self.last));
        (self.whole, self.last) = (0, 0);
        1
    }
}

/// The bytes of the class that a text begins with.
fn class(text: &str) -> usize {
    let inside = text.strip_prefix('[').unwrap_or_default();
    let inside = inside.strip_prefix('^').unwrap_or(inside).trim_start_matches('-');
    let mut inside = inside.strip_prefix(']').unwrap_or(inside);
    loop {
        let length = match inside.chars().next() {
            None => return text.len(),
            Some(']') => return text.len().saturating_sub(inside.len()).saturating_add(1),
            Some('[') => inside.find(":]").map_or(1, |end| end.saturating_add(2)),
            Some('\\') => escape(inside),
            Some(char) => char.len_utf8(),
        };
        inside = inside.get(length..).unwrap_or_default();
    }
}

/// The bytes of the escape that a text begins with, with braces that belong to it.
fn escape(text: &str) -> usize {
    let Some(char) = text.chars().nth(1) else { return text.len() };
    let length = char.len_utf8().saturating_add(1);
    let inner = text.get(length..).and_then(|rest| rest.strip_prefix('{')).unwrap_or_default();
    let braced = match char {
        'x' | 'u' | 'U' => true,
        'b' => inner.starts_with(|char: char| char.is_ascii_alphabetic() || char == '-'),
        _ => false,
    };
    let end = text.find('}').filter(|_| braced && !inner.is_empty());
    end.map_or(length, |end| end.saturating_add(1))
}
