//! The tools that a machine must bring.

use std::process::Command;

struct Tool {
    name: &'static str,
    /// Says the version.
    ask: &'static [&'static str],
    /// The oldest version that will do.
    from: (u32, u32),
    /// The command that gets it.
    get: &'static str,
}

const NEEDED: [Tool; 5] = [
    Tool { name: "cargo", ask: &["cargo", "--version"], from: (1, 88), get: "rustup update stable" },
    Tool { name: "rustfmt", ask: &["cargo", "fmt", "--version"], from: (1, 0), get: "rustup component add rustfmt" },
    Tool { name: "clippy", ask: &["cargo", "clippy", "--version"], from: (0, 1), get: "rustup component add clippy" },
    Tool { name: "python3", ask: &["python3", "--version"], from: (3, 10), get: "apt-get install python3 python3-venv" },
    Tool { name: "node", ask: &["node", "--version"], from: (20, 0), get: "apt-get install npm && npm install --global node@20" },
];

/// Fails with the command that mends it for each tool that is missing or too old.
pub fn check() -> Result<(), String> {
    let problems: Vec<String> = NEEDED.iter().filter_map(|tool| tool.check().err()).collect();
    if problems.is_empty() { Ok(()) } else { Err(problems.join("\n")) }
}

impl Tool {
    fn check(&self) -> Result<(), String> {
        let Tool { name, ask, from, get } = self;
        let output = Command::new(ask[0]).args(&ask[1..]).output().ok().filter(|output| output.status.success());
        let text = output.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned()).unwrap_or_default();
        let needed = format!("{name} {}.{} or newer is needed", from.0, from.1);
        match version(&text) {
            Some(found) if found >= *from => println!("{name}: {text}"),
            Some(_) => return Err(format!("{needed}, this is {text}; try: {get}")),
            None => return Err(format!("{needed} and was not found; try: {get}")),
        }
        Ok(())
    }
}

/// The first `N.N` of a text.
fn version(text: &str) -> Option<(u32, u32)> {
    let start = text.find(|char: char| char.is_ascii_digit())?;
    let mut parts = text[start..].split(|char: char| !char.is_ascii_digit());
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::{NEEDED, Tool, version};
    use crate::{HELP, root};
    use std::fs;

    fn tool(name: &str) -> &'static Tool {
        NEEDED.iter().find(|tool| tool.name == name).expect("it is in the table")
    }

    #[test]
    fn the_readme_the_help_and_the_manifest_name_the_same_versions() {
        let readme = fs::read_to_string(root().join("README.md")).expect("there is one");
        let manifest = fs::read_to_string(root().join("Cargo.toml")).expect("there is one");
        let (cargo, python, node) = (tool("cargo").from, tool("python3").from, tool("node").from);
        for text in [readme.as_str(), HELP] {
            assert!(text.contains(&format!("Python {}.{} or newer", python.0, python.1)));
            assert!(text.contains(&format!("Node {} or newer", node.0)));
        }
        assert!(manifest.contains(&format!("rust-version = \"{}.{}\"", cargo.0, cargo.1)));
    }

    #[test]
    fn continuous_integration_runs_what_the_readme_says() {
        let readme = fs::read_to_string(root().join("README.md")).expect("there is one");
        let script = fs::read_to_string(root().join(".ci/run")).expect("there is one");
        assert!(script.ends_with("\ncargo xtask test\n") && readme.contains("\ncargo xtask test\n"));
    }

    /// The manifests with a version of their own, and what stands before it.
    const VERSIONED: [(&str, &str); 4] = [
        ("bindings/python/Cargo.toml", "\nversion = \""),
        ("bindings/wasm/Cargo.toml", "\nversion = \""),
        ("bindings/node/package.json", "\"version\": \""),
        ("bindings/wasm/package.json", "\"version\": \""),
    ];

    #[test]
    fn every_package_has_the_version_of_the_workspace() {
        let version = |path: &str, before: &str| -> String {
            let text = fs::read_to_string(root().join(path)).expect("there is one");
            let (_, after) = text.split_once(before).expect("it says its version");
            after.chars().take_while(|char| *char != '"').collect()
        };
        let workspace = version("Cargo.toml", "\nversion = \"");
        for (path, before) in VERSIONED {
            assert_eq!(version(path, before), workspace, "{path}");
        }
    }

    #[test]
    fn versions_are_found_in_what_tools_say() {
        assert_eq!(version("cargo 1.95.0 (f2d3ce0bd 2026-03-21)"), Some((1, 95)));
        assert_eq!(version("v20.20.2"), Some((20, 20)));
        assert_eq!(version("no such command"), None);
    }
}
