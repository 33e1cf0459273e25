//! One workload at a time, for counting: `counted` lists them, `counted NAME` runs one and prints how often it ran and how much it allocated.
//!
//! What is counted runs in [`measured`], which is never inlined, so that a profiler can tell it from what prepares it.

#![allow(clippy::arithmetic_side_effects, clippy::indexing_slicing, clippy::expect_used, reason = "indexes are taken modulo the length")]

use burgee::{Context, Flags, Prepared};
use burgee_benches::workload::{self, NOW, S1, S2, S3, User};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};
use std::alloc::System;
use std::hint::black_box;
use std::process::ExitCode;

#[global_allocator]
static GLOBAL: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// A workload: its name, and what runs it.
type Workload = (&'static str, fn(&str));

const WORKLOADS: [Workload; 14] = [
    ("S1", |name| by_context(name, S1)),
    ("S1-prepared", |name| by_prepared(name, S1)),
    ("S2", |name| by_context(name, S2)),
    ("S2-prepared", |name| by_prepared(name, S2)),
    ("S3", |name| by_context(name, S3)),
    ("S3-prepared", |name| by_prepared(name, S3)),
    ("S3-handle", by_handle),
    ("S3-borrowed", by_borrowed),
    ("S3-owned", by_owned),
    ("S3-explain", by_explain),
    ("S3-scattered", by_scattered),
    ("S4-prepare", by_preparing),
    ("S5", all),
    ("S6", load),
];

fn main() -> ExitCode {
    let asked = std::env::args().nth(1);
    match asked.as_deref().map(|asked| WORKLOADS.iter().find(|(name, _)| *name == asked)) {
        None => WORKLOADS.iter().for_each(|(name, _)| println!("{name}")),
        Some(Some((name, run))) => run(name),
        Some(None) => {
            eprintln!("there is no such workload; without an argument they are listed");
            return ExitCode::from(2);
        }
    }
    ExitCode::SUCCESS
}

/// Runs something for some indexes, once to warm up and once counted.
fn count(name: &str, times: usize, mut work: impl FnMut(usize)) {
    work(0);
    let region = Region::new(GLOBAL);
    measured(times, &mut work);
    let change = region.change();
    println!("{name} {times} {}", change.allocations + change.reallocations);
}

#[inline(never)]
fn measured(times: usize, work: &mut dyn FnMut(usize)) {
    (0..times).for_each(work);
}

fn flags() -> Flags {
    Flags::parse(&workload::document()).expect("the document is right")
}

fn many() -> Flags {
    Flags::parse(&workload::document_of(&workload::many(workload::MANY))).expect("the document is right")
}

fn contexts(users: &[User]) -> Vec<Context> {
    users.iter().map(workload::context).collect()
}

fn by_context(name: &str, key: &str) {
    let (flags, contexts) = (flags(), contexts(&workload::users()));
    count(name, contexts.len(), |user| _ = black_box(flags.evaluate_at(black_box(key), &contexts[user], NOW).is_on()));
}

fn by_prepared(name: &str, key: &str) {
    let (flags, contexts) = (flags(), contexts(&workload::users()));
    let prepared: Vec<Prepared> = contexts.iter().map(|context| flags.prepare(context)).collect();
    prepared.iter().for_each(|prepared| _ = black_box(flags.evaluate_at(key, prepared, NOW).is_on()));
    count(name, prepared.len(), |user| _ = black_box(flags.evaluate_at(black_box(key), &prepared[user], NOW).is_on()));
}

fn by_handle(name: &str) {
    let (flags, contexts) = (flags(), contexts(&workload::users()));
    let flag = flags.flag(S3).expect("it is in the document");
    let prepared: Vec<Prepared> = contexts.iter().map(|context| flags.prepare(context)).collect();
    prepared.iter().for_each(|prepared| _ = black_box(flag.evaluate_at(prepared, NOW).is_on()));
    count(name, prepared.len(), |user| _ = black_box(flag.evaluate_at(&prepared[user], NOW).is_on()));
}

fn by_borrowed(name: &str) {
    let (flags, users) = (flags(), workload::users());
    count(name, users.len(), |user| {
        let user = &users[user];
        let attributes = workload::borrowed(user);
        _ = black_box(flags.evaluate_at(black_box(S3), &attributes, NOW).is_on());
    });
}

fn by_owned(name: &str) {
    let (flags, users) = (flags(), workload::users());
    count(name, users.len(), |user| {
        let context = workload::context(&users[user]);
        _ = black_box(flags.evaluate_at(black_box(S3), &context, NOW).is_on());
    });
}

fn by_explain(name: &str) {
    let (flags, contexts) = (flags(), contexts(&workload::users()));
    count(name, contexts.len(), |user| _ = black_box(flags.explain_at(black_box(S3), &contexts[user], NOW).decision().is_on()));
}

fn by_scattered(name: &str) {
    let (flags, contexts) = (many(), contexts(&workload::users()));
    let keys: Vec<&str> = flags.keys().collect();
    count(name, contexts.len(), |n| {
        _ = black_box(flags.evaluate_at(black_box(keys[workload::scattered(n)]), &contexts[n], NOW).is_on());
    });
}

fn by_preparing(name: &str) {
    let (flags, contexts) = (many(), contexts(&workload::users()));
    count(name, 100, |user| _ = black_box(flags.prepare(&contexts[user])));
}

fn all(name: &str) {
    let (flags, contexts) = (many(), contexts(&workload::users()));
    count(name, 20, |user| _ = black_box(flags.evaluate_all_at(&contexts[user * 50], NOW)));
}

fn load(name: &str) {
    let text = workload::document_of(&workload::many(workload::MANY));
    count(name, 1, |_| _ = black_box(Flags::parse(&text)));
}
