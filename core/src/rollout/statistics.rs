//! Tests that stay valid however often one looks (spec and after): each says whether a rate, a ratio or a mean is beyond a bound.
//!
//! A test rejects a bound when the evidence against it reaches 1/α; by Ville's inequality that happens under a true bound with probability at most α,
//! over all looks together. The bounds that a test does not reject form an interval, valid at all times at once. Plain numbers in, a yes or no out;
//! + − × ÷, square root and our own logarithm, so that every language says the same.
//!
//! Sources. Mixture: H. Robbins, "Statistical methods related to the law of the iterated logarithm", Ann. Math. Stat. 41 (1970). Always-valid intervals: S. R. Howard,
//! A. Ramdas, J. McAuliffe, J. Sekhon, "Time-uniform, nonparametric, nonasymptotic confidence sequences", Ann. Stat. 49 (2021); for means, I. Waudby-Smith, D. Arbour,
//! R. Sinha, E. H. Kennedy, A. Ramdas, "Time-uniform central limit theory and asymptotic confidence sequences", Ann. Stat. 52 (2024). Counts and sample ratios: M. Lindon,
//! A. Malek, "Anytime-valid inference for multinomial count data", NeurIPS 2022.

use super::logarithm::{ln, ln_gamma};

/// The prior hits of a rate's mixture.
const PRIOR_HITS: f64 = 4.0;

/// How many times the bound's odds the mixture of a rate is centred at.
const PRIOR_ODDS: f64 = 2.0;

/// The prior units of the smaller arm in the mixture of the sample ratio.
const PRIOR_UNITS: f64 = 50.0;

/// The sample size at which an interval of means is tightest.
const TUNED_AT: f64 = 1_000.0;

/// The least observations in each arm for a mean: below, its distribution may be anything.
pub(crate) const LEAST_FOR_MEANS: f64 = 100.0;

/// The least observations where a mean is held against a number: there is no second arm to learn the spread from.
pub(crate) const LEAST_FOR_ONE_MEAN: f64 = 10_000.0;

/// Above this rate, over both arms, two rates are compared by their intervals: hits are no longer rare.
const RARE: f64 = 0.2;

/// The level of the test of the sample ratio.
const RATIO_LEVEL: f64 = 0.01;

/// On which side of a bound something is tested to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    Above,
    Below,
}

/// What was counted: so many of so many.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Count {
    pub(crate) count: f64,
    pub(crate) of: f64,
}

/// What was measured: a mean, its standard deviation, and of how many.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Moments {
    pub(crate) mean: f64,
    pub(crate) sd: f64,
    pub(crate) n: f64,
}

/// The logarithm of the evidence of `hits` and `misses` against a share of hits: a beta mixture's likelihood over the share's.
///
/// ln B(a + x, b + y)/B(a, b) − x ln p − y ln(1 − p).
fn evidence(hits: f64, misses: f64, share: f64, a: f64, b: f64) -> f64 {
    ln_gamma(a + hits) - ln_gamma(a) + ln_gamma(b + misses) - ln_gamma(b) + ln_gamma(a + b)
        - ln_gamma(a + b + hits + misses)
        - hits * ln(share)
        - misses * ln(1.0 - share)
}

/// Whether a rate is on this side of a share, at level `alpha`.
pub(crate) fn rate(seen: Count, share: f64, side: Side, alpha: f64) -> bool {
    let (hits, misses) = (seen.count, seen.of - seen.count);
    // One hit is proof against none, and one miss against all.
    if share <= 0.0 {
        return side == Side::Above && hits > 0.0;
    }
    if share >= 1.0 {
        return side == Side::Below && misses > 0.0;
    }
    let (beyond, odds) = match side {
        Side::Above => (hits > share * seen.of, PRIOR_ODDS),
        Side::Below => (hits < share * seen.of, 1.0 / PRIOR_ODDS),
    };
    let b = PRIOR_HITS * (1.0 - share) / (share * odds);
    beyond && evidence(hits, misses, share, PRIOR_HITS, b) >= ln(1.0 / alpha)
}

/// Whether the rate of `treatment` is on this side of `times` the rate of `control`, at level `alpha`.
///
/// Rare hits: given their number, those of the treatment are a draw whose share is known if the bound is the truth. Others: the control's rate is within its own
/// interval at half the level, and the treatment's is held against the far end of that, at the other half.
pub(crate) fn rate_ratio(treatment: Count, control: Count, times: f64, side: Side, alpha: f64) -> bool {
    let hits = treatment.count + control.count;
    if treatment.of == 0.0 || control.of == 0.0 {
        return false;
    }
    if hits <= RARE * (treatment.of + control.of) {
        let expected = times * treatment.of;
        let share = expected / (expected + control.of);
        return rate(Count { count: treatment.count, of: hits }, share, side, alpha);
    }
    let half = alpha / 2.0;
    let beyond = |control_rate: f64| {
        let bound = times * control_rate;
        // No rate is above 1, so all are below a bound beyond it.
        if bound > 1.0 { side == Side::Below } else { rate(treatment, bound, side, half) }
    };
    let far = match side {
        Side::Above => Side::Below,
        Side::Below => Side::Above,
    };
    // Why first: what is not beyond the bound at the control's own rate is not beyond it at the far end, which takes long to find.
    beyond(control.count / control.of) && beyond(rate_end(control, far, half))
}

/// The end of a rate's interval: the greatest share that the rate is above, or the least that it is below; 0 or 1 where there is none.
pub(crate) fn rate_end(seen: Count, side: Side, alpha: f64) -> f64 {
    let seen_share = if seen.of > 0.0 { seen.count / seen.of } else { 0.5 };
    let (mut rejected, mut kept) = match side {
        Side::Above => (0.0, seen_share),
        Side::Below => (1.0, seen_share),
    };
    for _ in 0..BISECTIONS {
        let middle = (rejected + kept) / 2.0;
        if rate(seen, middle, side, alpha) {
            rejected = middle;
        } else {
            kept = middle;
        }
    }
    rejected
}

/// The ends of the interval of a ratio of two rates: from 0 to infinity where nothing is known.
pub(crate) fn rate_ratio_ends(treatment: Count, control: Count, alpha: f64) -> (f64, f64) {
    let hits = treatment.count + control.count;
    if treatment.of == 0.0 || control.of == 0.0 {
        return (0.0, f64::INFINITY);
    }
    if hits <= RARE * (treatment.of + control.of) {
        let drawn = Count { count: treatment.count, of: hits };
        let ratio = |share: f64| if share >= 1.0 { f64::INFINITY } else { share / (1.0 - share) * (control.of / treatment.of) };
        return (ratio(rate_end(drawn, Side::Above, alpha)), ratio(rate_end(drawn, Side::Below, alpha)));
    }
    let half = alpha / 2.0;
    let end = |seen, side| rate_end(seen, side, half);
    let (low, high) = (end(control, Side::Above), end(control, Side::Below));
    // Where the control's rate may be 0, the ratio may be infinite, which is what dividing gives.
    (end(treatment, Side::Above) / high, end(treatment, Side::Below) / low)
}

/// Halvings of an interval's end: after so many it is known to 12 digits of a rate.
const BISECTIONS: u32 = 60;

/// Whether the mean of `treatment` is on this side of a bound, at level `alpha`.
pub(crate) fn mean(treatment: Moments, bound: f64, side: Side, alpha: f64) -> bool {
    let variance = treatment.sd * treatment.sd / treatment.n;
    treatment.n >= LEAST_FOR_ONE_MEAN && beyond(treatment.mean - bound, variance, treatment.n, side, alpha)
}

/// Whether the mean of `treatment` is on this side of `times` the mean of `control`, at level `alpha`.
///
/// Each arm is given the greater of the two spreads: a long tail that one arm has not shown yet is not forgotten.
pub(crate) fn mean_ratio(treatment: Moments, control: Moments, times: f64, side: Side, alpha: f64) -> bool {
    if treatment.n < LEAST_FOR_MEANS || control.n < LEAST_FOR_MEANS {
        return false;
    }
    let scale = times * times;
    let own = treatment.sd * treatment.sd;
    let other = scale * (control.sd * control.sd);
    let spread = if own > other { own } else { other };
    let variance = spread / treatment.n + spread / control.n;
    let n = 1.0 / (1.0 / treatment.n + 1.0 / control.n);
    beyond(treatment.mean - times * control.mean, variance, n, side, alpha)
}

/// Whether a difference is beyond 0 by more than the radius of Robbins' normal mixture: d² ≥ v (1 + n₀/n)(ln(1 + n/n₀) + 2 ln(1/α)).
fn beyond(difference: f64, variance: f64, n: f64, side: Side, alpha: f64) -> bool {
    let radius = variance * (1.0 + TUNED_AT / n) * (ln(1.0 + n / TUNED_AT) + 2.0 * ln(1.0 / alpha));
    let right = match side {
        Side::Above => difference > 0.0,
        Side::Below => difference < 0.0,
    };
    right && difference * difference >= radius
}

/// Whether the arms do not have the sizes that a split promises: `share` is the treatment's, between 0 and 1.
pub(crate) fn sample_ratio_mismatch(treatment: f64, control: f64, share: f64) -> bool {
    let (fewer, more, share) = if share > 0.5 { (control, treatment, 1.0 - share) } else { (treatment, control, share) };
    let b = PRIOR_UNITS * (1.0 - share) / share;
    evidence(fewer, more, share, PRIOR_UNITS, b) >= ln(1.0 / RATIO_LEVEL)
}
