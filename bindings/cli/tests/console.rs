//! Runs the commands of README.md, of `tests/console/*.md`, of the repository's README.md and of its recipes, and compares what they print.
//!
//! A block marked `console` holds commands (`$ …`), each with its output, standard error included, and a last line `? N` where it
//! exits with N other than 0. Commands run in a copy of `tests/documents`, those of the repository in a folder that holds `spec`; blocks
//! marked `json NAME` or `sh NAME` are files there. To write down what they print now: `BURGEE_BLESS=1 cargo test`.

#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test may")]

use std::env;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;

#[test]
fn the_readme_shows_what_the_commands_print() {
    run(&here().join("README.md"), &documents("command"));
}

#[test]
fn the_repository_readme_shows_what_the_commands_print() {
    run(&repository().join("README.md"), &beside_the_specification("readme"));
}

#[test]
fn the_recipes_show_what_the_commands_print() {
    run(&repository().join("docs/rollouts.md"), &beside_the_specification("rollouts"));
}

#[test]
fn each_recipe_of_a_scenario_shows_what_the_commands_print() {
    let pages = pages(&repository().join("docs/scenarios"));
    assert_eq!(pages.len(), 18, "an index, and a recipe for each scenario");
    for page in pages {
        let folder = beside_the_specification(&format!("scenario-{}", page.file_stem().unwrap().to_str().unwrap()));
        symlink(repository().join("docs"), folder.join("docs")).unwrap();
        run(&page, &folder);
    }
}

#[test]
fn the_rust_of_the_repository_readme_is_compiled_in_that_of_the_core() {
    let readme = fs::read_to_string(repository().join("README.md")).unwrap();
    let core = fs::read_to_string(repository().join("core/README.md")).unwrap();
    let examples: Vec<&str> = readme.split("```rust\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    assert_eq!(examples.len(), 1);
    assert!(examples.iter().all(|example| core.contains(example)));
}

#[test]
fn each_console_page_shows_what_the_commands_print() {
    for page in pages(&here().join("tests/console")) {
        run(&page, &documents(page.file_stem().unwrap().to_str().unwrap()));
    }
}

/// The pages of a folder.
fn pages(folder: &Path) -> Vec<PathBuf> {
    let mut pages: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    pages.retain(|path| path.extension().is_some_and(|extension| extension == "md"));
    pages.sort();
    assert!(!pages.is_empty());
    pages
}

/// An empty folder.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// A folder with copies of `tests/documents`, which commands may write.
fn documents(name: &str) -> PathBuf {
    let folder = folder(&format!("documents-{name}"));
    for entry in fs::read_dir(here().join("tests/documents")).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), folder.join(entry.file_name())).unwrap();
    }
    folder
}

fn beside_the_specification(name: &str) -> PathBuf {
    let folder = folder(name);
    symlink(repository().join("spec"), folder.join("spec")).unwrap();
    folder
}

fn here() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn repository() -> PathBuf {
    here().join("../..")
}

/// Runs every command of a page in a folder; the page with the real outputs must be the page.
fn run(page: &Path, folder: &Path) {
    let text = fs::read_to_string(page).unwrap();
    save(&text, folder);
    let real = replay(&text, folder);
    if env::var_os("BURGEE_BLESS").is_some() {
        fs::write(page, &real).unwrap();
        return;
    }
    for (index, (written, real)) in text.lines().zip(real.lines()).enumerate() {
        assert_eq!(written, real, "{}, line {}", page.display(), index.saturating_add(1));
    }
    assert_eq!(text, real, "{}", page.display());
}

/// Saves the blocks that are to be files.
fn save(text: &str, folder: &Path) {
    for fence in ["\n```json ", "\n```sh "] {
        let blocks = text.split(fence).skip(1).filter_map(|rest| rest.split("```").next());
        for (name, block) in blocks.filter_map(|block| block.split_once('\n')) {
            fs::write(folder.join(name), block).unwrap();
        }
    }
}

/// The page with each command's output replaced by the real one.
fn replay(text: &str, folder: &Path) -> String {
    let mut out = String::new();
    let mut in_console = false;
    for line in text.lines() {
        if line.starts_with("```") {
            in_console = line == "```console";
        } else if in_console {
            let Some(command) = line.strip_prefix("$ ") else { continue };
            out += &format!("{line}\n{}", output(command, folder));
            continue;
        }
        out += &format!("{line}\n");
    }
    out
}

fn output(command: &str, folder: &Path) -> String {
    let command = command.replace("cargo run -p burgee-cli --", "burgee");
    let burgee = Path::new(env!("CARGO_BIN_EXE_burgee"));
    let path = format!("{}:{}", burgee.parent().unwrap().display(), env::var("PATH").unwrap());
    let ran = Command::new("sh")
        .args(["-c", &format!("{{ {command}\n}} 2>&1")])
        .current_dir(folder)
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
