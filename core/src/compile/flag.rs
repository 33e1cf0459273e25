//! Flags and their rules (spec section 4).

use super::condition::Scope;
use super::serve::Served;
use super::{Compiler, FlagDraft, extend};
use crate::bucket;
use crate::context::Domain;
use crate::document::{Entry, Owner, find};
use crate::hasher::Set;
use crate::json::{Kind, Member, Node};
use crate::problem::{BAD_VALUE, DUPLICATE_ID, EMPTY, MIXED_VARIANTS, OFF_VARIANT_REQUIRED, UNKNOWN_FLAG, limit};
use crate::program::{Flag, FlagId, OnMiss, Rule, Serve, Text, Variant, VariantId, What, Who};
use std::rc::Rc;

/// A flag that another requires, until both are read.
pub(super) struct Required<'a> {
    pub(super) flag: FlagId,
    /// The member's value: a name or an array of names.
    pub(super) node: Node<'a>,
    pub(super) variants: Vec<Node<'a>>,
}

/// The fields of a flag.
const FIELDS: [&str; 23] = [
    "enabled",
    "sticky",
    "track",
    "client",
    "permanent",
    "owner",
    "created",
    "expires",
    "tags",
    "links",
    "history",
    "description",
    "variants",
    "off_variant",
    "unit",
    "salt",
    "requires",
    "exclude",
    "if",
    "rules",
    "serve",
    "rollout",
    "progress",
];

impl<'a> Compiler<'a, '_> {
    /// Reads all flags, in code point order of their keys.
    pub(super) fn flags(&mut self) {
        let document = self.document;
        for (index, entry) in document.flags.iter().enumerate() {
            self.report.owner = Owner::Flag(index as u32);
            self.report.key(entry.member, "a flag's key");
            // Why read at all: a flag without a name that is killed is off.
            let muted = std::mem::replace(&mut self.report.muted, entry.name.is_empty());
            let draft = self.flag(entry, FlagId::new(index));
            self.report.muted = muted;
            self.flags.push(draft);
        }
    }

    fn flag(&mut self, entry: &Entry<'a>, id: FlagId) -> FlagDraft<'a> {
        let mut draft = self.empty_flag(entry.name, id);
        if !self.report.demand(entry.value(), Kind::Object) {
            return draft;
        }
        let mut fields = Fields::default();
        self.flag_fields(entry, &mut draft.flag, &mut fields);
        let variants = self.variants(fields.variants);
        let served = Served { variants: variants.as_deref(), implies_on: fields.variants.is_none() };
        draft.flag.off = self.off(&fields, &served);
        draft.off_nodes = fields.variants.into_iter().chain(fields.off_variant).collect();
        let off_is_required = variants.is_some() && fields.off_variant.is_none() && draft.flag.off.is_none();
        draft.variants_known = variants.is_some() && !off_is_required;
        if let Some(node) = fields.unit {
            draft.flag.unit = self.unit(node).unwrap_or(draft.flag.unit);
        }
        let salt = fields.salt.and_then(|node| self.report.name(node, "a salt"));
        if let Some(salt) = &salt {
            draft.flag.salt = self.text(salt);
        }
        let salt = salt.unwrap_or(entry.name);
        draft.flag.rollout_seed = bucket::seed(Domain::Rollout.name(), salt);
        draft.flag.variant_seed = bucket::seed(Domain::Variant.name(), salt);
        draft.requires = fields.requires.map(|node| self.requires(node)).unwrap_or_default();
        draft.flag.exclude = fields.exclude.and_then(|node| self.condition(node, Scope::Flag));
        draft.flag.condition = fields.condition.and_then(|node| self.condition(node, Scope::Flag));
        let mut rules = fields.rules.map(|node| self.rules(node, &served)).unwrap_or_default();
        let staged = self.staged(&fields, &served);
        let serve = fields.serve.and_then(|node| self.serve(node, &served)).or(staged);
        let off = What::Variant(draft.flag.off.unwrap_or(VariantId::new(0)));
        let serve = serve.unwrap_or(Serve { who: Who::Everyone, what: off });
        rules.push(Rule { condition: None, serve, on_miss: OnMiss::Off, is_own: true, id: Text::default() });
        draft.flag.rules = extend(&mut self.rules, rules);
        draft.flag.variants = match fields.variants {
            None => 0..self.on_and_off.len() as u32,
            Some(_) => extend(&mut self.variants, variants.iter().flat_map(|variants| variants.iter().cloned())),
        };
        self.lint_flag(entry, &draft.flag, &fields);
        draft
    }

    fn empty_flag(&mut self, key: &str, id: FlagId) -> FlagDraft<'a> {
        let key = self.text(key);
        let flag = Flag {
            id,
            key,
            quarantined: false,
            enabled: true,
            sticky: false,
            track: false,
            is_open: false,
            is_static: false,
            reads_clock: false,
            is_timed: false,
            variants: 0..0,
            off: None,
            unit: self.document_unit,
            salt: key,
            rollout_seed: 0,
            variant_seed: 0,
            requirements: 0..0,
            exclude: None,
            condition: None,
            place: None,
            rules: 0..0,
        };
        FlagDraft { flag, quarantine: None, variants_known: false, off_nodes: Vec::new(), requires: Vec::new() }
    }

    /// Reads the fields that need nothing else, and keeps the others for later.
    fn flag_fields(&mut self, entry: &Entry<'a>, flag: &mut Flag, fields: &mut Fields<'a>) {
        let mut found = [None; FIELDS.len()];
        self.report.fields(&mut entry.fields(), &FIELDS, FIELDS.len(), &mut found);
        let [enabled, sticky, track, client, permanent, owner, created, expires, tags, links, history, rest @ ..] = found;
        let mut truth = |node: Option<Node<'a>>| node.and_then(|node| self.report.boolean(node));
        flag.enabled = truth(enabled).unwrap_or(true);
        flag.sticky = truth(sticky) == Some(true);
        flag.track = truth(track) == Some(true);
        truth(client);
        fields.permanent = truth(permanent) == Some(true);
        fields.owner = owner.and_then(|node| self.report.string(node)).is_some();
        fields.created = created.and_then(|node| self.report.date(node));
        fields.expires = expires.and_then(|node| self.report.date(node).map(|date| (date, node)));
        tags.into_iter().for_each(|node| self.tags(node));
        links.into_iter().for_each(|node| self.links(node));
        history.into_iter().for_each(|node| self.history(node, fields));
        let [_, variants, off_variant, unit, salt, requires, exclude, condition, rules, serve, rollout, progress] = rest;
        *fields = Fields { variants, off_variant, unit, salt, requires, exclude, condition, rules, serve, rollout, progress, ..*fields };
    }

    fn tags(&mut self, node: Node<'a>) {
        if self.report.demand(node, Kind::Array) {
            for item in node.items() {
                self.report.string(item);
            }
        }
    }

    fn links(&mut self, node: Node<'a>) {
        if self.report.demand(node, Kind::Object) {
            for member in node.members() {
                self.report.string(member.value);
            }
        }
    }

    /// The variants; `None` and a problem where they cannot be told.
    fn variants(&mut self, node: Option<Node<'a>>) -> Option<Rc<[Variant]>> {
        let Some(node) = node else { return Some(self.on_and_off.clone()) };
        if !self.report.demand(node, Kind::Object) {
            return None;
        }
        let mut members: Vec<Member<'a>> = node.members().collect();
        if members.is_empty() {
            self.report.problem(node, &EMPTY, &["a flag's `variants`"]);
            return None;
        }
        if !self.report.within(node, members.len(), limit::VARIANTS) {
            return None;
        }
        members.sort_by(|left, right| left.name().cmp(right.name()));
        let (mut variants, mut first, mut mixed, mut right) = (Vec::new(), None, None, true);
        for member in members {
            let kind = member.value.kind();
            let named = self.report.key(member, "a variant's name").is_some();
            let value = if kind == Kind::Null {
                self.report.wrong_type(member.value, "a value");
                None
            } else if *first.get_or_insert(kind) != kind && mixed.is_none() {
                mixed = Some(member.value);
                None
            } else {
                self.report.value(member.value)
            };
            right &= named && value.is_some();
            variants.extend(value.map(|value| Variant { name: member.name().into(), value }));
        }
        if let (Some(node), Some(first)) = (mixed, first) {
            self.report.problem(node, &MIXED_VARIANTS, &[node.kind().name(), first.name()]);
        }
        (right && mixed.is_none()).then(|| variants.into())
    }

    /// The index of the off variant.
    fn off(&mut self, fields: &Fields<'a>, served: &Served<'_>) -> Option<VariantId> {
        if let Some(node) = fields.off_variant {
            return self.variant_name(node, served);
        }
        let off = served.variants?.iter().position(|variant| variant.name.as_ref() == "off").map(VariantId::new);
        if off.is_none()
            && let Some(node) = fields.variants
        {
            self.report.problem(node, &OFF_VARIANT_REQUIRED, &[]);
        }
        off
    }

    fn requires(&mut self, node: Node<'a>) -> Vec<Required<'a>> {
        if !self.report.demand(node, Kind::Object) || !self.report.within(node, node.members().count(), limit::REQUIRES) {
            return Vec::new();
        }
        let document = self.document;
        let mut required = Vec::new();
        for member in node.members() {
            let name = member.name();
            let Some(flag) = find(&document.flags, name) else {
                self.report.unknown(member.value, &UNKNOWN_FLAG, name, &mut document.flags.iter().map(|entry| entry.name));
                continue;
            };
            let variants = match member.value.kind() {
                Kind::String => vec![member.value],
                Kind::Array => match self.report.items(member.value, "a list of variants", limit::VARIANTS) {
                    Some(items) => items.collect(),
                    None => Vec::new(),
                },
                _ => {
                    self.report.wrong_type(member.value, "a variant's name, or an array of names");
                    Vec::new()
                }
            };
            required.push(Required { flag: FlagId::new(flag as usize), node: member.value, variants });
        }
        required.sort_by_key(|required| required.flag);
        required
    }

    fn rules(&mut self, node: Node<'a>, served: &Served<'_>) -> Vec<Rule> {
        if !self.report.demand(node, Kind::Array) || !self.report.within(node, node.items().count(), limit::RULES) {
            return Vec::new();
        }
        // With room for the flag's own serve.
        let mut rules = Vec::with_capacity(node.items().count().saturating_add(1));
        let mut ids = Ids::default();
        for item in node.items() {
            rules.extend(self.rule(item, served, &mut ids));
        }
        rules
    }

    fn rule(&mut self, node: Node<'a>, served: &Served<'_>, ids: &mut Ids<'a>) -> Option<Rule> {
        if !self.report.demand(node, Kind::Object) {
            return None;
        }
        let [id, _, condition, serve, on_miss] = self.fields(node, &["id", "description", "if", "serve", "on_miss"]);
        let on_miss = on_miss.and_then(|node| self.on_miss(node)).unwrap_or(OnMiss::Off);
        self.report.missing(node, &[("id", id.is_some()), ("serve", serve.is_some())]);
        let id = id.and_then(|node| self.id(node, ids));
        let has_condition = condition.is_some();
        let condition = condition.and_then(|node| self.condition(node, Scope::Flag));
        let serve = serve.and_then(|node| self.serve(node, served));
        (has_condition == condition.is_some()).then_some(Rule { condition, serve: serve?, on_miss, is_own: false, id: self.text(id?) })
    }

    /// An id that nothing beside it has.
    pub(super) fn id(&mut self, node: Node<'a>, ids: &mut Ids<'a>) -> Option<&'a str> {
        let id = self.report.name(node, "an id")?;
        if !ids.insert(id) {
            self.report.problem(node, &DUPLICATE_ID, &[id]);
            return None;
        }
        Some(id)
    }

    fn on_miss(&mut self, node: Node<'a>) -> Option<OnMiss> {
        match self.report.string(node)? {
            "off" => Some(OnMiss::Off),
            "continue" => Some(OnMiss::Continue),
            other => {
                self.report.problem(node, &BAD_VALUE, &[other, "`off`, `continue`"]);
                None
            }
        }
    }
}

/// The ids of a list so far.
#[derive(Default)]
pub(super) struct Ids<'a> {
    /// The first, which are searched one by one: lists are short.
    few: Vec<&'a str>,
    rest: Set<&'a str>,
}

impl<'a> Ids<'a> {
    /// Adds an id; false if it was there.
    fn insert(&mut self, id: &'a str) -> bool {
        const FEW: usize = 16;
        if self.few.contains(&id) {
            return false;
        }
        if self.few.len() < FEW {
            self.few.push(id);
            return true;
        }
        self.rest.insert(id, ())
    }
}

/// The fields of a flag that are read when all are found, and what only lint reads.
#[derive(Default)]
pub(super) struct Fields<'a> {
    variants: Option<Node<'a>>,
    off_variant: Option<Node<'a>>,
    unit: Option<Node<'a>>,
    salt: Option<Node<'a>>,
    requires: Option<Node<'a>>,
    exclude: Option<Node<'a>>,
    condition: Option<Node<'a>>,
    pub(super) rules: Option<Node<'a>>,
    pub(super) serve: Option<Node<'a>>,
    pub(super) rollout: Option<Node<'a>>,
    pub(super) progress: Option<Node<'a>>,
    pub(super) owner: bool,
    pub(super) permanent: bool,
    pub(super) created: Option<i64>,
    pub(super) expires: Option<(i64, Node<'a>)>,
    pub(super) history: Option<Node<'a>>,
}
