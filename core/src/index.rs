//! Where a text is among many: a table that never looks far, whatever texts a document has.

use crate::words;

/// The most places that a look-up tries.
const REACH: usize = 64;
/// The most seeds that are tried to keep every text within reach.
const SEEDS: u64 = 8;
const EMPTY: Place = Place { tag: 0, index: u32::MAX };

/// Whether A–Z and a–z are told apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) enum Case {
    #[default]
    Matters,
    Ignored,
}

impl Case {
    /// Whether two texts are the same.
    #[inline]
    pub(crate) fn equal(self, left: &str, right: &str) -> bool {
        match self {
            Case::Matters => words::equal(left, right),
            Case::Ignored => left.len() == right.len() && left.eq_ignore_ascii_case(right),
        }
    }

    /// The bits that are set in every byte before it is hashed: letters of both cases become alike, and some other bytes do too.
    fn blur(self) -> u8 {
        match self {
            Case::Matters => 0,
            Case::Ignored => 0x20,
        }
    }
}

/// Open addressing. INVARIANT: a text is within `REACH` places of its hash, or there is no table.
///
/// Why: documents may be written to collide. Where no seed keeps all texts close, look-ups fall back to a binary search.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Index {
    seed: u64,
    case: Case,
    places: Box<[Place]>,
}

/// A part of a text's hash, which spares most comparisons, and the text's index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Place {
    tag: u32,
    index: u32,
}

impl Index {
    /// The table of these texts, in order.
    pub(crate) fn new<'t>(texts: impl ExactSizeIterator<Item = &'t str> + Clone, case: Case) -> Index {
        let size = texts.len().saturating_mul(2).next_power_of_two();
        (0..SEEDS).find_map(|seed| fill(texts.clone(), case, seed, size)).unwrap_or(Index { case, ..Index::default() })
    }

    /// The one of `items` with this text: those that the table was made of, sorted by the text that `text_of` reads (in lower case where case is ignored).
    #[inline]
    pub(crate) fn find<'i, T>(&self, items: &'i [T], text: &str, text_of: impl Fn(&'i T) -> &'i str) -> Option<&'i T> {
        if self.places.is_empty() {
            return self.search(items, text, text_of);
        }
        let (start, tag) = start(text, self.case, self.seed);
        for step in 0..REACH {
            // INVARIANT: the size is a power of two.
            let place = self.places.get(start.wrapping_add(step) & self.places.len().wrapping_sub(1))?;
            if place.index == EMPTY.index {
                return None;
            }
            if place.tag == tag
                && let Some(item) = items.get(place.index as usize)
                && self.case.equal(text_of(item), text)
            {
                return Some(item);
            }
        }
        None
    }

    #[cold]
    fn search<'i, T>(&self, items: &'i [T], text: &str, text_of: impl Fn(&'i T) -> &'i str) -> Option<&'i T> {
        let wanted = || text.bytes().map(|byte| if self.case == Case::Ignored { byte.to_ascii_lowercase() } else { byte });
        let at = items.binary_search_by(|item| text_of(item).bytes().cmp(wanted())).ok()?;
        items.get(at)
    }
}

/// A table in which every text is within reach, if this seed makes one.
fn fill<'t>(texts: impl Iterator<Item = &'t str>, case: Case, seed: u64, size: usize) -> Option<Index> {
    let mut places = vec![EMPTY; size].into_boxed_slice();
    for (text, index) in texts.zip(0..) {
        let (start, tag) = start(text, case, seed);
        let free = (0..REACH).map(|step| start.wrapping_add(step) & size.wrapping_sub(1)).find(|&at| places.get(at) == Some(&EMPTY))?;
        *places.get_mut(free)? = Place { tag, index };
    }
    Some(Index { seed, case, places })
}

/// Where the search for a text begins, and its tag.
fn start(text: &str, case: Case, seed: u64) -> (usize, u32) {
    let hash = words::hash(text.as_bytes(), case.blur(), seed);
    (hash as usize, (hash >> 32) as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(count: usize) -> Vec<String> {
        let mut keys: Vec<String> = (0..count).map(|index| format!("flag-{index}")).collect();
        keys.sort();
        keys
    }

    #[test]
    fn every_text_is_found_and_no_other() {
        for case in [Case::Matters, Case::Ignored] {
            for count in [0, 1, 2, 3, 1_000, 100_000] {
                let keys = keys(count);
                let index = Index::new(keys.iter().map(String::as_str), case);
                assert!(!index.places.is_empty(), "{count} texts have a table");
                for key in &keys {
                    assert_eq!(index.find(&keys, key, |key| key), Some(key));
                    assert_eq!(index.find(&keys, &key.to_uppercase(), |key| key).is_some(), case == Case::Ignored);
                }
                assert_eq!(index.find(&keys, "flag", |key| key), None);
            }
        }
    }

    #[test]
    fn without_a_table_the_texts_are_searched() {
        let keys = keys(100);
        for case in [Case::Matters, Case::Ignored] {
            let index = Index { case, ..Index::default() };
            assert_eq!(index.find(&keys, "flag-7", |key| key).map(String::as_str), Some("flag-7"));
            assert_eq!(index.find(&keys, "FLAG-7", |key| key).is_some(), case == Case::Ignored);
            assert_eq!(index.find(&keys, "flag-x", |key| key), None);
        }
    }
}
