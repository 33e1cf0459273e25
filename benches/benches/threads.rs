//! Two threads on the same flags and contexts, beside one. What they gain is printed; it is two where nothing else runs and nothing is shared
//! that is written.

mod config;

use burgee::LoadError;
use burgee_benches::measure::by_one_and_by_two;
use burgee_benches::pair::Setting;
use burgee_benches::workload::USERS;
use criterion::{BenchmarkId, Throughput};
use std::thread;

/// How many passes a thread makes each time, so that starting it does not count.
const PASSES: u32 = 20;

fn main() -> Result<(), LoadError> {
    let mut criterion = config::brief();
    let setting = Setting::new()?;
    let mut group = criterion.benchmark_group("threads");
    for threads in [1_u32, 2] {
        let evaluations = u64::from(threads.saturating_mul(PASSES)).saturating_mul(USERS as u64);
        group.throughput(Throughput::Elements(evaluations));
        group.bench_function(BenchmarkId::new("evaluate", threads), |bencher| {
            bencher.iter(|| {
                thread::scope(|scope| {
                    (0..threads).for_each(|_| _ = scope.spawn(|| (0..PASSES).map(|_| setting.pass()).sum::<usize>()));
                });
            });
        });
    }
    group.finish();
    let (one, two) = by_one_and_by_two(|| setting.pass());
    println!("threads: two do {:.2} times what one does", one / two);
    criterion.final_summary();
    Ok(())
}
