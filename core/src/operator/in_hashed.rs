//! `in_hashed` (spec ): texts that are known by their salted hashes alone.

use super::email_domain;
use crate::index::Case;
use crate::verdict::{Unknown, Verdict};
use hmac_sha256::Hash;

/// A SHA-256.
pub(crate) type Digest = [u8; 32];

/// So many bytes are lowered at once: evaluation does not allocate.
const CHUNK: usize = 64;

/// What of the attribute is hashed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    Whole,
    EmailDomain,
}

/// A set of hashes, and how they were made.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Hashes {
    salt: Box<str>,
    case: Case,
    part: Part,
    /// INVARIANT: sorted, none twice.
    digests: Box<[Digest]>,
}

impl Hashes {
    pub(crate) fn new(salt: &str, part: Part, mut digests: Vec<Digest>, case: Case) -> Hashes {
        digests.sort_unstable();
        digests.dedup();
        let case = if part == Part::EmailDomain { Case::Ignored } else { case };
        Hashes { salt: salt.into(), case, part, digests: digests.into() }
    }

    /// Whether a text is one of those that were hashed.
    pub(crate) fn hold(&self, text: &str) -> Verdict {
        let hashed = match self.part {
            Part::Whole => text,
            Part::EmailDomain => match email_domain::of(text) {
                Some(domain) => domain,
                None => return Verdict::Unknown(Unknown::Unparsable),
            },
        };
        self.digests.binary_search(&self.digest(hashed)).is_ok().into()
    }

    fn digest(&self, text: &str) -> Digest {
        let mut hash = Hash::new();
        hash.update(self.salt.as_bytes());
        hash.update([0]);
        match self.case {
            Case::Matters => hash.update(text.as_bytes()),
            Case::Ignored => {
                for chunk in text.as_bytes().chunks(CHUNK) {
                    let mut lowered = [0; CHUNK];
                    lowered.iter_mut().zip(chunk).for_each(|(to, from)| *to = from.to_ascii_lowercase());
                    hash.update(lowered.get(..chunk.len()).unwrap_or_default());
                }
            }
        }
        hash.finalize()
    }
}

/// The digest of 64 digits in lower case.
pub(crate) fn parse(text: &str) -> Option<Digest> {
    let digit = |byte: &u8| match byte {
        b'0'..=b'9' => Some(byte.wrapping_sub(b'0')),
        b'a'..=b'f' => Some(byte.wrapping_sub(b'a').wrapping_add(10)),
        _ => None,
    };
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    let mut digest = [0; 32];
    if !rest.is_empty() || pairs.len() != digest.len() {
        return None;
    }
    for (byte, [high, low]) in digest.iter_mut().zip(pairs) {
        *byte = digit(high)? << 4 | digit(low)?;
    }
    Some(digest)
}
