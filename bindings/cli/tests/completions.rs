//! Completion scripts: there for each shell, naming each verb, and good syntax where the shell is at hand to say so.

#![expect(clippy::unwrap_used, reason = "a test may")]

use std::io::Write;
use std::process::{Command, Stdio};

fn script(shell: &str) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_burgee")).args(["completions", shell]).output().unwrap();
    assert!(output.status.success(), "{shell}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn each_shell_gets_a_script_that_names_each_verb() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = script(shell);
        for verb in [
            "eval",
            "explain",
            "check",
            "test",
            "diff",
            "simulate",
            "rollout",
            "kill",
            "restore",
            "keygen",
            "sign",
            "verify",
            "schema",
            "completions",
        ] {
            assert!(script.contains(verb), "{shell}: {verb}");
        }
    }
}

#[test]
fn the_shells_accept_their_scripts() {
    let mut accepted = 0;
    for shell in ["bash", "zsh", "fish"] {
        // A shell that is not installed cannot judge.
        let Ok(mut child) = Command::new(shell).arg("-n").stdin(Stdio::piped()).stderr(Stdio::piped()).spawn() else { continue };
        child.stdin.take().unwrap().write_all(script(shell).as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{shell}: {}", String::from_utf8_lossy(&output.stderr));
        accepted += 1;
    }
    assert!(accepted > 0 || cfg!(not(unix)), "no shell to judge");
}
