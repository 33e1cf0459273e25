//! What needs Python: private environments below `target/`.

use crate::command::run;
use crate::{contents, root};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Holds the golden values against an independent xxHash.
pub fn vectors() -> Result<(), String> {
    let python = environment("target/venv", "spec/hash/requirements.txt")?;
    for script in ["vectors.py", "draws.py"] {
        run(Command::new(&python).arg(root().join("spec/hash").join(script)).arg("--check"))?;
    }
    Ok(())
}

/// Tests the Python package as it would be installed.
pub fn package() -> Result<(), String> {
    let python = environment("target/venv-python", "bindings/python/requirements-dev.txt")?;
    contents::wheel(&python, &install(&python)?)?;
    contents::sdist(&python, &sdist(&python)?)?;
    run(Command::new(&python).args(["-m", "pytest"]).current_dir(root().join("bindings/python")))
}

/// Prints how engines do in Python, burgee among them.
pub fn peers() -> Result<(), String> {
    let python = environment("target/venv-peers", "benches/python/requirements.txt")?;
    install(&python)?;
    run(Command::new(python).args(["benches/python/peers.py", "--best"]))
}

/// Builds the Python package as a wheel, and installs that. The way to the wheel.
fn install(python: &Path) -> Result<PathBuf, String> {
    let builder = environment("target/venv-python", "bindings/python/requirements-dev.txt")?;
    let wheels = root().join("target/wheels");
    // Why: an older wheel must not be what is installed.
    let _ = fs::remove_dir_all(&wheels);
    // Why pip and not maturin: the package's own backend keeps the builder's paths out of it, and looks for maturin in the path.
    let build = ["-m", "pip", "wheel", "--quiet", "--disable-pip-version-check", "--no-deps", "--no-build-isolation", "--wheel-dir"];
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = builder.parent().map(Path::to_owned).into_iter().chain(std::env::split_paths(&path));
    let path = std::env::join_paths(folders).map_err(|error| error.to_string())?;
    run(Command::new(&builder).args(build).arg(&wheels).arg(root().join("bindings/python")).env("PATH", path))?;
    let wheel = made(&wheels)?;
    run(Command::new(python).args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--force-reinstall"]).arg(&wheel))?;
    Ok(wheel)
}

/// Makes the source distribution. The way to it.
fn sdist(python: &Path) -> Result<PathBuf, String> {
    let folder = root().join("target/sdist");
    let _ = fs::remove_dir_all(&folder);
    let make = ["-m", "maturin", "sdist", "--manifest-path", "bindings/python/Cargo.toml", "--out"];
    run(Command::new(python).args(make).arg(&folder))?;
    made(&folder)
}

/// The only file of a folder.
fn made(folder: &Path) -> Result<PathBuf, String> {
    let mut entries = fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?.filter_map(Result::ok);
    entries.next().map(|entry| entry.path()).ok_or_else(|| format!("maturin made nothing in {}", folder.display()))
}

/// Makes an environment if it is not there, and installs what a file pins. The way to its Python.
pub fn environment(folder: &str, requirements: &str) -> Result<PathBuf, String> {
    let path = root().join(folder);
    let python = path.join("bin/python");
    // Why pip and not python: without python3-venv an environment is begun and left without it.
    if !path.join("bin/pip").exists() {
        println!("making a Python environment in {folder}");
        run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&path))
            .map_err(|why| format!("{why}; on Debian this needs: apt-get install python3-venv"))?;
    }
    run(Command::new(&python).args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement", requirements]))?;
    Ok(python)
}
