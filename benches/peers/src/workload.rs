//! The users and flags that every engine is asked about: those of `burgee-benches`, as one kind of thing. What a flag looks like in an
//! engine's own format is the matter of `engines`.

use burgee_benches::workload::{self, MANY, S1, S2, S2_PERCENT, Spec};
pub use burgee_benches::workload::{NOW, User};
use std::sync::LazyLock;

/// The users. The workloads use the first of them in rotation, the checks all.
pub static USERS: LazyLock<Vec<User>> = LazyLock::new(|| (0..10_000).map(workload::user).collect());

/// One flag, before it takes an engine's form.
#[derive(Clone, Debug)]
pub struct Flag {
    /// Its key.
    pub key: String,
    /// Who gets it.
    pub serve: Serve,
}

/// Who gets a flag.
#[derive(Clone, Debug)]
pub enum Serve {
    /// Everyone.
    On,
    /// A percentage of users, by key.
    Percent(u32),
    /// Staff and some customers always; of old accounts a percentage, of the others another.
    Rules(Spec),
}

/// What a flag must answer, whatever an engine's hash is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// On, by a rule.
    On,
    /// On for this percentage of those who get here.
    Share(u32),
}

impl Flag {
    fn rules(spec: Spec) -> Flag {
        Flag { key: spec.key.clone(), serve: Serve::Rules(spec) }
    }

    /// What the flag must answer for a user.
    pub fn expected(&self, user: &User) -> Expected {
        match &self.serve {
            Serve::On => Expected::On,
            Serve::Percent(percent) => Expected::Share(*percent),
            Serve::Rules(rules) => {
                let staff = user.email.rsplit_once('@').is_some_and(|(_, domain)| domain == rules.domain);
                let customer = rules.countries.contains(&user.country.as_str()) && user.plan == rules.plan;
                match user.account_age_days >= rules.age_days {
                    _ if staff || customer => Expected::On,
                    true => Expected::Share(rules.age_percent),
                    false => Expected::Share(rules.percent),
                }
            }
        }
    }
}

/// The flags of S1, S2 and S3, in this order.
pub fn three() -> [Flag; 3] {
    let percent = Flag { key: S2.into(), serve: Serve::Percent(S2_PERCENT) };
    [Flag { key: S1.into(), serve: Serve::On }, percent, Flag::rules(workload::s3())]
}

/// One thousand flags of the shape of S3.
pub fn many() -> Vec<Flag> {
    workload::many(MANY).into_iter().map(Flag::rules).collect()
}
