//! A decision and the document that it borrows from, kept together.
//!
//! The one file with unsafe code. A decision of the core borrows from its flags, and what Python holds cannot borrow. Copying what it says
//! costs more than deciding it, and most of it is never asked for.
#![expect(unsafe_code, reason = "a decision is kept beside the flags that it borrows from")]

use crate::flags::Flags;
use burgee::Decision;
use pyo3::prelude::*;

/// A decision that keeps its flags alive.
pub(crate) struct Held {
    /// INVARIANT: borrows from the flags inside `owner` and from nothing else. `with` alone reads it, and gives it the life of `self`.
    decision: Decision<'static>,
    /// INVARIANT: never replaced. A Python object does not move, and `Flags` is frozen: nobody can get at its inside to change it.
    owner: Py<Flags>,
}

impl Held {
    /// Keeps what `decide` decides. It is given the flags with a life of which it knows nothing, so what it returns borrows from them alone.
    #[inline]
    pub(crate) fn new(owner: &Bound<'_, Flags>, decide: impl for<'f> FnOnce(&'f burgee::Flags) -> Option<Decision<'f>>) -> Option<Held> {
        let decision = decide(&owner.get().core)?;
        Some(Held::keep(owner, decision))
    }

    /// Keeps decisions that were made together.
    pub(crate) fn all(owner: &Bound<'_, Flags>, decide: impl for<'f> FnOnce(&'f burgee::Flags) -> Vec<Decision<'f>>) -> Vec<Held> {
        decide(&owner.get().core).into_iter().map(|decision| Held::keep(owner, decision)).collect()
    }

    #[inline]
    fn keep(owner: &Bound<'_, Flags>, decision: Decision<'_>) -> Held {
        // SAFETY: only the lifetime changes. Both callers have the decision from a function that is generic over the life of the flags inside
        // `owner`, so it borrows from those or from what lives for ever; they stay where they are, unchanged, as long as the clone of `owner` beside it.
        let decision = unsafe { std::mem::transmute::<Decision<'_>, Decision<'static>>(decision) };
        Held { decision, owner: owner.clone().unbind() }
    }

    /// Reads the decision.
    #[inline]
    pub(crate) fn with<R>(&self, read: impl for<'h> FnOnce(&'h Decision<'h>) -> R) -> R {
        read(&self.decision)
    }

    /// The flags that decided.
    pub(crate) fn owner(&self) -> &Py<Flags> {
        &self.owner
    }
}
