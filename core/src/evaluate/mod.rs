//! Program + context + instant → outcome: the steps of spec, in order.
//!
//! The one evaluator. Never fails, blocks, reads a clock or allocates; what watches it (`explain`) sees the same steps that decide.

mod condition;
mod serve;
mod source;
mod visitor;

pub(crate) use source::{Direct, Resolved, Source};
pub(crate) use visitor::{Nobody, Part, ServeStep, Step, StepKind, Visitor};

use crate::bucket;
use crate::context::{Asides, Domain};
use crate::program::{Flag, FlagId, OnMiss, Place, Program, Requirement, RingId};
use crate::reason::{Cause, Reason};
use crate::verdict::{Unknown, Verdict};
use visitor::Draw;

/// What was decided, as indexes into the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Outcome {
    /// None is an error.
    pub(crate) variant: Option<u32>,
    pub(crate) reason: Reason,
    pub(crate) cause: Cause,
    /// A serve admitted the unit.
    pub(crate) hit: bool,
    /// The index among the program's rules.
    pub(crate) rule: Option<u32>,
    pub(crate) ring: Option<RingId>,
    pub(crate) bucket: Option<u32>,
    pub(crate) required: Option<FlagId>,
}

impl Outcome {
    pub(crate) fn new(reason: Reason, cause: Cause) -> Outcome {
        Outcome { variant: None, reason, cause, hit: false, rule: None, ring: None, bucket: None, required: None }
    }

    pub(crate) fn error(cause: Cause) -> Outcome {
        Outcome::new(Reason::Error, cause)
    }

    fn off(flag: &Flag, reason: Reason, cause: Cause) -> Outcome {
        Outcome { variant: flag.off, ..Outcome::new(reason, cause) }
    }
}

/// One unit at one instant.
pub(crate) struct Evaluation<'e, S> {
    pub(crate) program: &'e Program,
    pub(crate) source: S,
    pub(crate) asides: Option<&'e Asides>,
    /// Milliseconds since the epoch.
    pub(crate) now: i64,
}

impl<S: Source> Evaluation<'_, S> {
    /// Decides a flag.
    pub(crate) fn flag<V: Visitor>(&self, id: FlagId, visitor: &mut V) -> Outcome {
        let Some(flag) = self.program.flag(id) else { return Outcome::error(Cause::FlagNotFound) };
        if flag.quarantine.is_some() {
            return match flag.off {
                Some(_) if !flag.enabled => Outcome::off(flag, Reason::Disabled, Cause::Disabled),
                _ => Outcome::error(Cause::Quarantined),
            };
        }
        if let Some(outcome) = self.overridden(flag, visitor) {
            return outcome;
        }
        visitor.step(Step::new(StepKind::Enabled, Verdict::from(flag.enabled)));
        if !flag.enabled {
            return Outcome::off(flag, Reason::Disabled, Cause::Disabled);
        }
        if flag.is_static {
            return self.flag_serve(flag, visitor);
        }
        for requirement in self.program.requirements(flag) {
            if let Some(outcome) = self.requirement(requirement, flag, visitor) {
                return outcome;
            }
        }
        if let Some(exclude) = flag.exclude {
            let verdict = self.condition(exclude, flag, visitor);
            visitor.step(Step::new(StepKind::Exclude, verdict));
            if verdict.is_true() {
                return Outcome::off(flag, Reason::TargetingMatch, Cause::Exclude);
            }
        }
        if let Some(condition) = flag.condition {
            let verdict = self.condition(condition, flag, visitor);
            visitor.step(Step::new(StepKind::If, verdict));
            if !verdict.is_true() {
                return Outcome::off(flag, Reason::Default, Cause::If);
            }
        }
        if let Some(outcome) = flag.place.as_ref().and_then(|place| self.place(place, flag, visitor)) {
            return outcome;
        }
        if let Some(outcome) = self.sticky(flag, visitor) {
            return outcome;
        }
        self.rules(flag, visitor).unwrap_or_else(|| self.flag_serve(flag, visitor))
    }

    fn overridden<V: Visitor>(&self, flag: &Flag, visitor: &mut V) -> Option<Outcome> {
        let name = self.asides?.overridden(&flag.key)?;
        let variant = self.program.variant_named(flag, name);
        visitor.step(Step { variant: Some(name), ..Step::new(StepKind::Override, Verdict::from(variant.is_some())) });
        Some(match variant {
            Some(_) => Outcome { variant, ..Outcome::new(Reason::Static, Cause::Override) },
            None => Outcome::error(Cause::UnknownVariant),
        })
    }

    /// The outcome where a required flag does not serve what it must.
    fn requirement<V: Visitor>(&self, requirement: &Requirement, flag: &Flag, visitor: &mut V) -> Option<Outcome> {
        let theirs = self.flag(requirement.flag, &mut Nobody);
        let met = theirs.variant.is_some_and(|variant| self.program.required_variants(requirement).contains(&variant));
        if V::WATCHES {
            let served =
                self.program.flag(requirement.flag).zip(theirs.variant).and_then(|(flag, variant)| self.program.variant(flag, variant));
            let step = Step::new(StepKind::Requires(requirement.flag), Verdict::from(met));
            visitor.step(Step { variant: served.map(|variant| variant.name.as_ref()), ..step });
        }
        let cause = if theirs.cause == Cause::Quarantined { Cause::BlockedBy } else { Cause::Requires };
        (!met).then(|| Outcome { required: Some(requirement.flag), ..Outcome::off(flag, Reason::Default, cause) })
    }

    /// The outcome where the flag's layer does not give it the unit.
    fn place<V: Visitor>(&self, place: &Place, flag: &Flag, visitor: &mut V) -> Option<Outcome> {
        let layer = self.program.layer(place.layer)?;
        let bucket = self.draw(Draw { unit: layer.unit, seed: layer.seed }, Domain::Layer);
        let verdict = match bucket {
            Some(bucket) => place.ranges.iter().any(|&(from, to)| from <= bucket && bucket < to).into(),
            None => Verdict::Unknown(Unknown::UnitMissing),
        };
        visitor.step(Step { bucket, ..Step::new(StepKind::Layer(place.layer), verdict) });
        match verdict {
            Verdict::True => None,
            Verdict::False => Some(Outcome { bucket, ..Outcome::off(flag, Reason::Split, Cause::Layer) }),
            Verdict::Unknown(_) => Some(Outcome::off(flag, Reason::Default, Cause::UnitMissing)),
        }
    }

    /// The outcome where an earlier assignment holds.
    fn sticky<V: Visitor>(&self, flag: &Flag, visitor: &mut V) -> Option<Outcome> {
        if !flag.sticky {
            return None;
        }
        let assigned = self.asides.and_then(|asides| asides.assigned(&flag.key));
        let variant = assigned.filter(|(_, salt)| *salt == flag.salt.as_ref()).and_then(|(name, _)| self.program.variant_named(flag, name));
        let step = Step::new(StepKind::Sticky, Verdict::from(variant.is_some()));
        visitor.step(Step { variant: assigned.map(|(name, _)| name), ..step });
        variant.map(|_| Outcome { variant, ..Outcome::new(Reason::TargetingMatch, Cause::Sticky) })
    }

    /// The outcome of the first rule that decides.
    fn rules<V: Visitor>(&self, flag: &Flag, visitor: &mut V) -> Option<Outcome> {
        for (rule, index) in self.program.rules(flag).iter().zip(flag.rules.start..) {
            let kind = StepKind::Rule { rule: index, has_condition: rule.condition.is_some() };
            let verdict = rule.condition.map_or(Verdict::True, |condition| self.condition(condition, flag, visitor));
            if !verdict.is_true() {
                visitor.step(Step::new(kind, verdict));
                continue;
            }
            let served = self.serve(&rule.serve, flag, (Reason::TargetingMatch, Cause::Rule), visitor);
            let outcome = Outcome { rule: Some(index), ..served.outcome };
            visitor.step(Step { variant: self.given(flag, &outcome), serve: Some(served.step), ..Step::new(kind, verdict) });
            if outcome.hit || rule.on_miss == OnMiss::Off {
                return Some(outcome);
            }
        }
        None
    }

    fn flag_serve<V: Visitor>(&self, flag: &Flag, visitor: &mut V) -> Outcome {
        let reason = if flag.is_static { Reason::Static } else { Reason::Default };
        let served = self.serve(&flag.serve, flag, (reason, Cause::Serve), visitor);
        let outcome = served.outcome;
        visitor.step(Step { variant: self.given(flag, &outcome), serve: Some(served.step), ..Step::new(StepKind::Serve, None) });
        outcome
    }

    /// The name of the variant of a hit.
    fn given(&self, flag: &Flag, outcome: &Outcome) -> Option<&str> {
        let variant = outcome.variant.filter(|_| outcome.hit)?;
        self.program.variants.get(flag.variants.start.saturating_add(variant) as usize).map(|variant| variant.name.as_ref())
    }

    /// A flag's one rollout draw.
    fn rollout(&self, flag: &Flag) -> Draw {
        Draw { unit: flag.unit, seed: flag.rollout_seed }
    }

    /// The bucket of a draw; `None` where the unit is missing.
    fn draw(&self, draw: Draw, domain: Domain) -> Option<u32> {
        let hash = self.source.unit_hash(self.program, draw.unit)?;
        let forced = self.asides.and_then(|asides| asides.bucket(domain));
        Some(forced.unwrap_or_else(|| bucket::bucket(hash, draw.seed)))
    }
}
