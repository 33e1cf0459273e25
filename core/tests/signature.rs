//! Signatures: what a loader that requires them lets in. Texts, keys and signatures are those that OpenSSL made, in `spec/signatures`.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice, reason = "a test fails by panicking")]

use burgee::{LoadError, Loader, PublicKey, Store};
use serde_json::{Value, json};
use std::path::Path;

const FLAGS: &str = include_str!("../../spec/signatures/flags.json");
const FLAGS_SIG: &[u8] = include_bytes!("../../spec/signatures/flags.json.sig");
const FLAGS_BASE64: &[u8] = include_bytes!("../../spec/signatures/flags.json.base64.sig");
const FLAGS_BY_OTHER: &[u8] = include_bytes!("../../spec/signatures/flags.json.other.sig");
const OLDER: &str = include_str!("../../spec/signatures/older.json");
const OLDER_SIG: &[u8] = include_bytes!("../../spec/signatures/older.json.sig");
const UNNUMBERED: &str = include_str!("../../spec/signatures/unnumbered.json");
const UNNUMBERED_SIG: &[u8] = include_bytes!("../../spec/signatures/unnumbered.json.sig");
const PROD: &str = include_str!("../../spec/signatures/prod.json");
const PROD_SIG: &[u8] = include_bytes!("../../spec/signatures/prod.json.sig");

fn published() -> PublicKey {
    PublicKey::parse(include_str!("../../spec/signatures/published.pem")).unwrap()
}

fn other() -> PublicKey {
    PublicKey::parse(include_str!("../../spec/signatures/other.pem")).unwrap()
}

fn strict_about(keys: &[PublicKey]) -> Loader {
    Loader::new().require_signature(keys.iter().copied())
}

/// The code, source, pointer and place of the one thing that is wrong.
#[track_caller]
fn refusal(error: &LoadError) -> (&'static str, &str, &str, u32, u32) {
    let [diagnostic] = error.diagnostics() else { panic!("one diagnostic, not {:?}", error.diagnostics()) };
    (diagnostic.code(), diagnostic.source(), diagnostic.pointer(), diagnostic.line(), diagnostic.column())
}

#[track_caller]
fn refused(loader: &Loader, text: impl AsRef<[u8]>, code: &str) -> LoadError {
    let error = loader.load("flags.json", text).unwrap_err();
    assert_eq!(refusal(&error), (code.to_owned().as_str(), "flags.json", "", 1, 1));
    error
}

/// A file beside the cases.
#[track_caller]
fn file(name: &Value) -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec/signatures").join(name.as_str().unwrap())).unwrap()
}

#[test]
fn the_cases_of_every_language_hold() {
    let cases: Value = serde_json::from_slice(&file(&json!("cases.json"))).unwrap();
    for case in cases["cases"].as_array().unwrap() {
        let key = |name: &Value| PublicKey::parse(str::from_utf8(&file(name)).unwrap()).unwrap();
        let mut loader = Loader::new();
        if let Some(keys) = case.get("keys") {
            loader = loader.require_signature(keys.as_array().unwrap().iter().map(key));
        }
        if let Some(serial) = case.get("require_serial") {
            loader = loader.require_serial(serial.as_u64().unwrap());
        }
        for overlay in case.get("overlays").iter().flat_map(|overlays| overlays.as_array().unwrap()) {
            loader = loader.overlay(overlay.as_str().unwrap(), file(overlay));
        }
        for (name, signature) in case.get("signatures").iter().flat_map(|signatures| signatures.as_object().unwrap()) {
            loader = loader.signature(name, file(signature));
        }
        let came = match loader.load(case["base"].as_str().unwrap(), file(&case["base"])) {
            Ok(flags) => json!({ "loads": { "serial": flags.serial() } }),
            Err(error) => {
                let (code, source, pointer, line, column) = refusal(&error);
                json!({ "refused": { "code": code, "source": source, "pointer": pointer, "line": line, "column": column } })
            }
        };
        for (what, said) in came.as_object().unwrap() {
            assert_eq!(Some(said), case.get(what), "{}: {came}", case["name"]);
        }
    }
    for text in cases["no_keys"].as_array().unwrap() {
        assert!(PublicKey::parse(text.as_str().unwrap()).is_err(), "{text}");
    }
}

#[test]
fn what_openssl_signed_is_let_in_as_bytes_and_as_base64() {
    let loader = strict_about(&[published()]);
    let shown: Vec<u8> = [b"\n  ", FLAGS_BASE64, b"\r\n"].concat();
    for signature in [FLAGS_SIG, FLAGS_BASE64, &shown] {
        assert!(loader.clone().signature("flags.json", signature).load("flags.json", FLAGS).is_ok());
        assert!(published().verifies(FLAGS.as_bytes(), signature) && !other().verifies(FLAGS.as_bytes(), signature));
    }
    assert!(loader.requires_signature() && !Loader::new().requires_signature());
}

#[test]
fn no_byte_of_a_text_may_be_another() {
    let loader = strict_about(&[published()]).signature("flags.json", FLAGS_SIG);
    for place in 0..FLAGS.len() {
        let mut text = FLAGS.as_bytes().to_vec();
        text[place] ^= 1;
        refused(&loader, &text, "bad-signature");
    }
    for text in [&FLAGS[..FLAGS.len().saturating_sub(1)], &format!("{FLAGS}\n"), &FLAGS.replace('\n', "\r\n"), ""] {
        refused(&loader, text, "bad-signature");
    }
}

#[test]
fn a_bit_of_a_signature_may_not_be_another() {
    for bit in (0..512).step_by(7) {
        let mut signature = FLAGS_SIG.to_vec();
        signature[bit / 8] ^= 1 << (bit % 8);
        refused(&strict_about(&[published()]).signature("flags.json", &signature), FLAGS, "bad-signature");
    }
}

#[test]
fn what_is_no_signature_is_refused_and_says_so() {
    let hex: String = FLAGS_SIG.iter().map(|byte| format!("{byte:02x}")).collect();
    let truncated = &FLAGS_BASE64[..80];
    for (signature, length) in
        [(&FLAGS_SIG[..63], 63), (&[FLAGS_SIG, b"\n"].concat(), 65), (truncated, 80), (hex.as_bytes(), 128), (b"", 0)]
    {
        let error = refused(&strict_about(&[published()]).signature("flags.json", signature), FLAGS, "bad-signature");
        let said = format!(
            "flags.json:1:1: what is given as the signature of `flags.json` is none: {length} bytes, and not 64 or their Base64 [bad-signature]"
        );
        assert!(error.to_string().starts_with(&said), "{error}");
    }
}

#[test]
fn another_key_is_not_trusted_and_a_message_says_what_to_do() {
    let error = refused(&strict_about(&[published()]).signature("flags.json", FLAGS_BY_OTHER), FLAGS, "bad-signature");
    assert_eq!(
        error.to_string(),
        "flags.json:1:1: the signature of `flags.json` is by no key that is trusted here, or of other bytes: the text was changed, or belongs to another signature [bad-signature]; \
         deliver `flags.json` and `flags.json.sig` as they were signed; or, if `flags.json` is right, sign it again: `burgee sign flags.json --key KEY.pem`"
    );
    refused(&strict_about(&[]).signature("flags.json", FLAGS_SIG), FLAGS, "bad-signature");
}

#[test]
fn without_a_signature_nothing_is_read() {
    let error = refused(&strict_about(&[published()]), FLAGS, "missing-signature");
    assert_eq!(
        error.to_string(),
        "flags.json:1:1: `flags.json` has no signature, and only what is signed is loaded here [missing-signature]; \
         deliver `flags.json.sig` beside it; `burgee sign flags.json --key KEY.pem` writes that"
    );
    // Of what is not signed nobody is told that it is no JSON, or no UTF-8.
    for text in [&b"{"[..], b"\xff"] {
        refused(&strict_about(&[published()]), text, "missing-signature");
        refused(&strict_about(&[published()]).signature("flags.json", FLAGS_SIG), text, "bad-signature");
    }
    refused(&strict_about(&[published()]).signature("other.json", FLAGS_SIG), FLAGS, "missing-signature");
    refused(&strict_about(&[published()]), vec![b' '; 16_777_216], "missing-signature");
    refused(&strict_about(&[published()]), vec![b' '; 16_777_217], "limit-exceeded");
    assert!(Loader::new().signature("flags.json", b"no signature").load("flags.json", FLAGS).is_ok(), "nobody asks for one");
}

#[test]
fn the_signature_that_was_given_last_counts() {
    let loader = strict_about(&[published()]).signature("flags.json", FLAGS_BY_OTHER).signature("flags.json", FLAGS_SIG);
    assert!(loader.load("flags.json", FLAGS).is_ok());
}

#[test]
fn two_keys_are_trusted_while_one_takes_the_others_place() {
    let (old, new) = (published(), other());
    let loads = |keys: &[PublicKey], signature| strict_about(keys).signature("flags.json", signature).load("flags.json", FLAGS).is_ok();
    assert!(loads(&[old, new], FLAGS_SIG) && loads(&[old, new], FLAGS_BY_OTHER), "signers change while readers know both");
    assert!(loads(&[new], FLAGS_BY_OTHER) && !loads(&[new], FLAGS_SIG), "then readers forget the old one");
}

#[test]
fn each_overlay_is_signed_by_itself() {
    let overlaid = strict_about(&[published()]).overlay("prod.json", PROD).signature("flags.json", FLAGS_SIG);
    let wrong = |loader: &Loader, code: &str| {
        let error = loader.load("flags.json", FLAGS).unwrap_err();
        assert_eq!(refusal(&error), (code.to_owned().as_str(), "prod.json", "", 1, 1));
    };
    wrong(&overlaid, "missing-signature");
    wrong(&overlaid.clone().signature("prod.json", FLAGS_SIG), "bad-signature");
    let whole = overlaid.clone().signature("prod.json", PROD_SIG);
    assert!(whole.load("flags.json", FLAGS).is_ok());
    let changed = strict_about(&[published()]).overlay("prod.json", PROD.replace("false", "true "));
    wrong(&changed.signature("flags.json", FLAGS_SIG).signature("prod.json", PROD_SIG), "bad-signature");
    // What another overlay was signed for is no base, and the base is looked at first.
    let both = strict_about(&[published()]).overlay("prod.json", PROD);
    assert_eq!(refusal(&both.load("flags.json", FLAGS).unwrap_err()).1, "flags.json");
    let swapped = strict_about(&[published()]).signature("flags.json", PROD_SIG).load("flags.json", PROD).unwrap_err();
    assert_eq!(swapped.diagnostics()[0].code(), "overlay-unexpected");
}

#[test]
fn an_old_document_that_is_signed_does_not_come_back_but_by_hand() {
    let store = Store::new(Loader::new());
    let loader = strict_about(&[published()]);
    let load = |text, signature: &[u8]| store.load_with(&loader.clone().signature("flags.json", signature), "flags.json", text);
    assert!(load(OLDER, OLDER_SIG).is_ok() && load(FLAGS, FLAGS_SIG).is_ok());
    let replayed = load(OLDER, OLDER_SIG).unwrap_err();
    assert_eq!(replayed.to_string(), "flags.json:3:13: serial 6 is not above 7, which is being served [stale-serial]");
    assert!(load(OLDER, FLAGS_SIG).is_err() && store.snapshot().serial() == Some(7));
    assert!(store.restore(), "a person decided");
    assert_eq!(store.snapshot().serial(), Some(6));
}

#[test]
fn a_new_process_knows_no_serial_but_may_be_told_the_least() {
    let loader = strict_about(&[published()]);
    let older = loader.clone().signature("flags.json", OLDER_SIG);
    assert!(older.clone().require_serial(6).load("flags.json", OLDER).is_ok());
    let low = older.require_serial(7).load("flags.json", OLDER).unwrap_err();
    assert_eq!(low.to_string(), "flags.json:3:13: serial 6 is below 7, the least that is taken here [stale-serial]");
    assert_eq!(refusal(&low).2, "/serial");
    let unnumbered = loader.signature("flags.json", UNNUMBERED_SIG);
    assert!(unnumbered.load("flags.json", UNNUMBERED).is_ok(), "nobody asks for one");
    let without = unnumbered.require_serial(0).load("flags.json", UNNUMBERED).unwrap_err();
    assert_eq!(refusal(&without), ("missing-field", "flags.json", "", 1, 1));
    assert!(without.to_string().contains("`serial` is missing"), "{without}");
}

#[test]
fn a_serial_is_asked_of_the_merged_document_and_only_if_it_is_right_otherwise() {
    let loader = Loader::new().require_serial(5);
    let overlay = r#"{ "burgee": "1", "overlay": "o", "serial": 5 }"#;
    assert!(loader.clone().overlay("o.json", overlay).load("b.json", r#"{ "burgee": "1" }"#).is_ok());
    let lowered = loader.clone().overlay("o.json", r#"{ "burgee": "1", "overlay": "o", "serial": 4 }"#);
    assert_eq!(refusal(&lowered.load("b.json", r#"{ "burgee": "1", "serial": 9 }"#).unwrap_err()).1, "o.json");
    assert_eq!(refusal(&loader.load("b.json", r#"{ "burgee": "2" }"#).unwrap_err()).0, "unsupported-version");
}

#[test]
fn keys_are_public_keys_of_ed25519_that_one_person_can_have() {
    let pem = include_str!("../../spec/signatures/published.pem");
    assert_eq!(PublicKey::parse(&pem.replace('\n', "\r\n")), Ok(published()));
    let error = PublicKey::parse(include_str!("../../spec/signatures/published.key.pem")).unwrap_err();
    assert!(error.to_string().contains("not the public key"), "{error}");
    let neutral: [u8; 32] = std::array::from_fn(|index| u8::from(index == 0));
    assert!(PublicKey::from_bytes(&neutral).is_err(), "anybody signs for it");
    assert!(PublicKey::from_bytes(&[0; 32]).is_err(), "nor this one of order 4");
}
