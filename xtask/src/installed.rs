//! Tools that are crates: installed below `target/tools`, in the versions of the table.

use crate::command::run;
use crate::root;
use std::path::PathBuf;
use std::process::Command;

const VERSIONS: [(&str, &str); 2] = [("cargo-deny", "0.20.2"), ("cargo-mutants", "27.1.0")];

/// The way to a tool of the table, which is installed if it is not there.
pub fn tool(name: &str) -> Result<PathBuf, String> {
    let (_, version) = VERSIONS.iter().find(|(known, _)| *known == name).ok_or_else(|| format!("no version of {name} is known"))?;
    let folder = root().join("target/tools");
    // Cargo does nothing where this version is there, and asks nobody for it.
    let install = ["install", "--quiet", "--locked", name, "--version", version, "--root"];
    run(Command::new("cargo").args(install).arg(&folder))?;
    Ok(folder.join("bin").join(name))
}
