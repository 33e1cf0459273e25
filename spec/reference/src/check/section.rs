//! The sections of a document (spec, section 4.1).

use super::Check;
use crate::diagnostic::Spot;

impl<'a> Check<'a> {
    pub(super) fn sections(&mut self) {
        let root = self.root.clone();
        if let Some(hash) = root.get("hash")
            && let Some(scheme) = self.text(&hash)
            && scheme != "xxh64-mix"
        {
            self.report.value("unsupported-hash", &hash);
        }
        if let Some(revision) = root.get("revision") {
            self.text(&revision);
        }
        if let Some(serial) = root.get("serial")
            && let Some(number) = self.number(&serial)
            && (number.fract() != 0.0 || number < 0.0)
        {
            self.report.value("wrong-type", &serial);
        }
        if let Some(unit) = root.get("unit") {
            self.unit(&unit);
        }
        for (attribute, declaration) in self.section("attributes", 1_000) {
            self.declaration(attribute, &declaration);
        }
        for (name, segment) in self.section("segments", 10_000) {
            self.segment(name, &segment);
        }
        self.all_rings();
        let flags = self.section("flags", 100_000);
        for (key, flag) in &flags {
            self.flag(key, flag);
        }
        if let Some(nameless) = root.get("flags").and_then(|flags| flags.get("")) {
            self.untold(|check| check.flag("", &nameless));
        }
        for (_, flag) in &flags {
            self.requires(flag);
        }
        for (_, layer) in self.section("layers", 1_000) {
            self.layer(&layer);
        }
    }

    /// Looks at something of which no error is told.
    fn untold(&mut self, look: impl FnOnce(&mut Self)) {
        let (report, namings, patterns) = (self.report.clone(), self.namings.len(), self.patterns);
        look(self);
        let looked = std::mem::replace(&mut self.report, report);
        self.report.untold.extend(looked.found.into_iter().skip(self.report.found.len()));
        self.namings.truncate(namings);
        self.patterns = patterns;
    }

    fn section(&mut self, name: &str, limit: usize) -> Vec<(&'a str, Spot<'a>)> {
        self.root.get(name).map(|section| self.map(&section, limit)).unwrap_or_default()
    }

    fn segment(&mut self, name: &str, segment: &Spot<'a>) {
        if !self.object(segment, &["if", "description"], &["if"]) {
            return;
        }
        if let Some(description) = segment.get("description") {
            self.text(&description);
        }
        if let Some(condition) = segment.get("if") {
            self.condition(&condition, &("segments", name.to_owned()));
        }
    }

    fn all_rings(&mut self) {
        let Some(rings) = self.root.get("rings") else { return };
        let rings = self.list(&rings, 64);
        for (index, ring) in rings.iter().enumerate() {
            if !self.object(ring, &["id", "if", "percent", "description"], &["id"]) {
                continue;
            }
            if let Some(id) = ring.get("id") {
                self.name(&id);
            }
            if let Some(description) = ring.get("description") {
                self.text(&description);
            }
            if let Some(condition) = ring.get("if") {
                self.condition(&condition, &("rings", index.to_string()));
            }
            if let Some(percent) = ring.get("percent") {
                self.percent(&percent);
            }
        }
        self.distinct_ids(&rings);
    }

    fn layer(&mut self, layer: &Spot<'a>) {
        if !self.object(layer, &["unit", "salt", "slots", "description"], &["slots"]) {
            return;
        }
        if let Some(unit) = layer.get("unit") {
            self.unit(&unit);
        }
        if let Some(salt) = layer.get("salt") {
            self.name(&salt);
        }
        if let Some(description) = layer.get("description") {
            self.text(&description);
        }
        let slots = layer.get("slots").map(|slots| self.filled_list(&slots, 1_000)).unwrap_or_default();
        let mut ranges = Vec::new();
        for slot in &slots {
            if self.object(slot, &["id", "range", "flags", "description"], &["range", "flags"]) {
                self.slot(slot);
                if let Some(spot) = slot.get("range")
                    && let Some(range) = self.range(&spot)
                {
                    ranges.push((range, spot));
                }
            }
        }
        self.overlaps(ranges);
        self.distinct_ids(&slots);
    }

    fn slot(&mut self, slot: &Spot<'a>) {
        if let Some(id) = slot.get("id") {
            self.name(&id);
        }
        if let Some(description) = slot.get("description") {
            self.text(&description);
        }
        let flags = slot.get("flags").map(|flags| self.list(&flags, usize::MAX)).unwrap_or_default();
        for flag in flags {
            if let Some(name) = self.text(&flag)
                && !self.has("flags", name)
            {
                self.report.value("unknown-flag", &flag);
            }
        }
    }
}
