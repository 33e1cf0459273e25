//! Where the flag of a key is: a table that never looks far, whatever keys a document has.

use xxhash_rust::xxh64::xxh64;

/// The most places that a look-up tries.
const REACH: usize = 64;
/// The most seeds that are tried to keep every key within reach.
const SEEDS: u64 = 8;
const EMPTY: u32 = u32::MAX;

/// Open addressing over the flags' keys. INVARIANT: a key is within `REACH` places of its hash, or there is no table.
///
/// Why: documents may be written to collide. Where no seed keeps all keys close, look-ups fall back to a binary search.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Index {
    seed: u64,
    places: Box<[u32]>,
}

impl Index {
    /// The table of these keys, in order.
    pub(crate) fn new(keys: &[&str]) -> Index {
        let size = keys.len().saturating_mul(2).next_power_of_two();
        (0..SEEDS).find_map(|seed| fill(keys, seed, size)).unwrap_or_default()
    }

    /// The index of a key among `items`: those that the table was made of, sorted by the key that `key_of` reads.
    pub(crate) fn find<T>(&self, items: &[T], key: &str, key_of: impl Fn(&T) -> &str) -> Option<u32> {
        if self.places.is_empty() {
            return items.binary_search_by(|item| key_of(item).cmp(key)).ok().map(|index| index as u32);
        }
        let candidates = probe(&self.places, self.seed, key).filter_map(|place| self.places.get(place)).copied();
        candidates.take_while(|&index| index != EMPTY).find(|&index| items.get(index as usize).is_some_and(|item| key_of(item) == key))
    }
}

/// The places where a key may be, in the order in which they are tried.
fn probe(places: &[u32], seed: u64, key: &str) -> impl Iterator<Item = usize> + use<> {
    // INVARIANT: the size is a power of two.
    let mask = places.len().wrapping_sub(1);
    let start = xxh64(key.as_bytes(), seed) as usize;
    (0..REACH).map(move |step| start.wrapping_add(step) & mask)
}

/// A table in which every key is within reach, if this seed makes one.
fn fill(keys: &[&str], seed: u64, size: usize) -> Option<Index> {
    let mut places = vec![EMPTY; size].into_boxed_slice();
    for (key, index) in keys.iter().zip(0..) {
        let free = probe(&places, seed, key).find(|&place| places.get(place) == Some(&EMPTY))?;
        *places.get_mut(free)? = index;
    }
    Some(Index { seed, places })
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
    fn every_key_is_found_and_no_other() {
        for count in [0, 1, 2, 3, 1_000, 100_000] {
            let keys = keys(count);
            let index = Index::new(&keys.iter().map(String::as_str).collect::<Vec<_>>());
            assert!(!index.places.is_empty(), "{count} keys have a table");
            for (key, at) in keys.iter().zip(0..) {
                assert_eq!(index.find(&keys, key, |key| key), Some(at));
            }
            assert_eq!(index.find(&keys, "flag", |key| key), None);
        }
    }

    #[test]
    fn without_a_table_the_keys_are_searched() {
        let keys = keys(100);
        let index = Index::default();
        assert_eq!(index.find(&keys, "flag-7", |key| key), keys.iter().position(|key| key == "flag-7").map(|at| at as u32));
        assert_eq!(index.find(&keys, "flag-x", |key| key), None);
    }
}
