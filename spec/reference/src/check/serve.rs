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
        if self.some_of(serve, &[&WHO[..], &WHAT[..]].concat()).is_empty() {
            return;
        }
        let mut counted = Vec::new();
        for group in [&WHO[..], &WHAT[..]] {
            let mut written = group.iter().filter_map(|name| Some((*name, serve.get(name)?)));
            counted.extend(written.next());
            for (_, later) in written {
                self.report.key("conflicting-fields", &later);
            }
        }
        let has_what = WHAT.iter().any(|name| serve.get(name).is_some());
        if !has_what && !variants.boolean {
            self.report.value("variant-required", serve);
        }
        for (name, member) in counted {
            match name {
                "percent" => {
                    self.percent(&member);
                }
                "ring" => self.ring_name(&member, owner),
                "schedule" => self.schedule(&member),
                "variant" => self.variant_name(&member, variants.names.as_deref()),
                _ => self.split(&member, variants),
            }
        }
    }
}
