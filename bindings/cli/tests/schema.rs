//! `burgee schema` prints the schemas of the specification.
//!
//! The package carries copies of them; `BURGEE_BLESS=1 cargo test` copies them anew.

#![expect(clippy::unwrap_used, reason = "a test may")]

use std::path::Path;
use std::process::Command;
use std::{env, fs};

fn prints(arguments: &[&str], file: &str) {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let specified = here.join("../../spec").join(file);
    if env::var_os("BURGEE_BLESS").is_some() {
        fs::copy(&specified, here.join("schema").join(file)).unwrap();
        return;
    }
    let output = Command::new(env!("CARGO_BIN_EXE_burgee")).args(arguments).output().unwrap();
    assert!(output.status.success());
    let same = String::from_utf8(output.stdout).unwrap() == fs::read_to_string(specified).unwrap();
    assert!(same, "bindings/cli/schema/{file} is not spec/{file}: copy it, or run this test with BURGEE_BLESS=1");
}

#[test]
fn schema_prints_the_schema_of_documents() {
    prints(&["schema"], "burgee.schema.json");
}

#[test]
fn schema_overlay_prints_the_schema_of_overlays() {
    prints(&["schema", "--overlay"], "overlay.schema.json");
}
