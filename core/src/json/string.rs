//! What stands between a string's quotes, decoded.

use std::str::Chars;

/// Decodes escapes; a lone surrogate becomes U+FFFD.
pub(super) fn decode(inner: &str) -> String {
    let mut out = String::with_capacity(inner.len());
    each(inner, |char| out.push(char.unwrap_or('\u{fffd}')));
    out
}

/// Whether an escape names half of a surrogate pair alone.
pub(super) fn has_lone_surrogate(inner: &str) -> bool {
    let mut lone = false;
    each(inner, |char| lone |= char.is_none());
    lone
}

/// Calls `take` for each character, `None` for a lone surrogate.
fn each(inner: &str, mut take: impl FnMut(Option<char>)) {
    let mut rest = inner.chars();
    while let Some(char) = rest.next() {
        if char != '\\' {
            take(Some(char));
            continue;
        }
        match rest.next() {
            Some('b') => take(Some('\u{8}')),
            Some('f') => take(Some('\u{c}')),
            Some('n') => take(Some('\n')),
            Some('r') => take(Some('\r')),
            Some('t') => take(Some('\t')),
            Some('u') => take(unicode(&mut rest)),
            other => take(other),
        }
    }
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
