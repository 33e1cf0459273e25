//! The compiled document: flat, immutable data without positions, and accessors that cannot fail.
//!
//! Conditions live in one array and are shared: two flags that ask the same thing of the same attribute hold the same index. Made by `compile`,
//! read by `evaluate`. It assumes nothing of the document format beyond three hooks that are data: the bucket scheme (seeds), what a leaf is
//! when it cannot be told (always unknown), and what a rule does on a miss.

use crate::index::Index;
use crate::operator::{Operator, Test};
use crate::path::Path;
use crate::value::Value;
use std::ops::Range;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {
        $($(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub(crate) struct $name(pub(crate) u32);

        impl $name {
            pub(crate) fn index(self) -> usize {
                self.0 as usize
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
    SegmentId;
    RingId;
    LayerId;
    FlagId;
}

/// A run of one of the program's arrays.
pub(crate) type Run = Range<u32>;

/// A compiled document.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Program {
    pub(crate) revision: Option<Box<str>>,
    pub(crate) serial: Option<u64>,
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
    /// INVARIANT: sorted by key.
    pub(crate) flags: Box<[Flag]>,
    pub(crate) index: Index,
    pub(crate) rules: Box<[Rule]>,
    pub(crate) variants: Box<[Variant]>,
    pub(crate) shares: Box<[Share]>,
    pub(crate) requirements: Box<[Requirement]>,
    pub(crate) required_variants: Box<[u32]>,
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
pub(crate) enum Condition {
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

/// One operator on one attribute.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Leaf {
    pub(crate) attribute: AttributeId,
    pub(crate) operator: Operator,
    pub(crate) ignore_case: bool,
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

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Flag {
    pub(crate) key: Box<str>,
    /// The code of its first error, when it is quarantined.
    pub(crate) quarantine: Option<&'static str>,
    pub(crate) enabled: bool,
    pub(crate) sticky: bool,
    pub(crate) track: bool,
    /// Nothing but a flag-level variant can decide.
    pub(crate) is_static: bool,
    /// Its answer may depend on the instant.
    pub(crate) reads_clock: bool,
    pub(crate) variants: Run,
    /// Index among its variants; none in a quarantined flag whose variants cannot be told.
    pub(crate) off: Option<u32>,
    pub(crate) unit: UnitId,
    pub(crate) salt: Box<str>,
    pub(crate) rollout_seed: u64,
    pub(crate) variant_seed: u64,
    pub(crate) requirements: Run,
    pub(crate) exclude: Option<ConditionId>,
    pub(crate) condition: Option<ConditionId>,
    pub(crate) place: Option<Place>,
    pub(crate) rules: Run,
    pub(crate) serve: Serve,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Rule {
    pub(crate) id: Box<str>,
    pub(crate) condition: Option<ConditionId>,
    pub(crate) serve: Serve,
    pub(crate) on_miss: OnMiss,
}

/// What a rule does when its serve does not admit the unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OnMiss {
    Off,
    Continue,
}

/// Who is served, and what.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Serve {
    pub(crate) who: Who,
    pub(crate) what: What,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Who {
    Everyone,
    Percent(u32),
    Ring(RingId),
}

/// Variants are indexes among the flag's.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum What {
    Variant(u32),
    Split(Run),
}

/// A part of a split: buckets `[from, to)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Share {
    pub(crate) from: u32,
    pub(crate) to: u32,
    pub(crate) variant: u32,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Variant {
    pub(crate) name: Box<str>,
    pub(crate) value: Value,
}

/// A flag that must serve one of these variants.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Requirement {
    pub(crate) flag: FlagId,
    pub(crate) variants: Run,
}

/// What an index that is not there stands for. INVARIANT: the compiler makes no such index.
static NEVER: Condition = Condition::Any(0..0);

fn run<T>(items: &[T], run: Run) -> &[T] {
    items.get(run.start as usize..run.end as usize).unwrap_or_default()
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
    pub(crate) fn find(&self, key: &str) -> Option<FlagId> {
        self.index.find(&self.flags, key, |flag| &flag.key).map(FlagId)
    }

    pub(crate) fn rules(&self, flag: &Flag) -> &[Rule] {
        run(&self.rules, flag.rules.clone())
    }

    pub(crate) fn variants(&self, flag: &Flag) -> &[Variant] {
        run(&self.variants, flag.variants.clone())
    }

    pub(crate) fn variant(&self, flag: &Flag, index: u32) -> Option<&Variant> {
        self.variants(flag).get(index as usize)
    }

    /// The index of a variant of a flag.
    pub(crate) fn variant_named(&self, flag: &Flag, name: &str) -> Option<u32> {
        self.variants(flag).iter().position(|variant| variant.name.as_ref() == name).map(|index| index as u32)
    }

    pub(crate) fn requirements(&self, flag: &Flag) -> &[Requirement] {
        run(&self.requirements, flag.requirements.clone())
    }

    pub(crate) fn required_variants(&self, requirement: &Requirement) -> &[u32] {
        run(&self.required_variants, requirement.variants.clone())
    }

    pub(crate) fn shares(&self, shares: &Run) -> &[Share] {
        run(&self.shares, shares.clone())
    }
}
