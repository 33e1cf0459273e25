//! Advice: what is right, and yet likely wrong or forgotten. Noted only when it was asked for.

use super::flag::Fields;
use super::{Compiler, RingDraft};
use crate::bucket::BUCKETS;
use crate::document::Entry;
use crate::hasher::Map;
use crate::json::Node;
use crate::problem::{DEAD_RULE, EXPIRED, FULLY_ROLLED_OUT, NO_OWNER, UNDECLARED_ATTRIBUTE};
use crate::program::{ConditionId, Flag, OnMiss, Rule, What, Who, Whom};
use crate::time;

const DAY: i64 = 86_400_000;
/// A flag at 100 % is removed two weeks later.
const STABLE_DAYS: i64 = 14;

impl<'a> Compiler<'a, '_> {
    pub(super) fn lint_undeclared(&mut self, name: &str, literal: Node<'a>) {
        if self.lint.is_none() || self.declarations.len() == 0 {
            return;
        }
        self.report.unknown(literal, &UNDECLARED_ATTRIBUTE, name, &mut self.declarations.keys().map(String::as_str));
    }

    pub(super) fn lint_flag(&mut self, entry: &Entry<'a>, flag: &Flag, fields: &Fields<'a>) {
        let Some(now) = self.lint else { return };
        if self.report.blames(self.report.owner) {
            return;
        }
        if !fields.owner {
            self.report.problem(entry.value(), &NO_OWNER, &[]);
        }
        if let Some((expires, node)) = fields.expires
            && expires.saturating_add(DAY) <= now
        {
            self.report.problem(node, &EXPIRED, &[node.string().unwrap_or_default()]);
        }
        if let Some(node) = fields.serve.or(fields.rollout)
            && let Some(days) = self.fully_rolled_out(flag, fields, now)
        {
            self.report.problem(node, &FULLY_ROLLED_OUT, &[&days]);
        }
        self.lint_rules(flag, fields);
    }

    /// For how many days a flag has served everyone, if that is long.
    fn fully_rolled_out(&self, flag: &Flag, fields: &Fields<'a>, now: i64) -> Option<String> {
        let mut ended = None;
        let everyone = match super::slice(&self.rules, &flag.rules).last().map(|own| (own.serve.who, own.serve.what))? {
            (Who::Schedule(schedule), What::Variant(_)) => {
                ended = self.schedules.get(schedule as usize).and_then(|schedule| schedule.end(now));
                ended.is_some_and(|(_, percent)| percent == BUCKETS)
            }
            (Who::Rollout(rollout), What::Variant(_)) => {
                let rollout = self.rollouts.get(rollout as usize)?;
                ended = rollout.progress.map(|progress| (progress.since, BUCKETS));
                rollout.served().iter().any(|whom| self.admits_everyone(whom))
            }
            (Who::Everyone, What::Variant(variant)) => Some(variant) != flag.off,
            (Who::Certain(true), What::Variant(_)) => true,
            _ => false,
        };
        let narrowed = flag.exclude.is_some() || flag.condition.is_some() || !fields.owner && fields.created.is_none();
        if !everyone || narrowed || fields.permanent || !flag.enabled {
            return None;
        }
        let newest = fields.history.into_iter().flat_map(Node::items).filter_map(at).max();
        let since = ended.map(|(at, _)| at).or(newest).or(fields.created)?;
        let long_ago = since.saturating_add(STABLE_DAYS.saturating_mul(DAY)) <= now;
        long_ago.then(|| (now.saturating_sub(since) / DAY).to_string())
    }

    fn admits_everyone(&self, whom: &Whom) -> bool {
        let everyone = |ring: &RingDraft<'_>| !ring.has_condition && ring.percent.is_none_or(|percent| percent == BUCKETS);
        let ring = whom.ring.is_none_or(|ring| self.rings.get(..=ring.index()).unwrap_or_default().iter().any(everyone));
        ring && whom.condition.is_none() && whom.percent.is_none_or(|percent| percent == BUCKETS)
    }

    fn lint_rules(&mut self, flag: &Flag, fields: &Fields<'a>) {
        let Some(node) = fields.rules else { return };
        let mut decided: Option<String> = None;
        let mut dead = Vec::new();
        // The first rule that decides with each condition.
        let mut deciding: Map<ConditionId, &Rule> = Map::default();
        for (rule, node) in super::slice(&self.rules, &flag.rules).iter().zip(node.items()) {
            let same = rule.condition.and_then(|condition| deciding.get(&condition));
            if let Some(after) = decided.clone().or(same.map(|same| self.id_of(same))) {
                dead.push((node, self.id_of(rule), after));
            } else if decides(rule) && rule.condition.is_none() {
                decided = Some(self.id_of(rule));
            }
            if let (Some(condition), true) = (rule.condition, decides(rule)) {
                deciding.insert(condition, rule);
            }
        }
        for (node, rule, after) in dead {
            self.report.problem(node, &DEAD_RULE, &[&rule, &after]);
        }
    }

    fn id_of(&self, rule: &Rule) -> String {
        self.text.get(rule.id.start as usize..rule.id.end as usize).unwrap_or("").to_owned()
    }
}

/// Whether a rule whose condition is true ends the search.
fn decides(rule: &Rule) -> bool {
    let cannot_miss = rule.serve.who == Who::Everyone && matches!(rule.serve.what, What::Variant(_));
    rule.on_miss == OnMiss::Off || cannot_miss || rule.serve.who == Who::Certain(true)
}

/// The instant of a line of a flag's history.
fn at(line: Node<'_>) -> Option<i64> {
    let at = line.members().find(|member| member.name() == "at")?;
    time::timestamp(at.value.string()?)
}
