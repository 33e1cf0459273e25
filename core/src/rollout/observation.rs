//! What was observed of a stage: JSON text → observations, in order (spec R-14.2 and after).
//!
//! Reads burgee's own form, alone or in an array, and the response of a Prometheus query. Whether an observation is of this stage, and of the
//! past, is `decide`'s business.

use super::prometheus;
use super::statistics::{Count, Moments};
use crate::diagnostic::Diagnostic;
use crate::document::Report;
use crate::json::{self, Flaw, Kind, Member, Node, ParseError};
use crate::problem::{BAD_NUMBER, BAD_STRING, BAD_VALUE, DUPLICATE_KEY, NOT_ASCENDING, Problem, SYNTAX, limit};
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
            return Err(refuse(0, Problem::past(limit::DOCUMENT_BYTES)));
        }
        let tape = json::parse(text, 0).map_err(|error| match error {
            ParseError::Syntax { at, expected } => refuse(at, Problem::new(&SYNTAX, &[expected])),
            ParseError::TooDeep { at } => refuse(at, Problem::past(limit::DEPTH)),
        })?;
        let mut report = Report::new();
        for (flaw, node) in tape.flaws() {
            match flaw {
                Flaw::DuplicateKey => report.problem(node, &DUPLICATE_KEY, &[node.string().unwrap_or_default()]),
                Flaw::LoneSurrogate => report.problem(node, &BAD_STRING, &[]),
            }
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
    if !report.demand(node, Kind::Object) {
        return Observation::default();
    }
    let [stage, from, to, units, metrics] = fields(node, &["stage", "from", "to", "units", "metrics"], report);
    report.missing(node, &[("stage", stage.is_some()), ("from", from.is_some()), ("to", to.is_some()), ("metrics", metrics.is_some())]);
    let stage = stage.and_then(|node| report.name(node, "a stage's id")).map(Into::into);
    let from = from.and_then(|node| report.timestamp(node));
    let until = to.and_then(|node| report.timestamp(node));
    if let (Some(from), Some(until), Some(node)) = (from, until, to)
        && until <= from
    {
        report.problem(node, &NOT_ASCENDING, &["`to`", "`from`"]);
    }
    let units = units.and_then(|node| counted_units(node, report));
    let metrics = metrics.map(|node| named(node, report)).unwrap_or_default();
    Observation { stage, from, to: until.unwrap_or_default(), units, metrics }
}

/// The fields of an object, in the order of their names; notes every other.
fn fields<'a, const N: usize>(node: Node<'a>, names: &[&str; N], report: &mut Report<'a>) -> [Option<Node<'a>>; N] {
    let mut found = [None; N];
    report.fields(&mut node.members(), names, N, &mut found);
    found
}

fn counted_units<'a>(node: Node<'a>, report: &mut Report<'a>) -> Option<Arms<f64>> {
    let [treatment, control] = arms(node, report)?;
    report.missing(node, &[("treatment", treatment.is_some()), ("control", control.is_some())]);
    let [treatment, control] = [treatment, control].map(|node| node.and_then(|node| whole(node, report)));
    Some(Arms { treatment: treatment?, control: control? })
}

/// The values of `treatment` and `control`.
fn arms<'a>(node: Node<'a>, report: &mut Report<'a>) -> Option<[Option<Node<'a>>; 2]> {
    report.demand(node, Kind::Object).then(|| fields(node, &["treatment", "control"], report))
}

fn named<'a>(node: Node<'a>, report: &mut Report<'a>) -> Vec<(Box<str>, Metric)> {
    if !report.demand(node, Kind::Object) {
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
        report.problem(node, &BAD_VALUE, &[node.raw(), allowed]);
    }
    Some((name?.into(), Metric { treatment: treated??, control: controlled.flatten() }))
}

/// The parts of a measure: members of an object, or samples of a response.
pub(super) const PARTS: [&str; 6] = ["count", "of", "value", "mean", "sd", "n"];

fn measure<'a>(node: Node<'a>, report: &mut Report<'a>) -> Option<Measure> {
    if !report.demand(node, Kind::Object) {
        return None;
    }
    let [count, of, value, mean, sd, n] = fields(node, &PARTS, report);
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
        report.problem(place, &BAD_NUMBER, &[place.raw()]);
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
    report.problem(node, &BAD_VALUE, &[node.raw(), allowed]);
    None
}

/// A count, which is not more than what it is of.
pub(super) fn counted<'a>(count: f64, of: f64, place: Node<'a>, report: &mut Report<'a>) -> Option<Measure> {
    if count > of {
        report.problem(place, &BAD_VALUE, &[place.raw(), "the numbers from `count` up"]);
        return None;
    }
    Some(Measure::Count(Count { count, of }))
}

/// An integer from 0 to 10^12.
fn whole<'a>(node: Node<'a>, report: &mut Report<'a>) -> Option<f64> {
    let number = report.number(node)?;
    if crate::value::integer(number).is_none() || !(0.0..=MOST).contains(&number) {
        report.problem(node, &BAD_VALUE, &[node.raw(), "the integers from 0 to 10^12"]);
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
