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
