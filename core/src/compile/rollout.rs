//! Staged rollouts (spec section 4.3): whom each stage admits, and how far the rollout has come.

use super::Compiler;
use super::condition::Scope;
use super::flag::{Fields, Ids};
use super::serve::Served;
use crate::bucket::BUCKETS;
use crate::json::{Kind, Node};
use crate::problem::{BAD_VALUE, CONFLICTING_FIELDS, MISPLACED_FIELD, STAGE_ADDS_NOBODY, UNKNOWN_STAGE, limit};
use crate::program::{Rollout, Serve, What, Who, Whom};
use crate::rollout::plan::{Advance, Plan, Progress, Stage, Status};

/// A stage as it is written, with what is needed to judge it beside the others.
struct Draft<'a> {
    index: usize,
    id: Option<&'a str>,
    whom: Whom,
    has_condition: bool,
    hold: i64,
    max_hold: Option<i64>,
    advance: Advance,
    gates: Option<Node<'a>>,
    node: Node<'a>,
    /// Whom it admits could be read.
    whole: bool,
}

impl<'a> Compiler<'a, '_> {
    /// Reads `rollout` and `progress`; `None` where the flag has none, or one of them has a problem.
    pub(super) fn staged(&mut self, fields: &Fields<'a>, served: &Served<'_>) -> Option<Serve> {
        let Some(rollout) = fields.rollout else {
            if let Some(progress) = fields.progress {
                self.report.problem(progress.key(), &MISPLACED_FIELD, &["progress", "the flag has no `rollout`"]);
            }
            return None;
        };
        let before = self.report.count();
        if fields.serve.is_some() {
            self.report.problem(rollout.key(), &CONFLICTING_FIELDS, &["rollout", "serve"]);
        }
        let ids = if fields.serve.is_some() { Vec::new() } else { stage_ids(rollout) };
        let ids = Some(ids.as_slice()).filter(|ids| !ids.is_empty());
        let read = if fields.serve.is_some() { None } else { self.rollout(rollout, ids, served) };
        let progress = fields.progress.map(|node| self.progress(node, ids));
        let (plan, whom, what) = read?;
        let progress = match progress {
            Some(progress) => Some(progress?),
            None => None,
        };
        if self.report.count() != before {
            return None;
        }
        self.rollouts.push(Rollout { plan, progress, whom });
        Some(Serve { who: Who::Rollout(self.rollouts.len().saturating_sub(1) as u32), what })
    }

    fn rollout(&mut self, node: Node<'a>, ids: Option<&[Option<&'a str>]>, served: &Served<'_>) -> Option<(Plan, Box<[Whom]>, What)> {
        if !self.report.demand(node, Kind::Object) {
            return None;
        }
        let [stages, gates, variant, split, _] = self.fields(node, &["stages", "gates", "variant", "split", "description"]);
        self.report.missing(node, &[("stages", stages.is_some())]);
        self.excludes(&[("variant", variant), ("split", split)]);
        let what = self.what(node, variant, split, served);
        let gates = gates.map(|node| self.gates(node, ids, None)).unwrap_or_default();
        let drafts = self.stages(stages?)?;
        let drawn = self.drawn(&drafts);
        let mut whom = Vec::new();
        let mut read = Vec::new();
        for (draft, drawn) in drafts.into_iter().zip(drawn) {
            let own = draft.gates.map(|node| self.gates(node, ids, Some((draft.index, drawn.is_some())))).unwrap_or_default();
            whom.push(draft.whom);
            read.push(Stage {
                id: draft.id.unwrap_or_default().into(),
                drawn,
                hold: draft.hold,
                max_hold: draft.max_hold,
                advance: draft.advance,
                gates: own,
            });
        }
        Some((Plan { stages: read.into(), gates }, whom.into(), what?))
    }

    fn stages(&mut self, node: Node<'a>) -> Option<Vec<Draft<'a>>> {
        let before = self.report.count();
        let mut ids = Ids::default();
        let mut drafts = Vec::new();
        let mut whole = true;
        for (index, item) in self.report.items(node, "a list of stages", limit::STAGES)?.enumerate() {
            let draft = self.stage(index, item, &mut ids);
            whole &= draft.as_ref().is_some_and(|draft| draft.whole);
            drafts.extend(draft);
        }
        if whole && self.report.count() == before {
            self.stages_that_add_nobody(&drafts);
        }
        Some(drafts)
    }

    fn stage(&mut self, index: usize, node: Node<'a>, ids: &mut Ids<'a>) -> Option<Draft<'a>> {
        if !self.report.demand(node, Kind::Object) {
            return None;
        }
        let [id, ring, condition, percent, hold, max_hold, advance, gates, _] =
            self.fields(node, &["id", "ring", "if", "percent", "hold", "max_hold", "advance", "gates", "description"]);
        let hold = hold.and_then(|node| self.report.duration(node));
        let max_hold = max_hold.and_then(|node| self.report.duration(node));
        let advance = advance.map_or(Advance::Auto, |node| self.advance(node));
        let admits = ring.is_some() || condition.is_some() || percent.is_some();
        self.report.missing(node, &[("id", id.is_some()), ("percent", admits)]);
        let id = id.and_then(|node| self.id(node, ids));
        let (has_ring, has_condition, has_percent) = (ring.is_some(), condition.is_some(), percent.is_some());
        let whom = Whom {
            ring: ring.and_then(|node| self.ring_use(node)),
            condition: condition.and_then(|node| self.condition(node, Scope::Flag)),
            percent: percent.and_then(|node| self.report.percent(node)),
        };
        let whole = has_ring == whom.ring.is_some() && has_percent == whom.percent.is_some();
        Some(Draft { index, id, whom, has_condition, hold: hold.unwrap_or(0), max_hold, advance, gates, node, whole })
    }

    fn advance(&mut self, node: Node<'a>) -> Advance {
        match self.report.string(node) {
            Some("manual") => Advance::Manual,
            Some("auto") | None => Advance::Auto,
            Some(other) => {
                self.report.problem(node, &BAD_VALUE, &[other, "`auto`, `manual`"]);
                Advance::Auto
            }
        }
    }

    fn stages_that_add_nobody(&mut self, drafts: &[Draft<'a>]) {
        for (index, draft) in drafts.iter().enumerate() {
            let before = drafts.get(..index).unwrap_or_default();
            let covers = |earlier: &&Draft<'a>| {
                let (theirs, ours) = (&earlier.whom, &draft.whom);
                if earlier.has_condition {
                    return false;
                }
                match (theirs.ring, theirs.percent) {
                    (None, Some(BUCKETS)) => true,
                    (None, Some(theirs)) => ours.percent.is_some_and(|ours| ours <= theirs),
                    (Some(theirs), None) => ours.ring.is_some_and(|ours| ours <= theirs),
                    _ => false,
                }
            };
            let why = match before.iter().find(covers) {
                _ if draft.whom.percent == Some(0) => "its percentage is 0".to_owned(),
                Some(earlier) => format!("stage `{}` admits as many already", earlier.id.unwrap_or_default()),
                None => continue,
            };
            self.report.problem(draft.node, &STAGE_ADDS_NOBODY, &[draft.id.unwrap_or_default(), &why]);
        }
    }

    /// For each stage its percentage where it is drawn (spec ). Looks at the text, so that what is wrong elsewhere does not matter.
    fn drawn(&self, drafts: &[Draft<'a>]) -> Vec<Option<u32>> {
        // Whether a stage that is no bare percentage stood after one that is, or drew with the flag's draw.
        let (mut bare_before, mut mixed) = (false, false);
        let mut drawn = Vec::new();
        for draft in drafts {
            let member = |name: &str| member(draft.node, name);
            let (ring, condition, percent) = (member("ring"), member("if"), member("percent"));
            let bare = ring.is_none() && condition.is_none();
            if !bare {
                let draws =
                    ring.is_some_and(|ring| self.ring_draws(ring)) || condition.is_some_and(|condition| self.draws(condition, true));
                mixed |= bare_before || percent.is_some() || draws;
            }
            bare_before |= bare;
            drawn.push(draft.whom.percent.filter(|&percent| bare && !mixed && 0 < percent && percent < BUCKETS));
        }
        drawn
    }

    /// Whether the ring that a string names, or one before it, draws with the flag's rollout draw.
    fn ring_draws(&self, name: Node<'a>) -> bool {
        let Some(name) = name.string() else { return false };
        let Some(index) = self.rings.iter().position(|ring| ring.id.as_deref() == Some(name)) else { return false };
        let rings = self.rings.get(..=index).unwrap_or_default();
        rings.iter().any(|ring| ring.has_percent || member(ring.node, "if").is_some_and(|condition| self.draws(condition, false)))
    }

    /// Whether a condition draws with the flag's rollout draw. Segments cannot; rings count in flags only.
    fn draws(&self, node: Node<'a>, in_flag: bool) -> bool {
        let parts = ["all", "any"].into_iter().filter_map(|name| member(node, name)).flat_map(Node::items);
        let mut parts = parts.chain(member(node, "not"));
        member(node, "percent").is_some() && member(node, "salt").is_none()
            || parts.any(|part| self.draws(part, in_flag))
            || in_flag && member(node, "ring").is_some_and(|ring| self.ring_draws(ring))
    }

    /// Reads `progress`. `ids` are those of the stages, where they can be told.
    fn progress(&mut self, node: Node<'a>, ids: Option<&[Option<&'a str>]>) -> Option<Progress> {
        if !self.report.demand(node, Kind::Object) {
            return None;
        }
        let [stage, since, status] = self.fields(node, &["stage", "since", "status"]);
        let is_back = status.and_then(Node::string).is_some_and(|status| status == Status::RolledBack.as_str());
        let has_stage = stage.is_some() || is_back;
        self.report.missing(node, &[("stage", has_stage), ("since", since.is_some()), ("status", status.is_some())]);
        let index = stage.map(|node| self.stage_named(node, ids));
        let since = since.and_then(|node| self.report.timestamp(node));
        let status = status.and_then(|node| self.status(node));
        let stage = match index {
            Some(index) => Some(index?),
            None => None,
        };
        Some(Progress { stage, since: since?, status: status? }).filter(|_| has_stage)
    }

    fn status(&mut self, node: Node<'a>) -> Option<Status> {
        let word = self.report.string(node)?;
        let found = Status::ALL.into_iter().find(|status| status.as_str() == word);
        if found.is_none() {
            let help = self.report.nearest(word, &mut Status::ALL.into_iter().map(Status::as_str));
            let allowed = "`running`, `paused`, `rolled_back`, `complete`";
            self.report.add(node, &BAD_VALUE, &[word, allowed], help);
        }
        found
    }

    /// The index of the stage that a string names.
    pub(super) fn stage_named(&mut self, node: Node<'a>, ids: Option<&[Option<&'a str>]>) -> Option<u32> {
        let name = self.report.string(node)?;
        let ids = ids?;
        let found = ids.iter().position(|id| *id == Some(name));
        if found.is_none() {
            self.report.unknown(node, &UNKNOWN_STAGE, name, &mut ids.iter().copied().flatten());
        }
        found.map(|index| index as u32)
    }
}

/// The value of an object's member.
fn member<'a>(node: Node<'a>, name: &str) -> Option<Node<'a>> {
    node.members().find(|member| member.name() == name).map(|member| member.value)
}

/// The ids of a rollout's stages as they are written.
fn stage_ids(rollout: Node<'_>) -> Vec<Option<&str>> {
    let id = |stage| member(stage, "id").filter(|id| !id.has_flaw()).and_then(Node::string);
    member(rollout, "stages").into_iter().flat_map(Node::items).map(id).collect()
}
