//! Attributes: declarations (spec 2.1), the ids of those that are read, and units.

use super::Compiler;
use crate::document::Owner;
use crate::index::Case;
use crate::json::{Kind, Node};
use crate::operator::Operator;
use crate::operator::scalars::{Scalar, Scalars};
use crate::path::Path;
use crate::problem::{BAD_POINTER, BAD_VALUE, MISPLACED_FIELD, limit};
use crate::program::{Attribute, AttributeId, UnitId};

/// The types that an attribute can be declared to have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Type {
    String,
    Number,
    Integer,
    Boolean,
    Timestamp,
    List,
}

const TYPES: [(&str, Type); 6] = [
    ("string", Type::String),
    ("number", Type::Number),
    ("integer", Type::Integer),
    ("boolean", Type::Boolean),
    ("timestamp", Type::Timestamp),
    ("list", Type::List),
];

impl Type {
    pub(super) fn name(self) -> &'static str {
        TYPES.iter().find(|(_, own)| *own == self).map_or("", |(name, _)| name)
    }

    /// Whether an operator can be true or false for it.
    pub(super) fn admits(self, operator: Operator) -> bool {
        use Operator::*;
        let of_type: &[Operator] = match self {
            Type::String => &[Eq, In, InHashed, Contains, StartsWith, EndsWith, Matches, EmailDomain, IpIn, Semver, Before, After, Age],
            Type::Number | Type::Integer => &[Eq, In, Lt, Lte, Gt, Gte],
            Type::Boolean => &[Eq, In],
            Type::Timestamp => &[Before, After, Age],
            Type::List => &[HasAny, HasAll],
        };
        operator == Operator::Exists || of_type.contains(&operator)
    }

    /// Whether a literal can equal a value of it.
    pub(super) fn admits_literal(self, literal: &Scalar) -> bool {
        match literal {
            Scalar::String { .. } => self == Type::String,
            Scalar::Number(number) => self == Type::Number || (self == Type::Integer && number.fract() == 0.0),
            Scalar::Boolean(_) => self == Type::Boolean,
        }
    }
}

/// What is declared of an attribute.
pub(super) struct Declaration {
    pub(super) kind: Type,
    pub(super) allowed: Option<Allowed>,
    pub(super) redacted: bool,
}

/// Declared values: in order, and as sets that compare with case and without.
pub(super) struct Allowed {
    pub(super) values: Vec<Scalar>,
    pub(super) exact: Scalars,
    pub(super) folded: Scalars,
}

impl<'a> Compiler<'a, '_> {
    /// Reads the declarations.
    pub(super) fn attributes(&mut self) {
        let document = self.document;
        for (index, entry) in document.attributes.iter().enumerate() {
            let owner = Owner::Attribute(index as u32);
            self.report.owner = owner;
            let named = self.report.key(entry.member, "an attribute's name").is_some();
            if entry.name.is_empty() {
                continue;
            }
            if named && Path::parse(entry.name).is_none() {
                self.report.problem(entry.value(), &BAD_POINTER, &[entry.name]);
                continue;
            }
            if let Some(declaration) = self.declaration(entry.value())
                && !self.report.blames(owner)
            {
                if declaration.redacted {
                    self.redacted.extend(Path::parse(entry.name).map(|path| (entry.name.to_string(), path)));
                }
                self.declarations.insert(entry.name.to_string(), declaration);
            }
        }
        // INVARIANT: sorted, and none inside another; so only the two beside an attribute can hold it or stand in it.
        self.redacted.sort_by(|(left, way), (right, other)| way.tokens(left).cmp(other.tokens(right)));
        self.redacted.dedup_by(|(inner, way), (outer, other)| way.overlaps(inner, other, outer));
    }

    fn declaration(&mut self, node: Node<'a>) -> Option<Declaration> {
        if node.kind() != Kind::Object {
            if node.kind() != Kind::String {
                self.report.wrong_type(node, "a type, or an object");
                return None;
            }
            return Some(Declaration { kind: self.kind(node)?, allowed: None, redacted: false });
        }
        let names = &["type", "enum", "server_only", "private", "description"];
        let [kind, allowed, server_only, private, _] = self.fields(node, names);
        let withheld = [server_only, private].map(|node| self.report.boolean(node?));
        let redacted = withheld.contains(&Some(true));
        self.report.missing(node, &[("type", kind.is_some())]);
        let kind = kind.and_then(|node| self.kind(node));
        let allowed = match (allowed, kind) {
            (Some(member), Some(Type::String | Type::Number | Type::Integer)) => self.allowed(member, kind?),
            (Some(member), Some(_)) => {
                let why = "only strings, numbers and integers can have declared values";
                self.report.problem(member.key(), &MISPLACED_FIELD, &["enum", why]);
                return None;
            }
            (Some(member), None) => {
                self.report.items(member, "a list of declared values", limit::LIST);
                None
            }
            _ => None,
        };
        Some(Declaration { kind: kind?, allowed, redacted })
    }

    fn kind(&mut self, node: Node<'a>) -> Option<Type> {
        let text = self.report.string(node)?;
        let found = TYPES.iter().find(|(name, _)| *name == text).map(|&(_, kind)| kind);
        if found.is_none() {
            let help = self.report.nearest(text, &mut TYPES.iter().map(|(name, _)| *name));
            let allowed = "`string`, `number`, `integer`, `boolean`, `timestamp`, `list`";
            self.report.add(node, &BAD_VALUE, &[text, allowed], help);
        }
        found
    }

    fn allowed(&mut self, node: Node<'a>, kind: Type) -> Option<Allowed> {
        let items = self.report.items(node, "a list of declared values", limit::LIST)?;
        let mut values = Vec::new();
        for item in items {
            let wanted = if kind == Type::String { Kind::String } else { Kind::Number };
            if !self.report.demand(item, wanted) {
                continue;
            }
            let Some(scalar) = self.scalar(item, Case::Matters) else { continue };
            if kind.admits_literal(&scalar) {
                values.push(scalar);
            } else {
                self.report.wrong_type(item, "an integer");
            }
        }
        let (exact, folded) = (Scalars::new(values.clone(), Case::Matters), Scalars::new(values.clone(), Case::Ignored));
        Some(Allowed { values, exact, folded })
    }

    /// The id of an attribute that something reads; `None` and a problem where its name is none.
    pub(super) fn attribute(&mut self, node: Node<'a>) -> Option<AttributeId> {
        let name = self.report.name(node, "an attribute's name")?;
        if let Some(&id) = self.attribute_ids.get(name) {
            return Some(id);
        }
        let id = self.intern(name);
        if id.is_none() {
            self.report.problem(node, &BAD_POINTER, &[name]);
        }
        id
    }

    fn intern(&mut self, name: &str) -> Option<AttributeId> {
        if let Some(&id) = self.attribute_ids.get(name) {
            return Some(id);
        }
        let path = Path::parse(name)?;
        let after = self.redacted.partition_point(|(own, other)| other.tokens(own).le(path.tokens(name)));
        let beside = self.redacted.iter().skip(after.saturating_sub(1)).take(2);
        let redacted = beside.into_iter().any(|(own, other)| other.overlaps(own, &path, name));
        let id = AttributeId::new(self.attributes.len());
        self.attributes.push(Attribute { name: name.into(), path, redacted });
        self.attribute_ids.insert(name.to_owned(), id);
        Some(id)
    }

    /// Reads the document's unit; every other unit's default.
    pub(super) fn document_unit(&mut self) {
        self.report.owner = Owner::Document;
        let unit = match self.document.unit {
            Some(node) => self.unit(node),
            None => self.intern("key").map(|key| self.unit_of(vec![key])),
        };
        self.document_unit = unit.unwrap_or(UnitId::new(0));
    }

    /// Reads a unit: an attribute, or several of which the first that is usable counts.
    pub(super) fn unit(&mut self, node: Node<'a>) -> Option<UnitId> {
        if node.kind() == Kind::String {
            let attribute = self.attribute(node)?;
            return Some(self.unit_of(vec![attribute]));
        }
        if node.kind() != Kind::Array {
            self.report.wrong_type(node, "an attribute, or an array of attributes");
            return None;
        }
        let items = self.report.items(node, "a list of units", limit::UNITS)?;
        let read: Vec<Option<AttributeId>> = items.map(|item| self.attribute(item)).collect();
        let attributes = read.into_iter().collect::<Option<Vec<_>>>()?;
        Some(self.unit_of(attributes))
    }

    fn unit_of(&mut self, attributes: Vec<AttributeId>) -> UnitId {
        let attributes: Box<[AttributeId]> = attributes.into();
        let next = UnitId::new(self.units.len());
        if let Some(&id) = self.unit_ids.get(&attributes) {
            return id;
        }
        self.units.push(attributes.clone());
        self.unit_ids.insert(attributes, next);
        next
    }
}
