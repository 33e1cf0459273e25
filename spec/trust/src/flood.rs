//! Keys that are written to be slow: that collide in the hash of the core's tables, where its seed is known, or that take long to tell apart.
//!
//! The hash is written down a second time, since the core shows it to nobody. A test here and one in `core/src/words.rs` hold both to the same
//! answers: if they differ, these keys no longer collide.

/// What is done to keys, each of 64 bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Craft {
    /// Nothing.
    Benign,
    /// All have one hash under the seed 0.
    OneSeed,
    /// An eighth of them each have one hash under one of the seeds 0 to 7: all that a table of names tries.
    EightSeeds,
    /// All begin alike, for 40 bytes, and end alike.
    Alike,
}

impl Craft {
    /// Every craft, the benign one first.
    pub const ALL: [Craft; 4] = [Craft::Benign, Craft::OneSeed, Craft::EightSeeds, Craft::Alike];

    /// Its name in file names and tables.
    pub fn name(self) -> &'static str {
        match self {
            Craft::Benign => "benign",
            Craft::OneSeed => "one-seed",
            Craft::EightSeeds => "eight-seeds",
            Craft::Alike => "alike",
        }
    }

    /// So many keys of this craft, none twice, none with a character that JSON escapes.
    pub fn keys(self, count: usize) -> Vec<String> {
        let mut random = Random(0x2545_f491_4f6c_dd1d);
        match self {
            Craft::Benign => (0..count).map(|_| (0..8).map(|_| random.text()).collect()).collect(),
            Craft::OneSeed => colliding(&[0], count),
            Craft::EightSeeds => colliding(&[0, 1, 2, 3, 4, 5, 6, 7], count),
            Craft::Alike => (0..count).map(|at| format!("{:40}{at:016}{END}", "all begin alike")).collect(),
        }
    }
}

/// The last eight bytes of half a key.
const END: &str = "collide!";

/// Keys, as many for each seed, that have one hash under it. Each half of a key is one of a few hundred that leave the hash in one state, so
/// that a few hundred times a few hundred keys end in one (A. Joux, "Multicollisions in iterated hash functions", 2004).
fn colliding(seeds: &[u64], count: usize) -> Vec<String> {
    let of_each = count.div_ceil(seeds.len());
    let halves_of_each = of_each.isqrt().saturating_add(1);
    let after = fold(PHI, word(END) ^ PI);
    let seconds = halves(b'x', after, halves_of_each);
    let keys = seeds.iter().zip(b'a'..).flat_map(|(&seed, name)| {
        let firsts = halves(name, start(seed, 64), halves_of_each);
        let keys: Vec<String> = firsts.iter().flat_map(|first| seconds.iter().map(move |second| format!("{first}{second}"))).collect();
        keys.into_iter().take(of_each)
    });
    keys.take(count).collect()
}

/// Half keys that bring the hash from one state to one other. After sixteen bytes it is in a state that anybody can work out; the next eight
/// are the difference between it and a constant, where that is text.
fn halves(name: u8, before: u64, count: usize) -> Vec<String> {
    let half = |number: u64| {
        let first = format!("{}{number:015}", char::from(name));
        let (low, high) = ends(first.as_bytes());
        let middle = (fold(before ^ low, high ^ PI) ^ PHI).to_le_bytes();
        let is_text = middle.iter().all(|byte| matches!(byte, b' '..=b'~') && !matches!(byte, b'"' | b'\\'));
        let middle = std::str::from_utf8(&middle).ok().filter(|_| is_text)?;
        Some(format!("{first}{middle}{END}"))
    };
    (0..).filter_map(half).take(count).collect()
}

fn word(text: &str) -> u64 {
    ends(text.as_bytes()).0
}

const PHI: u64 = 0x9e37_79b9_7f4a_7c15;
const PI: u64 = 0x243f_6a88_85a3_08d3;

/// The hash of the core's tables.
pub fn hash(text: &[u8], seed: u64) -> u64 {
    let mut state = start(seed, text.len());
    let mut rest = text;
    while let Some((step, tail)) = rest.split_first_chunk::<16>() {
        let (low, high) = ends(step);
        state = fold(state ^ low, high ^ PI);
        rest = tail;
    }
    let (low, high) = ends(rest);
    fold(state ^ low, high ^ PHI)
}

fn start(seed: u64, length: usize) -> u64 {
    (seed ^ length as u64).wrapping_add(1).wrapping_mul(PHI)
}

fn fold(left: u64, right: u64) -> u64 {
    let wide = u128::from(left).wrapping_mul(u128::from(right));
    wide as u64 ^ (wide >> 64) as u64
}

fn ends(bytes: &[u8]) -> (u64, u64) {
    let word = |bytes: Option<&[u8; 8]>| bytes.copied().map(u64::from_le_bytes);
    let half = |bytes: Option<&[u8; 4]>| bytes.copied().map(u32::from_le_bytes).map(u64::from);
    if let (Some(first), Some(last)) = (word(bytes.first_chunk()), word(bytes.last_chunk())) {
        return (first, last);
    }
    if let (Some(first), Some(last)) = (half(bytes.first_chunk()), half(bytes.last_chunk())) {
        return (first, last);
    }
    match bytes {
        [first, .., last] => (u64::from(*first), u64::from(*last) | u64::from(bytes.get(1).copied().unwrap_or(0)) << 8),
        [only] => (u64::from(*only), 0),
        [] => (0, 0),
    }
}

/// Source: Marsaglia, "Xorshift RNGs" (2003).
struct Random(u64);

impl Random {
    /// Eight letters and digits.
    fn text(&mut self) -> String {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        let digit = |at: u32| char::from_digit((self.0 >> at.wrapping_mul(8) & 0xff) as u32 % 36, 36);
        (0..8).filter_map(digit).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_that_of_the_core() {
        let answers = ["", "a", "ab", "flag", "new-checkout", "exactly 16 bytes", "a flag of more than sixteen bytes"]
            .map(|text| hash(text.as_bytes(), 7));
        assert_eq!(
            answers,
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
    fn keys_collide_and_none_is_there_twice() {
        for craft in Craft::ALL {
            let mut keys = craft.keys(800);
            assert!(keys.iter().all(|key| key.len() == 64), "{craft:?}");
            let hashes = |seed: u64| {
                let mut hashes: Vec<u64> = keys.iter().map(|key| hash(key.as_bytes(), seed)).collect();
                hashes.sort_unstable();
                hashes.dedup();
                hashes.len()
            };
            match craft {
                Craft::OneSeed => assert_eq!((hashes(0), hashes(1) > 20), (1, true)),
                Craft::EightSeeds => assert!((0..8).all(|seed| hashes(seed) <= 701)),
                _ => assert!((0..8).all(|seed| hashes(seed) == 800)),
            }
            keys.sort_unstable();
            keys.dedup();
            assert_eq!(keys.len(), 800);
        }
    }
}
