//! Serves (spec ).

use super::{Check, condition::Owner, flag::Variants};
use crate::{diagnostic::Spot, json::Kind};

const WHO: [&str; 3] = ["percent", "ring", "schedule"];
const WHAT: [&str; 2] = ["variant", "split"];

impl<'a> Check<'a> {
    pub(super) fn serve(&mut self, serve: &Spot<'a>, variants: &Variants<'a>, owner: &Owner) {
        if matches!(serve.value.kind, Kind::Text(_) | Kind::BadText) {
            self.variant_name(serve, variants.names.as_deref());
            return;
        }
        if !self.object(serve, &[&WHO[..], &WHAT[..]].concat(), &[]) {
            return;
        }
        for group in [&WHO[..], &WHAT[..]] {
            for later in group.iter().filter_map(|name| serve.get(name)).skip(1) {
                self.report.key("conflicting-fields", &later);
            }
        }
        if let Some(schedule) = serve.get("schedule") {
            self.report.key("unsupported-feature", &schedule);
        }
        let has_what = WHAT.iter().any(|name| serve.get(name).is_some());
        if !has_what && WHO.iter().all(|name| serve.get(name).is_none()) {
            self.report.value("empty", serve);
        } else if !has_what && !variants.boolean {
            self.report.value("variant-required", serve);
        }
        if let Some(percent) = serve.get("percent") {
            self.percent(&percent);
        }
        if let Some(ring) = serve.get("ring") {
            self.ring_name(&ring, owner);
        }
        if let Some(variant) = serve.get("variant") {
            self.variant_name(&variant, variants.names.as_deref());
        }
        if let Some(split) = serve.get("split") {
            self.split(&split, variants);
        }
    }
}
