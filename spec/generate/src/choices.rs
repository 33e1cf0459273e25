//! Where a generator's choices come from: a seed, a fuzzer's bytes, or the choices of an earlier run.
//!
//! The choice 0 is always the simplest, and what comes after the end of bytes or earlier choices is 0: so whatever makes choices fewer or
//! smaller makes what is generated simpler.

/// A source of choices, which writes down what was chosen.
#[derive(Debug)]
pub struct Choices<'s> {
    source: Source<'s>,
    made: Vec<u32>,
}

#[derive(Debug)]
enum Source<'s> {
    Seed(u64),
    Bytes(&'s [u8]),
    Made(&'s [u32]),
}

impl<'s> Choices<'s> {
    /// Choices at random: the same for the same seed.
    pub fn seeded(seed: u64) -> Choices<'static> {
        Choices { source: Source::Seed(seed), made: Vec::new() }
    }

    /// Choices by a fuzzer: one byte for a choice of up to 256, two for more.
    pub fn from_bytes(bytes: &'s [u8]) -> Choices<'s> {
        Choices { source: Source::Bytes(bytes), made: Vec::new() }
    }

    /// The choices that were made before.
    pub fn again(made: &'s [u32]) -> Choices<'s> {
        Choices { source: Source::Made(made), made: Vec::new() }
    }

    /// What was chosen so far.
    pub fn into_made(self) -> Vec<u32> {
        self.made
    }

    /// A number below `bound`, which is at most 65 536.
    pub fn below(&mut self, bound: usize) -> usize {
        let bound = bound.clamp(1, 65_536) as u32;
        if bound == 1 {
            return 0;
        }
        let raw = match &mut self.source {
            Source::Seed(state) => next(state),
            Source::Bytes(bytes) => {
                let taken = bytes.split_at_checked(if bound <= 256 { 1 } else { 2 });
                let (taken, rest) = taken.unwrap_or((bytes, &[]));
                *bytes = rest;
                taken.iter().fold(0, |number, byte| number << 8 | u32::from(*byte))
            }
            Source::Made(made) => match made.split_first() {
                Some((first, rest)) => {
                    *made = rest;
                    *first
                }
                None => 0,
            },
        };
        let chosen = raw % bound;
        self.made.push(chosen);
        chosen as usize
    }

    /// True in so many of a hundred.
    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) >= 100 - percent.min(100)
    }

    /// One of them.
    ///
    /// # Panics
    ///
    /// When there is none.
    #[track_caller]
    pub fn pick<'t, T>(&mut self, items: &'t [T]) -> &'t T {
        &items[self.below(items.len())]
    }

    /// Some of them, in their order.
    pub fn some<T: Clone>(&mut self, items: &[T], percent: usize) -> Vec<T> {
        items.iter().filter(|_| self.chance(percent)).cloned().collect()
    }

    /// One of them, taken out.
    pub fn take<T>(&mut self, items: &mut Vec<T>) -> Option<T> {
        (!items.is_empty()).then(|| items.remove(self.below(items.len())))
    }
}

/// The next number of SplitMix64, its upper half.
///
/// Source: Steele, Lea & Flood, "Fast splittable pseudorandom number generators" (2014).
fn next(state: &mut u64) -> u32 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let z = (*state ^ (*state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((z ^ (z >> 31)) >> 32) as u32
}
