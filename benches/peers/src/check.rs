//! Whether an engine answers right, before it is timed. Rules must hold for every user. A percentage may pick other users than burgee's
//! does, since engines hash differently, but it must pick its share.

use crate::engine::{Engine, Failure};
use crate::engines::floor::Floor;
use crate::workload::{Expected, Flag, USERS, User, many, three};
use burgee_benches::workload::S3;
use std::collections::BTreeMap;

/// How far a share may be from its percentage, in points.
const TOLERANCE: f64 = 4.0;

/// Users asked about each of the thousand flags.
const USERS_OF_MANY: usize = 50;

/// A share of fewer users than this is judged with the others that are so small: chance alone would move it too far.
const ENOUGH: usize = 1000;

/// Of how many, how many were on.
type Shares = BTreeMap<u32, (usize, usize)>;

/// An engine's program and the floor's.
type Programs<E> = (<E as Engine>::Program, <Floor as Engine>::Program);

/// The same question to both.
type Asks<E> = (Ask<E>, Ask<Floor>);
type Ask<E> = fn(&<E as Engine>::Program, &str, &<E as Engine>::Context) -> bool;

/// Checks every kind of answer that is timed.
///
/// # Errors
///
/// At the first answer, or share, that is not what it must be, with both values.
pub fn check<E: Engine>() -> Result<(), Failure> {
    let three = three();
    let programs = (E::load(&E::document(&three))?, Floor::load(&Floor::document(&three))?);
    let asks: [Asks<E>; 3] = [(E::s1, Floor::s1), (E::s2, Floor::s2), (E::s3, Floor::s3)];
    for (flag, asks) in three.iter().zip(asks) {
        let mut shares = Shares::new();
        for user in USERS.iter() {
            ask::<E>(asks, &programs, flag, user, &mut shares)?;
        }
        judge::<E>(&flag.key, &shares)?;
    }

    if let Some(user) = USERS.iter().find(|user| E::built(&programs.0, S3, user) != E::s3(&programs.0, S3, &E::context(&programs.0, user)))
    {
        return Err(format!("{}: `{S3}` is another for {} when the context is built for the call", E::NAME, user.key).into());
    }

    let many = many();
    let programs = (E::load(&E::document(&many))?, Floor::load(&Floor::document(&many))?);
    let mut shares = Shares::new();
    for (j, flag) in many.iter().enumerate() {
        for k in 0..USERS_OF_MANY {
            let user = &USERS[(j * 13 + k * 197) % USERS.len()];
            ask::<E>((E::one, Floor::one), &programs, flag, user, &mut shares)?;
        }
    }
    judge::<E>("the thousand flags", &shares)?;

    let keys: Vec<String> = many.iter().map(|flag| flag.key.clone()).collect();
    for user in USERS.iter().step_by(USERS.len() / 2) {
        let context = E::context(&programs.0, user);
        let all = E::all(&programs.0, &keys, &context);
        let single = keys.iter().filter(|key| E::one(&programs.0, key, &context)).count();
        if all != single {
            return Err(format!("{}: {} has {all} flags on when asked for all, {single} when asked one by one", E::NAME, user.key).into());
        }
    }
    Ok(())
}

fn ask<E: Engine>(asks: Asks<E>, programs: &Programs<E>, flag: &Flag, user: &'static User, shares: &mut Shares) -> Result<(), Failure> {
    let answer = (asks.0)(&programs.0, &flag.key, &E::context(&programs.0, user));
    let floor = (asks.1)(&programs.1, &flag.key, &Floor::context(&programs.1, user));
    let must = match flag.expected(user) {
        Expected::On => Some(true),
        Expected::Share(percent) => {
            let (of, on) = shares.entry(percent).or_default();
            *of += 1;
            *on += usize::from(answer);
            E::BURGEE_DRAW.then_some(floor)
        }
    };
    match must {
        Some(must) if must != answer => Err(format!("{}: `{}` is {answer} for {user:?}, the floor says {floor}", E::NAME, flag.key).into()),
        _ => Ok(()),
    }
}

fn judge<E: Engine>(what: &str, shares: &Shares) -> Result<(), Failure> {
    let mut small = (0, 0, 0.0);
    let mut groups = Vec::new();
    for (percent, (of, on)) in shares {
        let expected = f64::from(*percent) * *of as f64;
        match *of >= ENOUGH {
            true => groups.push((*of, *on, expected)),
            false => small = (small.0 + of, small.1 + on, small.2 + expected),
        }
    }
    groups.push(small);
    for (of, on, expected) in groups.into_iter().filter(|(of, ..)| *of > 0) {
        let (must, share) = (expected / of as f64, on as f64 * 100.0 / of as f64);
        if (share - must).abs() > TOLERANCE {
            return Err(format!("{}: {what}: of {of} users {share:.1} % are on, which must be {must:.1} %", E::NAME).into());
        }
    }
    Ok(())
}
