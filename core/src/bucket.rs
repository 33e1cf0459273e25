//! Buckets (spec section 6): which of 100 000 equal parts of the world a unit falls in, for one draw.

use std::num::NonZeroU32;
use xxhash_rust::xxh64::xxh64;

/// The number of buckets, and of thousandths of a percent in 100 %.
pub(crate) const BUCKETS: u32 = 100_000;

/// S of: the seed of a draw.
pub(crate) fn seed(domain: &str, salt: &str) -> u64 {
    let mut text = Vec::with_capacity(domain.len().saturating_add(salt.len()).saturating_add(1));
    text.extend_from_slice(domain.as_bytes());
    text.push(0);
    text.extend_from_slice(salt.as_bytes());
    xxh64(&text, 0)
}

/// The hash of a unit, made once and used for every draw.
pub(crate) fn unit_hash(unit: &[u8]) -> u64 {
    xxh64(unit, 0)
}

/// A bucket: 0 to 99 999, kept as one more so that an option of it costs nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Bucket(NonZeroU32);

impl Bucket {
    pub(crate) fn new(bucket: u32) -> Bucket {
        Bucket(NonZeroU32::MIN.saturating_add(bucket))
    }

    /// The bucket of a unit in a draw.
    #[inline]
    pub(crate) fn of(unit_hash: u64, seed: u64) -> Bucket {
        // The upper word of a product of two, made of parts that fit one: not every machine multiplies wider.
        let mixed = mix(unit_hash ^ seed);
        let part = |word: u64| (word & u64::from(u32::MAX)).wrapping_mul(u64::from(BUCKETS));
        Bucket::new((part(mixed >> 32).wrapping_add(part(mixed) >> 32) >> 32) as u32)
    }

    #[inline]
    pub(crate) fn get(self) -> u32 {
        self.0.get().wrapping_sub(1)
    }

    /// The bucket plus one; 0 is none.
    #[inline]
    pub(crate) fn raw(self) -> u32 {
        self.0.get()
    }

    pub(crate) fn from_raw(raw: u32) -> Option<Bucket> {
        NonZeroU32::new(raw).map(Bucket)
    }
}

/// SplitMix64's finaliser.
///
/// Source: Steele, Lea, Flood, "Fast splittable pseudorandom number generators" (2014); constants of David Stafford's variant 13.
fn mix(z: u64) -> u64 {
    let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
