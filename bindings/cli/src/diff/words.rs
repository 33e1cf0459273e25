//! The words of both reports: where a value stands, what a unit gets and why, shares.

use burgee::{Difference, Side};

/// Values longer than this are cut: somebody wants to read the report.
const LONGEST: usize = 60;

/// A share of units as a percentage.
pub fn share(units: u64, of: u64) -> String {
    if of == 0 { "0 %".to_owned() } else { format!("{:.2} %", units as f64 * 100.0 / of as f64) }
}

/// Where a value stands, as a reviewer would say it: a flag's name alone, its section left out.
pub fn place(difference: &Difference) -> String {
    let words = match difference.place.split_first() {
        Some((section, rest)) if section == "flags" && !rest.is_empty() => rest,
        _ => difference.place.as_slice(),
    };
    words.join(" ")
}

/// What happened to a value.
pub fn what(difference: &Difference) -> String {
    match (&difference.before, &difference.after) {
        (Some(before), Some(after)) => format!("{} → {}", short(before), short(after)),
        (None, Some(after)) => format!("new, {}", short(after)),
        (Some(before), None) => format!("removed, was {}", short(before)),
        (None, None) => String::new(),
    }
}

fn short(text: &str) -> String {
    let line: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= LONGEST { line } else { line.chars().take(LONGEST).collect::<String>() + "…" }
}

/// What units get, and why: `on (percent, rule veterans)`.
pub fn side(side: &Side) -> String {
    let variant = side.variant.as_deref().unwrap_or("ERROR");
    let rule = side.rule.as_ref().map_or(String::new(), |rule| format!(", rule {rule}"));
    let ring = side.ring.as_ref().map_or(String::new(), |ring| format!(", ring {ring}"));
    format!("{variant} ({}{rule}{ring})", side.cause)
}

/// A count with its thousands apart.
pub fn count(units: u64) -> String {
    let digits = units.to_string();
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && digits.len().saturating_sub(index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}
