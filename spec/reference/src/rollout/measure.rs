//! How a metric was measured (spec ), and sums of it.

use crate::json::Value;

/// A measure of one arm.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Measure {
    /// So many of so many.
    Rate { count: f64, of: f64 },
    /// A number, of n.
    Number { value: f64, n: f64 },
    /// A mean, a standard deviation, of n.
    Moments { mean: f64, sd: f64, n: f64 },
}

/// A metric in one observation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Metric {
    pub treatment: Measure,
    pub control: Option<Measure>,
}

impl Measure {
    /// Reads one that has been checked.
    pub fn read(value: &Value) -> Option<Measure> {
        let part = |name: &str| value.get(name)?.number();
        Measure::of(part)
    }

    /// Makes one of its parts; nothing where some are missing.
    pub fn of(part: impl Fn(&str) -> Option<f64>) -> Option<Measure> {
        if let (Some(count), Some(of)) = (part("count"), part("of")) {
            return Some(Measure::Rate { count, of });
        }
        if let (Some(mean), Some(sd), Some(n)) = (part("mean"), part("sd"), part("n")) {
            return Some(Measure::Moments { mean, sd, n });
        }
        Some(Measure::Number { value: part("value")?, n: part("n")? })
    }

    /// Of how many it is.
    pub fn size(self) -> f64 {
        match self {
            Measure::Rate { of, .. } => of,
            Measure::Number { n, .. } | Measure::Moments { n, .. } => n,
        }
    }

    /// The rate, the value or the mean; a rate or a mean of nothing is none.
    pub fn number(self) -> Option<f64> {
        match self {
            Measure::Rate { of: 0.0, .. } | Measure::Moments { n: 0.0, .. } => None,
            Measure::Rate { count, of } => Some(count / of),
            Measure::Number { value, .. } => Some(value),
            Measure::Moments { mean, .. } => Some(mean),
        }
    }

    /// Whether another is measured alike.
    pub fn is_like(self, other: Measure) -> bool {
        std::mem::discriminant(&self) == std::mem::discriminant(&other)
    }

    /// Both together; nobody knows what two values are together.
    fn plus(self, other: Measure) -> Option<Measure> {
        match (self, other) {
            (Measure::Rate { count, of }, Measure::Rate { count: more, of: of_more }) => {
                Some(Measure::Rate { count: count + more, of: of + of_more })
            }
            (Measure::Moments { mean: a, sd: s, n }, Measure::Moments { mean: b, sd: t, n: m }) => {
                if n == 0.0 {
                    return Some(other);
                }
                if m == 0.0 {
                    return Some(self);
                }
                let (d, all) = (a - b, n + m);
                let squares = (n - 1.0) * s * s + (m - 1.0) * t * t + d * d * (n * m / all);
                Some(Measure::Moments { mean: (n * a + m * b) / all, sd: (squares / (all - 1.0)).sqrt(), n: all })
            }
            _ => None,
        }
    }
}

impl Metric {
    /// The sum of all of them: none of none, and none where they are not measured alike.
    pub fn sum(all: impl IntoIterator<Item = Metric>) -> Option<Metric> {
        let mut all = all.into_iter();
        let first = all.next()?;
        all.try_fold(first, |sum, next| {
            let control = sum.control.zip(next.control).and_then(|(sum, next)| sum.plus(next));
            Some(Metric { treatment: sum.treatment.plus(next.treatment)?, control })
        })
    }
}
