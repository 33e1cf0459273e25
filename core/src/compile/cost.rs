//! What an operator may cost, whatever the attribute is: by its literal alone (spec ). What these sums bound is measured by
//! `bounds evaluate` of the benches.

use crate::json::{Kind, Node};
use crate::operator::{Operator, pattern};
use crate::path::Path;
use crate::problem::limit;

/// Finding an attribute, and each step further in.
const FIND: u64 = 20;
/// A draw of a bucket.
pub(super) const DRAW: u64 = 50;
/// A flag, before anything of it is looked at.
pub(super) const FLAG: u64 = 10;

/// What one operator of a leaf costs, with finding the attribute.
pub(super) fn of_leaf(operator: Operator, literal: Node<'_>, path: &Path) -> u64 {
    let steps = match path {
        Path::Key => 0,
        Path::Pointer(tokens) => tokens.len() as u64,
    };
    of_operator(operator, literal).saturating_add(steps.saturating_add(1).saturating_mul(FIND))
}

/// Each `many` of a run of cheap things.
pub(super) fn run(length: usize, many: u64) -> u64 {
    (length as u64).checked_div(many).unwrap_or(0)
}

fn of_operator(operator: Operator, literal: Node<'_>) -> u64 {
    let text = limit::TEXT_BYTES.value as u64;
    let haystack = limit::PATTERN_HAYSTACK_BYTES.value.saturating_mul(3) as u64;
    let elements = limit::ELEMENTS.value as u64;
    let texts = || std::iter::once(literal).chain(literal.items()).filter_map(Node::string);
    let count = if literal.kind() == Kind::Array { literal.items().count() as u64 } else { 1 };
    let longest = texts().map(str::len).max().unwrap_or(0) as u64;
    // Comparing with one literal, and finding one among all.
    let compared = (longest / 16).saturating_add(1);
    let found = u64::from(u64::BITS.saturating_sub(count.leading_zeros())).saturating_mul(compared);
    match operator {
        Operator::Eq | Operator::Lt | Operator::Lte | Operator::Gt | Operator::Gte | Operator::Exists => compared,
        Operator::In => found,
        Operator::InHashed => text / 2,
        Operator::Contains => count.saturating_mul(text / 2),
        Operator::StartsWith | Operator::EndsWith => count.saturating_mul(compared),
        Operator::Matches => texts().map(|pattern| pattern::size(pattern) as u64).sum::<u64>().saturating_mul(haystack),
        Operator::EmailDomain => (longest / 2).saturating_add(1).saturating_mul(found).saturating_add(text / 8),
        Operator::IpIn => count.saturating_add(16),
        Operator::HasAny => found.saturating_mul(elements / 2).saturating_add(elements),
        Operator::HasAll => count.saturating_mul(compared).saturating_mul(elements / 4),
        Operator::Semver => longest.saturating_add(text / 4),
        Operator::Before | Operator::After | Operator::Age => text / 8,
    }
}
