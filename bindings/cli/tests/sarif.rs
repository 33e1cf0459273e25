//! `burgee check --format sarif` is SARIF 2.1.0, and points where the diagnostics point.

#![expect(clippy::unwrap_used, reason = "a test may")]

use serde_json::{Value, json};
use std::process::Command;

const SCHEMA: &str = include_str!("schema/sarif-schema-2.1.0.json");

fn check(files: &[&str], format: &str) -> Value {
    let output = Command::new(env!("CARGO_BIN_EXE_burgee"))
        .args(["check", "--now", "2026-11-21T00:00:00Z", "--format", format])
        .args(files)
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/documents"))
        .output()
        .unwrap();
    serde_json::from_slice(&output.stdout).unwrap()
}

fn errors(log: &Value) -> Vec<String> {
    // Why: the schema's pattern for a language has a stray bracket, which strict readers of patterns refuse; this is what it means.
    let schema = SCHEMA.replace("^[a-zA-Z]{2}|^[a-zA-Z]{2}-[a-zA-Z]{2}]?$", "^[a-zA-Z]{2}(-[a-zA-Z]{2})?$");
    let schema = serde_json::from_str(&schema).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    validator.iter_errors(log).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

#[test]
fn the_log_is_valid() {
    for files in [&["flags.json"][..], &["broken.json"], &["not-json.json", "overlay-alone.json"], &["flags.json", "broken.json"]] {
        assert_eq!(errors(&check(files, "sarif")), Vec::<String>::new(), "{files:?}");
    }
}

#[test]
fn the_schema_can_say_no() {
    let mut log = check(&["broken.json"], "sarif");
    *log.pointer_mut("/runs/0/results/0/level").unwrap() = json!("dreadful");
    assert_ne!(errors(&log), Vec::<String>::new());
}

#[test]
fn each_diagnostic_is_a_result_at_its_place() {
    let (log, report) = (check(&["broken.json"], "sarif"), check(&["broken.json"], "json"));
    let results = log.pointer("/runs/0/results").unwrap().as_array().unwrap();
    let diagnostics = report.pointer("/documents/0/diagnostics").unwrap().as_array().unwrap();
    assert!(!results.is_empty());
    assert_eq!(results.len(), diagnostics.len());
    for (result, diagnostic) in results.iter().zip(diagnostics) {
        let at = |pointer| result.pointer(pointer).unwrap();
        assert_eq!(at("/ruleId"), &diagnostic["code"]);
        assert_eq!(at("/level"), &diagnostic["severity"]);
        assert_eq!(at("/locations/0/physicalLocation/artifactLocation/uri"), &diagnostic["source"]);
        assert_eq!(at("/locations/0/physicalLocation/region/startLine"), &diagnostic["line"]);
        assert_eq!(at("/locations/0/physicalLocation/region/startColumn"), &diagnostic["column"]);
        assert_eq!(at("/locations/0/logicalLocations/0/fullyQualifiedName"), &diagnostic["pointer"]);
    }
}

#[test]
fn each_result_names_its_rule() {
    let log = check(&["flags.json", "broken.json"], "sarif");
    let rules = log.pointer("/runs/0/tool/driver/rules").unwrap();
    for result in log.pointer("/runs/0/results").unwrap().as_array().unwrap() {
        let index = result["ruleIndex"].as_u64().unwrap();
        assert_eq!(rules.pointer(&format!("/{index}/id")).unwrap(), &result["ruleId"]);
    }
}
