//! What an engine is to this program: a document in its own format, a loaded program, a context, and an answer.

use crate::workload::{Flag, User};
use std::error::Error;

/// Why an engine cannot be measured.
pub type Failure = Box<dyn Error>;

/// One engine. Static dispatch throughout: a call through a table would cost as much as some answers do.
pub trait Engine {
    /// The crate and its version.
    const NAME: &'static str;
    /// What it does more or less than burgee here, and how it was asked.
    const NOTE: &'static str;
    /// Whether it draws as burgee does (spec section 6), so that every single answer must be burgee's.
    const BURGEE_DRAW: bool = false;
    /// Whether it loads a document.
    const LOADS: bool = true;

    /// A loaded document.
    type Program: 'static;
    /// A user in the engine's own form; it may borrow from the user.
    type Context: 'static;

    /// The flags in the engine's own format.
    fn document(flags: &[Flag]) -> String;

    /// Loads a document, as far as it can be prepared.
    ///
    /// # Errors
    ///
    /// Where the engine refuses it.
    fn load(document: &str) -> Result<Self::Program, Failure>;

    /// Makes a context, as the engine's manual does it for one that is asked about often.
    fn context(program: &Self::Program, user: &'static User) -> Self::Context;

    /// Whether a flag is on for a user.
    fn one(program: &Self::Program, key: &str, context: &Self::Context) -> bool;

    /// Whether the flag of S1 is on for a user; likewise S2 and S3. Only the floor, which is not one program, tells them from `one`.
    fn s1(program: &Self::Program, key: &str, context: &Self::Context) -> bool {
        Self::one(program, key, context)
    }

    /// See `s1`.
    fn s2(program: &Self::Program, key: &str, context: &Self::Context) -> bool {
        Self::one(program, key, context)
    }

    /// See `s1`.
    fn s3(program: &Self::Program, key: &str, context: &Self::Context) -> bool {
        Self::one(program, key, context)
    }

    /// `s3`, and the context is made for this call in the cheapest way that the engine has.
    fn built(program: &Self::Program, key: &str, user: &'static User) -> bool {
        Self::s3(program, key, &Self::context(program, user))
    }

    /// How many of all flags are on for a user; engines that can ask for all at once do.
    fn all(program: &Self::Program, keys: &[String], context: &Self::Context) -> usize {
        keys.iter().filter(|key| Self::one(program, key, context)).count()
    }
}
