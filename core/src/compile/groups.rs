//! Segments, rings and layers: what flags share (spec 4.1).

use super::condition::Scope;
use super::flag::Ids;
use super::{Compiler, Listed, RingDraft};
use crate::bucket;
use crate::context::Domain;
use crate::document::{Entry, Owner, find};
use crate::json::{Kind, Node};
use crate::problem::{FLAG_IN_TWO_LAYERS, UNKNOWN_FLAG, limit};
use crate::program::{FlagId, Layer, LayerId, Place, PlaceId, Ring, Segment};

impl<'a> Compiler<'a, '_> {
    pub(super) fn segments(&mut self) {
        let document = self.document;
        for (index, entry) in document.segments.iter().enumerate() {
            self.report.owner = Owner::Segment(index as u32);
            let segment = self.segment(entry);
            self.segments.push(segment);
        }
    }

    fn segment(&mut self, entry: &Entry<'a>) -> Option<Segment> {
        self.report.key(entry.member, "a segment's name");
        if entry.name.is_empty() || !self.report.demand(entry.value(), Kind::Object) {
            return None;
        }
        let mut found = [None; 2];
        self.report.fields(&mut entry.fields(), &["if", "description"], 2, &mut found);
        let [condition, _] = found;
        self.report.missing(entry.value(), &[("if", condition.is_some())]);
        let condition = self.condition(condition?, Scope::Segment)?;
        Some(Segment { name: entry.name.into(), condition })
    }

    pub(super) fn rings(&mut self) {
        let Some(rings) = self.document.rings else { return };
        let mut ids = Ids::default();
        for (index, node) in rings.items().enumerate() {
            self.report.owner = Owner::Ring(index as u32);
            let draft = self.ring(node, &mut ids);
            self.rings.push(draft);
        }
    }

    fn ring(&mut self, node: Node<'a>, ids: &mut Ids<'a>) -> RingDraft<'a> {
        let mut draft = RingDraft { ring: None, node, id: None, has_condition: false, percent: None, has_percent: false };
        if !self.report.demand(node, Kind::Object) {
            return draft;
        }
        let [id, condition, percent, _] = self.fields(node, &["id", "if", "percent", "description"]);
        self.report.missing(node, &[("id", id.is_some())]);
        // Whoever names a ring whose id is wrong names a broken ring.
        draft.id = id.filter(|node| !node.holds_flaw()).and_then(Node::string).map(str::to_owned);
        let id = id.and_then(|node| self.id(node, ids));
        draft.has_condition = condition.is_some();
        draft.has_percent = percent.is_some();
        let condition = condition.and_then(|node| self.condition(node, Scope::Ring));
        draft.percent = percent.and_then(|node| self.report.percent(node));
        let whole = condition.is_some() == draft.has_condition && draft.percent.is_some() == draft.has_percent;
        if let (Some(id), true) = (id, whole) {
            draft.ring = Some(Ring { id: id.into(), condition, percent: draft.percent });
        }
        draft
    }

    pub(super) fn layers(&mut self) {
        let document = self.document;
        let mut first_layer = vec![None; document.flags.len()];
        for (index, entry) in document.layers.iter().enumerate() {
            self.report.owner = Owner::Layer(index as u32);
            let listed = self.listed.len();
            self.report.key(entry.member, "a layer's name");
            // Why read at all: the flags that it lists must not run as if it were not there.
            let muted = std::mem::replace(&mut self.report.muted, entry.name.is_empty());
            let layer = self.layer(entry, index as u32);
            self.report.muted = muted;
            self.layers.push(layer);
            let listed: Vec<(FlagId, Node<'a>)> =
                self.listed.get(listed..).unwrap_or_default().iter().map(|listed| (listed.flag, listed.first)).collect();
            for (flag, node) in listed {
                let Some(first) = first_layer.get_mut(flag.index()) else { continue };
                let Some(first) = first.replace(index).filter(|&first| first != index) else { continue };
                let name = |entries: &[Entry<'a>], index: usize| entries.get(index).map(|entry| entry.name).unwrap_or_default();
                let facts = [name(&document.flags, flag.index()), name(&document.layers, first)];
                self.report.problem(node, &FLAG_IN_TWO_LAYERS, &facts);
            }
        }
    }

    fn layer(&mut self, entry: &Entry<'a>, index: u32) -> Layer {
        let mut layer = Layer { name: entry.name.into(), seed: 0, unit: self.document_unit };
        if !self.report.demand(entry.value(), Kind::Object) {
            return layer;
        }
        let mut found = [None; 4];
        self.report.fields(&mut entry.fields(), &["unit", "salt", "slots", "description"], 4, &mut found);
        let [unit, salt, slots, _] = found;
        layer.unit = unit.and_then(|node| self.unit(node)).unwrap_or(layer.unit);
        let salt = salt.and_then(|node| self.report.name(node, "a salt"));
        layer.seed = bucket::seed(Domain::Layer.name(), salt.unwrap_or(entry.name));
        self.report.missing(entry.value(), &[("slots", slots.is_some())]);
        if let Some(slots) = slots {
            self.slots(slots, index);
        }
        layer
    }

    fn slots(&mut self, node: Node<'a>, layer: u32) {
        let Some(items) = self.report.items(node, "a layer's `slots`", limit::SLOTS) else { return };
        let (mut ids, mut ranges) = (Ids::default(), Vec::new());
        for item in items {
            self.slot(item, layer, &mut ids, &mut ranges);
        }
        self.overlaps(ranges);
    }

    fn slot(&mut self, node: Node<'a>, layer: u32, ids: &mut Ids<'a>, ranges: &mut Vec<(u32, u32, Node<'a>)>) {
        if !self.report.demand(node, Kind::Object) {
            return;
        }
        let [id, range, flags, _] = self.fields(node, &["id", "range", "flags", "description"]);
        id.and_then(|node| self.id(node, ids));
        self.report.missing(node, &[("range", range.is_some()), ("flags", flags.is_some())]);
        let range = range.and_then(|node| self.report.range(node).map(|(from, to)| (from, to, node)));
        ranges.extend(range);
        let Some(flags) = flags.filter(|&node| self.report.demand(node, Kind::Array)) else { return };
        for item in flags.items() {
            self.listed_flag(item, layer, range.map(|(from, to, _)| (from, to)));
        }
    }

    fn listed_flag(&mut self, node: Node<'a>, layer: u32, range: Option<(u32, u32)>) {
        let Some(name) = self.report.string(node) else { return };
        let document = self.document;
        let Some(flag) = find(&document.flags, name).map(|index| FlagId::new(index as usize)) else {
            self.report.unknown(node, &UNKNOWN_FLAG, name, &mut document.flags.iter().map(|entry| entry.name));
            return;
        };
        let next = self.listed.len();
        let at = self.listed_at.get(&(flag, layer)).copied().unwrap_or(next);
        self.listed_at.insert((flag, layer), at);
        match self.listed.get_mut(at) {
            Some(listed) => listed.ranges.extend(range),
            None => self.listed.push(Listed { flag, layer, first: node, ranges: range.into_iter().collect() }),
        }
    }

    /// Gives each flag its place in the layer that lists it.
    pub(super) fn places(&mut self) {
        for listed in std::mem::take(&mut self.listed) {
            if let Some(draft) = self.flags.get_mut(listed.flag.index()) {
                draft.flag.place = Some(PlaceId::new(self.places.len()));
                self.places.push(Place { layer: LayerId::new(listed.layer as usize), ranges: listed.ranges.into() });
            }
        }
    }
}
