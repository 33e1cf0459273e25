//! `semver` (spec ): SemVer 2.0.0 precedence over borrowed text.
//!
//! Why not a crate: versions here may leave out parts, have no upper bound, and are compared without allocating.

use std::cmp::Ordering;

/// A version, borrowed from its text. Build metadata is checked and dropped.
#[derive(Clone, Copy, Debug)]
struct Version<'a> {
    core: [&'a str; 3],
    pre: &'a str,
}

impl<'a> Version<'a> {
    fn parse(text: &'a str) -> Option<Version<'a>> {
        let text = text.strip_prefix(['v', 'V']).unwrap_or(text);
        let (text, build) = match text.split_once('+') {
            Some((text, build)) => (text, Some(build)),
            None => (text, None),
        };
        let (text, pre) = match text.split_once('-') {
            Some((text, pre)) => (text, Some(pre)),
            None => (text, None),
        };
        let mut parts = text.split('.');
        let core = [parts.next()?, parts.next().unwrap_or("0"), parts.next().unwrap_or("0")];
        let written = text.split('.').count();
        let build_is_right = build.is_none_or(|build| build.split('.').all(is_identifier));
        let pre_is_right =
            pre.is_none_or(|pre| pre.split('.').all(|part| is_identifier(part) && !(is_numeric(part) && has_leading_zero(part))));
        let suffix_may_be = written == 3 || (pre.is_none() && build.is_none());
        let core_is_right = text.split('.').all(|part| is_numeric(part) && !has_leading_zero(part));
        (written <= 3 && core_is_right && suffix_may_be && build_is_right && pre_is_right)
            .then_some(Version { core, pre: pre.unwrap_or("") })
    }

    fn compare(self, other: Version<'_>) -> Ordering {
        let core = self.core.iter().zip(other.core.iter()).map(|(left, right)| number(left, right));
        core.fold(Ordering::Equal, Ordering::then).then_with(|| match (self.pre.is_empty(), other.pre.is_empty()) {
            (true, true) => Ordering::Equal,
            (true, false) => Ordering::Greater,
            (false, true) => Ordering::Less,
            (false, false) => pre_release(self.pre, other.pre),
        })
    }
}

fn is_numeric(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_identifier(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

fn has_leading_zero(text: &str) -> bool {
    text.len() > 1 && text.starts_with('0')
}

/// Compares numbers of any length, written without leading zeros.
fn number(left: &str, right: &str) -> Ordering {
    left.len().cmp(&right.len()).then_with(|| left.cmp(right))
}

/// Source: semver.org, §11.4.
fn pre_release(left: &str, right: &str) -> Ordering {
    let (mut left, mut right) = (left.split('.'), right.split('.'));
    loop {
        let order = match (left.next(), right.next()) {
            (None, None) => return Ordering::Equal,
            (None, Some(_)) => return Ordering::Less,
            (Some(_), None) => return Ordering::Greater,
            (Some(left), Some(right)) => match (is_numeric(left), is_numeric(right)) {
                (true, true) => number(left, right),
                (true, false) => Ordering::Less,
                (false, true) => Ordering::Greater,
                (false, false) => left.cmp(right),
            },
        };
        if order != Ordering::Equal {
            return order;
        }
    }
}

/// How a version must compare with a comparator's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Relation {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// A version and how another must compare with it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Comparator {
    relation: Relation,
    core: [Box<str>; 3],
    pre: Box<str>,
}

impl Comparator {
    fn parse(text: &str) -> Option<Comparator> {
        const RELATIONS: [(&str, Relation); 6] = [
            ("!=", Relation::NotEqual),
            ("<=", Relation::LessOrEqual),
            (">=", Relation::GreaterOrEqual),
            ("=", Relation::Equal),
            ("<", Relation::Less),
            (">", Relation::Greater),
        ];
        let found = RELATIONS.iter().find_map(|&(sign, relation)| Some((relation, text.strip_prefix(sign)?)));
        let (relation, version) = found.unwrap_or((Relation::Equal, text));
        let version = Version::parse(version)?;
        Some(Comparator { relation, core: version.core.map(Into::into), pre: version.pre.into() })
    }

    fn admits(&self, version: Version<'_>) -> bool {
        let order = version.compare(Version { core: self.core.each_ref().map(AsRef::as_ref), pre: &self.pre });
        match self.relation {
            Relation::Equal => order.is_eq(),
            Relation::NotEqual => order.is_ne(),
            Relation::Less => order.is_lt(),
            Relation::LessOrEqual => order.is_le(),
            Relation::Greater => order.is_gt(),
            Relation::GreaterOrEqual => order.is_ge(),
        }
    }
}

/// Comparators, all of which must hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Comparators(Box<[Comparator]>);

impl Comparators {
    /// Reads a literal such as `>=2.1.0 <3`.
    pub(crate) fn parse(text: &str) -> Option<Comparators> {
        text.split(' ').map(Comparator::parse).collect::<Option<_>>().map(Comparators)
    }

    /// Whether a version meets all; `None` when it is no version.
    pub(crate) fn admit(&self, version: &str) -> Option<bool> {
        let version = Version::parse(version)?;
        Some(self.0.iter().all(|comparator| comparator.admits(version)))
    }
}
