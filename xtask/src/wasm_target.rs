//! A compiler for wasm32-unknown-unknown, made of Debian's packages below `target/`: nothing is installed, and rustup is not asked.
//!
//! Its standard library is built here, for size. Where there are no such packages, a toolchain that brings the target will do; what it builds is larger.

use crate::command::run;
use crate::{debian, root};
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const TARGET: &str = "wasm32-unknown-unknown";

// Debian's newest Rust, which it keeps for building browsers. The linker's package is called after the version of LLVM.
const COMPILER: &str = "rustc-web";
const SOURCES: &str = "rust-web-src";
const LIBRARY: &str = "libstd-rust-web-dev";

/// An empty crate, for which cargo builds the standard library.
const MANIFEST: &str = "\
[package]
name = \"empty\"
version = \"0.0.0\"
edition = \"2024\"

[lib]
path = \"lib.rs\"

[profile.release]
opt-level = \"z\"
panic = \"abort\"

[workspace]
";

const CRATES: &str = "-Zbuild-std=std,panic_abort";
const FEATURES: &str = "-Zbuild-std-features=optimize_for_size";
/// Without bitcode in the library, link-time optimisation fails later.
const BITCODE: &str = "-Cembed-bitcode=yes";
/// A panic is a trap and tells nothing: its messages, and what writes them, would be a tenth of a module.
const SILENT: [&str; 3] = ["-Zunstable-options", "-Cpanic=immediate-abort", "-Zlocation-detail=none"];

/// Finds where it is, whatever folder it has been moved to.
const WRAPPER: &str = "\
#!/bin/sh
root=$(cd \"$(dirname \"$0\")/../root\" && pwd) || exit
LD_LIBRARY_PATH=LIBRARIES${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH} exec \"$root/usr/bin/rustc\" --sysroot \"$root/usr\" \"$@\"
";

/// A compiler for the target.
pub struct Compiler {
    /// What to give cargo as `RUSTC`.
    pub rustc: PathBuf,
    /// What else it takes to build for its library.
    pub flags: &'static [&'static str],
}

impl Compiler {
    /// Has cargo use it, with these flags as well.
    pub fn set(&self, cargo: &mut Command, flags: Vec<String>) {
        let flags: Vec<String> = self.flags.iter().map(|&flag| flag.to_owned()).chain(flags).collect();
        cargo.env("RUSTC", &self.rustc).env("CARGO_ENCODED_RUSTFLAGS", flags.join("\u{1f}"));
        if !self.flags.is_empty() {
            cargo.env("RUSTC_BOOTSTRAP", "1");
        }
        for name in ["RUSTFLAGS", "RUSTC_WRAPPER", "RUSTC_WORKSPACE_WRAPPER", "CARGO_BUILD_TARGET"] {
            cargo.env_remove(name);
        }
    }
}

/// The compiler. Made if it is not there.
pub fn compiler() -> Result<Compiler, String> {
    let folder = root().join("target/wasm-toolchain");
    let rustc = folder.join("bin/rustc");
    let (stamp, recipe) = (folder.join("stamp"), [WRAPPER, MANIFEST, CRATES, FEATURES, BITCODE, &SILENT.concat()].concat());
    let made = Compiler { rustc: rustc.clone(), flags: &SILENT };
    // The stamp is written last: what has none was not finished, and what has another was made otherwise.
    if fs::read_to_string(&stamp).is_ok_and(|text| text == recipe) && says(&rustc, &["--version"]).is_ok() {
        return Ok(made);
    }
    let packages = match packages() {
        Ok(packages) => packages,
        Err(why) => return toolchain(&why),
    };
    println!("making a compiler for {TARGET} in target/wasm-toolchain, once: this takes a minute or more");
    remove(&folder)?;
    unpack(&packages, &folder)?;
    wrap(&folder)?;
    build(&folder, &made)?;
    write(&stamp, &recipe)?;
    Ok(made)
}

/// The packages to fetch: all that the compiler needs and the machine has not.
fn packages() -> Result<Vec<String>, String> {
    if !debian::is_here() {
        return Err("this is not Debian: there is no apt-get".to_owned());
    }
    debian::know(&[COMPILER, SOURCES, LIBRARY])?;
    let (version, needed) = (debian::version(COMPILER)?, env!("CARGO_PKG_RUST_VERSION"));
    if numbers(&version) < numbers(needed) {
        return Err(format!(
            "Rust {needed} is needed, {COMPILER} is {version}; Debian's security archive has newer ones, and /etc/apt does not name it"
        ));
    }
    let linker = linker(&debian::closure(&[LIBRARY])?)?;
    debian::know(&[&linker])?;
    let needs_no_own = |name: &String| !(*name == linker || name.starts_with("libllvm") || name.starts_with("libstd-rust-web"));
    let (others, mut packages): (Vec<_>, Vec<_>) = debian::closure(&[LIBRARY, &linker])?.into_iter().partition(needs_no_own);
    packages.extend([COMPILER, SOURCES].map(str::to_owned));
    packages.extend(debian::absent(others)?);
    Ok(packages)
}

/// `lld-22`, where `libllvm22` is among the packages.
fn linker(packages: &[String]) -> Result<String, String> {
    let numbers = packages.iter().filter_map(|name| name.strip_prefix("libllvm"));
    let mut numbers = numbers.filter(|rest| !rest.is_empty() && rest.chars().all(|char| char.is_ascii_digit()));
    numbers.next().map(|number| format!("lld-{number}")).ok_or_else(|| format!("{LIBRARY} depends on no LLVM"))
}

/// The leading numbers of a version, to compare it by.
fn numbers(version: &str) -> Vec<u32> {
    let end = version.find(|char: char| !char.is_ascii_digit() && char != '.').unwrap_or(version.len());
    version[..end].split('.').map_while(|part| part.parse().ok()).collect()
}

/// The toolchain that cargo uses anyway, if it has the target.
fn toolchain(why: &str) -> Result<Compiler, String> {
    let libraries = says(Path::new("rustc"), &["--print", "target-libdir", "--target", TARGET]).unwrap_or_default();
    let entries = fs::read_dir(libraries.trim()).into_iter().flatten().filter_map(Result::ok);
    if entries.map(|entry| entry.file_name()).any(|name| name.to_string_lossy().starts_with("libstd-")) {
        println!("{why}. Taking the toolchain's own {TARGET}: what it builds is larger");
        return Ok(Compiler { rustc: PathBuf::from("rustc"), flags: &[] });
    }
    Err(format!("there is no compiler for {TARGET}: {why}; or: rustup target add {TARGET}"))
}

/// Fetches the packages and unpacks them as `root/`.
fn unpack(packages: &[String], folder: &Path) -> Result<(), String> {
    let (fetched, into) = (folder.join("packages"), folder.join("root"));
    debian::download(packages, &fetched)?;
    for file in files(&fetched)? {
        let is_source = file.file_name().is_some_and(|name| name.to_string_lossy().starts_with(SOURCES));
        // Of the sources, the library alone: the compiler's are ten times as many.
        let patterns: &[&str] = if is_source { &["./usr/src/*/library", "./usr/lib/rustlib"] } else { &[] };
        debian::unpack(&file, &into, patterns)?;
    }
    remove(&fetched)
}

/// Writes `bin/rustc`, which finds its libraries, its library and its linker below `root/`.
fn wrap(folder: &Path) -> Result<(), String> {
    let into = folder.join("root");
    let mut libraries = Vec::new();
    for parent in ["lib", "usr/lib"] {
        for place in files(&into.join(parent)).unwrap_or_default() {
            // A folder of the machine's libraries, `x86_64-linux-gnu`.
            if let Some(name) = place.file_name().and_then(|name| name.to_str()).filter(|name| name.contains("-linux-")) {
                libraries.push(format!("\"$root\"/{parent}/{name}"));
            }
        }
    }
    let rustc = folder.join("bin/rustc");
    write(&rustc, &WRAPPER.replace("LIBRARIES", &libraries.join(":")))?;
    run(Command::new("chmod").arg("755").arg(&rustc))?;
    let about = says(&rustc, &["--version", "--verbose"])?;
    let host = about.lines().find_map(|line| line.strip_prefix("host: ")).ok_or("rustc names no host")?;
    let places = files(&into.join("usr/lib"))?;
    let llvm = places.iter().find(|place| place.join("bin/lld").exists()).ok_or("the linker's package has no bin/lld")?;
    let linker = into.join("usr/lib/rustlib").join(host).join("bin/rust-lld");
    fs::create_dir_all(linker.parent().unwrap_or(&into)).map_err(|error| format!("{}: {error}", linker.display()))?;
    run(Command::new("ln").args(["--symbolic", "--relative"]).arg(llvm.join("bin/lld")).arg(linker))
}

/// Builds the standard library and puts it where the compiler looks.
fn build(folder: &Path, compiler: &Compiler) -> Result<(), String> {
    let (work, into) = (folder.join("work"), folder.join("root/usr"));
    write(&work.join("Cargo.toml"), MANIFEST)?;
    write(&work.join("lib.rs"), "#![no_std]\n")?;
    let mut flags = vec![BITCODE.to_owned()];
    // Why: the paths of sources are kept for the messages of panics, and would be in every module.
    let sources = into.join("lib/rustlib/src/rust");
    let places = [(sources.canonicalize().ok(), "/rust"), (Some(sources), "/rust"), (cargo_home(), "/cargo")];
    for (place, name) in places {
        flags.extend(place.map(|place| format!("--remap-path-prefix={}={name}", place.display())));
    }
    let mut cargo = Command::new("cargo");
    cargo.args(["build", "--quiet", "--release", "--target", TARGET, CRATES, FEATURES]).current_dir(&work);
    cargo.env("CARGO_TARGET_DIR", work.join("target"));
    compiler.set(&mut cargo, flags);
    run(&mut cargo)?;
    let libraries = into.join("lib/rustlib").join(TARGET).join("lib");
    fs::create_dir_all(&libraries).map_err(|error| format!("{}: {error}", libraries.display()))?;
    for file in files(&work.join("target").join(TARGET).join("release/deps"))? {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        if name.starts_with("lib") && !name.starts_with("libempty") && (name.ends_with(".rlib") || name.ends_with(".rmeta")) {
            fs::copy(&file, libraries.join(&*name)).map_err(|error| format!("{}: {error}", file.display()))?;
        }
    }
    remove(&work)?;
    remove(&into.join("src"))
}

/// Where cargo unpacks crates.
pub fn cargo_home() -> Option<PathBuf> {
    env::var_os("CARGO_HOME").map(PathBuf::from).or_else(|| Some(env::home_dir()?.join(".cargo")))
}

/// What a compiler says.
fn says(rustc: &Path, arguments: &[&str]) -> Result<String, String> {
    let output = Command::new(rustc).args(arguments).output().map_err(|error| format!("{}: {error}", rustc.display()))?;
    if !output.status.success() {
        return Err(format!("{}: {}", rustc.display(), String::from_utf8_lossy(&output.stderr).trim()));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// What is in a folder.
fn files(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let entries = fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    Ok(entries.filter_map(|entry| Some(entry.ok()?.path())).collect())
}

/// Writes a file, and the folder that it is in.
fn write(path: &Path, text: &str) -> Result<(), String> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder).and_then(|()| fs::write(path, text)).map_err(|error| format!("{}: {error}", path.display()))
}

/// Removes a folder if it is there.
fn remove(folder: &Path) -> Result<(), String> {
    match fs::remove_dir_all(folder) {
        Err(error) if folder.exists() => Err(format!("{}: {error}", folder.display())),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::{linker, numbers};

    #[test]
    fn the_linker_is_that_of_the_compilers_llvm() {
        let packages = ["libc6", "libllvm-tools", "libllvm22", "libz3-4"].map(str::to_owned);
        assert_eq!(linker(&packages).as_deref(), Ok("lld-22"));
        assert!(linker(&packages[..2]).is_err());
    }

    #[test]
    fn versions_are_compared_by_number() {
        assert_eq!(numbers("1.96.0+dfsg1-1~deb12u2"), [1, 96, 0]);
        assert!(numbers("1.100.0~x") > numbers("1.88"));
        assert!(numbers("1.85.0+dfsg3") < numbers("1.88"));
        assert!(numbers("1.88.0") >= numbers("1.88"));
    }
}
