//! A store: what readers pay for it, what a reload costs, and what readers notice of reloads that never stop.

mod config;

use burgee::{Context, Flags, LoadError, Loader, Store};
use burgee_benches::workload::{self, MANY, NOW};
use criterion::Throughput;
use std::hint::black_box;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::thread;

fn main() -> Result<(), LoadError> {
    let mut criterion = config::brief();
    let specs = workload::many(MANY);
    let text = workload::document_of(&specs);
    // One flag is another: a reload that changes something.
    let changed = text.replacen(r#""serve": { "percent": 1 }"#, r#""serve": { "percent": 2 }"#, 1);
    let store = Store::new(Loader::new());
    store.load("many.json", &text)?;
    let flags = Flags::parse(&text)?;
    let contexts: Vec<Context> = workload::users().iter().map(workload::context).collect();
    let asked: Vec<(&str, &Context)> =
        contexts.iter().zip(0..).map(|(user, n)| (specs.get(workload::scattered(n)).map_or("", |spec| spec.key.as_str()), user)).collect();
    let of_flags = || asked.iter().filter(|(key, user)| flags.evaluate_at(black_box(key), *user, NOW).is_on()).count();
    let of_store = || asked.iter().filter(|(key, user)| store.snapshot().evaluate_at(black_box(key), *user, NOW).is_on()).count();

    let mut group = criterion.benchmark_group("readers");
    group.throughput(Throughput::Elements(asked.len() as u64));
    group.bench_function("flags", |bencher| bencher.iter(of_flags));
    group.bench_function("a snapshot for each question", |bencher| bencher.iter(of_store));
    let done = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            for text in [&changed, &text].into_iter().cycle().take_while(|_| !done.load(Relaxed)) {
                _ = black_box(store.load("many.json", text));
            }
        });
        group.bench_function("the same under reload", |bencher| bencher.iter(of_store));
        done.store(true, Relaxed);
    });
    group.finish();

    let mut group = criterion.benchmark_group("reload");
    group.throughput(Throughput::Elements(MANY as u64));
    group.bench_function("parse alone", |bencher| bencher.iter(|| Flags::parse(black_box(&text))));
    let mut texts = [&changed, &text].into_iter().cycle();
    group.bench_function("one flag changes", |bencher| {
        bencher.iter(|| texts.next().map(|text| store.load("many.json", black_box(text))));
    });
    group.bench_function("nothing changes", |bencher| bencher.iter(|| store.load("many.json", black_box(&text))));
    group.finish();
    criterion.final_summary();
    Ok(())
}
