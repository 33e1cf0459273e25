//! Serves: who gets something, and what (spec ).

use super::Compiler;
use crate::bucket::BUCKETS;
use crate::json::{Kind, Node, write_number};
use crate::problem::{
    BAD_VALUE, CONFLICTING_FIELDS, DUPLICATE_VARIANT, EMPTY, RANGE_OVERLAP, SPLIT_NOT_100, UNKNOWN_VARIANT, VARIANT_REQUIRED, limit,
};
use crate::program::{Serve, Share, Variant, VariantId, What, Who};

/// The variants of the flag whose serves are read.
pub(super) struct Served<'v> {
    /// `None` where they could not be read: then no name is judged.
    pub(super) variants: Option<&'v [Variant]>,
    /// A flag without `variants`: a serve that does not say what means `on`.
    pub(super) implies_on: bool,
}

impl Served<'_> {
    fn find(&self, name: &str) -> Option<VariantId> {
        self.variants?.iter().position(|variant| variant.name.as_ref() == name).map(VariantId::new)
    }
}

impl<'a> Compiler<'a, '_> {
    /// Reads a serve; `None` where it has a problem or its flag's variants have.
    pub(super) fn serve(&mut self, node: Node<'a>, served: &Served<'_>) -> Option<Serve> {
        if node.kind() == Kind::String {
            let variant = self.variant_name(node, served)?;
            return Some(Serve { who: Who::Everyone, what: What::Variant(variant) });
        }
        if node.kind() != Kind::Object {
            self.report.wrong_type(node, "a variant's name, or an object");
            return None;
        }
        let before = self.report.count();
        let found = self.fields(node, &["percent", "ring", "schedule", "variant", "split"]);
        let [percent, ring, schedule, variant, split] = found;
        if found.iter().all(Option::is_none) {
            self.empty_since(before, node, "a serve");
            return None;
        }
        self.excludes(&[("percent", percent), ("ring", ring), ("schedule", schedule)]);
        self.excludes(&[("variant", variant), ("split", split)]);
        let who = match (percent, ring, schedule) {
            (Some(node), ..) => self.report.percent(node).map(who),
            (None, Some(node), _) => self.ring_use(node).map(Who::Ring),
            (None, None, Some(node)) => self.schedule(node).map(|schedule| self.place_schedule(schedule)),
            (None, None, None) => Some(Who::Everyone),
        };
        let what = self.what(node, variant, split, served);
        Some(Serve { who: who?, what: what? })
    }

    /// What a serve or a rollout gives to whom it admits.
    pub(super) fn what(&mut self, node: Node<'a>, variant: Option<Node<'a>>, split: Option<Node<'a>>, served: &Served<'_>) -> Option<What> {
        match (variant, split) {
            (Some(node), _) => self.variant_name(node, served).map(What::Variant),
            (None, Some(node)) => self.split(node, served).map(|shares| self.place_split(shares)),
            (None, None) if served.implies_on => served.find("on").map(What::Variant),
            (None, None) => {
                self.report.problem(node, &VARIANT_REQUIRED, &[]);
                None
            }
        }
    }

    fn place_split(&mut self, shares: Vec<Share>) -> What {
        self.splits.push(shares.into());
        What::Split(self.splits.len().saturating_sub(1) as u32)
    }

    /// Notes that an object says nothing, unless what it says was noted as unknown.
    pub(super) fn empty_since(&mut self, before: usize, node: Node<'a>, what: &'static str) {
        if self.report.count() == before {
            self.report.problem(node, &EMPTY, &[what]);
        }
    }

    /// Notes each member after the first that is there.
    pub(super) fn excludes(&mut self, group: &[(&'static str, Option<Node<'a>>)]) {
        let mut there = group.iter().filter_map(|(name, member)| member.map(|member| (*name, member)));
        let Some((first, _)) = there.next() else { return };
        for (name, member) in there {
            self.report.problem(member.key(), &CONFLICTING_FIELDS, &[name, first]);
        }
    }

    /// The index of the variant that a string names.
    pub(super) fn variant_name(&mut self, node: Node<'a>, served: &Served<'_>) -> Option<VariantId> {
        let name = self.report.string(node)?;
        let variants = served.variants?;
        let found = served.find(name);
        if found.is_none() {
            self.report.unknown(node, &UNKNOWN_VARIANT, name, &mut variants.iter().map(|variant| variant.name.as_ref()));
        }
        found
    }

    fn split(&mut self, node: Node<'a>, served: &Served<'_>) -> Option<Vec<Share>> {
        let items: Vec<Node<'a>> = self.report.items(node, "a split", limit::VARIANTS)?.collect();
        let first = items.first()?;
        let has_ranges = first.members().any(|member| member.name() == "ranges");
        let before = self.report.count();
        let shares = match first.kind() {
            Kind::String => self.equal_parts(&items, served),
            Kind::Object if has_ranges => self.ranges(&items, served),
            Kind::Object => self.weights(&items, served),
            _ => {
                self.report.wrong_type(*first, "a variant's name, or an object");
                None
            }
        };
        if self.report.count() != before || node.holds_flaw() {
            return None;
        }
        self.whole(node, first.kind(), shares?)
    }

    /// Judges a split whose elements are right.
    fn whole(&mut self, node: Node<'a>, form: Kind, mut shares: Vec<Share>) -> Option<Vec<Share>> {
        if form == Kind::String {
            if shares.len() < 2 {
                let allowed = "the splits: two or more variants";
                self.report.problem(node, &BAD_VALUE, &[node.raw(), allowed]);
                return None;
            }
            return Some(shares);
        }
        let total: u64 = shares.iter().map(|share| u64::from(share.to.saturating_sub(share.from))).sum();
        if total != u64::from(BUCKETS) {
            let mut text = String::new();
            write_number(&mut text, total as f64 / 1_000.0);
            self.report.problem(node, &SPLIT_NOT_100, &[&text]);
            return None;
        }
        shares.retain(|share| share.from < share.to);
        shares.sort_by_key(|share| share.from);
        Some(shares)
    }

    /// Form (a): names, for equal parts.
    fn equal_parts(&mut self, items: &[Node<'a>], served: &Served<'_>) -> Option<Vec<Share>> {
        let cut = |index: usize| (index as u64).saturating_mul(u64::from(BUCKETS)).checked_div(items.len() as u64).unwrap_or(0) as u32;
        let mut seen = Vec::new();
        let mut shares = Vec::new();
        for (index, &item) in items.iter().enumerate() {
            let Some(variant) = self.share_variant(item, served, &mut seen) else { continue };
            shares.push(Share { from: cut(index), to: cut(index.saturating_add(1)), variant });
        }
        Some(shares)
    }

    /// Form (b): percentages, in order.
    fn weights(&mut self, items: &[Node<'a>], served: &Served<'_>) -> Option<Vec<Share>> {
        let (mut seen, mut shares, mut from) = (Vec::new(), Vec::new(), 0_u32);
        for &item in items {
            let Some((variant, percent)) = self.share_fields(item, "percent", served, &mut seen) else { continue };
            let percent = percent.and_then(|node| self.report.percent(node));
            if let (Some(variant), Some(percent)) = (variant, percent) {
                let to = from.saturating_add(percent);
                shares.push(Share { from, to, variant });
                from = to;
            }
        }
        Some(shares)
    }

    /// Form (c): ranges, in any order.
    fn ranges(&mut self, items: &[Node<'a>], served: &Served<'_>) -> Option<Vec<Share>> {
        let before = self.report.count();
        let (mut seen, mut shares, mut written) = (Vec::new(), Vec::new(), Vec::new());
        for &item in items {
            let Some((variant, ranges)) = self.share_fields(item, "ranges", served, &mut seen) else { continue };
            let Some(ranges) = ranges.and_then(|node| self.report.items(node, "a list of ranges", limit::SLOTS)) else { continue };
            for node in ranges {
                let Some((from, to)) = self.report.range(node) else { continue };
                written.push((from, to, node));
                shares.extend(variant.map(|variant| Share { from, to, variant }));
            }
        }
        if self.report.count() == before && !items.iter().any(|item| item.holds_flaw()) {
            self.overlaps(written);
        }
        Some(shares)
    }

    /// Notes each range that overlaps one that starts before it, or with it and is written first.
    pub(super) fn overlaps(&mut self, mut written: Vec<(u32, u32, Node<'a>)>) {
        // Ranges come in the order of the text, and sorting keeps it.
        written.sort_by_key(|&(from, _, _)| from);
        let mut covered = 0;
        for (from, to, node) in written {
            if from < covered {
                self.report.problem(node, &RANGE_OVERLAP, &[]);
            }
            covered = covered.max(to);
        }
    }

    /// The variant and the other field of an element of a split.
    fn share_fields(
        &mut self,
        item: Node<'a>,
        other: &'static str,
        served: &Served<'_>,
        seen: &mut Vec<String>,
    ) -> Option<(Option<VariantId>, Option<Node<'a>>)> {
        if !self.report.demand(item, Kind::Object) {
            return None;
        }
        let [variant, value] = self.fields(item, &["variant", other]);
        self.report.missing(item, &[("variant", variant.is_some()), (other, value.is_some())]);
        Some((variant.and_then(|node| self.share_variant(node, served, seen)), value))
    }

    /// The variant of an element, which no other element has.
    fn share_variant(&mut self, node: Node<'a>, served: &Served<'_>, seen: &mut Vec<String>) -> Option<VariantId> {
        let name = self.report.string(node)?;
        if seen.iter().any(|own| *own == name) {
            self.report.problem(node, &DUPLICATE_VARIANT, &[name]);
            return None;
        }
        seen.push(name.to_owned());
        // Where the variants cannot be told, the form of the split is still judged.
        if served.variants.is_none() { Some(VariantId::new(0)) } else { self.variant_name(node, served) }
    }
}

/// Who is served by a percentage, in thousandths.
fn who(percent: u32) -> Who {
    match percent {
        0 => Who::Certain(false),
        BUCKETS => Who::Certain(true),
        _ => Who::Percent(percent),
    }
}
