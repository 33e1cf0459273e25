//! What is held over large numbers: draws, ramps, reloads and floods (`docs/trust.md`).

use crate::command::run;
use std::process::Command;

/// Runs the tests that need minutes without optimisation.
pub fn check() -> Result<(), String> {
    // Why not `release`: its linking takes longer than the tests.
    run(Command::new("cargo").args(["test", "--profile", "bench", "--package", "burgee-trust", "--", "--nocapture"]))
}
