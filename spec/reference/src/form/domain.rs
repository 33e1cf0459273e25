//! The domains of e-mail addresses (spec ).

/// The domain of an address; `None` where it cannot be read.
pub fn of_address(address: &str) -> Option<String> {
    let (local, domain) = address.rsplit_once('@')?;
    Some(plain(domain)).filter(|domain| !local.is_empty() && !domain.is_empty())
}

/// Whether a literal is a domain, or `*.` and a domain.
pub fn is_literal(literal: &str) -> bool {
    let domain = plain(literal.strip_prefix("*.").unwrap_or(literal));
    !domain.contains(|character: char| character == '@' || character == '*' || character.is_whitespace())
        && domain.split('.').all(|label| !label.is_empty())
}

/// Whether a domain (of [`of_address`]) is what a literal names.
pub fn admits(literal: &str, domain: &str) -> bool {
    match literal.strip_prefix("*.") {
        Some(parent) => domain.strip_suffix(&plain(parent)).is_some_and(|rest| rest.len() > 1 && rest.ends_with('.')),
        None => plain(literal) == domain,
    }
}

/// What a literal names, written in one way.
pub fn meaning(literal: &str) -> String {
    plain(literal)
}

fn plain(domain: &str) -> String {
    domain.strip_suffix('.').unwrap_or(domain).to_ascii_lowercase()
}
