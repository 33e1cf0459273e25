//! Times and allocations. All engines take turns in every round, so that what else the machine does falls on all of them.

use crate::allocator::count;
use crate::engine::{Engine, Failure};
use crate::workload::{self, USERS};
use burgee_benches::workload::{S1, S2, S3, scattered};
use std::hint::black_box;
use std::time::{Duration, Instant};

/// What is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Workload {
    /// One flag of three: on for everyone.
    S1,
    /// One flag of three: a percentage.
    S2,
    /// One flag of three: rules and percentages.
    S3,
    /// S3, and the context is built for the call.
    S3Build,
    /// A flag of S3's shape among 1,000, another at each call.
    S3Scattered,
    /// All 1,000 for one user.
    S5,
    /// Loading the 1,000.
    S6,
    /// Bytes held by the loaded 1,000.
    Memory,
}

/// In the order of the table.
pub const WORKLOADS: [Workload; 8] = {
    use Workload::{Memory, S1, S2, S3, S3Build, S3Scattered, S5, S6};
    [S1, S2, S3, S3Build, S3Scattered, S5, S6, Memory]
};

/// What one engine did in one workload.
#[derive(Clone, Debug)]
pub struct Figure {
    /// The engine.
    pub engine: &'static str,
    /// The workload.
    pub workload: Workload,
    /// The best round, in nanoseconds per evaluation; bytes for the memory.
    pub best: f64,
    /// The round in the middle.
    pub median: f64,
    /// Allocations per evaluation.
    pub allocations: f64,
}

/// One engine in one workload, ready to run.
pub struct Bench {
    engine: &'static str,
    workload: Workload,
    run: Box<dyn FnMut(usize) -> Duration>,
    /// The least that asks the whole of the workload.
    pass: usize,
    /// How often to run in a turn: whole passes.
    times: usize,
    samples: Vec<f64>,
}

/// How long to measure.
#[derive(Clone, Copy, Debug)]
pub struct Effort {
    /// Turns of every engine.
    pub rounds: usize,
    /// At least this long a turn.
    pub turn: Duration,
}

/// Users who ask in turn.
const ROTATION: usize = 1000;

/// Every so many of them one asks about all flags.
const STEP: usize = 100;

/// The benches of an engine, and the memory of its program where it loads one.
///
/// # Errors
///
/// Where the engine refuses its document.
pub fn benches<E: Engine + 'static>() -> Result<(Vec<Bench>, Option<Figure>), Failure> {
    let users = &USERS[..ROTATION];
    let document: &'static str = E::document(&workload::many()).leak();
    let (many, held) = count(|| E::load(document));
    // Why leaked: benches live as long as this program.
    let many: &'static E::Program = Box::leak(Box::new(many?));
    let three: &'static E::Program = Box::leak(Box::new(E::load(&E::document(&workload::three()))?));
    let of_three: &'static [E::Context] = users.iter().map(|user| E::context(three, user)).collect::<Vec<_>>().leak();
    let of_many: &'static [E::Context] = users.iter().map(|user| E::context(many, user)).collect::<Vec<_>>().leak();
    let keys: &'static [String] = workload::many().into_iter().map(|flag| flag.key).collect::<Vec<_>>().leak();

    let mut benches = vec![
        rotate::<E, _, _>(Workload::S1, of_three, move |_, context| E::s1(three, black_box(S1), context)),
        rotate::<E, _, _>(Workload::S2, of_three, move |_, context| E::s2(three, black_box(S2), context)),
        rotate::<E, _, _>(Workload::S3, of_three, move |_, context| E::s3(three, black_box(S3), context)),
        rotate::<E, _, _>(Workload::S3Build, users, move |_, user| E::built(three, black_box(S3), user)),
        rotate::<E, _, _>(Workload::S3Scattered, of_many, move |n, context| E::one(many, &keys[scattered(n)], context)),
        bench::<E>(Workload::S5, ROTATION / STEP, move |n| {
            timed(|| of_many.iter().step_by(STEP).cycle().take(n).map(|context| E::all(many, black_box(keys), context)).sum())
        }),
    ];
    if !E::LOADS {
        return Ok((benches, None));
    }
    benches.push(bench::<E>(Workload::S6, 1, move |n| {
        // What is loaded is dropped outside the time.
        (0..n).fold(Duration::ZERO, |spent, _| {
            let start = Instant::now();
            let program = black_box(E::load(black_box(document)));
            let spent = spent + start.elapsed();
            drop(program);
            spent
        })
    }));
    let bytes = held.live as f64;
    let memory = Figure { engine: E::NAME, workload: Workload::Memory, best: bytes, median: bytes, allocations: held.allocations as f64 };
    Ok((benches, Some(memory)))
}

/// A bench that asks about everybody in turn.
fn rotate<E: Engine, T, F: Fn(usize, &'static T) -> bool + 'static>(workload: Workload, whom: &'static [T], ask: F) -> Bench {
    bench::<E>(workload, ROTATION, move |n| timed(|| (0..n).zip(whom.iter().cycle()).filter(|&(i, one)| ask(i, one)).count()))
}

fn bench<E: Engine>(workload: Workload, pass: usize, run: impl FnMut(usize) -> Duration + 'static) -> Bench {
    Bench { engine: E::NAME, workload, run: Box::new(run), pass, times: pass, samples: Vec::new() }
}

fn timed(work: impl FnOnce() -> usize) -> Duration {
    let start = Instant::now();
    black_box(work());
    start.elapsed()
}

impl Bench {
    /// Finds how often to run in a turn, which also warms up.
    fn calibrate(&mut self, turn: Duration) {
        while (self.run)(self.times) < turn / 2 {
            self.times *= 2;
        }
    }

    /// A time beforehand does not count: the others' turns have filled the caches with their data.
    fn turn(&mut self) {
        if self.workload != Workload::S6 {
            (self.run)(self.pass.max(self.times / 2));
        }
        let spent = (self.run)(self.times);
        self.samples.push(spent.as_nanos() as f64 / self.times as f64);
    }

    fn figure(mut self) -> Figure {
        let (_, counted) = count(|| (self.run)(self.pass));
        self.samples.sort_by(f64::total_cmp);
        Figure {
            engine: self.engine,
            workload: self.workload,
            best: self.samples.first().copied().unwrap_or(f64::NAN),
            median: self.samples.get(self.samples.len() / 2).copied().unwrap_or(f64::NAN),
            allocations: counted.allocations as f64 / self.pass as f64,
        }
    }
}

/// Runs everything, workload by workload, the engines in turn.
pub fn measure(benches: Vec<Bench>, effort: Effort) -> Vec<Figure> {
    let mut figures = Vec::new();
    let mut left = benches;
    for workload in WORKLOADS {
        let (mut now, later): (Vec<Bench>, Vec<Bench>) = left.into_iter().partition(|bench| bench.workload == workload);
        left = later;
        now.iter_mut().for_each(|bench| bench.calibrate(effort.turn));
        for _ in 0..effort.rounds {
            now.iter_mut().for_each(Bench::turn);
        }
        figures.extend(now.into_iter().map(Bench::figure));
    }
    figures
}
