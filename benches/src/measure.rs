//! Times of two sides that share a noisy machine: short samples in turn, and the best of each, so that what disturbs one disturbs both.
//! It knows nothing of what it times.

#![allow(clippy::arithmetic_side_effects, reason = "counts and durations that are far from their bounds")]

use std::hint::black_box;
use std::thread;
use std::time::{Duration, Instant};

/// How long a sample is, at least.
const SAMPLE: Duration = Duration::from_micros(400);
/// How many samples of each side are taken, at most and at least.
const ROUNDS: std::ops::RangeInclusive<u32> = 7..=80;
/// How long both sides together are sampled.
const PATIENCE: Duration = Duration::from_millis(350);

/// Lets the heap keep what is freed, as that of a program that has run for a while does. Otherwise the times of what allocates depend on
/// whether the allocator of the system happens to hand pages back between two calls.
pub fn keep_heap() {
    // Why this helps: glibc keeps up to twice the largest block that was mapped on its own and freed.
    drop(black_box(vec![1_u8; 1 << 24]));
}

/// The best time of one call of each side, in nanoseconds.
pub fn best_of_each<T, U>(left: impl Fn() -> T, right: impl Fn() -> U) -> (f64, f64) {
    let (left, right) = (Sampler::new(left), Sampler::new(right));
    let (mut best_left, mut best_right) = (f64::INFINITY, f64::INFINITY);
    let start = Instant::now();
    for round in 0..*ROUNDS.end() {
        if round >= *ROUNDS.start() && start.elapsed() > PATIENCE {
            break;
        }
        best_left = best_left.min(left.sample());
        best_right = best_right.min(right.sample());
    }
    (best_left, best_right)
}

/// The best time of one call, in nanoseconds.
pub fn best<T>(work: impl Fn() -> T) -> f64 {
    best_of_each(work, || ()).0
}

/// How often one thread and two threads are tried in turn.
const TRIES: u32 = 60;
/// How many calls a thread makes in a try.
const CALLS: u32 = 20;

/// The best time of one call, in nanoseconds: by one thread alone, and by two together, of which each call is half.
pub fn by_one_and_by_two(work: impl Fn() -> usize + Sync) -> (f64, f64) {
    let calls = || (0..CALLS).for_each(|_| _ = black_box(work()));
    let by = |threads: u32| {
        let start = Instant::now();
        thread::scope(|scope| (0..threads).for_each(|_| _ = scope.spawn(calls)));
        start.elapsed().as_nanos() as f64 / f64::from(threads * CALLS)
    };
    (0..TRIES).fold((f64::INFINITY, f64::INFINITY), |(one, two), _| (one.min(by(1)), two.min(by(2))))
}

struct Sampler<W> {
    work: W,
    calls: u32,
}

impl<T, W: Fn() -> T> Sampler<W> {
    /// Warms up, and finds how many calls make a sample.
    fn new(work: W) -> Sampler<W> {
        let mut calls = 1;
        loop {
            black_box(work());
            let sampler = Sampler { work: &work, calls };
            if sampler.run() >= SAMPLE || calls >= 1 << 16 {
                return Sampler { work, calls };
            }
            calls *= 2;
        }
    }

    fn run(&self) -> Duration {
        let start = Instant::now();
        for _ in 0..self.calls {
            black_box((self.work)());
        }
        start.elapsed()
    }

    /// One call goes before what is timed: it finds caches and heap as the other side left them.
    fn sample(&self) -> f64 {
        black_box((self.work)());
        self.run().as_nanos() as f64 / f64::from(self.calls)
    }
}
