//! Members and their types: what say of every field.

use super::Check;
use crate::{
    diagnostic::Spot,
    form::{number, percent, pointer},
    json::{Kind, Value},
};

/// The bytes of a name, id, salt, unit or attribute.
const NAME_BYTES: usize = 256;

impl<'a> Check<'a> {
    /// Whether a value is an object; its unknown members and those that it lacks are reported.
    pub(super) fn object(&mut self, spot: &Spot<'a>, known: &[&str], required: &[&str]) -> bool {
        if !matches!(spot.value.kind, Kind::Object(_)) {
            self.report.value("wrong-type", spot);
            return false;
        }
        for (name, member) in spot.members() {
            if !known.contains(&name) && !name.starts_with("x-") {
                self.report.key("unknown-field", &member);
            }
        }
        if required.iter().any(|name| spot.value.get(name).is_none()) {
            self.report.value("missing-field", spot);
        }
        true
    }

    /// The members of an object that has at least one of some, and no others; one that has only unknown ones is reported for those alone.
    pub(super) fn some_of(&mut self, spot: &Spot<'a>, known: &[&str]) -> Vec<Spot<'a>> {
        let before = self.report.found.len();
        let object = self.object(spot, known, &[]);
        let some: Vec<_> = known.iter().filter_map(|name| spot.get(name)).collect();
        if object && some.is_empty() && self.report.found.len() == before {
            self.report.value("empty", spot);
        }
        some
    }

    /// The members of a map from names to things, if it is one that is not above its limit; names are held to.
    pub(super) fn map(&mut self, spot: &Spot<'a>, limit: usize) -> Vec<(&'a str, Spot<'a>)> {
        let members = spot.members();
        if !matches!(spot.value.kind, Kind::Object(_)) {
            self.report.value("wrong-type", spot);
        } else if members.len() > limit {
            self.report.value("limit-exceeded", spot);
        } else {
            for (name, member) in &members {
                if name.is_empty() {
                    self.report.value("empty", member);
                } else if name.len() > NAME_BYTES {
                    self.report.key("limit-exceeded", member);
                }
            }
            return members.into_iter().filter(|(name, _)| !name.is_empty()).collect();
        }
        Vec::new()
    }

    /// The elements of an array that is not above its limit.
    pub(super) fn list(&mut self, spot: &Spot<'a>, limit: usize) -> Vec<Spot<'a>> {
        let elements = spot.elements();
        if !matches!(spot.value.kind, Kind::List(_)) {
            self.report.value("wrong-type", spot);
        } else if elements.len() > limit {
            self.report.value("limit-exceeded", spot);
        } else {
            return elements;
        }
        Vec::new()
    }

    /// The same of an array that may not be empty.
    pub(super) fn filled_list(&mut self, spot: &Spot<'a>, limit: usize) -> Vec<Spot<'a>> {
        if matches!(&spot.value.kind, Kind::List(elements) if elements.is_empty()) {
            self.report.value("empty", spot);
        }
        self.list(spot, limit)
    }

    /// A string.
    pub(super) fn text(&mut self, spot: &Spot<'a>) -> Option<&'a str> {
        if spot.value.text().is_none() {
            self.report.value("wrong-type", spot);
        }
        spot.value.text()
    }

    /// An id, a salt, a unit, an attribute: a string that is not empty and not too long.
    pub(super) fn name(&mut self, spot: &Spot<'a>) -> Option<&'a str> {
        let text = self.text(spot)?;
        if text.is_empty() {
            self.report.value("empty", spot);
        } else if text.len() > NAME_BYTES {
            self.report.value("limit-exceeded", spot);
        }
        Some(text)
    }

    /// A literal key, or a JSON Pointer.
    pub(super) fn attribute(&mut self, spot: &Spot<'a>) {
        if let Some(attribute) = self.name(spot)
            && pointer::steps(attribute).is_none()
        {
            self.report.value("bad-pointer", spot);
        }
    }

    /// A unit: an attribute, or a list of them.
    pub(super) fn unit(&mut self, spot: &Spot<'a>) {
        match spot.value.kind {
            Kind::List(_) => {
                for attribute in self.filled_list(spot, 8) {
                    self.attribute(&attribute);
                }
            }
            _ => self.attribute(spot),
        }
    }

    /// `true` or `false`.
    pub(super) fn boolean(&mut self, spot: &Spot<'a>) {
        if !matches!(spot.value.kind, Kind::Boolean(_)) {
            self.report.value("wrong-type", spot);
        }
    }

    /// A number.
    pub(super) fn number(&mut self, spot: &Spot<'a>) -> Option<f64> {
        let number = spot.value.number();
        match number {
            None => self.report.value("wrong-type", spot),
            Some(number) if !number.is_finite() || number::out_of_range(number) => self.report.value("bad-number", spot),
            Some(_) => {}
        }
        number
    }

    /// A percentage, in thousandths.
    pub(super) fn percent(&mut self, spot: &Spot<'a>) -> Option<u32> {
        let thousandths = percent::thousandths(spot.value);
        if !matches!(spot.value.kind, Kind::Number(_)) {
            self.report.value("wrong-type", spot);
        } else if thousandths.is_none() {
            self.report.value("bad-percent", spot);
        }
        thousandths
    }

    /// A range `[from, to]` in thousandths, from < to.
    pub(super) fn range(&mut self, spot: &Spot<'a>) -> Option<(u32, u32)> {
        let ends = spot.elements();
        if !matches!(spot.value.kind, Kind::List(_)) {
            self.report.value("wrong-type", spot);
            return None;
        }
        if ends.len() == 2 {
            let good = ends.iter().map(|end| self.percent(end)).collect::<Vec<_>>();
            if good.contains(&None) {
                return None;
            }
        }
        let range = percent::range(spot.value);
        if range.is_none() {
            self.report.value("bad-range", spot);
        }
        range
    }

    /// Reports the ranges that overlap one that starts earlier, or with them and is written earlier.
    pub(super) fn overlaps(&mut self, mut ranges: Vec<((u32, u32), Spot<'a>)>) -> bool {
        ranges.sort_by_key(|((from, _), _)| *from);
        let (mut end, mut overlap) = (0, false);
        for ((from, to), spot) in ranges {
            if from < end {
                self.report.value("range-overlap", &spot);
                overlap = true;
            }
            end = end.max(to);
        }
        overlap
    }

    /// Reports every `id` that an earlier element has too.
    pub(super) fn distinct_ids(&mut self, elements: &[Spot<'a>]) {
        let mut seen = Vec::new();
        for spot in elements.iter().filter_map(|element| element.get("id")) {
            if let Some(id) = spot.value.text() {
                if seen.contains(&id) {
                    self.report.value("duplicate-id", &spot);
                }
                seen.push(id);
            }
        }
    }
}

/// The member of an object that is a string.
pub(super) fn text_of<'a>(value: &'a Value, name: &str) -> Option<&'a str> {
    value.get(name).and_then(Value::text)
}
