//! Observations (spec ): text in; a list, or the errors for which it is refused.

use std::collections::BTreeMap;

use super::{
    measure::{Measure, Metric},
    prometheus,
};
use crate::{
    check::check_observations,
    diagnostic::{Report, pointer},
    document::{Text, read},
    form::time,
    json::{Kind, Value},
};

/// What is wrong with a text: a code, and a JSON Pointer.
pub type Refusal = (&'static str, String);

/// One observation.
#[derive(Clone, Debug)]
pub struct Observation {
    /// What leads to it in the text.
    pub(super) pointer: String,
    /// That of the rollout where there is none.
    pub(super) stage: Option<String>,
    /// The beginning of the stage where there is none.
    pub(super) from: Option<i64>,
    pub(super) to: i64,
    /// Of the treatment and of the control.
    pub(super) units: Option<(f64, f64)>,
    pub(super) metrics: BTreeMap<String, Metric>,
}

/// Reads a text of observations.
pub fn observations(text: &str) -> Result<Vec<Observation>, Vec<Refusal>> {
    let text = Text { name: String::new(), bytes: text.as_bytes().to_vec() };
    let (root, found) = read(&text, 0).map_err(|(code, _)| vec![(code, String::new())])?;
    let mut report = Report::default();
    report.take(found);
    let mut report = check_observations(&root, report);
    if !report.found.is_empty() {
        report.found.sort();
        report.found.dedup();
        return Err(report.found.iter().map(|found| (found.code, pointer(&found.path))).collect());
    }
    Ok(match &root.kind {
        Kind::List(elements) => elements.iter().enumerate().filter_map(|(index, one)| own(one, format!("/{index}"))).collect(),
        _ if root.get("status").is_some() => prometheus::response(&root).into_iter().collect(),
        _ => own(&root, String::new()).into_iter().collect(),
    })
}

fn own(value: &Value, pointer: String) -> Option<Observation> {
    let instant = |name: &str| value.get(name)?.text().and_then(time::timestamp);
    let metric = |value: &Value| {
        let treatment = value.get("treatment").and_then(Measure::read)?;
        Some(Metric { treatment, control: value.get("control").and_then(Measure::read) })
    };
    let metrics = value.get("metrics").and_then(Value::members).into_iter().flatten();
    let units = |units: &Value| Some((units.get("treatment")?.number()?, units.get("control")?.number()?));
    Some(Observation {
        pointer,
        stage: value.get("stage").and_then(Value::text).map(str::to_owned),
        from: instant("from"),
        to: instant("to")?,
        units: value.get("units").and_then(units),
        metrics: metrics.filter_map(|(name, member)| Some((name.clone(), metric(&member.value)?))).collect(),
    })
}
