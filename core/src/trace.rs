//! Traces: every step that was taken, every condition's verdict and cause, every bucket (spec section 11).

use crate::bucket::{BUCKETS, Bucket};
use crate::context::Domain;
use crate::decision::Decision;
use crate::evaluate::{Part, ServeStep, Step as Watched, StepKind, Visitor};
use crate::index::Case;
use crate::json::{Members, write_number};
use crate::program::{ConditionKind, LeafId, Program, Who};
use crate::slot::Slot;
use crate::value::Value;
use crate::verdict::Verdict;
use std::borrow::Cow;

/// A decision and the whole way to it.
#[derive(Clone, Debug, PartialEq)]
pub struct Trace<'a> {
    decision: Decision<'a>,
    steps: Vec<Step<'a>>,
}

/// A step of the order in which a flag is decided.
#[derive(Clone, Debug, PartialEq)]
pub struct Step<'a> {
    /// `override`, `enabled`, `requires`, `exclude`, `if`, `layer`, `sticky`, `rule`, `serve`, `stage` or `rollout`.
    pub step: &'static str,
    /// The rule's id.
    pub rule: Option<&'a str>,
    /// The required flag.
    pub flag: Option<&'a str>,
    /// The layer.
    pub layer: Option<&'a str>,
    /// The stage that was tried; of a rollout the present one.
    pub stage: Option<&'a str>,
    /// What the rollout is doing: `running`, `paused`, `rolled_back` or `complete`; none is not begun.
    pub status: Option<&'static str>,
    /// What the step came to; a flag-level serve has none.
    pub verdict: Option<Verdict>,
    /// The variant that it was about.
    pub variant: Option<String>,
    /// The layer draw's bucket.
    pub bucket: Option<u32>,
    /// The step's condition.
    pub condition: Option<ConditionTrace<'a>>,
    /// What was served.
    pub serve: Option<ServeTrace<'a>>,
}

/// What a serve came to.
#[derive(Clone, Debug, PartialEq)]
pub struct ServeTrace<'a> {
    /// The percentage (of a schedule: at the instant), in thousandths.
    pub percent: Option<u32>,
    /// What its schedule is doing: `waiting` for the first step, `running`, `paused`, or `done` with the last.
    pub schedule: Option<&'static str>,
    /// The ring that it names.
    pub ring: Option<&'a str>,
    /// Whether the unit was admitted and given a variant.
    pub hit: bool,
    /// The rollout draw's bucket.
    pub bucket: Option<u32>,
    /// The variant draw's bucket.
    pub variant_bucket: Option<u32>,
    /// The cause, as decisions name it.
    pub cause: &'static str,
    /// The ring's condition.
    pub condition: Option<ConditionTrace<'a>>,
}

/// What a condition came to.
#[derive(Clone, Debug, PartialEq)]
pub struct ConditionTrace<'a> {
    /// `all`, `any`, `not`, `segment`, `ring`, `own`, `percent`, `now` or `attribute`.
    pub condition: &'static str,
    /// The segment's or ring's name.
    pub name: Option<&'a str>,
    /// The attribute.
    pub attribute: Option<&'a str>,
    /// The operator.
    pub operator: Option<&'static str>,
    /// Whether A–Z count as a–z.
    pub ignore_case: bool,
    /// The literal, as canonical JSON.
    pub operand: Option<Cow<'a, str>>,
    /// A percentage's own salt.
    pub salt: Option<&'a str>,
    /// The attribute's value, as canonical JSON.
    pub value: Option<String>,
    /// Operand and value are withheld.
    pub redacted: bool,
    /// None is skipped: what came before had decided.
    pub verdict: Option<Verdict>,
    /// The bucket, where it was drawn.
    pub bucket: Option<u32>,
    /// The parts.
    pub of: Vec<ConditionTrace<'a>>,
}

impl<'a> Trace<'a> {
    pub(crate) fn new(decision: Decision<'a>, steps: Vec<Step<'a>>) -> Trace<'a> {
        Trace { decision, steps }
    }

    /// The decision, the same as evaluating gives.
    pub fn decision(&self) -> &Decision<'a> {
        &self.decision
    }

    /// The steps that were reached, in order.
    pub fn steps(&self) -> &[Step<'a>] {
        &self.steps
    }

    /// The trace as canonical JSON (spec ).
    pub fn to_json(&self) -> String {
        let mut out = String::new();
        let mut members = Members { out: &mut out, any: false };
        self.decision.write_json(members.name("decision"));
        let steps = members.name("steps");
        list(steps, &self.steps, Step::write_json);
        members.end();
        out
    }
}

fn list<T>(out: &mut String, items: &[T], write: impl Fn(&T, &mut String)) {
    out.push('[');
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        write(item, out);
    }
    out.push(']');
}

impl Step<'_> {
    fn write_json(&self, out: &mut String) {
        let mut members = Members { out, any: false };
        members.string("step", Some(self.step));
        members.string("rule", self.rule);
        members.string("flag", self.flag);
        members.string("layer", self.layer);
        members.string("stage", self.stage);
        members.string("status", self.status);
        members.string("verdict", self.verdict.map(Verdict::as_str));
        members.string("variant", self.variant.as_deref());
        members.integer("bucket", self.bucket);
        if let Some(condition) = &self.condition {
            condition.write_json(members.name("condition"));
        }
        if let Some(serve) = &self.serve {
            serve.write_json(members.name("serve"));
        }
        members.end();
    }
}

impl ServeTrace<'_> {
    fn write_json(&self, out: &mut String) {
        let mut members = Members { out, any: false };
        if let Some(percent) = self.percent {
            write_percent(members.name("percent"), percent);
        }
        members.string("schedule", self.schedule);
        members.string("ring", self.ring);
        members.string("outcome", Some(if self.hit { "hit" } else { "miss" }));
        members.integer("bucket", self.bucket);
        members.integer("variant_bucket", self.variant_bucket);
        members.string("cause", Some(self.cause));
        if let Some(condition) = &self.condition {
            condition.write_json(members.name("condition"));
        }
        members.end();
    }
}

impl ConditionTrace<'_> {
    fn write_json(&self, out: &mut String) {
        let mut members = Members { out, any: false };
        members.string("condition", Some(self.condition));
        members.string("name", self.name);
        members.string("attribute", self.attribute);
        members.string("operator", self.operator);
        members.truth("ignore_case", self.ignore_case);
        if let Some(operand) = &self.operand {
            members.name("operand").push_str(operand);
        }
        members.string("salt", self.salt);
        if let Some(value) = &self.value {
            members.name("value").push_str(value);
        }
        members.truth("redacted", self.redacted);
        members.string("verdict", Some(self.verdict.map_or("skipped", Verdict::as_str)));
        if let Some(Verdict::Unknown(cause)) = self.verdict {
            members.string("cause", Some(cause.as_str()));
        }
        members.integer("bucket", self.bucket);
        if !self.of.is_empty() {
            list(members.name("of"), &self.of, ConditionTrace::write_json);
        }
        members.end();
    }
}

/// Thousandths as the percentage they are.
pub(crate) fn write_percent(out: &mut String, thousandths: u32) {
    write_number(out, f64::from(thousandths) / 1_000.0);
}

/// Watches an evaluation and writes down what happens.
pub(crate) struct Tracer<'a> {
    program: &'a Program,
    now: i64,
    /// The conditions that are open, outermost first.
    open: Vec<ConditionTrace<'a>>,
    /// Those that were closed since the last step.
    closed: Vec<ConditionTrace<'a>>,
    /// The buckets that the serve drew which is being told.
    rollout_bucket: Option<Bucket>,
    variant_bucket: Option<Bucket>,
    steps: Vec<Step<'a>>,
}

impl<'a> Tracer<'a> {
    pub(crate) fn new(program: &'a Program, now: i64) -> Tracer<'a> {
        Tracer { program, now, open: Vec::new(), closed: Vec::new(), rollout_bucket: None, variant_bucket: None, steps: Vec::new() }
    }

    pub(crate) fn steps(self) -> Vec<Step<'a>> {
        self.steps
    }

    /// A part before anything is known of it.
    fn blank(&self, part: Part) -> ConditionTrace<'a> {
        let program = self.program;
        match part {
            Part::Ring(ring) => ConditionTrace { name: program.rings.get(ring.index()).map(|ring| ring.id.as_ref()), ..bare("ring") },
            Part::Own(ring) => ConditionTrace { name: program.rings.get(ring.index()).map(|ring| ring.id.as_ref()), ..bare("own") },
            Part::Stage(rollout, stage) => ConditionTrace { name: self.stage(rollout, stage), ..bare("own") },
            Part::Percent(percent) => ConditionTrace { operand: Some(percent_text(percent)), ..bare("percent") },
            Part::Condition(id) => match &program.condition(id).kind {
                ConditionKind::All(_) => bare("all"),
                ConditionKind::Any(_) => bare("any"),
                ConditionKind::Not(_) => bare("not"),
                ConditionKind::Segment(id) => {
                    ConditionTrace { name: program.segment(*id).map(|segment| segment.name.as_ref()), ..bare("segment") }
                }
                ConditionKind::Ring(ring) => self.blank(Part::Ring(*ring)),
                ConditionKind::Percent(percent) => self.blank(Part::Percent(*percent)),
                ConditionKind::Sample(sample) => match program.sample(*sample) {
                    Some(sample) => ConditionTrace { salt: Some(&sample.salt), ..self.blank(Part::Percent(sample.percent)) },
                    None => bare("percent"),
                },
                ConditionKind::Now(moment) => {
                    let operand = program.moment(*moment).map(|moment| Cow::Borrowed(moment.operand.as_ref()));
                    ConditionTrace { operand, ..bare("now") }
                }
                ConditionKind::Leaf(leaf) => self.blank_leaf(*leaf),
            },
        }
    }

    /// The id of a stage.
    fn stage(&self, rollout: u32, stage: u8) -> Option<&'a str> {
        let stages = &self.program.rollout(rollout)?.plan.stages;
        stages.get(usize::from(stage)).map(|stage| stage.id.as_ref())
    }

    fn blank_leaf(&self, leaf: LeafId) -> ConditionTrace<'a> {
        let Some(leaf) = self.program.leaf(leaf) else { return bare("attribute") };
        let attribute = self.program.attribute(leaf.attribute);
        let redacted = attribute.is_some_and(|attribute| attribute.redacted);
        ConditionTrace {
            attribute: attribute.map(|attribute| attribute.name.as_ref()),
            operator: Some(leaf.operator.name()),
            ignore_case: leaf.case == Case::Ignored,
            operand: (!redacted).then_some(Cow::Borrowed(leaf.operand.as_ref())),
            redacted,
            ..bare("attribute")
        }
    }

    fn serve(&mut self, step: ServeStep) -> ServeTrace<'a> {
        let (mut schedule, mut ring) = (None, None);
        let percent = match step.serve.who {
            Who::Everyone | Who::Rollout(_) => None,
            Who::Certain(admitted) => Some(if admitted { BUCKETS } else { 0 }),
            Who::Percent(percent) => Some(percent),
            Who::Schedule(index) => {
                schedule = self.program.schedule(index);
                schedule.map(|schedule| schedule.percent(self.now))
            }
            Who::Ring(named) => {
                ring = Some(named);
                None
            }
        };
        ServeTrace {
            percent,
            schedule: schedule.map(|schedule| schedule.phase(self.now).as_str()),
            ring: ring.and_then(|ring| self.program.rings.get(ring.index())).map(|ring| ring.id.as_ref()),
            hit: step.hit,
            bucket: self.rollout_bucket.take().map(Bucket::get),
            variant_bucket: self.variant_bucket.take().map(Bucket::get),
            cause: step.cause.as_str(),
            condition: ring.and_then(|_| self.closed.pop()),
        }
    }
}

fn bare<'a>(condition: &'static str) -> ConditionTrace<'a> {
    ConditionTrace {
        condition,
        name: None,
        attribute: None,
        operator: None,
        ignore_case: false,
        operand: None,
        salt: None,
        value: None,
        redacted: false,
        verdict: None,
        bucket: None,
        of: Vec::new(),
    }
}

fn percent_text<'a>(thousandths: u32) -> Cow<'a, str> {
    let mut text = String::new();
    write_percent(&mut text, thousandths);
    Cow::Owned(text)
}

impl Visitor for Tracer<'_> {
    const WATCHES: bool = true;

    fn enter(&mut self, part: Part) {
        let blank = self.blank(part);
        self.open.push(blank);
    }

    fn value(&mut self, slot: Slot<'_>) {
        let Some(open) = self.open.last_mut() else { return };
        let value = match slot {
            Slot::Null => Value::Null,
            Slot::Boolean(boolean) => boolean.into(),
            Slot::Number(number) => number.into(),
            Slot::String(text) => text.into(),
            Slot::List(items) if items.iter().all(Value::is_json) => Value::List(items.into()),
            Slot::List(_) | Slot::Missing | Slot::Object(_) | Slot::Unusable(_) => return,
        };
        open.value = (!open.redacted).then(|| value.to_json());
    }

    fn leave(&mut self, verdict: Verdict, bucket: Option<Bucket>) {
        let Some(mut done) = self.open.pop() else { return };
        done.verdict = Some(verdict);
        done.bucket = bucket.map(Bucket::get);
        match self.open.last_mut() {
            Some(outer) => outer.of.push(done),
            None => self.closed.push(done),
        }
    }

    fn skip(&mut self, part: Part) {
        let blank = self.blank(part);
        if let Some(outer) = self.open.last_mut() {
            outer.of.push(blank);
        }
    }

    fn drew(&mut self, domain: Domain, bucket: Option<Bucket>) {
        match domain {
            Domain::Rollout => self.rollout_bucket = bucket,
            Domain::Variant => self.variant_bucket = bucket,
            Domain::Layer | Domain::Sample => {}
        }
    }

    fn step(&mut self, step: Watched<'_>) {
        let program = self.program;
        let key = |flag| program.flag(flag).map(|flag| program.key(flag));
        let (name, rule, flag, layer, has_condition) = match step.kind {
            StepKind::Override => ("override", None, None, None, false),
            StepKind::Enabled => ("enabled", None, None, None, false),
            StepKind::Requires(flag) => ("requires", None, key(flag), None, false),
            StepKind::Exclude => ("exclude", None, None, None, true),
            StepKind::If => ("if", None, None, None, true),
            StepKind::Layer(layer) => ("layer", None, None, program.layer(layer).map(|layer| layer.name.as_ref()), false),
            StepKind::Sticky => ("sticky", None, None, None, false),
            StepKind::Rule { rule, has_condition } => {
                ("rule", program.rule(rule).map(|rule| program.text(rule.id)), None, None, has_condition)
            }
            StepKind::Serve => ("serve", None, None, None, false),
            StepKind::Stage(..) => ("stage", None, None, None, true),
            StepKind::Rollout(_) => ("rollout", None, None, None, false),
        };
        let (stage, status) = match step.kind {
            StepKind::Stage(rollout, stage) => (self.stage(rollout, stage), None),
            StepKind::Rollout(rollout) => {
                let progress = program.rollout(rollout).and_then(|rollout| rollout.progress);
                let stage = progress.and_then(|progress| progress.stage).and_then(|stage| self.stage(rollout, stage as u8));
                (stage, progress.map(|progress| progress.status.as_str()))
            }
            _ => (None, None),
        };
        // A serve's condition was closed after the step's own.
        let serve = step.serve.map(|serve| self.serve(serve));
        let condition = if has_condition { self.closed.pop() } else { None };
        self.closed.clear();
        let (verdict, variant, bucket) = (step.verdict, step.variant.map(str::to_owned), step.bucket.map(Bucket::get));
        self.steps.push(Step { step: name, rule, flag, layer, stage, status, verdict, variant, bucket, condition, serve });
    }
}
