//! Splits in their three forms (spec ).

use super::{Check, flag::Variants};
use crate::{
    diagnostic::Spot,
    json::{Kind, Value},
};

impl<'a> Check<'a> {
    pub(super) fn split(&mut self, split: &Spot<'a>, variants: &Variants<'a>) {
        let parts = self.filled_list(split, usize::MAX);
        let Some(first) = parts.first() else { return };
        match &first.value.kind {
            Kind::Text(_) | Kind::BadText => {
                self.distinct_variants(&parts);
                for part in &parts {
                    self.variant_name(part, variants.names.as_deref());
                }
                if !self.report.holds_error(split) && parts.len() == 1 {
                    self.report.value("bad-value", split);
                }
            }
            Kind::Object(members) if members.contains_key("ranges") => self.ranges(split, &parts, variants),
            Kind::Object(_) => self.percentages(split, &parts, variants),
            _ => self.report.value("wrong-type", first),
        }
    }

    fn percentages(&mut self, split: &Spot<'a>, parts: &[Spot<'a>], variants: &Variants<'a>) {
        self.distinct_part_variants(parts);
        let mut sum: u64 = 0;
        for part in parts {
            if self.part(part, "percent", variants)
                && let Some(percent) = part.get("percent")
            {
                sum += u64::from(self.percent(&percent).unwrap_or_default());
            }
        }
        if !self.report.holds_error(split) && sum != 100_000 {
            self.report.value("split-not-100", split);
        }
    }

    fn ranges(&mut self, split: &Spot<'a>, parts: &[Spot<'a>], variants: &Variants<'a>) {
        self.distinct_part_variants(parts);
        let mut ranges = Vec::new();
        for part in parts {
            if self.part(part, "ranges", variants)
                && let Some(pairs) = part.get("ranges")
            {
                for spot in self.filled_list(&pairs, usize::MAX) {
                    ranges.extend(self.range(&spot).map(|range| (range, spot)));
                }
            }
        }
        let sum: u64 = ranges.iter().map(|((from, to), _)| u64::from(to - from)).sum();
        if !self.report.holds_error(split) && !self.overlaps(ranges) && sum != 100_000 {
            self.report.value("split-not-100", split);
        }
    }

    fn part(&mut self, part: &Spot<'a>, measure: &str, variants: &Variants<'a>) -> bool {
        let object = self.object(part, &["variant", measure], &["variant", measure]);
        if let Some(variant) = part.get("variant") {
            self.variant_name(&variant, variants.names.as_deref());
        }
        object
    }

    fn distinct_part_variants(&mut self, parts: &[Spot<'a>]) {
        let names: Vec<Spot> = parts.iter().filter_map(|part| part.get("variant")).collect();
        self.distinct_variants(&names);
    }

    fn distinct_variants(&mut self, names: &[Spot<'a>]) {
        let mut seen: Vec<&str> = Vec::new();
        for spot in names {
            if let Some(name) = Value::text(spot.value) {
                if seen.contains(&name) {
                    self.report.value("duplicate-variant", spot);
                }
                seen.push(name);
            }
        }
    }
}
