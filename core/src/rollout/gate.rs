//! One gate, judged: a metric's observations against a bound (spec and after).
//!
//! Knows nothing of stages and clocks. Made of what `plan` says and `observation` holds; `statistics` does the sums.

use super::observation::{Measure, Metric, Observation};
use super::plan::{Bound, Comparison, Gate};
use super::statistics::{self, Count, LEAST_FOR_MEANS, LEAST_FOR_ONE_MEAN, Moments, Side};
use super::words::{exact, figure, percentage};

/// What a gate says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GateOutcome {
    /// The metric is as it should be.
    Pass,
    /// It is not.
    Fail,
    /// Nobody can tell yet, for this reason.
    Hold(GateCause),
}

macro_rules! causes {
    ($($variant:ident $word:literal $means:literal;)*) => {
        /// Why a gate can neither pass nor fail.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum GateCause {
            $(#[doc = $means] $variant,)*
        }

        impl GateCause {
            /// Every cause.
            pub const ALL: &[GateCause] = &[$(GateCause::$variant,)*];

            /// The word in verdicts.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(GateCause::$variant => $word,)*
                }
            }
        }
    };
}

causes! {
    BareNumber "bare-number" "A bare number against a counted rate.";
    NoBaseline "no-baseline" "There is no control to compare with, or it shows nothing to multiply.";
    NoData "no-data" "Nothing was observed of the metric, or not in one way.";
    NotCounted "not-counted" "A percentage against what was not counted.";
    NotStatistical "not-statistical" "A confidence about a number that has no distribution.";
    OldData "old-data" "The observations end before the hold does.";
    TooFew "too-few" "Fewer observations than the gate, or its test, wants.";
    Undecided "undecided" "The interval lies neither outside the bound nor inside what is to be ruled out.";
    Windows "windows" "The last observations do not agree, or are too few.";
}

/// A gate's verdict, with what it rests on.
#[derive(Clone, Debug, PartialEq)]
pub struct GateVerdict {
    /// The metric.
    pub metric: String,
    /// What the gate says.
    pub outcome: GateOutcome,
    /// The bound, in words: `<= 1.1 x baseline`.
    pub bound: String,
    /// What the treatment shows: a share of 1, a value or a mean.
    pub observed: Option<f64>,
    /// What the control shows, for a relative gate.
    pub baseline: Option<f64>,
    /// How many observations it rests on: those of the smaller arm that it reads.
    pub n: Option<f64>,
    /// The always-valid interval of a rate, or of a ratio of rates.
    pub interval: Option<(f64, f64)>,
    /// All of this in a sentence.
    pub why: String,
}

/// Judges a gate over the observations of its stage, the oldest first.
pub(super) fn judge(gate: &Gate, observations: &[&Observation]) -> GateVerdict {
    let metric = |observation: &Observation| {
        let at = observation.metrics.binary_search_by(|(name, _)| name.as_ref().cmp(&gate.metric)).ok()?;
        observation.metrics.get(at).map(|(_, metric)| *metric)
    };
    let metrics: Vec<Option<Metric>> = observations.iter().map(|observation| metric(observation)).collect();
    let windows = gate.windows.max(1) as usize;
    // One view for each look: an observation by itself, or for a test the sum of all up to it.
    let view = |look: usize| {
        if gate.confidence.is_none() {
            return metrics.get(look).copied().flatten();
        }
        let seen = metrics.get(..=look).unwrap_or_default().iter().flatten();
        seen.copied().try_fold(None, |sum: Option<Metric>, metric| Some(Some(sum.map_or(Some(metric), |sum| sum.add(metric))?)))?
    };
    let newest = metrics.len().checked_sub(1).and_then(view);
    let Some(newest) = newest else { return verdict(gate, None, GateOutcome::Hold(GateCause::NoData)) };
    let outcome = look(gate, newest);
    let looks = metrics.len().saturating_sub(windows)..metrics.len();
    let agree = looks.len() == windows && looks.into_iter().all(|at| view(at).is_some_and(|view| look(gate, view) == outcome));
    let outcome = match outcome {
        GateOutcome::Pass | GateOutcome::Fail if !agree => GateOutcome::Hold(GateCause::Windows),
        outcome => outcome,
    };
    verdict(gate, Some(newest), outcome)
}

impl Metric {
    /// Both together; nothing where they were not measured alike.
    fn add(self, other: Metric) -> Option<Metric> {
        let control = match (self.control, other.control) {
            (Some(own), Some(other)) => Some(own.add(other)?),
            // Sums over different spans are not to be compared.
            _ => None,
        };
        Some(Metric { treatment: self.treatment.add(other.treatment)?, control })
    }
}

impl Measure {
    fn add(self, other: Measure) -> Option<Measure> {
        match (self, other) {
            (Measure::Count(own), Measure::Count(other)) => {
                Some(Measure::Count(Count { count: own.count + other.count, of: own.of + other.of }))
            }
            (Measure::Moments(own), Measure::Moments(other)) => Some(Measure::Moments(own.add(other))),
            // Of several percentiles nobody can say what they are together.
            _ => None,
        }
    }

    fn n(self) -> f64 {
        match self {
            Measure::Count(count) => count.of,
            Measure::Value { n, .. } => n,
            Measure::Moments(moments) => moments.n,
        }
    }

    /// The rate, value or mean; nothing of nothing.
    fn number(self) -> Option<f64> {
        match self {
            Measure::Count(count) => (count.of > 0.0).then(|| count.count / count.of),
            Measure::Value { value, .. } => Some(value),
            Measure::Moments(moments) => (moments.n > 0.0).then_some(moments.mean),
        }
    }
}

impl Moments {
    /// Both together.
    ///
    /// Source: T. F. Chan, G. H. Golub, R. J. LeVeque, "Updating formulae and a pairwise algorithm for computing sample variances" (1979).
    fn add(self, other: Moments) -> Moments {
        let n = self.n + other.n;
        if self.n == 0.0 || other.n == 0.0 {
            return if self.n == 0.0 { other } else { self };
        }
        let apart = self.mean - other.mean;
        let squares = (self.n - 1.0) * self.sd * self.sd + (other.n - 1.0) * other.sd * other.sd + apart * apart * (self.n * other.n / n);
        Moments { mean: (self.n * self.mean + other.n * other.mean) / n, sd: (squares / (n - 1.0)).sqrt(), n }
    }
}

/// The number that a point gate compares with, or that a test's bound is; nothing where bound and measure do not fit.
fn look(gate: &Gate, metric: Metric) -> GateOutcome {
    let is_counted = matches!(metric.treatment, Measure::Count(_));
    let cause = match (gate.bound, metric.control) {
        (Bound::Number(_), _) if is_counted => Some(GateCause::BareNumber),
        (Bound::Percent(_), _) if !is_counted => Some(GateCause::NotCounted),
        (Bound::TimesBaseline(_), None) => Some(GateCause::NoBaseline),
        _ => None,
    };
    match cause {
        Some(cause) => GateOutcome::Hold(cause),
        None => gate.confidence.map_or_else(|| point(gate, metric), |confidence| tested(gate, metric, 1.0 - confidence)),
    }
}

/// The observations of the smaller arm that the gate reads.
fn samples(gate: &Gate, metric: Metric) -> f64 {
    let own = metric.treatment.n();
    match (gate.bound, metric.control) {
        (Bound::TimesBaseline(_), Some(control)) => own.min(control.n()),
        _ => own,
    }
}

fn point(gate: &Gate, metric: Metric) -> GateOutcome {
    if samples(gate, metric) < gate.min_samples.max(1) as f64 {
        return GateOutcome::Hold(GateCause::TooFew);
    }
    let baseline = metric.control.and_then(Measure::number);
    let bound = match gate.bound {
        Bound::Number(number) => Some(number),
        Bound::Percent(percent) => Some(percent / 100.0),
        // Of less than nothing there are no multiples.
        Bound::TimesBaseline(times) => baseline.filter(|&baseline| baseline >= 0.0).map(|baseline| times * baseline),
    };
    let (Some(observed), Some(bound)) = (metric.treatment.number(), bound) else { return GateOutcome::Hold(GateCause::NoBaseline) };
    let holds = match gate.comparison {
        Comparison::Lt => observed < bound,
        Comparison::Lte => observed <= bound,
        Comparison::Gt => observed > bound,
        Comparison::Gte => observed >= bound,
    };
    // Nothing in both arms is no sign of harm, though it is not strictly less than nothing.
    if !holds && observed == 0.0 && bound == 0.0 && matches!(gate.bound, Bound::TimesBaseline(_)) {
        return GateOutcome::Hold(GateCause::NoBaseline);
    }
    if holds { GateOutcome::Pass } else { GateOutcome::Fail }
}

/// A test: it fails when the interval lies beyond the bound, and passes when it lies on this side of what is to be ruled out.
fn tested(gate: &Gate, metric: Metric, alpha: f64) -> GateOutcome {
    if matches!(metric.treatment, Measure::Value { .. }) {
        return GateOutcome::Hold(GateCause::NotStatistical);
    }
    let (harm, safe) = match gate.comparison {
        Comparison::Lt | Comparison::Lte => (Side::Above, Side::Below),
        Comparison::Gt | Comparison::Gte => (Side::Below, Side::Above),
    };
    if is_beyond(metric, gate.bound, harm, alpha) {
        return GateOutcome::Fail;
    }
    let n = samples(gate, metric);
    let least = match (metric.treatment, gate.bound) {
        (Measure::Moments(_), Bound::TimesBaseline(_)) => LEAST_FOR_MEANS,
        (Measure::Moments(_), _) => LEAST_FOR_ONE_MEAN,
        _ => 1.0,
    };
    if n < least.max(gate.min_samples as f64) {
        return GateOutcome::Hold(GateCause::TooFew);
    }
    let ruled_out = is_beyond(metric, gate.rule_out.unwrap_or(gate.bound), safe, alpha);
    if ruled_out { GateOutcome::Pass } else { GateOutcome::Hold(GateCause::Undecided) }
}

fn is_beyond(metric: Metric, bound: Bound, side: Side, alpha: f64) -> bool {
    match (metric.treatment, metric.control, bound) {
        (Measure::Count(treatment), _, Bound::Percent(percent)) => statistics::rate(treatment, percent / 100.0, side, alpha),
        (Measure::Count(treatment), Some(Measure::Count(control)), Bound::TimesBaseline(times)) => {
            statistics::rate_ratio(treatment, control, times, side, alpha)
        }
        (Measure::Moments(treatment), _, Bound::Number(number)) => statistics::mean(treatment, number, side, alpha),
        (Measure::Moments(treatment), Some(Measure::Moments(control)), Bound::TimesBaseline(times)) => {
            control.mean >= 0.0 && statistics::mean_ratio(treatment, control, times, side, alpha)
        }
        _ => false,
    }
}

fn interval(gate: &Gate, metric: Metric) -> Option<(f64, f64)> {
    let alpha = 1.0 - gate.confidence?;
    match (metric.treatment, metric.control, gate.bound) {
        (Measure::Count(treatment), Some(Measure::Count(control)), Bound::TimesBaseline(_)) => {
            Some(statistics::rate_ratio_ends(treatment, control, alpha))
        }
        (Measure::Count(treatment), _, Bound::Percent(_)) => {
            let end = |side| statistics::rate_end(treatment, side, alpha);
            Some((end(Side::Above), end(Side::Below)))
        }
        _ => None,
    }
}

/// The verdict in full; `metric` is what the newest look saw.
pub(super) fn verdict(gate: &Gate, metric: Option<Metric>, outcome: GateOutcome) -> GateVerdict {
    let is_relative = matches!(gate.bound, Bound::TimesBaseline(_));
    let baseline = metric.filter(|_| is_relative).and_then(|metric| metric.control).and_then(Measure::number);
    let mut verdict = GateVerdict {
        metric: gate.metric.as_ref().into(),
        outcome,
        bound: format!("{} {}", gate.comparison.sign(), gate.bound.words()),
        observed: metric.and_then(|metric| metric.treatment.number()),
        baseline,
        n: metric.map(|metric| samples(gate, metric)),
        interval: metric.and_then(|metric| interval(gate, metric)),
        why: String::new(),
    };
    let is_counted = metric.is_some_and(|metric| matches!(metric.treatment, Measure::Count(_)));
    verdict.why = why(gate, &verdict, is_counted);
    verdict
}

fn why(gate: &Gate, verdict: &GateVerdict, is_counted: bool) -> String {
    let metric = &gate.metric;
    let number = |number: f64| if is_counted { percentage(number) } else { figure(number) };
    let (Some(observed), Some(n)) = (verdict.observed, verdict.n) else { return format!("{metric}: nothing observed") };
    let baseline = verdict.baseline.map(|baseline| format!(", baseline {}", number(baseline))).unwrap_or_default();
    let interval = verdict.interval.map(|(low, high)| {
        let end = |end: f64| if verdict.baseline.is_some() { format!("{} x", figure(end)) } else { percentage(end) };
        format!(", interval {} to {}", end(low), end(high))
    });
    let facts = format!("{baseline}{} (n {})", interval.unwrap_or_default(), figure_of_count(n));
    let observed = number(observed);
    let ruled_out = gate.confidence.and(gate.rule_out).map(|bound| format!("{} ruled out, ", bound.words()));
    match verdict.outcome {
        GateOutcome::Pass if gate.confidence.is_some() => {
            format!("{metric} {observed}, {}{}{facts}", ruled_out.unwrap_or_default(), verdict.bound)
        }
        GateOutcome::Pass => format!("{metric} {observed} {}{facts}", verdict.bound),
        GateOutcome::Fail => format!("{metric} {observed} is not {}{facts}", verdict.bound),
        GateOutcome::Hold(cause) => format!("{metric} {observed} {}: {}{facts}", verdict.bound, cause.sentence(gate)),
    }
}

fn figure_of_count(n: f64) -> String {
    format!("{n:.0}")
}

impl GateCause {
    fn sentence(self, gate: &Gate) -> String {
        match self {
            GateCause::BareNumber => {
                let Bound::Number(number) = gate.bound else { return String::new() };
                format!("a counted rate is held against a percentage: write `\"{}%\"`", figure(number * 100.0))
            }
            GateCause::NoBaseline => "there is no control to compare with".into(),
            GateCause::NoData => "nothing observed".into(),
            GateCause::NotCounted => "a percentage is for what is counted: give `count` and `of`".into(),
            GateCause::NotStatistical => "a confidence is for counts and means: give `count` and `of`, or `mean` and `sd`".into(),
            GateCause::OldData => "the observations end before the hold does".into(),
            GateCause::TooFew => format!("fewer than {}", gate.min_samples.max(1)),
            GateCause::Undecided => "too early to tell".into(),
            GateCause::Windows => format!("the last {} observations do not agree", gate.windows),
        }
    }
}

impl Comparison {
    fn sign(self) -> &'static str {
        match self {
            Comparison::Lt => "<",
            Comparison::Lte => "<=",
            Comparison::Gt => ">",
            Comparison::Gte => ">=",
        }
    }
}

impl Bound {
    fn words(self) -> String {
        match self {
            Bound::Number(number) => exact(number),
            Bound::Percent(percent) => format!("{}%", exact(percent)),
            Bound::TimesBaseline(times) => format!("{} x baseline", exact(times)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As they are defined.
    fn moments(sample: &[f64]) -> Moments {
        let n = sample.len() as f64;
        let mean = sample.iter().sum::<f64>() / n;
        let squares: f64 = sample.iter().map(|value| (value - mean) * (value - mean)).sum();
        Moments { mean, sd: (squares / (n - 1.0)).sqrt(), n }
    }

    #[test]
    fn moments_of_two_parts_are_those_of_the_whole() {
        let sample = [1.0, 2.0, 4.0, 11.5, -3.0];
        for (left, right) in [2, 3].map(|at| sample.split_at(at)) {
            let (both, whole) = (moments(left).add(moments(right)), moments(&sample));
            assert!((both.mean - whole.mean).abs() < 1e-12 && (both.sd - whole.sd).abs() < 1e-12, "{both:?} and {whole:?}");
            assert_eq!(both.n, whole.n);
        }
    }

    #[test]
    fn nothing_adds_nothing_and_has_no_mean() {
        let (some, nothing) = (moments(&[1.0, 4.0]), Moments { mean: 7.0, sd: 1.0, n: 0.0 });
        assert_eq!((some.add(nothing), nothing.add(some)), (some, some));
        assert_eq!((Measure::Moments(some).number(), Measure::Moments(nothing).number()), (Some(2.5), None));
    }
}
