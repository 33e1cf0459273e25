//! Holds the instructions and allocations of the workloads against `benches/counts.txt`, so that a slowdown cannot slip in.
//!
//! Counts, not times: the same on a busy machine. `BURGEE_BLESS=1` writes what was counted.

use crate::command::run;
use crate::root;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::Command;
use std::{env, fs};

/// What a count may rise or fall by without a word, in percent: C libraries choose their routines by processor.
const TOLERANCE: f64 = 4.0;
/// The same with another compiler than the one whose counts are written down.
const TOLERANCE_OF_COMPILERS: f64 = 25.0;

/// The counts of one workload, for one time that it runs.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Count {
    instructions: f64,
    allocations: f64,
}

/// Counts every workload and compares.
pub fn check() -> Result<(), String> {
    tool()?;
    run(Command::new("cargo").args(["build", "--quiet", "--release", "--package", "burgee-benches", "--bin", "counted"]))?;
    let compiler = said(Command::new("rustc").arg("--version"))?;
    let names = said(&mut Command::new(program()))?;
    let mut counts = BTreeMap::new();
    for name in names.lines() {
        counts.insert(name.to_owned(), count(name)?);
    }
    let file = root().join("benches/counts.txt");
    if env::var_os("BURGEE_BLESS").is_some_and(|value| !value.is_empty()) {
        return fs::write(&file, written(&compiler, &counts)).map_err(|error| format!("{}: {error}", file.display()));
    }
    let text = fs::read_to_string(&file).map_err(|error| format!("{}: {error}", file.display()))?;
    let (known_compiler, known) = read(&text).ok_or("benches/counts.txt is not as BURGEE_BLESS=1 writes it")?;
    let tolerance = if known_compiler == compiler { TOLERANCE } else { TOLERANCE_OF_COMPILERS };
    println!("{compiler}; counts may differ by {tolerance} %");
    let wrong = compare(&known, &counts, tolerance);
    for name in &wrong {
        where_they_are(name)?;
    }
    if wrong.is_empty() {
        return Ok(());
    }
    Err(format!(
        "{} of {} counts are not what benches/counts.txt says; if that is meant: BURGEE_BLESS=1 cargo xtask test --only counts",
        wrong.len(),
        counts.len()
    ))
}

/// Sees that there is valgrind, and gets it from Debian's packages where that is possible.
pub fn tool() -> Result<(), String> {
    if said(Command::new("valgrind").arg("--version")).is_ok() {
        return Ok(());
    }
    println!("valgrind is not there; asking apt-get for it");
    let update = run(Command::new("apt-get").args(["update", "--quiet"]));
    update
        .and_then(|()| run(Command::new("apt-get").args(["install", "--yes", "--quiet", "--no-install-recommends", "valgrind"])))
        .map_err(|why| format!("{why}; valgrind counts instructions, get it with: apt-get install valgrind"))
}

fn program() -> PathBuf {
    root().join("target/release/counted")
}

fn profile(name: &str) -> PathBuf {
    root().join(format!("target/callgrind.{name}"))
}

fn count(name: &str) -> Result<Count, String> {
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--toggle-collect=counted::measured*"])
        .arg(format!("--callgrind-out-file={}", profile(name).display()))
        .arg(program())
        .arg(name)
        .output()
        .map_err(|error| format!("valgrind: {error}"))?;
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    let collected = err.split_once("Collected :").and_then(|(_, rest)| rest.split_whitespace().next()?.parse::<f64>().ok());
    let mut said = out.split_whitespace().skip(1).map(str::parse::<f64>);
    match (collected, said.next(), said.next()) {
        (Some(collected), Some(Ok(times)), Some(Ok(allocations))) if collected > 0.0 => {
            Ok(Count { instructions: collected / times, allocations: allocations / times })
        }
        _ => Err(format!("workload {name} could not be counted: {out}{err}")),
    }
}

/// Prints the table; the names of those that differ.
fn compare(known: &BTreeMap<String, Count>, now: &BTreeMap<String, Count>, tolerance: f64) -> Vec<String> {
    println!("{:<14} {:>14} {:>14} {:>8} {:>8} {:>8}", "workload", "instructions", "before", "%", "alloc.", "before");
    let mut wrong = Vec::new();
    for (name, count) in now {
        let Some(before) = known.get(name) else {
            println!("{name:<14} {:>14.1} {:>14}", count.instructions, "unknown");
            wrong.push(name.clone());
            continue;
        };
        let change = (count.instructions / before.instructions - 1.0) * 100.0;
        let differs = change.abs() > tolerance || (count.allocations - before.allocations).abs() > 0.005;
        println!(
            "{name:<14} {:>14.1} {:>14.1} {change:>+8.1} {:>8.2} {:>8.2}{}",
            count.instructions,
            before.instructions,
            count.allocations,
            before.allocations,
            if differs { "  <<<" } else { "" }
        );
        if differs {
            wrong.push(name.clone());
        }
    }
    wrong.extend(known.keys().filter(|name| !now.contains_key(*name)).cloned());
    wrong
}

/// Prints the functions that take the most instructions of a workload.
fn where_they_are(name: &str) -> Result<(), String> {
    let profile = profile(name);
    if !profile.exists() {
        println!("\n{name} is no longer a workload");
        return Ok(());
    }
    println!("\nwhere the instructions of {name} are:");
    let text = said(Command::new("callgrind_annotate").args(["--auto=no", "--threshold=90"]).arg(profile))?;
    let functions = text.lines().skip_while(|line| !line.contains("file:function")).skip(2);
    functions.take(15).for_each(|line| println!("{line}"));
    Ok(())
}

fn written(compiler: &str, counts: &BTreeMap<String, Count>) -> String {
    let mut text = format!("# Instructions and allocations of each workload of `counted`, for one time it runs.\n# {compiler}\n");
    for (name, count) in counts {
        text += &format!("{name} {:.1} {:.2}\n", count.instructions, count.allocations);
    }
    text
}

fn read(text: &str) -> Option<(String, BTreeMap<String, Count>)> {
    let mut lines = text.lines().skip(1);
    let compiler = lines.next()?.strip_prefix("# ")?.to_owned();
    let count = |line: &str| {
        let mut words = line.split_whitespace();
        let name = words.next()?.to_owned();
        Some((name, Count { instructions: words.next()?.parse().ok()?, allocations: words.next()?.parse().ok()? }))
    };
    Some((compiler, lines.map(count).collect::<Option<_>>()?))
}

/// What a command says.
pub fn said(command: &mut Command) -> Result<String, String> {
    let output = command.output().map_err(|error| format!("{command:?}: {error}"))?;
    if !output.status.success() {
        return Err(format!("{command:?} ended with {}", output.status));
    }
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::{Count, compare, read, written};
    use std::collections::BTreeMap;

    fn counts(instructions: f64, allocations: f64) -> BTreeMap<String, Count> {
        BTreeMap::from([("S1".to_owned(), Count { instructions, allocations })])
    }

    #[test]
    fn what_is_written_is_read() {
        let counts = counts(123.4, 5.0);
        assert_eq!(read(&written("rustc 1.95.0", &counts)), Some(("rustc 1.95.0".to_owned(), counts)));
    }

    #[test]
    fn a_rise_a_fall_and_an_allocation_are_told() {
        let known = counts(100.0, 1.0);
        assert_eq!(compare(&known, &counts(103.9, 1.0), 4.0), [""; 0]);
        assert_eq!(compare(&known, &counts(104.1, 1.0), 4.0), ["S1"]);
        assert_eq!(compare(&known, &counts(95.9, 1.0), 4.0), ["S1"]);
        assert_eq!(compare(&known, &counts(100.0, 1.01), 4.0), ["S1"]);
        assert_eq!(compare(&known, &BTreeMap::new(), 4.0), ["S1"]);
        assert_eq!(compare(&BTreeMap::new(), &known, 4.0), ["S1"]);
    }
}
