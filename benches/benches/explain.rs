//! What an explanation costs above the decision alone.

mod config;

use burgee::{Context, Flags, LoadError};
use burgee_benches::workload::{self, NOW, S3};
use criterion::Throughput;
use std::hint::black_box;

fn main() -> Result<(), LoadError> {
    let mut criterion = config::brief();
    let flags = Flags::parse(&workload::document())?;
    let contexts: Vec<Context> = workload::users().iter().map(workload::context).collect();
    let mut group = criterion.benchmark_group("explain");
    group.throughput(Throughput::Elements(contexts.len() as u64));
    let mut pass = |name: &str, ask: &dyn Fn(&Context) -> usize| {
        group.bench_function(name, |bencher| bencher.iter(|| contexts.iter().map(ask).sum::<usize>()));
    };
    pass("evaluate", &|user| usize::from(flags.evaluate_at(black_box(S3), user, NOW).is_on()));
    pass("evaluate, as JSON", &|user| flags.evaluate_at(black_box(S3), user, NOW).to_json().len());
    pass("explain", &|user| flags.explain_at(black_box(S3), user, NOW).steps().len());
    pass("explain, as JSON", &|user| flags.explain_at(black_box(S3), user, NOW).to_json().len());
    pass("explain, as text", &|user| flags.explain_at(black_box(S3), user, NOW).to_string().len());
    group.finish();
    criterion.final_summary();
    Ok(())
}
