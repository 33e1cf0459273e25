//! Which lines of the core its own tests reach: the compiler's counters, read with LLVM's tools.
//!
//! The tools are those of the toolchain, where it has the component `llvm-tools`, and else Debian's of the same version of LLVM, below `target/`.
//! Tests that stand in a source file are no lines of the core, and documentation's examples are no tests here.

use crate::command::run;
use crate::{debian, root};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Of a hundred lines, as many are reached at least: of the whole core, and below it a file is told.
const BAR: f64 = 95.0;
/// What begins the tests of a source file, which stand at its end.
const TESTS: &str = "#[cfg(test)]";

/// The lines of a file that can be reached, and those that were.
type Lines = (usize, usize);

/// Runs the tests of the core and fails where too few lines are reached.
pub fn check() -> Result<(), String> {
    let tools = Tools::find()?;
    let folder = root().join("target/coverage");
    let raw = folder.join("raw");
    let _ = fs::remove_dir_all(&raw);
    let programs = programs(&folder)?;
    run(tests(&folder).args(["--quiet"]).stdout(Stdio::null()))?;
    let profile = folder.join("core.profdata");
    run(tools.command("llvm-profdata").args(["merge", "--sparse", "--output"]).arg(&profile).arg(&raw))?;
    let mut export = tools.command("llvm-cov");
    export.args(["export", "--format=lcov", "--instr-profile"]).arg(&profile);
    export.args(programs.iter().flat_map(|program| ["--object", program]));
    let output = export.arg("--sources").arg(root().join("core/src")).stderr(Stdio::inherit()).output();
    let output = output.map_err(|error| format!("llvm-cov: {error}"))?;
    let report = folder.join("core.lcov");
    fs::write(&report, &output.stdout).map_err(|error| format!("{}: {error}", report.display()))?;
    judge(&reached(&String::from_utf8_lossy(&output.stdout), &|file| fs::read_to_string(file).ok()))
}

/// `cargo test` of the core with counters.
fn tests(folder: &Path) -> Command {
    let mut cargo = Command::new("cargo");
    cargo.args(["test", "--profile", "thorough", "--package", "burgee", "--all-features", "--tests", "--target-dir"]);
    cargo.arg(folder.join("build")).env("CARGO_ENCODED_RUSTFLAGS", "-Cinstrument-coverage");
    // Several processes write to each file in turn.
    cargo.env("LLVM_PROFILE_FILE", folder.join("raw/%4m.profraw")).current_dir(root());
    cargo
}

/// Builds the tests. Where they are.
fn programs(folder: &Path) -> Result<Vec<String>, String> {
    let mut cargo = tests(folder);
    let output = cargo.args(["--no-run", "--quiet", "--message-format=json"]).stderr(Stdio::inherit()).output();
    let output = output.map_err(|error| format!("cargo: {error}"))?;
    let text = String::from_utf8_lossy(&output.stdout);
    let after = text.lines().filter_map(|line| line.split_once("\"executable\":\"")).filter_map(|(_, after)| after.split_once('"'));
    let programs: Vec<String> = after.map(|(program, _)| program.to_owned()).collect();
    if output.status.success() && !programs.is_empty() { Ok(programs) } else { Err("the tests of the core do not build".to_owned()) }
}

/// The lines of each file, from a report in the format of lcov.
fn reached(report: &str, source: &dyn Fn(&str) -> Option<String>) -> BTreeMap<String, Lines> {
    let mut files = BTreeMap::new();
    for record in report.split("end_of_record") {
        let Some(path) = record.lines().find_map(|line| line.strip_prefix("SF:")) else { continue };
        let text = source(path).unwrap_or_default();
        let end = text.lines().position(|line| line == TESTS).unwrap_or(usize::MAX);
        let lines = record.lines().filter_map(|line| line.strip_prefix("DA:")?.split_once(','));
        let lines = lines.filter(|(line, _)| line.parse().is_ok_and(|line: usize| line <= end));
        let (all, hit) = lines.fold((0, 0), |(all, hit), (_, count)| (all + 1, hit + usize::from(count != "0")));
        let name = path.rsplit_once("core/src/").map_or(path, |(_, name)| name);
        if all > 0 {
            files.insert(name.to_owned(), (all, hit));
        }
    }
    files
}

/// Prints the files that are below the bar, and judges all together.
fn judge(files: &BTreeMap<String, Lines>) -> Result<(), String> {
    for (name, lines) in files.iter().filter(|(_, lines)| percent(**lines) < BAR) {
        println!("{name:<28} {:>5.1} % of {:>4} lines", percent(*lines), lines.0);
    }
    let (all, hit) = files.values().fold((0, 0), |sum, lines| (sum.0 + lines.0, sum.1 + lines.1));
    let total = percent((all, hit));
    let told = format!("{total:.2} % of the core's lines are reached: {hit} of {all}, in {} files", files.len());
    println!("{told}");
    if total >= BAR { Ok(()) } else { Err(format!("{told}; {BAR} % are wanted")) }
}

fn percent((all, hit): Lines) -> f64 {
    if all == 0 { 0.0 } else { 100.0 * hit as f64 / all as f64 }
}

/// LLVM's programs, and where their library is.
struct Tools {
    programs: PathBuf,
    library: PathBuf,
}

impl Tools {
    fn find() -> Result<Self, String> {
        let says = |arguments: &[&str]| -> Result<String, String> {
            let output = Command::new("rustc").args(arguments).output().map_err(|error| format!("rustc: {error}"))?;
            Ok(String::from_utf8_lossy(&output.stdout).into_owned())
        };
        let about = says(&["--version", "--verbose"])?;
        let field = |name: &str| about.lines().find_map(|line| line.strip_prefix(name)).ok_or(format!("rustc names no {name}"));
        let host = Path::new(says(&["--print", "sysroot"])?.trim()).join("lib/rustlib").join(field("host: ")?);
        if host.join("bin/llvm-cov").exists() {
            return Ok(Self { programs: host.join("bin"), library: host.join("lib") });
        }
        let version: String = field("LLVM version: ")?.chars().take_while(char::is_ascii_digit).collect();
        debians(&version).map_err(|why| format!("LLVM's tools are missing: {why}; or: rustup component add llvm-tools"))
    }

    fn command(&self, name: &str) -> Command {
        let mut command = Command::new(self.programs.join(name));
        command.env("LD_LIBRARY_PATH", &self.library);
        command
    }
}

/// Those of Debian's packages `llvm-22` and `libllvm22`, unpacked below `target/`.
fn debians(version: &str) -> Result<Tools, String> {
    let folder = root().join("target/llvm").join(version);
    let tools = debians_in(&folder, version);
    if tools.command("llvm-cov").arg("--version").stdout(Stdio::null()).status().is_ok_and(|status| status.success()) {
        return Ok(tools);
    }
    if !debian::is_here() {
        return Err("this is not Debian: there is no apt-get".to_owned());
    }
    let _ = fs::remove_dir_all(&folder);
    let (programs, fetched) = (format!("llvm-{version}"), folder.join("packages"));
    debian::know(&[&programs])?;
    let mut packages = debian::absent(debian::closure(&[&programs])?)?;
    // Its other packages are for other programs.
    packages.retain(|name| *name == programs || name.starts_with("lib"));
    println!("fetching Debian's {} to target/llvm", packages.join(", "));
    debian::download(&packages, &fetched)?;
    for entry in fs::read_dir(&fetched).map_err(|error| format!("{}: {error}", fetched.display()))?.filter_map(Result::ok) {
        debian::unpack(&entry.path(), &folder, &["./usr/lib/*"])?;
    }
    let _ = fs::remove_dir_all(&fetched);
    Ok(debians_in(&folder, version))
}

/// Where an unpacked package has them.
fn debians_in(folder: &Path, version: &str) -> Tools {
    let places = fs::read_dir(folder.join("usr/lib")).into_iter().flatten().filter_map(|entry| Some(entry.ok()?.path()));
    // A folder of the machine's libraries, `x86_64-linux-gnu`. There is none where the machine has them all itself.
    let library = places.into_iter().find(|path| path.to_string_lossy().contains("-linux-")).unwrap_or_default();
    Tools { programs: folder.join(format!("usr/lib/llvm-{version}/bin")), library }
}

#[cfg(test)]
mod tests {
    use super::{judge, reached};
    use std::collections::BTreeMap;

    const REPORT: &str = "SF:/a/core/src/json/parse.rs\nFN:1,f\nDA:1,4\nDA:2,0\nDA:3,1\nDA:5,9\nend_of_record\n\
        SF:/a/core/src/time.rs\nDA:1,0\nend_of_record\n";

    #[test]
    fn lines_of_tests_do_not_count() {
        let source = |file: &str| Some(if file.ends_with("parse.rs") { "a\nb\nc\n#[cfg(test)]\nd\n" } else { "a\n" }.to_owned());
        let files = reached(REPORT, &source);
        assert_eq!(files.get("json/parse.rs"), Some(&(3, 2)));
        assert_eq!(files.get("time.rs"), Some(&(1, 0)));
    }

    #[test]
    fn all_files_together_are_judged() {
        let files = |hit| BTreeMap::from([("a".to_owned(), (90, hit)), ("b".to_owned(), (10, 5))]);
        assert!(judge(&files(90)).is_ok());
        assert!(judge(&files(89)).is_err());
        assert!(judge(&BTreeMap::new()).is_err());
    }
}
