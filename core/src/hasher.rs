//! The hasher of maps that are filled while a document is loaded: quick, and seeded anew for each load, so that no document can be written to collide.

use crate::words;
use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};

/// A map with this hasher.
pub(crate) type Map<K, V> = std::collections::HashMap<K, V, Seed>;
/// A set with this hasher.
pub(crate) type Set<K> = std::collections::HashSet<K, Seed>;

/// A seed that nobody knows.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Seed(u64);

impl Default for Seed {
    fn default() -> Seed {
        Seed(RandomState::new().hash_one(0))
    }
}

impl BuildHasher for Seed {
    type Hasher = Quick;

    fn build_hasher(&self) -> Quick {
        Quick { seed: self.0, state: self.0 }
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
        self.state = words::hash(bytes, 0, self.state ^ self.seed);
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
