//! Canonical JSON text (spec section 8).

use std::fmt::Write;

/// Appends a string in quotes, with the fewest escapes.
pub(crate) fn write_string(out: &mut String, text: &str) {
    out.push('"');
    for char in text.chars() {
        match char {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\0'..='\u{1f}' => {
                // Writing to a string never fails.
                let _ = write!(out, "\\u{:04x}", u32::from(char));
            }
            _ => out.push(char),
        }
    }
    out.push('"');
}

/// Appends a finite number as ECMAScript's `Number::toString` prints it.
///
/// Source: ECMA-262, Number::toString, for radix 10. Rust's `{:e}` gives the same shortest digits.
#[cfg(not(target_family = "wasm"))]
pub(crate) fn write_number(out: &mut String, number: f64) {
    let magnitude = number.abs();
    // Writing to a string never fails.
    let _ = if magnitude != 0.0 && !(1e-6..1e21).contains(&magnitude) {
        let text = format!("{number:e}");
        match text.split_once('e') {
            Some((digits, exponent)) if !exponent.starts_with('-') => write!(out, "{digits}e+{exponent}"),
            _ => write!(out, "{text}"),
        }
    } else {
        write!(out, "{}", number + 0.0)
    };
}

/// The same without the standard library's tables.
#[cfg(target_family = "wasm")]
pub(crate) use small::write_number;

#[cfg(any(test, target_family = "wasm"))]
mod small {
    use super::super::number::shortest;
    use std::fmt::Write;

    pub(crate) fn write_number(out: &mut String, number: f64) {
        if number < 0.0 {
            out.push('-');
        }
        let number = number.abs();
        let integer = number as u64;
        // INVARIANT: integers below 2^53 are exact.
        if integer as f64 == number && integer < 1 << 53 {
            // Writing to a string never fails.
            let _ = write!(out, "{integer}");
            return;
        }
        let (digits, point) = shortest(number);
        let count = digits.len() as i32;
        let zeros = |out: &mut String, count: i32| (0..count).for_each(|_| out.push('0'));
        let cut = |at: i32, out: &mut String| {
            let (whole, fraction) = digits.split_at_checked(at.max(0) as usize).unwrap_or((&digits, ""));
            out.push_str(whole);
            if !fraction.is_empty() {
                out.push('.');
                out.push_str(fraction);
            }
        };
        match point {
            1..=21 => {
                cut(point, out);
                zeros(out, point.saturating_sub(count));
            }
            -5..=0 => {
                out.push_str("0.");
                zeros(out, point.wrapping_neg());
                out.push_str(&digits);
            }
            _ => {
                cut(1, out);
                out.push_str(if point > 0 { "e+" } else { "e-" });
                // Writing to a string never fails.
                let _ = write!(out, "{}", point.wrapping_sub(1).unsigned_abs());
            }
        }
    }
}

/// Writes the members of an object, each where it has something to say.
pub(crate) struct Members<'o> {
    pub(crate) out: &'o mut String,
    pub(crate) any: bool,
}

impl Members<'_> {
    /// Begins a member, and gives the place for its value.
    pub(crate) fn name(&mut self, name: &str) -> &mut String {
        self.out.push(if self.any { ',' } else { '{' });
        self.any = true;
        write_string(self.out, name);
        self.out.push(':');
        self.out
    }

    pub(crate) fn string(&mut self, name: &str, value: Option<&str>) {
        if let Some(value) = value {
            write_string(self.name(name), value);
        }
    }

    pub(crate) fn integer(&mut self, name: &str, value: Option<u32>) {
        if let Some(value) = value {
            // Writing to a string never fails.
            let _ = write!(self.name(name), "{value}");
        }
    }

    /// A boolean that is written only when it is true.
    pub(crate) fn truth(&mut self, name: &str, value: bool) {
        if value {
            self.name(name).push_str("true");
        }
    }

    pub(crate) fn end(self) {
        self.out.push_str(if self.any { "}" } else { "{}" });
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn both_writers_write_the_same() {
        // Source: Marsaglia, "Xorshift RNGs" (2003).
        let mut state = 0x9e37_79b9_7f4a_7c15_u64;
        for _ in 0..2_000 {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            for number in [
                f64::from_bits(state),
                state as f64,
                state as f64 / 1e15,
                (state % 1000) as f64 / 1000.0,
                10_f64.powi((state % 60) as i32 - 30),
            ] {
                if number.is_finite() {
                    let (mut own, mut theirs) = (String::new(), String::new());
                    super::small::write_number(&mut own, number);
                    super::write_number(&mut theirs, number);
                    assert_eq!(own, theirs);
                }
            }
        }
        for number in [0.0, -0.0, 1e21, 1e-7, 1e-6, 123_456_789_012_345_680_000.0, 9_007_199_254_740_993.0, 5e-324, f64::MAX] {
            let (mut own, mut theirs) = (String::new(), String::new());
            super::small::write_number(&mut own, number);
            super::write_number(&mut theirs, number);
            assert_eq!(own, theirs);
        }
    }
}
