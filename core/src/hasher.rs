//! Maps that are filled while a document is loaded: quick, and seeded anew for each load, so that no document can be written to collide.
//!
//! Only what compares keys is compiled for each type of key: the rest is small where size counts.

use crate::words;
use std::borrow::Borrow;
use std::hash::{Hash, Hasher};

/// A set.
pub(crate) type Set<K> = Map<K, ()>;

/// A map that only grows. Its entries stand in the order in which they came.
#[derive(Debug)]
pub(crate) struct Map<K, V> {
    entries: Vec<(K, V)>,
    places: Places,
}

/// Where entries are: open addressing, never more than half full.
#[derive(Debug)]
struct Places {
    seed: u64,
    /// The hashes of the entries.
    hashes: Vec<u64>,
    /// Indexes of entries, each plus one; 0 is free. INVARIANT: their number is 0 or a power of two.
    table: Vec<u32>,
}

impl Places {
    /// The index of an entry with this hash that `is` right.
    fn find(&self, hash: u64, is: &dyn Fn(usize) -> bool) -> Option<usize> {
        let mask = self.table.len().wrapping_sub(1);
        let mut at = hash as usize & mask;
        // INVARIANT: half of the table is free.
        while let Some(index) = self.table.get(at).and_then(|&place| (place as usize).checked_sub(1)) {
            if self.hashes.get(index) == Some(&hash) && is(index) {
                return Some(index);
            }
            at = at.wrapping_add(1) & mask;
        }
        None
    }

    /// Makes a place for the next entry.
    fn add(&mut self, hash: u64) {
        self.hashes.push(hash);
        if self.hashes.len().saturating_mul(2) > self.table.len() {
            self.table = vec![0; self.hashes.len().saturating_mul(4).next_power_of_two().max(8)];
            for index in 0..self.hashes.len() {
                self.put(index);
            }
        } else {
            self.put(self.hashes.len().saturating_sub(1));
        }
    }

    fn put(&mut self, index: usize) {
        let mask = self.table.len().wrapping_sub(1);
        let mut at = self.hashes.get(index).map_or(0, |&hash| hash as usize) & mask;
        while let Some(place) = self.table.get_mut(at) {
            if *place == 0 {
                // INVARIANT: limits keep every map below `u32::MAX` entries.
                *place = index.wrapping_add(1) as u32;
                return;
            }
            at = at.wrapping_add(1) & mask;
        }
    }
}

impl<K, V> Default for Map<K, V> {
    fn default() -> Self {
        Map { entries: Vec::new(), places: Places { seed: seed(), hashes: Vec::new(), table: Vec::new() } }
    }
}

impl<K: Eq + Hash, V> Map<K, V> {
    fn hash<Q: Hash + ?Sized>(&self, key: &Q) -> u64 {
        let mut hasher = Quick { seed: self.places.seed, state: self.places.seed };
        key.hash(&mut hasher);
        hasher.state
    }

    fn find<Q: Eq + ?Sized>(&self, hash: u64, key: &Q) -> Option<usize>
    where
        K: Borrow<Q>,
    {
        self.places.find(hash, &|index| self.entries.get(index).is_some_and(|(own, _)| own.borrow() == key))
    }

    /// What a key has.
    pub(crate) fn get<Q: Hash + Eq + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        let at = self.find(self.hash(key), key)?;
        self.entries.get(at).map(|(_, value)| value)
    }

    pub(crate) fn contains<Q: Hash + Eq + ?Sized>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        self.get(key).is_some()
    }

    /// Adds a key that is not there; says whether it was not.
    pub(crate) fn insert(&mut self, key: K, value: V) -> bool {
        let hash = self.hash(&key);
        let new = self.find(hash, &key).is_none();
        if new {
            self.places.add(hash);
            self.entries.push((key, value));
        }
        new
    }

    pub(crate) fn keys(&self) -> impl Iterator<Item = &K> {
        self.entries.iter().map(|(key, _)| key)
    }

    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }
}

/// A seed that nobody knows.
fn seed() -> u64 {
    #[cfg(not(target_family = "wasm"))]
    {
        use std::hash::{BuildHasher, RandomState};
        RandomState::new().hash_one(0)
    }
    // There, nothing is random: a place in memory is what the standard library would take, too.
    #[cfg(target_family = "wasm")]
    {
        let here = 0_u8;
        words::mix(0, std::ptr::from_ref(&here).addr() as u64)
    }
}

/// Folds words and texts into a state, each with the seed.
#[derive(Debug)]
pub(crate) struct Quick {
    seed: u64,
    state: u64,
}

impl Hasher for Quick {
    fn write(&mut self, bytes: &[u8]) {
        // INVARIANT: the seed is in it from the first text on. Why a sum: state and seed are the same then, and would cancel each other in `^`.
        self.state = words::hash(bytes, 0, self.state.wrapping_add(self.seed));
    }

    fn write_u8(&mut self, word: u8) {
        self.write_u64(word.into());
    }

    fn write_u32(&mut self, word: u32) {
        self.write_u64(word.into());
    }

    fn write_u64(&mut self, word: u64) {
        self.state = words::mix(self.state, word ^ self.seed);
    }

    fn write_usize(&mut self, word: usize) {
        self.write_u64(word as u64);
    }

    fn write_isize(&mut self, word: isize) {
        self.write_u64(word as u64);
    }

    fn finish(&self) -> u64 {
        self.state
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_seed_hashes_keys_anew() {
        let hashes = |hash: fn(&mut Quick)| {
            let hashed = |seed| {
                let mut quick = Quick { seed, state: seed };
                hash(&mut quick);
                quick.finish()
            };
            let hashes: std::collections::BTreeSet<u64> = [0, 1, 2, 3, u64::MAX, 1 << 63].map(hashed).into();
            hashes.len()
        };
        // A sum of a seed with itself knows all bits of it but the highest.
        assert_eq!(hashes(|quick| quick.write(b"flag")), 5);
        assert_eq!(hashes(|quick| "flag".hash(quick)), 6);
        assert_eq!(hashes(|quick| quick.write_u64(7)), 6);
    }

    #[test]
    fn each_map_has_a_seed_of_its_own() {
        assert_ne!(seed(), seed());
    }

    #[test]
    fn each_kind_of_word_counts() {
        let hash = |write: &dyn Fn(&mut Quick)| {
            let mut quick = Quick { seed: 5, state: 5 };
            write(&mut quick);
            quick.finish()
        };
        let hashes = [1_u8, 2, 3].map(|word| {
            [
                hash(&|quick| quick.write(&[word])),
                hash(&|quick| quick.write_u8(word)),
                hash(&|quick| quick.write_u32(word.into())),
                hash(&|quick| quick.write_u64(word.into())),
                hash(&|quick| quick.write_usize(word.into())),
                hash(&|quick| quick.write_isize(word.into())),
            ]
        });
        let [first, second, third] = hashes;
        for ((first, second), third) in first.into_iter().zip(second).zip(third) {
            assert!(first != second && second != third && first != third && first != 5, "{first} {second} {third}");
        }
    }

    #[test]
    fn what_was_inserted_is_there_once_and_in_order() {
        let mut map = Map::default();
        for key in 0..1_000_u32 {
            assert!(!map.contains(&key) && map.insert(key, key.wrapping_mul(2)) && !map.insert(key, 0));
        }
        assert_eq!(map.len(), 1_000);
        assert!(map.keys().copied().eq(0..1_000));
        assert!((0..1_000).all(|key: u32| map.get(&key) == Some(&key.wrapping_mul(2))) && !map.contains(&1_000));
    }

    #[test]
    fn keys_that_hash_alike_are_told_apart() {
        #[derive(PartialEq, Eq)]
        struct Alike(u32);
        impl Hash for Alike {
            fn hash<H: Hasher>(&self, state: &mut H) {
                state.write_u8(0);
            }
        }
        let mut map = Map::default();
        assert!((0..100).all(|key| map.insert(Alike(key), key)));
        assert!((0..100).all(|key| map.get(&Alike(key)) == Some(&key)) && !map.contains(&Alike(100)));
    }

    #[test]
    fn keys_have_hashes_of_their_own() {
        let map: Map<&str, ()> = Map::default();
        assert_ne!(map.hash("flag"), map.hash("flags"));
        assert_ne!(map.hash("flag"), Map::<&str, ()>::default().hash("flag"));
    }
}
