//! Numbers and spans as verdicts say them to people.

use crate::json::write_number;

/// A number to three significant digits, four where it has an integer of four, and so on.
pub(super) fn figure(number: f64) -> String {
    let digits = if number.abs() >= 1_000.0 { 0 } else { significant(number) };
    let rounded: f64 = format!("{number:.digits$}").parse().unwrap_or(number);
    let mut out = String::new();
    if rounded.is_finite() {
        write_number(&mut out, rounded);
    } else {
        out.push_str("infinity");
    }
    out
}

/// A number as it was written, or nearly: the shortest text that reads as it.
pub(super) fn exact(number: f64) -> String {
    let mut out = String::new();
    write_number(&mut out, number);
    out
}

/// The decimals that show three significant digits.
fn significant(number: f64) -> usize {
    let mut decimals: usize = 2;
    let mut scaled = number.abs();
    while scaled < 1.0 && decimals < 12 {
        scaled *= 10.0;
        decimals = decimals.saturating_add(1);
    }
    if number.abs() >= 100.0 {
        0
    } else if number.abs() >= 10.0 {
        1
    } else {
        decimals
    }
}

/// A share of 1 as a percentage.
pub(super) fn percentage(share: f64) -> String {
    format!("{}%", figure(share * 100.0))
}

/// A span of milliseconds as durations are written: `1d12h`.
pub(super) fn span(milliseconds: i64) -> String {
    const UNITS: [(i64, &str); 4] = [(86_400, "d"), (3_600, "h"), (60, "m"), (1, "s")];
    let mut rest = milliseconds / 1_000;
    let mut out = String::new();
    for (seconds, unit) in UNITS {
        let whole = rest.checked_div(seconds).unwrap_or(0);
        rest = rest.checked_rem(seconds).unwrap_or(0);
        if whole > 0 {
            out.push_str(&format!("{whole}{unit}"));
        }
    }
    if out.is_empty() { "0s".into() } else { out }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_have_three_digits_that_count() {
        for (number, text) in [
            (0.0, "0"),
            (0.1, "0.1"),
            (0.051_234, "0.0512"),
            (0.000_512_34, "0.000512"),
            (-0.051_234, "-0.0512"),
            (1.005_9, "1.01"),
            (51.234, "51.2"),
            (512.34, "512"),
            (5_123.4, "5123"),
            (f64::INFINITY, "infinity"),
        ] {
            assert_eq!(figure(number), text);
        }
    }
}
