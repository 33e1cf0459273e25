//! Tests that hold over all looks (spec ), in the order in which their sums are written there.

/// Counts whose rate is above this, over both arms, are compared by their intervals.
const RARE: f64 = 0.2;
/// From so many observations on a mean is held against a number, or against another.
pub const ONE_MEAN: f64 = 10_000.0;
pub const TWO_MEANS: f64 = 100.0;

/// Spec.
fn ln(x: f64) -> f64 {
    let bits = x.to_bits();
    let mut k = (bits >> 52) as f64 - 1023.0;
    let mut m = f64::from_bits(bits & ((1 << 52) - 1) | 1023 << 52);
    if m > std::f64::consts::SQRT_2 {
        (m, k) = (m / 2.0, k + 1.0);
    }
    let s = (m - 1.0) / (m + 1.0);
    let q = s * s;
    let t = (0..=10).rev().fold(0.0, |t, half| t * q + 1.0 / f64::from(2 * half + 1));
    let (high, low) = (f64::from_bits(0x3fe6_2e42_fee0_0000), f64::from_bits(0x3dea_39ef_3579_3c76));
    k * high + (k * low + 2.0 * s * t)
}

/// Spec.
fn ln_gamma(mut x: f64) -> f64 {
    let mut p = 1.0;
    while x < 10.0 {
        (p, x) = (p * x, x + 1.0);
    }
    let i = 1.0 / x;
    let q = i * i;
    let r = i * (1.0 / 12.0 - q * (1.0 / 360.0 - q * (1.0 / 1260.0 - q / 1680.0)));
    let half_ln_of_two_pi = 0.9189385332046727;
    (x - 0.5) * ln(x) - x + half_ln_of_two_pi + r - ln(p)
}

fn evidence(x: f64, y: f64, p: f64, a: f64, b: f64) -> f64 {
    ln_gamma(a + x) - ln_gamma(a) + ln_gamma(b + y) - ln_gamma(b) + ln_gamma(a + b) - ln_gamma(a + b + x + y) - x * ln(p) - y * ln(1.0 - p)
}

/// Whether x hits of n are above a share p, or below it (spec ).
pub fn rate(x: f64, n: f64, p: f64, above: bool, alpha: f64) -> bool {
    let y = n - x;
    if p <= 0.0 {
        return above && x > 0.0;
    }
    if p >= 1.0 {
        return !above && y > 0.0;
    }
    let o = if above { 2.0 } else { 0.5 };
    let b = 4.0 * (1.0 - p) / (p * o);
    let there = if above { x > p * n } else { x < p * n };
    there && evidence(x, y, p, 4.0, b) >= ln(1.0 / alpha)
}

/// The end of a rate's interval, found by halving: what the rate is above, or below.
fn end(x: f64, n: f64, above: bool, alpha: f64) -> f64 {
    let (mut rejected, mut kept) = (if above { 0.0 } else { 1.0 }, x / n);
    for _ in 0..60 {
        let middle = (rejected + kept) / 2.0;
        if rate(x, n, middle, above, alpha) { rejected = middle } else { kept = middle }
    }
    rejected
}

/// Whether x hits of n are above r times z hits of m, or below it (spec ).
pub fn rate_ratio((x, n): (f64, f64), (z, m): (f64, f64), r: f64, above: bool, alpha: f64) -> bool {
    if n == 0.0 || m == 0.0 {
        return false;
    }
    if x + z <= RARE * (n + m) {
        return rate(x, x + z, r * n / (r * n + m), above, alpha);
    }
    let bound = r * end(z, m, !above, alpha / 2.0);
    if bound > 1.0 { !above } else { rate(x, n, bound, above, alpha / 2.0) }
}

/// Whether a difference of variance v over N observations has the sign and is beyond the radius (spec ).
pub fn mean(d: f64, v: f64, n: f64, above: bool, alpha: f64) -> bool {
    let there = if above { d > 0.0 } else { d < 0.0 };
    there && d * d >= v * (1.0 + 1000.0 / n) * (ln(1.0 + n / 1000.0) + 2.0 * ln(1.0 / alpha))
}

/// Whether the arms do not have the sizes that a share of the treatment promises (spec ).
pub fn mismatch(treatment: f64, control: f64, share: f64) -> bool {
    let (x, y, p) = if share > 0.5 { (control, treatment, 1.0 - share) } else { (treatment, control, share) };
    evidence(x, y, p, 50.0, 50.0 * (1.0 - p) / p) >= ln(100.0)
}
