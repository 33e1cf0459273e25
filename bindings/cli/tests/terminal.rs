//! Colours only where they are wanted, and pipes that close early.

#![expect(clippy::unwrap_used, reason = "a test may")]

use std::process::{Command, Output, Stdio};

fn burgee(arguments: &[&str], environment: &[(&str, &str)]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_burgee"));
    command.args(arguments).current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/documents"));
    command.env_remove("CLICOLOR_FORCE").env_remove("NO_COLOR").envs(environment.iter().copied());
    command.output().unwrap()
}

#[test]
fn a_pipe_gets_no_colours() {
    let output = burgee(&["check", "broken.json"], &[]);
    assert!(!output.stdout.is_empty() && !output.stdout.contains(&0x1b));
}

#[test]
fn colours_can_be_forced() {
    assert!(burgee(&["check", "broken.json"], &[("CLICOLOR_FORCE", "1")]).stdout.contains(&0x1b));
    assert!(burgee(&["eval", "none.json", "f"], &[("CLICOLOR_FORCE", "1")]).stderr.contains(&0x1b));
}

#[test]
fn no_color_wins() {
    let output = burgee(&["check", "broken.json"], &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]);
    assert!(!output.stdout.contains(&0x1b));
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_burgee")).arg("schema").stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
    assert!(output.status.success());
}
