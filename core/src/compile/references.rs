//! What is broken by what: segments, rings, layers and `requires` seen as a whole (spec ).

use super::{Compiler, Target, Use, extend, graph};
use crate::bucket::BUCKETS;
use crate::document::{Entry, Owner, Told};
use crate::json::Node;
use crate::problem::{BROKEN_REFERENCE, REQUIRES_CYCLE, RING_ADDS_NOBODY, SEGMENT_CYCLE, UNKNOWN_VARIANT};
use crate::program::{FlagId, Requirement, RingId, SegmentId, VariantId};

impl<'a> Compiler<'a, '_> {
    /// Judges circles of segments, then who names what is broken, from the inside out.
    pub(super) fn references(&mut self) {
        self.uses.sort_by_key(|used| (used.node.tape.source, used.node.index()));
        let edges = self.segment_edges();
        let groups = graph::groups(&edges);
        let group_of = graph::group_of(&groups, edges.len());
        self.segment_circles(&edges, &group_of);
        let same_circle = |owner: Owner, target: SegmentId| match owner {
            Owner::Segment(from) => group_of.get(from as usize) == group_of.get(target.index()),
            _ => false,
        };
        let mut uses_of_segment: Vec<Vec<Use<'a>>> = vec![Vec::new(); edges.len()];
        for used in &self.uses {
            if let Owner::Segment(from) = used.owner
                && let Some(uses) = uses_of_segment.get_mut(from as usize)
            {
                uses.push(*used);
            }
        }
        for &segment in groups.iter().flatten() {
            for used in uses_of_segment.get(segment as usize).into_iter().flatten() {
                if let Target::Segment(target) = used.target
                    && !same_circle(used.owner, target)
                {
                    self.blame_use(*used);
                }
            }
        }
        let uses = std::mem::take(&mut self.uses);
        uses.iter().filter(|used| matches!(used.owner, Owner::Ring(_))).for_each(|used| self.blame_use(*used));
        self.rings_that_add_nobody();
        uses.iter().filter(|used| matches!(used.owner, Owner::Flag(_))).for_each(|used| self.blame_use(*used));
        self.flags_of_broken_layers();
    }

    fn segment_edges(&self) -> Vec<Vec<u32>> {
        let mut edges = vec![Vec::new(); self.document.segments.len()];
        for used in &self.uses {
            if let (Owner::Segment(from), Target::Segment(to)) = (used.owner, used.target)
                && let Some(edges) = edges.get_mut(from as usize)
            {
                edges.push(to.index() as u32);
            }
        }
        edges
    }

    fn segment_circles(&mut self, edges: &[Vec<u32>], group_of: &[u32]) {
        let mut told = vec![false; edges.len()];
        for used in std::mem::take(&mut self.uses) {
            if let (Owner::Segment(from), Target::Segment(to)) = (used.owner, used.target)
                && group_of.get(from as usize) == group_of.get(to.index())
                && let Some(told @ false) = told.get_mut(from as usize)
            {
                *told = true;
                let path = names(&self.document.segments, &graph::circle(edges, group_of, from, to.index() as u32));
                self.report.owner = used.owner;
                self.report.problem(used.node, &SEGMENT_CYCLE, &[&path]);
            }
            self.uses.push(used);
        }
    }

    /// Notes a use of something broken.
    fn blame_use(&mut self, used: Use<'a>) {
        let broken = match used.target {
            Target::Segment(segment) => self.report.blames(Owner::Segment(segment.index() as u32)).then(|| self.segment_name(segment)),
            Target::Ring(ring) => self.broken_ring_up_to(ring),
        };
        if let Some(broken) = broken {
            self.report.owner = used.owner;
            let path = format!("{} → {broken}", self.owner_name(used.owner));
            self.report.problem(used.node, &BROKEN_REFERENCE, &[&path]);
        }
    }

    fn segment_name(&self, segment: SegmentId) -> String {
        format!("segment `{}`", self.document.segments.get(segment.index()).map(|entry| entry.name).unwrap_or_default())
    }

    /// The innermost broken ring of those that a ring includes.
    fn broken_ring_up_to(&self, ring: RingId) -> Option<String> {
        let broken = (0..=ring.index() as u32).find(|&index| self.report.blames(Owner::Ring(index)))?;
        Some(self.owner_name(Owner::Ring(broken)))
    }

    fn owner_name(&self, owner: Owner) -> String {
        let of = |entries: &[Entry<'a>], index: u32| entries.get(index as usize).map(|entry| entry.name.to_string()).unwrap_or_default();
        match owner {
            Owner::Flag(index) => format!("flag `{}`", of(&self.document.flags, index)),
            Owner::Segment(index) => self.segment_name(SegmentId::new(index as usize)),
            Owner::Layer(index) => format!("layer `{}`", of(&self.document.layers, index)),
            Owner::Ring(index) => match self.rings.get(index as usize).and_then(|ring| ring.id.as_deref()) {
                Some(id) => format!("ring `{id}`"),
                None => format!("ring {index}"),
            },
            Owner::Document | Owner::Attribute(_) | Owner::Nobody => String::new(),
        }
    }

    fn rings_that_add_nobody(&mut self) {
        if self.document.past_limit.contains(&"rings") {
            return;
        }
        // The innermost unbroken ring that admits everyone, and the widest that only draws.
        let (mut everyone, mut widest): (Option<String>, Option<(u32, String)>) = (None, None);
        let mut judged = Vec::new();
        for (index, draft) in self.rings.iter().enumerate() {
            let owner = Owner::Ring(index as u32);
            let why = match (draft.percent, &everyone, &widest) {
                (Some(0), _, _) => Some("its percentage is 0".to_owned()),
                (_, Some(before), _) => Some(format!("ring `{before}` admits everyone already")),
                (Some(percent), _, Some((width, before))) if *width >= percent => {
                    Some(format!("ring `{before}` draws as many of the same people already"))
                }
                _ => None,
            };
            let id = draft.id.clone().unwrap_or_default();
            match why {
                Some(why) => judged.push((owner, draft.node, id, why)),
                None if draft.has_condition || self.report.blames(owner) => {}
                None if draft.percent.is_none_or(|percent| percent == BUCKETS) => everyone = everyone.or(Some(id)),
                None => widest = draft.percent.map(|percent| (percent, id)),
            }
        }
        for (owner, node, id, why) in judged {
            self.report.owner = owner;
            self.report.problem(node, &RING_ADDS_NOBODY, &[&id, &why]);
        }
    }

    fn flags_of_broken_layers(&mut self) {
        let listed: Vec<(u32, u32)> = self.listed.iter().map(|listed| (listed.flag.index() as u32, listed.layer)).collect();
        for (flag, layer) in listed {
            let (Some(entry), true) = (self.document.flags.get(flag as usize), self.report.blames(Owner::Layer(layer))) else { continue };
            let path = format!("{} → {}", self.owner_name(Owner::Flag(flag)), self.owner_name(Owner::Layer(layer)));
            self.report.owner = Owner::Flag(flag);
            self.report.problem(entry.value(), &BROKEN_REFERENCE, &[&path]);
        }
        self.places();
    }

    /// Judges what flags require of each other, and puts it in the program.
    pub(super) fn requirements(&mut self) {
        let edges: Vec<Vec<u32>> =
            self.flags.iter().map(|draft| draft.requires.iter().map(|required| required.flag.index() as u32).collect()).collect();
        let groups = graph::groups(&edges);
        let group_of = graph::group_of(&groups, edges.len());
        for index in 0..self.flags.len() {
            let Some(draft) = self.flags.get_mut(index) else { continue };
            let requires = std::mem::take(&mut draft.requires);
            self.report.owner = Owner::Flag(index as u32);
            let mut own = Vec::new();
            // As in all of a flag without a name, nothing is told.
            let is_nameless = self.document.flags.get(index).is_some_and(|entry| entry.name.is_empty());
            let muted = std::mem::replace(&mut self.report.muted, is_nameless);
            for required in &requires {
                let variants: Vec<Option<VariantId>> =
                    required.variants.iter().map(|&node| self.required_variant(node, required.flag)).collect();
                let variants = extend(&mut self.required_variants, variants.into_iter().flatten());
                own.push(Requirement { flag: required.flag, variants });
            }
            self.report.muted = muted;
            let circle = requires.iter().find(|required| group_of.get(required.flag.index()) == group_of.get(index));
            if let Some(required) = circle {
                let path = names(&self.document.flags, &graph::circle(&edges, &group_of, index as u32, required.flag.index() as u32));
                self.report.problem(required.node, &REQUIRES_CYCLE, &[&path]);
            }
            let run = extend(&mut self.requirements, own);
            if let Some(draft) = self.flags.get_mut(index) {
                draft.flag.requirements = run;
            }
        }
    }

    /// The index of a variant that another flag must serve; nothing is said where that flag's variants cannot be told.
    fn required_variant(&mut self, node: Node<'a>, flag: FlagId) -> Option<VariantId> {
        let name = self.report.string(node)?;
        let blamed = self.report.is_flawed(Owner::Flag(flag.index() as u32), Told::Variants);
        let draft = self.flags.get(flag.index()).filter(|draft| draft.variants_known && !blamed)?;
        let variants = super::slice(&self.variants, &draft.flag.variants);
        let found = variants.iter().position(|variant| variant.name.as_ref() == name);
        if found.is_none() {
            self.report.unknown(node, &UNKNOWN_VARIANT, name, &mut variants.iter().map(|variant| variant.name.as_ref()));
        }
        found.map(VariantId::new)
    }
}

/// `a` → `b` → `a`; a way that does not come back is too long to tell.
fn names(entries: &[Entry<'_>], path: &[u32]) -> String {
    let name = |&index: &u32| entries.get(index as usize).map(|entry| format!("`{}`", entry.name)).unwrap_or_default();
    let told = path.iter().map(name).collect::<Vec<_>>().join(" → ");
    if path.first() == path.last() { told } else { told + " → …" }
}
