//! The workloads, each beside its floor. The time is that of a pass; `thrpt` counts evaluations.

mod config;

use burgee::{Flags, LoadError};
use burgee_benches::measure::{best_of_each, keep_heap};
use burgee_benches::pair::{Pair, Setting, Side};
use burgee_benches::workload::{self, MANY};
use criterion::{Criterion, Throughput};

fn main() -> Result<(), LoadError> {
    keep_heap();
    let mut criterion = config::brief();
    let setting = Setting::new()?;
    let text = workload::document_of(&workload::many(MANY));
    let load = Pair {
        name: "S6",
        about: "loading a thousand flags; the floor is serde_json's Value",
        evaluations: MANY,
        target: Some(0.5),
        floor: Box::new(|| usize::from(serde_json::from_str::<serde_json::Value>(&text).is_ok())),
        burgee: Box::new(|| usize::from(Flags::parse(&text).is_ok())),
    };
    for pair in setting.pairs().iter().chain([&load]) {
        bench(&mut criterion, pair);
    }
    criterion.final_summary();
    Ok(())
}

/// Benches both sides. Where both were looked at, prints one as a multiple of the other: measured in turn, since criterion looks at one
/// after the other, and a busy machine changes in between.
fn bench(criterion: &mut Criterion, pair: &Pair<'_>) {
    let mut group = criterion.benchmark_group(pair.name);
    group.throughput(Throughput::Elements(pair.evaluations as u64));
    let mut is_run = |name: &str, work: &Side<'_>| {
        let mut is_run = false;
        group.bench_function(name, |bencher| {
            is_run = true;
            bencher.iter(work);
        });
        is_run
    };
    let are_run = [is_run("floor", &pair.floor), is_run("burgee", &pair.burgee)];
    group.finish();
    if are_run == [true, true] {
        let (floor, burgee) = best_of_each(&pair.floor, &pair.burgee);
        let target = pair.target.map_or_else(String::new, |target| format!(", at most {target} is wanted"));
        println!("{}: {:.2} times the floor{target} ({})\n", pair.name, burgee / floor, pair.about);
    }
}
