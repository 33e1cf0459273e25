//! Numbers as ECMAScript's Number::toString prints them (spec ), and what is out of range.

/// The greatest integer that every language holds: 2^53 − 1.
const GREATEST: f64 = 9_007_199_254_740_991.0;

/// Whether a double is integral and beyond ±(2^53 − 1).
pub fn out_of_range(number: f64) -> bool {
    number.fract() == 0.0 && number.abs() > GREATEST
}

/// A finite double as text. With digits d1…dk and the value 0.d1…dk · 10^n, the five forms of Number::toString.
pub fn print(number: f64) -> String {
    if number == 0.0 {
        return "0".to_owned();
    }
    let sign = if number < 0.0 { "-" } else { "" };
    let shortest = format!("{:e}", number.abs());
    let (digits, exponent) = shortest.split_once('e').unwrap_or((&shortest, "0"));
    let digits = digits.replace('.', "");
    let k = digits.len() as i32;
    let n = exponent.parse::<i32>().unwrap_or_default() + 1;
    let zeros = |count: i32| "0".repeat(count as usize);
    let text = if k <= n && n <= 21 {
        format!("{digits}{}", zeros(n - k))
    } else if 0 < n && n <= 21 {
        let (whole, fraction) = digits.split_at(n as usize);
        format!("{whole}.{fraction}")
    } else if -6 < n && n <= 0 {
        format!("0.{}{digits}", zeros(-n))
    } else {
        let (first, others) = digits.split_at(1);
        let point = if others.is_empty() { "" } else { "." };
        let exponent_sign = if n > 0 { "+" } else { "-" };
        format!("{first}{point}{others}e{exponent_sign}{}", (n - 1).abs())
    };
    format!("{sign}{text}")
}

#[cfg(test)]
mod tests {
    use super::print;

    #[test]
    fn numbers_are_printed_as_ecmascript_does() {
        let table = [
            (0.0, "0"),
            (-0.0, "0"),
            (5.0, "5"),
            (-1.5, "-1.5"),
            (0.1 + 0.2, "0.30000000000000004"),
            (123_456_789_012_345_680_000.0, "123456789012345680000"),
            (1e21, "1e+21"),
            (1.5e300, "1.5e+300"),
            (1e-6, "0.000001"),
            (1e-7, "1e-7"),
            (1.25e-9, "1.25e-9"),
            (5e-324, "5e-324"),
            (100.0, "100"),
            (33.3, "33.3"),
        ];
        for (number, text) in table {
            assert_eq!(print(number), text);
        }
    }
}
