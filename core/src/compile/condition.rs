//! Conditions (spec section 5): JSON → the shared array. Equal conditions get one place.

use super::{Compiler, Target, Use};
use crate::bucket;
use crate::context::Domain;
use crate::document::find;
use crate::index::Case;
use crate::json::{Kind, Node};
use crate::operator::Operator;
use crate::path::Path;
use crate::problem::{
    BAD_CONDITION, MISPLACED_CONDITION, MISPLACED_FIELD, NO_OPERATOR, UNKNOWN_OPERATOR, UNKNOWN_RING, UNKNOWN_SEGMENT, limit,
};
use crate::program::{
    AttributeId, Condition, ConditionId, ConditionKind, Depends, Leaf, LeafId, Moment, RingId, Sample, SegmentId, UnitId,
};
use crate::value::Value;

/// Where a condition stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scope {
    Segment,
    Ring,
    Flag,
}

/// What makes two conditions the same.
#[derive(PartialEq, Eq, Hash)]
pub(super) enum Shape<'a> {
    All(Vec<ConditionId>),
    Any(Vec<ConditionId>),
    Not(ConditionId),
    Segment(SegmentId),
    Ring(RingId),
    Percent(u32),
    Sample { percent: u32, salt: String, unit: Option<UnitId> },
    Now { after: Option<i64>, before: Option<i64>, operand: String },
    Leaf { attribute: AttributeId, operator: Operator, case: Case, literal: &'a str },
}

const HEADS: [&str; 8] = ["all", "any", "not", "segment", "ring", "percent", "now", "attribute"];

impl<'a> Compiler<'a, '_> {
    /// Reads a condition; `None` and a problem where it is none.
    pub(super) fn condition(&mut self, node: Node<'a>, scope: Scope) -> Option<ConditionId> {
        if !self.report.demand(node, Kind::Object) {
            return None;
        }
        let mut heads = node.members().filter(|member| HEADS.contains(&member.name()));
        let (Some(head), None) = (heads.next(), heads.next()) else {
            let found = node.members().filter(|member| HEADS.contains(&member.name())).count();
            let mut names = node.members().map(|member| member.name());
            let help = names.find_map(|name| self.report.nearest(name, &mut HEADS.into_iter()));
            let count = if found == 0 { "none" } else { &found.to_string() };
            self.report.add(node, &BAD_CONDITION, &[count], help.filter(|_| found == 0));
            return None;
        };
        let value = head.value;
        match head.name() {
            "all" => self.alone(node, "all").and(self.parts(value, scope)).map(|parts| self.place(Shape::All(parts))),
            "any" => self.alone(node, "any").and(self.parts(value, scope)).map(|parts| self.place(Shape::Any(parts))),
            "not" => self.alone(node, "not").and(self.condition(value, scope)).map(|inner| self.place(Shape::Not(inner))),
            "segment" => self.alone(node, "segment").and(self.segment_use(value)).map(|id| self.place(Shape::Segment(id))),
            "ring" => self.alone(node, "ring").and(self.ring_condition(value, scope)).map(|id| self.place(Shape::Ring(id))),
            "percent" => self.percent_condition(node, value, scope),
            "now" => self.alone(node, "now").and(self.now_condition(value)),
            _ => self.leaf(node, value),
        }
    }

    /// Notes every member but `head` as unknown.
    fn alone(&mut self, node: Node<'a>, head: &'static str) -> Option<()> {
        self.report.fields(&mut node.members(), &[head], 0, &mut [None]);
        Some(())
    }

    fn parts(&mut self, node: Node<'a>, scope: Scope) -> Option<Vec<ConditionId>> {
        let items = self.report.items(node, "a list of conditions", limit::CHILDREN)?;
        // Why not collected at once: every part is read, so that every error is found.
        let (mut parts, mut whole) = (Vec::new(), true);
        for item in items {
            match self.condition(item, scope) {
                Some(part) => parts.push(part),
                None => whole = false,
            }
        }
        whole.then_some(parts)
    }

    /// The segment that a string names.
    fn segment_use(&mut self, node: Node<'a>) -> Option<SegmentId> {
        let name = self.report.string(node)?;
        let document = self.document;
        let Some(id) = find(&document.segments, name) else {
            self.report.unknown(node, &UNKNOWN_SEGMENT, name, &mut document.segments.iter().map(|entry| entry.name));
            return None;
        };
        let id = SegmentId::new(id as usize);
        self.used(Target::Segment(id), node);
        Some(id)
    }

    /// Remembers who names what, to judge it when all is read.
    fn used(&mut self, target: Target, node: Node<'a>) {
        if !self.report.muted {
            self.uses.push(Use { owner: self.report.owner, target, node });
        }
    }

    fn ring_condition(&mut self, node: Node<'a>, scope: Scope) -> Option<RingId> {
        if scope != Scope::Flag {
            if self.report.demand(node, Kind::String) {
                let why = "rings draw with a flag's unit and salt, and this belongs to no flag";
                self.report.problem(node, &MISPLACED_CONDITION, &["`ring`", why]);
            }
            return None;
        }
        self.ring_use(node)
    }

    /// The ring that a string names.
    pub(super) fn ring_use(&mut self, node: Node<'a>) -> Option<RingId> {
        let name = self.report.string(node)?;
        let Some(id) = self.rings.iter().position(|ring| ring.id.as_deref() == Some(name)) else {
            self.report.unknown(node, &UNKNOWN_RING, name, &mut self.rings.iter().filter_map(|ring| ring.id.as_deref()));
            return None;
        };
        let id = RingId::new(id);
        self.used(Target::Ring(id), node);
        Some(id)
    }

    fn percent_condition(&mut self, node: Node<'a>, value: Node<'a>, scope: Scope) -> Option<ConditionId> {
        let [_, salt, unit] = self.fields(node, &["percent", "salt", "unit"]);
        if salt.is_none() && scope == Scope::Segment && value.kind() == Kind::Number {
            let why = "in a segment it needs a `salt`, so that every flag samples the same units";
            self.report.problem(value, &MISPLACED_CONDITION, &["`percent` without `salt`", why]);
        }
        let percent = self.report.percent(value);
        let Some(salt) = salt else {
            if let Some(unit) = unit {
                let why = "without a `salt` this is the flag's draw, with the flag's unit";
                self.report.problem(unit.key(), &MISPLACED_FIELD, &["unit", why]);
            }
            return (scope != Scope::Segment).then_some(percent?).map(|percent| self.place(Shape::Percent(percent)));
        };
        let salt = self.report.name(salt, "a salt");
        let unit = match (unit, scope) {
            (Some(unit), _) => Some(self.unit(unit)?),
            (None, Scope::Segment) => Some(self.document_unit),
            (None, _) => None,
        };
        Some(self.place(Shape::Sample { percent: percent?, salt: salt?.into(), unit }))
    }

    fn now_condition(&mut self, node: Node<'a>) -> Option<ConditionId> {
        if !self.report.demand(node, Kind::Object) {
            return None;
        }
        let found = self.report.count();
        let written = self.fields(node, &["after", "before"]);
        let [after, before] = written.map(|node| self.report.timestamp(node?));
        let right = written.map(|node| node.is_some()) == [after.is_some(), before.is_some()];
        if right && after.is_none() && before.is_none() {
            self.empty_since(found, node, "`now`: say `after`, `before` or both; it");
            return None;
        }
        // What an unknown member holds is not read.
        if !right || self.report.count() != found {
            return None;
        }
        let operand = self.operand(node)?;
        Some(self.place(Shape::Now { after, before, operand }))
    }

    fn leaf(&mut self, node: Node<'a>, attribute: Node<'a>) -> Option<ConditionId> {
        // Most leaves ask one thing, and then nothing is allocated.
        let (mut first, mut more, mut ignore_case, mut unknown) = (None, Vec::new(), None, false);
        for member in node.members() {
            let name = member.name();
            if name == "attribute" {
                continue;
            }
            match (name, Operator::named(name)) {
                (_, Some(operator)) if first.is_none() => first = Some((operator, member.value)),
                (_, Some(operator)) => more.push((operator, member.value)),
                ("ignore_case", None) => ignore_case = Some(member),
                (free, None) if free.starts_with("x-") => {}
                (_, None) => {
                    unknown = true;
                    let mut names = Operator::ALL.iter().map(|operator| operator.name()).chain(["ignore_case"]);
                    self.report.unknown(member.key, &UNKNOWN_OPERATOR, name, &mut names);
                }
            }
        }
        if first.is_none() && !unknown {
            self.report.problem(node, &NO_OPERATOR, &[]);
            return None;
        }
        let attribute = self.attribute(attribute);
        let misplaced = first.is_some() && !first.iter().chain(&more).any(|(operator, _)| operator.ignores_case());
        let ignores = match ignore_case {
            Some(member) if misplaced => {
                let why = "no operator of this condition compares letters";
                self.report.problem(member.key, &MISPLACED_FIELD, &["ignore_case", why]);
                None
            }
            Some(member) => self.report.boolean(member.value),
            None => Some(false),
        };
        let case = |operator: Operator| if operator.ignores_case() && ignores == Some(true) { Case::Ignored } else { Case::Matters };
        let whole = !unknown && ignores.is_some();
        if let (Some((operator, literal)), true) = (first, more.is_empty()) {
            return self.ask(attribute, operator, literal, case(operator)).filter(|_| whole);
        }
        more.extend(first);
        more.sort_by_key(|(operator, _)| *operator);
        let parts: Vec<Option<ConditionId>> =
            more.into_iter().map(|(operator, literal)| self.ask(attribute, operator, literal, case(operator))).collect();
        let parts = parts.into_iter().collect::<Option<Vec<_>>>()?;
        whole.then(|| self.place(Shape::All(parts)))
    }

    /// One operator of a leaf.
    fn ask(&mut self, attribute: Option<AttributeId>, operator: Operator, literal: Node<'a>, case: Case) -> Option<ConditionId> {
        if operator == Operator::Matches {
            self.count_patterns(literal);
        }
        let shape = attribute.map(|attribute| Shape::Leaf { attribute, operator, case, literal: literal.raw() });
        if let Some(id) = shape.as_ref().and_then(|shape| self.shapes.get(shape)) {
            return Some(*id);
        }
        let before = self.report.count();
        let test = self.literal(operator, literal, case)?;
        let attribute = attribute?;
        // INVARIANT: what is shared has no problem, or only the first to write it would be blamed.
        if self.report.count() != before || !self.meets_declaration(attribute, operator, literal, case) {
            return None;
        }
        let operand = self.operand(literal)?.into();
        let leaf = LeafId::new(self.leaves.len());
        let path = self.attributes.get(attribute.index()).map_or(&Path::Key, |attribute| &attribute.path);
        self.leaf_costs.push(super::cost::of_leaf(operator, literal, path));
        self.leaves.push(Leaf { attribute, operator, case, test, operand });
        let id = self.push(ConditionKind::Leaf(leaf));
        if let Some(shape) = shape {
            self.shapes.insert(shape, id);
        }
        Some(id)
    }

    /// A literal for traces: as it is written, without what is free.
    fn operand(&mut self, node: Node<'a>) -> Option<String> {
        if node.kind() != Kind::Object {
            return Some(self.report.value(node)?.to_json());
        }
        let named = node.members().filter(|member| !member.name().starts_with("x-"));
        let members: Vec<Option<(String, Value)>> =
            named.map(|member| Some((member.name().to_owned(), self.report.value(member.value)?))).collect();
        Some(Value::object(members.into_iter().collect::<Option<Vec<_>>>()?).to_json())
    }

    /// The place of a condition that is not a leaf; the same for all that are equal.
    fn place(&mut self, shape: Shape<'a>) -> ConditionId {
        if let Some(&id) = self.shapes.get(&shape) {
            return id;
        }
        let kind = match &shape {
            Shape::All(parts) => ConditionKind::All(super::extend(&mut self.parts, parts.iter().copied())),
            Shape::Any(parts) => ConditionKind::Any(super::extend(&mut self.parts, parts.iter().copied())),
            Shape::Not(inner) => ConditionKind::Not(*inner),
            Shape::Segment(id) => ConditionKind::Segment(*id),
            Shape::Ring(id) => ConditionKind::Ring(*id),
            Shape::Percent(percent) => ConditionKind::Percent(*percent),
            Shape::Sample { percent, salt, unit } => {
                let sample =
                    Sample { percent: *percent, seed: bucket::seed(Domain::Sample.name(), salt), salt: salt.as_str().into(), unit: *unit };
                self.samples.push(sample);
                ConditionKind::Sample(self.samples.len().saturating_sub(1) as u32)
            }
            Shape::Now { after, before, operand } => {
                self.moments.push(Moment { after: *after, before: *before, operand: operand.as_str().into() });
                ConditionKind::Now(self.moments.len().saturating_sub(1) as u32)
            }
            // INVARIANT: leaves are placed where their literal is read.
            Shape::Leaf { .. } => ConditionKind::Any(0..0),
        };
        let id = self.push(kind);
        self.shapes.insert(shape, id);
        id
    }

    /// Adds a condition; what it depends on is worked out when all are read.
    fn push(&mut self, kind: ConditionKind) -> ConditionId {
        let id = ConditionId::new(self.conditions.len());
        self.conditions.push(Condition { kind, depends: Depends::Flag });
        id
    }
}
