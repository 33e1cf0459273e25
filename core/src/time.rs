//! Instants, dates and durations as text (spec R-5.11, R-5.12, R-2.9). Instants are milliseconds since 1970-01-01T00:00:00Z.

const SECOND: i64 = 1_000;
const DAY_SECONDS: i64 = 86_400;

/// Reads an RFC 3339 date-time as milliseconds since the epoch.
///
/// Fractions of a second are cut to milliseconds; second 60 is the first instant of the next minute.
///
/// # Examples
///
/// ```
/// assert_eq!(burgee::timestamp("1970-01-01T00:00:01.5Z"), Some(1_500));
/// assert_eq!(burgee::timestamp("1970-01-01"), None);
/// ```
pub fn timestamp(text: &str) -> Option<i64> {
    let mut rest = Digits(text.as_bytes());
    let days = rest.date()?;
    rest.one_of(b"Tt")?;
    let hour = rest.number(2, 23)?;
    rest.one_of(b":")?;
    let minute = rest.number(2, 59)?;
    rest.one_of(b":")?;
    let second = rest.number(2, 60)?;
    let millisecond = if rest.one_of(b".").is_some() { rest.fraction()? } else { 0 };
    // A leap second is one instant, whatever its fraction: the first of the next minute.
    let millisecond = if second == 60 { 0 } else { millisecond };
    let offset = match rest.next()? {
        b'Z' | b'z' => 0,
        sign @ (b'+' | b'-') => {
            let hours = rest.number(2, 23)?;
            rest.one_of(b":")?;
            let minutes = rest.number(2, 59)?;
            let seconds = hours.wrapping_mul(3_600).wrapping_add(minutes.wrapping_mul(60));
            if sign == b'-' { seconds.wrapping_neg() } else { seconds }
        }
        _ => return None,
    };
    if !rest.0.is_empty() {
        return None;
    }
    // INVARIANT: the digits of a date and a time are few, and so is what is made of them.
    let of_day = hour.wrapping_mul(3_600).wrapping_add(minute.wrapping_mul(60)).wrapping_add(second).wrapping_sub(offset);
    let seconds = i64::from(days).wrapping_mul(DAY_SECONDS).wrapping_add(of_day.into());
    Some(seconds.wrapping_mul(SECOND).wrapping_add(millisecond))
}

/// An instant, in milliseconds since the epoch, as RFC 3339 writes it, in UTC; milliseconds only where there are some.
///
/// Years before 0 and after 9999 are written as those.
///
/// # Examples
///
/// ```
/// assert_eq!(burgee::rfc3339(1_500), "1970-01-01T00:00:01.500Z");
/// ```
pub fn rfc3339(instant: i64) -> String {
    const FIRST: i64 = -62_167_219_200_000;
    const LAST: i64 = 253_402_300_799_999;
    let instant = instant.clamp(FIRST, LAST);
    let (seconds, millisecond) = (instant.div_euclid(SECOND), instant.rem_euclid(SECOND));
    let (year, month, day) = civil_from_days(seconds.div_euclid(DAY_SECONDS));
    let of_day = seconds.rem_euclid(DAY_SECONDS);
    let (hour, minute, second) = (of_day / 3_600, of_day / 60 % 60, of_day % 60);
    let fraction = if millisecond == 0 { String::new() } else { format!(".{millisecond:03}") };
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{fraction}Z")
}

/// The Gregorian date of a day, counted from 1970-01-01.
///
/// Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", civil_from_days.
fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let days = days.saturating_add(719_468);
    let (era, day_of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let leaps = (day_of_era / 1_460).saturating_sub(day_of_era / 36_524).saturating_add(day_of_era / 146_096);
    let year_of_era = day_of_era.saturating_sub(leaps) / 365;
    let before = year_of_era.saturating_mul(365).saturating_add(year_of_era / 4).saturating_sub(year_of_era / 100);
    let day_of_year = day_of_era.saturating_sub(before);
    let from_march = day_of_year.saturating_mul(5).saturating_add(2) / 153;
    let day = day_of_year.saturating_sub(from_march.saturating_mul(153).saturating_add(2) / 5).saturating_add(1);
    let month = if from_march < 10 { from_march.saturating_add(3) } else { from_march.saturating_sub(9) };
    let year = year_of_era.saturating_add(era.saturating_mul(400)).saturating_add(i64::from(month <= 2));
    (year, month, day)
}

/// Reads an RFC 3339 full-date as the first millisecond of that day, UTC.
pub(crate) fn date(text: &str) -> Option<i64> {
    let mut rest = Digits(text.as_bytes());
    let days = rest.date()?;
    if !rest.0.is_empty() {
        return None;
    }
    i64::from(days).checked_mul(DAY_SECONDS)?.checked_mul(SECOND)
}

/// Reads a duration such as `1d12h` as milliseconds: units `w d h m s` in this order, 36 525 days at most.
///
/// # Examples
///
/// ```
/// assert_eq!(burgee::duration("1d12h"), Some(129_600_000));
/// assert_eq!(burgee::duration("1 day"), None);
/// ```
pub fn duration(text: &str) -> Option<i64> {
    const UNITS: [(u8, i64); 5] = [(b'w', 604_800), (b'd', DAY_SECONDS), (b'h', 3_600), (b'm', 60), (b's', 1)];
    const MAX_SECONDS: i64 = 36_525 * DAY_SECONDS;
    let mut rest = text.as_bytes();
    let mut units = UNITS.iter();
    let mut seconds: i64 = 0;
    while !rest.is_empty() {
        let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        if !(1..=9).contains(&digits) {
            return None;
        }
        let (number, after) = rest.split_at_checked(digits)?;
        let (&unit, after) = after.split_first()?;
        // Units that were passed over or used cannot come again: that is the order.
        let &(_, scale) = units.find(|&&(name, _)| name == unit)?;
        seconds = seconds.checked_add(i64::from(decimal(number)?).checked_mul(scale)?)?;
        rest = after;
    }
    (!text.is_empty() && seconds <= MAX_SECONDS).then_some(seconds)?.checked_mul(SECOND)
}

/// Why 32 bits: checking a product of 64 takes one of 128, which is a call where there is no such word.
fn decimal(digits: &[u8]) -> Option<i32> {
    digits.iter().try_fold(0_i32, |value, &digit| value.checked_mul(10)?.checked_add(i32::from(digit.checked_sub(b'0')?)))
}

struct Digits<'a>(&'a [u8]);

impl Digits<'_> {
    fn next(&mut self) -> Option<u8> {
        let (&first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(first)
    }

    /// Takes one of these bytes, or nothing.
    fn one_of(&mut self, bytes: &[u8]) -> Option<()> {
        let (first, rest) = self.0.split_first()?;
        if !bytes.contains(first) {
            return None;
        }
        self.0 = rest;
        Some(())
    }

    /// Takes exactly `count` digits, at most `max` in value.
    fn number(&mut self, count: usize, max: i32) -> Option<i32> {
        let (digits, rest) = self.0.split_at_checked(count)?;
        if !digits.iter().all(u8::is_ascii_digit) {
            return None;
        }
        self.0 = rest;
        decimal(digits).filter(|&value| value <= max)
    }

    /// Takes one or more digits after the point, as milliseconds.
    fn fraction(&mut self) -> Option<i64> {
        let count = self.0.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let (digits, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        let digit = |at: usize| digits.get(at).map_or(0, |&digit| i64::from(digit.wrapping_sub(b'0')));
        let milliseconds = digit(0).checked_mul(100)?.checked_add(digit(1).checked_mul(10)?)?.checked_add(digit(2))?;
        (count > 0).then_some(milliseconds)
    }

    /// Takes `YYYY-MM-DD`, as days since the epoch.
    fn date(&mut self) -> Option<i32> {
        let year = self.number(4, 9_999)?;
        self.one_of(b"-")?;
        let month = self.number(2, 12)?;
        self.one_of(b"-")?;
        let day = self.number(2, 31)?;
        if month < 1 || day < 1 || day > days_in_month(year, month) {
            return None;
        }
        days_from_civil(year, month, day)
    }
}

fn days_in_month(year: i32, month: i32) -> i32 {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days from 1970-01-01 to a Gregorian date.
///
/// Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", days_from_civil.
fn days_from_civil(year: i32, month: i32, day: i32) -> Option<i32> {
    let year = if month <= 2 { year.checked_sub(1)? } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let month_from_march = month.checked_add(9)?.rem_euclid(12);
    let day_of_year = month_from_march.checked_mul(153)?.checked_add(2)?.div_euclid(5).checked_add(day)?.checked_sub(1)?;
    let day_of_era =
        year_of_era.checked_mul(365)?.checked_add(year_of_era / 4)?.checked_sub(year_of_era / 100)?.checked_add(day_of_year)?;
    era.checked_mul(146_097)?.checked_add(day_of_era)?.checked_sub(719_468)
}

#[cfg(test)]
mod tests {
    use super::{rfc3339, timestamp};

    #[test]
    fn an_instant_is_read_as_it_was_written() {
        let mut instant = -62_167_219_200_000_i64;
        while instant < 253_402_300_800_000 {
            assert_eq!(timestamp(&rfc3339(instant)), Some(instant), "{instant}");
            instant = instant.saturating_add(86_399_877 * 11);
        }
        assert_eq!(rfc3339(1_795_426_260_000), "2026-11-23T09:31:00Z");
        assert_eq!(rfc3339(-1), "1969-12-31T23:59:59.999Z");
        assert_eq!(rfc3339(i64::MAX), "9999-12-31T23:59:59.999Z");
    }
}
