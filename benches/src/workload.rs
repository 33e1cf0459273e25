//! The workload: a thousand users, and flags of one shape for them. Everything follows from an index, so that another language can
//! make the same without reading a file. Nothing here is timed.

#![allow(clippy::arithmetic_side_effects, clippy::indexing_slicing, reason = "indexes are taken modulo the length of what they index")]

use burgee::{Context, Slot};
use std::fmt::Write;

/// The instant of every evaluation, in milliseconds since the epoch: 2026-11-21T00:00:00Z.
pub const NOW: i64 = 1_795_219_200_000;
/// Milliseconds of a day.
pub const DAY: i64 = 86_400_000;
/// How many users ask in turn.
pub const USERS: usize = 1_000;
/// How many flags the large document has.
pub const MANY: usize = 1_000;

/// The flag that is on for everyone.
pub const S1: &str = "dark-mode";
/// The flag that is on for a percentage of the keys.
pub const S2: &str = "new-search";
/// The percentage of [`S2`].
pub const S2_PERCENT: u32 = 25;
/// The flag with rules: the key of [`s3`].
pub const S3: &str = "new-checkout";

/// The domains of the users' addresses.
pub const DOMAINS: [&str; 12] = [
    "gmail.com",
    "company.com",
    "example.org",
    "acme.io",
    "initech.com",
    "globex.net",
    "umbrella.co",
    "hooli.dev",
    "proton.me",
    "outlook.com",
    "stark.example",
    "wayne.example",
];
/// The users' countries.
pub const COUNTRIES: [&str; 16] = ["US", "CA", "MX", "GB", "DE", "FR", "ES", "IT", "NL", "SE", "JP", "BR", "IN", "AU", "ZA", "KR"];
/// The users' plans.
pub const PLANS: [&str; 3] = ["free", "pro", "enterprise"];

/// A user as an application has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// The unit of every draw.
    pub key: String,
    /// The address.
    pub email: String,
    /// Two letters.
    pub country: String,
    /// One of [`PLANS`].
    pub plan: String,
    /// Milliseconds since the epoch.
    pub created_at: i64,
    /// Whole days from `created_at` to [`NOW`], for engines without relative age.
    pub account_age_days: i64,
}

/// A flag of the shape of S3: staff; then customers of a plan in some countries; then a percentage of old accounts; then one of the rest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spec {
    /// Its key.
    pub key: String,
    /// Rule `staff`: the domain of an address.
    pub domain: &'static str,
    /// Rule `na`: the countries.
    pub countries: [&'static str; 3],
    /// Rule `na`: the plan.
    pub plan: &'static str,
    /// Rule `veterans`: the least age of an account, in days.
    pub age_days: i64,
    /// Rule `veterans`: the percentage.
    pub age_percent: u32,
    /// The percentage of everybody else.
    pub percent: u32,
}

/// The users, in the order in which they ask.
pub fn users() -> Vec<User> {
    (0..USERS).map(user).collect()
}

/// The user of an index.
pub fn user(index: usize) -> User {
    let step = index as i64;
    let age = (step * 37) % 1500 * DAY + step * 1000;
    User {
        key: format!("user-{index}"),
        email: format!("user-{index}@{}", DOMAINS[(index * 7) % DOMAINS.len()]),
        country: COUNTRIES[(index * 5) % COUNTRIES.len()].to_owned(),
        plan: PLANS[index % PLANS.len()].to_owned(),
        created_at: NOW - age,
        account_age_days: age / DAY,
    }
}

/// The flag of S3.
pub fn s3() -> Spec {
    Spec {
        key: S3.to_owned(),
        domain: "company.com",
        countries: ["US", "CA", "MX"],
        plan: "enterprise",
        age_days: 365,
        age_percent: 50,
        percent: 5,
    }
}

/// Flags of the shape of S3, `flag-0000` and so on.
pub fn many(count: usize) -> Vec<Spec> {
    (0..count).map(one_of_many).collect()
}

/// The flag of an index among [`many`].
pub fn one_of_many(index: usize) -> Spec {
    let from = (index * 3) % 14;
    Spec {
        key: format!("flag-{index:04}"),
        domain: DOMAINS[1 + index % 10],
        countries: [COUNTRIES[from], COUNTRIES[from + 1], COUNTRIES[from + 2]],
        plan: PLANS[index % 3],
        age_days: [90, 180, 365, 730][index % 4],
        age_percent: 10 + (index as u32 % 9) * 10,
        percent: 1 + index as u32 % 20,
    }
}

/// The flag that question `n` asks about among [`MANY`]: neighbours in time are far from each other in memory.
pub fn scattered(n: usize) -> usize {
    (n * 389) % MANY
}

/// The document of S1, S2 and S3.
pub fn document() -> String {
    let mut flags = String::new();
    _ = writeln!(flags, "    \"{S1}\": {{ \"serve\": \"on\" }},");
    _ = writeln!(flags, "    \"{S2}\": {{ \"serve\": {{ \"percent\": {S2_PERCENT} }} }},");
    write_flag(&mut flags, &s3());
    whole(&flags)
}

/// The document of some flags.
pub fn document_of(specs: &[Spec]) -> String {
    let mut flags = String::new();
    for (index, spec) in specs.iter().enumerate() {
        if index > 0 {
            flags.push_str(",\n");
        }
        write_flag(&mut flags, spec);
    }
    whole(&flags)
}

fn whole(flags: &str) -> String {
    format!("{{\n  \"burgee\": \"1\",\n  \"flags\": {{\n{flags}\n  }}\n}}\n")
}

/// A flag as people write it: one line for each rule.
fn write_flag(text: &mut String, spec: &Spec) {
    let Spec { key, domain, countries: [first, second, third], plan, age_days, age_percent, percent } = spec;
    _ = write!(
        text,
        r#"    "{key}": {{
      "owner": "growth", "description": "Who sees {key}: staff, some customers, then a share of the rest.",
      "rules": [
        {{ "id": "staff", "if": {{ "attribute": "email", "email_domain": "{domain}" }}, "serve": "on" }},
        {{ "id": "na", "if": {{ "all": [ {{ "attribute": "country", "in": ["{first}", "{second}", "{third}"] }}, {{ "attribute": "plan", "eq": "{plan}" }} ] }}, "serve": "on" }},
        {{ "id": "veterans", "if": {{ "attribute": "created_at", "age": {{ "gte": "{age_days}d" }} }}, "serve": {{ "percent": {age_percent} }} }}
      ],
      "serve": {{ "percent": {percent} }}
    }}"#
    );
}

/// A user as burgee's context, copied.
pub fn context(user: &User) -> Context {
    Context::new(user.key.as_str())
        .with("email", user.email.as_str())
        .with("country", user.country.as_str())
        .with("plan", user.plan.as_str())
        .with("created_at", user.created_at)
}

/// A user's attributes, borrowed: nothing is copied.
pub fn borrowed(user: &User) -> [(&str, Slot<'_>); 5] {
    [
        ("key", Slot::from(&user.key)),
        ("email", Slot::from(&user.email)),
        ("country", Slot::from(&user.country)),
        ("plan", Slot::from(&user.plan)),
        ("created_at", Slot::from(user.created_at)),
    ]
}
