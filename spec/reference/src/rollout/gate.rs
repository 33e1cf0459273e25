//! What a gate says of the observations that count (spec ).

use super::{
    measure::{Measure, Metric},
    observation::Observation,
    statistics,
};
use crate::{check::percentage, json::Value};

/// `pass`, `fail` or `hold`; and why it holds.
pub type Outcome = (&'static str, Option<&'static str>);

const PASS: Outcome = ("pass", None);
const FAIL: Outcome = ("fail", None);

fn hold(cause: &'static str) -> Outcome {
    ("hold", Some(cause))
}

/// What a metric is held against.
#[derive(Clone, Copy, Debug)]
enum Bound {
    Number(f64),
    /// The hundredth of a percentage.
    Share(f64),
    TimesBaseline(f64),
}

impl Bound {
    fn read(value: &Value) -> Option<Bound> {
        let text = value.text().map(|text| Some(Bound::Share(percentage(text)? / 100.0)));
        let times = |value: &Value| Some(Bound::TimesBaseline(value.get("times_baseline")?.number()?));
        text.unwrap_or_else(|| value.number().map(Bound::Number).or(times(value)))
    }
}

/// A gate that has been checked.
#[derive(Clone, Debug)]
pub struct Gate<'a> {
    pub metric: &'a str,
    comparison: &'static str,
    bound: Bound,
    rule_out: Bound,
    min_samples: f64,
    windows: usize,
    confidence: Option<f64>,
    on_fail: Option<&'a Value>,
}

/// A gate's verdict.
#[derive(Clone, Debug)]
pub struct Judged {
    pub metric: String,
    pub outcome: Outcome,
    pub observed: Option<f64>,
    pub baseline: Option<f64>,
    pub n: Option<f64>,
}

impl<'a> Gate<'a> {
    /// Reads a gate.
    pub fn read(value: &'a Value) -> Option<Gate<'a>> {
        let (comparison, bound) = ["lt", "lte", "gt", "gte"].into_iter().find_map(|name| Some((name, Bound::read(value.get(name)?)?)))?;
        let number = |name: &str| value.get(name).and_then(Value::number);
        Some(Gate {
            metric: value.get("metric")?.text()?,
            comparison,
            bound,
            rule_out: value.get("rule_out").and_then(Bound::read).unwrap_or(bound),
            min_samples: number("min_samples").unwrap_or_default(),
            windows: number("windows").unwrap_or(1.0) as usize,
            confidence: number("confidence"),
            on_fail: value.get("on_fail"),
        })
    }

    /// Whether it compares with the control.
    pub fn is_relative(&self) -> bool {
        matches!(self.bound, Bound::TimesBaseline(_))
    }

    /// Whether a failure does this: `rollback`, `pause` or `hold`.
    pub fn on_fail_is(&self, word: &str) -> bool {
        self.on_fail.map_or(word == "rollback", |on_fail| on_fail.text() == Some(word))
    }

    /// The stage that a failure takes the rollout back to.
    pub fn rollback_to(&self) -> Option<&'a str> {
        self.on_fail?.get("rollback_to")?.text()
    }

    /// Judges the observations that count; `is_old` says that they do not reach the end of the hold.
    pub fn judge(&self, counted: &[&Observation], is_old: bool) -> Judged {
        let newest = counted.len().checked_sub(1).and_then(|last| self.view(counted, last));
        let Some(newest) = newest else {
            return Judged { metric: self.metric.to_owned(), outcome: hold("no-data"), observed: None, baseline: None, n: None };
        };
        let mut outcome = self.look(&newest);
        if outcome.0 != "hold" {
            let looks = counted.len().saturating_sub(self.windows)..counted.len();
            let same = |at: usize| self.view(counted, at).is_some_and(|view| self.look(&view) == outcome);
            if looks.len() < self.windows || !looks.clone().all(same) {
                outcome = hold("windows");
            }
        }
        if outcome == PASS && is_old {
            outcome = hold("old-data");
        }
        let baseline = newest.control.filter(|_| self.is_relative()).and_then(Measure::number);
        Judged { metric: self.metric.to_owned(), outcome, observed: newest.treatment.number(), baseline, n: Some(self.samples(&newest)) }
    }

    /// What is looked at: an observation by itself, or for a test the sum of all up to it.
    fn view(&self, counted: &[&Observation], at: usize) -> Option<Metric> {
        let metric = |observation: &&Observation| observation.metrics.get(self.metric).copied();
        if self.confidence.is_none() { metric(&counted[at]) } else { Metric::sum(counted[..=at].iter().filter_map(metric)) }
    }

    /// The observations of the smaller arm that it reads.
    fn samples(&self, metric: &Metric) -> f64 {
        let own = metric.treatment.size();
        metric.control.filter(|_| self.is_relative()).map_or(own, |control| own.min(control.size()))
    }

    fn look(&self, metric: &Metric) -> Outcome {
        let is_rate = matches!(metric.treatment, Measure::Rate { .. });
        match self.bound {
            Bound::Number(_) if is_rate => hold("bare-number"),
            Bound::Share(_) if !is_rate => hold("not-counted"),
            Bound::TimesBaseline(_) if metric.control.is_none() => hold("no-baseline"),
            _ => self.confidence.map_or_else(|| self.point(metric), |confidence| self.test(metric, 1.0 - confidence)),
        }
    }

    fn point(&self, metric: &Metric) -> Outcome {
        if self.samples(metric) < self.min_samples.max(1.0) {
            return hold("too-few");
        }
        let control = metric.control.and_then(Measure::number);
        let bound = match self.bound {
            Bound::Number(bound) | Bound::Share(bound) => Some(bound),
            Bound::TimesBaseline(times) => control.filter(|control| *control >= 0.0).map(|control| times * control),
        };
        let (Some(seen), Some(bound)) = (metric.treatment.number(), bound) else { return hold("no-baseline") };
        let holds = match self.comparison {
            "lt" => seen < bound,
            "lte" => seen <= bound,
            "gt" => seen > bound,
            _ => seen >= bound,
        };
        if !holds && self.is_relative() && seen == 0.0 && bound == 0.0 {
            return hold("no-baseline");
        }
        if holds { PASS } else { FAIL }
    }

    fn test(&self, metric: &Metric, alpha: f64) -> Outcome {
        let least = match metric.treatment {
            Measure::Number { .. } => return hold("not-statistical"),
            Measure::Rate { .. } => 1.0,
            Measure::Moments { .. } if self.is_relative() => statistics::TWO_MEANS,
            Measure::Moments { .. } => statistics::ONE_MEAN,
        };
        let above = self.comparison.starts_with('l');
        if is_beyond(metric, self.bound, above, alpha) {
            return FAIL;
        }
        if self.samples(metric) < self.min_samples.max(least) {
            return hold("too-few");
        }
        if is_beyond(metric, self.rule_out, !above, alpha) { PASS } else { hold("undecided") }
    }
}

/// Whether the treatment is tested to be above a bound, or below it.
fn is_beyond(metric: &Metric, bound: Bound, above: bool, alpha: f64) -> bool {
    match (metric.treatment, metric.control, bound) {
        (Measure::Rate { count, of }, _, Bound::Share(share)) => statistics::rate(count, of, share, above, alpha),
        (Measure::Rate { count, of }, Some(Measure::Rate { count: hits, of: all }), Bound::TimesBaseline(times)) => {
            statistics::rate_ratio((count, of), (hits, all), times, above, alpha)
        }
        (Measure::Moments { mean, sd, n }, _, Bound::Number(number)) => {
            n >= statistics::ONE_MEAN && statistics::mean(mean - number, sd * sd / n, n, above, alpha)
        }
        (Measure::Moments { mean, sd, n }, Some(Measure::Moments { mean: base, sd: spread, n: m }), Bound::TimesBaseline(r)) => {
            let s = (sd * sd).max(r * r * spread * spread);
            let fits = base >= 0.0 && n >= statistics::TWO_MEANS && m >= statistics::TWO_MEANS;
            fits && statistics::mean(mean - r * base, s / n + s / m, 1.0 / (1.0 / n + 1.0 / m), above, alpha)
        }
        _ => false,
    }
}
