//! Literals: what an operator is given in a document (spec ), and whether it fits the attribute's declaration.

use super::Compiler;
use super::attributes::Allowed;
use crate::document::Owner;
use crate::index::Case;
use crate::json::{Kind, Node};
use crate::operator::email_domain::{Domain, Domains};
use crate::operator::in_hashed::{self, Digest, Hashes, Part};
use crate::operator::instant::Age;
use crate::operator::ip_in::Prefix;
use crate::operator::pattern::{self, Pattern};
use crate::operator::scalars::{Scalar, Scalars};
use crate::operator::semver::Comparators;
use crate::operator::texts::Texts;
use crate::operator::{Operator, Test};
use crate::problem::{BAD_DOMAIN, BAD_HASH, BAD_IP_RANGE, BAD_REGEX, BAD_SEMVER, NOT_IN_ENUM, TYPE_CONFLICT, UNSUPPORTED_FEATURE, limit};
use crate::program::AttributeId;
use std::cmp::Ordering;

impl<'a> Compiler<'a, '_> {
    /// Reads the literal of an operator.
    pub(super) fn literal(&mut self, operator: Operator, node: Node<'a>, case: Case) -> Option<Test> {
        Some(match operator {
            Operator::Eq => Test::Eq(self.scalar(node, case)?),
            Operator::In => Test::In(self.scalars(node, case)?),
            Operator::InHashed => Test::InHashed(self.hashes(node, case)?),
            Operator::Lt => Test::Lt(self.report.number(node)?),
            Operator::Lte => Test::Lte(self.report.number(node)?),
            Operator::Gt => Test::Gt(self.report.number(node)?),
            Operator::Gte => Test::Gte(self.report.number(node)?),
            Operator::Contains => Test::Contains(self.texts(node, case)?),
            Operator::StartsWith => Test::StartsWith(self.texts(node, case)?),
            Operator::EndsWith => Test::EndsWith(self.texts(node, case)?),
            Operator::Matches => {
                Test::Matches(set(self.one_or_more(node, Self::pattern)?, |left, right| left.as_str().cmp(right.as_str())))
            }
            Operator::EmailDomain => Test::EmailDomain(Domains::new(self.one_or_more(node, Self::domain)?)),
            Operator::IpIn => Test::IpIn(set(self.one_or_more(node, Self::prefix)?, Prefix::cmp)),
            Operator::HasAny => Test::HasAny(self.scalars(node, case)?),
            Operator::HasAll => Test::HasAll(self.scalars(node, case)?),
            Operator::Semver => Test::Semver(self.comparators(node)?),
            Operator::Before => Test::Before(self.report.timestamp(node)?),
            Operator::After => Test::After(self.report.timestamp(node)?),
            Operator::Age => Test::Age(self.age(node)?),
            Operator::Exists => Test::Exists(self.report.boolean(node)?),
        })
    }

    /// A string, number or boolean.
    pub(super) fn scalar(&mut self, node: Node<'a>, case: Case) -> Option<Scalar> {
        match node.kind() {
            Kind::String => self.report.string(node).map(|text| Scalar::String { text: text.into(), case }),
            Kind::Number => self.report.number(node).map(Scalar::Number),
            Kind::Boolean => node.boolean().map(Scalar::Boolean),
            _ => {
                self.report.wrong_type(node, "a string, a number or a boolean");
                None
            }
        }
    }

    fn scalars(&mut self, node: Node<'a>, case: Case) -> Option<Scalars> {
        let items = self.report.items(node, "a list of literals", limit::LIST)?;
        let literals: Vec<Option<Scalar>> = items.map(|item| self.scalar(item, case)).collect();
        Some(Scalars::new(literals.into_iter().collect::<Option<_>>()?, case))
    }

    fn hashes(&mut self, node: Node<'a>, case: Case) -> Option<Hashes> {
        if !self.report.demand(node, Kind::Object) {
            return None;
        }
        let [salt, of, digests] = self.fields(node, &["salt", "of", "sha256"]);
        self.report.missing(node, &[("salt", salt.is_some()), ("sha256", digests.is_some())]);
        let part = match of {
            Some(of) => self.part(of),
            None => Some(Part::Whole),
        };
        let salt = salt.and_then(|salt| self.report.name(salt, "a salt"));
        let digests = digests.and_then(|digests| self.digests(digests));
        Some(Hashes::new(salt?, part?, digests?, case))
    }

    /// What of an attribute is hashed.
    fn part(&mut self, node: Node<'a>) -> Option<Part> {
        match self.report.string(node)? {
            "email_domain" => Some(Part::EmailDomain),
            other => {
                self.report.problem(node.key(), &UNSUPPORTED_FEATURE, &[other]);
                None
            }
        }
    }

    fn digests(&mut self, node: Node<'a>) -> Option<Vec<Digest>> {
        let items = self.report.items(node, "a list of hashes", limit::LIST)?;
        let read: Vec<Option<Digest>> = items
            .map(|item| {
                let digest = in_hashed::parse(self.report.string(item)?);
                if digest.is_none() {
                    self.report.problem(item, &BAD_HASH, &[]);
                }
                digest
            })
            .collect();
        read.into_iter().collect()
    }

    fn texts(&mut self, node: Node<'a>, case: Case) -> Option<Texts> {
        let texts = self.one_or_more(node, |compiler, node| compiler.report.text(node, "a text to look for").map(Into::into))?;
        Some(Texts::new(texts, case))
    }

    /// A string, or an array of strings, each read alike.
    fn one_or_more<T>(&mut self, node: Node<'a>, read: impl Fn(&mut Self, Node<'a>) -> Option<T>) -> Option<Vec<T>> {
        if node.kind() == Kind::String {
            return read(self, node).map(|one| vec![one]);
        }
        if node.kind() != Kind::Array {
            self.report.wrong_type(node, "a string, or an array of strings");
            return None;
        }
        let items = self.report.items(node, "a list of literals", limit::LIST)?;
        let read: Vec<Option<T>> = items.map(|item| read(self, item)).collect();
        read.into_iter().collect()
    }

    fn pattern(&mut self, node: Node<'a>) -> Option<Pattern> {
        let text = self.report.string(node)?;
        let within = self.report.within(node, text.len(), limit::PATTERN_BYTES)
            && self.report.within(node, pattern::size(text), limit::PATTERN_SIZE);
        if !within {
            return None;
        }
        // Past the limit of all patterns the document is refused, and none is compiled any more.
        if self.pattern_sizes > limit::PATTERNS.value {
            return None;
        }
        Pattern::parse(text).map_err(|why| self.report.problem(node, &BAD_REGEX, &[&why])).ok()
    }

    /// Counts the patterns of a literal, as they are written.
    pub(super) fn count_patterns(&mut self, node: Node<'a>) {
        const LEAST: usize = 100;
        if self.report.muted {
            return;
        }
        let texts = std::iter::once(node).chain(node.items()).filter_map(Node::string);
        let sizes = texts.map(pattern::size).filter(|&size| size <= limit::PATTERN_SIZE.value).map(|size| size.max(LEAST));
        let (before, most) = (self.pattern_sizes, limit::PATTERNS.value);
        self.pattern_sizes = sizes.fold(before, usize::saturating_add);
        if before <= most && self.pattern_sizes > most {
            let owner = std::mem::replace(&mut self.report.owner, Owner::Document);
            self.report.past(node.tape.root(), limit::PATTERNS);
            self.report.owner = owner;
        }
    }

    fn domain(&mut self, node: Node<'a>) -> Option<Domain> {
        let text = self.report.string(node)?;
        let domain = Domain::parse(text);
        if domain.is_none() {
            let help = text.rsplit_once('@').map(|(_, domain)| format!("write the domain alone: `{domain}`"));
            self.report.add(node, &BAD_DOMAIN, &[text], help);
        }
        domain
    }

    fn prefix(&mut self, node: Node<'a>) -> Option<Prefix> {
        let text = self.report.string(node)?;
        let prefix = Prefix::parse(text);
        if prefix.is_none() {
            self.report.problem(node, &BAD_IP_RANGE, &[text]);
        }
        prefix
    }

    fn comparators(&mut self, node: Node<'a>) -> Option<Comparators> {
        let text = self.report.string(node)?;
        let comparators = Comparators::parse(text);
        if comparators.is_none() {
            let help = text.contains(['^', '~']).then(|| "write the two ends: `>=1.2.0 <2.0.0`".to_owned());
            self.report.add(node, &BAD_SEMVER, &[text], help);
        }
        comparators
    }

    fn age(&mut self, node: Node<'a>) -> Option<Age> {
        if !self.report.demand(node, Kind::Object) {
            return None;
        }
        let found = self.report.count();
        let written = self.fields(node, &["lt", "lte", "gt", "gte"]);
        let bounds = written.map(|node| self.report.duration(node?));
        let right = written.map(|node| node.is_some()) == bounds.map(|bound| bound.is_some());
        let [lt, lte, gt, gte] = bounds;
        let age = Age { lt, lte, gt, gte };
        if right && age == Age::default() {
            self.empty_since(found, node, "`age`: say `lt`, `lte`, `gt` or `gte`; it");
            return None;
        }
        right.then_some(age)
    }

    /// Whether an operator and its literal can be true or false for what the attribute is declared to be.
    pub(super) fn meets_declaration(&mut self, attribute: AttributeId, operator: Operator, node: Node<'a>, case: Case) -> bool {
        let name = self.attributes.get(attribute.index()).map(|attribute| attribute.name.to_string()).unwrap_or_default();
        let Some(declaration) = self.declarations.get(&name) else {
            self.lint_undeclared(&name, node);
            return true;
        };
        let declared = declaration.kind.name();
        if !declaration.kind.admits(operator) {
            self.report.problem(node, &TYPE_CONFLICT, &[&name, declared]);
            return false;
        }
        let literals: Vec<Node<'a>> = match operator {
            Operator::Eq => vec![node],
            Operator::In => node.items().collect(),
            _ => Vec::new(),
        };
        let mut meets = true;
        for literal in literals {
            let Some(scalar) = self.scalar(literal, case) else { continue };
            // Read again, since reading a literal needs the whole compiler.
            let Some(declaration) = self.declarations.get(&name) else { continue };
            let set = |allowed: &'_ Allowed| if case == Case::Ignored { allowed.folded.has(&scalar) } else { allowed.exact.has(&scalar) };
            let outside = || declaration.allowed.as_ref().is_some_and(|allowed| !set(allowed));
            if !declaration.kind.admits_literal(&scalar) {
                self.report.problem(literal, &TYPE_CONFLICT, &[&name, declared]);
                meets = false;
            } else if outside() {
                let mut known = declaration.allowed.iter().flat_map(|allowed| &allowed.values).filter_map(text);
                let help = text(&scalar).and_then(|own| self.report.nearest(own, &mut known));
                self.report.add(literal, &NOT_IN_ENUM, &[literal.raw(), &name], help);
                meets = false;
            }
        }
        meets
    }
}

/// Literals in order, none twice: what a list of them means does not depend on either (spec ).
fn set<T: PartialEq>(mut literals: Vec<T>, order: impl Fn(&T, &T) -> Ordering) -> Box<[T]> {
    literals.sort_unstable_by(order);
    literals.dedup();
    literals.into()
}

fn text(scalar: &Scalar) -> Option<&str> {
    match scalar {
        Scalar::String { text, .. } => Some(text),
        _ => None,
    }
}
