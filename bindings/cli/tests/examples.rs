//! Every example of the specification: without errors, its cases pass, and each of its flags can be asked about.

#![expect(clippy::unwrap_used, reason = "a test may")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::{fs, str};

fn directory() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../spec/examples")
}

/// The examples that are overlays, or those that are not.
fn examples(overlays: bool) -> Vec<PathBuf> {
    let mut files: Vec<_> = fs::read_dir(directory()).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "json") && is_overlay(path) == overlays);
    files.sort();
    assert!(!files.is_empty());
    files
}

fn is_overlay(path: &Path) -> bool {
    let document: serde_json::Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    document.get("overlay").is_some()
}

fn burgee(verb: &str, document: &Path, more: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_burgee")).arg(verb).arg(document).args(more).args(["--now", "2026-11-21T00:00:00Z"]).output().unwrap()
}

fn succeeds(output: &Output, document: &Path) {
    let (stdout, stderr) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{}\n{stdout}{stderr}", document.display());
}

#[test]
fn examples_have_no_errors() {
    for document in examples(false) {
        succeeds(&burgee("check", &document, &[]), &document);
    }
}

#[test]
fn the_cases_of_examples_pass() {
    for document in examples(false) {
        succeeds(&burgee("test", &document, &[]), &document);
    }
}

#[test]
fn overlays_apply_to_the_environments() {
    let base = directory().join("environments.json");
    for overlay in examples(true) {
        let arguments = ["--overlay", overlay.to_str().unwrap()];
        succeeds(&burgee("check", &base, &arguments), &overlay);
        succeeds(&burgee("test", &base, &arguments), &overlay);
        assert_eq!(burgee("check", &overlay, &[]).status.code(), Some(1), "{}", overlay.display());
    }
}

#[test]
fn each_flag_of_the_examples_is_evaluated_and_explained() {
    for document in examples(false) {
        let all = burgee("eval", &document, &["--format", "json", "--context", r#"{"key":"u-1"}"#]);
        succeeds(&all, &document);
        for line in str::from_utf8(&all.stdout).unwrap().lines() {
            let decision: serde_json::Value = serde_json::from_str(line).unwrap();
            let explained =
                burgee("explain", &document, &[decision["flag"].as_str().unwrap(), "--format", "json", "--context", r#"{"key":"u-1"}"#]);
            succeeds(&explained, &document);
            let trace: serde_json::Value = serde_json::from_slice(&explained.stdout).unwrap();
            assert_eq!(trace["decision"], decision, "{}", document.display());
        }
    }
}
