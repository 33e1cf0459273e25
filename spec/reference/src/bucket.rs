//! The draw `xxh64-mix` (spec section 6).

use twox_hash::XxHash64;

/// The bucket, 0 to 99 999, of a unit in the draw of a domain and a salt.
pub fn bucket(unit: &str, domain: &str, salt: &str) -> u32 {
    let mut named = domain.as_bytes().to_vec();
    named.push(0);
    named.extend_from_slice(salt.as_bytes());
    let hash = mix(XxHash64::oneshot(0, unit.as_bytes()) ^ XxHash64::oneshot(0, &named));
    ((u128::from(hash) * 100_000) >> 64) as u32
}

/// SplitMix64's finaliser.
fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
