//! The poller where signatures are required: what is not signed is not served, and files that do not fit yet are waited for.

#![expect(clippy::unwrap_used, clippy::arithmetic_side_effects, clippy::indexing_slicing, clippy::string_slice, reason = "a test may")]

// Each test file needs another part of it.
#[allow(dead_code, reason = "the tests of the poller use the rest")]
mod fake;

use burgee::{Loader, PublicKey, Store};
use burgee_watch::{Event, Failure, Poller};
use fake::Fake;
use std::sync::Arc;

const OLDER: &str = include_str!("../../../spec/signatures/older.json");
const FLAGS: &str = include_str!("../../../spec/signatures/flags.json");
const PROD: &str = include_str!("../../../spec/signatures/prod.json");
const BY_OTHER: &str = include_str!("../../../spec/signatures/flags.json.other.sig");

struct Bench {
    files: Fake,
    store: Arc<Store>,
    poller: Poller,
}

fn bench() -> Bench {
    let keys = [include_str!("../../../spec/signatures/published.pem"), include_str!("../../../spec/signatures/other.pem")];
    let keys = keys.map(|key| PublicKey::parse(key).unwrap());
    let store = Arc::new(Store::new(Loader::new()));
    let poller = Poller::new(store.clone(), "flags.json").loader(Loader::new().require_signature(keys));
    Bench { files: Fake::default(), store, poller }
}

impl Bench {
    fn sign(&self, path: &str, signature: &[u8]) {
        self.files.write(&format!("{path}.sig"), &base64(signature));
    }

    #[track_caller]
    fn gives(&mut self, expected: &str) {
        self.files.pass(5_000);
        let event = self.poller.poll(self.files.now.get(), &self.files);
        let brief = match &event {
            Event::Unchanged => "unchanged",
            Event::Waiting => "waiting",
            Event::Loaded(_) => "loaded",
            Event::Failed(Failure::Refused(error)) => error.diagnostics()[0].code(),
            Event::Failed(Failure::Unreadable { .. }) => "unreadable",
        };
        assert_eq!(brief, expected);
    }

    #[track_caller]
    fn serves(&self, serial: Option<u64>) {
        assert_eq!(self.store.snapshot().serial(), serial);
    }
}

const OLDER_SIG: &[u8] = include_bytes!("../../../spec/signatures/older.json.sig");
const FLAGS_SIG: &[u8] = include_bytes!("../../../spec/signatures/flags.json.sig");
const PROD_SIG: &[u8] = include_bytes!("../../../spec/signatures/prod.json.sig");

/// Why: the files in memory hold text.
fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let digit = |bits: usize| char::from(DIGITS[bits & 63]);
    let groups = bytes.chunks(3).map(|group| {
        let word = group.iter().chain([0, 0].iter()).take(3).fold(0, |word, &byte| word << 8 | usize::from(byte));
        let text = String::from_iter([digit(word >> 18), digit(word >> 12), digit(word >> 6), digit(word)]);
        format!("{}{}", &text[..group.len() + 1], "=".repeat(3 - group.len()))
    });
    groups.collect()
}

fn served() -> Bench {
    let mut bench = bench();
    bench.files.write("flags.json", OLDER);
    bench.sign("flags.json", OLDER_SIG);
    bench.gives("loaded");
    bench.gives("unchanged");
    bench
}

#[test]
fn the_document_that_comes_before_its_signature_is_waited_for() {
    let mut bench = served();
    bench.files.write("flags.json", FLAGS);
    bench.gives("waiting");
    bench.serves(Some(6));
    bench.sign("flags.json", FLAGS_SIG);
    bench.gives("loaded");
    bench.serves(Some(7));
}

#[test]
fn the_signature_that_comes_before_its_document_is_no_failure() {
    let mut bench = served();
    bench.sign("flags.json", FLAGS_SIG);
    bench.gives("waiting");
    bench.files.write("flags.json", FLAGS);
    bench.gives("loaded");
    bench.serves(Some(7));
}

#[test]
fn what_stays_unsigned_is_told_once_and_not_served() {
    let mut bench = served();
    bench.files.write("flags.json", FLAGS);
    bench.gives("waiting");
    bench.gives("bad-signature");
    bench.gives("unchanged");
    bench.serves(Some(6));
    bench.files.remove("flags.json.sig");
    bench.gives("waiting");
    bench.gives("missing-signature");
    bench.gives("unchanged");
    bench.serves(Some(6));
    // A signature alone mends it: the document's file did not change.
    bench.sign("flags.json", FLAGS_SIG);
    bench.gives("loaded");
    bench.serves(Some(7));
}

#[test]
fn an_older_document_with_its_own_signature_is_stale() {
    let mut bench = served();
    bench.files.write("flags.json", FLAGS);
    bench.sign("flags.json", FLAGS_SIG);
    bench.gives("loaded");
    bench.files.write("flags.json", OLDER);
    bench.sign("flags.json", OLDER_SIG);
    bench.gives("waiting");
    bench.gives("stale-serial");
    bench.serves(Some(7));
}

#[test]
fn the_same_text_signed_by_the_next_key_changes_nothing() {
    let mut bench = bench();
    bench.files.write("flags.json", FLAGS);
    bench.sign("flags.json", FLAGS_SIG);
    bench.gives("loaded");
    bench.files.write("flags.json.sig", BY_OTHER);
    bench.gives("loaded");
    bench.serves(Some(7));
}

#[test]
fn a_program_that_starts_without_a_signature_is_told_and_serves_nothing() {
    let mut bench = bench();
    bench.files.write("flags.json", FLAGS);
    let failure = bench.poller.load(bench.files.now.get(), &bench.files).unwrap_err();
    assert!(failure.to_string().starts_with("flags.json:1:1: `flags.json` has no signature"), "{failure}");
    assert!(!bench.store.is_loaded());
}

#[test]
fn an_overlay_has_a_signature_of_its_own() {
    let mut bench = bench();
    bench.poller = bench.poller.overlay("prod.json");
    bench.files.write("flags.json", FLAGS);
    bench.sign("flags.json", FLAGS_SIG);
    bench.files.write("prod.json", PROD);
    bench.gives("waiting");
    bench.gives("missing-signature");
    bench.sign("prod.json", PROD_SIG);
    bench.gives("loaded");
}

#[test]
fn without_a_key_no_signature_is_looked_at() {
    let mut bench = bench();
    bench.poller = Poller::new(bench.store.clone(), "flags.json");
    bench.files.write("flags.json", FLAGS);
    bench.files.write("flags.json.sig", "none");
    bench.gives("loaded");
    assert_eq!(bench.files.reads.get(), 1);
}
