//! Whom a document's segments and rings hold.

use super::{Flag, Flags, Subject};
use crate::evaluate::{Batch, Nobody};
use crate::program::{RingId, Segment};

impl Flags {
    /// The names of its segments, in the order of [`Flag::in_segments_at`]; the name of a broken one is empty.
    pub fn segments(&self) -> impl Iterator<Item = &str> {
        self.program().segments.iter().map(|segment| segment.name.as_ref())
    }

    /// The ids of its rings, innermost first; the id of a broken one is empty.
    pub fn rings(&self) -> impl Iterator<Item = &str> {
        self.program().rings.iter().map(|ring| ring.id.as_ref())
    }
}

impl<'f> Flag<'f> {
    /// Which of the document's [`segments`](Flags::segments) a unit is in at an instant, in their order. What is unknown counts as out.
    ///
    /// # Examples
    ///
    /// ```
    /// use burgee::{Context, Flags};
    /// let flags = Flags::parse(r#"{ "burgee": "1",
    ///   "segments": { "here": { "if": { "attribute": "country", "eq": "NZ" } } }, "flags": { "dark-mode": { "serve": "on" } } }"#)?;
    /// let dark_mode = flags.flag("dark-mode").expect("it is in the document");
    /// assert_eq!(dark_mode.in_segments_at(&Context::new("u").with("country", "NZ"), 0), [true]);
    /// assert_eq!(dark_mode.in_segments_at(&Context::new("u"), 0), [false]);
    /// # Ok::<(), burgee::LoadError>(())
    /// ```
    pub fn in_segments_at<'a>(&self, subject: impl Into<Subject<'a>>, now: i64) -> Vec<bool> {
        let program = self.flags.program();
        let subject = subject.into();
        let Some(attributes) = subject.attributes() else { return vec![false; program.segments.len()] };
        let batch = Batch::new(program, attributes);
        let evaluation = self.flags.evaluation(&batch, subject.asides(), now);
        let holds = |segment: &Segment| evaluation.condition(segment.condition, self.compiled, &mut Nobody).is_true();
        program.segments.iter().map(holds).collect()
    }

    /// The innermost ring that admits a unit at an instant. Rings with a percentage draw as this flag does.
    ///
    /// # Examples
    ///
    /// ```
    /// use burgee::{Context, Flags};
    /// let flags = Flags::parse(r#"{ "burgee": "1",
    ///   "rings": [ { "id": "staff", "if": { "attribute": "staff", "eq": true } }, { "id": "all", "if": { "attribute": "key", "exists": true } } ],
    ///   "flags": { "dark-mode": { "serve": { "ring": "staff" } } } }"#)?;
    /// let dark_mode = flags.flag("dark-mode").expect("it is in the document");
    /// assert_eq!(dark_mode.ring_at(&Context::new("u").with("staff", true), 0), Some("staff"));
    /// assert_eq!(dark_mode.ring_at(&Context::new("u"), 0), Some("all"));
    /// assert_eq!(dark_mode.ring_at(&Context::empty(), 0), None);
    /// # Ok::<(), burgee::LoadError>(())
    /// ```
    pub fn ring_at<'a>(&self, subject: impl Into<Subject<'a>>, now: i64) -> Option<&'f str> {
        let program = self.flags.program();
        let subject = subject.into();
        let outermost = RingId::new(program.rings.len().checked_sub(1)?);
        let batch = Batch::new(program, subject.attributes()?);
        let evaluation = self.flags.evaluation(&batch, subject.asides(), now);
        let (_, innermost) = evaluation.rings(outermost, self.compiled, &mut Nobody);
        program.rings.get(innermost?.index()).map(|ring| ring.id.as_ref())
    }
}
