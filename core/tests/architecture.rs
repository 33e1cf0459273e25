//! The table of modules in ARCHITECTURE.md is what the code imports, and nothing imports what stands below it.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The modules that a module imports, by its files. Comments do not count.
fn imports(module: &str) -> BTreeSet<String> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let folder = fs::read_dir(source.join(module)).into_iter().flatten().map(|entry| entry.unwrap().path());
    let files: Vec<PathBuf> = folder.chain([source.join(format!("{module}.rs"))]).filter(|file| file.exists()).collect();
    assert!(!files.is_empty(), "there is no module {module}");
    let mut found = BTreeSet::new();
    for file in files {
        let text = fs::read_to_string(file).unwrap();
        for line in text.lines().filter(|line| !line.trim_start().starts_with("//")) {
            let names =
                line.split("crate::").skip(1).filter_map(|rest| rest.split(|char: char| !char.is_alphanumeric() && char != '_').next());
            found.extend(names.filter(|name| *name != module).map(str::to_owned));
        }
    }
    found
}

#[test]
fn modules_import_what_the_table_says() {
    let page = include_str!("../../ARCHITECTURE.md");
    let (_, rest) = page.split_once("| module | what it does | imports |").unwrap();
    let mut above: BTreeSet<String> = BTreeSet::new();
    for row in rest.lines().skip(2).take_while(|line| line.starts_with('|')) {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        let [_, module, _, imported, _] = cells.as_slice() else { panic!("not three cells: {row}") };
        let module = module.trim_matches('`').to_owned();
        let written: BTreeSet<String> = imported.split_whitespace().map(|name| name.trim_matches('`').to_owned()).collect();
        assert_eq!(written, imports(&module), "{module}");
        assert!(written.is_subset(&above), "{module} imports what stands below it");
        above.insert(module);
    }
    let library = include_str!("../src/lib.rs");
    let modules = library.lines().filter_map(|line| line.strip_prefix("mod ")?.strip_suffix(';'));
    assert_eq!(above, modules.map(str::to_owned).collect());
}

/// The code of what is published, by file, as far as it is no test: nothing after `#[cfg(test)]`, no comments.
fn published() -> Vec<(PathBuf, Vec<String>)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let bindings = fs::read_dir(root.join("bindings")).unwrap().map(|entry| entry.unwrap().path());
    let mut open: Vec<PathBuf> =
        bindings.chain([root.join("core")]).map(|folder| folder.join("src")).filter(|folder| folder.is_dir()).collect();
    let mut found = Vec::new();
    while let Some(folder) = open.pop() {
        for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() && !path.ends_with("tests") {
                open.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(&path).unwrap();
                let lines = text.lines().map(str::trim_start).take_while(|line| *line != "#[cfg(test)]");
                found.push((path.clone(), lines.filter(|line| !line.starts_with("//")).map(str::to_owned).collect()));
            }
        }
    }
    found
}

#[test]
fn few_exceptions_from_the_lints_and_each_with_its_reason() {
    const MOST: usize = 10;
    let mut exceptions = Vec::new();
    for (path, lines) in published() {
        for line in lines.iter().filter(|line| line.starts_with("#[") || line.starts_with("#![")) {
            if line.contains("allow(") || line.contains("expect(") {
                assert!(line.contains("reason = \""), "{}: {line}", path.display());
                exceptions.push(format!("{}: {line}", path.display()));
            }
        }
    }
    println!("{} exceptions:\n{}", exceptions.len(), exceptions.join("\n"));
    assert!((1..=MOST).contains(&exceptions.len()));
}

#[test]
fn nothing_in_the_code_can_panic_by_name() {
    const WORDS: [&str; 6] = [".unwrap()", ".expect(", "panic!(", "unreachable!(", "todo!(", "unimplemented!("];
    for (path, lines) in published().into_iter().filter(|(path, _)| path.to_string_lossy().contains("/core/src/")) {
        for line in lines {
            assert!(!WORDS.iter().any(|word| line.contains(word)), "{}: {line}", path.display());
        }
    }
}

#[test]
fn the_lints_against_panics_hold_wherever_code_is_published() {
    const LINTS: [&str; 8] =
        ["unwrap_used", "expect_used", "panic", "indexing_slicing", "string_slice", "unreachable", "todo", "arithmetic_side_effects"];
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let manifest = |folder: &str| fs::read_to_string(root.join(folder).join("Cargo.toml")).unwrap();
    // Those that write their own, since one file of theirs needs unsafe code, and the workspace.
    for own in ["", "bindings/python", "bindings/wasm", "bindings/node"] {
        let text = manifest(own);
        for lint in LINTS {
            assert!(text.lines().any(|line| line == format!("{lint} = \"deny\"")), "{own}: {lint}");
        }
    }
    for inner in ["core", "bindings/cli", "bindings/javascript", "bindings/openfeature", "bindings/watch"] {
        assert!(manifest(inner).contains("[lints]\nworkspace = true"), "{inner}");
    }
}
