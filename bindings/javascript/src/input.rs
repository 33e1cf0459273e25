//! The input area: what JavaScript wrote before a call, and where it finds what a call came to.
//!
//! Words and doubles stand in the machine's order of bytes, as typed arrays write them. Nothing that stands here is trusted.

/// Where the record of attribute 0 stands.
const RECORDS: usize = 64;
/// The length of a record.
pub(crate) const RECORD: usize = 16;
/// The bytes that a decision takes: three words of shape, and the bucket plus one.
pub(crate) const RESULT: usize = 16;

/// Where the record of an attribute stands.
#[inline]
pub(crate) fn record(number: usize) -> usize {
    number.saturating_mul(RECORD).saturating_add(RECORDS)
}

/// Why as wide as it was written: a wider read waits until the writes have left the processor's store buffer.
#[inline]
pub(crate) fn word(input: &[u8], at: usize) -> Option<u32> {
    input.get(at..)?.first_chunk().map(|bytes| u32::from_ne_bytes(*bytes))
}

#[inline]
pub(crate) fn double(input: &[u8], at: usize) -> Option<f64> {
    input.get(at..)?.first_chunk().map(|bytes| f64::from_ne_bytes(*bytes))
}

/// So many bytes from a place on.
#[inline]
pub(crate) fn bytes(input: &[u8], at: u32, length: u32) -> Option<&[u8]> {
    input.get(at as usize..)?.get(..length as usize)
}

/// Writes a decision's shape and bucket.
#[inline]
pub(crate) fn write_result(input: &mut [u8], at: usize, decision: &burgee::Decision<'_>) {
    let [first, second, third] = decision.shape();
    let bucket = decision.bucket().map_or(0, |bucket| bucket.wrapping_add(1));
    let Some(place) = input.get_mut(at..).and_then(|rest| rest.first_chunk_mut::<RESULT>()) else { return };
    for (place, word) in place.as_chunks_mut::<4>().0.iter_mut().zip([first, second, third, bucket]) {
        *place = word.to_ne_bytes();
    }
}

/// The texts that stand one after the other, each with its length before it; none where they do not end where they should.
pub(crate) fn texts(mut input: &[u8]) -> Option<Vec<&[u8]>> {
    let mut texts = Vec::new();
    while !input.is_empty() {
        let (length, rest) = input.split_first_chunk()?;
        let (text, rest) = rest.split_at_checked(u32::from_le_bytes(*length) as usize)?;
        texts.push(text);
        input = rest;
    }
    Some(texts)
}
