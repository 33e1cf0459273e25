//! What the workspaces depend on: licences, sources, versions, and advisories where their database can be had. `deny.toml` says what is allowed.

use crate::command::run;
use crate::installed;
use std::process::Command;

/// Every workspace, those that nobody depends on as well.
pub const WORKSPACES: [&str; 5] =
    ["Cargo.toml", "bindings/python/Cargo.toml", "bindings/wasm/Cargo.toml", "fuzz/Cargo.toml", "benches/peers/Cargo.toml"];

/// Licences, sources, wildcards and duplicates.
pub fn check() -> Result<(), String> {
    judge(&["bans", "licenses", "sources"])
}

/// Advisories, if `BURGEE_ADVISORIES` is set.
///
/// Why not always: the database is fetched from its repository, which is no registry of packages, and not every machine reaches it.
pub fn advisories() -> Result<(), String> {
    if std::env::var_os("BURGEE_ADVISORIES").is_some() {
        return judge(&["advisories"]);
    }
    println!("not asked for: BURGEE_ADVISORIES=1 fetches the database, and looks");
    Ok(())
}

fn judge(checks: &[&str]) -> Result<(), String> {
    let deny = installed::tool("cargo-deny")?;
    for manifest in WORKSPACES {
        println!("{manifest}: {}", checks.join(", "));
        let mut command = Command::new(&deny);
        command.args(["--manifest-path", manifest, "--all-features", "--locked", "--log-level", "error", "--config", "deny.toml"]);
        // Why: what is there twice is told by `bans`, as a warning, and is no fault.
        run(command.args(["check", "--hide-inclusion-graph"]).args(checks))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::WORKSPACES;
    use crate::lock;
    use crate::root;

    #[test]
    fn every_workspace_is_looked_at() {
        let mut manifests: Vec<_> = WORKSPACES.iter().map(|manifest| root().join(manifest).with_file_name("Cargo.lock")).collect();
        let mut locks = lock::files();
        locks.retain(|file| file.ends_with("Cargo.lock"));
        manifests.sort();
        locks.sort();
        assert_eq!(manifests, locks);
    }
}
