//! Detached signatures (Ed25519, RFC 8032) over the bytes of a text, and the keys that are trusted. It verifies, never signs, and knows no JSON.

use crate::problem::{BAD_SIGNATURE, Problem, SIGNATURE_LENGTH};
use ed25519_dalek::{SIGNATURE_LENGTH as BYTES, Signature, VerifyingKey};
use std::fmt;

/// What stands before the 32 bytes of a key in its DER form (RFC 8410): a sequence, the algorithm 1.3.101.112, a string of bits.
const HEAD: [u8; 12] = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];

/// The key that says whether a signature is its owner's. Not secret.
///
/// # Examples
///
/// ```
/// let pem = "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\n-----END PUBLIC KEY-----\n";
/// let key = burgee::PublicKey::parse(pem)?;
/// assert_eq!(burgee::PublicKey::parse("MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=")?, key);
/// assert!(burgee::PublicKey::parse("MCowBQYDK2VwAyEA").is_err());
/// # Ok::<(), burgee::KeyError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PublicKey(VerifyingKey);

impl PublicKey {
    /// Reads a key as `burgee keygen` and `openssl pkey -pubout` write it: PEM, or the line of Base64 between its borders.
    ///
    /// # Errors
    ///
    /// Text that is something else: a private key, a key of another algorithm; or a key whose signatures anybody can make.
    pub fn parse(text: &str) -> Result<PublicKey, KeyError> {
        let lines = text.lines().map(str::trim).filter(|line| !line.starts_with("-----"));
        let bytes = base64(lines.flat_map(str::bytes)).ok_or(KeyError)?;
        let key = bytes.strip_prefix(&HEAD).and_then(|key| key.try_into().ok()).ok_or(KeyError)?;
        PublicKey::from_bytes(key)
    }

    /// Takes the 32 bytes of a key.
    ///
    /// # Errors
    ///
    /// As [`PublicKey::parse`].
    pub fn from_bytes(bytes: &[u8; 32]) -> Result<PublicKey, KeyError> {
        VerifyingKey::from_bytes(bytes).ok().filter(|key| !key.is_weak()).map(PublicKey).ok_or(KeyError)
    }

    /// Whether a signature is of these very bytes and by this key's owner. `signature` is what [`Loader::signature`](crate::Loader::signature) takes.
    pub fn verifies(&self, text: &[u8], signature: &[u8]) -> bool {
        decoded(signature).is_some_and(|signature| self.fits(text, &signature))
    }

    fn fits(&self, text: &[u8], signature: &Signature) -> bool {
        self.0.verify_strict(text, signature).is_ok()
    }
}

/// A text that is no public key, or a key that is not to be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyError;

impl fmt::Display for KeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("this is not the public key of Ed25519, in PEM or as the line of Base64 between its borders")
    }
}

impl std::error::Error for KeyError {}

/// Why a text is not to be read, if it is not.
pub(crate) fn check(keys: &[PublicKey], name: &str, text: &[u8], signature: &[u8]) -> Result<(), Problem> {
    let decoded =
        decoded(signature).ok_or_else(|| Problem::new(&SIGNATURE_LENGTH, &[name, &signature.len().to_string(), &BYTES.to_string()]))?;
    let fits = keys.iter().any(|key| key.fits(text, &decoded));
    if fits { Ok(()) } else { Err(Problem::new(&BAD_SIGNATURE, &[name])) }
}

/// The 64 bytes of a signature, given as they are or as Base64 with white space around it.
fn decoded(signature: &[u8]) -> Option<Signature> {
    if signature.len() == BYTES {
        return Signature::from_slice(signature).ok();
    }
    Signature::from_slice(&base64(signature.trim_ascii().iter().copied())?).ok()
}

/// What Base64 (RFC 4648, section 4) stands for; none where it is not written in its one way.
fn base64(text: impl Iterator<Item = u8>) -> Option<Vec<u8>> {
    let text: Vec<u8> = text.collect();
    let mut bytes = Vec::new();
    let (groups, rest) = text.as_chunks::<4>();
    for (index, group) in groups.iter().enumerate() {
        let padding = group.iter().rev().take_while(|&&byte| byte == b'=').count();
        let is_last = index.saturating_add(1) == groups.len();
        if padding > 2 || (padding > 0 && !is_last) {
            return None;
        }
        let data = group.len().saturating_sub(padding);
        let mut word = 0_u32;
        for &byte in group.iter().take(data) {
            word = (word << 6) | sextet(byte)?;
        }
        let [_, whole @ ..] = (word << padding.saturating_mul(6)).to_be_bytes();
        let (kept, dropped) = whole.split_at_checked(data.saturating_sub(1))?;
        if dropped.iter().any(|&byte| byte != 0) {
            return None;
        }
        bytes.extend_from_slice(kept);
    }
    (rest.is_empty() && !bytes.is_empty()).then_some(bytes)
}

fn sextet(byte: u8) -> Option<u32> {
    let value = match byte {
        b'A'..=b'Z' => byte.wrapping_sub(b'A'),
        b'a'..=b'z' => byte.wrapping_sub(b'a').wrapping_add(26),
        b'0'..=b'9' => byte.wrapping_sub(b'0').wrapping_add(52),
        b'+' => 62,
        b'/' => 63,
        _ => return None,
    };
    Some(u32::from(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(text: &str) -> Option<Vec<u8>> {
        base64(text.bytes())
    }

    #[test]
    fn base64_is_that_of_the_rfc() {
        for (text, plain) in [("Zg==", "f"), ("Zm8=", "fo"), ("Zm9v", "foo"), ("Zm9vYg==", "foob"), ("Zm9vYmE=", "fooba"), ("+/+/", "")] {
            let expected = if plain.is_empty() { vec![0xfb, 0xff, 0xbf] } else { plain.into() };
            assert_eq!(decoded(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn base64_is_written_in_one_way() {
        for text in ["", "Z", "Zg", "Zg=", "Zg===", "Zh==", "Zm9=", "Z===", "====", "Zg==Zg==", "Zm 9v", "Zm9v\n", "Zm-_", "Zg=a"] {
            assert_eq!(decoded(text), None, "{text:?}");
        }
    }
}
