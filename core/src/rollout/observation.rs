//! What was observed of a stage: JSON text → observations, in order (spec R-14.2 and after).
//!
//! Reads burgee's own form, alone or in an array, and the response of a Prometheus query. Whether an observation is of this stage, and of the
//! past, is `decide`'s business.

use super::prometheus;
use super::statistics::{Count, Moments};
use crate::diagnostic::Diagnostic;
use crate::document::Report;
use crate::json::{self, Flaw, Kind, Member, Node, ParseError};
use crate::problem::{Problem, limit};
use std::fmt;
use std::sync::Arc;

/// The most that may be counted: beyond, differences of logarithms are lost in rounding.
const MOST: f64 = 1e12;

/// What was observed of a stage, in order.
///
/// # Examples
///
/// ```
/// let observations = burgee::Observations::parse("metrics.json", r#"{
///   "stage": "5%", "from": "2026-11-23T09:00:00Z", "to": "2026-11-23T09:31:00Z",
///   "units": { "treatment": 2510, "control": 47700 },
///   "metrics": { "error_rate": { "treatment": { "count": 5, "of": 2510 }, "control": { "count": 98, "of": 47700 } } } }"#)?;
/// assert_eq!(observations.len(), 1);
/// assert!(burgee::Observations::parse("metrics.json", "[ 5 ]").is_err());
/// # Ok::<(), burgee::ObservationsError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Observations {
    pub(crate) list: Vec<Observation>,
    /// They stand in an array, so that pointers begin with an index.
    pub(crate) in_array: bool,
}

/// One observation: a span of time, and what both arms did in it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Observation {
    /// Without one, that of the rollout.
    pub(crate) stage: Option<Box<str>>,
    /// Without one, when the stage began.
    pub(crate) from: Option<i64>,
    pub(crate) to: i64,
    /// Units first seen in this span.
    pub(crate) units: Option<Arms<f64>>,
    /// Sorted by name, no name twice.
    pub(crate) metrics: Vec<(Box<str>, Metric)>,
}

/// The same of both arms.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Arms<T> {
    pub(crate) treatment: T,
    pub(crate) control: T,
}

/// A metric of the treatment, and perhaps of the control.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Metric {
    pub(crate) treatment: Measure,
    pub(crate) control: Option<Measure>,
}

/// How a metric was measured.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Measure {
    Count(Count),
    /// A number, of so many.
    Value {
        value: f64,
        n: f64,
    },
    Moments(Moments),
}

impl Observations {
    /// Reads observations. `name` is what diagnostics call the text.
    ///
    /// # Errors
    ///
    /// Text that is not JSON, or not observations: everything that is wrong with it, each with its place.
    pub fn parse(name: &str, text: &str) -> Result<Observations, ObservationsError> {
        let source: Arc<str> = name.into();
        let refuse = |at: usize, problem: Problem| ObservationsError { diagnostics: vec![Diagnostic::in_text(problem, &source, text, at)] };
        if text.len() > limit::DOCUMENT_BYTES.value {
            return Err(refuse(0, Problem::LimitExceeded { limit: limit::DOCUMENT_BYTES }));
        }
        let tape = json::parse(text, 0).map_err(|error| match error {
            ParseError::Syntax { at, expected } => refuse(at, Problem::Syntax { expected }),
            ParseError::TooDeep { at } => refuse(at, Problem::LimitExceeded { limit: limit::DEPTH }),
        })?;
        let mut report = Report::new();
        for (flaw, node) in tape.flaws() {
            let problem = match flaw {
                Flaw::DuplicateKey => Problem::DuplicateKey { key: node.string().unwrap_or_default().into() },
                Flaw::LoneSurrogate => Problem::BadString,
            };
            report.problem(node, problem);
        }
        let observations = read(tape.root(), &mut report);
        if report.has_errors() {
            report.sort();
            return Err(ObservationsError { diagnostics: report.diagnostics(&[source]) });
        }
        Ok(observations)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }
}

fn read<'a>(root: Node<'a>, report: &mut Report<'a>) -> Observations {
    if root.kind() == Kind::Array {
        let list = root.items().map(|item| observation(item, report)).collect();
        return Observations { list, in_array: true };
    }
    let is_response = root.members().any(|member| member.name() == "status");
    let one = if is_response { prometheus::response(root, report) } else { Some(observation(root, report)) };
    Observations { list: one.into_iter().collect(), in_array: false }
}

fn observation<'a>(node: Node<'a>, report: &mut Report<'a>) -> Observation {
    let mut read = Observation::default();
    if !report.expect(node, Kind::Object) {
        return read;
    }
    let [mut stage, mut from, mut to, mut metrics] = [false; 4];
    for member in node.members() {
        match member.name().as_ref() {
            "stage" => {
                stage = true;
                read.stage = report.name(member.value, "a stage's id").map(Into::into);
            }
            "from" => {
                from = true;
                read.from = report.timestamp(member.value);
            }
            "to" => {
                to = true;
                read.to = report.timestamp(member.value).unwrap_or_default();
                // Where one of the two is wrong, the other is not held against it.
                if read.from.is_some_and(|from| read.to <= from) && !report.has_errors() {
                    report.problem(member.value, Problem::NotAscending { what: "`to`", after: "`from`" });
                }
            }
            "units" => read.units = units(member.value, report),
            "metrics" => {
                metrics = true;
                read.metrics = named(member.value, report);
            }
            _ => report.unknown_field(member, &["stage", "from", "to", "units", "metrics"]),
        }
    }
    report.missing(node, &[("stage", stage), ("from", from), ("to", to), ("metrics", metrics)]);
    read
}

fn units<'a>(node: Node<'a>, report: &mut Report<'a>) -> Option<Arms<f64>> {
    let [treatment, control] = arms(node, report)?;
    report.missing(node, &[("treatment", treatment.is_some()), ("control", control.is_some())]);
    let [treatment, control] = [treatment, control].map(|node| node.and_then(|node| whole(node, report)));
    Some(Arms { treatment: treatment?, control: control? })
}

/// The values of `treatment` and `control`.
fn arms<'a>(node: Node<'a>, report: &mut Report<'a>) -> Option<[Option<Node<'a>>; 2]> {
    if !report.expect(node, Kind::Object) {
        return None;
    }
    let [mut treatment, mut control] = [None; 2];
    for member in node.members() {
        match member.name().as_ref() {
            "treatment" => treatment = Some(member.value),
            "control" => control = Some(member.value),
            _ => report.unknown_field(member, &["treatment", "control"]),
        }
    }
    Some([treatment, control])
}

fn named<'a>(node: Node<'a>, report: &mut Report<'a>) -> Vec<(Box<str>, Metric)> {
    if !report.expect(node, Kind::Object) {
        return Vec::new();
    }
    let mut metrics: Vec<(Box<str>, Metric)> = node.members().filter_map(|member| metric(member, report)).collect();
    metrics.sort_by(|(left, _), (right, _)| left.cmp(right));
    metrics
}

fn metric<'a>(member: Member<'a>, report: &mut Report<'a>) -> Option<(Box<str>, Metric)> {
    let name = report.key(member, "a metric's name");
    let [treatment, control] = arms(member.value, report)?;
    report.missing(member.value, &[("treatment", treatment.is_some())]);
    let treated = treatment.map(|node| measure(node, report));
    let controlled = control.map(|node| measure(node, report));
    if let (Some(Some(treatment)), Some(Some(control)), Some(node)) = (treated, controlled, control)
        && std::mem::discriminant(&treatment) != std::mem::discriminant(&control)
    {
        let allowed = "the ways in which the treatment is measured: both arms are measured alike";
        report.problem(node, Problem::BadValue { text: node.raw().into(), allowed });
    }
    Some((name?.into(), Metric { treatment: treated??, control: controlled.flatten() }))
}

/// The parts of a measure, as they are found: of the members of an object, or of the samples of a response.
#[derive(Clone, Copy, Default)]
pub(super) struct Parts<'a> {
    pub(super) count: Option<Node<'a>>,
    pub(super) of: Option<Node<'a>>,
    pub(super) value: Option<Node<'a>>,
    pub(super) mean: Option<Node<'a>>,
    pub(super) sd: Option<Node<'a>>,
    pub(super) n: Option<Node<'a>>,
}

impl<'a> Parts<'a> {
    /// The place of a part of this name.
    pub(super) fn of_name(&mut self, name: &str) -> Option<&mut Option<Node<'a>>> {
        Some(match name {
            "count" => &mut self.count,
            "of" => &mut self.of,
            "value" => &mut self.value,
            "mean" => &mut self.mean,
            "sd" => &mut self.sd,
            "n" => &mut self.n,
            _ => return None,
        })
    }
}

fn measure<'a>(node: Node<'a>, report: &mut Report<'a>) -> Option<Measure> {
    if !report.expect(node, Kind::Object) {
        return None;
    }
    let mut parts = Parts::default();
    for member in node.members() {
        match parts.of_name(&member.name()) {
            Some(part) => *part = Some(member.value),
            None => report.unknown_field(member, &["count", "of", "value", "mean", "sd", "n"]),
        }
    }
    let Parts { count, of, value, mean, sd, n } = parts;
    if count.is_some() || of.is_some() {
        report.missing(node, &[("count", count.is_some()), ("of", of.is_some())]);
        alone(&[value, mean, sd, n], node, report)?;
        let (count, of) = (count.map(|node| whole(node, report)), of.map(|part| (part, whole(part, report))));
        let (count, (place, of)) = (count??, of?);
        return counted(count, of?, place, report);
    }
    if value.is_some() {
        report.missing(node, &[("n", n.is_some())]);
        alone(&[mean, sd], node, report)?;
        let (value, n) = (report.number(value?), n.and_then(|node| whole(node, report)));
        return Some(Measure::Value { value: value?, n: n? });
    }
    report.missing(node, &[("mean", mean.is_some()), ("sd", sd.is_some()), ("n", n.is_some())]);
    let (mean, sd, n) =
        (mean.map(|node| report.number(node)), sd.map(|node| (node, report.number(node))), n.map(|node| whole(node, report)));
    let (place, sd) = sd?;
    if sd? < 0.0 {
        report.problem(place, Problem::BadNumber { text: place.raw().into() });
        return None;
    }
    Some(Measure::Moments(Moments { mean: mean??, sd: sd?, n: n?? }))
}

/// Nothing where one of these is written beside what excludes it.
fn alone<'a>(others: &[Option<Node<'a>>], node: Node<'a>, report: &mut Report<'a>) -> Option<()> {
    if others.iter().all(Option::is_none) {
        return Some(());
    }
    let allowed = "`count` and `of`; `value` and `n`; `mean`, `sd` and `n`";
    report.problem(node, Problem::BadValue { text: node.raw().into(), allowed });
    None
}

/// A count, which is not more than what it is of.
pub(super) fn counted<'a>(count: f64, of: f64, place: Node<'a>, report: &mut Report<'a>) -> Option<Measure> {
    if count > of {
        report.problem(place, Problem::BadValue { text: place.raw().into(), allowed: "the numbers from `count` up" });
        return None;
    }
    Some(Measure::Count(Count { count, of }))
}

/// An integer from 0 to 10^12.
fn whole<'a>(node: Node<'a>, report: &mut Report<'a>) -> Option<f64> {
    let number = report.number(node)?;
    if crate::value::integer(number).is_none() || !(0.0..=MOST).contains(&number) {
        report.problem(node, Problem::BadValue { text: node.raw().into(), allowed: "the integers from 0 to 10^12" });
        return None;
    }
    Some(number)
}

/// Whether a number can be a count, once it is rounded.
pub(super) fn is_countable(number: f64) -> bool {
    (0.0..=MOST).contains(&number)
}

/// Observations that were refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObservationsError {
    diagnostics: Vec<Diagnostic>,
}

impl ObservationsError {
    /// What is wrong, in the order of the text; at least one.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }
}

impl fmt::Display for ObservationsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(first) = self.diagnostics.first() else { return write!(f, "the observations are refused") };
        write!(f, "{}:{}:{}: {first} [{}]", first.source(), first.line(), first.column(), first.code())
    }
}

impl std::error::Error for ObservationsError {}
