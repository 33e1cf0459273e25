//! The instants of fixtures: RFC 3339 in, milliseconds since the epoch out.

/// Without `now`, a fixture's instant is 2026-11-21T00:00:00Z.
pub(crate) const DEFAULT: &str = "2026-11-21T00:00:00Z";

/// The milliseconds of `YYYY-MM-DDTHH:MM:SS[.fraction](Z|±HH:MM)`.
pub(crate) fn milliseconds(text: &str) -> Option<i64> {
    let (date, time) = text.split_once('T')?;
    let [year, month, day] = numbers(date, '-')?;
    let (clock, offset) = match time.strip_suffix('Z') {
        Some(clock) => (clock, 0),
        None => {
            let sign = time.rfind(['+', '-'])?;
            let [hours, minutes] = numbers(time.get(sign + 1..)?, ':')?;
            let offset = hours * 60 + minutes;
            (time.get(..sign)?, if time.get(sign..)?.starts_with('-') { -offset } else { offset })
        }
    };
    let (clock, fraction) = clock.split_once('.').unwrap_or((clock, ""));
    let [hour, minute, second] = numbers(clock, ':')?;
    let millis: i64 = format!("{fraction:0<3}").get(..3)?.parse().ok()?;
    let seconds = days(year, month, day) * 86_400 + hour * 3_600 + (minute - offset) * 60 + second;
    Some(seconds * 1_000 + millis)
}

fn numbers<const N: usize>(text: &str, separator: char) -> Option<[i64; N]> {
    let parts = text.split(separator).map(str::parse).collect::<Result<Vec<i64>, _>>().ok()?;
    parts.try_into().ok()
}

/// Days since the epoch, by counting: years from March, so that a leap day ends its year.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let leaps = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    year * 365 + leaps + (month * 153 + 2) / 5 + day - 1 - 719_468
}

#[cfg(test)]
mod tests {
    use super::milliseconds;

    #[test]
    fn instants_are_those_of_the_calendar() {
        assert_eq!(milliseconds("1970-01-01T00:00:00Z"), Some(0));
        assert_eq!(milliseconds("2000-03-01T00:00:00Z"), Some(951_868_800_000));
        assert_eq!(milliseconds("2026-11-21T00:00:00Z"), Some(1_795_219_200_000));
        assert_eq!(milliseconds("2026-11-21T02:00:00.5+02:00"), Some(1_795_219_200_500));
        assert_eq!(milliseconds("2026-11-21"), None);
    }
}
