//! Keys in files: PEM, as `openssl genpkey -algorithm ed25519` and `openssl pkey -pubout` write it.

use super::base64;
use crate::failure::Failure;
use crate::input;
use burgee::PublicKey;
use ed25519_dalek::{SigningKey, VerifyingKey};
use std::path::Path;

/// What stands before the 32 bytes of a private key (RFC 8410): a sequence, version 0, the algorithm 1.3.101.112, a string of bytes in a string of bytes.
const PRIVATE: [u8; 16] = [0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20];
/// What stands before those of a public key.
const PUBLIC: [u8; 12] = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];

pub fn private_pem(key: &SigningKey) -> String {
    pem("PRIVATE KEY", &[PRIVATE.as_slice(), key.as_bytes()].concat())
}

pub fn public_pem(key: &VerifyingKey) -> String {
    pem("PUBLIC KEY", &[PUBLIC.as_slice(), key.as_bytes()].concat())
}

fn pem(what: &str, bytes: &[u8]) -> String {
    format!("-----BEGIN {what}-----\n{}\n-----END {what}-----\n", base64::encode(bytes))
}

/// Reads a private key from a file, or from the standard input for `-`.
pub fn private(path: &Path) -> Result<SigningKey, Failure> {
    let text = String::from_utf8(input::read(path)?).unwrap_or_default();
    let lines: String = text.lines().map(str::trim).filter(|line| !line.starts_with("-----")).collect();
    let bytes = base64::decode(&lines);
    let seed = bytes.as_deref().and_then(|bytes| bytes.strip_prefix(&PRIVATE)).and_then(|seed| seed.try_into().ok());
    seed.map(SigningKey::from_bytes).ok_or_else(|| {
        let failure = Failure::new(format!("`{}` is not a private key of Ed25519 in PEM, without a passphrase", path.display()));
        match PublicKey::parse(&text) {
            Ok(_) => failure.help("this is a public key, which verifies; signing takes the private one"),
            Err(_) => failure.help("make one: burgee keygen KEY.pem, or openssl genpkey -algorithm ed25519 -out KEY.pem"),
        }
    })
}

/// Reads a public key from a file.
pub fn public(path: &Path) -> Result<PublicKey, Failure> {
    let text = String::from_utf8(input::read(path)?).unwrap_or_default();
    PublicKey::parse(&text).map_err(|error| {
        let failure = Failure::new(format!("`{}`: {error}", path.display()));
        if text.contains("PRIVATE KEY") {
            failure.help(format!(
                "this is a private key, which has no place where documents are verified; its public one: openssl pkey -in {} -pubout",
                path.display()
            ))
        } else {
            failure.help("`burgee keygen` prints the public key when it makes a private one")
        }
    })
}
