//! What loading finds wrong, where it stands, and who owns it (spec ).

use std::collections::BTreeSet;

use crate::json::{Member, Value};

/// The steps from the root to a value: names of members and indexes of elements.
pub type Path = Vec<String>;

/// A byte of a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct At {
    /// The file: 0 is the base, the overlays follow.
    pub file: usize,
    /// The byte in it.
    pub offset: usize,
}

/// An error.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Found {
    /// Where it stands.
    pub at: At,
    /// What is wrong.
    pub code: &'static str,
    /// What it names.
    pub path: Path,
}

/// The line and column of a byte, both from 1; a column counts code points.
pub fn line_and_column(text: &str, offset: usize) -> (u32, u32) {
    let before = &text[..offset];
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    (line as u32, column as u32)
}

/// A path as a JSON Pointer.
pub fn pointer(path: &[String]) -> String {
    path.iter().map(|step| format!("/{}", step.replace('~', "~0").replace('/', "~1"))).collect()
}

/// A value, and what leads to it.
#[derive(Clone, Debug)]
pub struct Spot<'a> {
    /// The way to the value.
    pub path: Path,
    /// Where the name of the member stands; for an element, its first character.
    pub key: At,
    /// The value.
    pub value: &'a Value,
}

impl<'a> Spot<'a> {
    /// The root of a text.
    pub fn root(value: &'a Value) -> Self {
        Self { path: Vec::new(), key: value.at, value }
    }

    fn below(&self, step: &str, member: &'a Member) -> Self {
        let mut path = self.path.clone();
        path.push(step.to_owned());
        Self { path, key: member.at, value: &member.value }
    }

    /// The member of that name.
    pub fn get(&self, name: &str) -> Option<Self> {
        Some(self.below(name, self.value.members()?.get(name)?))
    }

    /// The members, in code point order of their names.
    pub fn members(&self) -> Vec<(&'a str, Self)> {
        let members = self.value.members().into_iter().flatten();
        members.map(|(name, member)| (name.as_str(), self.below(name, member))).collect()
    }

    /// The elements, in order.
    pub fn elements(&self) -> Vec<Self> {
        let element = |(index, value): (usize, &'a Value)| {
            let mut path = self.path.clone();
            path.push(index.to_string());
            Self { path, key: value.at, value }
        };
        self.value.elements().iter().enumerate().map(element).collect()
    }
}

/// The errors found so far.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// All of them, in no order.
    pub found: Vec<Found>,
    /// Those that are not told: what is wrong in a flag without a name.
    pub untold: Vec<Found>,
    /// The values that have been reported: a value is reported once (spec ).
    wrong: BTreeSet<(usize, Path)>,
}

impl Report {
    /// Takes over what reading a text found.
    pub fn take(&mut self, found: Vec<Found>) {
        let bad = found.iter().filter(|found| found.code == "bad-string");
        self.wrong.extend(bad.map(|found| (found.at.file, found.path.clone())));
        self.found.extend(found);
    }

    /// Reports a value, unless it has been reported already.
    pub fn value(&mut self, code: &'static str, spot: &Spot) {
        if self.wrong.insert((spot.value.at.file, spot.path.clone())) {
            self.found.push(Found { at: spot.value.at, code, path: spot.path.clone() });
        }
    }

    /// Reports the name of a member.
    pub fn key(&mut self, code: &'static str, spot: &Spot) {
        self.found.push(Found { at: spot.key, code, path: spot.path.clone() });
    }

    /// The errors, told or not.
    fn all(&self) -> impl Iterator<Item = &Found> {
        self.found.iter().chain(&self.untold)
    }

    /// Whether there is an error at or below a path.
    pub fn touches(&self, path: &[&str]) -> bool {
        self.all().any(|found| found.path.len() >= path.len() && found.path.iter().zip(path).all(|(a, b)| a == b))
    }

    /// Whether there is an error at or in a value; that its name stands twice is none of its own.
    pub fn holds_error(&self, spot: &Spot) -> bool {
        let own = |found: &Found| found.code != "duplicate-key" || found.path != spot.path;
        self.all().any(|found| found.at.file == spot.value.at.file && found.path.starts_with(&spot.path) && own(found))
    }

    /// Whether there is an error that belongs to the document as a whole.
    pub fn refuses(&self) -> bool {
        self.found.iter().any(|found| found.owner().is_none())
    }
}

impl Found {
    /// The section and the name (or index) of what owns this; `None` for the document.
    pub fn owner(&self) -> Option<(&str, &str)> {
        match self.path.as_slice() {
            [section, index, ..] if section == "rings" => index.parse::<u32>().ok().map(|_| ("rings", index.as_str())),
            [section, name, ..] if ["flags", "segments", "layers", "attributes", "tests"].contains(&section.as_str()) => {
                Some((section, name))
            }
            _ => None,
        }
    }
}
