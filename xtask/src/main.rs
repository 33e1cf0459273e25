//! The project's chores: `cargo xtask test`, `cargo xtask deep`, `cargo xtask record`, `cargo xtask bench`.

mod bench;
mod bounds;
mod chromium;
mod command;
mod contents;
mod counts;
mod coverage;
mod debian;
mod deep;
mod deny;
mod fuzz;
mod installed;
mod javascript;
mod links;
mod lock;
mod mutants;
mod npm;
mod python;
mod sbom;
mod step;
mod tools;
mod trust;
mod wasm_target;

use std::env;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};
use step::Step;

const HELP: &str = "\
cargo xtask test               run every check, in order
cargo xtask test --list        list them
cargo xtask test --only NAME   run one
cargo xtask deep               run the checks of each night; with --list and --only as above
cargo xtask record             run those of hours, whose figures are written down; likewise
cargo xtask bench              print every table of measurements; nothing is judged
cargo xtask bench --only NAME  print one: floor, rust, python, node
cargo xtask javascript         build the npm packages in target/npm; `node` or `web` after it: one of them

Needs a Rust toolchain, Python 3.10 or newer and Node 20 or newer; it sets up the rest below target/.";

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["test", rest @ ..] => steps("test", step::all(), rest),
        ["deep", rest @ ..] => steps("deep", deep::nightly(), rest),
        ["record", rest @ ..] => steps("record", deep::by_hand(), rest),
        ["bench"] => bench(None),
        ["bench", "--only", name] => bench(Some(name)),
        ["javascript"] => javascript(javascript::packages),
        ["javascript", "node"] => javascript(javascript::node),
        ["javascript", "web"] => javascript(javascript::web),
        ["--help" | "-h" | "help"] => {
            println!("{HELP}");
            ExitCode::SUCCESS
        }
        _ => misused(),
    }
}

fn misused() -> ExitCode {
    eprintln!("{HELP}");
    ExitCode::from(2)
}

/// Runs the checks of a list, tells their names, or runs one.
fn steps(list: &str, steps: Vec<Step>, arguments: &[&str]) -> ExitCode {
    match arguments {
        [] => test(list, &steps),
        ["--list"] => {
            steps.iter().for_each(|step| println!("{:<10} {}", step.name, step.about));
            ExitCode::SUCCESS
        }
        ["--only", name] => match steps.into_iter().find(|step| step.name == *name) {
            Some(step) => test(list, &[step]),
            None => {
                eprintln!("there is no check `{name}`; `cargo xtask {list} --list` lists them");
                ExitCode::from(2)
            }
        },
        _ => misused(),
    }
}

/// Builds npm packages.
fn javascript(build: fn() -> Result<(), String>) -> ExitCode {
    match build() {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("{why}");
            ExitCode::FAILURE
        }
    }
}

/// Prints tables: all, or the one of this name.
fn bench(only: Option<&str>) -> ExitCode {
    let wanted = || bench::TABLES.iter().filter(|table| only.is_none_or(|only| only == table.name));
    if wanted().next().is_none() {
        eprintln!("there is no such table; `cargo xtask help` names them");
        return ExitCode::from(2);
    }
    let mut failed = false;
    for table in wanted() {
        println!("\n## {}\n", table.about);
        if let Err(why) = (table.run)() {
            eprintln!("{} failed: {why}", table.name);
            failed = true;
        }
    }
    if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

/// Runs checks up to the first that fails, says how long each took, and what to run again.
fn test(list: &str, steps: &[Step]) -> ExitCode {
    let mut times: Vec<(&str, Duration)> = Vec::new();
    for (index, step) in steps.iter().enumerate() {
        println!("\n[{}/{}] {}: {}", index + 1, steps.len(), step.name, step.about);
        let start = Instant::now();
        if let Err(why) = (step.run)() {
            eprintln!("\n{} failed after {:.1} s: {why}", step.name, start.elapsed().as_secs_f64());
            eprintln!("to run this check alone: cargo xtask {list} --only {}", step.name);
            println!("\n{} passed, 1 failed", times.len());
            return ExitCode::FAILURE;
        }
        println!("{}: {:.1} s", step.name, start.elapsed().as_secs_f64());
        times.push((step.name, start.elapsed()));
    }
    println!();
    for (name, time) in &times {
        println!("{name:<10} {:>7.1} s", time.as_secs_f64());
    }
    println!("{:<10} {:>7.1} s", "total", times.iter().map(|(_, time)| time.as_secs_f64()).sum::<f64>());
    println!("\n{} passed, 0 failed", times.len());
    ExitCode::SUCCESS
}

/// The repository.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().map(Path::to_owned).unwrap_or_default()
}
