//! Every operator, with an attribute of which it is true and one of which it is false: one rule, asked by handle, the context as it is.

mod config;

use burgee_benches::operators::{CASES, FLAG};
use burgee_benches::workload::NOW;
use criterion::BenchmarkId;
use std::error::Error;
use std::hint::black_box;

fn main() -> Result<(), Box<dyn Error>> {
    let mut criterion = config::brief();
    let mut group = criterion.benchmark_group("operators");
    for case in CASES {
        let flags = case.flags()?;
        let Some(flag) = flags.flag(FLAG) else { continue };
        for (outcome, context) in case.contexts()? {
            group.bench_function(BenchmarkId::new(case.name(), outcome), |bencher| {
                bencher.iter(|| flag.evaluate_at(black_box(&context), NOW).is_on());
            });
        }
    }
    group.finish();
    criterion.final_summary();
    Ok(())
}
