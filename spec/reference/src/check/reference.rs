//! Names that lead somewhere broken, and names that lead back to themselves (spec ).

use std::collections::{BTreeMap, BTreeSet};

use super::{Check, Named, Naming, field::text_of, flag::REQUIRES};
use crate::{
    diagnostic::Spot,
    form::percent,
    json::{Kind, Value},
};

/// Who leads to whom.
pub(super) type Graph<'a> = BTreeMap<&'a str, BTreeSet<&'a str>>;

/// Everything that can be reached from a name in one step or more.
fn reached<'a>(graph: &Graph<'a>, from: &str) -> BTreeSet<&'a str> {
    let mut reached = BTreeSet::new();
    let mut open: Vec<&str> = graph.get(from).into_iter().flatten().copied().collect();
    while let Some(name) = open.pop() {
        if reached.insert(name) {
            open.extend(graph.get(name).into_iter().flatten());
        }
    }
    reached
}

/// All names, each after those that it leads to (but where they lead in a circle).
pub(super) fn bottom_up<'a>(graph: &Graph<'a>) -> Vec<&'a str> {
    let mut order = Vec::new();
    let mut entered = BTreeSet::new();
    let mut open: Vec<(&str, bool)> = graph.keys().map(|name| (*name, false)).collect();
    while let Some((name, left)) = open.pop() {
        if left {
            order.push(name);
        } else if entered.insert(name) {
            open.push((name, true));
            open.extend(graph.get(name).into_iter().flatten().map(|name| (*name, false)));
        }
    }
    order
}

/// The names that lead to a circle, or lie on one.
fn winding<'a>(graph: &Graph<'a>) -> BTreeSet<&'a str> {
    let mut winding: BTreeSet<&str> = graph.keys().copied().collect();
    for name in bottom_up(graph) {
        if graph.get(name).into_iter().flatten().all(|next| !winding.contains(next)) {
            winding.remove(name);
        }
    }
    winding
}

impl<'a> Check<'a> {
    /// Which segments each segment names.
    pub(super) fn segment_graph(&self) -> Graph<'a> {
        let mut graph: Graph = self.named("segments").into_iter().map(|(name, _)| (name, BTreeSet::new())).collect();
        for Naming { owner: (section, owner), name, .. } in &self.namings {
            if *section == "segments"
                && let Some(named) = graph.get_mut(owner.as_str())
            {
                named.insert(name);
            }
        }
        graph
    }

    /// Which flags each flag requires; of one that requires more than it may, none are looked at.
    pub(super) fn flag_graph(&self) -> Graph<'a> {
        let required = |flag: &Spot<'a>| {
            let required = flag.value.get("requires").and_then(Value::members).filter(|required| required.len() <= REQUIRES);
            required.into_iter().flatten().map(|(name, _)| name.as_str()).filter(|name| self.has("flags", name)).collect()
        };
        self.named("flags").iter().map(|(key, flag)| (*key, required(flag))).collect()
    }

    pub(super) fn segment_circles(&mut self) {
        let graph = self.segment_graph();
        for name in &winding(&graph) {
            let owner = ("segments", (*name).to_owned());
            let on_circle = |naming: &&Naming| {
                naming.owner == owner
                    && reached(&graph, name).contains(name)
                    && (naming.name == *name || reached(&graph, naming.name).contains(name))
            };
            let first = self.namings.iter().filter(on_circle).min_by_key(|naming| naming.spot.value.at).cloned();
            if let Some(first) = first {
                self.report.value("segment-cycle", &first.spot);
            }
        }
    }

    fn is_broken(&self, section: &str, name: &str) -> bool {
        self.report.touches(&[section, name])
    }

    /// Segments and rings that name a broken segment are broken themselves, and so on until no more break.
    pub(super) fn broken_segments(&mut self) {
        let graph = self.segment_graph();
        let circle = |a: &str, b: &str| reached(&graph, a).contains(b) && reached(&graph, b).contains(a);
        let namings: Vec<Naming> =
            self.namings.iter().filter(|naming| naming.named == Named::Segment && naming.owner.0 != "flags").cloned().collect();
        loop {
            let before = self.report.found.len();
            for Naming { owner: (section, owner), name, spot, .. } in &namings {
                if self.is_broken("segments", name) && !(*section == "segments" && circle(owner, name)) {
                    self.report.value("broken-reference", spot);
                }
            }
            if self.report.found.len() == before {
                break;
            }
        }
    }

    pub(super) fn rings_that_add_nobody(&mut self) {
        let rings = self.rings();
        if rings.len() > 64 {
            return;
        }
        for (index, ring) in rings.iter().enumerate() {
            let percent = |ring: &Spot| ring.value.get("percent").map(percent::thousandths);
            let earlier = rings[..index].iter().enumerate().filter(|(index, _)| !self.is_broken("rings", &index.to_string()));
            let mut unconditional = earlier.map(|(_, ring)| ring).filter(|ring| ring.value.get("if").is_none());
            let covered = unconditional.any(|earlier| match (percent(earlier), percent(ring)) {
                (None | Some(Some(100_000)), _) => true,
                (Some(Some(earlier)), Some(Some(percent))) => earlier >= percent,
                _ => false,
            });
            let object = matches!(ring.value.kind, Kind::Object(_));
            if object && (covered || percent(ring) == Some(Some(0))) {
                self.report.value("ring-adds-nobody", ring);
            }
        }
    }

    /// Each string in a layer that names a flag.
    fn listed(layer: &Spot<'a>) -> Vec<(&'a str, Spot<'a>)> {
        let slots = layer.get("slots").map(|slots| slots.elements()).unwrap_or_default();
        let flags = slots.iter().filter_map(|slot| slot.get("flags")).flat_map(|flags| flags.elements());
        flags.filter_map(|flag| Some((flag.value.text()?, flag))).collect()
    }

    /// Flags in two layers, and then what broken layers do to the flags that they list.
    pub(super) fn second_layers(&mut self) {
        let layers = self.named("layers");
        let mut first: BTreeMap<&str, &str> = BTreeMap::new();
        for (layer, spot) in &layers {
            let mut told = BTreeSet::new();
            for (flag, naming) in Self::listed(spot) {
                if self.has("flags", flag) && first.entry(flag).or_insert(layer) != layer && told.insert(flag) {
                    self.report.value("flag-in-two-layers", &naming);
                }
            }
        }
        for (layer, spot) in &layers {
            if !self.is_broken("layers", layer) {
                continue;
            }
            for (flag, _) in Self::listed(spot) {
                if let Some(flag) = self.root.get("flags").and_then(|flags| flags.get(flag)) {
                    self.report.value("broken-reference", &flag);
                }
            }
        }
    }

    pub(super) fn broken_references_of_flags(&mut self) {
        let namings: Vec<Naming> = self.namings.iter().filter(|naming| naming.owner.0 == "flags").cloned().collect();
        for Naming { named, name, spot, .. } in namings {
            let broken = match named {
                Named::Segment => self.is_broken("segments", name),
                Named::Ring => (0..=self.ring_index(name).unwrap_or_default()).any(|index| self.is_broken("rings", &index.to_string())),
            };
            if broken {
                self.report.value("broken-reference", &spot);
            }
        }
    }

    pub(super) fn requires_circles(&mut self) {
        let flags = self.named("flags");
        let graph = self.flag_graph();
        let winding = winding(&graph);
        for (key, flag) in &flags {
            if !winding.contains(key) || !reached(&graph, key).contains(key) {
                continue;
            }
            let required = flag.get("requires").map(|requires| requires.members()).unwrap_or_default();
            let first = required.iter().find(|(name, _)| name == key || reached(&graph, name).contains(key));
            if let Some((_, first)) = first {
                self.report.value("requires-cycle", first);
            }
        }
    }

    /// The rings up to the one that is named, it among them.
    pub(super) fn rings_up_to(&self, name: &str) -> Vec<Spot<'a>> {
        let rings = self.rings();
        let end = rings.iter().position(|ring| text_of(ring.value, "id") == Some(name));
        rings.into_iter().take(end.map_or(0, |end| end + 1)).collect()
    }
}
