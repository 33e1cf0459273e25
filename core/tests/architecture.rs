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
