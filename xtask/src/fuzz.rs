//! Fuzzing: builds the targets of `fuzz/` with the compiler's counters of coverage, replays what is kept, and goes on from there.
//!
//! On the stable compiler, as `cargo fuzz run -s none` builds them: the core has no unsafe code for a sanitizer to look at. What a run finds
//! anew stays in `target/fuzz` until `keep` chooses from it; an input that breaks a promise is written to `fuzz/artifacts`.

use crate::command::run;
use crate::{debian, root};
use std::ffi::OsStr;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;

/// One target.
#[derive(Clone, Copy)]
struct Target {
    name: &'static str,
    input: Input,
}

/// What a target makes of the fuzzer's bytes.
#[derive(Clone, Copy, PartialEq)]
enum Input {
    /// They are the text that is given to the core.
    Text,
    /// They are read as choices.
    Choices,
}

const TARGETS: [Target; 8] = [
    Target { name: "load_bytes", input: Input::Text },
    Target { name: "load_structured", input: Input::Choices },
    Target { name: "context_bytes", input: Input::Text },
    Target { name: "pattern", input: Input::Text },
    Target { name: "differential", input: Input::Choices },
    Target { name: "reload_sequence", input: Input::Choices },
    Target { name: "decide", input: Input::Choices },
    Target { name: "bucket", input: Input::Choices },
];

/// Has the compiler count what is reached and tell what is compared, as `cargo fuzz run -s none` does.
const FLAGS: [&str; 7] = [
    "--cfg",
    "fuzzing",
    "-Cpasses=sancov-module",
    "-Cllvm-args=-sanitizer-coverage-level=4",
    "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
    "-Cllvm-args=-sanitizer-coverage-pc-table",
    "-Cllvm-args=-sanitizer-coverage-trace-compares",
];

/// An input that takes longer than so many seconds is a fault.
const SLOWEST: &str = "-timeout=20";

/// How long a target runs, and how long an input may be: longer ones find little more, and take longer.
type Budget = [&'static str; 2];

const TEN_SECONDS: Budget = ["-max_total_time=10", "-max_len=4096"];
const A_MINUTE: Budget = ["-max_total_time=60", "-max_len=4096"];
/// Why shorter inputs: they reach nearly as much, twice as often.
const LONG: Budget = ["-runs=100000000", "-max_len=512"];

/// The file that its clippy is told libFuzzer is in: it links nothing, so nothing is compiled.
pub const NO_LIBRARY: (&str, &str) = ("CUSTOM_LIBFUZZER_PATH", "Cargo.toml");

/// Every target for ten seconds.
pub fn check() -> Result<(), String> {
    targets(|_| Some(TEN_SECONDS))
}

/// Every target for a minute.
pub fn deep() -> Result<(), String> {
    targets(|_| Some(A_MINUTE))
}

/// The targets whose bytes are the text, for 10^8 executions.
pub fn record() -> Result<(), String> {
    targets(|target| (target.input == Input::Text).then_some(LONG))
}

/// Runs those that have a budget, as many at once as there are processors.
fn targets(budget: fn(&Target) -> Option<Budget>) -> Result<(), String> {
    let programs = build()?;
    let wanted: Vec<(Target, Budget)> = TARGETS.iter().filter_map(|target| Some((*target, budget(target)?))).collect();
    let lanes = thread::available_parallelism().map_or(1, usize::from);
    for some in wanted.chunks(lanes) {
        let results: Vec<Result<String, String>> = thread::scope(|scope| {
            let lanes: Vec<_> = some.iter().map(|(target, budget)| scope.spawn(|| target.run(&programs, *budget))).collect();
            lanes.into_iter().map(|lane| lane.join().unwrap_or_else(|_| Err("a thread panicked".into()))).collect()
        });
        for result in results {
            println!("{}", result?);
        }
    }
    Ok(())
}

/// Of what runs found, keeps the least that reaches all the code which the seeds do not: in `fuzz/corpus`, in place of what was there.
pub fn keep() -> Result<(), String> {
    let programs = build()?;
    TARGETS.iter().filter(|target| target.input == Input::Text).try_for_each(|target| target.keep(&programs))
}

/// Builds every target, and writes the seeds. The folder of the programs.
fn build() -> Result<PathBuf, String> {
    compiler()?;
    run(Command::new("cargo")
        .args(["run", "--quiet", "--manifest-path", "fuzz/Cargo.toml", "--package", "burgee-seeds", "--"])
        .arg(seeds()))?;
    let host = host()?;
    let mut cargo = Command::new("cargo");
    // Why the triple is named: so the flags are not for what is run while building.
    cargo.args([
        "build",
        "--quiet",
        "--release",
        "--manifest-path",
        "fuzz/Cargo.toml",
        "--package",
        "burgee-fuzz",
        "--bins",
        "--target",
        &host,
    ]);
    run(cargo.arg("--target-dir").arg(folder().join("build")).env("CARGO_ENCODED_RUSTFLAGS", FLAGS.join("\u{1f}")))?;
    Ok(folder().join("build").join(host).join("release"))
}

/// Sees that there is a compiler for libFuzzer, which is C++, and gets Debian's where that is possible.
fn compiler() -> Result<(), String> {
    let is_there = |name: &str| Command::new(name).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok();
    if std::env::var_os("CXX").is_some() || is_there("c++") {
        return Ok(());
    }
    if !debian::is_here() {
        return Err("libFuzzer needs a C++ compiler, and there is none".into());
    }
    println!("no C++ compiler; installing Debian's g++ for libFuzzer");
    debian::install("g++")
}

/// The triple of this machine.
fn host() -> Result<String, String> {
    let output = Command::new("rustc").arg("-vV").output().map_err(|error| format!("rustc: {error}"))?;
    let text = String::from_utf8_lossy(&output.stdout);
    text.lines().find_map(|line| line.strip_prefix("host: ")).map(str::to_owned).ok_or_else(|| format!("rustc -vV names no host: {text}"))
}

fn folder() -> PathBuf {
    root().join("target/fuzz")
}

fn seeds() -> PathBuf {
    folder().join("seeds")
}

fn failed(path: &Path, error: std::io::Error) -> String {
    format!("{}: {error}", path.display())
}

impl Target {
    fn seeds(&self) -> PathBuf {
        seeds().join(self.name)
    }

    /// What runs on this machine found.
    fn found(&self) -> PathBuf {
        folder().join("corpus").join(self.name)
    }

    /// What comes with the repository.
    fn kept(&self) -> [PathBuf; 2] {
        ["corpus", "regressions"].map(|kind| root().join("fuzz").join(kind).join(self.name))
    }

    /// Replays and goes on; a line that says how it went.
    fn run(&self, programs: &Path, budget: Budget) -> Result<String, String> {
        let name = self.name;
        let found = self.found();
        let artifacts = root().join("fuzz/artifacts").join(name);
        for folder in [&found, &artifacts] {
            fs::create_dir_all(folder).map_err(|error| failed(folder, error))?;
        }
        let log = folder().join(format!("{name}.log"));
        let output = File::create(&log).map_err(|error| failed(&log, error))?;
        let mut command = Command::new(programs.join(name));
        command.arg(&found);
        command.arg(self.seeds()).args(self.kept().iter().filter(|folder| folder.is_dir()));
        if self.input == Input::Text {
            command.arg("-dict=fuzz/words.dict");
        }
        command.args(budget).args([SLOWEST, "-len_control=0"]).arg(format!("-artifact_prefix={}/", artifacts.display()));
        command.current_dir(root()).stdout(Stdio::null()).stderr(output);
        let status = command.status().map_err(|error| failed(&programs.join(name), error))?;
        let text = fs::read(&log).map_err(|error| failed(&log, error))?;
        let text = String::from_utf8_lossy(&text);
        match done(&text).filter(|_| status.success()) {
            Some((runs, seconds)) => Ok(format!("{name:<16} {runs:>11} executions in {seconds} s, nothing found")),
            None => Err(format!("{name} ended with {status}:\n{}\nall of it is in {}", told(&text), log.display())),
        }
    }

    /// Has libFuzzer choose among all that was found beside the seeds.
    fn keep(&self, programs: &Path) -> Result<(), String> {
        let [corpus, _] = self.kept();
        let chosen = folder().join("chosen").join(self.name);
        // Why whatever comes of it, here and below: the folder need not be there.
        let _ = fs::remove_dir_all(&chosen);
        copy(&self.seeds(), &chosen, |_| true)?;
        let mut command = Command::new(programs.join(self.name));
        // Why without counters: how often code is reached multiplies the inputs.
        command.args(["-set_cover_merge=1", "-use_counters=0", TEN_SECONDS[1]]).arg(&chosen);
        command.args([self.found()].iter().chain(&self.kept()).filter(|folder| folder.is_dir()));
        run(command.current_dir(root()).stdout(Stdio::null()).stderr(Stdio::null()))?;
        let _ = fs::remove_dir_all(&corpus);
        let (inputs, bytes) = copy(&chosen, &corpus, |name| !self.seeds().join(name).is_file())?;
        println!("{:<16} {inputs:>6} inputs, {bytes} bytes", self.name);
        Ok(())
    }
}

/// Copies the files of a folder whose names are wanted; how many, and their bytes.
fn copy(from: &Path, to: &Path, is_wanted: impl Fn(&OsStr) -> bool) -> Result<(u64, u64), String> {
    fs::create_dir_all(to).map_err(|error| failed(to, error))?;
    let (mut files, mut bytes) = (0, 0);
    for entry in fs::read_dir(from).map_err(|error| failed(from, error))? {
        let name = entry.map_err(|error| failed(from, error))?.file_name();
        if is_wanted(&name) {
            bytes += fs::copy(from.join(&name), to.join(&name)).map_err(|error| failed(from, error))?;
            files += 1;
        }
    }
    Ok((files, bytes))
}

/// The executions and the seconds of a run that came to its end.
fn done(log: &str) -> Option<(u64, u64)> {
    let line = log.lines().rev().find_map(|line| line.strip_prefix("Done "))?;
    let mut numbers = line.split_whitespace().filter_map(|word| word.parse().ok());
    Some((numbers.next()?, numbers.next()?))
}

/// What a log says of a fault: from the panic on, without the stack, and where the input is.
fn told(log: &str) -> String {
    let fault = |line: &&str| line.contains("panicked at") || line.starts_with("==") || line.starts_with("SUMMARY");
    let begins = log.lines().position(|line| fault(&line)).unwrap_or_default();
    let stack = |line: &&str| line.starts_with("stack backtrace") || line.starts_with("==");
    let mut lines: Vec<&str> = log.lines().skip(begins).take_while(|line| !stack(line)).take(40).collect();
    lines.extend(log.lines().filter(|line| line.contains("Test unit written to") || line.starts_with("SUMMARY")));
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::{TARGETS, done, told};
    use crate::root;
    use std::fs;

    #[test]
    fn each_target_has_its_file_and_its_place_in_the_manifest() {
        let manifest = fs::read_to_string(root().join("fuzz/Cargo.toml")).expect("there is one");
        for target in TARGETS {
            assert!(root().join(format!("fuzz/fuzz_targets/{}.rs", target.name)).is_file());
            assert!(manifest.contains(&format!("name = \"{}\"", target.name)));
        }
        assert_eq!(manifest.matches("[[bin]]").count(), TARGETS.len());
    }

    #[test]
    fn a_run_that_ended_is_told_from_one_that_did_not() {
        assert_eq!(done("#9 DONE cov: 5\nDone 66869 runs in 26 second(s)\n"), Some((66_869, 26)));
        assert_eq!(done("#9 NEW cov: 5\n"), None);
    }

    #[test]
    fn a_fault_is_told_without_its_stack() {
        let log = "#9 NEW\nthread panicked at a.rs:1\nwhy\nstack backtrace:\n  1: main\nSUMMARY: libFuzzer: deadly signal\n\
            artifact_prefix='a/'; Test unit written to a/crash-1\n";
        assert_eq!(
            told(log),
            "thread panicked at a.rs:1\nwhy\nSUMMARY: libFuzzer: deadly signal\nartifact_prefix='a/'; Test unit written to a/crash-1"
        );
    }
}
