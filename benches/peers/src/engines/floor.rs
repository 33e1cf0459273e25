//! The floor of `burgee-benches`: the same flags by hand. It has no document, so it loads nothing.

use crate::engine::{Engine, Failure};
use crate::workload::{Flag, User};
use burgee_benches::floor::{All, Asker, Few, Many};
use burgee_benches::workload::{MANY, many};

/// No engine.
pub struct Floor;

/// What the floor has for each workload.
pub struct Program {
    few: Few,
    many: Many,
    all: All,
}

impl Engine for Floor {
    const NAME: &'static str = "floor, by hand";
    const NOTE: &'static str = "no engine: Rust written for these flags, which finds a flag's numbers by key in a hash map; one user's answers \
                                to all flags share what they can; it reads ages from `created_at`";
    const BURGEE_DRAW: bool = true;
    const LOADS: bool = false;
    type Program = Program;
    type Context = Asker<'static>;

    fn document(_: &[Flag]) -> String {
        String::new()
    }

    fn load(_: &str) -> Result<Program, Failure> {
        let specs = many(MANY);
        Ok(Program { few: Few::new(), many: Many::new(&specs), all: All::new(&specs) })
    }

    fn context(_: &Self::Program, user: &'static User) -> Asker<'static> {
        Asker::from(user)
    }

    fn s1(program: &Program, key: &str, _: &Asker<'static>) -> bool {
        program.few.is_enabled(key)
    }

    fn s2(program: &Program, key: &str, asker: &Asker<'static>) -> bool {
        program.few.is_drawn(key, asker.key)
    }

    fn s3(program: &Program, key: &str, asker: &Asker<'static>) -> bool {
        program.few.is_checkout(key, *asker)
    }

    fn built(program: &Program, key: &str, user: &'static User) -> bool {
        program.few.is_checkout(key, Asker::from(user))
    }

    fn one(program: &Program, key: &str, asker: &Asker<'static>) -> bool {
        program.many.is_on(key, *asker)
    }

    fn all(program: &Program, _: &[String], asker: &Asker<'static>) -> usize {
        program.all.are_on(*asker).into_iter().filter(|on| *on).count()
    }
}
