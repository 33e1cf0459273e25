//! Runs the commands of README.md and of `tests/console/*.md`, and compares what they print.
//!
//! A block marked `console` holds commands (`$ …`), each with its output, standard error included, and a last line `? N` where it
//! exits with N other than 0. Commands run in `tests/documents`. To write down what they print now: `BURGEE_BLESS=1 cargo test`.

#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test may")]

use std::env;
use std::fs;
use std::path::Path;
use std::process::Command;

#[test]
fn the_readme_shows_what_the_commands_print() {
    run(&here().join("README.md"));
}

#[test]
fn each_console_page_shows_what_the_commands_print() {
    let pages: Vec<_> = fs::read_dir(here().join("tests/console")).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert!(!pages.is_empty());
    for page in pages {
        run(&page);
    }
}

fn here() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Runs every command of a page; the page with the real outputs must be the page.
fn run(page: &Path) {
    let text = fs::read_to_string(page).unwrap();
    let real = replay(&text);
    if env::var_os("BURGEE_BLESS").is_some() {
        fs::write(page, &real).unwrap();
        return;
    }
    for (index, (written, real)) in text.lines().zip(real.lines()).enumerate() {
        assert_eq!(written, real, "{}, line {}", page.display(), index.saturating_add(1));
    }
    assert_eq!(text, real, "{}", page.display());
}

/// The page with each command's output replaced by the real one.
fn replay(text: &str) -> String {
    let mut out = String::new();
    let mut in_console = false;
    for line in text.lines() {
        if line.starts_with("```") {
            in_console = line == "```console";
        } else if in_console {
            let Some(command) = line.strip_prefix("$ ") else { continue };
            out += &format!("{line}\n{}", output(command));
            continue;
        }
        out += &format!("{line}\n");
    }
    out
}

fn output(command: &str) -> String {
    let burgee = Path::new(env!("CARGO_BIN_EXE_burgee"));
    let path = format!("{}:{}", burgee.parent().unwrap().display(), env::var("PATH").unwrap());
    let ran = Command::new("sh")
        .args(["-c", &format!("{{ {command}\n}} 2>&1")])
        .current_dir(here().join("tests/documents"))
        .env("PATH", path)
        .env_remove("CLICOLOR_FORCE")
        .env_remove("COLUMNS")
        .output()
        .unwrap();
    let mut text = String::from_utf8(ran.stdout).unwrap();
    match ran.status.code().unwrap() {
        0 => {}
        code => text += &format!("? {code}\n"),
    }
    text
}
