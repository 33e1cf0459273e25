//! The picture of `burgee simulate` is the one that is kept, and its counts are those of evaluating unit by unit.
//!
//! To keep the picture as it is now: `BURGEE_BLESS=1 cargo test --test simulate`.

#![expect(clippy::unwrap_used, reason = "a test may")]

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

const SPAN: [&str; 4] = ["--from", "2026-11-23T06:00:00Z", "--to", "2026-11-25T12:00:00Z"];

fn tests() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests")
}

fn burgee(arguments: &[&str]) -> String {
    let ran = Command::new(env!("CARGO_BIN_EXE_burgee")).args(arguments).current_dir(tests().join("documents")).output().unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    String::from_utf8(ran.stdout).unwrap()
}

fn simulate(more: &[&str]) -> String {
    burgee(&[&["simulate", "plans.json", "--flag", "basket", "--flag", "button"], SPAN.as_slice(), more].concat())
}

#[test]
fn the_picture_is_the_one_that_is_kept() {
    let picture = simulate(&["--contexts", "users.csv", "--format", "svg"]);
    let kept = tests().join("simulate.svg");
    if env::var_os("BURGEE_BLESS").is_some() {
        fs::write(&kept, &picture).unwrap();
    }
    let kept = fs::read_to_string(kept).unwrap();
    for (number, (kept, drawn)) in kept.lines().zip(picture.lines()).enumerate() {
        assert_eq!(kept, drawn, "line {}", number.saturating_add(1));
    }
    assert_eq!(kept, picture);
}

#[test]
fn counts_are_those_of_evaluating_each_unit() {
    let users: Vec<String> = (0..20).map(|user| format!(r#"{{"key":"u-{user}","plan":"pro"}}"#)).collect();
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("simulated.ndjson");
    fs::write(&file, users.join("\n")).unwrap();
    let found: serde_json::Value = serde_json::from_str(&simulate(&["--contexts", file.to_str().unwrap(), "--format", "json"])).unwrap();
    let instants: Vec<&str> = found["instants"].as_array().unwrap().iter().map(|at| at.as_str().unwrap()).collect();
    assert_eq!(instants.len(), 5);
    let mut seen = 0;
    for (index, at) in instants.iter().enumerate() {
        let asked = |user: &String| burgee(&["eval", "plans.json", "button", "--format", "json", "--context", user, "--now", at]);
        let decisions: Vec<serde_json::Value> = users.iter().map(|user| serde_json::from_str(&asked(user)).unwrap()).collect();
        for variant in ["grey", "green", "orange"] {
            let expected = decisions.iter().filter(|decision| decision["variant"] == variant).count();
            assert_eq!(found["flags"][1]["variants"][variant][index], expected, "{variant} at {at}");
            seen += usize::from(expected > 0);
        }
    }
    // Grey always, green and orange from ten on.
    assert_eq!(seen, 13);
}
