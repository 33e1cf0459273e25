//! Texts of observations (spec ).

use std::collections::BTreeMap;

use super::Check;
use crate::{
    diagnostic::{Report, Spot},
    form::time,
    json::{Kind, Value},
};

const PARTS: [&str; 6] = ["count", "of", "value", "mean", "sd", "n"];
/// The greatest count.
const GREATEST: f64 = 1e12;

/// Adds to `report` every error of a text of observations.
pub fn check_observations(root: &Value, report: Report) -> Report {
    let spot = Spot::root(root);
    let mut check = Check { root: spot.clone(), report, declarations: BTreeMap::new(), namings: Vec::new(), patterns: 0 };
    match &root.kind {
        Kind::List(_) => spot.elements().iter().for_each(|one| check.observation(one)),
        _ if root.get("status").is_some() => check.response(&spot),
        _ => check.observation(&spot),
    }
    check.report
}

/// A series' metric, arm and part.
type Part<'a> = (&'a str, &'a str, &'a str);

impl<'a> Check<'a> {
    fn observation(&mut self, one: &Spot<'a>) {
        if !self.object(one, &["stage", "from", "to", "units", "metrics"], &["stage", "from", "to", "metrics"]) {
            return;
        }
        if let Some(stage) = one.get("stage") {
            self.name(&stage);
        }
        let ends = ["from", "to"].map(|name| one.get(name));
        for end in ends.iter().flatten() {
            self.timestamp(end);
        }
        let [from, to] = ends.map(|end| Some((time::timestamp(end.as_ref()?.value.text()?)?, end?)));
        if let (Some((from, _)), Some((to, spot))) = (from, to)
            && to <= from
        {
            self.report.value("not-ascending", &spot);
        }
        if let Some(units) = one.get("units")
            && self.object(&units, &["treatment", "control"], &["treatment", "control"])
        {
            for count in ["treatment", "control"].into_iter().filter_map(|arm| units.get(arm)) {
                self.whole(&count);
            }
        }
        for (_, metric) in one.get("metrics").map(|metrics| self.map(&metrics, usize::MAX)).unwrap_or_default() {
            self.metric(&metric);
        }
    }

    fn metric(&mut self, metric: &Spot<'a>) {
        if !self.object(metric, &["treatment", "control"], &["treatment"]) {
            return;
        }
        let [treatment, control] = ["treatment", "control"].map(|arm| metric.get(arm));
        let treated = treatment.and_then(|measure| self.measure(&measure));
        let controlled = control.as_ref().and_then(|measure| self.measure(measure));
        if let (Some(treated), Some(controlled), Some(control)) = (treated, controlled, control)
            && treated != controlled
        {
            self.report.value("bad-value", &control);
        }
    }

    /// A measure: the member that tells how it was measured, if nothing is wrong with it.
    fn measure(&mut self, measure: &Spot<'a>) -> Option<&'static str> {
        if !self.object(measure, &PARTS, &[]) {
            return None;
        }
        let has = |name: &&str| measure.get(name).is_some();
        let (kind, members): (_, &[&str]) = match () {
            () if ["count", "of"].iter().any(has) => ("count", &["count", "of"]),
            () if has(&"value") => ("value", &["value", "n"]),
            () => ("mean", &["mean", "sd", "n"]),
        };
        if !members.iter().all(has) {
            self.report.value("missing-field", measure);
            return None;
        }
        if PARTS.iter().filter(|name| has(name)).any(|name| !members.contains(name)) {
            self.report.value("bad-value", measure);
            return None;
        }
        let before = self.report.found.len();
        for (name, part) in members.iter().filter_map(|name| Some((*name, measure.get(name)?))) {
            match name {
                "count" | "of" | "n" => self.whole(&part),
                _ => {
                    let number = self.number(&part);
                    if name == "sd" && number.is_some_and(|number| number < 0.0) {
                        self.report.value("bad-number", &part);
                    }
                }
            }
        }
        let number = |name: &str| measure.get(name)?.value.number();
        if self.report.found.len() == before
            && let (Some(count), Some(of)) = (number("count"), number("of"))
            && count > of
        {
            measure.get("of").iter().for_each(|of| self.report.value("bad-value", of));
        }
        (self.report.found.len() == before).then_some(kind)
    }

    /// An integer from 0 to 10^12.
    fn whole(&mut self, spot: &Spot<'a>) {
        if let Some(number) = self.number(spot)
            && (number.fract() != 0.0 || !(0.0..=GREATEST).contains(&number))
        {
            self.report.value("bad-value", spot);
        }
    }

    fn response(&mut self, root: &Spot<'a>) {
        if let Some(status) = root.get("status")
            && status.value.text() != Some("success")
        {
            self.report.value("bad-value", &status);
            return;
        }
        let Some(data) = self.needed(root, "data") else { return };
        let (kind, result) = (self.needed(&data, "resultType"), self.needed(&data, "result"));
        let (Some(kind), Some(result)) = (kind, result) else { return };
        if kind.value.text() != Some("vector") {
            self.report.value("bad-value", &kind);
            return;
        }
        let mut seen = BTreeMap::new();
        for series in self.list(&result, usize::MAX) {
            if let Some((part, sample)) = self.series(&series)
                && seen.insert(part, sample).is_some()
            {
                self.report.value("duplicate-key", &series);
            }
        }
        for (&(name, arm, part), (of, spot)) in &seen {
            if part == "of" && name != "units" && seen.get(&(name, arm, "count")).is_some_and(|(count, _)| count.round() > of.round()) {
                self.report.value("bad-value", spot);
            }
        }
    }

    fn needed(&mut self, of: &Spot<'a>, name: &str) -> Option<Spot<'a>> {
        let member = of.get(name);
        match of.value.kind {
            Kind::Object(_) if member.is_none() => self.report.value("missing-field", of),
            Kind::Object(_) => {}
            _ => self.report.value("wrong-type", of),
        }
        member
    }

    /// A series: its metric, arm and part, and its number, where that is finite.
    fn series(&mut self, series: &Spot<'a>) -> Option<(Part<'a>, (f64, Spot<'a>))> {
        let (labels, value) = (self.needed(series, "metric")?, self.needed(series, "value")?);
        let arm = labels.value.get("arm").and_then(Value::text).filter(|arm| ["treatment", "control"].contains(arm))?;
        let Some(name) = labels.get("metric").or(labels.get("__name__")) else {
            self.report.value("missing-field", &labels);
            return None;
        };
        let part = match labels.get("part") {
            None => "value",
            Some(part) => match self.text(&part)? {
                word if PARTS.contains(&word) => word,
                _ => {
                    self.report.value("bad-value", &part);
                    return None;
                }
            },
        };
        let [at, number] = <[Spot<'a>; 2]>::try_from(value.elements()).map_err(|_| self.report.value("wrong-type", &value)).ok()?;
        self.number(&at)?;
        let Ok(parsed) = self.text(&number)?.parse::<f64>() else {
            self.report.value("bad-number", &number);
            return None;
        };
        let name = self.text(&name)?;
        let counts = name == "units" || ["count", "of", "n"].contains(&part);
        if counts && parsed.is_finite() && !(0.0..=GREATEST).contains(&parsed) {
            self.report.value("bad-value", &number);
            return None;
        }
        parsed.is_finite().then_some(((name, arm, part), (parsed, number)))
    }
}
