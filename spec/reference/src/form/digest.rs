//! Salted hashes of texts (spec ).

use sha2::{Digest, Sha256};

/// Whether a text is a SHA-256 in lower case.
pub fn is_digest(text: &str) -> bool {
    text.len() == 64 && text.chars().all(|character| matches!(character, '0'..='9' | 'a'..='f'))
}

/// The SHA-256 of a salt, a zero byte and a text.
pub fn salted(salt: &str, text: &str) -> String {
    let bytes = [salt.as_bytes(), &[0], text.as_bytes()].concat();
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
