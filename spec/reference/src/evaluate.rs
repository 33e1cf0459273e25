//! The steps of a decision, in order; the first that decides ends it (spec section 7).

use crate::{
    check,
    condition::{Evaluation, Place},
    context,
    decision::Decision,
    form::percent,
    json::{Kind, Value},
    serve::Alone,
    trace::{Served, Step},
    verdict::Verdict,
};

/// A flag that is being evaluated.
struct Asked<'a> {
    key: &'a str,
    flag: &'a Value,
    salt: &'a str,
    steps: Vec<Step>,
    /// What is known of the decision before it is made.
    blank: Decision,
}

impl<'a> Evaluation<'a> {
    /// The decision of a flag, and the steps to it.
    pub fn decide(&self, key: &'a str) -> (Decision, Vec<Step>) {
        let revision = self.document.root.get("revision").and_then(Value::text).map(str::to_owned);
        let mut blank = Decision { flag: key.to_owned(), revision, ..Decision::default() };
        let Some(flag) = self.document.flag(key) else {
            return (blank.error("flag-not-found", "FLAG_NOT_FOUND"), Vec::new());
        };
        let quarantined = self.document.quarantined.get(key);
        blank.track = quarantined.is_none() && flag.get("track").is_some_and(Value::is_true);
        let salt = flag.get("salt").and_then(Value::text).unwrap_or(key);
        let mut asked = Asked { key, flag, salt, steps: Vec::new(), blank };
        if let Some(code) = quarantined {
            // Inside a flag whose name is empty nothing has been looked at, so its off variant may be one that it lacks.
            let known = asked.value(asked.off_variant()).is_some();
            let sound = known && !self.document.is_wrong(key, "variants") && !self.document.is_wrong(key, "off_variant");
            let is_off = asked.is_off() && sound;
            let decision = if is_off {
                asked.off("DISABLED", "disabled")
            } else {
                Decision { error_detail: Some(code), ..asked.blank.error("quarantined", "PARSE_ERROR") }
            };
            return (decision, Vec::new());
        }
        if self.question.without_context && !asked.is_off() {
            let decision = asked.blank.error("invalid-context", "INVALID_CONTEXT");
            return (Decision { error_detail: Some("wrong-type"), ..decision }, Vec::new());
        }
        let decision = self.steps(&mut asked);
        (decision, asked.steps)
    }

    fn steps(&self, asked: &mut Asked<'a>) -> Decision {
        self.overridden(asked)
            .or_else(|| Self::enabled(asked))
            .or_else(|| self.requires(asked))
            .or_else(|| self.gate(asked, "exclude"))
            .or_else(|| self.gate(asked, "if"))
            .or_else(|| self.layer(asked))
            .or_else(|| self.sticky(asked))
            .or_else(|| self.rules(asked))
            .or_else(|| self.rollout(asked))
            .unwrap_or_else(|| self.flag_serve(asked))
    }

    fn overridden(&self, asked: &mut Asked<'a>) -> Option<Decision> {
        let variant = self.question.overrides.get(asked.key)?;
        let known = asked.value(variant).is_some();
        asked.steps.push(Step { step: "override", verdict: Some(Verdict::from(known)), variant: Some(variant.clone()), ..Step::default() });
        Some(match known {
            true => asked.serves(variant, "STATIC", "override"),
            false => asked.blank.clone().error("unknown-variant", "GENERAL"),
        })
    }

    fn enabled(asked: &mut Asked<'a>) -> Option<Decision> {
        let off = asked.is_off();
        asked.steps.push(Step { step: "enabled", verdict: Some(Verdict::from(!off)), ..Step::default() });
        off.then(|| asked.off("DISABLED", "disabled"))
    }

    fn requires(&self, asked: &mut Asked<'a>) -> Option<Decision> {
        let requires = asked.flag.get("requires")?.members()?;
        for (key, member) in requires {
            let (decision, _) = self.decide(key);
            let wanted = |variant: &str| {
                let any = member.value.elements().iter().any(|wanted| wanted.text() == Some(variant));
                any || member.value.text() == Some(variant)
            };
            let served = decision.variant.as_deref().is_some_and(wanted);
            asked.steps.push(Step {
                step: "requires",
                flag: Some(key.clone()),
                verdict: Some(Verdict::from(served)),
                variant: decision.variant.clone(),
                ..Step::default()
            });
            if !served {
                let blocked = decision.is_error() && self.document.quarantined.contains_key(key);
                let off = asked.off("DEFAULT", if blocked { "blocked-by" } else { "requires" });
                return Some(Decision { required: Some(key.clone()), ..off });
            }
        }
        None
    }

    /// `exclude`, which decides when true, or `if`, which decides when not true.
    fn gate(&self, asked: &mut Asked<'a>, step: &'static str) -> Option<Decision> {
        let node = self.condition(asked.flag.get(step)?, &asked.place(self));
        let holds = node.verdict == Verdict::True;
        asked.steps.push(Step { step, verdict: Some(node.verdict), condition: Some(node), ..Step::default() });
        match step {
            "exclude" => holds.then(|| asked.off("TARGETING_MATCH", "exclude")),
            _ => (!holds).then(|| asked.off("DEFAULT", "if")),
        }
    }

    fn layer(&self, asked: &mut Asked<'a>) -> Option<Decision> {
        let (name, layer) = self.document.layer_of(asked.key)?;
        let salt = layer.get("salt").and_then(Value::text).unwrap_or(name);
        let bucket = self.draw("layer", salt, &self.document.unit(Some(layer)));
        let holds = |slot: &&Value, bucket: u32| {
            let range = slot.get("range").and_then(percent::range);
            range.is_some_and(|(from, to)| (from..to).contains(&bucket))
        };
        let slots = layer.get("slots").map(Value::elements).unwrap_or_default();
        let slot = bucket.and_then(|bucket| slots.iter().find(|slot| holds(slot, bucket)));
        let flags = slot.and_then(|slot| slot.get("flags")).map(Value::elements).unwrap_or_default();
        let listed = flags.iter().any(|flag| flag.text() == Some(asked.key));
        let verdict = bucket.map_or(Verdict::Unknown("unit-missing"), |_| Verdict::from(listed));
        asked.steps.push(Step { step: "layer", layer: Some(name.to_owned()), verdict: Some(verdict), bucket, ..Step::default() });
        match verdict {
            Verdict::True => None,
            Verdict::False => Some(Decision { bucket, ..asked.off("SPLIT", "layer") }),
            _ => Some(asked.off("DEFAULT", "unit-missing")),
        }
    }

    fn sticky(&self, asked: &mut Asked<'a>) -> Option<Decision> {
        if !asked.is_sticky() {
            return None;
        }
        let assigned = self.question.assigned.get(asked.key);
        let status = asked.flag.get("progress").and_then(|progress| progress.get("status")).and_then(Value::text);
        let taken_back = asked.flag.get("rollout").is_some() && status == Some("rolled_back");
        let kept = assigned.filter(|(variant, salt)| !taken_back && salt == asked.salt && asked.value(variant).is_some());
        asked.steps.push(Step {
            step: "sticky",
            verdict: Some(Verdict::from(kept.is_some())),
            variant: assigned.map(|(variant, _)| variant.clone()),
            ..Step::default()
        });
        kept.map(|(variant, _)| asked.kept(asked.serves(variant, "TARGETING_MATCH", "sticky")))
    }

    fn rules(&self, asked: &mut Asked<'a>) -> Option<Decision> {
        for rule in asked.flag.get("rules")?.elements() {
            let id = rule.get("id").and_then(Value::text).map(str::to_owned);
            let place = asked.place(self);
            let condition = rule.get("if").map(|condition| self.condition(condition, &place));
            let verdict = condition.as_ref().map_or(Verdict::True, |node| node.verdict);
            let served = match verdict {
                Verdict::True => rule.get("serve").map(|serve| self.serve(serve, &place, ("TARGETING_MATCH", "rule"))),
                _ => None,
            };
            let decides = served
                .as_ref()
                .is_some_and(|served| served.variant.is_some() || rule.get("on_miss").and_then(Value::text) != Some("continue"));
            let variant = served.as_ref().and_then(|served| served.variant.clone());
            asked.steps.push(Step {
                step: "rule",
                rule: id.clone(),
                verdict: Some(verdict),
                variant,
                condition,
                serve: served.clone(),
                ..Step::default()
            });
            if let Some(served) = served.filter(|_| decides) {
                return Some(Decision { rule: id, ..asked.served(&served) });
            }
        }
        None
    }

    /// The stages up to the present one, until one admits.
    fn rollout(&self, asked: &mut Asked<'a>) -> Option<Decision> {
        let rollout = asked.flag.get("rollout")?;
        let progress = asked.flag.get("progress");
        let text = |name: &str| progress.and_then(|progress| progress.get(name)).and_then(Value::text).map(str::to_owned);
        let all: Vec<&Value> = rollout.get("stages").map(Value::elements).unwrap_or_default().iter().collect();
        let id = |stage: &Value| stage.get("id").and_then(Value::text).map(str::to_owned);
        let present = text("stage").and_then(|name| all.iter().position(|stage| id(stage).as_ref() == Some(&name)));
        let tried = &all[..present.map_or(0, |present| present + 1)];
        let place = asked.place(self);
        let (mut served, mut by, mut bare, mut ring) = (Served::default(), None, false, None);
        served = served.miss(("DEFAULT", "rollout"));
        for stage in tried {
            let own = self.own(stage, &place);
            let verdict = own.verdict;
            let bucket = stage.get("percent").and_then(|_| own.last_bucket());
            ring = stage.get("ring").and_then(|_| own.first_ring()).map(str::to_owned);
            asked.steps.push(Step { step: "stage", stage: id(stage), verdict: Some(verdict), condition: Some(own), ..Step::default() });
            if verdict == Verdict::True {
                let reason = if stage.get("percent").is_some() { "SPLIT" } else { "TARGETING_MATCH" };
                let start = Served { bucket, ..Served::default() };
                served = self.what(start, rollout, &place, (reason, "rollout"));
                by = id(stage);
                bare = stage.get("ring").is_none() && stage.get("if").is_none();
                break;
            }
            served.bucket = bucket.or(served.bucket);
            if verdict == Verdict::Unknown("unit-missing") {
                served.cause = "unit-missing";
            }
        }
        let drawn = tried.split_last().is_some_and(|(present, before)| check::is_drawn(&self.document.root, before, present));
        let missing = context::unit(&self.question.context, &place.unit).is_none();
        let arm = match &by {
            Some(_) => bare.then_some("treatment"),
            None => (!missing).then_some("control"),
        };
        let decision = asked.served(&served);
        let decision = Decision { ring: ring.filter(|_| by.is_some()), stage: by, arm: arm.filter(|_| drawn), ..decision };
        let variant = served.variant.clone();
        asked.steps.push(Step {
            step: "rollout",
            stage: text("stage"),
            status: text("status"),
            variant,
            serve: Some(served),
            ..Step::default()
        });
        Some(decision)
    }

    fn flag_serve(&self, asked: &mut Asked<'a>) -> Decision {
        let has_rules = asked.flag.get("rules").is_some_and(|rules| !rules.elements().is_empty());
        let requires = asked.flag.get("requires").and_then(Value::members).is_some_and(|requires| !requires.is_empty());
        let has_gates = requires || ["exclude", "if"].iter().any(|name| asked.flag.get(name).is_some());
        let fixed = !has_rules && !has_gates && !asked.is_sticky() && self.document.layer_of(asked.key).is_none();
        let alone: Alone = (if fixed { "STATIC" } else { "DEFAULT" }, "serve");
        let served = match asked.flag.get("serve") {
            Some(serve) => self.serve(serve, &asked.place(self), alone),
            None => {
                let variant = Some(asked.off_variant().to_owned());
                Served { variant, reason: alone.0, cause: alone.1, ..Served::default() }
            }
        };
        let decision = asked.served(&served);
        asked.steps.push(Step { step: "serve", variant: served.variant.clone(), serve: Some(served), ..Step::default() });
        decision
    }
}

impl<'a> Asked<'a> {
    fn is_off(&self) -> bool {
        self.flag.get("enabled").is_some_and(|enabled| matches!(enabled.kind, Kind::Boolean(false)))
    }

    fn is_sticky(&self) -> bool {
        self.flag.get("sticky").is_some_and(Value::is_true)
    }

    fn off_variant(&self) -> &'a str {
        self.flag.get("off_variant").and_then(Value::text).unwrap_or("off")
    }

    fn place(&self, evaluation: &Evaluation<'a>) -> Place<'a> {
        Place { salt: Some(self.salt), unit: evaluation.document.unit(Some(self.flag)) }
    }

    /// The value of a variant, if the flag has it.
    fn value(&self, variant: &str) -> Option<Value> {
        match self.flag.get("variants") {
            Some(variants) => variants.get(variant).cloned(),
            None => {
                let value = ["off", "on"].iter().position(|name| *name == variant)?;
                Some(Value { at: self.flag.at, kind: Kind::Boolean(value == 1) })
            }
        }
    }

    fn serves(&self, variant: &str, reason: &'static str, cause: &'static str) -> Decision {
        Decision { value: self.value(variant), variant: Some(variant.to_owned()), reason, cause, ..self.blank.clone() }
    }

    fn off(&self, reason: &'static str, cause: &'static str) -> Decision {
        self.serves(self.off_variant(), reason, cause)
    }

    /// The decision of a serve: what it hit, or the off variant.
    fn served(&self, served: &Served) -> Decision {
        let hit = served.variant.is_some();
        let variant = served.variant.as_deref().unwrap_or(self.off_variant());
        let mut decision = self.serves(variant, served.reason, served.cause);
        decision.bucket = served.variant_bucket.or(served.bucket);
        let admitted = served.condition.as_ref().filter(|condition| condition.verdict == Verdict::True);
        decision.ring = admitted.and_then(|condition| condition.first_true()).map(str::to_owned);
        if hit && ["split", "percent", "schedule", "ring", "rollout"].contains(&served.cause) { self.kept(decision) } else { decision }
    }

    /// What a sticky flag's caller should keep.
    fn kept(&self, mut decision: Decision) -> Decision {
        if self.is_sticky() {
            decision.store = decision.variant.clone().map(|variant| (variant, self.salt.to_owned()));
        }
        decision
    }
}
