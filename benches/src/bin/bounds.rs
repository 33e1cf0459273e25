//! How much work the hardest documents and decisions take.
//!
//! `bounds load [FAMILY…]` times loading 16 MiB of each family; `bounds evaluate [CASE…]` times the decision that costs as much as one may;
//! `bounds count FAMILY BYTES` loads a document once, in [`measured`], for whoever counts instructions, and says how long it is; `bounds names` lists the families.

#![allow(clippy::arithmetic_side_effects, reason = "times that are far from their bounds")]

use burgee::{Flags, LoadError, Loader};
use burgee_benches::decisions::{CASES, Case, FLAG};
use burgee_benches::documents::{FAMILIES, Family};
use burgee_benches::workload::NOW;
use std::hint::black_box;
use std::sync::LazyLock;
use std::time::Instant;

const MOST: usize = 16 << 20;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let verb = arguments.next().unwrap_or_default();
    let names: Vec<String> = arguments.collect();
    let families = FAMILIES.iter().filter(|family| names.is_empty() || names.iter().any(|name| name == family.name));
    match verb.as_str() {
        "count" => count(&names),
        "load" => families.for_each(load),
        "evaluate" => CASES.iter().filter(|case| names.is_empty() || names.iter().any(|name| name == case.name)).for_each(evaluate),
        "names" => families.for_each(|family| println!("{}", family.name)),
        _ => eprintln!("bounds load [FAMILY…] | evaluate [CASE…] | count FAMILY BYTES | names"),
    }
}

fn count(arguments: &[String]) {
    let [name, bytes] = arguments else { return };
    if let (Some(family), Ok(bytes)) = (FAMILIES.iter().find(|family| family.name == name), bytes.parse()) {
        let text = family.document(bytes);
        measured(&text);
        println!("{}", text.len());
    }
}

/// Never inlined, so that a profiler can tell it from what makes the document.
#[inline(never)]
fn measured(text: &str) {
    let loaded = black_box(Loader::new().lint(0).overlay("overlay.json", text.replacen('{', r#"{"overlay":"o","#, 1)).load("d.json", text));
    drop(loaded);
}

fn load(family: &Family) {
    let text = family.document(MOST);
    let started = clock();
    let loaded = black_box(Flags::parse(&text));
    let took = clock() - started;
    let started = clock();
    let linted = black_box(Loader::new().lint(0).load("d.json", &text));
    println!("{:<24} {:>9} bytes {took:>8.3} s, with advice {:>8.3} s, {}", family.name, text.len(), clock() - started, told(&loaded));
    drop(linted);
}

/// Times the decision with as many parts as it may have: the quickest of several runs.
fn evaluate(case: &Case) {
    let most = case.most();
    let flags = match case.flags(most) {
        Ok(flags) => flags,
        Err(error) => return println!("{:<32} {error}", case.name),
    };
    let context = case.context();
    let run = || {
        let started = Instant::now();
        _ = black_box(flags.evaluate_at(FLAG, &context, NOW));
        started.elapsed().as_secs_f64()
    };
    let quickest = (0..40).map(|_| run()).fold(f64::MAX, f64::min);
    println!("{:<32} {most:>6} parts {:>10.3} ms, {}", case.name, quickest * 1e3, flags.evaluate_at(FLAG, &context, NOW).cause());
}

/// Seconds that this process has been running on a processor, where the system tells; else those since it began.
fn clock() -> f64 {
    static BEGAN: LazyLock<Instant> = LazyLock::new(Instant::now);
    let began = *BEGAN;
    let told = std::fs::read_to_string("/proc/self/schedstat").ok().and_then(|text| text.split(' ').next()?.parse::<f64>().ok());
    told.map_or_else(|| began.elapsed().as_secs_f64(), |nanoseconds| nanoseconds / 1e9)
}

fn told(loaded: &Result<Flags, LoadError>) -> String {
    let (word, diagnostics) = match loaded {
        Ok(flags) => ("loads", flags.diagnostics()),
        Err(error) => ("is refused", error.diagnostics()),
    };
    match diagnostics.first() {
        Some(first) => format!("{word}: {} diagnostics, {}", diagnostics.len(), first.code()),
        None => word.to_owned(),
    }
}
