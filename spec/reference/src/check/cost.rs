//! How deep a decision goes and how much it may visit (spec ).

use std::collections::BTreeMap;

use super::{Check, condition::kind, field::text_of, reference::bottom_up, work};
use crate::{
    json::{Kind, Value},
    leaf::OPERATORS,
};

const NESTING: u64 = 128;
const COST: u64 = 100_000;
/// A flag, before anything of it is looked at.
const FLAG: u64 = 10;

/// The nesting and the cost of a thing.
#[derive(Clone, Copy, Debug, Default)]
struct Size {
    nesting: u64,
    cost: u64,
}

impl Size {
    const ONE: Self = Self { nesting: 1, cost: 1 };

    /// Work that nests nothing.
    fn of(cost: u64) -> Self {
        Self { nesting: 0, cost }
    }

    /// What holds these parts: one deeper and one more.
    fn around(parts: impl IntoIterator<Item = Self>) -> Self {
        let all = parts.into_iter().fold(Self::default(), Self::beside);
        Self { nesting: all.nesting + 1, cost: all.cost.saturating_add(1) }
    }

    fn beside(self, other: Self) -> Self {
        Self { nesting: self.nesting.max(other.nesting), cost: self.cost.saturating_add(other.cost) }
    }
}

/// Sizes that are known already.
#[derive(Default)]
struct Known<'a> {
    segments: BTreeMap<&'a str, Size>,
    flags: BTreeMap<&'a str, Size>,
}

impl<'a> Check<'a> {
    /// Reports each flag that is above a limit and that nothing else is wrong with.
    pub(super) fn costs(&mut self) {
        let mut known = Known::default();
        for name in bottom_up(&self.segment_graph()) {
            if !self.report.touches(&["segments", name]) {
                self.segment_size(name, &mut known);
            }
        }
        for key in bottom_up(&self.flag_graph()) {
            self.flag_size(key, &mut known);
        }
    }

    fn flag_size(&mut self, key: &'a str, known: &mut Known<'a>) -> Size {
        let quarantined = Size { nesting: 1, cost: FLAG };
        let Some(flag) = self.root.get("flags").and_then(|flags| flags.get(key)) else { return quarantined };
        if let Some(size) = known.flags.get(key) {
            return *size;
        }
        let mut size = quarantined;
        if !self.report.touches(&["flags", key]) {
            size = self.sound_flag_size(key, flag.value, known);
            if size.nesting > NESTING || size.cost > COST {
                self.report.value("limit-exceeded", &flag);
                size = quarantined;
            }
        }
        known.flags.insert(key, size);
        size
    }

    fn sound_flag_size(&mut self, key: &str, flag: &'a Value, known: &mut Known<'a>) -> Size {
        let variants = flag.get("variants").and_then(Value::members).map_or(2, |variants| variants.len() as u64);
        let mut size = Size { nesting: 1, cost: FLAG + variants / 4 + self.layer_cost(key) };
        for condition in ["exclude", "if"].into_iter().filter_map(|name| flag.get(name)) {
            size = size.beside(self.condition_size(condition, known));
        }
        for rule in flag.get("rules").map(Value::elements).unwrap_or_default() {
            let condition = rule.get("if").map(|condition| self.condition_size(condition, known)).unwrap_or_default();
            let serve = rule.get("serve").map(|serve| self.serve_size(serve, known)).unwrap_or_default();
            size = size.beside(Size { nesting: 0, cost: 1 }).beside(condition).beside(serve);
        }
        size = size.beside(flag.get("serve").map(|serve| self.serve_size(serve, known)).unwrap_or_default());
        let rollout = flag.get("rollout");
        size = size.beside(Size::of(rollout.map_or(0, work::serve)));
        let stages = rollout.and_then(|rollout| rollout.get("stages")).map(Value::elements).unwrap_or_default();
        for stage in stages {
            let condition = stage.get("if").map(|condition| self.condition_size(condition, known)).unwrap_or_default();
            size = size.beside(Size { nesting: 0, cost: 1 }).beside(self.serve_size(stage, known)).beside(condition);
        }
        for required in flag.get("requires").and_then(Value::members).into_iter().flatten().map(|(name, _)| name) {
            let required = self.flag_size(required, known);
            size = size.beside(Size { nesting: required.nesting + 1, cost: required.cost });
        }
        size
    }

    fn serve_size(&self, serve: &'a Value, known: &mut Known<'a>) -> Size {
        let ring = text_of(serve, "ring").map(|ring| self.ring_size(ring, known)).unwrap_or_default();
        ring.beside(Size::of(work::serve(serve)))
    }

    /// What asking a flag's layer costs.
    fn layer_cost(&self, key: &str) -> u64 {
        let elements = |value: &'a Value, name: &str| value.get(name).map(Value::elements).unwrap_or_default();
        let slots = self.named("layers").into_iter().flat_map(|(_, layer)| elements(layer.value, "slots"));
        match slots.flat_map(|slot| elements(slot, "flags")).filter(|flag| flag.text() == Some(key)).count() as u64 {
            0 => 0,
            ranges => work::DRAW + ranges / 8,
        }
    }

    fn ring_size(&self, ring: &str, known: &mut Known<'a>) -> Size {
        let mut parts = Vec::new();
        for ring in self.rings_up_to(ring) {
            let draw = Size::of(if ring.value.get("percent").is_some() { work::DRAW } else { 0 });
            parts.push(match ring.value.get("if") {
                Some(condition) => Size::around([self.condition_size(condition, known), draw]),
                None => Size::of(1).beside(draw),
            });
        }
        Size::around(parts)
    }

    fn condition_size(&self, condition: &'a Value, known: &mut Known<'a>) -> Size {
        let Some(kind) = kind(condition) else { return Size::ONE };
        let Some(part) = condition.get(kind) else { return Size::ONE };
        match (kind, &part.kind) {
            ("all" | "any", _) => {
                let parts: Vec<Size> = part.elements().iter().map(|part| self.condition_size(part, known)).collect();
                Size::around(parts)
            }
            ("not", _) => Size::around([self.condition_size(part, known)]),
            ("segment", Kind::Text(name)) => Size::around([self.segment_size(name, known)]),
            ("ring", Kind::Text(name)) => self.ring_size(name, known),
            ("percent", _) => Size { nesting: 1, cost: work::DRAW },
            ("attribute", _) => {
                let several = OPERATORS.iter().filter(|name| condition.get(name).is_some()).count() > 1;
                Size { nesting: 1 + u64::from(several), cost: work::leaf(condition) }
            }
            _ => Size::ONE,
        }
    }

    fn segment_size(&self, name: &'a str, known: &mut Known<'a>) -> Size {
        if let Some(size) = known.segments.get(name) {
            return *size;
        }
        let segment = self.root.value.get("segments").and_then(|segments| segments.get(name));
        let size = segment.and_then(|segment| segment.get("if")).map(|condition| self.condition_size(condition, known));
        let size = size.unwrap_or_default();
        known.segments.insert(name, size);
        size
    }
}
