//! Instants as RFC 3339 writes them, in its several spellings.

/// The instant that documents are written around: 2026-03-01T00:00:00Z.
pub const PRESENT: i64 = 1_772_323_200_000;

/// Milliseconds since the epoch as text; `spelling` chooses among equal texts.
pub fn text(instant: i64, spelling: usize) -> String {
    let (offset, zone) = match spelling % 6 {
        0..=2 => (0, "Z"),
        3 => (0, "z"),
        4 => (5 * 3_600_000 + 1_800_000, "+05:30"),
        _ => (-23 * 3_600_000 - 59 * 60_000, "-23:59"),
    };
    let local = instant + offset;
    let (days, rest) = (local.div_euclid(86_400_000), local.rem_euclid(86_400_000));
    let (year, month, day) = civil(days);
    let (hour, minute, second, thousandths) = (rest / 3_600_000, rest / 60_000 % 60, rest / 1_000 % 60, rest % 1_000);
    let fraction = match (thousandths, spelling % 4) {
        (0, 0 | 3) => String::new(),
        (0, 1) => ".0".to_owned(),
        (_, 2) => format!(".{thousandths:03}999"),
        _ => format!(".{thousandths:03}"),
    };
    let separator = if spelling % 6 == 3 { 't' } else { 'T' };
    format!("{year:04}-{month:02}-{day:02}{separator}{hour:02}:{minute:02}:{second:02}{fraction}{zone}")
}

/// Year, month and day of a number of days since the epoch.
///
/// Source: H. Hinnant, "chrono-Compatible Low-Level Date Algorithms", `civil_from_days`.
fn civil(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * of_year + 2) / 153;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, of_year - (153 * shifted + 2) / 5 + 1)
}
