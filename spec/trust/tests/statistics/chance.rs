//! Probabilities: how likely chance alone is as far from even as what was counted.

/// The probability that χ² with so many degrees of freedom is at least so large.
///
/// Source: Abramowitz & Stegun, "Handbook of Mathematical Functions" (1964): 26.4.19, by the series 6.5.29 and the continued fraction 6.5.31
/// (evaluated by W. Lentz's method) of the incomplete gamma function.
pub fn chi_square(statistic: f64, freedom: u32) -> f64 {
    let (a, x) = (f64::from(freedom) / 2.0, statistic / 2.0);
    if x <= 0.0 {
        return 1.0;
    }
    let scale = (a * x.ln() - x - ln_gamma(a)).exp();
    if x < a + 1.0 { 1.0 - scale * series(a, x) } else { scale * fraction(a, x) }
}

fn series(a: f64, x: f64) -> f64 {
    let (mut term, mut sum) = (1.0 / a, 1.0 / a);
    for n in 1..10_000 {
        term *= x / (a + f64::from(n));
        sum += term;
        if term < sum * 1e-16 {
            break;
        }
    }
    sum
}

fn fraction(a: f64, x: f64) -> f64 {
    let mut b = x + 1.0 - a;
    let (mut c, mut d) = (1e300, 1.0 / b);
    let mut product = d;
    for n in 1..10_000 {
        let numerator = -f64::from(n) * (f64::from(n) - a);
        b += 2.0;
        d = 1.0 / (numerator * d + b);
        c = b + numerator / c;
        product *= c * d;
        if (c * d - 1.0).abs() < 1e-15 {
            break;
        }
    }
    product
}

/// ln Γ(x), by Stirling's series from 10 on (6.1.41).
fn ln_gamma(x: f64) -> f64 {
    let (mut x, mut product) = (x, 1.0);
    while x < 10.0 {
        product *= x;
        x += 1.0;
    }
    let q = 1.0 / (x * x);
    let tail = (1.0 / 12.0 - q * (1.0 / 360.0 - q * (1.0 / 1260.0 - q / 1680.0))) / x;
    (x - 0.5) * x.ln() - x + 0.5 * std::f64::consts::TAU.ln() + tail - f64::ln(product)
}

/// The probability that even numbers between 0 and 1 are at least so uneven as these: Kolmogorov and Smirnov's test.
///
/// Source: M. A. Stephens, "Use of the Kolmogorov-Smirnov, Cramér-von Mises and related statistics without extensive tables" (1970).
pub fn kolmogorov_smirnov(numbers: &[f64]) -> f64 {
    let mut sorted = numbers.to_vec();
    sorted.sort_by(f64::total_cmp);
    let n = sorted.len() as f64;
    let furthest = (0..sorted.len()).map(|at| (sorted[at] - at as f64 / n).abs().max(((at + 1) as f64 / n - sorted[at]).abs()));
    let d = furthest.fold(0.0, f64::max);
    kolmogorov(d * (n.sqrt() + 0.12 + 0.11 / n.sqrt()))
}

/// The survival function of Kolmogorov's distribution.
fn kolmogorov(lambda: f64) -> f64 {
    if lambda < 0.2 {
        return 1.0;
    }
    let term = |j: i32| (-2.0 * f64::from(j * j) * lambda * lambda).exp() * if j % 2 == 0 { -1.0 } else { 1.0 };
    2.0 * (1..=100).map(term).sum::<f64>()
}

/// Holds probabilities against chance: none of them below the least, and even as a whole.
#[track_caller]
pub fn judge(what: &str, probabilities: &[f64], least: f64) {
    let (lowest, even) = (probabilities.iter().copied().fold(1.0, f64::min), kolmogorov_smirnov(probabilities));
    println!("{what}: {} tests, min p {lowest:.2e}, KS p {even:.3}", probabilities.len());
    assert!(lowest >= least && even >= 1e-3, "{what}: min p {lowest:.2e}, KS p {even:.2e}");
}

/// How many standard deviations a count of n is from what a probability promises.
pub fn sigmas(count: u32, n: u32, probability: f64) -> f64 {
    let (expected, variance) = (f64::from(n) * probability, f64::from(n) * probability * (1.0 - probability));
    let off = (f64::from(count) - expected).abs();
    if variance > 0.0 {
        off / variance.sqrt()
    } else if off == 0.0 {
        0.0
    } else {
        f64::INFINITY
    }
}

#[track_caller]
fn near(is: f64, should: f64, within: f64) {
    assert!((is / should - 1.0).abs() < within, "{is} is not {should}");
}

/// Source of the points: table 26.8 of Abramowitz & Stegun, and R's `qchisq`.
#[test]
fn chi_square_is_that_of_the_tables() {
    for (statistic, freedom, probability) in [
        (3.841_459, 1, 0.05),
        (10.827_57, 1, 0.001),
        (18.307_04, 10, 0.05),
        (124.3421, 100, 0.05),
        (149.4493, 100, 0.001),
        (123.2252, 99, 0.05),
        (77.046_33, 99, 0.95),
        (103.0095, 81, 0.05),
    ] {
        near(chi_square(statistic, freedom), probability, 2e-5);
    }
}

#[test]
fn chi_square_of_even_freedom_is_a_finite_sum() {
    // 26.4.21: e^(−x/2) · Σ (x/2)^k / k!, k below half the freedom.
    for freedom in [2, 8, 82, 100] {
        for statistic in [1.0, 20.0, 60.0, 99.0, 101.0, 150.0, 230.0] {
            let (mut term, mut sum) = (1.0, 0.0);
            for k in 0..freedom / 2 {
                sum += term;
                term *= statistic / 2.0 / f64::from(k + 1);
            }
            near(chi_square(statistic, freedom), f64::exp(-statistic / 2.0) * sum, 1e-9);
        }
    }
}

#[test]
fn kolmogorov_is_that_of_the_tables() {
    for (lambda, probability) in [(1.223_85, 0.1), (1.358_10, 0.05), (1.627_62, 0.01), (1.949_47, 0.001)] {
        near(kolmogorov(lambda), probability, 1e-3);
    }
    let even: Vec<f64> = (0..200).map(|at| (f64::from(at) + 0.5) / 200.0).collect();
    assert!(kolmogorov_smirnov(&even) > 0.999);
    assert!(kolmogorov_smirnov(&even.iter().map(|p| p * 0.8).collect::<Vec<_>>()) < 1e-3);
    assert!(kolmogorov_smirnov(&even.iter().map(|p| 0.4 + p * 0.2).collect::<Vec<_>>()) < 1e-3, "too even is uneven too");
}
