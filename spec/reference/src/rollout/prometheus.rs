//! The response of a Prometheus query as an observation (spec ).

use std::collections::BTreeMap;

use super::{
    measure::{Measure, Metric},
    observation::Observation,
};
use crate::json::Value;

/// The parts of a metric's arms.
type Parts = BTreeMap<String, f64>;

/// Reads a response that has been checked; one without samples is no observation.
pub fn response(root: &Value) -> Option<Observation> {
    let mut to = None;
    let mut metrics: BTreeMap<String, (Parts, Parts)> = BTreeMap::new();
    for series in root.get("data")?.get("result")?.elements() {
        let label = |name: &str| series.get("metric")?.get(name)?.text();
        let (Some(arm @ ("treatment" | "control")), [at, number]) = (label("arm"), series.get("value")?.elements()) else { continue };
        to = to.max(Some((at.number()? * 1000.0).round() as i64));
        let number: f64 = number.text()?.parse().ok()?;
        if number.is_finite() {
            let (treatment, control) = metrics.entry(label("metric").or(label("__name__"))?.to_owned()).or_default();
            let parts = if arm == "treatment" { treatment } else { control };
            parts.insert(label("part").unwrap_or("value").to_owned(), number);
        }
    }
    let units =
        metrics.remove("units").and_then(|(treatment, control)| Some((half_up(*treatment.get("value")?), half_up(*control.get("value")?))));
    let metric = |(treatment, control): &(Parts, Parts)| {
        let treatment = measure(treatment)?;
        Some(Metric { treatment, control: measure(control).filter(|control| control.is_like(treatment)) })
    };
    let metrics = metrics.iter().filter_map(|(name, arms)| Some((name.clone(), metric(arms)?))).collect();
    Some(Observation { pointer: String::new(), stage: None, from: None, to: to?, units, metrics })
}

fn measure(parts: &Parts) -> Option<Measure> {
    let whole = |name: &str| ["count", "of", "n"].contains(&name);
    let n = |name: &str| (name == "n" && parts.contains_key("value") && !parts.contains_key("mean")).then_some(0.0);
    Measure::of(|name| parts.get(name).map(|number| if whole(name) { half_up(*number) } else { *number }).or_else(|| n(name)))
}

fn half_up(number: f64) -> f64 {
    (number + 0.5).floor()
}
