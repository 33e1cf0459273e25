//! What stands behind the texts in the input is required of them, and whatever else stands there lets nothing in.

#![expect(clippy::expect_used, reason = "a test may")]

use burgee_javascript::{Engine, FAILED};
use proptest::prelude::*;

const TEXT: &[u8] = include_bytes!("../../../spec/signatures/flags.json");
const SIGNATURE: &[u8] = include_bytes!("../../../spec/signatures/flags.json.sig");
const KEY: &[u8] = include_bytes!("../../../spec/signatures/published.pem");

/// Texts with their lengths before them.
fn framed(texts: &[&[u8]]) -> Vec<u8> {
    texts.iter().flat_map(|text| [&(text.len() as u32).to_le_bytes(), *text].concat()).collect()
}

/// The input with a document and these bytes behind it, and the length of the document.
fn input(behind: &[u8]) -> (Vec<u8>, u32) {
    let document = framed(&[b"flags.json", TEXT]);
    ([&document, behind].concat(), document.len() as u32)
}

/// Whether a document is loaded for which this is required, by parsers and by stores alike; else why not.
fn loads(behind: &[u8], end: u32) -> Result<(), String> {
    let (input, length) = input(behind);
    let mut engine = Engine::new();
    let parsed = engine.load_required(&input, length, false, end);
    let said = engine.text().to_owned();
    let store = engine.store();
    let stored = engine.store_load_required(&input, store, length, false, end);
    assert_eq!(parsed < 0, stored < 0, "{said} {}", engine.text());
    if parsed < 0 { Err(said) } else { Ok(()) }
}

#[track_caller]
fn is_refused(texts: &[&[u8]], why: &str) {
    let behind = framed(texts);
    let said = loads(&behind, input(&behind).0.len() as u32).expect_err(why);
    assert!(said.contains(why), "{said}");
}

#[test]
fn requirements_are_met_or_not() {
    for met in [&[b"".as_slice(), b""][..], &[b"7", b""], &[b"7", b"1", KEY, b"flags.json", SIGNATURE], &[b"", b"", b"flags.json", b"none"]]
    {
        let behind = framed(met);
        assert_eq!(loads(&behind, input(&behind).0.len() as u32), Ok(()), "{met:?}");
    }
    is_refused(&[b"8", b""], "stale-serial");
    is_refused(&[b"", b"1", KEY], "missing-signature");
    is_refused(&[b"", b"1", KEY, b"other.json", SIGNATURE], "missing-signature");
    is_refused(&[b"", b"0", b"flags.json", SIGNATURE], "bad-signature");
}

#[test]
fn what_is_no_requirement_lets_nothing_in() {
    let none = "the input holds no requirements";
    is_refused(&[], none);
    is_refused(&[b"7"], none);
    for number in [b"-1".as_slice(), b" ", b"7.0", b"\xff", b"18446744073709551616"] {
        is_refused(&[number, b""], none);
        is_refused(&[b"", number], none);
    }
    is_refused(&[b"", b"2", KEY], none);
    is_refused(&[b"", b"1", b"no key", b"flags.json", SIGNATURE], none);
    is_refused(&[b"", b"1", KEY, b"flags.json"], none);
    let whole = framed(&[b"7", b"1", KEY, b"flags.json", SIGNATURE]);
    let (input, length) = input(&whole);
    assert_eq!(loads(&whole, 0), Ok(()), "nothing is required");
    for end in (1..input.len() as u32).chain([input.len() as u32 + 1, u32::MAX]) {
        assert!(loads(&whole, end).is_err(), "{end} of {length} and {}", input.len());
    }
}

#[test]
fn keys_are_told_from_other_texts() {
    let mut engine = Engine::new();
    let input = framed(&[KEY, KEY]);
    assert_eq!(engine.keys(&input, input.len() as u32), 0);
    let input = framed(&[KEY, SIGNATURE]);
    assert_eq!(engine.keys(&input, input.len() as u32), FAILED);
    assert!(engine.text().starts_with("this is not the public key"), "{}", engine.text());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_may_stand_there(behind in prop::collection::vec(prop_oneof![0_u8..12, any::<u8>()], 0..200), end in any::<u32>()) {
        let whole = input(&behind).0.len() as u32;
        for end in [whole, end] {
            let _answered = loads(&behind, end);
        }
        Engine::new().keys(&behind, behind.len() as u32);
    }
}
