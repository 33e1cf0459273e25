//! Program + context + instant → outcome: the steps of spec, in order.
//!
//! The one evaluator. Never fails, blocks, reads a clock or allocates; what watches it (`explain`) sees the same steps that decide.

mod condition;
mod memory;
mod outcome;
mod rollout;
mod serve;
mod source;
mod visitor;

pub(crate) use outcome::{Beside, Outcome, Packed};
#[cfg(target_family = "wasm")]
pub(crate) use source::Remembered;
pub(crate) use source::{Attributes, Batch, Direct, Kept, Source};
pub(crate) use visitor::{Nobody, Part, ServeStep, Step, StepKind, Visitor};

use crate::bucket::Bucket;
use crate::context::{Asides, Domain};
use crate::program::{Flag, OnMiss, PlaceId, Program, Requirement, Rollout, Rule, RuleId, Who};
use crate::reason::Cause;
use crate::verdict::{Unknown, Verdict};
use visitor::Draw;

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
    #[cfg_attr(not(target_family = "wasm"), inline(always))]
    pub(crate) fn flag<V: Visitor>(&self, flag: &Flag, visitor: &mut V) -> Packed {
        if !V::WATCHES && flag.is_open && self.asides.is_none() {
            return self.rules(flag, visitor);
        }
        self.guarded(flag, visitor)
    }

    /// Decides a flag that has rules alone: neither steps before them nor times.
    #[cfg(target_family = "wasm")]
    #[inline(always)]
    pub(crate) fn plain(&self, flag: &Flag) -> Packed {
        self.each_rule::<Nobody, false>(flag, &mut Nobody)
    }

    /// Every step, in order.
    #[inline(never)]
    fn guarded<V: Visitor>(&self, flag: &Flag, visitor: &mut V) -> Packed {
        self.guards(flag, visitor).map_or_else(|| self.rules(flag, visitor), Outcome::pack)
    }

    /// The outcome of the steps before the rules, where one decides.
    fn guards<V: Visitor>(&self, flag: &Flag, visitor: &mut V) -> Option<Outcome> {
        if flag.quarantined {
            return Some(match flag.off {
                Some(_) if !flag.enabled => Outcome::off(flag, Cause::Disabled),
                _ => Outcome::new(Cause::Quarantined),
            });
        }
        if let Some(outcome) = self.asides.and_then(|asides| self.overridden(asides, flag, visitor)) {
            return Some(outcome);
        }
        visitor.step(Step::new(StepKind::Enabled, Verdict::from(flag.enabled)));
        if !flag.enabled {
            return Some(Outcome::off(flag, Cause::Disabled));
        }
        for requirement in self.program.requirements(flag) {
            if let Some(outcome) = self.requirement(requirement, flag, visitor) {
                return Some(outcome);
            }
        }
        if let Some(exclude) = flag.exclude {
            let verdict = self.condition(exclude, flag, visitor);
            visitor.step(Step::new(StepKind::Exclude, verdict));
            if verdict.is_true() {
                return Some(Outcome::off(flag, Cause::Exclude));
            }
        }
        if let Some(condition) = flag.condition {
            let verdict = self.condition(condition, flag, visitor);
            visitor.step(Step::new(StepKind::If, verdict));
            if !verdict.is_true() {
                return Some(Outcome::off(flag, Cause::If));
            }
        }
        if let Some(outcome) = flag.place.and_then(|place| self.place(place, flag, visitor)) {
            return Some(outcome);
        }
        self.sticky(flag, visitor)
    }

    fn overridden<V: Visitor>(&self, asides: &Asides, flag: &Flag, visitor: &mut V) -> Option<Outcome> {
        let name = asides.overridden(self.program.key(flag))?;
        let variant = self.program.variant_named(flag, name);
        visitor.step(Step { variant: Some(name), ..Step::new(StepKind::Override, Verdict::from(variant.is_some())) });
        Some(match variant {
            Some(_) => Outcome { variant, ..Outcome::new(Cause::Override) },
            None => Outcome::new(Cause::UnknownVariant),
        })
    }

    /// The outcome where a required flag does not serve what it must.
    fn requirement<V: Visitor>(&self, requirement: &Requirement, flag: &Flag, visitor: &mut V) -> Option<Outcome> {
        let required = self.program.flag(requirement.flag)?;
        let theirs = self.flag(required, &mut Nobody).unpack();
        let met = theirs.variant.is_some_and(|variant| self.program.required_variants(requirement).contains(&variant));
        if V::WATCHES {
            let served = theirs.variant.and_then(|variant| self.program.variant(required, variant));
            let step = Step::new(StepKind::Requires(requirement.flag), Verdict::from(met));
            visitor.step(Step { variant: served.map(|variant| variant.name.as_ref()), ..step });
        }
        let cause = if theirs.cause == Cause::Quarantined { Cause::BlockedBy } else { Cause::Requires };
        (!met).then(|| Outcome { beside: Beside::Required(requirement.flag), ..Outcome::off(flag, cause) })
    }

    /// The outcome where the flag's layer does not give it the unit.
    fn place<V: Visitor>(&self, place: PlaceId, flag: &Flag, visitor: &mut V) -> Option<Outcome> {
        let place = self.program.place(place)?;
        let layer = self.program.layer(place.layer)?;
        let bucket = self.draw(Draw { unit: layer.unit, seed: layer.seed }, Domain::Layer);
        let verdict = match bucket {
            Some(bucket) => place.ranges.iter().any(|&(from, to)| (from..to).contains(&bucket.get())).into(),
            None => Verdict::Unknown(Unknown::UnitMissing),
        };
        visitor.step(Step { bucket, ..Step::new(StepKind::Layer(place.layer), verdict) });
        match verdict {
            Verdict::True => None,
            Verdict::False => Some(Outcome { bucket, ..Outcome::off(flag, Cause::Layer) }),
            Verdict::Unknown(_) => Some(Outcome::off(flag, Cause::UnitMissing)),
        }
    }

    /// The outcome where an earlier assignment holds.
    fn sticky<V: Visitor>(&self, flag: &Flag, visitor: &mut V) -> Option<Outcome> {
        if !flag.sticky {
            return None;
        }
        let assigned = self.asides.and_then(|asides| asides.assigned(self.program.key(flag)));
        let salt = self.program.text(flag.salt);
        let taken_back = || self.program.rollout_of(flag).is_some_and(Rollout::is_rolled_back);
        let variant =
            assigned.filter(|(_, own)| *own == salt && !taken_back()).and_then(|(name, _)| self.program.variant_named(flag, name));
        let step = Step::new(StepKind::Sticky, Verdict::from(variant.is_some()));
        visitor.step(Step { variant: assigned.map(|(name, _)| name), ..step });
        variant.map(|_| Outcome { variant, ..Outcome::new(Cause::Sticky) })
    }

    /// The outcome of the first rule that decides; the last is the flag's own serve, which always does.
    #[cfg_attr(not(target_family = "wasm"), inline(always))]
    fn rules<V: Visitor>(&self, flag: &Flag, visitor: &mut V) -> Packed {
        if flag.is_timed { self.timed_rules(flag, visitor) } else { self.each_rule::<V, false>(flag, visitor) }
    }

    /// Why apart: most flags have neither schedule nor rollout, and need not look for them.
    #[inline(never)]
    fn timed_rules<V: Visitor>(&self, flag: &Flag, visitor: &mut V) -> Packed {
        self.each_rule::<V, true>(flag, visitor)
    }

    #[inline(always)]
    fn each_rule<V: Visitor, const TIMED: bool>(&self, flag: &Flag, visitor: &mut V) -> Packed {
        for (rule, index) in self.program.rules(flag).iter().zip(flag.rules.start..) {
            let verdict = rule.condition.map_or(Verdict::True, |condition| self.condition(condition, flag, visitor));
            if !verdict.is_true() {
                self.tell_rule(rule, index, verdict, visitor);
                continue;
            }
            if TIMED && matches!(rule.serve.who, Who::Schedule(_) | Who::Rollout(_)) {
                let served = self.timed(rule, index, flag, visitor);
                if rule.on_miss == OnMiss::Off || served.is_hit() {
                    return served;
                }
                continue;
            }
            let served = Outcome { rule: Some(RuleId::new(index as usize)), ..self.serve(rule, flag, visitor) };
            if V::WATCHES {
                self.tell_serve(rule, index, served, flag, visitor);
            }
            if rule.on_miss == OnMiss::Off || served.hit {
                return served.pack();
            }
        }
        // INVARIANT: never reached, see `Flag::rules`.
        Outcome::off(flag, Cause::Serve).pack()
    }

    fn tell_rule<V: Visitor>(&self, rule: &Rule, index: u32, verdict: Verdict, visitor: &mut V) {
        if V::WATCHES {
            let kind = StepKind::Rule { rule: RuleId::new(index as usize), has_condition: rule.condition.is_some() };
            visitor.step(Step::new(kind, verdict));
        }
    }

    fn tell_serve<V: Visitor>(&self, rule: &Rule, index: u32, outcome: Outcome, flag: &Flag, visitor: &mut V) {
        let kind = StepKind::Rule { rule: RuleId::new(index as usize), has_condition: rule.condition.is_some() };
        let step = match rule.serve.who {
            Who::Rollout(rollout) => Step::new(StepKind::Rollout(rollout), None),
            _ if rule.is_own => Step::new(StepKind::Serve, None),
            _ => Step::new(kind, Verdict::True),
        };
        let given = outcome.variant.filter(|_| outcome.hit).and_then(|variant| self.program.variant(flag, variant));
        let serve = Some(ServeStep { serve: rule.serve, hit: outcome.hit, cause: outcome.cause });
        visitor.step(Step { variant: given.map(|variant| variant.name.as_ref()), serve, ..step });
    }

    /// A flag's one rollout draw.
    fn rollout(&self, flag: &Flag) -> Draw {
        Draw { unit: flag.unit, seed: flag.rollout_seed }
    }

    /// The bucket of a draw; `None` where the unit is missing.
    fn draw(&self, draw: Draw, domain: Domain) -> Option<Bucket> {
        let hash = self.source.unit_hash(self.program, draw.unit)?;
        let forced = self.asides.and_then(|asides| asides.bucket(domain));
        Some(forced.unwrap_or_else(|| Bucket::of(hash, draw.seed)))
    }
}
