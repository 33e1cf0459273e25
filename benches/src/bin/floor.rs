//! One table: burgee beside the same rules by hand. `floor [--times] [WORD…]` has the rows whose name contains one of the words;
//! with `--times` nothing is counted.

#![allow(clippy::arithmetic_side_effects, reason = "times and counts that are far from their bounds")]

use burgee::{Flags, LoadError};
use burgee_benches::measure::{best, best_of_each, by_one_and_by_two, keep_heap};
use burgee_benches::pair::{Pair, Setting};
use burgee_benches::workload::{self, MANY};
use std::collections::BTreeMap;
use std::fmt::Display;
use std::process::{Command, ExitCode};

/// What the program `memory` counted, by row.
type Counts = BTreeMap<String, f64>;

fn main() -> ExitCode {
    let (options, words): (Vec<String>, Vec<String>) = std::env::args().skip(1).partition(|argument| argument.starts_with('-'));
    let counts = if options.iter().any(|option| option == "--times") { Counts::new() } else { counted(&words) };
    keep_heap();
    match table(&words, &counts) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => {
            eprintln!("the two sides of a row do not answer alike");
            ExitCode::FAILURE
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// Why another program: an allocator that counts would slow down what is timed here.
fn counted(words: &[String]) -> Counts {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.args(["run", "--quiet", "--release", "--package", "burgee-benches", "--bin", "memory", "--manifest-path"]);
    let output = command.arg(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml")).arg("--").args(words).output();
    let text = output.map(|output| String::from_utf8_lossy(&output.stdout).into_owned()).unwrap_or_default();
    let count = |line: &str| line.split_once('\t').and_then(|(row, count)| Some((row.to_owned(), count.parse().ok()?)));
    text.lines().filter_map(count).collect()
}

/// Prints the rows; whether both sides of each answer alike.
fn table(words: &[String], counts: &Counts) -> Result<bool, LoadError> {
    let wanted = |name: &str| words.is_empty() || words.iter().any(|word| name.to_lowercase().contains(&word.to_lowercase()));
    let setting = Setting::new()?;
    let mut alike = true;
    line("workload", "floor", "burgee", "ratio", "target", "allocations", "what is asked");
    for pair in setting.pairs().iter().filter(|pair| wanted(pair.name)) {
        alike &= (pair.floor)() == (pair.burgee)();
        evaluation(pair, counts);
    }
    if wanted("S6") {
        load(counts)?;
    }
    for count in [100, MANY, 10_000] {
        if wanted("load") {
            loads(count)?;
        }
    }
    for count in [100, MANY, 10_000] {
        if wanted("memory") {
            memory(count, counts);
        }
    }
    if wanted("threads") {
        threads(&setting);
    }
    Ok(alike)
}

fn line(
    name: &str,
    floor: impl Display,
    burgee: impl Display,
    ratio: impl Display,
    target: impl Display,
    counts: impl Display,
    about: &str,
) {
    println!("{name:<19}{floor:>11}{burgee:>11}{ratio:>8}{target:>9}{counts:>13}  {about}");
}

fn evaluation(pair: &Pair<'_>, counts: &Counts) {
    let (floor, burgee) = best_of_each(&pair.floor, &pair.burgee);
    let each = |time: f64| format!("{:.1} ns", time / pair.evaluations as f64);
    row(pair.name, each(floor), each(burgee), burgee / floor, pair.target, counts, pair.about);
}

fn row(name: &str, floor: String, burgee: String, ratio: f64, target: Option<f64>, counts: &Counts, about: &str) {
    let target = target.map_or_else(String::new, |target| format!("{target} {}", if ratio <= target { ' ' } else { '!' }));
    let allocations = counts.get(name).map_or_else(String::new, |count| format!("{count:.2}"));
    line(name, floor, burgee, format!("{ratio:.2}"), target, allocations, about);
}

/// S6: loading, beside reading the same text into values that nobody has looked at.
fn load(counts: &Counts) -> Result<(), LoadError> {
    let text = workload::document_of(&workload::many(MANY));
    Flags::parse(&text)?;
    let (value, flags) = best_of_each(|| serde_json::from_str::<serde_json::Value>(&text), || Flags::parse(&text));
    let each = |time: f64| format!("{:.2} ms", time / 1e6);
    let about = format!("loading {MANY} flags, {} KB; the floor is serde_json's Value", text.len() / 1000);
    row("S6", each(value), each(flags), flags / value, Some(0.5), counts, &about);
    Ok(())
}

/// Whether loading is linear.
fn loads(count: usize) -> Result<(), LoadError> {
    let text = workload::document_of(&workload::many(count));
    Flags::parse(&text)?;
    let time = best(|| Flags::parse(&text));
    let each = format!("{:.2} µs", time / 1e3 / count as f64);
    let rate = format!("{:.0} MB/s", text.len() as f64 * 1e3 / time);
    line(&format!("load-{count}"), "", each, "", "", "", &format!("of each flag; {:.2} ms in all, {rate}", time / 1e6));
    Ok(())
}

fn memory(count: usize, counts: &Counts) {
    let name = format!("memory-{count}");
    let Some(bytes) = counts.get(&name) else { return };
    let (target, held) = if count == MANY { ("0.3 MB", if *bytes <= 300_000.0 { ' ' } else { '!' }) } else { ("", ' ') };
    let about = format!("of each flag; {:.3} MB in all", bytes / 1e6);
    line(&name, "", format!("{:.0} B", bytes / count as f64), "", format!("{target} {held}"), "", &about);
}

/// Two threads against one, on the same flags and contexts.
fn threads(setting: &Setting) {
    let (one, two) = by_one_and_by_two(|| setting.pass());
    let each = |time: f64| format!("{:.1} ns", time / workload::USERS as f64);
    let held = if one / two >= 1.9 { ' ' } else { '!' };
    let about = "S3-scattered-plain: one thread beside two, the gain";
    line("threads", each(one), each(two), format!("{:.2}", one / two), format!("1.9 {held}"), "", about);
}
