//! What is found wrong while a document is read, and who owns it (spec ).

use crate::diagnostic::Diagnostic;
use crate::hasher::Set;
use crate::json::{Node, Place};
use crate::problem::{Form, Limit, Problem};
use std::cell::Cell;
use std::sync::Arc;

/// The most diagnostics that are reported.
pub(crate) const MAX_REPORTED: usize = 100;

/// So many letters are compared with letters to find what was meant: a document full of mistakes must not take long to refuse.
const MOST_COMPARED: usize = 5_000_000;

/// Who pays for an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Owner {
    /// The document is refused.
    Document,
    /// The flag is quarantined.
    Flag(u32),
    /// The segment is broken, and what names it.
    Segment(u32),
    /// The ring is broken, and what names it or one after it.
    Ring(u32),
    /// The layer is broken, and the flags it lists.
    Layer(u32),
    /// The declaration is as if it were not written.
    Attribute(u32),
    /// What it is about is as if it were not written.
    Nobody,
}

/// The members of a flag that say what it serves to whom it gives nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Told {
    Variants,
    OffVariant,
}

#[derive(Debug)]
struct Found<'a> {
    problem: Problem,
    node: Node<'a>,
    owner: Owner,
    help: Option<String>,
}

/// All that was found.
#[derive(Debug)]
pub(crate) struct Report<'a> {
    found: Vec<Found<'a>>,
    /// The places of errors: a value that is wrong is reported once.
    places: Set<(u32, u32)>,
    /// The owners of errors.
    blamed: Set<Owner>,
    /// Those in which reading them does not find an error that is there.
    flawed: Set<(Owner, Told)>,
    /// Who owns what is found now.
    pub(crate) owner: Owner,
    /// How many more letters may be compared with letters to find what was meant.
    left: Cell<usize>,
    /// Nothing is noted: what is read stands in something that is refused already.
    pub(crate) muted: bool,
}

impl<'a> Report<'a> {
    pub(crate) fn new() -> Report<'a> {
        Report {
            found: Vec::new(),
            places: Set::default(),
            blamed: Set::default(),
            flawed: Set::default(),
            owner: Owner::Document,
            left: Cell::new(MOST_COMPARED),
            muted: false,
        }
    }

    /// Notes a problem of the present owner.
    pub(crate) fn problem(&mut self, node: Node<'a>, form: &Form, facts: &[&str]) {
        self.add(node, form, facts, None);
    }

    /// Notes a problem of the present owner, and what might mend it.
    pub(crate) fn add(&mut self, node: Node<'a>, form: &Form, facts: &[&str], help: Option<String>) {
        if !self.muted {
            self.note(node, Problem::new(form, facts), help);
        }
    }

    /// Notes a problem that is put into words already.
    pub(crate) fn found(&mut self, node: Node<'a>, problem: Problem) {
        if !self.muted {
            self.note(node, problem, None);
        }
    }

    /// Notes that something is past a limit.
    pub(crate) fn past(&mut self, node: Node<'a>, limit: Limit) {
        self.found(node, Problem::past(limit));
    }

    fn note(&mut self, node: Node<'a>, problem: Problem, help: Option<String>) {
        if !problem.is_warning() && !self.blame(node) {
            return;
        }
        self.found.push(Found { problem, node, owner: self.owner, help });
    }

    /// Notes that the present owner has an error, without telling it; says whether it is the first at its place.
    pub(super) fn blame(&mut self, node: Node<'a>) -> bool {
        self.blamed.insert(self.owner, ());
        self.places.insert((node.tape.source, node.index()), ())
    }

    /// Whether an owner has an error.
    pub(crate) fn blames(&self, owner: Owner) -> bool {
        self.blamed.contains(&owner)
    }

    /// Notes that the present owner has an error about such a member, key or value, in any text, that reading it does not find: a key that stands twice,
    /// a lone surrogate, or a removal of what was not there.
    pub(super) fn flaw(&mut self, member: Told) {
        self.flawed.insert((self.owner, member), ());
    }

    /// Whether an owner has such an error.
    pub(crate) fn is_flawed(&self, owner: Owner, member: Told) -> bool {
        self.flawed.contains(&(owner, member))
    }

    /// Whether there may be so much more looking for what was meant; if so, it is spent.
    pub(super) fn may(&self, work: usize) -> bool {
        let left = self.left.get().checked_sub(work);
        self.left.set(left.unwrap_or(self.left.get()));
        left.is_some()
    }

    /// How much was found so far.
    pub(crate) fn count(&self) -> usize {
        self.found.len()
    }

    /// Whether the document is refused.
    pub(crate) fn refuses(&self) -> bool {
        self.blames(Owner::Document)
    }

    /// Whether anybody has.
    pub(crate) fn has_errors(&self) -> bool {
        self.blamed.len() > 0
    }

    /// Sorts what was found as it is reported: by file, position, code.
    pub(crate) fn sort(&mut self) {
        self.found.sort_by_key(|found| (found.node.tape.source, found.node.span().0, found.problem.code()));
    }

    /// The errors in order: whose, about what, and the code.
    pub(crate) fn errors(&self) -> impl Iterator<Item = (Owner, Node<'a>, &'static str)> {
        self.found.iter().filter(|found| !found.problem.is_warning()).map(|found| (found.owner, found.node, found.problem.code()))
    }

    /// Drops what is past the cap; errors go before warnings.
    pub(crate) fn cap(&mut self) {
        if self.found.len() > MAX_REPORTED {
            self.found.sort_by_key(|found| found.problem.is_warning());
            self.found.truncate(MAX_REPORTED);
            self.sort();
        }
    }

    /// How much stands before an error of this code about a value: its index among the diagnostics.
    pub(crate) fn index_of(&self, node: Node<'_>, code: &str) -> usize {
        let key = (node.tape.source, node.span().0, code);
        self.found.partition_point(|found| (found.node.tape.source, found.node.span().0, found.problem.code()) < key)
    }

    /// The diagnostics, in order, up to the cap.
    pub(crate) fn diagnostics(mut self, sources: &[Arc<str>]) -> Vec<Diagnostic> {
        self.cap();
        let source = |node: Node<'_>| sources.get(node.tape.source as usize).cloned().unwrap_or_default();
        let (mut tape, mut place) = (0, Place::START);
        let told = |found: Found<'a>| {
            let node = found.node;
            place = if node.tape.source == tape { place } else { Place::START }.to(node.tape.text, node.span().0 as usize);
            tape = node.tape.source;
            Diagnostic::placed(found.problem, &source(node), node, place, found.help)
        };
        self.found.into_iter().map(told).collect()
    }
}
