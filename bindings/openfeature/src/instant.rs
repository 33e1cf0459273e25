//! Instants: what a date and time is as an attribute (spec ).

use time::OffsetDateTime;

/// The milliseconds since the epoch, cut toward the past. `i64::MAX`, which no attribute can be, for one that 64 bits do not hold.
pub(crate) fn milliseconds(instant: OffsetDateTime) -> i64 {
    i64::try_from(instant.unix_timestamp_nanos().div_euclid(1_000_000)).unwrap_or(i64::MAX)
}
