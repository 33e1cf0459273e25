//! A store under readers: each sees one whole document, and never waits for a bad one.

use burgee::{Context, Loader, Severity, Store};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

/// Two flags that always agree within one document.
fn document(serial: u32) -> String {
    let on = if serial.is_multiple_of(2) { "on" } else { "off" };
    format!(r#"{{"burgee":"1","serial":{serial},"revision":"{serial}","flags":{{"a":{{"serve":"{on}"}},"b":{{"serve":"{on}"}}}}}}"#)
}

#[test]
fn a_snapshot_is_one_document_while_documents_are_swapped() {
    let store = Store::new(Loader::new());
    store.load("flags.json", document(0)).unwrap();
    let done = AtomicBool::new(false);
    thread::scope(|scope| {
        let readers: Vec<_> = (0..2)
            .map(|_| {
                scope.spawn(|| {
                    let context = Context::new("u");
                    let mut reads = 0_u64;
                    while !done.load(Ordering::Relaxed) || reads == 0 {
                        let flags = store.snapshot();
                        let even = flags.revision().is_some_and(|revision| revision.parse::<u32>().unwrap().is_multiple_of(2));
                        assert_eq!(flags.is_on("a", &context), even);
                        assert_eq!(flags.is_on("b", &context), even);
                        reads = reads.wrapping_add(1);
                    }
                    reads
                })
            })
            .collect();
        for serial in 1..2_000 {
            store.load("flags.json", document(serial)).unwrap();
            assert!(store.load("flags.json", "{").is_err());
        }
        done.store(true, Ordering::Relaxed);
        assert!(readers.into_iter().all(|reader| reader.join().unwrap() > 0));
    });
    assert_eq!(store.snapshot().serial(), Some(1_999));
}

#[test]
fn a_prepared_context_follows_its_flags_only() {
    let store = Store::new(Loader::new());
    let document = |attribute: &str| {
        format!(
            r#"{{"burgee":"1","flags":{{"a":{{"rules":[{{"id":"r","if":{{"attribute":"{attribute}","eq":"DE"}},"serve":"on"}}],"serve":"off"}}}}}}"#
        )
    };
    store.load("flags.json", document("country")).unwrap();
    let context = Context::new("u").with("country", "DE");
    let before = store.snapshot();
    let prepared = before.prepare(&context);
    store.load("flags.json", document("region")).unwrap();
    assert!(before.is_on("a", &prepared));
    assert!(!store.snapshot().is_on("a", &prepared), "asked of another document it answers like its context");
}

#[test]
fn what_was_served_before_is_kept_and_can_come_back() {
    let store = Store::new(Loader::new());
    assert!(store.previous().is_none() && !store.restore(), "there is nothing before the first document");
    assert!(store.load("flags.json", "{").is_err() && !store.is_loaded(), "a refused document is none");
    store.load("flags.json", document(0)).unwrap();
    assert!(store.is_loaded());
    assert!(store.previous().is_none(), "nor before it");
    store.load("flags.json", document(1)).unwrap();
    let stale = store.load("flags.json", document(0)).unwrap_err();
    assert_eq!(stale.to_string(), "flags.json:1:24: serial 0 is not above 1, which is being served [stale-serial]");
    assert!(store.restore());
    assert_eq!(store.snapshot().revision(), Some("0"));
    assert_eq!(store.previous().unwrap().revision(), Some("1"));
}

#[test]
fn what_is_stale_is_told_with_the_other_errors_as_many_as_are_told() {
    let document = |serial: u32, errors: usize| {
        let flags: Vec<String> = (0..errors).map(|flag| format!(r#""{flag}":{{"serve":{{"percent":101}}}}"#)).collect();
        format!(r#"{{"burgee":"1","serial":{serial},"flags":{{{}}}}}"#, flags.join(","))
    };
    let store = Store::new(Loader::new());
    store.load("flags.json", document(2, 0)).unwrap();
    for (errors, told) in [(0, 1), (98, 99), (99, 100), (100, 100), (150, 100)] {
        let refused = store.load("flags.json", document(1, errors)).unwrap_err();
        assert_eq!(refused.diagnostics().len(), told, "beside {errors} errors");
        assert_eq!(refused.diagnostics()[0].code(), "stale-serial");
    }
}

#[test]
fn what_is_stale_takes_the_place_of_a_warning() {
    let flag = |key: String, rest: &str| format!(r#""{key}":{{{rest}}}"#);
    let wrong = (0..40).map(|index| flag(format!("wrong-{index}"), r#""owner":"ada","serve":{"percent":101}"#));
    let unowned = (0..70).map(|index| flag(format!("unowned-{index}"), r#""serve":"off""#));
    let flags: Vec<String> = unowned.chain(wrong).collect();
    let store = Store::new(Loader::new().lint(0));
    store.load("flags.json", document(2)).unwrap();
    let refused = store.load("flags.json", format!(r#"{{"burgee":"1","serial":1,"flags":{{{}}}}}"#, flags.join(","))).unwrap_err();
    let errors = refused.diagnostics().iter().filter(|diagnostic| diagnostic.severity() == Severity::Error);
    assert_eq!((errors.count(), refused.diagnostics().len()), (41, 100));
}

#[test]
fn a_serial_stands_for_the_texts_of_all_overlays() {
    let overlay = |index: u32, on: bool| format!(r#"{{"burgee":"1","overlay":"o-{index}","flags":{{"a":{{"enabled":{on}}}}}}}"#);
    let loaders = [true, false].map(|on| {
        (0..20).fold(Loader::new(), |loader, index| loader.overlay(&format!("o-{index}.json"), overlay(index, on || index != 7)))
    });
    let store = Store::new(Loader::new());
    for loader in [&loaders[0], &loaders[0]] {
        store.load_with(loader, "flags.json", document(1)).unwrap();
    }
    let refused = store.load_with(&loaders[1], "flags.json", document(1)).unwrap_err();
    assert_eq!(refused.diagnostics()[0].code(), "stale-serial");
}

#[test]
fn a_store_says_how_it_loads_and_how_long_it_has_served() {
    let store = Store::new(Loader::new().require_serial(3));
    let refused = store.loader().load("flags.json", document(2)).unwrap_err();
    assert_eq!(refused.diagnostics()[0].code(), "stale-serial", "it is below what is required");
    store.load("flags.json", document(3)).unwrap();
    assert!((0..1_000_000).any(|_| store.age() > Duration::ZERO), "time passes");
}
