//! Flags and their rules (spec section 4).

use super::condition::Scope;
use super::serve::Served;
use super::{Compiler, FlagDraft, extend};
use crate::bucket;
use crate::context::Domain;
use crate::document::{Entry, Owner, find};
use crate::hasher::Set;
use crate::json::{Kind, Member, Node};
use crate::problem::{Problem, limit};
use crate::program::{Flag, FlagId, OnMiss, Rule, Serve, Text, Variant, VariantId, What, Who};
use std::borrow::Cow;
use std::rc::Rc;

/// A flag that another requires, until both are read.
pub(super) struct Required<'a> {
    pub(super) flag: FlagId,
    /// The member's value: a name or an array of names.
    pub(super) node: Node<'a>,
    pub(super) variants: Vec<Node<'a>>,
}

const FIELDS: [&str; 23] = [
    "enabled",
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
    "sticky",
    "track",
    "description",
    "owner",
    "tags",
    "links",
    "created",
    "expires",
    "client",
    "permanent",
    "history",
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
        let mut draft = self.empty_flag(&entry.name, id);
        if !self.report.expect(entry.value(), Kind::Object) {
            return draft;
        }
        let mut fields = Fields::default();
        for member in entry.fields() {
            self.field(member, &mut draft.flag, &mut fields);
        }
        let blamed = fields.variants.is_some() && self.report.blames_variants(self.report.owner);
        let variants = self.variants(fields.variants).filter(|_| !blamed);
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
        let salt = salt.as_deref().unwrap_or(&entry.name);
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

    /// Reads a field that needs nothing else, and keeps the others for later.
    fn field(&mut self, member: Member<'a>, flag: &mut Flag, fields: &mut Fields<'a>) {
        let value = member.value;
        match member.name().as_ref() {
            "enabled" => flag.enabled = self.report.boolean(value).unwrap_or(true),
            "sticky" => flag.sticky = self.report.boolean(value) == Some(true),
            "track" => flag.track = self.report.boolean(value) == Some(true),
            "client" => {
                self.report.boolean(value);
            }
            "permanent" => fields.permanent = self.report.boolean(value) == Some(true),
            "owner" => fields.owner = self.report.string(value).is_some(),
            "description" => {
                self.report.string(value);
            }
            "created" => fields.created = self.report.date(value),
            "expires" => fields.expires = self.report.date(value).map(|date| (date, value)),
            "tags" => self.tags(value),
            "links" => self.links(value),
            "history" => self.history(value, fields),
            "variants" => fields.variants = Some(value),
            "off_variant" => fields.off_variant = Some(value),
            "unit" => fields.unit = Some(value),
            "salt" => fields.salt = Some(value),
            "requires" => fields.requires = Some(value),
            "exclude" => fields.exclude = Some(value),
            "if" => fields.condition = Some(value),
            "rules" => fields.rules = Some(value),
            "serve" => fields.serve = Some(value),
            "rollout" => fields.rollout = Some(member),
            "progress" => fields.progress = Some(member),
            _ => self.report.unknown_field(member, &FIELDS),
        }
    }

    fn tags(&mut self, node: Node<'a>) {
        if self.report.expect(node, Kind::Array) {
            for item in node.items() {
                self.report.string(item);
            }
        }
    }

    fn links(&mut self, node: Node<'a>) {
        if self.report.expect(node, Kind::Object) {
            for member in node.members() {
                self.report.string(member.value);
            }
        }
    }

    /// The variants; `None` and a problem where they cannot be told.
    fn variants(&mut self, node: Option<Node<'a>>) -> Option<Rc<[Variant]>> {
        let Some(node) = node else { return Some(self.on_and_off.clone()) };
        if !self.report.expect(node, Kind::Object) {
            return None;
        }
        let mut members: Vec<Member<'a>> = node.members().collect();
        if members.is_empty() {
            self.report.problem(node, Problem::Empty { what: "a flag's `variants`" });
            return None;
        }
        if !self.report.within(node, members.len(), limit::VARIANTS) {
            return None;
        }
        members.sort_by(|left, right| left.name().cmp(&right.name()));
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
            self.report.problem(node, Problem::MixedVariants { found: node.kind().name(), first: first.name() });
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
            self.report.problem(node, Problem::OffVariantRequired);
        }
        off
    }

    fn requires(&mut self, node: Node<'a>) -> Vec<Required<'a>> {
        if !self.report.expect(node, Kind::Object) || !self.report.within(node, node.members().count(), limit::REQUIRES) {
            return Vec::new();
        }
        let document = self.document;
        let mut required = Vec::new();
        for member in node.members() {
            let name = member.name();
            let Some(flag) = find(&document.flags, &name) else {
                let help = self.report.nearest(&name, document.flags.iter().map(|entry| entry.name.as_ref()));
                self.report.add(member.value, Problem::UnknownFlag { flag: name.into() }, help);
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
        if !self.report.expect(node, Kind::Array) || !self.report.within(node, node.items().count(), limit::RULES) {
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
        if !self.report.expect(node, Kind::Object) {
            return None;
        }
        let (mut id, mut condition, mut serve, mut on_miss) = (None, None, None, OnMiss::Off);
        for member in node.members() {
            let value = member.value;
            match member.name().as_ref() {
                "id" => id = Some(value),
                "description" => {
                    self.report.string(value);
                }
                "if" => condition = Some(value),
                "serve" => serve = Some(value),
                "on_miss" => on_miss = self.on_miss(value).unwrap_or(OnMiss::Off),
                _ => self.report.unknown_field(member, &["id", "description", "if", "serve", "on_miss"]),
            }
        }
        self.report.missing(node, &[("id", id.is_some()), ("serve", serve.is_some())]);
        let id = id.and_then(|node| self.id(node, ids));
        let has_condition = condition.is_some();
        let condition = condition.and_then(|node| self.condition(node, Scope::Flag));
        let serve = serve.and_then(|node| self.serve(node, served));
        (has_condition == condition.is_some()).then_some(Rule { condition, serve: serve?, on_miss, is_own: false, id: self.text(&id?) })
    }

    /// An id that nothing beside it has.
    pub(super) fn id(&mut self, node: Node<'a>, ids: &mut Ids<'a>) -> Option<Cow<'a, str>> {
        let id = self.report.name(node, "an id")?;
        if !ids.insert(id.clone()) {
            self.report.problem(node, Problem::DuplicateId { id: id.into() });
            return None;
        }
        Some(id)
    }

    fn on_miss(&mut self, node: Node<'a>) -> Option<OnMiss> {
        match self.report.string(node)?.as_ref() {
            "off" => Some(OnMiss::Off),
            "continue" => Some(OnMiss::Continue),
            other => {
                self.report.problem(node, Problem::BadValue { text: other.into(), allowed: "`off`, `continue`" });
                None
            }
        }
    }
}

/// The ids of a list so far.
#[derive(Default)]
pub(super) struct Ids<'a> {
    /// The first, which are searched one by one: lists are short.
    few: Vec<Cow<'a, str>>,
    rest: Set<Cow<'a, str>>,
}

impl<'a> Ids<'a> {
    /// Adds an id; false if it was there.
    fn insert(&mut self, id: Cow<'a, str>) -> bool {
        const FEW: usize = 16;
        if self.few.contains(&id) {
            return false;
        }
        if self.few.len() < FEW {
            self.few.push(id);
            return true;
        }
        self.rest.insert(id)
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
    pub(super) rollout: Option<Member<'a>>,
    pub(super) progress: Option<Member<'a>>,
    pub(super) owner: bool,
    pub(super) permanent: bool,
    pub(super) created: Option<i64>,
    pub(super) expires: Option<(i64, Node<'a>)>,
    pub(super) history: Option<Node<'a>>,
}
