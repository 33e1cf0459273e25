//! The poller over a file system in memory: what it loads, what it tells, and how often.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::string_slice, clippy::arithmetic_side_effects, reason = "a test may")]

mod fake;

use burgee::{Context, Loader, Store};
use burgee_watch::{Event, Failure, Poller};
use fake::Fake;
use std::sync::Arc;

const BASE: &str = "flags.json";
const OVERLAY: &str = "prod.json";

/// A poller, its files, and the store; a poll every five seconds.
struct Bench {
    files: Fake,
    store: Arc<Store>,
    poller: Poller,
}

fn bench() -> Bench {
    let store = Arc::new(Store::new(Loader::new()));
    Bench { files: Fake::default(), store: store.clone(), poller: Poller::new(store, BASE) }
}

impl Bench {
    fn poll(&mut self) -> Event {
        self.files.pass(5_000);
        self.poller.poll(self.files.now.get(), &self.files)
    }

    #[track_caller]
    fn gives(&mut self, expected: &str) {
        assert_eq!(brief(&self.poll()), expected);
    }

    fn write(&self, text: &str) {
        self.files.write(BASE, text);
    }

    #[track_caller]
    fn serves(&self, revision: &str) {
        assert_eq!(self.store.snapshot().revision(), Some(revision));
    }
}

/// A document with one flag.
fn document(revision: &str, flag: &str) -> String {
    format!(r#"{{ "burgee": "1", "revision": "{revision}", "flags": {{ "{flag}": {{ "serve": "on" }} }} }}"#)
}

fn brief(event: &Event) -> String {
    match event {
        Event::Unchanged => "unchanged".to_owned(),
        Event::Waiting => "waiting".to_owned(),
        Event::Loaded(changes) => format!("loaded +{:?} -{:?} ~{:?}", changes.added, changes.removed, changes.changed),
        Event::Failed(Failure::Refused(error)) => format!("refused {}", error.diagnostics()[0].code()),
        Event::Failed(Failure::Unreadable { path, kind, .. }) => format!("{} {kind:?}", path.display()),
    }
}

#[test]
fn a_document_is_loaded_once_and_read_once() {
    let mut bench = bench();
    bench.write(&document("1", "a"));
    bench.gives(r#"loaded +["a"] -[] ~[]"#);
    bench.serves("1");
    for _ in 0..10 {
        bench.gives("unchanged");
    }
    assert_eq!(bench.files.reads.get(), 1);
}

#[test]
fn a_change_is_loaded_and_told() {
    let mut bench = bench();
    bench.write(&document("1", "a"));
    bench.poll();
    bench.write(&document("2", "b"));
    bench.gives(r#"loaded +["b"] -["a"] ~[]"#);
    bench.write(&document("3", "b"));
    bench.gives("loaded +[] -[] ~[]");
    bench.serves("3");
}

#[test]
fn a_touched_file_is_read_and_not_loaded() {
    let mut bench = bench();
    bench.write(&document("1", "a"));
    bench.poll();
    bench.files.touch(BASE);
    bench.gives("unchanged");
    assert_eq!(bench.files.reads.get(), 2);
    assert!(bench.store.previous().is_none(), "the document before is not replaced by the same");
}

#[test]
fn a_half_written_file_is_not_told() {
    let mut bench = bench();
    bench.write(&document("1", "a"));
    bench.poll();
    let whole = document("2", "b");
    for half in [0, 10, whole.len() - 1] {
        bench.write(&whole[..half]);
        bench.gives("waiting");
        bench.serves("1");
        bench.write(&whole);
        assert!(brief(&bench.poll()).starts_with("loaded"));
        bench.write(&document("1", "a"));
        bench.poll();
    }
}

#[test]
fn a_broken_file_that_stays_is_told_once() {
    let mut bench = bench();
    bench.write(&document("1", "a"));
    bench.poll();
    bench.write("{");
    bench.gives("waiting");
    bench.gives("refused syntax");
    for _ in 0..5 {
        bench.gives("unchanged");
    }
    bench.files.touch(BASE);
    bench.gives("unchanged");
    bench.serves("1");
    bench.write("[]");
    bench.gives("waiting");
    bench.gives("refused wrong-type");
    bench.gives("unchanged");
}

#[test]
fn a_mended_file_is_loaded_and_may_fail_anew() {
    let mut bench = bench();
    bench.write("{");
    bench.gives("waiting");
    bench.gives("refused syntax");
    bench.write(&document("1", "a"));
    bench.gives(r#"loaded +["a"] -[] ~[]"#);
    bench.write("{");
    bench.gives("waiting");
    bench.gives("refused syntax");
}

#[test]
fn a_file_that_comes_back_to_what_serves_is_told_without_changes() {
    let mut bench = bench();
    bench.write(&document("1", "a"));
    bench.poll();
    bench.write("{");
    bench.gives("waiting");
    bench.write(&document("1", "a"));
    bench.gives("unchanged");
    bench.write("{");
    bench.gives("waiting");
    bench.gives("refused syntax");
    bench.write(&document("1", "a"));
    bench.gives("loaded +[] -[] ~[]");
    bench.files.touch(BASE);
    bench.gives("unchanged");
}

#[test]
fn a_missing_file_is_told_if_it_stays_away() {
    let mut bench = bench();
    bench.gives("waiting");
    bench.gives("flags.json NotFound");
    bench.gives("unchanged");
    bench.write(&document("1", "a"));
    bench.gives(r#"loaded +["a"] -[] ~[]"#);
    bench.files.remove(BASE);
    bench.gives("waiting");
    bench.files.rename_over(BASE, &document("2", "a"));
    bench.gives("loaded +[] -[] ~[]");
    bench.serves("2");
    bench.files.remove(BASE);
    bench.gives("waiting");
    bench.gives("flags.json NotFound");
    bench.serves("2");
}

#[test]
fn a_replaced_file_of_the_same_time_and_length_is_seen() {
    let mut bench = bench();
    bench.write(&document("1", "a"));
    bench.poll();
    bench.poll();
    bench.files.now.set(0);
    bench.files.rename_over(BASE, &document("1", "b"));
    bench.gives(r#"loaded +["b"] -["a"] ~[]"#);
}

#[test]
fn a_second_change_within_the_step_of_the_clock_is_seen() {
    let mut bench = bench();
    bench.files.pass(4_000);
    bench.write(&document("1", "a"));
    let now = bench.files.now.get() + 100;
    assert!(matches!(bench.poller.poll(now, &bench.files), Event::Loaded(_)));
    bench.files.write_unseen(BASE, &document("1", "b"));
    bench.gives(r#"loaded +["b"] -["a"] ~[]"#);
}

#[test]
fn what_changes_while_it_is_read_waits_but_not_for_ever() {
    let mut bench = bench();
    bench.write(&document("0", "a"));
    let writes = (1..=5).rev().map(|revision| (BASE, document(&revision.to_string(), "a")));
    bench.files.meanwhile.replace(writes.collect());
    bench.gives("waiting");
    bench.gives("waiting");
    bench.gives("waiting");
    bench.gives(r#"loaded +["a"] -[] ~[]"#);
    bench.serves("3");
    bench.gives("waiting");
    bench.gives("loaded +[] -[] ~[]");
    bench.serves("5");
}

#[test]
fn what_is_broken_otherwise_at_every_poll_is_told_now_and_then() {
    let mut bench = bench();
    let mut told = 0;
    for round in 0..12 {
        bench.write(&"{ ".repeat(round + 1));
        match bench.poll() {
            Event::Waiting => {}
            Event::Failed(_) => told += 1,
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(told, 3);
}

#[test]
fn a_read_that_fails_is_tried_again_without_another_stamp() {
    let mut bench = bench();
    bench.write(&document("1", "a"));
    bench.files.unreadable.set(Some(std::io::ErrorKind::PermissionDenied));
    bench.gives("waiting");
    bench.gives("flags.json PermissionDenied");
    bench.gives("unchanged");
    bench.files.unreadable.set(None);
    bench.gives(r#"loaded +["a"] -[] ~[]"#);
}

#[test]
fn overlays_and_base_are_one_document() {
    let mut bench = bench();
    bench.poller = bench.poller.overlay(OVERLAY);
    bench.write(&document("1", "a"));
    bench.gives("waiting");
    bench.gives("prod.json NotFound");
    bench.files.write(OVERLAY, r#"{ "burgee": "1", "overlay": "prod", "flags": { "a": { "enabled": false } } }"#);
    bench.gives(r#"loaded +["a"] -[] ~[]"#);
    assert!(!bench.store.snapshot().is_on("a", &Context::new("u")));
    bench.files.write(OVERLAY, r#"{ "burgee": "1", "overlay": "prod", "flags": {} }"#);
    bench.gives(r#"loaded +[] -[] ~["a"]"#);
    assert!(bench.store.snapshot().is_on("a", &Context::new("u")));
    bench.files.write(OVERLAY, &document("2", "a"));
    bench.gives("waiting");
    let Event::Failed(Failure::Refused(error)) = bench.poll() else { panic!("not refused") };
    assert_eq!((error.diagnostics()[0].code(), error.diagnostics()[0].source()), ("overlay-expected", OVERLAY));
}

#[test]
fn a_stale_serial_is_told_once_and_the_newer_serves() {
    let mut bench = bench();
    let serial = |serial: u32| format!(r#"{{ "burgee": "1", "revision": "{serial}", "serial": {serial}, "flags": {{}} }}"#);
    bench.write(&serial(2));
    bench.poll();
    bench.write(&serial(1));
    bench.gives("waiting");
    bench.gives("refused stale-serial");
    bench.gives("unchanged");
    bench.serves("2");
}

#[test]
fn what_was_restored_stays_until_the_file_changes() {
    let mut bench = bench();
    bench.write(&document("1", "a"));
    bench.poll();
    bench.write(&document("2", "a"));
    bench.poll();
    assert!(bench.store.restore());
    bench.files.touch(BASE);
    bench.gives("unchanged");
    bench.serves("1");
    bench.write(&document("3", "a"));
    bench.gives("loaded +[] -[] ~[]");
    bench.serves("3");
}

#[test]
fn a_strict_loader_refuses_what_another_quarantines() {
    let unknown = r#"{ "burgee": "1", "flags": { "a": { "sreve": "on" } } }"#;
    let mut lenient = bench();
    lenient.write(unknown);
    lenient.gives(r#"loaded +["a"] -[] ~[]"#);
    let mut strict = bench();
    strict.poller = strict.poller.loader(Loader::new().strict(true));
    strict.write(unknown);
    strict.gives("waiting");
    strict.gives("refused unknown-field");
}

#[test]
fn the_first_load_waits_for_nothing_and_is_not_told_again() {
    let mut bench = bench();
    bench.write("{");
    assert!(matches!(bench.poller.load(0, &bench.files), Err(Failure::Refused(_))));
    bench.gives("unchanged");
    bench.write(&document("1", "a"));
    assert_eq!(bench.poller.load(0, &bench.files).unwrap().added, ["a"]);
    bench.gives("unchanged");
    assert!(bench.poller.load(0, &bench.files).unwrap().is_empty());
}

/// Numbers that look random and are the same at every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides
    }
}

#[test]
fn whatever_happens_to_the_file_what_is_good_serves_and_each_failure_is_told_once() {
    for seed in 0..200 {
        let mut dice = Dice(seed);
        let mut bench = bench();
        // What the file holds, what was told of it, what must be served, and for how many polls it was left alone.
        let (mut held, mut told, mut good, mut quiet) = (None, None, None, 0);
        for step in 0..60 {
            let whole = document(&step.to_string(), "a");
            quiet += 1;
            match dice.below(8) {
                0 => {
                    bench.files.rename_over(BASE, &whole);
                    (held, told, good, quiet) = (Some(whole), None, Some(step.to_string()), 0);
                }
                1 => {
                    let half = &whole[..dice.below(whole.len())];
                    bench.write(half);
                    (held, quiet) = (Some(half.to_owned()), 0);
                }
                2 => {
                    bench.files.remove(BASE);
                    (held, quiet) = (None, 0);
                }
                _ => {}
            }
            let event = bench.poll();
            if matches!(event, Event::Failed(_)) {
                assert_ne!(told, Some(held.clone()), "seed {seed}, step {step}: told twice");
                told = Some(held.clone());
            }
            assert_eq!(bench.store.snapshot().revision(), good.as_deref(), "seed {seed}, step {step}");
            let fails = held.as_ref().is_none_or(|text| !text.ends_with("} } }"));
            assert!(quiet < 2 || !fails || told == Some(held.clone()), "seed {seed}, step {step}: not told");
        }
    }
}
