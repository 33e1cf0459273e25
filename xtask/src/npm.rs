//! What needs Node: the tests of the npm packages, as they would be installed.

use crate::command::run;
use crate::{chromium, contents, javascript, root};
use std::fs;
use std::path::Path;
use std::process::Command;

/// Tests both packages in Node: every fixture, hostile contexts, types, the documents' examples, the providers.
pub fn check() -> Result<(), String> {
    javascript::packages()?;
    for name in ["burgee", "burgee-web"] {
        contents::npm(name, &javascript::folder(name))?;
    }
    test("bindings/javascript", "test")?;
    test("bindings/node", "tests")?;
    test("bindings/wasm", "tests")?;
    run(Command::new("node").arg("bindings/javascript/openfeature/tests/project.mjs"))
}

/// Tests the package for browsers in one.
pub fn check_in_browser() -> Result<(), String> {
    chromium::check()?;
    javascript::web()?;
    run_tests("bindings/wasm", &tests("bindings/wasm/tests", |name| name.ends_with(IN_BROWSER))?)
}

/// What the names of tests end with that need a browser, and so those of all others.
const IN_BROWSER: &str = ".browser.test.js";

fn test(folder: &str, below: &str) -> Result<(), String> {
    run_tests(folder, &tests(&format!("{folder}/{below}"), |name| name.ends_with(".test.js") && !name.ends_with(IN_BROWSER))?)
}

fn run_tests(folder: &str, files: &[String]) -> Result<(), String> {
    let mut node = Command::new("node");
    node.args(["--test", "--test-reporter=dot"]).args(files).current_dir(root().join(folder));
    node.env("CHROMIUM", chromium::find()?);
    run(&mut node)
}

/// The files of a folder that are tests.
fn tests(folder: &str, is_test: impl Fn(&str) -> bool) -> Result<Vec<String>, String> {
    let folder = root().join(folder);
    let entries = fs::read_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut files: Vec<String> = entries.filter_map(|entry| Some(entry.ok()?.path().to_str()?.to_owned())).collect();
    files.retain(|file| Path::new(file).file_name().and_then(|name| name.to_str()).is_some_and(&is_test));
    files.sort();
    if files.is_empty() { Err(format!("{} holds no test", folder.display())) } else { Ok(files) }
}
