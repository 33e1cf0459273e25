//! Short texts as machine words: equality without a call, and a quick hash for tables.

/// Two words of the two ends of a text; all of it, if that is at most sixteen bytes.
#[inline]
fn ends(bytes: &[u8]) -> (u64, u64) {
    if let (Some(first), Some(last)) = (bytes.first_chunk::<8>(), bytes.last_chunk::<8>()) {
        return (u64::from_le_bytes(*first), u64::from_le_bytes(*last));
    }
    if let (Some(first), Some(last)) = (bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
        return (u64::from(u32::from_le_bytes(*first)), u64::from(u32::from_le_bytes(*last)));
    }
    match bytes {
        [first, .., last] => (u64::from(*first), u64::from(*last) | u64::from(bytes.get(1).copied().unwrap_or(0)) << 8),
        [only] => (u64::from(*only), 0),
        [] => (0, 0),
    }
}

/// Whether two texts are the same. Quick where they are short, and where their lengths differ.
#[inline]
pub(crate) fn equal(left: &str, right: &str) -> bool {
    left.len() == right.len() && Sought::new(left).is(right)
}

/// A text that is compared with several.
#[derive(Clone, Copy)]
pub(crate) struct Sought<'t> {
    text: &'t str,
    ends: (u64, u64),
}

impl<'t> Sought<'t> {
    #[inline]
    pub(crate) fn new(text: &'t str) -> Sought<'t> {
        Sought { text, ends: ends(text.as_bytes()) }
    }

    /// Whether another text is the same.
    #[inline]
    pub(crate) fn is(self, other: &str) -> bool {
        self.text.len() == other.len() && self.ends == ends(other.as_bytes()) && (other.len() <= 16 || self.text == other)
    }
}

const PHI: u64 = 0x9e37_79b9_7f4a_7c15;
const PI: u64 = 0x243f_6a88_85a3_08d3;

/// A hash for tables alone: sixteen bytes a step, folded by multiplication. Each byte is hashed with the bits of `blur` set.
///
/// Source of the scheme: Wang Yi, wyhash (public domain). The constants are the first digits of the golden ratio and of π.
pub(crate) fn hash(text: &[u8], blur: u8, seed: u64) -> u64 {
    let blur = u64::from_le_bytes([blur; 8]);
    let mut state = (seed ^ text.len() as u64).wrapping_add(1).wrapping_mul(PHI);
    let mut rest = text;
    while let Some((step, tail)) = rest.split_first_chunk::<16>() {
        let (low, high) = ends(step);
        state = fold(state ^ (low | blur), (high | blur) ^ PI);
        rest = tail;
    }
    let (low, high) = ends(rest);
    fold(state ^ (low | blur), (high | blur) ^ PHI)
}

/// Mixes a word into a state.
pub(crate) fn mix(state: u64, word: u64) -> u64 {
    fold(state ^ PHI, word ^ PI)
}

fn fold(left: u64, right: u64) -> u64 {
    let wide = u128::from(left).wrapping_mul(u128::from(right));
    wide as u64 ^ (wide >> 64) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_counts() {
        for length in 1..40 {
            let text = "a".repeat(length);
            assert!(equal(&text, &text.clone()));
            assert!(!equal(&text, &"a".repeat(length + 1)));
            for at in 0..length {
                let other: String = (0..length).map(|index| if index == at { 'b' } else { 'a' }).collect();
                assert!(!equal(&text, &other), "byte {at} of {length}");
                assert_ne!(hash(text.as_bytes(), 0, 0), hash(other.as_bytes(), 0, 0), "byte {at} of {length}");
            }
        }
    }

    /// Keys that collide are crafted in `spec/trust`, by a copy of this hash that is held to the same answers.
    #[test]
    fn the_hash_is_that_for_which_floods_are_crafted() {
        let texts = ["", "a", "ab", "flag", "new-checkout", "exactly 16 bytes", "a flag of more than sixteen bytes"];
        assert_eq!(
            texts.map(|text| hash(text.as_bytes(), 0, 7)),
            [
                8_018_415_424_968_385_338,
                16_352_186_304_409_293_982,
                14_145_090_511_547_328_711,
                18_346_653_774_978_953_470,
                812_695_486_439_349_122,
                9_094_776_280_778_203_187,
                3_670_276_639_242_925_390
            ]
        );
    }

    #[test]
    fn blurred_cases_hash_alike() {
        for text in ["", "A", "Ab", "COMPANY.com", "a-Domain-that-is.longer.than.sixteen.BYTES.example"] {
            assert_eq!(hash(text.as_bytes(), 0x20, 7), hash(text.to_lowercase().as_bytes(), 0x20, 7), "{text}");
        }
    }

    #[test]
    fn every_bit_is_mixed_in() {
        for bit in (0..64).map(|place| 1 << place) {
            assert!(mix(0, 0) != mix(bit, 0) && mix(0, 0) != mix(0, bit), "{bit:x}");
        }
    }
}
