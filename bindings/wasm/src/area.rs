//! The input area: a part of the module's memory that JavaScript writes in place.

/// The strictest alignment of a typed array.
const ALIGNMENT: usize = 8;

/// Bytes that begin where a double may stand.
pub(crate) struct Area {
    bytes: Vec<u8>,
    start: usize,
}

impl Area {
    pub(crate) const fn new() -> Area {
        Area { bytes: Vec::new(), start: 0 }
    }

    /// Makes room for so many bytes; what stands there stays. Says whether there was memory for them.
    pub(crate) fn reserve(&mut self, length: usize) -> bool {
        if length <= self.input().len() {
            return true;
        }
        let mut bytes = Vec::new();
        let Some(wanted) = length.checked_next_multiple_of(ALIGNMENT).and_then(|length| length.checked_add(ALIGNMENT)) else {
            return false;
        };
        if bytes.try_reserve_exact(wanted).is_err() {
            return false;
        }
        bytes.resize(wanted, 0);
        let start = bytes.as_ptr().align_offset(ALIGNMENT);
        let mut area = Area { bytes, start };
        for (to, from) in area.input().iter_mut().zip(self.input()) {
            *to = *from;
        }
        *self = area;
        true
    }

    pub(crate) fn input(&mut self) -> &mut [u8] {
        let end = self.bytes.len().saturating_sub(ALIGNMENT).saturating_add(self.start);
        self.bytes.get_mut(self.start..end).unwrap_or_default()
    }
}
