//! Whether the tests see a bug: `cargo mutants` plants them in the core. `.cargo/mutants.toml` says which tests must see them, and what is left out and why.

use crate::command::run;
use crate::{installed, root};
use std::fs;
use std::process::Command;

/// Plants them in what the core has changed since a commit: that of `BURGEE_BASE`, or else where main is, or was when this branch left it.
pub fn changed() -> Result<(), String> {
    let base = match std::env::var("BURGEE_BASE") {
        Ok(base) if !base.is_empty() => base,
        _ => git(&["merge-base", "HEAD", "origin/main"]).or_else(|_| git(&["merge-base", "HEAD", "main"]))?.trim().to_owned(),
    };
    // Against the files as they are, not as they were committed.
    let difference = git(&["diff", &base, "--", "core/src"])?;
    if difference.is_empty() {
        println!("the core is as it was at {base}; BURGEE_BASE names another commit to compare with");
        return Ok(());
    }
    let folder = root().join("target/mutants");
    let file = folder.join("changed.diff");
    fs::create_dir_all(&folder).and_then(|()| fs::write(&file, difference)).map_err(|error| format!("{}: {error}", file.display()))?;
    plant(Command::new(installed::tool("cargo-mutants")?).arg("mutants").arg("--in-diff").arg(file))
}

/// Plants them everywhere in the core.
pub fn all() -> Result<(), String> {
    plant(Command::new(installed::tool("cargo-mutants")?).arg("mutants"))
}

fn plant(command: &mut Command) -> Result<(), String> {
    run(command.args(["--package", "burgee", "--no-shuffle", "--output", "target/mutants"]))
        .map_err(|why| format!("{why}; what was missed is in target/mutants/mutants.out/missed.txt"))
}

fn git(arguments: &[&str]) -> Result<String, String> {
    let output = Command::new("git").args(arguments).current_dir(root()).output().map_err(|error| format!("git: {error}"))?;
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    if output.status.success() {
        Ok(text(&output.stdout))
    } else {
        Err(format!("git {}: {}", arguments.join(" "), text(&output.stderr).trim()))
    }
}
