//! What each package is made of, as CycloneDX 1.5: `target/sbom/*.cdx.json`.
//!
//! From cargo's own tree and the lock file: name, version, licence and checksum of every crate that is compiled in, or that runs while it is compiled, on any
//! machine. Crates are listed with all their features, packages as they are built. The same sources make the same text: it has no date, and names no folder.

use crate::root;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;

/// A package, and the crate that it is built of.
struct Package {
    /// How others name it.
    purl: &'static str,
    file: &'static str,
    manifest: &'static str,
    /// What cargo is asked for beside.
    arguments: &'static [&'static str],
}

const ANYWHERE: &[&str] = &["--target", "all"];
const ALL_FEATURES: &[&str] = &["--target", "all", "--all-features"];

const PACKAGES: [Package; 7] = [
    Package { purl: "pkg:cargo/burgee", file: "crate-burgee", manifest: "core/Cargo.toml", arguments: ALL_FEATURES },
    Package { purl: "pkg:cargo/burgee-watch", file: "crate-burgee-watch", manifest: "bindings/watch/Cargo.toml", arguments: ALL_FEATURES },
    Package {
        purl: "pkg:cargo/burgee-openfeature",
        file: "crate-burgee-openfeature",
        manifest: "bindings/openfeature/Cargo.toml",
        arguments: ALL_FEATURES,
    },
    Package { purl: "pkg:cargo/burgee-cli", file: "crate-burgee-cli", manifest: "bindings/cli/Cargo.toml", arguments: ALL_FEATURES },
    Package { purl: "pkg:pypi/burgee", file: "pypi-burgee", manifest: "bindings/python/Cargo.toml", arguments: ANYWHERE },
    Package { purl: "pkg:npm/burgee", file: "npm-burgee", manifest: "bindings/node/Cargo.toml", arguments: ANYWHERE },
    Package {
        purl: "pkg:npm/burgee-web",
        file: "npm-burgee-web",
        manifest: "bindings/wasm/Cargo.toml",
        arguments: &["--target", "wasm32-unknown-unknown"],
    },
];

/// A crate of the tree.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Crate {
    name: String,
    version: String,
    licence: String,
}

/// The crates, each with those that it needs itself.
type Tree = BTreeMap<Crate, BTreeSet<Crate>>;
/// What the lock file says of a name and a version.
type Checksums = BTreeMap<(String, String), String>;

/// Writes one for each package.
pub fn write() -> Result<(), String> {
    let folder = root().join("target/sbom");
    fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    for package in &PACKAGES {
        let (first, tree) = tree(&asked(package)?)?;
        let file = folder.join(format!("{}.cdx.json", package.file));
        let text = bill(package.purl, &first, &tree, &checksums(package.manifest)?)?;
        fs::write(&file, text).map_err(|error| format!("{}: {error}", file.display()))?;
        println!("{:<40} {:>4} crates", format!("target/sbom/{}.cdx.json", package.file), tree.len() - 1);
    }
    Ok(())
}

/// Cargo's tree: the depth, the crate and its licence in each line.
fn asked(package: &Package) -> Result<String, String> {
    let mut cargo = Command::new("cargo");
    cargo.args([
        "tree",
        "--locked",
        "--edges",
        "normal,build",
        "--prefix",
        "depth",
        "--format",
        "\t{p}\t{l}\t",
        "--manifest-path",
        package.manifest,
    ]);
    let output = cargo.args(package.arguments).current_dir(root()).output().map_err(|error| format!("cargo tree: {error}"))?;
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    if output.status.success() { Ok(text(&output.stdout)) } else { Err(format!("cargo tree: {}", text(&output.stderr))) }
}

/// The crate at the root, and all with what they need.
fn tree(text: &str) -> Result<(Crate, Tree), String> {
    let mut tree = Tree::new();
    let mut above: Vec<Crate> = Vec::new();
    for line in text.lines().filter(|line| !line.is_empty()) {
        let (depth, found) = node(line).ok_or_else(|| format!("cargo tree says {line:?}"))?;
        above.truncate(depth);
        if let Some(parent) = above.last() {
            tree.entry(parent.clone()).or_default().insert(found.clone());
        }
        tree.entry(found.clone()).or_default();
        above.push(found);
    }
    Ok((above.into_iter().next().ok_or("cargo tree says nothing")?, tree))
}

fn node(line: &str) -> Option<(usize, Crate)> {
    let mut parts = line.split('\t');
    let depth = parts.next()?.parse().ok()?;
    let mut words = parts.next()?.split(' ');
    let (name, version) = (words.next()?.to_owned(), words.next()?.strip_prefix('v')?.to_owned());
    // As licences were joined before there were expressions.
    let licence = parts.next()?.replace('/', " OR ");
    Some((depth, Crate { name, version, licence }))
}

/// The checksums of the lock file that is nearest above a manifest.
fn checksums(manifest: &str) -> Result<Checksums, String> {
    let files = Path::new(manifest).ancestors().skip(1).map(|folder| root().join(folder).join("Cargo.lock"));
    let file = files.into_iter().find(|file| file.exists()).ok_or_else(|| format!("{manifest} has no lock file"))?;
    let text = fs::read_to_string(&file).map_err(|error| format!("{}: {error}", file.display()))?;
    let field = |package: &str, name: &str| {
        let value = package.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(" = \""))?;
        value.strip_suffix('"').map(str::to_owned)
    };
    let packages = text.split("[[package]]");
    Ok(packages.filter_map(|package| Some(((field(package, "name")?, field(package, "version")?), field(package, "checksum")?))).collect())
}

/// The text.
fn bill(purl: &str, first: &Crate, tree: &Tree, checksums: &Checksums) -> Result<String, String> {
    let reference = |one: &Crate| {
        if one == first { format!("{purl}@{}", one.version) } else { format!("pkg:cargo/{}@{}", one.name, one.version) }
    };
    let mut components = Vec::new();
    let mut dependencies = Vec::new();
    for (one, needs) in tree {
        let needs: Vec<String> = needs.iter().map(|need| quoted(&reference(need))).collect();
        dependencies.push(format!("    {{ \"ref\": {}, \"dependsOn\": [{}] }}", quoted(&reference(one)), needs.join(", ")));
        if one != first {
            let key = (one.name.clone(), one.version.clone());
            components.push(format!("    {}", component(one, &one.name, &reference(one), checksums.get(&key))?));
        }
    }
    let name = purl.rsplit_once('/').map_or(purl, |(_, name)| name);
    Ok(format!(
        "{{\n  \"bomFormat\": \"CycloneDX\",\n  \"specVersion\": \"1.5\",\n  \"version\": 1,\n  \"metadata\": {{ \"component\": {} }},\n  \
         \"components\": [\n{}\n  ],\n  \"dependencies\": [\n{}\n  ]\n}}\n",
        component(first, name, &reference(first), None)?,
        components.join(",\n"),
        dependencies.join(",\n"),
    ))
}

fn component(one: &Crate, name: &str, reference: &str, checksum: Option<&String>) -> Result<String, String> {
    if one.licence.is_empty() {
        return Err(format!("{} {} names no licence", one.name, one.version));
    }
    let hashes = checksum.map(|sum| format!(", \"hashes\": [{{ \"alg\": \"SHA-256\", \"content\": {} }}]", quoted(sum)));
    Ok(format!(
        "{{ \"type\": \"library\", \"bom-ref\": {0}, \"name\": {1}, \"version\": {2}, \"purl\": {0}, \"licenses\": [{{ \"expression\": {3} }}]{4} }}",
        quoted(reference),
        quoted(name),
        quoted(&one.version),
        quoted(&one.licence),
        hashes.unwrap_or_default(),
    ))
}

/// As JSON has it. Names, versions and licences are ASCII without control characters, where Rust's way is the same.
fn quoted(text: &str) -> String {
    format!("{text:?}")
}

#[cfg(test)]
mod tests {
    use super::{Checksums, bill, tree};

    const TREE: &str = "0\ttop v1.0.0 (/somewhere/top)\tMIT\t\n1\ta v0.1.0\tMIT/Apache-2.0\t\n2\tb v2.0.0 (proc-macro)\tZlib\t\n1\tb v2.0.0 (proc-macro)\tZlib\t (*)\n";

    #[test]
    fn a_tree_becomes_a_bill() {
        let (first, tree) = tree(TREE).expect("it is one");
        let sums = Checksums::from([(("a".to_owned(), "0.1.0".to_owned()), "00ff".to_owned())]);
        let text = bill("pkg:npm/top", &first, &tree, &sums).expect("all have licences");
        assert!(text.contains("\"purl\": \"pkg:npm/top@1.0.0\""));
        assert!(text.contains("{ \"ref\": \"pkg:npm/top@1.0.0\", \"dependsOn\": [\"pkg:cargo/a@0.1.0\", \"pkg:cargo/b@2.0.0\"] }"));
        assert!(text.contains("{ \"ref\": \"pkg:cargo/a@0.1.0\", \"dependsOn\": [\"pkg:cargo/b@2.0.0\"] }"));
        assert!(text.contains("\"expression\": \"MIT OR Apache-2.0\" }], \"hashes\": [{ \"alg\": \"SHA-256\", \"content\": \"00ff\" }]"));
        assert!(!text.contains("somewhere"));
    }

    #[test]
    fn a_crate_without_a_licence_is_refused() {
        let (first, tree) = tree("0\ttop v1.0.0\tMIT\t\n1\ta v0.1.0\t\t\n").expect("it is one");
        assert!(bill("pkg:npm/top", &first, &tree, &Checksums::new()).is_err_and(|why| why.contains("names no licence")));
    }
}
