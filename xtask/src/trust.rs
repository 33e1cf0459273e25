//! What is held over large numbers: draws, ramps, reloads and floods (`docs/trust.md`).

use crate::command::run;
use crate::{counts, root};
use std::fs;
use std::path::Path;
use std::process::Command;
use std::thread;

/// What keys that are written to be slow may cost, as a multiple of what others cost.
const MOST: f64 = 2.0;
/// The crafts of keys; the first is none.
const CRAFTS: [&str; 4] = ["benign", "one-seed", "eight-seeds", "alike"];
/// Why not `release`: its linking takes longer than the tests.
const PROFILE: [&str; 4] = ["--profile", "bench", "--package", "burgee-trust"];

/// Runs the tests that need minutes without optimisation, and counts what floods cost.
pub fn check() -> Result<(), String> {
    run(Command::new("cargo").arg("test").args(PROFILE).args(["--", "--nocapture"]))?;
    floods()
}

/// The core beside the reference, as often as there is time for with every change.
pub fn differential() -> Result<(), String> {
    beside_the_reference(["200000", "50000"])
}

/// The core beside the reference, as often as there is time for at night.
pub fn differential_deep() -> Result<(), String> {
    beside_the_reference(["10000000", "1000000"])
}

/// So many pairs of a document and a question, and mutants, unless `BURGEE_ROUNDS` and `BURGEE_MUTANTS` say otherwise.
fn beside_the_reference(usual: [&str; 2]) -> Result<(), String> {
    let mut cargo = Command::new("cargo");
    cargo.args([
        "test",
        "--profile",
        "thorough",
        "--package",
        "burgee",
        "--features",
        "store",
        "--test",
        "differential",
        "--test",
        "mutants",
    ]);
    for (name, usual) in ["BURGEE_ROUNDS", "BURGEE_MUTANTS"].into_iter().zip(usual) {
        cargo.env(name, std::env::var(name).unwrap_or_else(|_| usual.to_owned()));
    }
    run(&mut cargo)
}

/// Counts the instructions of loading and asking a hundred thousand keys, crafted and not: not times, so that it is the same on a busy machine.
fn floods() -> Result<(), String> {
    counts::tool()?;
    run(Command::new("cargo").args(["build", "--quiet", "--bin", "floods"]).args(PROFILE))?;
    let (program, folder) = (root().join("target/release/floods"), root().join("target/floods"));
    run(Command::new(&program).arg("write").arg(&folder))?;
    let places = counts::said(&mut Command::new(&program))?;
    println!("{:<14} {:>14} {:>12} {:>12} {:>12}", "keys of", "instructions", CRAFTS[1], CRAFTS[2], CRAFTS[3]);
    let mut slow = Vec::new();
    for place in places.lines() {
        let count = |craft| instructions(&program, &folder.join(format!("{place}.{craft}")));
        let counted: Vec<f64> = thread::scope(|scope| {
            let threads = CRAFTS.map(|craft| scope.spawn(move || count(craft)));
            threads.into_iter().map(|thread| thread.join().map_err(|_| "a thread ended".to_owned())?).collect::<Result<_, String>>()
        })?;
        let ratios: Vec<f64> = counted.iter().map(|count| count / counted.first().unwrap_or(&1.0)).collect();
        let told: String = ratios.iter().skip(1).map(|ratio| format!(" {ratio:>11.2}×")).collect();
        println!("{place:<14} {:>14}{told}", counted.first().unwrap_or(&0.0));
        slow.extend(ratios.iter().zip(CRAFTS).filter(|(ratio, _)| **ratio > MOST).map(|(_, craft)| format!("{place} {craft}")));
    }
    // Why whatever comes of it: they are made anew each time.
    let _ = fs::remove_dir_all(&folder);
    if slow.is_empty() { Ok(()) } else { Err(format!("more than {MOST} times what other keys cost: {}", slow.join(", "))) }
}

/// The instructions of loading a file and asking about it.
fn instructions(program: &Path, file: &Path) -> Result<f64, String> {
    let mut valgrind = Command::new("valgrind");
    valgrind.args(["--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null"]).arg(program).arg("ask").arg(file);
    let output = valgrind.output().map_err(|error| format!("valgrind: {error}"))?;
    let told = String::from_utf8_lossy(&output.stderr);
    let count = told.split_once("refs:").and_then(|(_, rest)| rest.split_whitespace().next()?.replace(',', "").parse().ok());
    count.filter(|_| output.status.success()).ok_or_else(|| format!("{} could not be counted: {told}", file.display()))
}
