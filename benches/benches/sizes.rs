//! What grows: lists, rules, segments within segments, patterns and what they look at, contexts, documents.

#![allow(clippy::arithmetic_side_effects, reason = "sizes that are far from their bounds")]

mod config;

use burgee::{Context, Flags, LoadError, Loader};
use burgee_benches::workload::{self, NOW};
use criterion::{BenchmarkId, Criterion, Throughput};
use std::hint::black_box;

fn main() -> Result<(), LoadError> {
    let mut criterion = config::brief();
    lists(&mut criterion)?;
    rules(&mut criterion)?;
    segments(&mut criterion)?;
    patterns(&mut criterion)?;
    attributes(&mut criterion)?;
    documents(&mut criterion)?;
    criterion.final_summary();
    Ok(())
}

/// Flags of which one, `asked`, is on under a condition.
fn under(condition: &str, segments: &str) -> Result<Flags, LoadError> {
    let flag = format!(r#"{{ "rules": [ {{ "id": "it", "if": {condition}, "serve": "on" }} ] }}"#);
    Loader::new()
        .strict(true)
        .load("sizes", format!(r#"{{ "burgee": "1", "segments": {{ {segments} }}, "flags": {{ "asked": {flag} }} }}"#))
}

fn joined(parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().join(", ")
}

/// Asks the flag `asked` by handle, the context as it is.
fn ask(criterion: &mut Criterion, group: &str, id: BenchmarkId, flags: &Flags, context: &Context) {
    let Some(flag) = flags.flag("asked") else { return };
    let mut group = criterion.benchmark_group(group);
    group.bench_function(id, |bencher| bencher.iter(|| flag.evaluate_at(black_box(context), NOW).is_on()));
    group.finish();
}

/// `in` with 1 to 100 000 literals.
fn lists(criterion: &mut Criterion) -> Result<(), LoadError> {
    for count in [1_usize, 3, 10, 100, 1_000, 10_000, 100_000] {
        let literals = joined((0..count).map(|n| format!(r#""user-{n}""#)));
        let flags = under(&format!(r#"{{ "attribute": "key", "in": [{literals}] }}"#), "")?;
        ask(criterion, "in", BenchmarkId::new("hit", count), &flags, &Context::new(format!("user-{}", count / 2)));
        ask(criterion, "in", BenchmarkId::new("miss", count), &flags, &Context::new("user-x"));
    }
    Ok(())
}

/// 1 to 1000 rules, of which the last is true.
fn rules(criterion: &mut Criterion) -> Result<(), LoadError> {
    for count in [1_usize, 10, 100, 1_000] {
        let rule = |n: usize| format!(r#"{{ "id": "r{n}", "if": {{ "attribute": "tenant", "eq": "tenant-{n}" }}, "serve": "on" }}"#);
        let text = format!(r#"{{ "burgee": "1", "flags": {{ "asked": {{ "rules": [{}] }} }} }}"#, joined((0..count).map(rule)));
        let context = Context::new("user-42").with("tenant", format!("tenant-{}", count - 1));
        ask(criterion, "rules", BenchmarkId::new("last", count), &Flags::parse(&text)?, &context);
    }
    Ok(())
}

/// Segments that stand in one another, 1 to 60 deep.
fn segments(criterion: &mut Criterion) -> Result<(), LoadError> {
    for depth in [1_usize, 4, 16, 60] {
        let own = r#"{ "attribute": "country", "eq": "US" }"#;
        let segment = |n: usize| match n {
            0 => format!(r#""s0": {{ "if": {own} }}"#),
            _ => format!(r#""s{n}": {{ "if": {{ "all": [ {own}, {{ "segment": "s{}" }} ] }} }}"#, n - 1),
        };
        let flags = under(&format!(r#"{{ "segment": "s{}" }}"#, depth - 1), &joined((0..depth).map(segment)))?;
        ask(criterion, "segments", BenchmarkId::new("deep", depth), &flags, &Context::new("user-42").with("country", "US"));
    }
    Ok(())
}

/// `matches`: short and long texts, one pattern and several, all missed.
fn patterns(criterion: &mut Criterion) -> Result<(), LoadError> {
    let several = joined((0..10).map(|n| format!(r#""^team-{n}-[a-z]+$""#)));
    let patterns =
        [("anchored", r#""^user-[0-9]+$""#), ("alternatives", r#""(alpha|beta|gamma)-[0-9]+""#), ("ten", &format!("[{several}]"))];
    for (name, pattern) in patterns {
        let flags = under(&format!(r#"{{ "attribute": "text", "matches": {pattern} }}"#), "")?;
        for length in [16_usize, 256, 4_096] {
            let context = Context::new("user-42").with("text", "words and words ".repeat(length / 16));
            ask(criterion, "matches", BenchmarkId::new(name, length), &flags, &context);
        }
    }
    Ok(())
}

/// Contexts of 1 to 1000 attributes, of which one is asked for.
fn attributes(criterion: &mut Criterion) -> Result<(), LoadError> {
    let flags = under(r#"{ "attribute": "country", "eq": "US" }"#, "")?;
    for count in [1_usize, 10, 100, 1_000] {
        let others = (1..count).map(|n| (format!("trait-{n}"), burgee::Value::from("value")));
        let context = others.chain([("country".to_owned(), burgee::Value::from("US"))]).collect();
        ask(criterion, "attributes", BenchmarkId::new("one", count), &flags, &context);
    }
    Ok(())
}

/// 1 to 10 000 flags: loading, and one of them by key.
fn documents(criterion: &mut Criterion) -> Result<(), LoadError> {
    let context = workload::context(&workload::user(42));
    for count in [1_usize, 10, 100, 1_000, 10_000] {
        let text = workload::document_of(&workload::many(count));
        let flags = Flags::parse(&text)?;
        let keys: Vec<String> = (0..workload::USERS).map(|n| workload::one_of_many((n * 389) % count).key).collect();
        let mut group = criterion.benchmark_group("documents");
        group.bench_function(BenchmarkId::new("by key", count), |bencher| {
            let mut scattered = keys.iter().cycle();
            bencher.iter(|| scattered.next().map(|key| flags.evaluate_at(black_box(key), &context, NOW).is_on()));
        });
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function(BenchmarkId::new("load", count), |bencher| bencher.iter(|| Flags::parse(black_box(&text))));
        group.finish();
    }
    Ok(())
}
