//! Versions and comparators (spec ).

use std::cmp::Ordering;

/// A version: its three numbers as digits, and its pre-release.
#[derive(Clone, Debug)]
pub struct Version {
    numbers: [String; 3],
    pre_release: Vec<String>,
}

/// A version, with its optional `v`.
pub fn version(text: &str) -> Option<Version> {
    let text = text.strip_prefix(['v', 'V']).unwrap_or(text);
    let (text, build) = split(text, '+');
    let (core, pre_release) = split(text, '-');
    let numbers: Vec<&str> = core.split('.').collect();
    let whole = numbers.len() == 3;
    let well_formed = numbers.iter().all(|number| is_number(number))
        && numbers.len() <= 3
        && (whole || build.is_none() && pre_release.is_none())
        && build.is_none_or(|build| build.split('.').all(is_identifier))
        && pre_release.is_none_or(|pre| pre.split('.').all(|part| is_identifier(part) && (!is_digits(part) || is_number(part))));
    let part = |index: usize| numbers.get(index).map_or("0", |number| number).to_owned();
    well_formed.then(|| Version {
        numbers: [part(0), part(1), part(2)],
        pre_release: pre_release.map_or(Vec::new(), |pre| pre.split('.').map(str::to_owned).collect()),
    })
}

/// Whether all comparators of a literal hold; `None` where the literal is none. Without a version, only that is asked.
pub fn compare(comparators: &str, version: Option<&Version>) -> Option<bool> {
    let mut all = true;
    for comparator in comparators.split(' ') {
        let operator = comparator.find(|character| !matches!(character, '=' | '!' | '<' | '>')).unwrap_or(comparator.len());
        let (operator, literal) = comparator.split_at(operator);
        let literal = self::version(literal)?;
        let order = version.map_or(Ordering::Equal, |version| precedence(version, &literal));
        all &= match operator {
            "" | "=" => order.is_eq(),
            "!=" => order.is_ne(),
            "<" => order.is_lt(),
            "<=" => order.is_le(),
            ">" => order.is_gt(),
            ">=" => order.is_ge(),
            _ => return None,
        };
    }
    Some(all)
}

/// What comparators mean, written in one way.
pub fn meaning(comparators: &str) -> String {
    let one = |comparator: &str| {
        let literal = comparator.trim_start_matches(['=', '!', '<', '>']);
        let operator = comparator.strip_suffix(literal).filter(|operator| !operator.is_empty()).unwrap_or("=");
        format!("{operator}{:?}", version(literal))
    };
    comparators.split(' ').map(one).collect::<Vec<_>>().join(" ")
}

fn split(text: &str, separator: char) -> (&str, Option<&str>) {
    text.split_once(separator).map_or((text, None), |(before, after)| (before, Some(after)))
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_number(text: &str) -> bool {
    is_digits(text) && (text == "0" || !text.starts_with('0'))
}

fn is_identifier(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

/// SemVer's precedence, §11.
fn precedence(a: &Version, b: &Version) -> Ordering {
    let numbers = a.numbers.iter().zip(&b.numbers).map(|(a, b)| by_number(a, b)).find(|order| order.is_ne());
    numbers.unwrap_or_else(|| match (a.pre_release.is_empty(), b.pre_release.is_empty()) {
        (true, true) => Ordering::Equal,
        (true, false) => Ordering::Greater,
        (false, true) => Ordering::Less,
        (false, false) => {
            let parts = a.pre_release.iter().zip(&b.pre_release).map(|(a, b)| by_identifier(a, b)).find(|order| order.is_ne());
            parts.unwrap_or(a.pre_release.len().cmp(&b.pre_release.len()))
        }
    })
}

fn by_number(a: &str, b: &str) -> Ordering {
    (a.len(), a).cmp(&(b.len(), b))
}

fn by_identifier(a: &str, b: &str) -> Ordering {
    match (is_digits(a), is_digits(b)) {
        (true, true) => by_number(a, b),
        (true, false) => Ordering::Less,
        (false, true) => Ordering::Greater,
        (false, false) => a.cmp(b),
    }
}
