//! `email_domain` (spec ).

/// A domain, or the subdomains of one, in lower case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Domain {
    name: Box<str>,
    subdomains: bool,
}

impl Domain {
    /// Reads a literal such as `company.com` or `*.company.com`.
    pub(crate) fn parse(literal: &str) -> Option<Domain> {
        let (name, subdomains) = match literal.strip_prefix("*.") {
            Some(name) => (name, true),
            None => (literal, false),
        };
        let name = without_dot(name);
        let is_label = |label: &str| !label.is_empty() && !label.contains(|char: char| matches!(char, '@' | '*') || char.is_whitespace());
        name.split('.').all(is_label).then(|| Domain { name: name.to_ascii_lowercase().into(), subdomains })
    }

    /// Whether an e-mail's domain is this one.
    pub(crate) fn admits(&self, domain: &str) -> bool {
        if !self.subdomains {
            return domain.eq_ignore_ascii_case(&self.name);
        }
        let Some(before) = domain.len().checked_sub(self.name.len()) else { return false };
        match domain.split_at_checked(before) {
            Some((sub, name)) => sub.len() > 1 && sub.ends_with('.') && name.eq_ignore_ascii_case(&self.name),
            None => false,
        }
    }
}

/// The domain of an e-mail address, without a trailing dot; `None` where there is none.
pub(crate) fn of(email: &str) -> Option<&str> {
    let (local, domain) = email.rsplit_once('@')?;
    let domain = without_dot(domain);
    (!local.is_empty() && !domain.is_empty()).then_some(domain)
}

fn without_dot(domain: &str) -> &str {
    domain.strip_suffix('.').unwrap_or(domain)
}
