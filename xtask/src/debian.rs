//! Debian's packages: asked for by name, fetched and unpacked without being installed, or installed.
//!
//! Only what is asked for is fetched, from the archives that the machine is set up for; nothing here names a version.

use crate::command::run;
use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// Whether this machine has the commands for it.
pub fn is_here() -> bool {
    ["apt-get", "apt-cache", "dpkg-query", "dpkg-deb"].iter().all(|name| quiet(name, &["--version"]).is_ok())
}

/// The packages with everything that they depend on, directly or not.
pub fn closure(packages: &[&str]) -> Result<Vec<String>, String> {
    const ONLY_DEPENDS: [&str; 7] =
        ["--recurse", "--no-recommends", "--no-suggests", "--no-conflicts", "--no-breaks", "--no-replaces", "--no-enhances"];
    let text = quiet("apt-cache", &[&["depends"], ONLY_DEPENDS.as_slice(), packages].concat())?;
    Ok(names(&text).map(str::to_owned).collect())
}

/// Reads the lists of packages if one of these is not in them. Fails if it is in none.
pub fn know(packages: &[&str]) -> Result<(), String> {
    let unknown = || packages.iter().find(|package| quiet("apt-cache", &["show", package]).is_err());
    if unknown().is_some() {
        update()?;
    }
    unknown().map_or(Ok(()), |package| Err(format!("no archive of /etc/apt has the package {package}")))
}

/// The version that would be fetched, `1.96.0+dfsg1-1`.
pub fn version(package: &str) -> Result<String, String> {
    let text = quiet("apt-cache", &["show", "--no-all-versions", package])?;
    field(&text, "Version").map(str::to_owned).ok_or_else(|| format!("apt-cache says no version of {package}"))
}

/// Those that are not installed.
pub fn absent(packages: Vec<String>) -> Result<Vec<String>, String> {
    let text = quiet("dpkg-query", &["--show", "--showformat", "${db:Status-Status} ${Package}\n"])?;
    let installed: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix("installed ")).collect();
    Ok(packages.into_iter().filter(|package| !installed.contains(&package.as_str())).collect())
}

/// Fetches packages into a folder, which need not be there yet. Needs no rights, unless the lists are older than the archive.
pub fn download(packages: &[String], folder: &Path) -> Result<(), String> {
    fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let fetch = || {
        let mut command = Command::new("apt-get");
        // Why: as root it hands the fetching to a user who cannot enter every folder, and says so each time.
        command.args(["-qq", "-o", "APT::Sandbox::User=root", "download"]).args(packages).current_dir(folder);
        run(&mut command)
    };
    // An archive keeps the newest versions alone.
    fetch().or_else(|_| update().and_then(|()| fetch()))
}

/// Unpacks the files of a package that match one of these patterns (`./usr/lib/*`), or all where there is none.
pub fn unpack(package: &Path, folder: &Path, patterns: &[&str]) -> Result<(), String> {
    fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let failed = |error: std::io::Error| format!("dpkg-deb of {}: {error}", package.display());
    let mut reader = Command::new("dpkg-deb").arg("--fsys-tarfile").arg(package).stdout(Stdio::piped()).spawn().map_err(failed)?;
    let archive = reader.stdout.take().ok_or("dpkg-deb has no output")?;
    let mut tar = Command::new("tar");
    tar.args(["--extract", "--no-same-owner", "--wildcards", "--directory"]).arg(folder).args(patterns).stdin(archive);
    let unpacked = run(&mut tar);
    // Why: it holds the pipe, and where it failed the other would wait for somebody to read.
    drop(tar);
    let read = reader.wait().map_err(failed)?;
    unpacked?;
    if read.success() { Ok(()) } else { Err(format!("dpkg-deb could not read {}", package.display())) }
}

/// Installs a package and what it depends on.
pub fn install(package: &str) -> Result<(), String> {
    let command = format!("apt-get install {package}");
    let get = || {
        let install = ["-qq", "--yes", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=300", "install", package];
        run(as_root(&command)?.args(install).stdout(Stdio::null()))
    };
    know(&[package]).map_err(|why| format!("{why}, then {command}"))?;
    get().or_else(|_| update().and_then(|()| get()))
}

/// Reads the lists of packages.
fn update() -> Result<(), String> {
    let mut command = as_root("apt-get update")?;
    println!("reading Debian's lists of packages");
    run(command.args(["-qq", "update"]))
}

/// An `apt-get` that may change the machine. Where it may not be had, the error names the command for somebody who may.
fn as_root(wanted: &str) -> Result<Command, String> {
    let apt = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"];
    let mut command = if quiet("id", &["-u"])?.trim() == "0" {
        Command::new(apt[0])
    } else if quiet("sudo", &["-n", "true"]).is_ok() {
        let mut sudo = Command::new("sudo");
        sudo.args(["-n", apt[0]]);
        sudo
    } else {
        return Err(format!("this needs root, and `sudo -n` is refused; run as root: {wanted}"));
    };
    command.args(&apt[1..]);
    Ok(command)
}

/// What a command says, in English; its complaint if it fails.
fn quiet(program: &str, arguments: &[&str]) -> Result<String, String> {
    let output = Command::new(program).args(arguments).env("LC_ALL", "C").output();
    let Output { status, stdout, stderr } = output.map_err(|error| format!("{program}: {error}"))?;
    if status.success() {
        Ok(String::from_utf8_lossy(&stdout).into_owned())
    } else {
        Err(format!("{program} {}: {}", arguments.join(" "), String::from_utf8_lossy(&stderr).trim()))
    }
}

/// The packages in what `apt-cache depends` says: they begin a line. In angle brackets stand names that no package has.
fn names(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter(|line| line.starts_with(|first: char| first.is_ascii_alphanumeric()) && !line.contains(':'))
}

/// A field of a package's description.
fn field<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':')).map(str::trim)
}

#[cfg(test)]
mod tests {
    use super::{field, names};

    #[test]
    fn names_of_packages_begin_a_line() {
        let text = "libstd-rust-web-dev\n  Depends: libstd-rust-web-1.96\n |Depends: gcc\n  Depends: <libc-dev>\n    libc6-dev\n\
            libc6:i386\nlibstdc++6\n<libc-dev>\nlibllvm22\n";
        assert_eq!(names(text).collect::<Vec<_>>(), ["libstd-rust-web-dev", "libstdc++6", "libllvm22"]);
        assert_eq!(names("").count(), 0);
    }

    #[test]
    fn a_field_is_found_by_its_whole_name() {
        let text = "Package: rustc-web\nVersion-Of: 3\nVersion: 1.96.0+dfsg1-1~deb12u2\nDepends: libc6\n";
        assert_eq!(field(text, "Version"), Some("1.96.0+dfsg1-1~deb12u2"));
        assert_eq!(field(text, "Source"), None);
    }
}
