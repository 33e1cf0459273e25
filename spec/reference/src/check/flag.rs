//! Flags and their rules (spec section 4).

use super::Check;
use crate::{
    diagnostic::{Found, Spot},
    form::time,
    json::{Kind, Value},
};

const MEMBERS: [&str; 23] = [
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
/// The flags that a flag may require.
pub(super) const REQUIRES: usize = 64;

/// What a flag's serves may name.
pub(super) struct Variants<'a> {
    /// `None` where the variants are not known, so that no name can be held against them.
    pub(super) names: Option<Vec<&'a str>>,
    /// Whether the flag has no `variants` of its own.
    pub(super) boolean: bool,
}

impl<'a> Check<'a> {
    pub(super) fn flag(&mut self, key: &str, flag: &Spot<'a>) {
        if !self.object(flag, &MEMBERS, &[]) {
            return;
        }
        self.metadata(flag);
        for member in ["enabled", "sticky", "track"].into_iter().filter_map(|name| flag.get(name)) {
            self.boolean(&member);
        }
        let variants = self.variants(flag);
        if let Some(unit) = flag.get("unit") {
            self.unit(&unit);
        }
        if let Some(salt) = flag.get("salt") {
            self.name(&salt);
        }
        let owner = ("flags", key.to_owned());
        for condition in ["exclude", "if"].into_iter().filter_map(|name| flag.get(name)) {
            self.condition(&condition, &owner);
        }
        let rules = flag.get("rules").map(|rules| self.list(&rules, 10_000)).unwrap_or_default();
        for rule in &rules {
            if !self.object(rule, &["id", "description", "if", "serve", "on_miss"], &["id", "serve"]) {
                continue;
            }
            self.rule(rule);
            if let Some(condition) = rule.get("if") {
                self.condition(&condition, &owner);
            }
            if let Some(serve) = rule.get("serve") {
                self.serve(&serve, &variants, &owner);
            }
        }
        self.distinct_ids(&rules);
        if let Some(serve) = flag.get("serve") {
            self.serve(&serve, &variants, &owner);
        }
        self.staged(flag, &variants, &owner);
    }

    fn rule(&mut self, rule: &Spot<'a>) {
        if let Some(id) = rule.get("id") {
            self.name(&id);
        }
        if let Some(description) = rule.get("description") {
            self.text(&description);
        }
        if let Some(on_miss) = rule.get("on_miss")
            && let Some(word) = self.text(&on_miss)
            && !["off", "continue"].contains(&word)
        {
            self.report.value("bad-value", &on_miss);
        }
    }

    fn metadata(&mut self, flag: &Spot<'a>) {
        for text in ["description", "owner"].into_iter().filter_map(|name| flag.get(name)) {
            self.text(&text);
        }
        for mark in ["client", "permanent"].into_iter().filter_map(|name| flag.get(name)) {
            self.boolean(&mark);
        }
        for date in ["created", "expires"].into_iter().filter_map(|name| flag.get(name)) {
            if let Some(text) = self.text(&date)
                && time::date_in_days(text).is_none()
            {
                self.report.value("bad-date", &date);
            }
        }
        for tag in flag.get("tags").map(|tags| self.list(&tags, usize::MAX)).unwrap_or_default() {
            self.text(&tag);
        }
        if let Some(links) = flag.get("links") {
            if !matches!(links.value.kind, Kind::Object(_)) {
                self.report.value("wrong-type", &links);
            }
            for (_, link) in links.members() {
                self.text(&link);
            }
        }
        for line in flag.get("history").map(|history| self.list(&history, usize::MAX)).unwrap_or_default() {
            self.line_of_history(&line);
        }
    }

    fn variants(&mut self, flag: &Spot<'a>) -> Variants<'a> {
        let variants = flag.get("variants");
        let names = match &variants {
            None => Some(vec!["off", "on"]),
            Some(variants) => {
                self.variant_values(variants);
                let in_text = |found: &Found| ["duplicate-key", "bad-string", "removes-nothing"].contains(&found.code);
                let wrong = self.report.found.iter().any(|found| found.path.starts_with(&variants.path) && !in_text(found));
                (!wrong && !holds_bad_text(variants.value)).then(|| variants.members().into_iter().map(|(name, _)| name).collect())
            }
        };
        match (flag.get("off_variant"), &names, &variants) {
            (Some(off), names, _) => self.variant_name(&off, names.as_deref()),
            (None, Some(names), Some(variants)) if !names.contains(&"off") => self.report.value("off-variant-required", variants),
            _ => {}
        }
        Variants { names, boolean: variants.is_none() }
    }

    fn variant_values(&mut self, variants: &Spot<'a>) {
        if matches!(&variants.value.kind, Kind::Object(members) if members.is_empty()) {
            self.report.value("empty", variants);
        }
        if self.map(variants, 256).is_empty() {
            return;
        }
        let values = variants.members();
        let first = values.iter().map(|(_, value)| json_type(value.value)).find(|first| *first != "null");
        let mut mixed = false;
        for (_, value) in &values {
            if matches!(value.value.kind, Kind::Null) {
                self.report.value("wrong-type", value);
            } else if !mixed && first != Some(json_type(value.value)) {
                self.report.value("mixed-variants", value);
                mixed = true;
            } else {
                self.numbers(value);
            }
        }
    }

    /// The numbers in a value, however deep.
    fn numbers(&mut self, spot: &Spot<'a>) {
        match spot.value.kind {
            Kind::Number(_) => {
                self.number(spot);
            }
            _ => {
                for part in spot.elements().into_iter().chain(spot.members().into_iter().map(|(_, member)| member)) {
                    self.numbers(&part);
                }
            }
        }
    }

    /// A string that names one of a flag's variants.
    pub(super) fn variant_name(&mut self, spot: &Spot<'a>, names: Option<&[&str]>) {
        if let Some(name) = self.text(spot)
            && names.is_some_and(|names| !names.contains(&name))
        {
            self.report.value("unknown-variant", spot);
        }
    }

    /// The required flags; looked at when all flags' variants have been.
    pub(super) fn requires(&mut self, flag: &Spot<'a>) {
        let Some(requires) = flag.get("requires") else { return };
        let requires = &requires;
        if !matches!(requires.value.kind, Kind::Object(_)) {
            self.report.value("wrong-type", requires);
        } else if requires.members().len() > REQUIRES {
            self.report.value("limit-exceeded", requires);
        } else {
            for (name, variants) in requires.members() {
                if self.has("flags", name) {
                    self.required_variants(name, &variants);
                } else {
                    self.report.value("unknown-flag", &variants);
                }
            }
        }
    }

    fn required_variants(&mut self, flag: &str, variants: &Spot<'a>) {
        let required = self.root.get("flags").and_then(|flags| flags.get(flag));
        let sound = !self.report.touches(&["flags", flag, "variants"]);
        let names = required.filter(|_| sound).and_then(|required| variant_names(required.value));
        let spots = match variants.value.kind {
            Kind::List(_) => self.filled_list(variants, usize::MAX),
            _ => vec![variants.clone()],
        };
        for spot in spots {
            self.variant_name(&spot, names.as_deref());
        }
    }
}

/// The names of a flag's variants.
fn variant_names(flag: &Value) -> Option<Vec<&str>> {
    match (&flag.kind, flag.get("variants")) {
        (Kind::Object(_), None) => Some(vec!["off", "on"]),
        (_, variants) => variants?.members().map(|members| members.keys().map(String::as_str).collect()),
    }
}

fn holds_bad_text(value: &Value) -> bool {
    let members = value.members().into_iter().flatten();
    matches!(value.kind, Kind::BadText)
        || value.elements().iter().any(holds_bad_text)
        || members.into_iter().any(|(_, member)| holds_bad_text(&member.value))
}

fn json_type(value: &Value) -> &'static str {
    match value.kind {
        Kind::Null => "null",
        Kind::Boolean(_) => "boolean",
        Kind::Number(_) => "number",
        Kind::Text(_) | Kind::BadText => "string",
        Kind::List(_) => "array",
        Kind::Object(_) => "object",
    }
}
