//! Holds how the work of loading grows: twice the document takes at most two and a half times the instructions, for every family of
//! documents that `bounds` of the benches knows.
//!
//! Counts, not times: the same on a busy machine.

use crate::command::run;
use crate::counts::{said, tool};
use crate::root;
use std::process::Command;

/// What twice the size may take.
const MOST: f64 = 2.5;
/// The smaller of the two sizes: large enough that what is done once does not hide what grows.
const BYTES: usize = 65_536;

/// Counts every family at both sizes.
pub fn check() -> Result<(), String> {
    tool()?;
    run(Command::new("cargo").args(["build", "--quiet", "--release", "--package", "burgee-benches", "--bin", "bounds"]))?;
    let names = said(Command::new(program()).arg("names"))?;
    let names: Vec<&str> = names.lines().collect();
    let mut wrong = Vec::new();
    println!("{:<24} {:>14} {:>14} {:>6}", "family", "instructions", "of twice", "times");
    for (name, (once, bytes), (twice, more)) in counts(&names)? {
        // Documents are made of whole items: some grow by more than is asked, and some by less.
        let times = twice / once * 2.0 / (more / bytes);
        println!("{name:<24} {once:>14} {twice:>14} {times:>6.2}{}", if times > MOST { "  <<<" } else { "" });
        if times > MOST {
            wrong.push(name);
        }
    }
    if wrong.is_empty() { Ok(()) } else { Err(format!("twice the size takes more than {MOST} times as long: {}", wrong.join(", "))) }
}

/// What every family takes at either size, two at a time: most of the time goes to starting the counter.
fn counts<'n>(names: &[&'n str]) -> Result<Vec<(&'n str, Count, Count)>, String> {
    let both = |name: &&'n str| Ok((*name, count(name, BYTES)?, count(name, BYTES.saturating_mul(2))?));
    let (left, right) = names.split_at(names.len() / 2);
    std::thread::scope(|scope| {
        let left = scope.spawn(|| left.iter().map(both).collect::<Result<Vec<_>, String>>());
        let right: Vec<_> = right.iter().map(both).collect::<Result<_, String>>()?;
        let left = left.join().map_err(|_| "a thread that counted has panicked".to_owned())??;
        Ok(left.into_iter().chain(right).collect())
    })
}

fn program() -> std::path::PathBuf {
    root().join("target/release/bounds")
}

/// Instructions, and the bytes of the document.
type Count = (f64, f64);

fn count(name: &str, bytes: usize) -> Result<Count, String> {
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--toggle-collect=bounds::measured*", "--callgrind-out-file=/dev/null"])
        .arg(program())
        .args(["count", name, &bytes.to_string()])
        .output()
        .map_err(|error| format!("valgrind: {error}"))?;
    let said = String::from_utf8_lossy(&output.stderr);
    let collected = said.split_once("Collected :").and_then(|(_, rest)| rest.split_whitespace().next()?.parse::<f64>().ok());
    let length = String::from_utf8_lossy(&output.stdout).trim().parse().ok();
    collected.filter(|&collected| collected > 0.0).zip(length).ok_or_else(|| format!("family {name} could not be counted: {said}"))
}
