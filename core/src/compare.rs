//! Two documents beside each other: whom a change moves, from what to what, and because of which rule.

use crate::changes::Changes;
use crate::context::Context;
use crate::decision::Decision;
use crate::flags::Flags;
use crate::json::{Members, write_string};
use std::collections::HashMap;
use std::fmt::{self, Write};

/// Two documents, and the flags that may answer differently. Cheap to ask: only those flags are evaluated.
///
/// For a report on a population, and for running a candidate beside the live document.
///
/// # Examples
///
/// ```
/// use burgee::{Comparison, Context, Flags, Move};
/// let before = Flags::parse(r#"{ "burgee": "1", "flags": { "a": { "serve": { "percent": 5 } }, "b": { "serve": "on" } } }"#)?;
/// let after = Flags::parse(r#"{ "burgee": "1", "flags": { "a": { "serve": { "percent": 10 } }, "b": { "serve": "on" } } }"#)?;
/// let comparison = Comparison::new(before, after);
/// let mut tally = comparison.tally();
/// for number in 0..1000 {
///     let key = format!("user-{number}");
///     tally.add(&Context::new(key.as_str()), &key, 0);
/// }
/// let flag = tally.flags().next().expect("one flag has changed");
/// assert_eq!((flag.flag.as_str(), flag.units(Move::Gained), flag.units(Move::Lost)), ("a", 53, 0));
/// # Ok::<(), burgee::LoadError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Comparison {
    before: Flags,
    after: Flags,
    changes: Changes,
    /// The flags of all changes, in code point order.
    keys: Vec<String>,
}

impl Comparison {
    /// Compares two documents.
    pub fn new(before: Flags, after: Flags) -> Comparison {
        let changes = Changes::between(&before, &after);
        let mut keys: Vec<String> = [&changes.added, &changes.removed, &changes.changed].into_iter().flatten().cloned().collect();
        keys.sort_unstable();
        Comparison { before, after, changes, keys }
    }

    /// The flags that were added, removed and changed.
    pub fn changes(&self) -> &Changes {
        &self.changes
    }

    /// The document before.
    pub fn before(&self) -> &Flags {
        &self.before
    }

    /// The document after.
    pub fn after(&self) -> &Flags {
        &self.after
    }

    /// The keys of the flags that may answer differently, in code point order.
    pub fn keys(&self) -> &[String] {
        &self.keys
    }

    /// The decisions of every flag that may answer differently, before and after.
    pub fn decide<'s>(&'s self, context: &Context, now: i64) -> impl Iterator<Item = (Decision<'s>, Decision<'s>)> {
        self.keys.iter().map(move |key| (self.before.evaluate_at(key, context, now), self.after.evaluate_at(key, context, now)))
    }

    /// An empty tally.
    pub fn tally(&self) -> Tally<'_> {
        Tally { comparison: self, units: 0, flags: self.keys.iter().map(|key| FlagTally::new(key)).collect() }
    }
}

/// What a change means to one unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Move {
    /// From the off variant, or no answer, to another variant.
    Gained,
    /// The way back.
    Lost,
    /// From one answer to another.
    Other,
}

impl Move {
    /// All of them.
    pub const ALL: &[Move] = &[Move::Gained, Move::Lost, Move::Other];

    /// The word in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Move::Gained => "gained",
            Move::Lost => "lost",
            Move::Other => "other",
        }
    }

    /// What a change means; none where the answer is the same.
    pub fn between(before: &Decision<'_>, after: &Decision<'_>) -> Option<Move> {
        if before.variant() == after.variant() && before.value() == after.value() {
            return None;
        }
        Some(match (before.is_exposed(), after.is_exposed()) {
            (false, true) => Move::Gained,
            (true, false) => Move::Lost,
            _ => Move::Other,
        })
    }
}

impl fmt::Display for Move {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The units that moved, counted.
#[derive(Clone, Debug)]
pub struct Tally<'c> {
    comparison: &'c Comparison,
    units: u64,
    flags: Vec<FlagTally>,
}

/// What moved under one flag.
#[derive(Clone, Debug)]
pub struct FlagTally {
    /// The flag's key.
    pub flag: String,
    /// How many units got another variant than the off variant before.
    pub before: u64,
    /// The same, after.
    pub after: u64,
    groups: Vec<Group>,
    /// The group of a pair of shapes; none where the answer is the same.
    places: HashMap<([u32; 3], [u32; 3]), Option<usize>>,
}

/// Units that moved from the same to the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// What the change means to them.
    pub moved: Move,
    /// What they got, and why.
    pub before: Side,
    /// What they get, and why.
    pub after: Side,
    /// How many they are.
    pub units: u64,
    /// The labels of the first of them, [`SAMPLES`] at most.
    pub samples: Vec<String>,
}

/// How many units a [`Group`] names.
pub const SAMPLES: usize = 5;

/// What a group of units gets, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Side {
    /// The variant; none is an error.
    pub variant: Option<String>,
    /// The cause.
    pub cause: &'static str,
    /// The rule that decided.
    pub rule: Option<String>,
    /// The innermost ring that admitted them.
    pub ring: Option<String>,
}

impl Side {
    fn new(decision: &Decision<'_>) -> Side {
        let own = |text: Option<&str>| text.map(str::to_owned);
        Side { variant: own(decision.variant()), cause: decision.cause().as_str(), rule: own(decision.rule()), ring: own(decision.ring()) }
    }

    fn write_json(&self, out: &mut String) {
        let mut members = Members { out, any: false };
        members.string("variant", self.variant.as_deref());
        members.string("cause", Some(self.cause));
        members.string("rule", self.rule.as_deref());
        members.string("ring", self.ring.as_deref());
        members.end();
    }
}

impl Tally<'_> {
    /// Counts one unit; `label` is what samples call it.
    pub fn add(&mut self, context: &Context, label: &str, now: i64) {
        self.units = self.units.saturating_add(1);
        for (flag, (before, after)) in self.flags.iter_mut().zip(self.comparison.decide(context, now)) {
            flag.add(&before, &after, label);
        }
    }

    /// How many units were counted.
    pub fn units(&self) -> u64 {
        self.units
    }

    /// What moved, flag by flag in code point order.
    pub fn flags(&self) -> impl Iterator<Item = &FlagTally> {
        self.flags.iter()
    }

    /// The greatest share of units that one flag moved, of 1; 0 where nobody was counted.
    pub fn greatest_share(&self) -> f64 {
        let moved = self.flags.iter().map(FlagTally::moved).max().unwrap_or(0);
        if self.units == 0 { 0.0 } else { moved as f64 / self.units as f64 }
    }

    /// The tally as JSON: `{"units":…,"flags":[{"flag":…,"before":…,"after":…,"gained":…,"lost":…,"other":…,"groups":[…]}]}`.
    pub fn to_json(&self) -> String {
        let mut out = String::new();
        // Writing to a string never fails.
        let _ = write!(out, r#"{{"units":{},"flags":["#, self.units);
        for (index, flag) in self.flags.iter().enumerate() {
            out.push_str(if index == 0 { "" } else { "," });
            flag.write_json(&mut out);
        }
        out.push_str("]}");
        out
    }
}

impl FlagTally {
    pub(crate) fn new(flag: &str) -> FlagTally {
        FlagTally { flag: flag.to_owned(), before: 0, after: 0, groups: Vec::new(), places: HashMap::new() }
    }

    pub(crate) fn add(&mut self, before: &Decision<'_>, after: &Decision<'_>, label: &str) {
        self.before = self.before.saturating_add(u64::from(before.is_exposed()));
        self.after = self.after.saturating_add(u64::from(after.is_exposed()));
        let groups = &mut self.groups;
        let place = *self.places.entry((before.shape(), after.shape())).or_insert_with(|| {
            let group = Group {
                moved: Move::between(before, after)?,
                before: Side::new(before),
                after: Side::new(after),
                units: 0,
                samples: Vec::new(),
            };
            // Two shapes may differ in what a group does not tell.
            let known =
                groups.iter().position(|other| (other.moved, &other.before, &other.after) == (group.moved, &group.before, &group.after));
            Some(known.unwrap_or_else(|| {
                groups.push(group);
                groups.len().saturating_sub(1)
            }))
        });
        if let Some(group) = place.and_then(|place| self.groups.get_mut(place)) {
            group.units = group.units.saturating_add(1);
            if group.samples.len() < SAMPLES {
                group.samples.push(label.to_owned());
            }
        }
    }

    /// The units that moved, the largest group first.
    pub fn groups(&self) -> Vec<&Group> {
        let mut groups: Vec<&Group> = self.groups.iter().collect();
        groups.sort_by_key(|group| std::cmp::Reverse(group.units));
        groups
    }

    /// How many units moved so.
    pub fn units(&self, moved: Move) -> u64 {
        self.groups.iter().filter(|group| group.moved == moved).map(|group| group.units).sum()
    }

    /// How many units moved.
    pub fn moved(&self) -> u64 {
        self.groups.iter().map(|group| group.units).sum()
    }

    fn write_json(&self, out: &mut String) {
        out.push_str(r#"{"flag":"#);
        write_string(out, &self.flag);
        // Writing to a string never fails.
        let _ = write!(out, r#","before":{},"after":{}"#, self.before, self.after);
        for moved in Move::ALL {
            let _ = write!(out, r#","{moved}":{}"#, self.units(*moved));
        }
        out.push_str(r#","groups":["#);
        for (index, group) in self.groups().into_iter().enumerate() {
            out.push_str(if index == 0 { r#"{"moved":"# } else { r#",{"moved":"# });
            write_string(out, group.moved.as_str());
            out.push_str(r#","before":"#);
            group.before.write_json(out);
            out.push_str(r#","after":"#);
            group.after.write_json(out);
            let _ = write!(out, r#","units":{},"samples":["#, group.units);
            for (index, sample) in group.samples.iter().enumerate() {
                out.push_str(if index == 0 { "" } else { "," });
                write_string(out, sample);
            }
            out.push_str("]}");
        }
        out.push_str("]}");
    }
}
