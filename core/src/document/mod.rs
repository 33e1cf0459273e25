//! The document as it is written: one or more texts, merged into sections (spec sections 1 and 2).
//!
//! Looks at the top of a document only; what a flag or a segment means is the compiler's business.

mod merge;
mod read;
mod report;

pub(crate) use merge::merge;
#[cfg(any(feature = "signature", feature = "store"))]
pub(crate) use report::MAX_REPORTED;
pub(crate) use report::{Owner, Report, Told};

use crate::json::{Member, Node};

/// The sections of a merged document.
#[derive(Debug, Default)]
pub(crate) struct Document<'a> {
    pub(crate) revision: Option<&'a str>,
    pub(crate) serial: Option<Serial<'a>>,
    pub(crate) unit: Option<Node<'a>>,
    pub(crate) rings: Option<Node<'a>>,
    pub(crate) attributes: Vec<Entry<'a>>,
    pub(crate) segments: Vec<Entry<'a>>,
    pub(crate) layers: Vec<Entry<'a>>,
    pub(crate) flags: Vec<Entry<'a>>,
    /// The sections that have more than they may.
    pub(crate) past_limit: Vec<&'static str>,
}

/// The number that orders documents, and where it stands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Serial<'a> {
    pub(crate) number: u64,
    pub(crate) node: Node<'a>,
}

/// A named thing of a section. INVARIANT: a section's entries are sorted by name, no name twice.
#[derive(Debug)]
pub(crate) struct Entry<'a> {
    pub(crate) name: &'a str,
    /// The member in the last text that has it.
    pub(crate) member: Member<'a>,
    /// The fields, where overlays were merged into it; otherwise they are the member's own.
    merged: Option<Vec<Member<'a>>>,
}

impl<'a> Entry<'a> {
    fn new(member: Member<'a>) -> Entry<'a> {
        Entry { name: member.name(), member, merged: None }
    }

    /// The value in the last text that has it.
    pub(crate) fn value(&self) -> Node<'a> {
        self.member.value
    }

    /// The fields.
    pub(crate) fn fields(&self) -> impl Iterator<Item = Member<'a>> + '_ {
        let own = self.merged.is_none().then(|| self.member.value.members());
        own.into_iter().flatten().chain(self.merged.iter().flatten().copied())
    }
}

/// The index of the entry of this name.
pub(crate) fn find(entries: &[Entry<'_>], name: &str) -> Option<u32> {
    entries.binary_search_by(|entry| entry.name.cmp(name)).ok().map(|index| index as u32)
}
