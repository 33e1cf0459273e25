//! Conditions (spec section 5).

use super::{Check, Named, Naming};
use crate::{
    diagnostic::Spot,
    form::time,
    json::{Kind, Value},
};

const KINDS: [&str; 8] = ["all", "any", "not", "segment", "ring", "percent", "now", "attribute"];

/// The section and the name (or index) of what a condition stands in.
pub(super) type Owner = (&'static str, String);

/// The kind of a condition that has exactly one.
pub fn kind(condition: &Value) -> Option<&'static str> {
    let mut kinds = KINDS.into_iter().filter(|kind| condition.get(kind).is_some());
    kinds.next().filter(|_| kinds.next().is_none())
}

impl<'a> Check<'a> {
    pub(super) fn condition(&mut self, spot: &Spot<'a>, owner: &Owner) {
        if !matches!(spot.value.kind, Kind::Object(_)) {
            self.report.value("wrong-type", spot);
            return;
        }
        let Some(kind) = kind(spot.value) else {
            self.report.value("bad-condition", spot);
            return;
        };
        let Some(part) = spot.get(kind) else { return };
        if kind == "attribute" {
            self.leaf(spot, &part);
            return;
        }
        let known: &[&str] = if kind == "percent" { &["percent", "salt", "unit"] } else { &[kind] };
        self.object(spot, known, &[]);
        match kind {
            "all" | "any" => {
                for member in self.filled_list(&part, 10_000) {
                    self.condition(&member, owner);
                }
            }
            "not" => self.condition(&part, owner),
            "segment" => self.segment_name(&part, owner),
            "ring" if owner.0 == "flags" => self.ring_name(&part, owner),
            "ring" => {
                if self.text(&part).is_some() {
                    self.report.value("misplaced-condition", &part);
                }
            }
            "percent" => self.percent_condition(spot, &part, owner),
            _ => self.now(&part),
        }
    }

    fn segment_name(&mut self, spot: &Spot<'a>, owner: &Owner) {
        let Some(name) = self.text(spot) else { return };
        if self.has("segments", name) {
            self.namings.push(Naming { owner: owner.clone(), named: Named::Segment, name, spot: spot.clone() });
        } else {
            self.report.value("unknown-segment", spot);
        }
    }

    pub(super) fn ring_name(&mut self, spot: &Spot<'a>, owner: &Owner) {
        let Some(name) = self.text(spot) else { return };
        if self.ring_index(name).is_some() {
            self.namings.push(Naming { owner: owner.clone(), named: Named::Ring, name, spot: spot.clone() });
        } else {
            self.report.value("unknown-ring", spot);
        }
    }

    fn percent_condition(&mut self, spot: &Spot<'a>, percent: &Spot<'a>, owner: &Owner) {
        let salt = spot.get("salt");
        if salt.is_none() && owner.0 == "segments" && matches!(percent.value.kind, Kind::Number(_)) {
            self.report.value("misplaced-condition", percent);
        } else {
            self.percent(percent);
        }
        if let Some(salt) = &salt {
            self.name(salt);
        }
        if let Some(unit) = spot.get("unit") {
            if salt.is_some() {
                self.unit(&unit);
            } else {
                self.report.key("misplaced-field", &unit);
            }
        }
    }

    fn now(&mut self, spot: &Spot<'a>) {
        for bound in self.some_of(spot, &["before", "after"]) {
            self.timestamp(&bound);
        }
    }

    pub(super) fn timestamp(&mut self, spot: &Spot<'a>) {
        if let Some(text) = self.text(spot)
            && time::timestamp(text).is_none()
        {
            self.report.value("bad-timestamp", spot);
        }
    }
}
