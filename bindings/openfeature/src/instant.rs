//! Instants: what a date-time is as text that documents compare (spec ).

use time::{OffsetDateTime, UtcOffset};

/// The RFC 3339 text of an instant, in UTC, cut to milliseconds toward the past. None for one that the calendar of UTC does not hold.
pub(crate) fn text(instant: OffsetDateTime) -> Option<String> {
    let utc = instant.checked_to_offset(UtcOffset::UTC)?;
    let (year, month, day) = (utc.year(), u8::from(utc.month()), utc.day());
    let (hour, minute, second, millisecond) = (utc.hour(), utc.minute(), utc.second(), utc.millisecond());
    Some(format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{millisecond:03}Z"))
}
