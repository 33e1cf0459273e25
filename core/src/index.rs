//! Where the flag of a key is: a table that never looks far, whatever keys a document has.

use crate::program::{Flag, FlagId};
use xxhash_rust::xxh64::xxh64;

/// The most places that a look-up tries.
const REACH: usize = 8;
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
    pub(crate) fn new(flags: &[Flag]) -> Index {
        let size = flags.len().saturating_mul(2).next_power_of_two();
        (0..SEEDS).find_map(|seed| fill(flags, seed, size)).unwrap_or_default()
    }

    /// The flag of this key; `flags` are those that the index was made of.
    pub(crate) fn find(&self, flags: &[Flag], key: &str) -> Option<FlagId> {
        if self.places.is_empty() {
            return flags.binary_search_by(|flag| flag.key.as_ref().cmp(key)).ok().map(|index| FlagId(index as u32));
        }
        let candidates = probe(&self.places, self.seed, key).map_while(|place| self.places.get(place));
        let found = candidates.take_while(|&&flag| flag != EMPTY).find(|&&flag| flags.get(flag as usize).is_some_and(|flag| flag.key.as_ref() == key));
        found.map(|&flag| FlagId(flag))
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
fn fill(flags: &[Flag], seed: u64, size: usize) -> Option<Index> {
    let mut places = vec![EMPTY; size].into_boxed_slice();
    for (flag, index) in flags.iter().zip(0..) {
        let free = probe(&places, seed, &flag.key).find(|&place| places.get(place) == Some(&EMPTY))?;
        *places.get_mut(free)? = index;
    }
    Some(Index { seed, places })
}
