//! Writers at the same time: each edit is in the document, or its writer was told that it is not.

#![expect(clippy::unwrap_used, reason = "a test may")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

const WRITERS: usize = 8;
const ROUNDS: usize = 6;

fn document() -> String {
    let flags: Vec<String> = (0..WRITERS).map(|writer| format!(r#"    "flag-{writer}": {{ "owner": "ops", "serve": "on" }}"#)).collect();
    format!("{{\n  \"burgee\": \"1\", \"serial\": 1,\n  \"flags\": {{\n{}\n  }}\n}}\n", flags.join(",\n"))
}

fn kill(file: &Path, writer: usize) -> Child {
    let flag = format!("flag-{writer}");
    let mut command = Command::new(env!("CARGO_BIN_EXE_burgee"));
    command.arg("kill").arg(file).args([&flag, "--by", "test", "--write"]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

#[test]
fn no_edit_is_lost_when_many_write_at_once() {
    let folder: PathBuf = Path::new(env!("CARGO_TARGET_TMPDIR")).join("writers");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    let file = folder.join("flags.json");
    for _ in 0..ROUNDS {
        fs::write(&file, document()).unwrap();
        let writers: Vec<Child> = (0..WRITERS).map(|writer| kill(&file, writer)).collect();
        let codes: Vec<i32> = writers.into_iter().map(|mut writer| writer.wait().unwrap().code().unwrap()).collect();
        let text = fs::read_to_string(&file).unwrap();
        let written: serde_json::Value = serde_json::from_str(&text).unwrap();
        let killed = |writer: usize| written["flags"][format!("flag-{writer}")]["enabled"] == false;
        let expected = (0..WRITERS).map(|writer| if killed(writer) { 0 } else { 2 });
        assert_eq!(codes, expected.collect::<Vec<i32>>(), "{text}");
        let successes = codes.iter().filter(|&&code| code == 0).count();
        assert!(successes > 0);
        assert_eq!(written["serial"], successes.saturating_add(1));
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 1, "a lock is left");
    }
}
