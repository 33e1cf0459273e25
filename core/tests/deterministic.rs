//! The same bytes give the same bytes: diagnostics, decisions and traces, in every thread and every process, however hashers are seeded.

#![allow(clippy::panic, clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod adapter;

use adapter::Core;
use burgee_fixtures::{Implementation, Question};
use burgee_generate::{Choices, case};
use serde_json::Value;
use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

/// Documents that are asked.
const DOCUMENTS: u64 = 150;
/// Where a process that this test started writes its answers.
const ANSWERS: &str = "BURGEE_ANSWERS";

/// All that is said of many documents.
fn answers() -> String {
    let mut answers = String::new();
    for seed in 0..DOCUMENTS {
        let case = case(&mut Choices::seeded(seed), 3);
        let (loaded, document) = Core.load(&case.texts);
        writeln!(answers, "{loaded:?}").unwrap();
        let Some(document) = document else { continue };
        for question in &case.questions {
            let all = document.evaluate_all(question);
            writeln!(answers, "{all}").unwrap();
            for decision in serde_json::from_str::<Vec<Value>>(&all).unwrap() {
                let flag = decision["flag"].as_str().unwrap().to_owned();
                let question = Question { flag, accessor: None, ..question.clone() };
                writeln!(answers, "{}", document.explain(&question)).unwrap();
            }
        }
    }
    answers
}

#[test]
fn threads_and_processes_give_the_same_bytes() {
    let own = answers();
    if let Some(path) = std::env::var_os(ANSWERS) {
        std::fs::write(path, own).unwrap();
        return;
    }
    assert!(own.len() > 500_000 && own.contains("bad-") && own.contains("\"steps\""), "little is said: {}", own.len());
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..8).map(|_| scope.spawn(answers)).collect();
        threads.into_iter().for_each(|thread| assert!(thread.join().unwrap() == own, "a thread says something else"));
    });
    for process in 0..3 {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("answers-{}-{process}", std::process::id()));
        let mut command = Command::new(std::env::current_exe().unwrap());
        assert!(command.arg("threads_and_processes_give_the_same_bytes").env(ANSWERS, &path).output().unwrap().status.success());
        assert!(std::fs::read_to_string(&path).unwrap() == own, "another process says something else");
        std::fs::remove_file(path).unwrap();
    }
}
