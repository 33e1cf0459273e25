//! The logarithm and the logarithm of the gamma function, from + − × ÷ alone.
//!
//! Why of our own: a platform's `ln` may differ from another's in its last digits, and a gate must say the same everywhere. IEEE 754 fixes
//! the four operations to the last bit, so these give the same bits in every language that does them in the order written here. They are within
//! 4e-16 (`ln`) and 1e-12 (`ln_gamma`) of the truth, relatively, where the truth is not below 0.001 and 1.

/// The logarithm of 2 in two parts, of which the first has so few digits that its product with an exponent is exact.
const LN_2: (f64, f64) = (0.693_147_180_369_123_8, 1.908_214_929_270_587_7e-10);

/// Half the logarithm of 2π.
const HALF_LN_2_PI: f64 = 0.918_938_533_204_672_7;

const FRACTION_BITS: u32 = 52;
const FRACTION: u64 = (1 << FRACTION_BITS) - 1;
const EXPONENT_OF_ONE: u64 = 1_023;

/// The natural logarithm of a positive number that is not subnormal.
///
/// x = m · 2^k with m from √½ to √2, and ln m = 2 artanh((m − 1)/(m + 1)) by its series up to the 21st power.
pub(super) fn ln(x: f64) -> f64 {
    let bits = x.to_bits();
    let mut exponent = (bits >> FRACTION_BITS) as f64 - EXPONENT_OF_ONE as f64;
    let mut m = f64::from_bits((bits & FRACTION) | (EXPONENT_OF_ONE << FRACTION_BITS));
    if m > std::f64::consts::SQRT_2 {
        m /= 2.0;
        exponent += 1.0;
    }
    let s = (m - 1.0) / (m + 1.0);
    let q = s * s;
    let mut power = 21.0;
    let mut series = 0.0;
    while power > 0.0 {
        series = series * q + 1.0 / power;
        power -= 2.0;
    }
    exponent * LN_2.0 + (exponent * LN_2.1 + 2.0 * s * series)
}

/// The logarithm of Γ(x), for a positive x.
///
/// Source: Stirling's series, Abramowitz & Stegun, Handbook of Mathematical Functions, 6.1.41; below 10 after Γ(x + 1) = x Γ(x), 6.1.15.
pub(super) fn ln_gamma(x: f64) -> f64 {
    let (mut x, mut product) = (x, 1.0);
    while x < 10.0 {
        product *= x;
        x += 1.0;
    }
    let i = 1.0 / x;
    let q = i * i;
    let series = i * (1.0 / 12.0 - q * (1.0 / 360.0 - q * (1.0 / 1260.0 - q / 1680.0)));
    (x - 0.5) * ln(x) - x + HALF_LN_2_PI + series - ln(product)
}

#[cfg(test)]
mod tests {
    use super::{ln, ln_gamma};

    const GOLDEN_LN: [(f64, u64); 13] = [
        (0.001, 0xc01ba18a998fffa0),
        (0.05, 0xc007f7427b73e391),
        (0.5, 0xbfe62e42fefa39ef),
        (0.71, 0xbfd5eb5c7907e4ca),
        (1.0, 0x0000000000000000),
        (std::f64::consts::SQRT_2, 0x3fd62e42fefa39f1),
        (1.5, 0x3fd9f323ecbf984c),
        (2.0, 0x3fe62e42fefa39ef),
        (10.0, 0x40026bb1bbb55516),
        (19.75, 0x4007dd7f93e245ee),
        (1000000.0, 0x402ba18a998fffa0),
        (123456789.25, 0x4032a1a38bd9068d),
        (1000000000000.0, 0x403ba18a998fffa0),
    ];
    const GOLDEN_LN_GAMMA: [(f64, u64); 10] = [
        (0.25, 0x3ff49bbd81c16360),
        (1.0, 0xbd6cf00000000000),
        (2.5, 0x3fd2383e809a4260),
        (4.0, 0x3ffcab0bfa2a1188),
        (9.99, 0x40298f02675dd0cc),
        (10.0, 0x40299a8921a7f600),
        (123.5, 0x407d5d138f775aa1),
        (1000000.0, 0x416871921236750d),
        (123456789.25, 0x41e037c1ba7c3224),
        (1000000000000.0, 0x42b838848dba0ba6),
    ];

    #[test]
    fn ln_is_within_its_bound_and_bit_for_bit_what_it_was() {
        let mut x = 1e-13_f64;
        while x < 1e13 {
            let truth = x.ln();
            assert!((ln(x) - truth).abs() <= 4e-16 * truth.abs().max(1e-3), "{x}: {} {truth}", ln(x));
            x *= 1.0137;
        }
        // Golden values, by an independent implementation in Python.
        for (x, bits) in GOLDEN_LN {
            assert_eq!(ln(x).to_bits(), bits, "{x}");
        }
    }

    #[test]
    fn ln_gamma_is_within_its_bound_and_bit_for_bit_what_it_was() {
        // Γ(n) = (n − 1)!
        let mut factorial = 0.0_f64;
        for n in 1..2_000 {
            let truth = factorial;
            assert!((ln_gamma(f64::from(n)) - truth).abs() <= 1e-12 * truth.max(1.0), "{n}");
            factorial += f64::from(n).ln();
        }
        let half = std::f64::consts::PI.ln() / 2.0;
        assert!((ln_gamma(0.5) - half).abs() < 1e-12);
        for (x, bits) in GOLDEN_LN_GAMMA {
            assert_eq!(ln_gamma(x).to_bits(), bits, "{x}");
        }
    }
}
