//! The deepest documents and contexts that the limits admit, in a thread with as much stack as burgee's WebAssembly has.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use burgee::{Changes, Context, Flags, Loader};
use std::thread;

/// That of `xtask/src/javascript.rs`; few hosts give less.
const BYTES: usize = 256 * 1024;

/// Does all there is to do with a document.
fn use_up(document: String, context: String) {
    let work = move || {
        let flags = Loader::new().lint(0).load("flags.json", &document).unwrap();
        assert_eq!(flags.diagnostics().iter().filter(|diagnostic| diagnostic.severity() == burgee::Severity::Error).count(), 0);
        let context = Context::parse(&context).unwrap();
        let prepared = flags.prepare(context.clone());
        for key in flags.keys() {
            let explained = flags.explain_at(key, &context, 0);
            assert!(explained.to_json().len() > 2 && !explained.to_string().is_empty());
            let flag = flags.flag(key).unwrap();
            assert_eq!(flag.evaluate_at(&context, 0).is_on(), flag.evaluate_at(&prepared, 0).is_on());
            assert!(flag.attributes().count() < 3 && flag.timetable(0).is_complete);
        }
        assert_eq!(flags.evaluate_all_at(&context, 0).len(), flags.keys().count());
        assert!(Changes::between(&flags, &Flags::parse(&document).unwrap()).is_empty());
    };
    thread::Builder::new().stack_size(BYTES).spawn(work).unwrap().join().unwrap();
}

fn list(count: usize, item: impl Fn(usize) -> String) -> String {
    (0..count).map(item).collect::<Vec<_>>().join(",")
}

#[test]
fn segments_in_a_chain() {
    let segment = |index: usize| match index.checked_sub(1) {
        None => r#""s0":{"if":{"attribute":"a","eq":1}}"#.to_owned(),
        Some(before) => format!(r#""s{index}":{{"if":{{"segment":"s{before}"}}}}"#),
    };
    let document = format!(r#"{{"burgee":"1","segments":{{{}}},"flags":{{"f":{{"if":{{"segment":"s126"}}}}}}}}"#, list(127, segment));
    use_up(document, r#"{"a":1}"#.to_owned());
}

#[test]
fn conditions_in_one_another() {
    let (open, close) = (r#"{"not":{"any":["#.repeat(19), "]}}".repeat(19));
    let condition = format!(r#"{open}{{"attribute":"a","eq":1}}{close}"#);
    let document = format!(r#"{{"burgee":"1","flags":{{"f":{{"if":{condition},"rules":[{{"id":"r","if":{condition},"serve":"on"}}]}}}}}}"#);
    use_up(document, r#"{"a":1}"#.to_owned());
}

#[test]
fn flags_that_require_each_other() {
    let flag = |index: usize| match index.checked_sub(1) {
        None => r#""f0":{"serve":"on"}"#.to_owned(),
        Some(before) => format!(r#""f{index}":{{"requires":{{"f{before}":"on"}},"if":{{"attribute":"a","eq":1}},"serve":"on"}}"#),
    };
    use_up(format!(r#"{{"burgee":"1","flags":{{{}}}}}"#, list(128, flag)), r#"{"a":1}"#.to_owned());
}

#[test]
fn lists_in_one_another() {
    let (open, close) = ("[".repeat(62), "]".repeat(62));
    let document = format!(r#"{{"burgee":"1","x-deep":{open}{close},"flags":{{"f":{{"if":{{"attribute":"a","has_any":["x"]}}}}}}}}"#);
    use_up(document, format!(r#"{{"a":{open}{close}}}"#));
}
