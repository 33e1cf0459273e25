//! `email_domain` (spec ).

use super::names::Names;
use crate::index::Case;

/// Domains, and domains whose subdomains are meant.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Domains {
    exact: Names,
    parents: Names,
}

/// A literal such as `company.com` or `*.company.com`.
pub(crate) struct Domain {
    name: Box<str>,
    is_parent: bool,
}

impl Domain {
    pub(crate) fn parse(literal: &str) -> Option<Domain> {
        let (name, is_parent) = match literal.strip_prefix("*.") {
            Some(name) => (name, true),
            None => (literal, false),
        };
        let name = without_dot(name);
        let is_label = |label: &str| !label.is_empty() && !label.contains(|char: char| matches!(char, '@' | '*') || char.is_whitespace());
        name.split('.').all(is_label).then(|| Domain { name: name.into(), is_parent })
    }
}

impl Domains {
    pub(crate) fn new(domains: Vec<Domain>) -> Domains {
        let (parents, exact): (Vec<Domain>, Vec<Domain>) = domains.into_iter().partition(|domain| domain.is_parent);
        let names = |domains: Vec<Domain>| Names::new(domains.into_iter().map(|domain| domain.name).collect(), Case::Ignored);
        Domains { exact: names(exact), parents: names(parents) }
    }

    /// Whether an e-mail's domain is one of them.
    #[cfg_attr(target_family = "wasm", inline)]
    pub(crate) fn admit(&self, domain: &str) -> bool {
        self.exact.hold(domain) || (!self.parents.is_empty() && self.has_parent(domain))
    }

    fn has_parent(&self, domain: &str) -> bool {
        // What is longer than the longest of them is none of them.
        let from = domain.len().saturating_sub(self.parents.longest()).max(2);
        let after_dot = |&at: &usize| domain.as_bytes().get(at.wrapping_sub(1)) == Some(&b'.');
        (from..domain.len()).filter(after_dot).filter_map(|at| domain.get(at..)).any(|parent| self.parents.hold(parent))
    }
}

/// The domain of an e-mail address, without a trailing dot; `None` where there is none.
#[cfg_attr(target_family = "wasm", inline)]
pub(crate) fn of(email: &str) -> Option<&str> {
    let at = email.bytes().rposition(|byte| byte == b'@').filter(|&at| at > 0)?;
    let domain = without_dot(email.get(at.saturating_add(1)..)?);
    (!domain.is_empty()).then_some(domain)
}

fn without_dot(domain: &str) -> &str {
    domain.strip_suffix('.').unwrap_or(domain)
}
