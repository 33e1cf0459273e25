//! The floor: the workload's rules by hand, as somebody who knows Rust would write them for these flags alone. What burgee takes is
//! told as a multiple of what this takes.
//!
//! It has no document, no reasons, no unknown attributes and no operators but those that the rules need. Its draws are burgee's (spec
//! section 6), so that its answers are, too. Data come from `workload`.

#![allow(clippy::arithmetic_side_effects, reason = "numbers of a workload that is known")]

use crate::workload::{DAY, NOW, S1, S2, S2_PERCENT, S3, Spec, User};
use std::collections::HashMap;
use xxhash_rust::xxh64::xxh64;

/// Whoever a rule asks about, borrowed from where the application has it.
#[derive(Clone, Copy, Debug)]
pub struct Asker<'u> {
    /// The unit of draws.
    pub key: &'u str,
    /// The address.
    pub email: &'u str,
    /// Two letters.
    pub country: &'u str,
    /// The plan.
    pub plan: &'u str,
    /// Milliseconds since the epoch.
    pub created_at: i64,
}

impl<'u> From<&'u User> for Asker<'u> {
    fn from(user: &'u User) -> Asker<'u> {
        Asker { key: &user.key, email: &user.email, country: &user.country, plan: &user.plan, created_at: user.created_at }
    }
}

/// The hash of a unit (spec ).
pub fn unit(key: &str) -> u64 {
    xxh64(key.as_bytes(), 0)
}

/// A percentage of units.
#[derive(Clone, Copy, Debug)]
struct Draw {
    seed: u64,
    /// In thousandths of a percent.
    below: u32,
}

/// The seed of a flag's draws (spec ).
fn seed(salt: &str) -> u64 {
    xxh64(format!("rollout\0{salt}").as_bytes(), 0)
}

/// Whether a unit's bucket is below a percentage (spec ).
fn admits(unit: u64, seed: u64, below: u32) -> bool {
    let z = unit ^ seed;
    let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    let bucket = (u128::from(z ^ (z >> 31)) * 100_000) >> 64;
    bucket < u128::from(below)
}

/// S1, S2 and S3: what an operator may turn stands in a table under the flag's key, the rules are code.
#[derive(Debug)]
pub struct Few {
    flags: HashMap<String, Switch>,
}

#[derive(Debug)]
struct Switch {
    enabled: bool,
    draw: Draw,
}

impl Few {
    /// The flags of [`workload::document`](crate::workload::document).
    pub fn new() -> Few {
        let percents = [(S1, 100), (S2, S2_PERCENT), (S3, 5)];
        let switch =
            |(key, percent): (&str, u32)| (key.to_owned(), Switch { enabled: true, draw: Draw { seed: seed(key), below: percent * 1000 } });
        Few { flags: percents.into_iter().map(switch).collect() }
    }

    /// S1: a switch.
    pub fn is_enabled(&self, key: &str) -> bool {
        self.flags.get(key).is_some_and(|switch| switch.enabled)
    }

    /// S2: a switch, and a percentage of the keys.
    pub fn is_drawn(&self, key: &str, user: &str) -> bool {
        self.flags.get(key).is_some_and(|switch| switch.enabled && admits(unit(user), switch.draw.seed, switch.draw.below))
    }

    /// S3: a switch, and rules.
    pub fn is_checkout(&self, key: &str, asker: Asker<'_>) -> bool {
        self.flags.get(key).is_some_and(|switch| switch.enabled && Checkout { draw: switch.draw }.is_on(asker))
    }

    /// S3 without the look-up.
    pub fn checkout(&self) -> Checkout {
        self.flags.get(S3).map_or_else(Checkout::default, |switch| Checkout { draw: switch.draw })
    }
}

impl Default for Few {
    fn default() -> Few {
        Few::new()
    }
}

/// S3 as code.
#[derive(Clone, Copy, Debug)]
pub struct Checkout {
    draw: Draw,
}

impl Default for Checkout {
    fn default() -> Checkout {
        Checkout { draw: Draw { seed: seed(S3), below: 5000 } }
    }
}

impl Checkout {
    /// Staff; enterprises of North America; half of the old accounts; a few of the others.
    #[inline]
    pub fn is_on(self, asker: Asker<'_>) -> bool {
        if asker.email.ends_with("@company.com") {
            return true;
        }
        if matches!(asker.country, "US" | "CA" | "MX") && asker.plan == "enterprise" {
            return true;
        }
        let below = if NOW - asker.created_at >= 365 * DAY { 50_000 } else { self.draw.below };
        admits(unit(asker.key), self.draw.seed, below)
    }
}

/// Many flags of the shape of S3: their data are read from a table, the shape is code.
#[derive(Debug)]
pub struct Many {
    flags: HashMap<String, Flag>,
}

#[derive(Debug)]
struct Flag {
    /// With the `@` before it.
    domain: Box<str>,
    countries: [Box<str>; 3],
    plan: Box<str>,
    age: i64,
    seed: u64,
    old: u32,
    rest: u32,
}

impl Many {
    /// The flags of [`workload::document_of`](crate::workload::document_of).
    pub fn new(specs: &[Spec]) -> Many {
        let flag = |spec: &Spec| Flag {
            domain: format!("@{}", spec.domain).into(),
            countries: spec.countries.map(Box::from),
            plan: spec.plan.into(),
            age: spec.age_days * DAY,
            seed: seed(&spec.key),
            old: spec.age_percent * 1000,
            rest: spec.percent * 1000,
        };
        Many { flags: specs.iter().map(|spec| (spec.key.clone(), flag(spec))).collect() }
    }

    /// Whether a flag is on.
    pub fn is_on(&self, key: &str, asker: Asker<'_>) -> bool {
        self.flags.get(key).is_some_and(|flag| flag.is_on(asker))
    }
}

impl Flag {
    fn is_on(&self, asker: Asker<'_>) -> bool {
        if asker.email.ends_with(&*self.domain) {
            return true;
        }
        if self.countries.iter().any(|country| **country == *asker.country) && *self.plan == *asker.plan {
            return true;
        }
        let below = if NOW - asker.created_at >= self.age { self.old } else { self.rest };
        admits(unit(asker.key), self.seed, below)
    }
}

/// Many flags, all asked at once: each distinct predicate is worked out once for a user, and a flag is a few tests of bits and one draw.
#[derive(Debug)]
pub struct All {
    domains: Vec<Box<str>>,
    countries: Vec<[Box<str>; 3]>,
    plans: Vec<Box<str>>,
    ages: Vec<i64>,
    rules: Vec<Bits>,
}

/// A flag: which bits of a user's mask it tests.
#[derive(Debug)]
struct Bits {
    domain: u64,
    /// Two bits, both of which count.
    customer: u64,
    age: u64,
    seed: u64,
    old: u32,
    rest: u32,
}

/// The place of a predicate among those of its kind; a new one goes to the end.
fn place<T: PartialEq>(known: &mut Vec<T>, predicate: T) -> usize {
    known.iter().position(|own| *own == predicate).unwrap_or_else(|| {
        known.push(predicate);
        known.len() - 1
    })
}

const COUNTRIES_FROM: usize = 16;
const PLANS_FROM: usize = 48;
const AGES_FROM: usize = 56;

impl All {
    /// The flags of [`workload::document_of`](crate::workload::document_of), in their order.
    pub fn new(specs: &[Spec]) -> All {
        let (mut domains, mut countries, mut plans, mut ages) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let mut rules = Vec::with_capacity(specs.len());
        for spec in specs {
            let domain = place(&mut domains, format!("@{}", spec.domain).into());
            let country = place(&mut countries, spec.countries.map(Box::from));
            let plan = place(&mut plans, Box::from(spec.plan));
            let age = place(&mut ages, spec.age_days * DAY);
            rules.push(Bits {
                domain: 1 << domain,
                customer: 1 << (COUNTRIES_FROM + country) | 1 << (PLANS_FROM + plan),
                age: 1 << (AGES_FROM + age),
                seed: seed(&spec.key),
                old: spec.age_percent * 1000,
                rest: spec.percent * 1000,
            });
        }
        All { domains, countries, plans, ages, rules }
    }

    /// Whether each flag is on.
    pub fn are_on(&self, asker: Asker<'_>) -> Vec<bool> {
        let mask = bits(&self.domains, |domain| asker.email.ends_with(&**domain))
            | bits(&self.countries, |countries| countries.iter().any(|country| **country == *asker.country)) << COUNTRIES_FROM
            | bits(&self.plans, |plan| **plan == *asker.plan) << PLANS_FROM
            | bits(&self.ages, |age| NOW - asker.created_at >= *age) << AGES_FROM;
        let unit = unit(asker.key);
        let is_on = |rule: &Bits| {
            mask & rule.domain != 0
                || mask & rule.customer == rule.customer
                || admits(unit, rule.seed, if mask & rule.age != 0 { rule.old } else { rule.rest })
        };
        self.rules.iter().map(is_on).collect()
    }
}

/// One bit for each predicate.
fn bits<T>(predicates: &[T], holds: impl Fn(&T) -> bool) -> u64 {
    predicates.iter().rev().fold(0, |bits, predicate| bits << 1 | u64::from(holds(predicate)))
}
