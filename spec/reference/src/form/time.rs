//! Timestamps, dates and durations (spec ).

/// The milliseconds since the epoch of an RFC 3339 date-time.
pub fn timestamp(text: &str) -> Option<i64> {
    let (date, time) = (text.get(..10)?, text.get(10..)?);
    let days = date_in_days(date)?;
    let time = time.strip_prefix(['T', 't'])?;
    let (clock, rest) = (time.get(..8)?, time.get(8..)?);
    let [hour, minute, second] = pairs(clock)?;
    let (fraction, zone) = match rest.strip_prefix('.') {
        Some(rest) => rest.split_at(rest.find(|character: char| !character.is_ascii_digit())?),
        None => ("0", rest),
    };
    let offset = match zone {
        "Z" | "z" => 0,
        _ => {
            let [hours, minutes] = pairs(zone.get(1..)?)?;
            let minutes = if hours <= 23 && minutes <= 59 { hours * 60 + minutes } else { return None };
            match zone.get(..1)? {
                "+" => minutes,
                "-" => -minutes,
                _ => return None,
            }
        }
    };
    if fraction.is_empty() || hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let millis: i64 = format!("{fraction:0<3}")[..3].parse().ok()?;
    // Second 60 is the first instant of the next minute, whatever its fraction.
    let millis = if second == 60 { 0 } else { millis };
    Some((days * 86_400 + hour * 3_600 + (minute - offset) * 60 + second) * 1_000 + millis)
}

/// An instant as an RFC 3339 date-time in UTC; with milliseconds where there are some.
pub fn text(instant: i64) -> String {
    let (seconds, millis) = (instant.div_euclid(1_000), instant.rem_euclid(1_000));
    let (mut days, second) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    let mut year = 1970;
    while days < 0 {
        year -= 1;
        days += year_days(year);
    }
    while days >= year_days(year) {
        days -= year_days(year);
        year += 1;
    }
    let mut month = 1;
    while days >= days_in(year, month) {
        days -= days_in(year, month);
        month += 1;
    }
    let clock = format!("{:02}:{:02}:{:02}", second / 3_600, second / 60 % 60, second % 60);
    let fraction = if millis == 0 { String::new() } else { format!(".{millis:03}") };
    format!("{year:04}-{month:02}-{:02}T{clock}{fraction}Z", days + 1)
}

/// Days from 1970-01-01 to a full-date.
pub fn date_in_days(text: &str) -> Option<i64> {
    let (year, rest) = (text.get(..4)?, text.get(4..)?);
    let [month, day] = pairs(rest.strip_prefix('-')?.split_once('-').map(|(month, day)| format!("{month}:{day}"))?.as_str())?;
    let year: i64 = year.bytes().all(|byte| byte.is_ascii_digit()).then(|| year.parse().ok())??;
    if !(1..=12).contains(&month) || day < 1 || day > days_in(year, month) {
        return None;
    }
    let years: i64 = if year >= 1970 { (1970..year).map(year_days).sum() } else { -(year..1970).map(year_days).sum::<i64>() };
    Some(years + (1..month).map(|month| days_in(year, month)).sum::<i64>() + day - 1)
}

/// The milliseconds of a duration.
pub fn duration(text: &str) -> Option<i64> {
    let mut rest = text;
    let mut seconds: i64 = 0;
    for (unit, length) in [('w', 604_800), ('d', 86_400), ('h', 3_600), ('m', 60), ('s', 1)] {
        let end = rest.find(|character: char| !character.is_ascii_digit()).unwrap_or(rest.len());
        if (1..=9).contains(&end) && rest[end..].starts_with(unit) {
            seconds += rest[..end].parse::<i64>().ok()? * length;
            rest = &rest[end + 1..];
        }
    }
    (rest.is_empty() && !text.is_empty() && seconds <= 36_525 * 86_400).then_some(seconds * 1_000)
}

/// Numbers of two digits with colons between them.
fn pairs<const N: usize>(text: &str) -> Option<[i64; N]> {
    let two = |part: &str| (part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit())).then(|| part.parse().ok());
    let parts = text.split(':').map(two).map(Option::flatten).collect::<Option<Vec<i64>>>()?;
    parts.try_into().ok()
}

fn is_leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

fn year_days(year: i64) -> i64 {
    if is_leap(year) { 366 } else { 365 }
}

fn days_in(year: i64, month: i64) -> i64 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if is_leap(year) => 29,
        2 => 28,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use super::{duration, text, timestamp};

    #[test]
    fn timestamps_are_instants() {
        assert_eq!(timestamp("1970-01-01T00:00:00Z"), Some(0));
        assert_eq!(timestamp("1969-12-31t23:59:59.9999z"), Some(-1));
        assert_eq!(timestamp("2000-02-29T00:00:00+00:00"), Some(951_782_400_000));
        assert_eq!(timestamp("2016-12-31T23:59:60Z"), timestamp("2017-01-01T00:00:00Z"));
        assert_eq!(timestamp("0000-01-01T00:00:00Z"), Some(-62_167_219_200_000));
        for wrong in
            ["", "2026-02-29T00:00:00Z", "2026-01-01 00:00:00Z", "2026-01-01T00:00:00", "2026-01-01T00:00:00.Z", "2026-01-01T24:00:00Z"]
        {
            assert_eq!(timestamp(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn instants_are_written_as_they_are_read() {
        for written in ["1970-01-01T00:00:00Z", "1969-12-31T23:59:59.999Z", "2000-02-29T12:34:56Z", "2026-11-23T09:00:00.050Z"] {
            assert_eq!(timestamp(written).map(text).as_deref(), Some(written));
        }
    }

    #[test]
    fn durations_are_in_order() {
        assert_eq!(duration("1d12h"), Some(129_600_000));
        assert_eq!(duration("36525d"), Some(3_155_760_000_000));
        for wrong in ["", "1", "d", "12h1d", "1d1d", "36526d", "1234567890s", "-1d"] {
            assert_eq!(duration(wrong), None, "{wrong}");
        }
    }
}
