//! How two JSON texts differ, value by value: what a reviewer of a document would point at.

use crate::json::{self, Kind, Node, Tape};
use std::collections::HashMap;

/// One value that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The way to it: names of members, and of array elements their `id`, `variant` or `name` where they have one, else their index.
    pub place: Vec<String>,
    /// The value before, as it is written; none where there was none.
    pub before: Option<String>,
    /// The value after; none where there is none.
    pub after: Option<String>,
}

/// The members that name an element of an array.
const NAMES: [&str; 3] = ["id", "variant", "name"];

/// How two JSON texts differ: the smallest values that do. White space, the order of members and a number's spelling are no difference. None where
/// one of them is not JSON.
///
/// # Examples
///
/// ```
/// let before = r#"{ "rules": [ { "id": "staff", "serve": "on" }, { "id": "beta", "serve": { "percent": 5 } } ] }"#;
/// let after = r#"{ "rules": [ { "id": "beta", "serve": { "percent": 10 } } ] }"#;
/// let found = burgee::differences(before, after).expect("both are JSON");
/// assert_eq!(found[0].place, ["rules", "staff"]);
/// assert_eq!(found[0].after, None);
/// assert_eq!(found[1].place, ["rules", "beta", "serve", "percent"]);
/// assert_eq!((found[1].before.as_deref(), found[1].after.as_deref()), (Some("5"), Some("10")));
/// ```
pub fn differences(before: &str, after: &str) -> Option<Vec<Difference>> {
    let (before, after) = (json::parse(before, 0).ok()?, json::parse(after, 1).ok()?);
    Some(between(&before, &after))
}

fn between(before: &Tape<'_>, after: &Tape<'_>) -> Vec<Difference> {
    let mut walk = Walk { place: Vec::new(), found: Vec::new() };
    walk.values(before.root(), after.root());
    walk.found
}

struct Walk {
    place: Vec<String>,
    found: Vec<Difference>,
}

/// A child of an object or array: what it is called, and its value.
type Child<'a> = (&'a str, Node<'a>);

impl Walk {
    /// The texts' depth is bounded, and so is the recursion.
    fn values(&mut self, before: Node<'_>, after: Node<'_>) {
        match (before.kind(), after.kind()) {
            (Kind::Object, Kind::Object) => self.children(&members(before), &members(after)),
            (Kind::Array, Kind::Array) => match (named(before), named(after)) {
                (Some(old), Some(new)) => {
                    self.children(&old, &new);
                    self.order(&old, &new);
                }
                _ if !same(before, after) => self.tell(Some(before), Some(after)),
                _ => {}
            },
            _ if same(before, after) => {}
            _ => self.tell(Some(before), Some(after)),
        }
    }

    fn children(&mut self, before: &[Child<'_>], after: &[Child<'_>]) {
        let (old, new) = (by_name(before), by_name(after));
        for (name, value) in before {
            self.inside(name, |walk| match new.get(name) {
                Some(twin) => walk.values(*value, *twin),
                None => walk.tell(Some(*value), None),
            });
        }
        for (name, value) in after.iter().filter(|(name, _)| !old.contains_key(name)) {
            self.inside(name, |walk| walk.tell(None, Some(*value)));
        }
    }

    /// Tells of named elements that stand in another order.
    fn order(&mut self, before: &[Child<'_>], after: &[Child<'_>]) {
        let names = |own: &[Child<'_>], others: &[Child<'_>]| -> Vec<String> {
            let others = by_name(others);
            own.iter().filter(|(name, _)| others.contains_key(name)).map(|(name, _)| name.to_string()).collect()
        };
        let (old, new) = (names(before, after), names(after, before));
        if old != new {
            let (before, after) = (Some(old.join(", ")), Some(new.join(", ")));
            self.inside("order", |walk| walk.found.push(Difference { place: walk.place.clone(), before, after }));
        }
    }

    fn inside(&mut self, name: &str, walk: impl FnOnce(&mut Walk)) {
        self.place.push(name.to_owned());
        walk(self);
        self.place.pop();
    }

    fn tell(&mut self, before: Option<Node<'_>>, after: Option<Node<'_>>) {
        let text = |node: Option<Node<'_>>| node.map(|node| node.raw().to_owned());
        self.found.push(Difference { place: self.place.clone(), before: text(before), after: text(after) });
    }
}

fn by_name<'c, 'a>(children: &'c [Child<'a>]) -> HashMap<&'c str, Node<'a>> {
    children.iter().copied().collect()
}

fn members(object: Node<'_>) -> Vec<Child<'_>> {
    object.members().map(|member| (member.name(), member.value)).collect()
}

/// The elements by their names; none where one has none, or two have one.
fn named(array: Node<'_>) -> Option<Vec<Child<'_>>> {
    let mut children: Vec<Child<'_>> = Vec::new();
    for item in array.items() {
        let name = NAMES.iter().find_map(|name| item.members().find(|member| member.name() == *name)?.value.string())?;
        if children.iter().any(|(other, _)| *other == name) {
            return None;
        }
        children.push((name, item));
    }
    Some(children)
}

/// Whether two values are the same: members in any order, numbers by what they are worth.
fn same(before: Node<'_>, after: Node<'_>) -> bool {
    if before.raw() == after.raw() {
        return true;
    }
    match (before.kind(), after.kind()) {
        (Kind::Object, Kind::Object) => {
            let (old, new) = (members(before), members(after));
            let twins = by_name(&new);
            old.len() == new.len() && old.iter().all(|(name, value)| twins.get(name).is_some_and(|twin| same(*value, *twin)))
        }
        (Kind::Array, Kind::Array) => {
            let (old, new): (Vec<_>, Vec<_>) = (before.items().collect(), after.items().collect());
            old.len() == new.len() && old.iter().zip(&new).all(|(old, new)| same(*old, *new))
        }
        (Kind::Number, Kind::Number) => before.number() == after.number(),
        (Kind::String, Kind::String) => before.string() == after.string(),
        _ => false,
    }
}
