//! Reading typed fields: each gives the value, or notes what is wrong and gives nothing.

use super::report::Report;
use crate::bucket::BUCKETS;
use crate::json::{Kind, Member, Node};
use crate::problem::{
    BAD_DATE, BAD_DURATION, BAD_NUMBER, BAD_PERCENT, BAD_RANGE, BAD_STRING, BAD_TIMESTAMP, EMPTY, Form, Limit, MISSING_FIELD,
    MISSING_FIELDS, UNKNOWN_FIELD, WRONG_TYPE, limit,
};
use crate::time;
use crate::value::{Value, is_exact};
use crate::words::Sought;

impl<'a> Report<'a> {
    /// Whether a value has this kind; another is reported.
    pub(crate) fn demand(&mut self, node: Node<'a>, kind: Kind) -> bool {
        let right = node.kind() == kind;
        if !right {
            self.wrong_type(node, kind.name());
        }
        right
    }

    pub(crate) fn wrong_type(&mut self, node: Node<'a>, expected: &'static str) {
        // A string with a flaw is wrong for that first (spec ).
        match node.has_flaw() {
            true => self.problem(node, &BAD_STRING, &[]),
            false => self.problem(node, &WRONG_TYPE, &[node.kind().name(), expected]),
        }
    }

    /// A string, whatever is in it.
    pub(crate) fn string(&mut self, node: Node<'a>) -> Option<&'a str> {
        // A string with a flaw has been reported as such.
        (self.demand(node, Kind::String) && !node.has_flaw()).then(|| node.string()).flatten()
    }

    /// A string that is not empty.
    pub(crate) fn text(&mut self, node: Node<'a>, what: &'static str) -> Option<&'a str> {
        let text = self.string(node)?;
        if text.is_empty() {
            self.problem(node, &EMPTY, &[what]);
            return None;
        }
        Some(text)
    }

    /// A name: not empty, and not too long.
    pub(crate) fn name(&mut self, node: Node<'a>, what: &'static str) -> Option<&'a str> {
        let name = self.text(node, what)?;
        self.within(node, name.len(), limit::NAME_BYTES).then_some(name)
    }

    /// The key of a map, as a name.
    pub(crate) fn key(&mut self, member: Member<'a>, what: &'static str) -> Option<&'a str> {
        let name = member.name();
        if name.is_empty() {
            self.problem(member.value, &EMPTY, &[what]);
            return None;
        }
        self.within(member.key, name.len(), limit::NAME_BYTES).then_some(name)
    }

    pub(crate) fn boolean(&mut self, node: Node<'a>) -> Option<bool> {
        self.demand(node, Kind::Boolean).then(|| node.boolean()).flatten()
    }

    /// A number that every language holds exactly; −0 is 0.
    pub(crate) fn number(&mut self, node: Node<'a>) -> Option<f64> {
        if !self.demand(node, Kind::Number) {
            return None;
        }
        let number = node.number().filter(|&number| is_exact(number));
        if number.is_none() {
            self.problem(node, &BAD_NUMBER, &[node.raw()]);
        }
        number
    }

    /// A percentage, in thousandths: read from its text.
    pub(crate) fn percent(&mut self, node: Node<'a>) -> Option<u32> {
        if !self.demand(node, Kind::Number) {
            return None;
        }
        let thousandths = thousandths(node.raw());
        if thousandths.is_none() {
            self.problem(node, &BAD_PERCENT, &[node.raw()]);
        }
        thousandths
    }

    /// A range `[from, to)` of percentages, in thousandths.
    pub(crate) fn range(&mut self, node: Node<'a>) -> Option<(u32, u32)> {
        if !self.demand(node, Kind::Array) {
            return None;
        }
        let ends: Vec<Node<'a>> = node.items().collect();
        let [from, to] = ends.as_slice() else {
            self.problem(node, &BAD_RANGE, &[]);
            return None;
        };
        let (from, to) = (self.percent(*from), self.percent(*to));
        let range = (from?, to?);
        if range.0 >= range.1 {
            self.problem(node, &BAD_RANGE, &[]);
            return None;
        }
        Some(range)
    }

    /// An instant, in milliseconds since the epoch.
    pub(crate) fn timestamp(&mut self, node: Node<'a>) -> Option<i64> {
        let text = self.string(node)?;
        let instant = time::timestamp(text);
        if instant.is_none() {
            self.problem(node, &BAD_TIMESTAMP, &[text]);
        }
        instant
    }

    /// A duration, in milliseconds.
    pub(crate) fn duration(&mut self, node: Node<'a>) -> Option<i64> {
        let text = self.string(node)?;
        let duration = time::duration(text);
        if duration.is_none() {
            self.problem(node, &BAD_DURATION, &[text]);
        }
        duration
    }

    /// A date, as its first millisecond.
    pub(crate) fn date(&mut self, node: Node<'a>) -> Option<i64> {
        let text = self.string(node)?;
        let date = time::date(text);
        if date.is_none() {
            self.problem(node, &BAD_DATE, &[text]);
        }
        date
    }

    /// An array that is not empty and not too long.
    pub(crate) fn items(&mut self, node: Node<'a>, what: &'static str, most: Limit) -> Option<impl Iterator<Item = Node<'a>> + use<'a>> {
        if !self.demand(node, Kind::Array) {
            return None;
        }
        if node.is_empty() {
            self.problem(node, &EMPTY, &[what]);
            return None;
        }
        self.within(node, node.items().count(), most).then(|| node.items())
    }

    /// Any JSON value, as variants hold it.
    pub(crate) fn value(&mut self, node: Node<'a>) -> Option<Value> {
        Some(match node.kind() {
            Kind::Null => Value::Null,
            Kind::Boolean => Value::Boolean(node.boolean()?),
            Kind::Number => Value::Number(self.number(node)?),
            Kind::String => Value::String(self.string(node)?.into()),
            Kind::Array => {
                let items: Vec<Option<Value>> = node.items().map(|item| self.value(item)).collect();
                Value::List(items.into_iter().collect::<Option<_>>()?)
            }
            Kind::Object => {
                let members: Vec<Option<(Box<str>, Value)>> =
                    node.members().map(|member| Some((member.name().into(), self.value(member.value)?))).collect();
                Value::object(members.into_iter().collect::<Option<Vec<_>>>()?)
            }
        })
    }

    /// Whether a count or length is within a limit.
    pub(crate) fn within(&mut self, node: Node<'a>, count: usize, limit: Limit) -> bool {
        let within = count <= limit.value;
        if !within {
            self.past(node, limit);
        }
        within
    }

    /// Notes a member that nobody knows, unless it is free (`x-…`).
    pub(crate) fn unknown_field(&mut self, member: Member<'a>, known: &[&str]) {
        let field = member.name();
        if !field.starts_with("x-") {
            self.unknown(member.key, &UNKNOWN_FIELD, field, &mut known.iter().copied());
        }
    }

    /// The values of the members that are called as `known` says, each at its place in `found`. Notes every other member, with the nearest of
    /// the `told` first; and a `description` that is no string.
    pub(crate) fn fields(
        &mut self,
        members: &mut dyn Iterator<Item = Member<'a>>,
        known: &[&str],
        told: usize,
        found: &mut [Option<Node<'a>>],
    ) {
        for member in members {
            let name = Sought::new(member.name());
            match known.iter().position(|own| name.is(own)).and_then(|at| found.get_mut(at)) {
                Some(found) => *found = Some(member.value),
                None => self.unknown_field(member, known.get(..told).unwrap_or_default()),
            }
            if name.is("description") && known.contains(&"description") {
                self.string(member.value);
            }
        }
    }

    /// Notes a name that is none of those that are known, with the nearest of them.
    pub(crate) fn unknown<'k>(&mut self, node: Node<'a>, form: &Form, name: &str, known: &mut dyn Iterator<Item = &'k str>) {
        let help = self.nearest(name, known);
        self.add(node, form, &[name], help);
    }

    /// The help for a name that is nearly a known one.
    pub(crate) fn nearest(&self, name: &str, known: &mut dyn Iterator<Item = &str>) -> Option<String> {
        // Why: a document full of mistakes among very many names must not take long to refuse.
        const MOST_KNOWN: usize = 1_000;
        if self.count() > super::report::MAX_REPORTED {
            return None;
        }
        let allowed = (name.chars().take(MOST_LETTERS).count() / 3).max(1);
        let mut near = (allowed.saturating_add(1), "");
        for known in known.take(MOST_KNOWN) {
            let work = name.len().saturating_mul(known.len());
            if known.len().abs_diff(name.len()) <= allowed.saturating_mul(4) && self.may(work) {
                let distance = distance(name, known);
                if distance < near.0 {
                    near = (distance, known);
                }
            }
        }
        (near.0 <= allowed).then(|| ["did you mean `", near.1, "`?"].concat())
    }

    /// Notes the members that an object must have and lacks, together.
    pub(crate) fn missing(&mut self, object: Node<'a>, members: &[(&'static str, bool)]) {
        let names: Vec<&str> = members.iter().filter(|(_, there)| !there).map(|(name, _)| *name).collect();
        match names.as_slice() {
            [] => {}
            [one] => self.problem(object, &MISSING_FIELD, &[one]),
            _ => self.problem(object, &MISSING_FIELDS, &[&names.join("` and `")]),
        }
    }
}

/// The thousandths of a percentage as a JSON number writes it: digits, perhaps a point and one to three digits, at most 100.
fn thousandths(number: &str) -> Option<u32> {
    // INVARIANT: of what stands in a JSON number before and after the point, digits alone are read as integers without a sign.
    let (whole, fraction) = number.split_once('.').unwrap_or((number, "0"));
    let missing = 3_u32.checked_sub(fraction.len() as u32)?;
    let fraction = fraction.parse::<u32>().ok()?.checked_mul(10_u32.checked_pow(missing)?)?;
    whole.parse::<u32>().ok()?.checked_mul(1_000)?.checked_add(fraction).filter(|&thousandths| thousandths <= BUCKETS)
}

/// How many letters of names are compared.
const MOST_LETTERS: usize = 64;

/// The number of insertions, deletions, substitutions and swaps of neighbours between two names.
///
/// Source: optimal string alignment (restricted Damerau–Levenshtein).
fn distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().take(MOST_LETTERS).collect();
    let mut before: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    let mut last = None;
    for (index, char) in left.chars().take(MOST_LETTERS).enumerate() {
        let mut next = Vec::with_capacity(row.len());
        next.push(index.saturating_add(1));
        for (column, &other) in right.iter().enumerate() {
            let cell = |row: &[usize], at: usize| row.get(at).copied().unwrap_or(usize::MAX);
            let replaced = cell(&row, column).saturating_add(usize::from(char != other));
            let removed = cell(&row, column.saturating_add(1)).saturating_add(1);
            let added = cell(&next, column).saturating_add(1);
            let previous = column.checked_sub(1).and_then(|at| right.get(at)).copied();
            let swapped = match (last == Some(other), previous == Some(char)) {
                (true, true) => cell(&before, column.saturating_sub(1)).saturating_add(1),
                _ => usize::MAX,
            };
            next.push(replaced.min(removed).min(added).min(swapped));
        }
        before = std::mem::replace(&mut row, next);
        last = Some(char);
    }
    row.last().copied().unwrap_or(usize::MAX)
}
