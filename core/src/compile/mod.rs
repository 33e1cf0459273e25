//! Document → program: names become indexes, text becomes numbers, and everything that can be known before the first evaluation is.
//!
//! Reads the sections in the order in which they lean on each other, then looks at the whole: circles, what is broken by what, costs. Each
//! problem is noted with its owner; what has an owner without problems is in the program, as if the rest were not written.

mod attributes;
mod condition;
mod cost;
mod finish;
mod flag;
mod gate;
mod graph;
mod groups;
mod history;
mod lint;
mod literal;
mod measure;
mod references;
mod rollout;
mod schedule;
mod serve;

use crate::document::{Document, Owner, Report};
use crate::hasher::Map;
use crate::json::Node;
use crate::path::Path;
use crate::program::{
    Attribute, AttributeId, Condition, ConditionId, Flag, FlagId, Layer, Leaf, Moment, Place, Program, Requirement, Ring, RingId, Rollout,
    Rule, Run, Sample, Segment, SegmentId, Share, Text, UnitId, Variant, VariantId,
};
use crate::rollout::schedule::Schedule;
use crate::value::Value;
use attributes::Declaration;
use condition::Shape;
use flag::Required;
use std::rc::Rc;

/// Compiles a merged document. `lint` is the day for which lifecycle advice is wanted.
pub(crate) fn compile<'a>(document: &Document<'a>, report: Report<'a>, lint: Option<i64>) -> (Program, Report<'a>) {
    let mut compiler = Compiler::new(document, report, lint);
    compiler.section("attributes", Compiler::attributes);
    compiler.document_unit();
    compiler.section("segments", Compiler::segments);
    compiler.section("rings", Compiler::rings);
    compiler.section("layers", Compiler::layers);
    // Flags past their limit are not looked at: the document is refused, and nothing that is in them would be reported.
    if !document.past_limit.contains(&"flags") {
        Compiler::flags(&mut compiler);
    }
    compiler.references();
    compiler.requirements();
    compiler.measure();
    compiler.finish()
}

/// The program in the making.
struct Compiler<'a, 'd> {
    document: &'d Document<'a>,
    report: Report<'a>,
    lint: Option<i64>,
    /// Keys, salts and ids, one after the other.
    text: String,
    declarations: Map<String, Declaration>,
    /// The redacted declarations, by name.
    redacted: Vec<(String, Path)>,
    attribute_ids: Map<String, AttributeId>,
    attributes: Vec<Attribute>,
    unit_ids: Map<Box<[AttributeId]>, UnitId>,
    units: Vec<Box<[AttributeId]>>,
    document_unit: UnitId,
    shapes: Map<Shape<'a>, ConditionId>,
    conditions: Vec<Condition>,
    parts: Vec<ConditionId>,
    leaves: Vec<Leaf>,
    /// What each leaf costs.
    leaf_costs: Vec<u64>,
    /// The sizes of all patterns, each at least so much.
    pattern_sizes: usize,
    samples: Vec<Sample>,
    moments: Vec<Moment>,
    /// `None` is broken.
    segments: Vec<Option<Segment>>,
    rings: Vec<RingDraft<'a>>,
    layers: Vec<Layer>,
    places: Vec<Place>,
    /// For each layer the flags it lists, each with its ranges.
    listed: Vec<Listed<'a>>,
    /// Where in `listed` a flag of a layer is.
    listed_at: Map<(FlagId, u32), usize>,
    flags: Vec<FlagDraft<'a>>,
    rules: Vec<Rule>,
    variants: Vec<Variant>,
    /// The variants of flags that write none: the first of `variants`.
    on_and_off: Rc<[Variant]>,
    splits: Vec<Box<[Share]>>,
    schedules: Vec<Schedule>,
    rollouts: Vec<Rollout>,
    requirements: Vec<Requirement>,
    required_variants: Vec<VariantId>,
    uses: Vec<Use<'a>>,
}

/// A ring, with what is needed to judge it beside its neighbours.
struct RingDraft<'a> {
    ring: Option<Ring>,
    node: Node<'a>,
    id: Option<String>,
    has_condition: bool,
    percent: Option<u32>,
    has_percent: bool,
}

/// A flag that a layer lists.
struct Listed<'a> {
    flag: FlagId,
    layer: u32,
    first: Node<'a>,
    ranges: Vec<(u32, u32)>,
}

/// A flag, with what is needed to judge it beside the others.
struct FlagDraft<'a> {
    flag: Flag,
    /// The code of its first error.
    quarantine: Option<&'static str>,
    variants_known: bool,
    /// The values of `variants` and `off_variant`.
    off_nodes: Vec<Node<'a>>,
    requires: Vec<Required<'a>>,
}

/// A place that names a segment or ring.
#[derive(Clone, Copy)]
struct Use<'a> {
    owner: Owner,
    target: Target,
    node: Node<'a>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Target {
    Segment(SegmentId),
    Ring(RingId),
}

impl<'a, 'd> Compiler<'a, 'd> {
    fn new(document: &'d Document<'a>, report: Report<'a>, lint: Option<i64>) -> Self {
        let variant = |name: &str, value: bool| Variant { name: name.into(), value: Value::Boolean(value) };
        let on_and_off: Rc<[Variant]> = [variant("off", false), variant("on", true)].into();
        Compiler {
            document,
            report,
            lint,
            text: String::new(),
            declarations: Map::default(),
            redacted: Vec::new(),
            attribute_ids: Map::default(),
            attributes: Vec::new(),
            unit_ids: Map::default(),
            units: Vec::new(),
            document_unit: UnitId::new(0),
            shapes: Map::default(),
            conditions: Vec::new(),
            parts: Vec::new(),
            leaves: Vec::new(),
            leaf_costs: Vec::new(),
            pattern_sizes: 0,
            samples: Vec::new(),
            moments: Vec::new(),
            segments: Vec::new(),
            rings: Vec::new(),
            layers: Vec::new(),
            places: Vec::new(),
            listed: Vec::new(),
            listed_at: Map::default(),
            flags: Vec::new(),
            rules: Vec::new(),
            variants: on_and_off.to_vec(),
            on_and_off,
            splits: Vec::new(),
            schedules: Vec::new(),
            rollouts: Vec::new(),
            requirements: Vec::new(),
            required_variants: Vec::new(),
            uses: Vec::new(),
        }
    }

    /// The fields of an object, in the order of their names; notes every other.
    fn fields<const N: usize>(&mut self, node: Node<'a>, names: &[&str; N]) -> [Option<Node<'a>>; N] {
        let mut found = [None; N];
        self.report.fields(&mut node.members(), names, N, &mut found);
        found
    }

    /// Keeps a text.
    fn text(&mut self, text: &str) -> Text {
        let start = self.text.len() as u32;
        self.text.push_str(text);
        Text { start, end: self.text.len() as u32 }
    }

    /// Reads a section, in silence where it has more than it may.
    fn section(&mut self, name: &'static str, read: impl FnOnce(&mut Self)) {
        self.report.muted = self.document.past_limit.contains(&name);
        read(self);
        self.report.muted = false;
    }
}

/// Adds items to one of the program's arrays, and says where they are.
fn extend<T>(array: &mut Vec<T>, items: impl IntoIterator<Item = T>) -> Run {
    let start = array.len() as u32;
    array.extend(items);
    start..array.len() as u32
}

/// A run of one of the program's arrays in the making.
fn slice<'p, T>(array: &'p [T], run: &Run) -> &'p [T] {
    array.get(run.start as usize..run.end as usize).unwrap_or_default()
}
