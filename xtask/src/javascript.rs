//! What needs Node: the npm packages, put together in `target/npm`.

use crate::command::run;
use crate::{root, wasm_target};
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const WASM: &str = "wasm32-unknown-unknown";
/// Above the module's data: a stack that is full runs into the first byte of memory, which is a trap, and into nothing else.
const STACK: &str = "-Clink-arg=-zstack-size=262144";

/// What Rust's compiler lets a module use for this target. Named, as a module that was stripped does not say it.
const FEATURES: [&str; 8] = [
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-call-indirect-overlong",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];
/// Smaller, in the order of the passes.
///
/// Why not `--traps-never-happen` too: a panic and an allocation that fails are traps, and what would be left of them without is anything.
const SMALLER: [&str; 4] = ["--flatten", "--rereloop", "-Oz", "-Oz"];

/// Where a package is put.
pub fn folder(name: &str) -> PathBuf {
    root().join("target/npm").join(name)
}

/// Builds both packages.
pub fn packages() -> Result<(), String> {
    node()?;
    web()
}

/// Builds `burgee`, for this machine.
pub fn node() -> Result<(), String> {
    let into = target().join("node");
    let mut cargo = Command::new("cargo");
    cargo.args(["build", "--quiet", "--release", "--package", "burgee-node"]).env("CARGO_TARGET_DIR", &into);
    // Why added to what is set: a machine may say there how it links.
    let given = env::var("RUSTFLAGS").into_iter().flat_map(|flags| flags.split_whitespace().map(str::to_owned).collect::<Vec<_>>());
    let flags: Vec<String> = given.chain(remapped()).collect();
    run(cargo.env("CARGO_ENCODED_RUSTFLAGS", flags.join("\u{1f}")))?;
    let library = format!("{}burgee_node{}", env::consts::DLL_PREFIX, env::consts::DLL_SUFFIX);
    let addon = into.join("release").join(library);
    assemble("burgee", "node", "server", &addon, &format!("burgee-{}.node", machine()))
}

/// Builds `burgee-web`.
pub fn web() -> Result<(), String> {
    let compiler = wasm_target::compiler()?;
    let into = target().join("wasm");
    let flags = std::iter::once(STACK.to_owned()).chain(remapped()).collect();
    let mut cargo = Command::new("cargo");
    cargo.args(["build", "--quiet", "--release", "--target", WASM]).current_dir(root().join("bindings/wasm"));
    cargo.env("CARGO_TARGET_DIR", &into);
    compiler.set(&mut cargo, flags);
    run(&mut cargo)?;
    let made = into.join(WASM).join("release/burgee_wasm.wasm");
    let smaller = into.join("burgee.wasm");
    tools()?;
    let mut optimise = Command::new("node");
    optimise.arg(root().join("bindings/javascript/node_modules/binaryen/bin/wasm-opt")).args(FEATURES).args(SMALLER);
    run(optimise.arg(&made).arg("-o").arg(&smaller))?;
    assemble("burgee-web", "wasm", "web", &smaller, "burgee.wasm")
}

/// Installs what building and testing the packages takes from npm.
fn tools() -> Result<(), String> {
    let tools = ["ci", "--silent", "--no-audit", "--no-fund"];
    run(Command::new("npm").args(tools).current_dir(root().join("bindings/javascript")))
}

/// The messages of panics name sources, and would name this machine's folders and where it gets crates from.
fn remapped() -> Vec<String> {
    let mut places = vec![(root(), "/burgee")];
    if let Some(home) = wasm_target::cargo_home() {
        let registries = fs::read_dir(home.join("registry/src")).into_iter().flatten().filter_map(Result::ok);
        let registries: Vec<PathBuf> = registries.map(|entry| entry.path()).collect();
        // The last that fits counts.
        places.push((home, "/cargo"));
        places.extend(registries.into_iter().map(|registry| (registry, "/crates")));
    }
    places.into_iter().map(|(place, name)| format!("--remap-path-prefix={}={name}", place.display())).collect()
}

/// Puts a package together: the modules of its binding, the surface, its OpenFeature provider, the binary.
fn assemble(name: &str, binding: &str, provider: &str, binary: &Path, binary_name: &str) -> Result<(), String> {
    let bindings = root().join("bindings");
    let (made, package) = (folder(&format!("{name}.new")), folder(name));
    let _ = fs::remove_dir_all(&made);
    copy(&bindings.join(binding), &made, |file| is_module(file) || file == "package.json" || file == "README.md")?;
    copy(&bindings.join("javascript/js"), &made.join("lib"), is_module)?;
    let other = if provider == "web" { "server." } else { "web." };
    copy(&bindings.join("javascript/openfeature"), &made.join("openfeature"), |file| is_module(file) && !file.starts_with(other))?;
    copy(&root(), &made, |file| file.starts_with("LICENSE-"))?;
    copy_file(binary, &made.join(binary_name))?;
    // Why not in place: a process that has loaded the addon keeps the old one.
    let _ = fs::remove_dir_all(&package);
    fs::rename(&made, &package).map_err(|error| format!("{}: {error}", package.display()))
}

fn is_module(file: &str) -> bool {
    file.ends_with(".js") || file.ends_with(".d.ts")
}

/// Copies the files of a folder that are wanted.
fn copy(from: &Path, into: &Path, is_wanted: impl Fn(&str) -> bool) -> Result<(), String> {
    fs::create_dir_all(into).map_err(|error| format!("{}: {error}", into.display()))?;
    let entries = fs::read_dir(from).map_err(|error| format!("{}: {error}", from.display()))?;
    for entry in entries.filter_map(Result::ok) {
        let name = entry.file_name();
        if entry.path().is_file() && name.to_str().is_some_and(&is_wanted) {
            copy_file(&entry.path(), &into.join(name))?;
        }
    }
    Ok(())
}

fn copy_file(from: &Path, to: &Path) -> Result<(), String> {
    fs::copy(from, to).map(drop).map_err(|error| format!("{} to {}: {error}", from.display(), to.display()))
}

/// Where cargo builds.
fn target() -> PathBuf {
    env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

/// This machine, as Node names it.
fn machine() -> String {
    let system = match env::consts::OS {
        "macos" => "darwin",
        "windows" => "win32",
        other => other,
    };
    let processor = match env::consts::ARCH {
        "x86_64" => "x64",
        "x86" => "ia32",
        "aarch64" => "arm64",
        "powerpc64" => "ppc64",
        other => other,
    };
    let library = if cfg!(target_env = "musl") { "-musl" } else { "" };
    format!("{system}-{processor}{library}")
}
