//! A Chromium for the tests in pages: the machine's, or Debian's if it has none.

use crate::command::run;
use crate::debian;
use std::env;
use std::path::PathBuf;
use std::process::Command;

/// What it is called, in the order of preference.
const NAMES: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];

/// Where it is. Installed if it is not there.
pub fn find() -> Result<PathBuf, String> {
    if let Some(path) = in_path() {
        return Ok(path);
    }
    let missing = format!("no Chromium in PATH ({})", NAMES.join(", "));
    if !debian::is_here() {
        return Err(format!("{missing}, and this is not Debian; install one"));
    }
    println!("{missing}; installing Debian's");
    debian::install(NAMES[0]).map_err(|why| format!("{missing}: {why}"))?;
    in_path().ok_or_else(|| format!("{missing} after: apt-get install {}", NAMES[0]))
}

/// Tests what runs modules in it.
pub fn check() -> Result<(), String> {
    run(Command::new("node").args(["--test", "bindings/javascript/browser/browser.test.mjs"]).env("CHROMIUM", find()?))
}

fn in_path() -> Option<PathBuf> {
    let folders: Vec<PathBuf> = env::split_paths(&env::var_os("PATH")?).collect();
    NAMES.iter().find_map(|name| folders.iter().map(|folder| folder.join(name)).find(|path| path.is_file()))
}
