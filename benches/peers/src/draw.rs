//! burgee's draws (spec section 6) for engines that have none.

use burgee_benches::floor::unit;
use xxhash_rust::xxh64::xxh64;

/// The seed of a flag's draws.
pub fn seed(key: &str) -> u64 {
    xxh64(format!("rollout\0{key}").as_bytes(), 0)
}

/// The bucket of a user, from 0 to 99 999.
pub fn bucket(user: &str, seed: u64) -> u64 {
    let mut z = unit(user) ^ seed;
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^= z >> 31;
    ((u128::from(z) * 100_000) >> 64) as u64
}
