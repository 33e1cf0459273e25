//! Byte offsets as people count.

/// A place in a text, from which others after it are found without reading what stands before it again.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    offset: usize,
    /// From 1.
    pub(crate) line: u32,
    /// From 1, in code points.
    pub(crate) column: u32,
}

impl Place {
    /// The start of a text.
    pub(crate) const START: Place = Place { offset: 0, line: 1, column: 1 };

    /// The place of a byte offset; one that stands before is looked for from the start.
    pub(crate) fn to(self, text: &str, offset: usize) -> Place {
        let Some(between) = text.get(self.offset..offset) else {
            let (line, column) = position(text, offset);
            return Place { offset, line, column };
        };
        let (line, column) = position(between, between.len());
        let column = if line == 1 { self.column.saturating_add(column).saturating_sub(1) } else { column };
        Place { offset, line: self.line.saturating_add(line).saturating_sub(1), column }
    }
}

/// The line and column of a byte offset, both from 1; columns count code points.
pub(crate) fn position(text: &str, offset: usize) -> (u32, u32) {
    let before = text.get(..offset).unwrap_or(text);
    let line = before.bytes().filter(|&byte| byte == b'\n').count().saturating_add(1);
    let last = before.rsplit('\n').next().unwrap_or("");
    (line as u32, last.chars().count().saturating_add(1) as u32)
}
