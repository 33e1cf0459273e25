//! Base64 (RFC 4648, section 4), with padding.

const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

pub fn encode(bytes: &[u8]) -> String {
    let mut text = String::new();
    for group in bytes.chunks(3) {
        let word = group.iter().chain([0, 0].iter()).take(3).fold(0_u32, |word, &byte| (word << 8) | u32::from(byte));
        for place in 0_usize..4 {
            let digit = DIGITS.get((word >> 18_usize.saturating_sub(place.saturating_mul(6)) & 63) as usize);
            text.push(digit.filter(|_| place <= group.len()).map_or('=', |&digit| char::from(digit)));
        }
    }
    text
}

/// None for what `encode` does not write.
pub fn decode(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    for group in text.trim_end_matches('=').as_bytes().chunks(4) {
        let digits = group.iter().map(|byte| DIGITS.iter().position(|digit| digit == byte));
        let word = digits.into_iter().try_fold(0_usize, |word, digit| Some((word << 6) | digit?))?;
        let word = word << 4_usize.saturating_sub(group.len()).saturating_mul(6);
        let whole = u32::try_from(word).ok()?.to_be_bytes();
        bytes.extend(whole.iter().skip(1).take(group.len().saturating_sub(1)));
    }
    (encode(&bytes) == text).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_encoded_is_decoded() {
        for (plain, text) in [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy"), ("\u{ffff}", "77+/")] {
            assert_eq!(encode(plain.as_bytes()), text);
            assert_eq!(decode(text).as_deref(), Some(plain.as_bytes()));
        }
    }

    #[test]
    fn what_is_written_otherwise_is_not() {
        for text in ["Z", "Zg", "Zg=", "Zh==", "Zm9v ", "Zm-_", "=", "Zg==Zg=="] {
            assert_eq!(decode(text), None, "{text}");
        }
    }
}
