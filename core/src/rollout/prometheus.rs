//! The response of a Prometheus query as an observation (spec ).
//!
//! Takes the body as the server sends it: an instant vector whose series carry the labels `metric`, `arm` and, where a metric has several parts, `part`.
//!
//! Source: Prometheus, "HTTP API", <https://prometheus.io/docs/prometheus/latest/querying/api/>.

use super::observation::{Arms, Measure, Metric, Observation, PARTS, counted, is_countable};
use super::statistics::Moments;
use crate::document::Report;
use crate::json::{Kind, Node};
use crate::problem::{BAD_NUMBER, BAD_VALUE, DUPLICATE_KEY, MISSING_FIELD};
use std::collections::BTreeMap;

/// What the samples of one arm of one metric say, each with its place.
#[derive(Default)]
struct Samples<'a>(BTreeMap<&'static str, (f64, Node<'a>)>);

/// The metric whose samples are the units of the arms.
const UNITS: &str = "units";
/// The parts that count.
const COUNTS: [&str; 3] = ["count", "of", "n"];

/// Reads a response; one without samples is no observation.
pub(super) fn response<'a>(root: Node<'a>, report: &mut Report<'a>) -> Option<Observation> {
    let member = |node: Node<'a>, name: &str| node.members().find(|member| member.name() == name).map(|member| member.value);
    if let Some(status) = member(root, "status").filter(|status| status.string().is_none_or(|status| status != "success")) {
        report.problem(status, &BAD_VALUE, &[status.raw(), "the answers with a result: `success`"]);
        return None;
    }
    let data = member(root, "data");
    report.missing(root, &[("data", data.is_some())]);
    let data = data.filter(|data| report.demand(*data, Kind::Object))?;
    let (kind, result) = (member(data, "resultType"), member(data, "result"));
    report.missing(data, &[("resultType", kind.is_some()), ("result", result.is_some())]);
    let (kind, result) = (kind?, result?);
    if kind.string().is_none_or(|kind| kind != "vector") {
        report.problem(kind, &BAD_VALUE, &[kind.raw(), "the results that are read: `vector`"]);
        return None;
    }
    if !report.demand(result, Kind::Array) {
        return None;
    }
    let mut latest = None;
    let mut arms: BTreeMap<&'a str, Arms<Samples<'a>>> = BTreeMap::new();
    for series in result.items() {
        let Some((at, name, treated, part, sample)) = sample(series, report) else { continue };
        // An instant query has one instant; of several the latest counts, so that none is taken for older than it is.
        latest = latest.max(Some(at));
        let Some(sample) = sample else { continue };
        let arms = arms.entry(name).or_default();
        let samples = if treated { &mut arms.treatment } else { &mut arms.control };
        if samples.0.insert(part, sample).is_some() {
            report.problem(series, &DUPLICATE_KEY, &[part]);
        }
    }
    let mut read = Observation { to: latest?, ..Observation::default() };
    if let Some(units) = arms.remove(UNITS) {
        let count = |samples: &Samples<'a>| samples.whole("value").or(samples.whole("count"));
        read.units = count(&units.treatment).zip(count(&units.control)).map(|(treatment, control)| Arms { treatment, control });
    }
    for (name, arms) in arms {
        let treatment = arms.treatment.measure(report);
        let control = arms.control.measure(report);
        let alike = |measure: &Measure| treatment.is_some_and(|own| std::mem::discriminant(&own) == std::mem::discriminant(measure));
        if let Some(treatment) = treatment {
            read.metrics.push((name.into(), Metric { treatment, control: control.filter(alike) }));
        }
    }
    Some(read)
}

type Sample<'a> = (i64, &'a str, bool, &'static str, Option<(f64, Node<'a>)>);

/// A series: its instant, metric, whether it is of the treatment, part, and number. Nothing for a series of another arm; no number where it is not finite.
fn sample<'a>(series: Node<'a>, report: &mut Report<'a>) -> Option<Sample<'a>> {
    if !report.demand(series, Kind::Object) {
        return None;
    }
    let [mut labels, mut value] = [None; 2];
    for member in series.members() {
        match member.name() {
            "metric" => labels = Some(member.value),
            "value" => value = Some(member.value),
            _ => {}
        }
    }
    report.missing(series, &[("metric", labels.is_some()), ("value", value.is_some())]);
    let (labels, value) = (labels?, value?);
    let label = |name: &str| labels.members().find(|member| member.name() == name).map(|member| member.value);
    let treated = match label("arm")?.string()? {
        "treatment" => true,
        "control" => false,
        _ => return None,
    };
    let Some(name) = label("metric").or(label("__name__")) else {
        report.problem(labels, &MISSING_FIELD, &["metric"]);
        return None;
    };
    let part = match label("part") {
        None => "value",
        Some(node) => {
            let written = report.string(node)?;
            let Some(part) = PARTS.into_iter().find(|part| *part == written) else {
                report.problem(node, &BAD_VALUE, &[written, "`count`, `of`, `value`, `mean`, `sd`, `n`"]);
                return None;
            };
            part
        }
    };
    let pair: Vec<Node<'a>> = value.items().collect();
    let [at, number] = pair.as_slice() else {
        report.wrong_type(value, "an instant and a number in quotes");
        return None;
    };
    let seconds = report.number(*at)?;
    let text = report.string(*number)?;
    let Ok(parsed) = text.parse::<f64>() else {
        report.problem(*number, &BAD_NUMBER, &[text]);
        return None;
    };
    let milliseconds = (seconds * 1_000.0).round() as i64;
    let name = report.string(name)?;
    if parsed.is_finite() && (name == UNITS || COUNTS.contains(&part)) && !is_countable(parsed) {
        report.problem(*number, &BAD_VALUE, &[number.raw(), "the numbers from 0 to 10^12"]);
        return None;
    }
    Some((milliseconds, name, treated, part, parsed.is_finite().then_some((parsed, *number))))
}

impl<'a> Samples<'a> {
    fn part(&self, name: &str) -> Option<(f64, Node<'a>)> {
        self.0.get(name).copied()
    }

    /// A part that is a count. Why rounded: Prometheus' `increase` extrapolates, and so counts in fractions.
    fn whole(&self, name: &str) -> Option<f64> {
        self.part(name).map(|(number, _)| number.round())
    }

    /// The measure that the parts make; nothing where one is missing.
    fn measure(&self, report: &mut Report<'a>) -> Option<Measure> {
        if let (Some(count), Some(of)) = (self.whole("count"), self.whole("of")) {
            return counted(count, of, self.part("of")?.1, report);
        }
        let n = self.whole("n");
        if let (Some((mean, _)), Some((sd, _)), Some(n)) = (self.part("mean"), self.part("sd"), n) {
            return (sd >= 0.0).then_some(Measure::Moments(Moments { mean, sd, n }));
        }
        // Why 0: without `n` nobody knows of how many it is, and too few must not read as healthy.
        self.part("value").map(|(value, _)| Measure::Value { value, n: n.unwrap_or(0.0) })
    }
}
