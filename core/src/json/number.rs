//! Numbers as text, both ways and exactly: the double nearest to a decimal text, and the shortest digits of a double.
//!
//! For targets where every byte is downloaded. Elsewhere the standard library does it, with tables that this does without; the tests hold
//! the two together.

use std::cmp::Ordering;

/// A natural number: its digits to the base 2^32, the lowest first, without zeros at the top.
#[derive(Clone)]
struct Big(Vec<u32>);

impl Big {
    fn new(number: u64) -> Big {
        let mut big = Big(vec![number as u32, (number >> 32) as u32]);
        big.trim();
        big
    }

    fn trim(&mut self) {
        while self.0.last() == Some(&0) {
            self.0.pop();
        }
    }

    /// Multiplies by a factor, then adds.
    fn times(&mut self, factor: u32, add: u32) {
        let mut carry = u64::from(add);
        for digit in &mut self.0 {
            // INVARIANT: below 2^64.
            carry = u64::from(*digit).wrapping_mul(factor.into()).wrapping_add(carry);
            *digit = carry as u32;
            carry >>= 32;
        }
        if carry > 0 {
            self.0.push(carry as u32);
        }
    }

    /// Multiplies by a power of 2 or 10; by nothing where the exponent is negative.
    fn scale(&mut self, base: u32, exponent: i32) {
        const STEP: u32 = 9;
        let mut rest = exponent.max(0) as u32;
        while rest > 0 {
            let step = rest.min(STEP);
            self.times(base.saturating_pow(step), 0);
            rest = rest.saturating_sub(step);
        }
    }

    fn compare(&self, other: &Big) -> Ordering {
        self.0.len().cmp(&other.0.len()).then_with(|| self.0.iter().rev().cmp(other.0.iter().rev()))
    }

    /// Adds `sign` (1 or −1) times another; the sum is not negative.
    fn add(&mut self, other: &Big, sign: i64) {
        self.0.resize(self.0.len().max(other.0.len()).saturating_add(1), 0);
        let mut carry = 0_i64;
        let mut others = other.0.iter();
        for digit in &mut self.0 {
            carry = carry.wrapping_add(i64::from(*digit)).wrapping_add(sign.wrapping_mul(others.next().copied().unwrap_or(0).into()));
            *digit = carry as u32;
            carry >>= 32;
        }
        self.trim();
    }

    /// Takes another away as often as it is there, and says how often.
    fn divide(&mut self, by: &Big) -> u8 {
        let mut times = 0_u8;
        while self.compare(by) != Ordering::Less {
            self.add(by, -1);
            times = times.wrapping_add(1);
        }
        times
    }

    /// Binary digits, without zeros at the top.
    fn bits(&self) -> i32 {
        let top = self.0.last().map_or(0, |digit| digit.leading_zeros());
        (self.0.len() as i32).wrapping_mul(32).wrapping_sub(top as i32)
    }
}

/// The bits of a double's fraction.
const FRACTION: u32 = 52;
/// The exponent of the smallest double.
const LEAST: i32 = -1074;
const INFINITE: u64 = 0x7ff0_0000_0000_0000;

/// The double nearest to the text of a JSON number, of two the even one; infinite when it overflows.
pub(super) fn parse(text: &str) -> f64 {
    // More digits than can matter: half of the smallest double has 767.
    const DIGITS: usize = 800;
    let (text, sign) = text.strip_prefix('-').map_or((text, 1.0), |text| (text, -1.0));
    let (decimal, power) = text.split_once(['e', 'E']).unwrap_or((text, ""));
    // INVARIANT: a text has fewer digits than the bound, and a larger exponent means what the bound means.
    let digit = |sum: i32, byte: u8| sum.saturating_mul(10).saturating_add((byte & 15).into()).min(100_000_000);
    let power = power.bytes().filter(u8::is_ascii_digit).fold(0, digit).wrapping_mul(if power.starts_with('-') { -1 } else { 1 });
    let fraction = decimal.split_once('.').map_or(0, |(_, fraction)| fraction.len());
    let digits = decimal.bytes().filter(u8::is_ascii_digit).skip_while(|&byte| byte == b'0');
    let count = digits.clone().count();
    let exponent = power.wrapping_sub(fraction as i32);
    // Integers below 2^53 and powers of ten up to 10^22 are doubles, and a double's product and quotient are the nearest.
    if count <= 15 && exponent.unsigned_abs() <= 22 {
        let number = digits.fold(0_u64, |sum, byte| sum.wrapping_mul(10).wrapping_add((byte & 15).into())) as f64;
        let power = (0..exponent.unsigned_abs()).fold(1.0, |power, _| power * 10.0);
        return sign * if exponent < 0 { number / power } else { number * power };
    }
    let magnitude = exponent.wrapping_add(count as i32);
    if count == 0 || magnitude < -330 {
        return sign * 0.0;
    }
    if magnitude > 310 {
        return sign * f64::INFINITY;
    }
    let mut number = Big(Vec::new());
    digits.clone().take(DIGITS).for_each(|byte| number.times(10, (byte & 15).into()));
    let mut exponent = exponent.wrapping_add(count.saturating_sub(DIGITS) as i32);
    if digits.skip(DIGITS).any(|byte| byte != b'0') {
        number.times(10, 1);
        exponent = exponent.wrapping_sub(1);
    }
    sign * f64::from_bits(nearest(number, exponent).min(INFINITE))
}

/// The bits of the double nearest to a number times a power of ten.
fn nearest(mut number: Big, exponent: i32) -> u64 {
    const BITS: i32 = 55;
    let mut divisor = Big::new(1);
    number.scale(10, exponent);
    divisor.scale(10, exponent.wrapping_neg());
    // The quotient times 2^shift has 54 or 55 bits, or ends with half of the smallest double.
    let shift = BITS.wrapping_add(divisor.bits()).wrapping_sub(number.bits()).wrapping_sub(1).min(1 - LEAST);
    number.scale(2, shift);
    divisor.scale(2, BITS.wrapping_sub(shift.min(0)));
    let mut quotient = 0_u64;
    for _ in 0..BITS {
        number.times(2, 0);
        quotient = quotient << 1 | u64::from(number.divide(&divisor));
    }
    // One more bit says that something is left.
    quotient = quotient << 1 | u64::from(!number.0.is_empty());
    let lowest = shift.wrapping_add(1).wrapping_neg();
    let bits = 64_i32.wrapping_sub(quotient.leading_zeros() as i32);
    let drop = bits.wrapping_sub(FRACTION as i32).wrapping_sub(1).max(LEAST.wrapping_sub(lowest));
    let kept = quotient >> drop;
    let rest = quotient << (64_i32.wrapping_sub(drop) & 63);
    let up = match rest.cmp(&(1 << 63)) {
        Ordering::Less => 0,
        Ordering::Equal => kept & 1,
        Ordering::Greater => 1,
    };
    let power = lowest.wrapping_add(drop).wrapping_sub(LEAST) as u64;
    // A carry out of the fraction raises the exponent, as it should; and so does the highest bit of what is no subnormal.
    (power << FRACTION).wrapping_add(kept).wrapping_add(up)
}

/// The shortest decimal digits that read as a double above 0, as characters, and where the point is: after so many of them.
///
/// Source: Steele and White, "How to print floating-point numbers accurately" (1990), algorithm FPP² with fixed-up scale.
pub(super) fn shortest(number: f64) -> (String, i32) {
    let bits = number.to_bits();
    let power = (bits >> FRACTION) as i32;
    let fraction = bits & ((1 << FRACTION) - 1);
    let (mantissa, exponent) = match power {
        0 => (fraction, LEAST),
        _ => (fraction | 1 << FRACTION, LEAST.wrapping_add(power).wrapping_sub(1)),
    };
    // Of two doubles that are as near, the even is read.
    let even = mantissa & 1 == 0;
    // Below a power of two the doubles stand closer.
    let closer = fraction == 0 && power > 1;
    let (mut rest, mut unit) = (Big::new(mantissa), Big::new(1));
    let (mut below, mut above) = (Big::new(1), Big::new(if closer { 2 } else { 1 }));
    rest.scale(2, exponent.max(0).wrapping_add(1).wrapping_add(closer.into()));
    unit.scale(2, exponent.min(0).wrapping_neg().wrapping_add(1).wrapping_add(closer.into()));
    below.scale(2, exponent);
    above.scale(2, exponent);
    // log₁₀ 2 is about 1233/4096; what is too low is raised below.
    let mut point = rest.bits().wrapping_sub(unit.bits()).wrapping_mul(1233).wrapping_shr(12).wrapping_sub(1);
    unit.scale(10, point);
    for big in [&mut rest, &mut below, &mut above] {
        big.scale(10, point.wrapping_neg());
    }
    // Whether the rest is so near to the next digit that it reads as the number.
    let reaches = |rest: &Big, above: &Big, unit: &Big| {
        let mut sum = rest.clone();
        sum.add(above, 1);
        let order = sum.compare(unit);
        order == Ordering::Greater || even && order == Ordering::Equal
    };
    while reaches(&rest, &above, &unit) {
        unit.times(10, 0);
        point = point.wrapping_add(1);
    }
    let mut digits = String::new();
    loop {
        for big in [&mut rest, &mut below, &mut above] {
            big.times(10, 0);
        }
        let digit = rest.divide(&unit);
        let order = rest.compare(&below);
        let low = order == Ordering::Less || even && order == Ordering::Equal;
        let high = reaches(&rest, &above, &unit);
        let up = high
            && (!low || {
                let mut twice = rest.clone();
                twice.times(2, 0);
                twice.compare(&unit) != Ordering::Less
            });
        digits.push(b'0'.wrapping_add(digit).wrapping_add(up.into()).into());
        if low || high {
            return (digits, point);
        }
    }
}

#[cfg(test)]
#[expect(clippy::arithmetic_side_effects, reason = "in tests it may overflow: that fails them")]
mod tests {
    use super::*;

    /// Numbers of every kind that is told apart, from a generator that always gives the same.
    fn each(mut take: impl FnMut(f64)) {
        // Source: Marsaglia, "Xorshift RNGs" (2003).
        let mut state = 0x9e37_79b9_7f4a_7c15_u64;
        let mut next = || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state
        };
        take(f64::MIN_POSITIVE);
        for power in (0..0x7ff_u64).step_by(if cfg!(debug_assertions) { 37 } else { 1 }) {
            for fraction in [0, 1, 2, (1 << 52) - 2, (1 << 52) - 1, next() >> 12] {
                take(f64::from_bits(power << 52 | fraction));
            }
        }
        for _ in 0..COUNT {
            let number = f64::from_bits(next() >> 1);
            if number.is_finite() {
                take(number);
            }
            take((next() >> 11) as f64 / 1000.0);
            take((next() % 1_000_000) as f64 / 1000.0);
            take(f64::from_bits(next() >> 12));
            take((next() >> (next() % 64)) as f64);
        }
    }

    const COUNT: u64 = if cfg!(debug_assertions) { 50 } else { 2_000 };

    #[test]
    fn digits_are_those_of_the_standard_library() {
        each(|number| {
            if number > 0.0 {
                let (digits, point) = shortest(number);
                let (first, rest) = digits.split_at(1);
                let dot = if rest.is_empty() { "" } else { "." };
                assert_eq!(format!("{first}{dot}{rest}e{}", point - 1), format!("{number:e}"));
            }
        });
    }

    #[track_caller]
    fn reads(text: &str) {
        let (own, theirs) = (parse(text), text.parse::<f64>().unwrap());
        assert_eq!(own.to_bits(), theirs.to_bits(), "{text}: {own:e}, not {theirs:e}");
    }

    #[test]
    fn texts_read_as_the_standard_library_reads_them() {
        each(|number| {
            reads(&format!("{number:e}"));
            reads(&format!("-{number:.20e}"));
            reads(&format!("{number:.3e}"));
        });
        for text in [
            "0",
            "-0",
            "0.0",
            "0e999999999999",
            "1e999999999999",
            "1e-999999999999",
            "-1e309",
            "-1e400",
            "0.1E+1",
            "00",
            "1.7976931348623158e308",
        ] {
            reads(text);
        }
        for length in [1, 14, 15, 16, 17, 19, 20, 25, 100, 799, 800, 801, 2_000] {
            for digit in ["1", "5", "9", "0"] {
                for exponent in ["", "e10", "e-10", "e22", "e-22", "e23", "e-23", "e300", "e-300", "e-330", "e-345", "e-2000"] {
                    let digits = digit.repeat(length);
                    for text in [format!("{digits}{exponent}"), format!("1.{digits}1{exponent}"), format!("0.000{digits}{exponent}")] {
                        reads(&text);
                    }
                }
            }
        }
    }

    #[test]
    fn a_text_halfway_between_two_doubles_reads_as_the_even_one() {
        each(|number| {
            let mut exact = Halfway::after(number);
            reads(&exact.text());
            exact.0.times(10, 1);
            exact.1 -= 1;
            reads(&exact.text());
        });
    }

    /// A decimal: a number times a power of ten.
    struct Halfway(Big, i32);

    impl Halfway {
        /// What is halfway between a double and the next.
        fn after(number: f64) -> Halfway {
            let bits = number.to_bits();
            let power = (bits >> 52) as i32;
            let mantissa = if power == 0 { bits << 1 } else { (bits << 12 >> 11) | 1 << 53 } | 1;
            let exponent = LEAST - 1 + if power == 0 { 0 } else { power - 1 };
            let mut big = Big::new(mantissa);
            big.scale(2, exponent);
            // 2^-n is 5^n times 10^-n.
            (0..-exponent).for_each(|_| big.times(5, 0));
            Halfway(big, exponent.min(0))
        }

        fn text(&self) -> String {
            let mut rest = self.0.clone();
            let mut digits = Vec::new();
            while !rest.0.is_empty() {
                let mut carry = 0_u64;
                for digit in rest.0.iter_mut().rev() {
                    carry = carry << 32 | u64::from(*digit);
                    *digit = (carry / 10) as u32;
                    carry %= 10;
                }
                rest.trim();
                digits.push(char::from(b'0' + carry as u8));
            }
            format!("{}e{}", digits.into_iter().rev().collect::<String>(), self.1)
        }
    }
}
