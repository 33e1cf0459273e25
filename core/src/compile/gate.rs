//! Gates of rollouts (spec ): bounds of metrics, and what happens when they do not hold.

use super::Compiler;
use crate::json::{Kind, Node, double};
use crate::problem::{BAD_BOUND, BAD_VALUE, MISPLACED_FIELD, limit};
use crate::rollout::plan::{Bound, Comparison, Gate, OnFail};

impl<'a> Compiler<'a, '_> {
    /// Reads gates: those of a rollout, or those of a stage (its index, and whether it is drawn).
    pub(super) fn gates(&mut self, node: Node<'a>, ids: Option<&[Option<&'a str>]>, stage: Option<(usize, bool)>) -> Box<[Gate]> {
        if !self.report.demand(node, Kind::Array) || !self.report.within(node, node.items().count(), limit::GATES) {
            return Box::default();
        }
        let mut gates = Vec::new();
        for item in node.items() {
            gates.extend(self.gate(item, ids, stage));
        }
        gates.into()
    }

    fn gate(&mut self, node: Node<'a>, ids: Option<&[Option<&'a str>]>, stage: Option<(usize, bool)>) -> Option<Gate> {
        if !self.report.demand(node, Kind::Object) {
            return None;
        }
        let names = ["metric", "lt", "lte", "gt", "gte", "min_samples", "windows", "confidence", "rule_out", "on_fail", "description"];
        let [metric, lt, lte, gt, gte, min_samples, windows, confidence, rule_out, on_fail, _] = self.fields(node, &names);
        let bounds = [(Comparison::Lt, lt), (Comparison::Lte, lte), (Comparison::Gt, gt), (Comparison::Gte, gte)];
        let first = bounds.into_iter().find_map(|(comparison, node)| Some((comparison, node?)));
        let tests = min_samples.is_some() || confidence.is_some();
        self.report.missing(node, &[("metric", metric.is_some()), ("lte", first.is_some()), ("min_samples", tests)]);
        self.excludes(&bounds.map(|(comparison, node)| (comparison.as_str(), node)));
        let metric = metric.and_then(|node| self.report.name(node, "a metric"));
        let bound = first.and_then(|(_, node)| self.bound(node));
        if let (Some((_, false)), Some((comparison, node)), Some(Bound::TimesBaseline(_))) = (stage, first, bound) {
            let why = "only a stage that is drawn has a control arm to compare with";
            self.report.problem(node.key(), &MISPLACED_FIELD, &[comparison.as_str(), why]);
        }
        let rule_out = rule_out.and_then(|node| self.rule_out(node, confidence.is_some(), first.map(|(comparison, _)| comparison), bound));
        let min_samples = min_samples.map(|node| self.count(node));
        let windows = windows.map(|node| self.count(node));
        let confidence = confidence.map(|node| self.confidence(node));
        let on_fail = on_fail.map(|node| self.on_fail(node, ids, stage));
        Some(Gate {
            metric: metric?.into(),
            comparison: first?.0,
            bound: bound?,
            min_samples: min_samples.unwrap_or(Some(0))?,
            windows: u32::try_from(windows.unwrap_or(Some(1))?).unwrap_or(u32::MAX),
            confidence: match confidence {
                Some(confidence) => Some(confidence?),
                None => None,
            },
            rule_out,
            on_fail: on_fail.unwrap_or(Some(OnFail::Rollback))?,
        })
    }

    /// A number, a percentage as text, or a multiple of what the control arm shows.
    fn bound(&mut self, node: Node<'a>) -> Option<Bound> {
        match node.kind() {
            Kind::Number => self.report.number(node).map(Bound::Number),
            Kind::String => {
                let text = self.report.string(node)?;
                let bound = percentage(text);
                if bound.is_none() {
                    self.report.problem(node, &BAD_BOUND, &[text]);
                }
                bound.map(Bound::Percent)
            }
            Kind::Object => {
                let [times] = self.fields(node, &["times_baseline"]);
                self.report.missing(node, &[("times_baseline", times.is_some())]);
                let times = times?;
                let number = self.report.number(times)?;
                if number <= 0.0 {
                    self.report.problem(times, &BAD_BOUND, &[times.raw()]);
                    return None;
                }
                Some(Bound::TimesBaseline(number))
            }
            _ => {
                self.report.wrong_type(node, "a number, a percentage such as \"0.5%\", or an object");
                None
            }
        }
    }

    fn rule_out(&mut self, node: Node<'a>, has_confidence: bool, comparison: Option<Comparison>, bound: Option<Bound>) -> Option<Bound> {
        if !has_confidence {
            self.report.problem(node.key(), &MISPLACED_FIELD, &["rule_out", "without `confidence` nothing is ruled out"]);
            return None;
        }
        let rule_out = self.bound(node)?;
        let (allowed_from, to) = match (bound?, rule_out) {
            (Bound::Number(bound), Bound::Number(limit))
            | (Bound::Percent(bound), Bound::Percent(limit))
            | (Bound::TimesBaseline(bound), Bound::TimesBaseline(limit)) => match comparison? {
                Comparison::Lt | Comparison::Lte => (bound, limit),
                Comparison::Gt | Comparison::Gte => (limit, bound),
            },
            _ => (1.0, 0.0),
        };
        if to < allowed_from {
            let allowed = "the bounds of the gate's kind on its failing side";
            self.report.problem(node, &BAD_VALUE, &[node.raw(), allowed]);
            return None;
        }
        Some(rule_out)
    }

    /// An integer, 1 or more.
    fn count(&mut self, node: Node<'a>) -> Option<u64> {
        let number = self.report.number(node)?;
        if number.fract() != 0.0 || number < 1.0 {
            self.report.wrong_type(node, "an integer, 1 or more");
            return None;
        }
        Some(number as u64)
    }

    fn confidence(&mut self, node: Node<'a>) -> Option<f64> {
        let number = self.report.number(node)?;
        if !(0.5 < number && number < 1.0) {
            self.report.problem(node, &BAD_VALUE, &[node.raw(), "the numbers above 0.5 and below 1"]);
            return None;
        }
        Some(number)
    }

    fn on_fail(&mut self, node: Node<'a>, ids: Option<&[Option<&'a str>]>, stage: Option<(usize, bool)>) -> Option<OnFail> {
        if node.kind() == Kind::Object {
            let [target] = self.fields(node, &["rollback_to"]);
            self.report.missing(node, &[("rollback_to", target.is_some())]);
            let index = self.stage_named(target?, ids)?;
            if let (Some((own, _)), Some(node)) = (stage, target)
                && index as usize >= own
            {
                self.report.problem(node, &BAD_VALUE, &[node.raw(), "the stages before this one"]);
                return None;
            }
            return Some(OnFail::RollbackTo(index));
        }
        if node.kind() != Kind::String {
            self.report.wrong_type(node, "`rollback`, `pause`, `hold`, or an object");
            return None;
        }
        match self.report.string(node)? {
            "rollback" => Some(OnFail::Rollback),
            "pause" => Some(OnFail::Pause),
            "hold" => Some(OnFail::Hold),
            other => {
                self.report.problem(node, &BAD_VALUE, &[other, "`rollback`, `pause`, `hold`"]);
                None
            }
        }
    }
}

/// The number before the sign of a percentage: digits, perhaps a point and digits.
fn percentage(text: &str) -> Option<f64> {
    let number = text.strip_suffix('%')?;
    let (whole, fraction) = number.split_once('.').unwrap_or((number, "0"));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || !digits(fraction) {
        return None;
    }
    double(number)
}
