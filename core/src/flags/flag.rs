//! A handle of one flag, and the attributes it reads.

use super::{Flags, Subject};
use crate::decision::Decision;
use crate::program;
use crate::reads::reads;
#[cfg(feature = "rollout")]
use crate::timetable::{Timetable, timetable};
use crate::value::Value;
use std::fmt;

/// One flag, found once. Borrows from its [`Flags`].
///
/// # Examples
///
/// ```
/// use burgee::{Context, Flags};
/// let flags = Flags::parse(r#"{ "burgee": "1", "flags": { "dark-mode": { "serve": { "percent": 100 } } } }"#)?;
/// let dark_mode = flags.flag("dark-mode").expect("it is in the document");
/// assert!(dark_mode.evaluate(&Context::new("user-42")).is_on());
/// # Ok::<(), burgee::LoadError>(())
/// ```
#[derive(Clone, Copy)]
pub struct Flag<'f> {
    pub(super) flags: &'f Flags,
    pub(super) compiled: &'f program::Flag,
}

impl<'f> Flag<'f> {
    /// Its key.
    pub fn key(&self) -> &'f str {
        self.flags.program().key(self.compiled)
    }

    /// Its index among the keys.
    pub fn index(&self) -> usize {
        self.compiled.id.index()
    }

    /// The code of its first error, if it is quarantined.
    pub fn quarantined(&self) -> Option<&'static str> {
        self.flags.program().quarantine(self.compiled)
    }

    /// The salt of its draws; assignments are kept under it.
    pub fn salt(&self) -> &'f str {
        self.flags.program().text(self.compiled.salt)
    }

    /// Its variants and their values, in code point order.
    pub fn variants(&self) -> impl Iterator<Item = (&'f str, &'f Value)> {
        self.flags.program().variants(self.compiled).iter().map(|variant| (variant.name.as_ref(), &variant.value))
    }

    /// The variant that it serves when it is off.
    pub fn off_variant(&self) -> Option<&'f str> {
        self.flags.program().variant(self.compiled, self.compiled.off?).map(|variant| variant.name.as_ref())
    }

    /// The attributes that name its unit, in the order in which they are tried (spec R-5.6).
    pub fn unit(&self) -> impl Iterator<Item = Attribute<'f>> {
        let program = self.flags.program();
        program.unit(self.compiled.unit).iter().filter_map(|id| Some(Attribute::new(id.index(), program.attribute(*id)?)))
    }

    /// The attributes that deciding it may ask for: its own, its unit's, and those of the flags it requires. Worked out at each call.
    ///
    /// A [`Host`](crate::Host) that has these has all that this flag needs.
    pub fn attributes(&self) -> impl Iterator<Item = Attribute<'f>> {
        let program = self.flags.program();
        let reads = reads(program, self.compiled);
        reads.into_iter().filter_map(|id| Some(Attribute::new(id.index(), program.attribute(id)?)))
    }

    /// Whether its answer may depend on the instant.
    pub fn reads_clock(&self) -> bool {
        self.compiled.reads_clock
    }

    /// When its answers change: what its schedules and its rollout do, and the instants that its conditions name. Worked out at each call.
    ///
    /// A rollout that was not started is taken to start at `now`, in milliseconds since the epoch; no stage is reached before.
    ///
    /// # Examples
    ///
    /// ```
    /// use burgee::{Event, Flags};
    /// let flags = Flags::parse(r#"{ "burgee": "1", "flags": { "search": { "serve": { "schedule": {
    ///   "start": "2026-11-23T09:00:00Z", "steps": [ { "after": "0s", "percent": 5 }, { "after": "1h", "percent": 100 } ],
    ///   "pauses": [ { "from": "2026-11-23T09:30:00Z", "to": "2026-11-23T11:30:00Z" } ] } } } } }"#)?;
    /// let timetable = flags.flag("search").expect("it is in the document").timetable(0);
    /// let last = timetable.plan.last().expect("it has a schedule");
    /// assert_eq!(last.event, Event::Step { percent: 100.0, is_linear: false });
    /// assert_eq!(last.at.map(burgee::rfc3339).as_deref(), Some("2026-11-23T12:00:00Z"));
    /// assert_eq!(timetable.instants.len(), 2);
    /// assert!(timetable.is_complete);
    /// # Ok::<(), burgee::LoadError>(())
    /// ```
    #[cfg(feature = "rollout")]
    pub fn timetable(&self, now: i64) -> Timetable<'f> {
        timetable(self.flags.program(), self.compiled, now)
    }

    /// Decides it for a unit, now. The clock is read only if it depends on it.
    #[cfg(feature = "clock")]
    pub fn evaluate<'a>(&self, subject: impl Into<Subject<'a>>) -> Decision<'f> {
        self.evaluate_at(subject, super::now_for(self.compiled))
    }

    /// Decides it for a unit at an instant, in milliseconds since the epoch.
    pub fn evaluate_at<'a>(&self, subject: impl Into<Subject<'a>>, now: i64) -> Decision<'f> {
        #[cfg(target_family = "wasm")]
        return self.flags.decide_quickly(self.compiled, subject.into(), now);
        #[cfg(not(target_family = "wasm"))]
        self.flags.decide(self.compiled, subject.into(), now)
    }

    /// Whether its value is `true` for a unit, now.
    #[cfg(feature = "clock")]
    pub fn is_on<'a>(&self, subject: impl Into<Subject<'a>>) -> bool {
        self.evaluate(subject).is_on()
    }
}

impl fmt::Debug for Flag<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Flag").field(&self.key()).finish()
    }
}

/// An attribute that conditions or units of a document name.
#[derive(Clone, Copy)]
pub struct Attribute<'f> {
    number: usize,
    compiled: &'f program::Attribute,
}

impl<'f> Attribute<'f> {
    pub(super) fn new(number: usize, compiled: &'f program::Attribute) -> Attribute<'f> {
        Attribute { number, compiled }
    }

    /// Its number in these flags.
    pub fn number(&self) -> usize {
        self.number
    }

    /// Its name, as the document writes it: an own key, or a JSON Pointer.
    pub fn name(&self) -> &'f str {
        &self.compiled.name
    }

    /// The way to it (spec R-5.9): an own key of the context, then the members or indexes that a pointer goes through.
    pub fn path(&self) -> impl Iterator<Item = &'f str> + use<'f> {
        self.compiled.path.tokens(&self.compiled.name)
    }
}

impl fmt::Debug for Attribute<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Attribute").field(&self.number).field(&self.name()).finish()
    }
}
