//! The units that are asked about: made up, the same in every run, of the kinds that applications have.

use std::fmt::Write;
use std::thread;

/// So many units are asked about each flag.
pub const UNITS: u32 = 100_000;

/// What a unit is called.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// `user-1`, `user-2`, …: alike but for a digit.
    Sequential,
    /// Random UUIDs (version 4).
    Uuid,
    /// Names and numbers at few domains.
    Email,
}

pub const KINDS: [Kind; 3] = [Kind::Sequential, Kind::Uuid, Kind::Email];

/// As many units as are asked for, none twice.
pub fn units(kind: Kind, count: u32) -> Vec<String> {
    const NAMES: [&str; 10] = ["ada", "grace", "alan", "edsger", "barbara", "donald", "margaret", "ken", "radia", "tim"];
    const DOMAINS: [&str; 4] = ["example.com", "mail.example.org", "company.com", "example.net"];
    let mut random = Random(0x2545_f491_4f6c_dd1d);
    let unit = |n: u32| match kind {
        Kind::Sequential => format!("user-{n}"),
        Kind::Uuid => uuid(random.next(), random.next()),
        Kind::Email => format!("{}.{}{n}@{}", NAMES[random.below(10)], NAMES[random.below(10)], DOMAINS[random.below(4)]),
    };
    (1..=count).map(unit).collect()
}

fn uuid(high: u64, low: u64) -> String {
    let digits = format!("{:016x}{:016x}", high & !0xf000 | 0x4000, low >> 2 | 1 << 63);
    digits.char_indices().fold(String::new(), |mut text, (at, digit)| {
        let hyphen = if matches!(at, 8 | 12 | 16 | 20) { "-" } else { "" };
        _ = write!(text, "{hyphen}{digit}");
        text
    })
}

/// Source: Marsaglia, "Xorshift RNGs" (2003). Not the mixer of the draws, which must not be judged by itself.
pub struct Random(pub u64);

impl Random {
    pub fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    pub fn below(&mut self, bound: u64) -> usize {
        (self.next() % bound) as usize
    }
}

/// Does work for each item, by two threads, in order.
pub fn each<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let half = |items: &[T]| items.iter().map(&work).collect::<Vec<R>>();
    let (left, right) = items.split_at(items.len() / 2);
    thread::scope(|scope| {
        let left = scope.spawn(|| half(left));
        let right = half(right);
        left.join().unwrap().into_iter().chain(right).collect()
    })
}

#[test]
fn units_are_what_they_are_called() {
    for kind in KINDS {
        let mut units = units(kind, UNITS);
        let first = units[0].clone();
        match kind {
            Kind::Sequential => assert_eq!(first, "user-1"),
            Kind::Uuid => {
                let at = |at| first.chars().nth(at).unwrap();
                assert!(first.len() == 36 && at(14) == '4' && "89ab".contains(at(19)), "{first}");
            }
            Kind::Email => assert!(first.contains('@') && first.contains(".")),
        }
        units.sort_unstable();
        units.dedup();
        assert_eq!(units.len(), UNITS as usize, "{kind:?}");
    }
}
