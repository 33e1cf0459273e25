//! Where the dependencies come from.

use crate::root;
use std::collections::BTreeSet;
use std::fs;

/// Fails where the packages of `Cargo.lock` come from more than one place, or from one that is not a registry of cargo's oldest kind: the
/// default registry is always written as one of these, wherever a machine gets it from.
pub fn check() -> Result<(), String> {
    let path = root().join("Cargo.lock");
    let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    judge(&text)
}

fn judge(lock: &str) -> Result<(), String> {
    let sources: BTreeSet<&str> = lock.lines().filter_map(|line| line.strip_prefix("source = ")).collect();
    match sources.iter().collect::<Vec<_>>().as_slice() {
        [one] if one.starts_with("\"registry+") => Ok(()),
        _ => Err(format!("Cargo.lock names other sources than the default registry:\n{sources:#?}")),
    }
}

#[cfg(test)]
mod tests {
    use super::judge;

    #[test]
    fn a_package_from_elsewhere_is_found() {
        let default = "source = \"registry+https://example.com/index\"\n";
        assert!(judge(&default.repeat(2)).is_ok());
        assert!(judge(&format!("{default}source = \"git+https://example.com/fork\"\n")).is_err());
        assert!(judge("source = \"sparse+https://example.com/\"\n").is_err());
    }
}
