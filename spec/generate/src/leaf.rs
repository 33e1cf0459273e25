//! Leaf conditions: an operator, an attribute of a type that it can say something of, and literals near the attribute's likely values.

use crate::attribute::{ADDRESSES, Attribute, DOMAINS, INTEGERS, Kind, MAILS, NUMBERS, PATTERNS, PREFIXES, VERSIONS, WORDS};
use crate::json::Json;
use crate::world::World;
use sha2::{Digest, Sha256};

/// The operators, in the order of the specification's table.
pub const OPERATORS: [&str; 20] = [
    "eq",
    "in",
    "in_hashed",
    "lt",
    "lte",
    "gt",
    "gte",
    "contains",
    "starts_with",
    "ends_with",
    "matches",
    "email_domain",
    "ip_in",
    "has_any",
    "has_all",
    "semver",
    "before",
    "after",
    "age",
    "exists",
];
const IGNORE_CASE: [&str; 8] = ["eq", "in", "in_hashed", "contains", "starts_with", "ends_with", "has_any", "has_all"];

/// A leaf.
pub fn leaf(world: &mut World<'_, '_>) -> Json {
    let operator = *world.choices.pick(&OPERATORS);
    let kind = *world.choices.pick(kinds(operator));
    let attribute = world.attribute(kind);
    world.asked.push(attribute);
    let mut leaf = Json::object([("attribute", attribute.name.into())]);
    let literal = literal(world, operator, attribute);
    leaf.insert(operator, literal);
    let mut others: Vec<&str> = OPERATORS.into_iter().filter(|other| *other != operator && kinds(other).contains(&kind)).collect();
    if world.choices.chance(12)
        && let Some(other) = world.choices.take(&mut others)
    {
        let literal = self::literal(world, other, attribute);
        leaf.insert(other, literal);
    }
    let listed = world.declaration(attribute) == Some(true);
    if IGNORE_CASE.contains(&operator) && !listed && world.choices.chance(25) {
        leaf.insert("ignore_case", Json::boolean(true));
    }
    // A type that the operator knows nothing of is no error of an attribute that is not declared.
    if world.choices.chance(4) {
        let other = world.attribute(Kind::Boolean);
        if world.declaration(other).is_none() && world.declaration(attribute).is_none() {
            set_attribute(&mut leaf, other.name);
        }
    }
    leaf
}

fn set_attribute(leaf: &mut Json, name: &str) {
    if let Json::Object(members) = leaf
        && let Some((_, value)) = members.first_mut()
    {
        *value = name.into();
    }
}

/// The kinds of attributes that an operator can say something of, and that a declaration of that type admits.
fn kinds(operator: &str) -> &'static [Kind] {
    match operator {
        "eq" | "in" => &[Kind::Word, Kind::Integer, Kind::Number, Kind::Boolean, Kind::Mail],
        "lt" | "lte" | "gt" | "gte" => &[Kind::Integer, Kind::Number],
        "contains" | "starts_with" | "ends_with" | "matches" | "in_hashed" => &[Kind::Word, Kind::Mail],
        "email_domain" => &[Kind::Mail],
        "ip_in" => &[Kind::Address],
        "has_any" | "has_all" => &[Kind::List],
        "semver" => &[Kind::Version],
        "before" | "after" | "age" => &[Kind::Instant],
        _ => &[Kind::Word, Kind::Boolean, Kind::Instant, Kind::List, Kind::Integer],
    }
}

fn literal(world: &mut World<'_, '_>, operator: &str, attribute: Attribute) -> Json {
    match operator {
        "eq" => scalar(world, attribute),
        "in" => some(world, |world| scalar(world, attribute)),
        "in_hashed" => hashes(world, attribute),
        "lt" | "lte" | "gt" | "gte" => scalar(world, attribute),
        "contains" => one_or_few(world, |world| piece(world, operator, attribute)),
        "starts_with" | "ends_with" => one_or_some(world, |world| piece(world, operator, attribute)),
        "matches" => one_or_few(world, |world| (*world.choices.pick(&PATTERNS)).into()),
        "email_domain" => one_or_some(world, domain),
        "ip_in" => one_or_some(world, |world| world.likely(&PREFIXES).into()),
        "has_any" | "has_all" => some(world, element),
        "semver" => comparators(world),
        "before" | "after" => {
            let moment = world.moment();
            world.timestamp(moment)
        }
        "age" => {
            let mut age = Json::Object(Vec::new());
            let first = world.choices.below(4);
            let names = ["lt", "gte", "gt", "lte"];
            age.insert(names[first], world.duration().0.into());
            if world.choices.chance(25) {
                age.insert(names[(first + 1) % 4], world.duration().0.into());
            }
            age
        }
        _ => Json::boolean(!world.choices.chance(40)),
    }
}

/// A literal of `eq`, of the attribute's type.
fn scalar(world: &mut World<'_, '_>, attribute: Attribute) -> Json {
    let listed = world.declaration(attribute) == Some(true);
    match attribute.kind {
        Kind::Word if listed => {
            let words = world.favourites(&WORDS);
            (*world.choices.pick(&words)).into()
        }
        Kind::Word => world.likely(&WORDS).into(),
        Kind::Mail => world.likely(&MAILS).into(),
        Kind::Address => world.likely(&ADDRESSES).into(),
        Kind::Version => world.likely(&VERSIONS).into(),
        Kind::Integer => Json::integer(world.likely(&INTEGERS)),
        Kind::Number => Json::Raw(world.likely(&NUMBERS).to_owned()),
        Kind::Boolean => Json::boolean(!world.choices.chance(50)),
        Kind::Instant | Kind::List => world.likely(&WORDS).into(),
    }
}

/// An element of an attribute's list, as a literal.
pub fn element(world: &mut World<'_, '_>) -> Json {
    match world.choices.below(6) {
        4 => Json::Raw(world.likely(&NUMBERS).to_owned()),
        5 => Json::boolean(world.choices.chance(50)),
        _ => world.likely(&WORDS).into(),
    }
}

/// Part of a likely text: its beginning, its end, or from its middle.
fn piece(world: &mut World<'_, '_>, operator: &str, attribute: Attribute) -> Json {
    let whole: Vec<char> = match attribute.kind {
        Kind::Mail => world.likely(&MAILS),
        _ => world.likely(&WORDS),
    }
    .chars()
    .collect();
    let count = 1 + world.choices.below(whole.len().min(5));
    let from = match operator {
        "starts_with" => 0,
        "ends_with" => whole.len() - count,
        _ => world.choices.below(whole.len() - count + 1),
    };
    Json::Text(whole[from..from + count].iter().collect())
}

/// The domain of a likely address, or another.
fn domain(world: &mut World<'_, '_>) -> Json {
    let (mail, other) = (world.likely(&MAILS[..6]), world.likely(&DOMAINS));
    let own = mail.rsplit('@').next().unwrap_or(other);
    if world.choices.chance(50) { other.into() } else { own.into() }
}

/// Hashes of likely texts, or of the domains of likely addresses; about half of texts in lower case, which is what `ignore_case` compares with.
fn hashes(world: &mut World<'_, '_>, attribute: Attribute) -> Json {
    let salt = *world.choices.pick(&["s", "é", "staff 2026"]);
    let of_domains = attribute.kind == Kind::Mail && world.choices.chance(50);
    let digests = some(world, |world| {
        let text = if attribute.kind == Kind::Mail { world.likely(&MAILS) } else { world.likely(&WORDS) };
        let part = if of_domains { text.rsplit('@').next().unwrap_or(text).trim_end_matches('.') } else { text };
        let lowered = of_domains || world.choices.chance(50);
        let hashed = if lowered { part.to_ascii_lowercase() } else { part.to_owned() };
        let digest = Sha256::digest([salt.as_bytes(), &[0], hashed.as_bytes()].concat());
        Json::Text(digest.iter().map(|byte| format!("{byte:02x}")).collect())
    });
    let mut hashes = Json::object([("salt", salt.into()), ("sha256", digests)]);
    if of_domains {
        hashes.insert("of", "email_domain".into());
    }
    hashes
}

fn comparators(world: &mut World<'_, '_>) -> Json {
    let count = 1 + world.choices.below(2);
    let one = |world: &mut World<'_, '_>| {
        let operator = *world.choices.pick(&[">=", "<", "", "=", "!=", "<=", ">"]);
        format!("{operator}{}", world.likely(&VERSIONS))
    };
    Json::Text((0..count).map(|_| one(world)).collect::<Vec<_>>().join(" "))
}

fn one_or_some(world: &mut World<'_, '_>, make: impl Fn(&mut World<'_, '_>) -> Json) -> Json {
    if world.choices.chance(40) { some(world, make) } else { make(world) }
}

/// The same where each costs much: a flag that costs too much is quarantined.
fn one_or_few(world: &mut World<'_, '_>, make: impl Fn(&mut World<'_, '_>) -> Json) -> Json {
    let count = if world.choices.chance(30) { 2 } else { 1 };
    let mut few: Vec<Json> = (0..count).map(|_| make(world)).collect();
    match few.pop() {
        Some(one) if few.is_empty() && world.choices.chance(70) => one,
        last => Json::List(few.into_iter().chain(last).collect()),
    }
}

/// An array: most often short; now and then so long that it is worth an index.
fn some(world: &mut World<'_, '_>, make: impl Fn(&mut World<'_, '_>) -> Json) -> Json {
    let count = if world.choices.chance(4) { 20 + world.choices.below(30) } else { 1 + world.choices.below(3) };
    Json::List((0..count).map(|_| make(world)).collect())
}
