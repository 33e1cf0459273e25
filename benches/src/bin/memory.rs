//! What burgee's side allocates: for each evaluation of every row, and what loaded flags keep. `memory [WORD…]` has the rows whose name
//! contains one of the words; a line is a row, a tab and a number. Times are the matter of `floor`.

#![allow(clippy::arithmetic_side_effects, reason = "counts that are far from their bounds")]

use burgee::{Flags, LoadError};
use burgee_benches::pair::Setting;
use burgee_benches::workload::{self, MANY};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, Stats, StatsAlloc};
use std::alloc::System;

#[global_allocator]
static GLOBAL: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

fn main() -> Result<(), LoadError> {
    let words: Vec<String> = std::env::args().skip(1).map(|word| word.to_lowercase()).collect();
    let wanted = |name: &str| words.is_empty() || words.iter().any(|word| name.to_lowercase().contains(word));
    let setting = Setting::new()?;
    for pair in setting.pairs().iter().filter(|pair| wanted(pair.name)) {
        (pair.burgee)();
        let (_, change) = counted(&pair.burgee);
        println!("{}\t{}", pair.name, blocks(&change) as f64 / pair.evaluations as f64);
    }
    for count in [100, MANY, 10_000] {
        let name = format!("memory-{count}");
        if wanted(&name) || (count == MANY && wanted("S6")) {
            let text = workload::document_of(&workload::many(count));
            let (flags, change) = counted(|| Flags::parse(&text));
            flags?;
            println!("{name}\t{}", kept(&change));
            if count == MANY {
                println!("S6\t{}", blocks(&change));
            }
        }
    }
    Ok(())
}

/// What work gives, and what it allocated until it gave it.
fn counted<T>(work: impl FnOnce() -> T) -> (T, Stats) {
    let region = Region::new(GLOBAL);
    let result = work();
    let change = region.change();
    (result, change)
}

/// Blocks that were allocated; one that grows is one more.
fn blocks(change: &Stats) -> usize {
    change.allocations + change.reallocations
}

/// Bytes that were not given back.
fn kept(change: &Stats) -> i128 {
    change.bytes_allocated as i128 - change.bytes_deallocated as i128
}
