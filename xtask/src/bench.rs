//! Prints every table of measurements: burgee beside the same rules by hand, and beside its peers in Rust, Python and JavaScript.

use crate::command::run;
use crate::{python, root};
use std::process::Command;

/// One table.
pub struct Table {
    /// What `--only` calls it.
    pub name: &'static str,
    /// What it shows.
    pub about: &'static str,
    /// Prints it.
    pub run: fn() -> Result<(), String>,
}

/// All tables.
pub const TABLES: [Table; 4] = [
    Table { name: "floor", about: "burgee beside the same rules by hand", run: floor },
    Table { name: "rust", about: "burgee beside other engines in Rust", run: rust },
    Table { name: "python", about: "engines in Python", run: python::peers },
    Table { name: "node", about: "engines in Node, and what a browser loads of them", run: node },
];

fn floor() -> Result<(), String> {
    run(Command::new("cargo").args(["run", "--quiet", "--release", "--package", "burgee-benches", "--bin", "floor"]))
}

fn rust() -> Result<(), String> {
    run(Command::new("cargo").args(["run", "--quiet", "--release", "--manifest-path", "benches/peers/Cargo.toml"]))
}

fn node() -> Result<(), String> {
    let folder = root().join("benches/node");
    run(Command::new("npm").args(["ci", "--no-audit", "--no-fund"]).current_dir(&folder))?;
    run(Command::new("node").arg("peers.mjs").current_dir(&folder))?;
    run(Command::new("node").arg("sizes.mjs").current_dir(&folder))
}
