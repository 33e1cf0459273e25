//! Gates of rollouts (spec ).

use super::Check;
use crate::{diagnostic::Spot, json::Kind};

const COMPARISONS: [&str; 4] = ["lt", "lte", "gt", "gte"];

/// A bound: its form, and its number.
type Bound = (&'static str, f64);

impl<'a> Check<'a> {
    /// The gates of a rollout, or of a stage: its index, and whether it is drawn.
    pub(super) fn gates(&mut self, gates: &Spot<'a>, ids: &[Option<&str>], stage: Option<(usize, bool)>) {
        let others = ["metric", "min_samples", "windows", "confidence", "rule_out", "on_fail", "description"];
        for gate in self.list(gates, 100) {
            if !self.object(&gate, &[&COMPARISONS[..], &others[..]].concat(), &["metric"]) {
                continue;
            }
            let mut bounds = COMPARISONS.into_iter().filter_map(|name| Some((name, gate.get(name)?)));
            let bound = bounds.next();
            if bound.is_none() || ["min_samples", "confidence"].iter().all(|name| gate.get(name).is_none()) {
                self.report.value("missing-field", &gate);
            }
            for (_, second) in bounds {
                self.report.key("conflicting-fields", &second);
            }
            self.gate(&gate, bound, ids, stage);
        }
    }

    fn gate(&mut self, gate: &Spot<'a>, bound: Option<(&str, Spot<'a>)>, ids: &[Option<&str>], stage: Option<(usize, bool)>) {
        if let Some(metric) = gate.get("metric") {
            self.name(&metric);
        }
        let read = bound.as_ref().and_then(|(_, spot)| self.bound(spot));
        if let (Some((_, false)), Some((_, spot)), Some(("times_baseline", _))) = (stage, &bound, read) {
            self.report.key("misplaced-field", spot);
        }
        if let Some(rule_out) = gate.get("rule_out") {
            if gate.get("confidence").is_none() {
                self.report.key("misplaced-field", &rule_out);
            } else if let Some((form, limit)) = self.bound(&rule_out)
                && let (Some((name, _)), Some((own, number))) = (&bound, read)
            {
                let beyond = if name.starts_with('l') { limit >= number } else { limit <= number };
                if form != own || !beyond {
                    self.report.value("bad-value", &rule_out);
                }
            }
        }
        for count in ["min_samples", "windows"].into_iter().filter_map(|name| gate.get(name)) {
            if let Some(number) = self.number(&count)
                && (number.fract() != 0.0 || number < 1.0)
            {
                self.report.value("wrong-type", &count);
            }
        }
        if let Some(confidence) = gate.get("confidence")
            && let Some(number) = self.number(&confidence)
            && !(0.5 < number && number < 1.0)
        {
            self.report.value("bad-value", &confidence);
        }
        if let Some(on_fail) = gate.get("on_fail") {
            self.on_fail(&on_fail, ids, stage);
        }
        if let Some(description) = gate.get("description") {
            self.text(&description);
        }
    }

    fn bound(&mut self, spot: &Spot<'a>) -> Option<Bound> {
        match &spot.value.kind {
            Kind::Number(_) => self.sound_number(spot).map(|number| ("number", number)),
            Kind::Text(text) => {
                let number = percentage(text);
                if number.is_none() {
                    self.report.value("bad-bound", spot);
                }
                number.map(|number| ("percent", number))
            }
            Kind::Object(_) => {
                self.object(spot, &["times_baseline"], &["times_baseline"]);
                let times = spot.get("times_baseline")?;
                let number = self.sound_number(&times)?;
                if number <= 0.0 {
                    self.report.value("bad-bound", &times);
                    return None;
                }
                Some(("times_baseline", number))
            }
            _ => {
                self.report.value("wrong-type", spot);
                None
            }
        }
    }

    fn sound_number(&mut self, spot: &Spot<'a>) -> Option<f64> {
        let before = self.report.found.len();
        self.number(spot).filter(|_| self.report.found.len() == before)
    }

    fn on_fail(&mut self, on_fail: &Spot<'a>, ids: &[Option<&str>], stage: Option<(usize, bool)>) {
        match &on_fail.value.kind {
            Kind::Object(_) => {
                self.object(on_fail, &["rollback_to"], &["rollback_to"]);
                let Some(target) = on_fail.get("rollback_to") else { return };
                self.stage_name(&target, ids);
                let index = target.value.text().and_then(|name| ids.iter().position(|id| *id == Some(name)));
                if let (Some((own, _)), Some(index)) = (stage, index)
                    && index >= own
                {
                    self.report.value("bad-value", &target);
                }
            }
            Kind::Text(word) if ["rollback", "pause", "hold"].contains(&word.as_str()) => {}
            Kind::Text(_) => self.report.value("bad-value", on_fail),
            _ => self.report.value("wrong-type", on_fail),
        }
    }
}

/// The number of a percentage as text.
pub fn percentage(text: &str) -> Option<f64> {
    let number = text.strip_suffix('%')?;
    let parts: Vec<&str> = number.split('.').collect();
    let digits = |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    (parts.len() <= 2 && parts.iter().all(digits)).then(|| number.parse().ok())?
}
