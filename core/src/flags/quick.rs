//! Asking by handle in a browser. Every byte is downloaded there, so this crate is compiled for size.
//!
//! What is asked most often is inlined into the crate that asks, which is compiled for speed: the rules of flags that have neither steps before
//! them nor times. Everything else is decided by the evaluator that this crate holds.

use super::{Flags, Subject};
use crate::decision::{Asked, Decision};
use crate::evaluate::{Attributes, Direct, Evaluation, Packed, Remembered, Source};
use crate::program;

impl Flags {
    #[inline]
    pub(super) fn decide_quickly<'s>(&'s self, flag: &'s program::Flag, subject: Subject<'_>, now: i64) -> Decision<'s> {
        let outcome = match subject {
            Subject::Host(host) if flag.is_plain() => self.plain(&Direct::new(Attributes::Host(host)), flag, now),
            Subject::Prepared(prepared) if flag.is_plain() && prepared.is_for(self) && subject.asides().is_none() => {
                self.plain(&Remembered(&prepared.kept), flag, now)
            }
            _ => return self.decide(flag, subject, now),
        };
        Decision::new(self.program(), Asked::Flag(flag), outcome)
    }

    #[inline(always)]
    fn plain<S: Source>(&self, source: &S, flag: &program::Flag, now: i64) -> Packed {
        Evaluation { program: self.program(), source, asides: None, now }.plain(flag)
    }
}
