//! Where an attribute is found in a context (spec ).

use crate::slot::Slot;
use crate::value::{Value, member};

/// An attribute's place: an own key, or a way into what it holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Path {
    Key,
    /// The decoded tokens of a JSON Pointer; the first is a key of the context.
    Pointer(Box<[Box<str>]>),
}

impl Path {
    /// Reads an attribute's name; `None` for one that begins like a pointer and is none.
    pub(crate) fn parse(name: &str) -> Option<Path> {
        let Some(pointer) = name.strip_prefix('/') else { return Some(Path::Key) };
        pointer.split('/').map(token).collect::<Option<_>>().map(Path::Pointer)
    }

    /// Whether one of two places holds the other, or they are the same.
    pub(crate) fn overlaps(&self, name: &str, other: &Path, other_name: &str) -> bool {
        self.tokens(name).zip(other.tokens(other_name)).all(|(left, right)| left == right)
    }

    /// The way to it, from an own key of the context inwards.
    pub(crate) fn tokens<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> + use<'a> {
        let (key, tokens): (_, &[Box<str>]) = match self {
            Path::Key => (Some(name), &[]),
            Path::Pointer(tokens) => (None, tokens),
        };
        key.into_iter().chain(tokens.iter().map(AsRef::as_ref))
    }

    /// The own key of a context that it begins with, and the way on from there.
    #[inline]
    pub(crate) fn split<'a>(&'a self, name: &'a str) -> (&'a str, &'a [Box<str>]) {
        match self {
            Path::Key => (name, &[]),
            Path::Pointer(tokens) => tokens.split_first().map_or(("", &[]), |(first, rest)| (first.as_ref(), rest)),
        }
    }
}

/// What stands further in.
pub(crate) fn follow<'a>(own: Slot<'a>, way: &[Box<str>]) -> Slot<'a> {
    way.iter().fold(own, |slot, token| inner(slot, token).map_or(Slot::Missing, Slot::from))
}

fn token(raw: &str) -> Option<Box<str>> {
    if !raw.contains('~') {
        return Some(raw.into());
    }
    let escapes_are_right = raw.split('~').skip(1).all(|rest| rest.starts_with(['0', '1']));
    escapes_are_right.then(|| raw.replace("~1", "/").replace("~0", "~").into())
}

fn inner<'a>(slot: Slot<'a>, token: &str) -> Option<&'a Value> {
    match slot {
        Slot::List(items) => items.get(index(token)?),
        Slot::Object(members) => member(members, token),
        _ => None,
    }
}

/// An array index: decimal, without leading zeros.
fn index(token: &str) -> Option<usize> {
    let plain = token == "0" || (!token.starts_with('0') && token.bytes().all(|byte| byte.is_ascii_digit()));
    if plain { token.parse().ok() } else { None }
}
