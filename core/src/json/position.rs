//! Byte offsets as people count.

/// The line and column of a byte offset, both from 1; columns count code points.
pub(crate) fn position(text: &str, offset: usize) -> (u32, u32) {
    let before = text.get(..offset).unwrap_or(text);
    let line = before.bytes().filter(|&byte| byte == b'\n').count().saturating_add(1);
    let last = before.rsplit('\n').next().unwrap_or("");
    (line as u32, last.chars().count().saturating_add(1) as u32)
}
