//! Percentages (spec ).

use crate::json::{Kind, Value};

/// The integer thousandths of a percentage; `None` for what is none.
pub fn thousandths(value: &Value) -> Option<u32> {
    let Kind::Number(text) = &value.kind else { return None };
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || !digits(fraction) || whole.len() > 3 || fraction.len() > 3 {
        return None;
    }
    let thousandths: u32 = format!("{whole}{fraction:0<3}").parse().ok()?;
    (thousandths <= 100_000).then_some(thousandths)
}

/// The two ends of a range `[from, to]`, if it is one with from < to.
pub fn range(value: &Value) -> Option<(u32, u32)> {
    match value.elements() {
        [from, to] => match (thousandths(from)?, thousandths(to)?) {
            (from, to) if from < to => Some((from, to)),
            _ => None,
        },
        _ => None,
    }
}
