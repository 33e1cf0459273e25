//! Where the dependencies come from.

use crate::root;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Folders that hold nothing of ours.
const SKIPPED: [&str; 3] = ["target", "node_modules", ".git"];

/// Fails where the packages of a `Cargo.lock` come from more than one place, or from one that is not a registry of cargo's oldest kind: the
/// default registry is always written as one of these, wherever a machine gets it from. Fails where a `package-lock.json` says where from.
pub fn check() -> Result<(), String> {
    let files = files();
    for file in &files {
        let text = fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?;
        judge(file, &text).map_err(|why| format!("{} {why}", file.display()))?;
    }
    println!("{} lock files", files.len());
    Ok(())
}

/// Every lock file.
pub fn files() -> Vec<PathBuf> {
    let mut files = Vec::new();
    collect(&root(), &mut files);
    files
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for path in fs::read_dir(folder).into_iter().flatten().filter_map(|entry| Some(entry.ok()?.path())) {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if path.is_dir() && !SKIPPED.contains(&name) {
            collect(&path, files);
        } else if ["Cargo.lock", "package-lock.json"].contains(&name) {
            files.push(path);
        }
    }
}

fn judge(file: &Path, text: &str) -> Result<(), String> {
    if file.ends_with("package-lock.json") {
        let resolved = text.lines().find(|line| line.contains("\"resolved\": \"http"));
        return resolved
            .map_or(Ok(()), |line| Err(format!("names a host; make it with omit-lockfile-registry-resolved=true in .npmrc:\n{line}")));
    }
    let sources: BTreeSet<&str> = text.lines().filter_map(|line| line.strip_prefix("source = ")).collect();
    match sources.iter().collect::<Vec<_>>().as_slice() {
        [] => Ok(()),
        [one] if one.starts_with("\"registry+") => Ok(()),
        _ => Err(format!("names other sources than the default registry:\n{sources:#?}")),
    }
}

#[cfg(test)]
mod tests {
    use super::judge;
    use std::path::Path;

    #[test]
    fn a_package_from_elsewhere_is_found() {
        let judge = |text: &str| judge(Path::new("a/Cargo.lock"), text);
        let default = "source = \"registry+https://example.com/index\"\n";
        assert!(judge(&default.repeat(2)).is_ok());
        assert!(judge(&format!("{default}source = \"git+https://example.com/fork\"\n")).is_err());
        assert!(judge("source = \"sparse+https://example.com/\"\n").is_err());
    }

    #[test]
    fn a_host_in_a_lock_file_of_npm_is_found() {
        let judge = |text: &str| judge(Path::new("a/package-lock.json"), text);
        assert!(judge("\"version\": \"1.0.0\",\n").is_ok());
        assert!(judge("\"resolved\": \"https://example.com/a.tgz\",\n").is_err());
    }
}
