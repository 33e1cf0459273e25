//! The compiled document: flat, immutable data without positions, and accessors that cannot fail.
//!
//! Conditions live in one array and are shared: two flags that ask the same thing of the same attribute hold the same index. Made by `compile`,
//! read by `evaluate`. It assumes nothing of the document format beyond three hooks that are data: the bucket scheme (seeds), what a leaf is
//! when it cannot be told (always unknown), and what a rule does on a miss.

use crate::index::{Case, Index};
use crate::operator::{Operator, Test};
use crate::path::Path;
use crate::rollout::plan::{Plan, Progress, Status};
use crate::rollout::schedule::Schedule;
use crate::value::Value;
use std::num::{NonZeroU16, NonZeroU32};
use std::ops::Range;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {
        $($(#[$doc])*
        ///
        /// An index, kept as one more so that an option of it costs nothing.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub(crate) struct $name(NonZeroU32);

        #[allow(dead_code, reason = "only what outcomes hold is packed")]
        impl $name {
            /// INVARIANT: limits keep every array below `u32::MAX` entries.
            pub(crate) fn new(index: usize) -> $name {
                $name(NonZeroU32::MIN.saturating_add(index as u32))
            }

            pub(crate) fn index(self) -> usize {
                self.0.get().wrapping_sub(1) as usize
            }

            /// The index plus one; 0 is none.
            pub(crate) fn raw(self) -> u32 {
                self.0.get()
            }

            pub(crate) fn from_raw(raw: u32) -> Option<$name> {
                NonZeroU32::new(raw).map($name)
            }
        })*
    };
}

ids! {
    /// An attribute that something reads.
    AttributeId;
    /// A list of attributes that name a unit.
    UnitId;
    /// A condition.
    ConditionId;
    /// A leaf.
    LeafId;
    /// A segment.
    SegmentId;
    /// A ring.
    RingId;
    /// A layer.
    LayerId;
    /// A flag's place in a layer.
    PlaceId;
    /// A flag.
    FlagId;
    /// A rule, among those of all flags.
    RuleId;
}

/// A variant, among those of its flag: an index, kept as one more. Small, so that an outcome fits in two registers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct VariantId(NonZeroU16);

impl VariantId {
    /// INVARIANT: limits keep the variants of a flag below `u16::MAX`.
    pub(crate) fn new(index: usize) -> VariantId {
        VariantId(NonZeroU16::MIN.saturating_add(index as u16))
    }

    pub(crate) fn index(self) -> usize {
        self.0.get().wrapping_sub(1).into()
    }

    /// The index plus one; 0 is none.
    pub(crate) fn raw(self) -> u16 {
        self.0.get()
    }

    pub(crate) fn from_raw(raw: u16) -> Option<VariantId> {
        NonZeroU16::new(raw).map(VariantId)
    }
}

/// A stretch of the program's text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Text {
    pub(crate) start: u32,
    pub(crate) end: u32,
}

/// A run of one of the program's arrays.
pub(crate) type Run = Range<u32>;

/// A compiled document.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Program {
    pub(crate) revision: Option<Box<str>>,
    pub(crate) serial: Option<u64>,
    /// Keys, salts and ids, one after the other.
    pub(crate) text: Box<str>,
    pub(crate) attributes: Box<[Attribute]>,
    pub(crate) units: Box<[Box<[AttributeId]>]>,
    pub(crate) conditions: Box<[Condition]>,
    /// The parts of `all` and `any`.
    pub(crate) parts: Box<[ConditionId]>,
    pub(crate) leaves: Box<[Leaf]>,
    pub(crate) samples: Box<[Sample]>,
    pub(crate) moments: Box<[Moment]>,
    pub(crate) segments: Box<[Segment]>,
    pub(crate) rings: Box<[Ring]>,
    pub(crate) layers: Box<[Layer]>,
    pub(crate) places: Box<[Place]>,
    /// INVARIANT: sorted by key; each knows its index.
    pub(crate) flags: Box<[Flag]>,
    /// The quarantined flags in order, each with the code of its first error.
    pub(crate) quarantined: Box<[(FlagId, &'static str)]>,
    pub(crate) index: Index,
    pub(crate) rules: Box<[Rule]>,
    pub(crate) variants: Box<[Variant]>,
    /// INVARIANT: the shares of a split cover all buckets.
    pub(crate) splits: Box<[Box<[Share]>]>,
    pub(crate) schedules: Box<[Schedule]>,
    pub(crate) rollouts: Box<[Rollout]>,
    pub(crate) requirements: Box<[Requirement]>,
    pub(crate) required_variants: Box<[VariantId]>,
}

/// An attribute, and where it is found.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Attribute {
    pub(crate) name: Box<str>,
    pub(crate) path: Path,
    /// Its values and the literals it is compared with stay out of traces.
    pub(crate) redacted: bool,
}

/// A condition.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Condition {
    pub(crate) kind: ConditionKind,
    pub(crate) depends: Depends,
}

/// What a condition asks.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum ConditionKind {
    All(Run),
    Any(Run),
    Not(ConditionId),
    Segment(SegmentId),
    Ring(RingId),
    /// The flag's rollout draw.
    Percent(u32),
    Sample(u32),
    Now(u32),
    Leaf(LeafId),
}

/// What a condition's value depends on, beside the program: what may be remembered, and for how long. Each depends on what stands before it, too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Depends {
    /// The context alone.
    Context,
    /// The context and the instant.
    Instant,
    /// The flag that asks, too.
    Flag,
}

/// One operator on one attribute.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Leaf {
    pub(crate) attribute: AttributeId,
    pub(crate) operator: Operator,
    pub(crate) case: Case,
    pub(crate) test: Test,
    /// The literal as it was written, as canonical JSON: for traces.
    pub(crate) operand: Box<str>,
}

/// A percentage with a draw of its own.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Sample {
    pub(crate) percent: u32,
    pub(crate) seed: u64,
    pub(crate) salt: Box<str>,
    /// Without one, the flag's.
    pub(crate) unit: Option<UnitId>,
}

/// Bounds of the instant, both strict.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Moment {
    pub(crate) after: Option<i64>,
    pub(crate) before: Option<i64>,
    /// As it was written, as canonical JSON: for traces.
    pub(crate) operand: Box<str>,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Segment {
    pub(crate) name: Box<str>,
    pub(crate) condition: ConditionId,
}

/// A ring's own condition.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Ring {
    pub(crate) id: Box<str>,
    pub(crate) condition: Option<ConditionId>,
    pub(crate) percent: Option<u32>,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Layer {
    pub(crate) name: Box<str>,
    pub(crate) seed: u64,
    pub(crate) unit: UnitId,
}

/// A flag's place in a layer: the layer, and the ranges `[from, to)` of buckets that are the flag's.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Place {
    pub(crate) layer: LayerId,
    pub(crate) ranges: Box<[(u32, u32)]>,
}

/// A flag: about a hundred bytes, so that answering touches few cache lines.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Flag {
    pub(crate) id: FlagId,
    pub(crate) quarantined: bool,
    pub(crate) enabled: bool,
    pub(crate) sticky: bool,
    pub(crate) track: bool,
    /// Nothing stands before its rules: it is neither quarantined nor disabled, and has no requires, exclude, if, layer or sticky.
    pub(crate) is_open: bool,
    /// Nothing but a variant of its own serve can decide.
    pub(crate) is_static: bool,
    /// Its answer may depend on the instant.
    pub(crate) reads_clock: bool,
    /// A serve of it is by schedule, or it has a rollout.
    pub(crate) is_timed: bool,
    /// Index among its variants; none in a quarantined flag whose variants cannot be told.
    pub(crate) off: Option<VariantId>,
    pub(crate) variants: Run,
    /// INVARIANT: the last is the flag's own serve.
    pub(crate) rules: Run,
    pub(crate) unit: UnitId,
    pub(crate) exclude: Option<ConditionId>,
    pub(crate) condition: Option<ConditionId>,
    pub(crate) place: Option<PlaceId>,
    pub(crate) requirements: Run,
    pub(crate) rollout_seed: u64,
    pub(crate) variant_seed: u64,
    pub(crate) key: Text,
    pub(crate) salt: Text,
}

/// A rule, or a flag's own serve: that is a rule without id and condition, after all others.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Rule {
    pub(crate) condition: Option<ConditionId>,
    pub(crate) serve: Serve,
    pub(crate) on_miss: OnMiss,
    pub(crate) is_own: bool,
    pub(crate) id: Text,
}

/// What a rule does when its serve does not admit the unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OnMiss {
    Off,
    Continue,
}

/// Who is served, and what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Serve {
    pub(crate) who: Who,
    pub(crate) what: What,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Who {
    Everyone,
    /// 0 % or 100 %: nothing is drawn.
    Certain(bool),
    /// Thousandths of a percent, between those.
    Percent(u32),
    Ring(RingId),
    /// The index of a schedule.
    Schedule(u32),
    /// The index of a rollout.
    Rollout(u32),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum What {
    Variant(VariantId),
    /// The index of a split.
    Split(u32),
}

/// A part of a split: buckets `[from, to)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Share {
    pub(crate) from: u32,
    pub(crate) to: u32,
    pub(crate) variant: VariantId,
}

impl Share {
    pub(crate) fn holds(self, bucket: u32) -> bool {
        self.from <= bucket && bucket < self.to
    }
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Variant {
    pub(crate) name: Box<str>,
    pub(crate) value: Value,
}

/// A staged rollout.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Rollout {
    pub(crate) plan: Plan,
    pub(crate) progress: Option<Progress>,
    /// INVARIANT: one for each stage of the plan.
    pub(crate) whom: Box<[Whom]>,
}

/// Whom a stage admits by itself: all of these, as far as they are there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Whom {
    pub(crate) ring: Option<RingId>,
    pub(crate) condition: Option<ConditionId>,
    /// Thousandths.
    pub(crate) percent: Option<u32>,
}

impl Rollout {
    /// The index of the stage that is served.
    pub(crate) fn stage(&self) -> Option<usize> {
        self.progress.and_then(|progress| progress.stage).map(|stage| stage as usize)
    }

    /// The stages that are served, in order: those up to the present one.
    pub(crate) fn served(&self) -> &[Whom] {
        self.stage().and_then(|stage| self.whom.get(..=stage)).unwrap_or_default()
    }

    pub(crate) fn is_rolled_back(&self) -> bool {
        self.progress.is_some_and(|progress| progress.status == Status::RolledBack)
    }
}

/// A flag that must serve one of these variants.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Requirement {
    pub(crate) flag: FlagId,
    pub(crate) variants: Run,
}

/// What an index that is not there stands for. INVARIANT: the compiler makes no such index.
static NEVER: Condition = Condition { kind: ConditionKind::Any(0..0), depends: Depends::Flag };

fn run<T>(items: &[T], run: Run) -> &[T] {
    items.get(run.start as usize..run.end as usize).unwrap_or_default()
}

impl Flag {
    /// Whether it has rules alone: neither steps before them nor times.
    #[cfg(target_family = "wasm")]
    pub(crate) fn is_plain(&self) -> bool {
        self.is_open && !self.is_timed
    }
}

impl Program {
    pub(crate) fn condition(&self, id: ConditionId) -> &Condition {
        self.conditions.get(id.index()).unwrap_or(&NEVER)
    }

    pub(crate) fn parts(&self, parts: &Run) -> &[ConditionId] {
        run(&self.parts, parts.clone())
    }

    pub(crate) fn leaf(&self, id: LeafId) -> Option<&Leaf> {
        self.leaves.get(id.index())
    }

    pub(crate) fn sample(&self, id: u32) -> Option<&Sample> {
        self.samples.get(id as usize)
    }

    pub(crate) fn moment(&self, id: u32) -> Option<&Moment> {
        self.moments.get(id as usize)
    }

    pub(crate) fn attribute(&self, id: AttributeId) -> Option<&Attribute> {
        self.attributes.get(id.index())
    }

    /// The attributes that name a unit, in the order in which they are tried.
    pub(crate) fn unit(&self, id: UnitId) -> &[AttributeId] {
        self.units.get(id.index()).map(AsRef::as_ref).unwrap_or_default()
    }

    pub(crate) fn segment(&self, id: SegmentId) -> Option<&Segment> {
        self.segments.get(id.index())
    }

    /// The rings up to one, innermost first.
    pub(crate) fn rings(&self, id: RingId) -> &[Ring] {
        self.rings.get(..=id.index()).unwrap_or_default()
    }

    pub(crate) fn layer(&self, id: LayerId) -> Option<&Layer> {
        self.layers.get(id.index())
    }

    pub(crate) fn flag(&self, id: FlagId) -> Option<&Flag> {
        self.flags.get(id.index())
    }

    /// The flag of this key.
    pub(crate) fn find(&self, key: &str) -> Option<&Flag> {
        self.index.find(&self.flags, key, |flag| self.text(flag.key))
    }

    pub(crate) fn text(&self, text: Text) -> &str {
        self.text.get(text.start as usize..text.end as usize).unwrap_or("")
    }

    pub(crate) fn key(&self, flag: &Flag) -> &str {
        self.text(flag.key)
    }

    /// The code of a quarantined flag's first error.
    pub(crate) fn quarantine(&self, flag: &Flag) -> Option<&'static str> {
        let at = self.quarantined.binary_search_by_key(&flag.id, |&(id, _)| id).ok()?;
        self.quarantined.get(at).map(|&(_, code)| code)
    }

    pub(crate) fn place(&self, id: PlaceId) -> Option<&Place> {
        self.places.get(id.index())
    }

    pub(crate) fn rules(&self, flag: &Flag) -> &[Rule] {
        run(&self.rules, flag.rules.clone())
    }

    pub(crate) fn rule(&self, id: RuleId) -> Option<&Rule> {
        self.rules.get(id.index())
    }

    pub(crate) fn variants(&self, flag: &Flag) -> &[Variant] {
        run(&self.variants, flag.variants.clone())
    }

    pub(crate) fn variant(&self, flag: &Flag, id: VariantId) -> Option<&Variant> {
        self.variants(flag).get(id.index())
    }

    /// A flag's variant of this name.
    pub(crate) fn variant_named(&self, flag: &Flag, name: &str) -> Option<VariantId> {
        self.variants(flag).iter().position(|variant| variant.name.as_ref() == name).map(VariantId::new)
    }

    pub(crate) fn requirements(&self, flag: &Flag) -> &[Requirement] {
        run(&self.requirements, flag.requirements.clone())
    }

    pub(crate) fn required_variants(&self, requirement: &Requirement) -> &[VariantId] {
        run(&self.required_variants, requirement.variants.clone())
    }

    pub(crate) fn rollout(&self, rollout: u32) -> Option<&Rollout> {
        self.rollouts.get(rollout as usize)
    }

    /// A flag's rollout, if it has one.
    pub(crate) fn rollout_of(&self, flag: &Flag) -> Option<&Rollout> {
        match self.rules(flag).last()?.serve.who {
            Who::Rollout(rollout) => self.rollout(rollout),
            _ => None,
        }
    }

    pub(crate) fn schedule(&self, schedule: u32) -> Option<&Schedule> {
        self.schedules.get(schedule as usize)
    }

    pub(crate) fn split(&self, split: u32) -> &[Share] {
        self.splits.get(split as usize).map(AsRef::as_ref).unwrap_or_default()
    }
}
