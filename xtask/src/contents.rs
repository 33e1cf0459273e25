//! What the packages hold: nothing but what `xtask/published/` lists.
//!
//! A line is a file's path; `*` stands for a part of a name, and for no folder. A file without a line is not meant to be published, a line without a file is
//! old. A new folder of sources is a new line, which is what has it looked at.

use crate::root;
use std::fs;
use std::path::Path;
use std::process::Command;

/// Each crate that is published, after those that it needs.
pub const CRATES: [&str; 4] = ["burgee", "burgee-watch", "burgee-openfeature", "burgee-cli"];

/// What cargo adds where there is a repository: the commit, and nothing else.
const COMMIT: &str = ".cargo_vcs_info.json";

/// Judges the crates. The packages of the other languages are judged where they are built.
pub fn crates() -> Result<(), String> {
    for name in CRATES {
        let text = says(Command::new("cargo").args(["package", "--quiet", "--list", "--allow-dirty", "--package", name]))?;
        judge(&format!("crate-{name}"), text.lines().filter(|line| *line != COMMIT))?;
    }
    Ok(())
}

/// Judges a package that lies in a folder, as `npm` would pack it.
pub fn npm(name: &str, folder: &Path) -> Result<(), String> {
    let text = says(Command::new("npm").args(["pack", "--dry-run", "--json", "--silent"]).current_dir(folder))?;
    // The only texts of that name are the files'.
    let paths = text.lines().filter_map(|line| line.trim().strip_prefix("\"path\": \"")?.strip_suffix("\","));
    judge(&format!("npm-{name}"), paths)
}

/// Judges a wheel.
pub fn wheel(python: &Path, wheel: &Path) -> Result<(), String> {
    const NAMES: &str = "import sys, zipfile; print(*zipfile.ZipFile(sys.argv[1]).namelist(), sep='\\n')";
    judge("wheel", says(Command::new(python).args(["-c", NAMES]).arg(wheel))?.lines())
}

/// Judges a source distribution, whose files lie in a folder of its own.
pub fn sdist(python: &Path, archive: &Path) -> Result<(), String> {
    const NAMES: &str = "import sys, tarfile; print(*tarfile.open(sys.argv[1]).getnames(), sep='\\n')";
    let text = says(Command::new(python).args(["-c", NAMES]).arg(archive))?;
    judge("sdist", text.lines().filter_map(|line| line.split_once('/')).map(|(_, path)| path))
}

/// Compares files with the lines of a list.
fn judge<'a>(list: &str, files: impl Iterator<Item = &'a str>) -> Result<(), String> {
    let place = format!("xtask/published/{list}.txt");
    let allowed = fs::read_to_string(root().join(&place)).map_err(|error| format!("{place}: {error}"))?;
    let files: Vec<&str> = files.collect();
    let wrong = differences(&allowed, &files);
    if wrong.is_empty() {
        println!("{list:<24} {:>4} files", files.len());
        return Ok(());
    }
    Err(format!("{}; what is meant to be published stands in {place}", wrong.join(", ")))
}

/// What a list and files do not share.
fn differences(allowed: &str, files: &[&str]) -> Vec<String> {
    let lines: Vec<&str> = allowed.lines().filter(|line| !line.is_empty()).collect();
    let unlisted = files.iter().filter(|file| !lines.iter().any(|line| fits(line, file))).map(|file| format!("`{file}` is not listed"));
    let old = lines.iter().filter(|line| !files.iter().any(|file| fits(line, file))).map(|line| format!("there is no `{line}`"));
    unlisted.chain(old).collect()
}

/// Whether a path is that of a line.
fn fits(line: &str, path: &str) -> bool {
    let Some((before, after)) = line.split_once('*') else { return line == path };
    let middle = path.strip_prefix(before).and_then(|rest| rest.strip_suffix(after));
    middle.is_some_and(|part| !part.is_empty() && !part.contains('/'))
}

fn says(command: &mut Command) -> Result<String, String> {
    if command.get_current_dir().is_none() {
        command.current_dir(root());
    }
    let output = command.output().map_err(|error| format!("{command:?}: {error}"))?;
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    if output.status.success() { Ok(text(&output.stdout)) } else { Err(format!("{command:?}: {}", text(&output.stderr))) }
}

#[cfg(test)]
mod tests {
    use super::{differences, fits};

    #[test]
    fn a_star_stands_for_a_part_of_a_name() {
        assert!(fits("src/*.rs", "src/lib.rs") && fits("burgee-*.node", "burgee-linux-x64.node"));
        for (line, path) in [("src/*.rs", "src/tests/mod.rs"), ("src/*.rs", "src/.rs"), ("src/*.rs", "src/lib.rs.orig"), ("a", "ab")] {
            assert!(!fits(line, path), "{line} {path}");
        }
    }

    #[test]
    fn a_file_too_many_and_a_line_too_many_are_told() {
        assert!(differences("src/*.rs\nREADME.md\n", &["src/lib.rs", "README.md"]).is_empty());
        assert_eq!(differences("src/*.rs\n", &["src/lib.rs", ".env"]), ["`.env` is not listed"]);
        assert_eq!(differences("src/*.rs\nREADME.md\n", &["src/lib.rs"]), ["there is no `README.md`"]);
    }
}
