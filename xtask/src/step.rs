//! The checks, in order.

use crate::command::run;
use crate::{bounds, contents, counts, fuzz, links, lock, npm, python, root, tools, trust, wasm_target};
use std::process::Command;

/// One check.
pub struct Step {
    /// What `--only` calls it.
    pub name: &'static str,
    /// What it does.
    pub about: &'static str,
    /// Does it; the error says what went wrong.
    pub run: fn() -> Result<(), String>,
}

/// All checks.
pub fn all() -> Vec<Step> {
    vec![
        Step { name: "tools", about: "cargo, Python and Node are there and new enough", run: tools::check },
        Step { name: "links", about: "links between the documents, and to their headings, lead somewhere", run: links::check },
        Step { name: "lock", about: "every dependency comes from the default registry", run: lock::check },
        Step { name: "fmt", about: "the code is formatted", run: fmt },
        Step { name: "clippy", about: "clippy finds nothing, with all targets and features", run: clippy },
        Step { name: "test", about: "every test of the workspace", run: || cargo(&["test", "--workspace", "--all-features"]) },
        Step { name: "trust", about: "draws, ramps, reloads and floods keep their promises over large numbers", run: trust::check },
        Step {
            name: "differential",
            about: "the core answers as the reference does, 200,000 times, and refuses mutants like it, 50,000 times",
            run: trust::differential,
        },
        Step { name: "features", about: "the core builds with each of its features alone, and with none", run: features },
        Step { name: "doc", about: "the documentation builds without a warning", run: doc },
        Step { name: "contents", about: "the crates hold what they are listed to hold, and nothing else", run: contents::crates },
        Step { name: "package", about: "the crates build from their packages, as they would be published", run: package },
        Step { name: "vectors", about: "independent code gives the golden buckets", run: python::vectors },
        Step { name: "examples", about: "the example documents are right and pass their own tests", run: examples },
        Step { name: "python", about: "the Python package builds, installs and gives the same answers", run: python::package },
        Step { name: "npm", about: "the npm packages build, install in Node and give the same answers", run: npm::check },
        Step { name: "browser", about: "the package for browsers gives the same answers in Chromium", run: npm::check_in_browser },
        Step { name: "fuzz", about: "every fuzz target replays what is kept, and ten seconds more", run: fuzz::check },
        Step { name: "counts", about: "the workloads take no more instructions and allocations than they did", run: counts::check },
        Step { name: "bounds", about: "twice the document takes at most two and a half times the work to load", run: bounds::check },
    ]
}

/// The workspaces beside the first.
const OTHERS: [&str; 3] = ["bindings/python/Cargo.toml", "bindings/wasm/Cargo.toml", "fuzz/Cargo.toml"];

fn fmt() -> Result<(), String> {
    cargo(&["fmt", "--all", "--check"])?;
    OTHERS.iter().try_for_each(|manifest| cargo(&["fmt", "--check", "--manifest-path", manifest]))
}

fn clippy() -> Result<(), String> {
    cargo(&["clippy", "--workspace", "--all-targets", "--all-features", "--", "--deny", "warnings"])?;
    let other = |manifest| {
        let (variable, nothing) = fuzz::NO_LIBRARY;
        let mut cargo = Command::new("cargo");
        cargo.args(["clippy", "--manifest-path", manifest, "--", "--deny", "warnings"]);
        run(cargo.env(variable, root().join(nothing)))
    };
    OTHERS.into_iter().try_for_each(other)
}

fn features() -> Result<(), String> {
    cargo(&["check", "--package", "burgee", "--no-default-features"])?;
    for feature in ["diff", "rollout", "serde", "signature", "store"] {
        cargo(&["check", "--package", "burgee", "--no-default-features", "--features", feature])?;
    }
    cargo(&["check", "--package", "burgee"])
}

fn package() -> Result<(), String> {
    forget_packages();
    let packages = contents::CRATES.iter().flat_map(|name| ["--package", name]);
    cargo(&["package", "--quiet", "--allow-dirty"].into_iter().chain(packages).collect::<Vec<_>>())
}

/// Has cargo forget what it unpacked of these crates before: it takes a package of the same version for the same package.
fn forget_packages() {
    let folders = wasm_target::cargo_home().into_iter().flat_map(|home| ["src", "cache"].map(|kind| home.join("registry").join(kind)));
    let inside = |folder: std::path::PathBuf| std::fs::read_dir(folder).into_iter().flatten().filter_map(|entry| Some(entry.ok()?.path()));
    for path in folders.flat_map(inside).flat_map(inside) {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if contents::CRATES.iter().any(|own| name.strip_prefix(own).is_some_and(|rest| rest.starts_with("-0"))) {
            // Why whatever comes of it: what cannot be removed makes the check fail, and says so.
            let _ = if path.is_dir() { std::fs::remove_dir_all(&path) } else { std::fs::remove_file(&path) };
        }
    }
}

fn doc() -> Result<(), String> {
    run(Command::new("cargo").args(["doc", "--workspace", "--no-deps", "--all-features"]).env("RUSTDOCFLAGS", "--deny warnings"))
}

/// Checks and tests every example; overlays on top of the document that they belong to.
fn examples() -> Result<(), String> {
    let folder = root().join("spec/examples");
    let entries = std::fs::read_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut files: Vec<String> = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok()).collect();
    files.retain(|name| name.ends_with(".json") && !name.starts_with("overlay-"));
    files.sort();
    for verb in ["check", "test"] {
        burgee(&folder, &[&[verb], files.iter().map(String::as_str).collect::<Vec<_>>().as_slice()].concat())?;
    }
    for overlay in ["overlay-dev.json", "overlay-prod.json"] {
        burgee(&folder, &["check", "environments.json", "--overlay", overlay])?;
        burgee(&folder, &["test", "environments.json", "--overlay", overlay])?;
    }
    Ok(())
}

fn burgee(folder: &std::path::Path, arguments: &[&str]) -> Result<(), String> {
    let manifest = root().join("Cargo.toml");
    let mut command = Command::new("cargo");
    command.args(["run", "--quiet", "--package", "burgee-cli", "--manifest-path"]).arg(manifest).arg("--").args(arguments);
    run(command.current_dir(folder))
}

fn cargo(arguments: &[&str]) -> Result<(), String> {
    run(Command::new("cargo").args(arguments))
}
