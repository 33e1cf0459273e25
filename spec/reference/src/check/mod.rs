//! Holds a merged document against the specification and reports every error in it (spec sections 2 to 5).

mod condition;
mod cost;
mod declaration;
mod field;
mod flag;
mod gate;
mod leaf;
mod observation;
mod reference;
mod rollout;
mod schedule;
mod section;
mod serve;
mod split;
mod work;

pub use condition::kind;
pub use gate::percentage;
pub use observation::check_observations;
pub use rollout::is_drawn;

use std::collections::BTreeMap;

use crate::{
    diagnostic::{Report, Spot},
    json::Value,
};

/// What a string in a condition or a serve names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Named {
    Segment,
    Ring,
}

/// A string that names a segment or a ring that is there.
#[derive(Clone, Debug)]
struct Naming<'a> {
    /// The section and the name (or index) of the thing that the string is in.
    owner: (&'static str, String),
    named: Named,
    name: &'a str,
    spot: Spot<'a>,
}

/// A check that is under way.
struct Check<'a> {
    root: Spot<'a>,
    report: Report,
    /// The declarations that own no error.
    declarations: BTreeMap<&'a str, &'a Value>,
    namings: Vec<Naming<'a>>,
    /// The sizes of all patterns so far.
    patterns: u64,
}

/// Adds to `report` every error of a merged document. Its name, version and scheme have been looked at file by file.
pub fn check(root: &Value, report: Report) -> Report {
    let mut check = Check { root: Spot::root(root), report, declarations: BTreeMap::new(), namings: Vec::new(), patterns: 0 };
    check.sections();
    check.segment_circles();
    check.broken_segments();
    check.rings_that_add_nobody();
    check.second_layers();
    check.broken_references_of_flags();
    check.requires_circles();
    check.costs();
    check.report
}

impl<'a> Check<'a> {
    /// The named things of a section, if it is an object.
    fn named(&self, section: &str) -> Vec<(&'a str, Spot<'a>)> {
        self.root.get(section).map(|section| section.members()).unwrap_or_default()
    }

    /// The rings, in order.
    fn rings(&self) -> Vec<Spot<'a>> {
        self.root.get("rings").map(|rings| rings.elements()).unwrap_or_default()
    }

    /// The index of the first ring of that id.
    fn ring_index(&self, id: &str) -> Option<usize> {
        self.rings().iter().position(|ring| ring.value.get("id").and_then(Value::text) == Some(id))
    }

    /// Whether the document has that name in a section.
    fn has(&self, section: &str, name: &str) -> bool {
        self.root.get(section).is_some_and(|section| section.get(name).is_some())
    }
}
