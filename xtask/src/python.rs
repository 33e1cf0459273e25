//! What needs Python: a private environment below `target/`.

use crate::command::run;
use crate::root;
use std::path::PathBuf;
use std::process::Command;

/// Makes the environment if it is not there, installs what `spec/hash` pins, and holds the golden values against an independent xxHash.
pub fn vectors() -> Result<(), String> {
    let python = environment()?;
    let requirements = root().join("spec/hash/requirements.txt");
    run(Command::new(&python).args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement"]).arg(requirements))?;
    for script in ["vectors.py", "draws.py"] {
        run(Command::new(&python).arg(root().join("spec/hash").join(script)).arg("--check"))?;
    }
    Ok(())
}

fn environment() -> Result<PathBuf, String> {
    let folder = root().join("target/venv");
    let python = folder.join("bin/python");
    // Why pip and not python: without python3-venv an environment is begun and left without it.
    if !folder.join("bin/pip").exists() {
        println!("making a Python environment in target/venv");
        run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&folder))
            .map_err(|why| format!("{why}; on Debian this needs: apt-get install python3-venv"))?;
    }
    Ok(python)
}
