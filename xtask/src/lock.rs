//! Where the dependencies come from.

use crate::root;
use std::fs;

/// What cargo writes for the default registry, wherever a machine gets it from.
const DEFAULT: &str = "registry+https://github.com/rust-lang/crates.io-index";

/// Fails where `Cargo.lock` has a package from elsewhere.
pub fn check() -> Result<(), String> {
    let path = root().join("Cargo.lock");
    let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    let sources: Vec<&str> =
        text.lines().filter_map(|line| line.strip_prefix("source = ")).map(|source| source.trim_matches('"')).collect();
    let elsewhere: Vec<&str> = sources.iter().copied().filter(|source| *source != DEFAULT).collect();
    println!("{} dependencies", sources.len());
    if elsewhere.is_empty() { Ok(()) } else { Err(format!("Cargo.lock names other sources:\n{}", elsewhere.join("\n"))) }
}
