//! Documents that are nearly right: members removed, renamed, retyped, moved; and texts whose bytes are.

use crate::choices::Choices;
use crate::json::Json;

/// Names of members, and some that nobody knows.
const NAMES: [&str; 54] = [
    "burgee",
    "flags",
    "segments",
    "rings",
    "layers",
    "attributes",
    "tests",
    "overlay",
    "serial",
    "revision",
    "unit",
    "hash",
    "$schema",
    "enabled",
    "variants",
    "off_variant",
    "salt",
    "requires",
    "exclude",
    "if",
    "rules",
    "serve",
    "rollout",
    "progress",
    "sticky",
    "track",
    "id",
    "percent",
    "ring",
    "schedule",
    "variant",
    "split",
    "ranges",
    "steps",
    "start",
    "ramp",
    "pauses",
    "stages",
    "gates",
    "all",
    "any",
    "not",
    "segment",
    "now",
    "attribute",
    "eq",
    "in",
    "matches",
    "semver",
    "ignore_case",
    "x-free",
    "on",
    "",
    "nonsense",
];
/// Values at the edge of what is allowed, as texts.
const EDGES: [&str; 40] = [
    "null",
    "0",
    "-0",
    "-1",
    "1",
    "100",
    "100.001",
    "100.0",
    "1e2",
    "0.0001",
    "99.999",
    "1e400",
    "-1e400",
    "9007199254740992",
    "9007199254740991",
    "1e-400",
    "18446744073709551616",
    "true",
    "false",
    "\"\"",
    "\"on\"",
    "\"off\"",
    "\"\\ud800\"",
    "\"\\ud83c\\udf89\"",
    "\"\\u0000\"",
    "[]",
    "{}",
    "[[]]",
    "[null]",
    "{\"\":0}",
    "\"/\"",
    "\"/a~2\"",
    "\"1h1h\"",
    "\"2026-02-30T00:00:00Z\"",
    "\"2026-03-01T00:00:00+24:00\"",
    "\"(\"",
    "\"(?:a{1000}){1000}\"",
    "{\"x-a\":1}",
    "{\"not\":{}}",
    "[1,\"1\",true]",
];

/// Changes one thing.
pub fn mutate(choices: &mut Choices<'_>, document: &mut Json) {
    let size = document.size();
    let other = {
        let mut steps = choices.below(size);
        document.nth(&mut steps).cloned()
    };
    let mut steps = choices.below(size);
    let Some(node) = document.nth(&mut steps) else { return };
    match (choices.below(12), node) {
        (0 | 1, Json::Object(members)) if !members.is_empty() => drop(choices.take(members)),
        (2 | 3, Json::Object(members)) if !members.is_empty() => {
            let index = choices.below(members.len());
            members[index].0 = (*choices.pick(&NAMES)).to_owned();
        }
        (4, Json::Object(members)) if !members.is_empty() => {
            let index = choices.below(members.len());
            let mut again = members[index].clone();
            if let (true, Some(other)) = (choices.chance(50), other) {
                again.1 = other;
            }
            members.push(again);
        }
        (5, Json::Object(members)) => members.push(((*choices.pick(&NAMES)).to_owned(), edge(choices))),
        (6, Json::Object(members)) => members.push(((*choices.pick(&NAMES)).to_owned(), other.unwrap_or_else(|| edge(choices)))),
        (0 | 1, Json::List(items)) if !items.is_empty() => drop(choices.take(items)),
        (2, Json::List(items)) if !items.is_empty() => {
            let again = choices.pick(items).clone();
            items.push(again);
        }
        (3, Json::List(items)) => items.reverse(),
        (4, Json::List(items)) => items.push(edge(choices)),
        (0, Json::Text(text)) => text.push_str(choices.pick::<&str>(&["x", " ", ".", "é", "\u{0}", "0"])),
        (1, Json::Text(text)) => drop(text.pop()),
        (2, Json::Text(text)) => *text = "n".repeat(*choices.pick(&[257, 256, 1_025, 4_097])),
        (3, Json::Text(text)) => *text = text.to_uppercase(),
        (0 | 1, Json::Raw(raw)) => raw.push_str(choices.pick::<&str>(&["0", ".0", "e1", ".5", "1"])),
        (2, Json::Raw(raw)) => raw.insert(0, '-'),
        (7..=8, node) => {
            if let Some(other) = other {
                *node = other;
            }
        }
        (9, node) => {
            let inner = std::mem::replace(node, Json::List(Vec::new()));
            *node = if choices.chance(50) { Json::List(vec![inner]) } else { inner.wrapped(choices.pick::<&str>(&NAMES)) };
        }
        (_, node) => *node = edge(choices),
    }
}

fn edge(choices: &mut Choices<'_>) -> Json {
    Json::Raw((*choices.pick(&EDGES)).to_owned())
}

/// Changes the bytes of a text; `other` is what is spliced into it. What is no longer UTF-8 stays so.
pub fn mangle(choices: &mut Choices<'_>, text: &[u8], other: &[u8]) -> Vec<u8> {
    let mut bytes = text.to_vec();
    for _ in 0..1 + choices.below(3) {
        let at = place(choices, bytes.len());
        match choices.below(12) {
            0 | 1 => {
                let to = (at + 1 + choices.below(8)).min(bytes.len());
                bytes.drain(at..to);
            }
            2 => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= 1 << choices.below(8);
                }
            }
            3 => {
                let to = (at + 1 + choices.below(40)).min(bytes.len());
                let again = bytes[at..to].to_vec();
                bytes.splice(at..at, again);
            }
            4 => {
                let from = place(choices, other.len());
                let to = (from + choices.below(200)).min(other.len());
                bytes.splice(at..at, other[from..to].iter().copied());
            }
            5 => {
                let from = place(choices, other.len());
                bytes.truncate(at);
                bytes.extend_from_slice(&other[from..]);
            }
            6 => bytes.truncate(at),
            7 => {
                let edge = choices.pick(&EDGES).as_bytes();
                let to = token_end(&bytes, at);
                bytes.splice(at..to, edge.iter().copied());
            }
            8 => swap_tokens(choices, &mut bytes, at),
            9 => {
                let some: [&[u8]; 15] = [
                    b"\"",
                    b"\\",
                    b"}",
                    b",",
                    b"\t",
                    b"\0",
                    b"-",
                    b".",
                    b"\xff",
                    "é".as_bytes(),
                    b"\xef\xbb\xbf",
                    b"\\ud800",
                    b"\r",
                    b"[",
                    b"e9",
                ];
                let inserted = *choices.pick(&some);
                bytes.splice(at..at, inserted.iter().copied());
            }
            10 => {
                let open = *choices.pick(&[1, 8, 60, 70]);
                bytes.splice(at..at, std::iter::repeat_n(b'[', open));
            }
            _ => double_key(&mut bytes, at),
        }
    }
    bytes
}

fn place(choices: &mut Choices<'_>, length: usize) -> usize {
    // Longer texts than a choice reaches are cut at even places.
    let step = length / 60_000 + 1;
    (choices.below(length / step + 1) * step).min(length)
}

/// Where the word, number or string that begins here ends.
fn token_end(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    let ends = |byte: &u8| b",:]}[{ \n".contains(byte);
    at + rest.iter().position(ends).unwrap_or(rest.len())
}

fn swap_tokens(choices: &mut Choices<'_>, bytes: &mut Vec<u8>, at: usize) {
    let second = place(choices, bytes.len());
    let (first, second) = (at.min(second), at.max(second));
    let (first_end, second_end) = (token_end(bytes, first), token_end(bytes, second));
    if first_end <= second {
        let (one, other) = (bytes[first..first_end].to_vec(), bytes[second..second_end].to_vec());
        bytes.splice(second..second_end, one);
        bytes.splice(first..first_end, other);
    }
}

/// Writes the next member a second time, as far as its value's first token goes.
fn double_key(bytes: &mut Vec<u8>, at: usize) {
    let rest = bytes.get(at..).unwrap_or_default();
    let Some(from) = rest.iter().position(|byte| *byte == b'"').map(|from| at + from) else { return };
    let Some(colon) = bytes[from..].iter().position(|byte| *byte == b':').map(|colon| from + colon) else { return };
    let to = token_end(bytes, colon + 1);
    let mut again = bytes[from..to].to_vec();
    again.push(b',');
    bytes.splice(from..from, again);
}
