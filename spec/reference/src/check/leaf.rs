//! Leaves: an attribute, operators and their literals (spec ).

use super::{Check, work};
use crate::{
    diagnostic::Spot,
    form::{address, digest, domain, pattern, time, version},
    json::{Kind, Value},
    leaf::{FOLDING, OPERATORS},
};

/// Literals in one operator's list.
const LIST: usize = 1_000_000;
/// The size of one pattern.
const PATTERN_SIZE: u64 = 256;
/// The sizes of all patterns, each at least the second.
const PATTERNS: u64 = 1_000_000;
const LEAST_PATTERN: u64 = 100;

impl<'a> Check<'a> {
    pub(super) fn leaf(&mut self, leaf: &Spot<'a>, attribute: &Spot<'a>) {
        let known = |name: &str| name == "attribute" || name == "ignore_case" || name.starts_with("x-") || OPERATORS.contains(&name);
        let unknown: Vec<_> = leaf.members().into_iter().filter(|(name, _)| !known(name)).collect();
        for (_, member) in &unknown {
            self.report.key("unknown-operator", member);
        }
        let operators: Vec<_> = OPERATORS.into_iter().filter_map(|name| Some((name, leaf.get(name)?))).collect();
        if operators.is_empty() && unknown.is_empty() {
            self.report.value("bad-condition", leaf);
            return;
        }
        self.attribute(attribute);
        if let Some(ignore_case) = leaf.get("ignore_case") {
            if operators.is_empty() || operators.iter().any(|(name, _)| FOLDING.contains(name)) {
                self.boolean(&ignore_case);
            } else {
                self.report.key("misplaced-field", &ignore_case);
            }
        }
        for (operator, literal) in operators {
            let before = self.report.found.len();
            if operator == "matches" {
                self.count_patterns(literal.value);
            }
            self.literal(operator, &literal);
            if self.report.found.len() == before && !holds_bad_text(literal.value) {
                self.declared(leaf, operator, &literal);
            }
        }
    }

    fn count_patterns(&mut self, literal: &Value) {
        let before = self.patterns;
        for size in work::patterns(literal).into_iter().filter(|size| *size <= PATTERN_SIZE) {
            self.patterns = self.patterns.saturating_add(size.max(LEAST_PATTERN));
        }
        if before <= PATTERNS && self.patterns > PATTERNS {
            let root = self.root.clone();
            self.report.value("limit-exceeded", &root);
        }
    }

    fn literal(&mut self, operator: &str, spot: &Spot<'a>) {
        match operator {
            "eq" => self.scalar(spot),
            "in" | "has_any" | "has_all" => {
                for element in self.filled_list(spot, LIST) {
                    self.scalar(&element);
                }
            }
            "lt" | "lte" | "gt" | "gte" => {
                self.number(spot);
            }
            "contains" | "starts_with" | "ends_with" => self.texts(spot, |text| text.is_empty().then_some("empty")),
            "matches" => self.texts(spot, |pattern| match pattern.len() {
                1_025.. => Some("limit-exceeded"),
                _ if pattern::size(pattern) > PATTERN_SIZE => Some("limit-exceeded"),
                _ => regex_lite::Regex::new(pattern).is_err().then_some("bad-regex"),
            }),
            "in_hashed" => self.hashes(spot),
            "email_domain" => self.texts(spot, |text| (!domain::is_literal(text)).then_some("bad-domain")),
            "ip_in" => self.texts(spot, |text| address::prefix(text).is_none().then_some("bad-ip-range")),
            "semver" => {
                if let Some(text) = self.text(spot)
                    && version::compare(text, None).is_none()
                {
                    self.report.value("bad-semver", spot);
                }
            }
            "before" | "after" => self.timestamp(spot),
            "age" => self.age(spot),
            _ => self.boolean(spot),
        }
    }

    fn scalar(&mut self, spot: &Spot<'a>) {
        match spot.value.kind {
            Kind::Text(_) | Kind::BadText | Kind::Boolean(_) => {}
            _ => {
                self.number(spot);
            }
        }
    }

    /// A string, or a list of strings that is not empty; each is held against `wrong`.
    fn texts(&mut self, spot: &Spot<'a>, wrong: impl Fn(&str) -> Option<&'static str>) {
        let texts = match spot.value.kind {
            Kind::List(_) => self.filled_list(spot, LIST),
            _ => vec![spot.clone()],
        };
        for spot in texts {
            if let Some(text) = self.text(&spot)
                && let Some(code) = wrong(text)
            {
                self.report.value(code, &spot);
            }
        }
    }

    fn hashes(&mut self, spot: &Spot<'a>) {
        if !self.object(spot, &["salt", "of", "sha256"], &["salt", "sha256"]) {
            return;
        }
        if let Some(salt) = spot.get("salt") {
            self.name(&salt);
        }
        if let Some(of) = spot.get("of")
            && self.text(&of).is_some_and(|of| of != "email_domain")
        {
            self.report.key("unsupported-feature", &of);
        }
        let digests = spot.get("sha256").map(|digests| self.filled_list(&digests, LIST));
        for digest in digests.into_iter().flatten() {
            if self.text(&digest).is_some_and(|text| !digest::is_digest(text)) {
                self.report.value("bad-hash", &digest);
            }
        }
    }

    fn age(&mut self, spot: &Spot<'a>) {
        const BOUNDS: [&str; 4] = ["lt", "lte", "gt", "gte"];
        for bound in self.some_of(spot, &BOUNDS) {
            if let Some(text) = self.text(&bound)
                && time::duration(text).is_none()
            {
                self.report.value("bad-duration", &bound);
            }
        }
    }
}

/// Whether a literal has a string that is wrong in any document, and was told as such.
fn holds_bad_text(literal: &Value) -> bool {
    match &literal.kind {
        Kind::BadText => true,
        Kind::List(elements) => elements.iter().any(holds_bad_text),
        Kind::Object(members) => members.iter().any(|(name, member)| !name.starts_with("x-") && holds_bad_text(&member.value)),
        _ => false,
    }
}
