//! What stands between a string's quotes, decoded.

use std::str::Chars;

/// Decodes escapes to the end of `out`; a lone surrogate becomes U+FFFD. Says whether there was one.
pub(super) fn decode(inner: &str, out: &mut String) -> bool {
    let mut lone = false;
    let mut rest = inner.chars();
    while let Some(char) = rest.next() {
        out.push(match char {
            '\\' => match rest.next() {
                Some('b') => '\u{8}',
                Some('f') => '\u{c}',
                Some('n') => '\n',
                Some('r') => '\r',
                Some('t') => '\t',
                Some('u') => unicode(&mut rest).unwrap_or_else(|| {
                    lone = true;
                    '\u{fffd}'
                }),
                other => other.unwrap_or_default(),
            },
            plain => plain,
        });
    }
    lone
}

/// The code point of `\u` and its four digits, with a second escape where the two are a pair.
fn unicode(rest: &mut Chars<'_>) -> Option<char> {
    let first = hex(rest);
    if !(0xd800..0xdc00).contains(&first) {
        return char::from_u32(first);
    }
    let mut ahead = rest.clone();
    if ahead.next() == Some('\\') && ahead.next() == Some('u') {
        let second = hex(&mut ahead);
        if (0xdc00..0xe000).contains(&second) {
            *rest = ahead;
            let high = first.wrapping_sub(0xd800) << 10;
            let low = second.wrapping_sub(0xdc00);
            return char::from_u32((high | low).wrapping_add(0x1_0000));
        }
    }
    None
}

fn hex(chars: &mut Chars<'_>) -> u32 {
    chars.by_ref().take(4).filter_map(|char| char.to_digit(16)).fold(0, |value, digit| (value << 4) | digit)
}
