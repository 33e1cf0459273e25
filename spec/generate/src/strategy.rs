//! The generators as proptest strategies: a failure shrinks by making fewer and smaller choices.

use crate::Choices;
use proptest::prelude::Rng;
use proptest::strategy::{NewTree, Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use std::fmt::Debug;

/// What a function makes of choices, as a strategy.
pub fn from_choices<T: Debug>(make: fn(&mut Choices<'_>) -> T) -> Made<T> {
    Made { make }
}

/// See [`from_choices`].
#[derive(Clone, Copy, Debug)]
pub struct Made<T> {
    make: fn(&mut Choices<'_>) -> T,
}

impl<T: Debug> Strategy for Made<T> {
    type Tree = Tree<T>;
    type Value = T;

    fn new_tree(&self, runner: &mut TestRunner) -> NewTree<Self> {
        let mut choices = Choices::seeded(runner.rng().next_u64());
        (self.make)(&mut choices);
        let choices = choices.into_made();
        let chunk = choices.len().next_power_of_two();
        Ok(Tree { make: self.make, before: choices.clone(), choices, chunk, at: 0, pass: 0 })
    }
}

/// Choices that shrink: first stretches of them are left out, from long to short; then stretches are 0; then each is less.
#[derive(Clone, Debug)]
pub struct Tree<T> {
    make: fn(&mut Choices<'_>) -> T,
    choices: Vec<u32>,
    before: Vec<u32>,
    /// How long a stretch is tried.
    chunk: usize,
    /// Where the next stretch begins.
    at: usize,
    /// 0: leave out; 1: make 0; 2: halve; 3: less one.
    pass: usize,
}

impl<T: Debug> ValueTree for Tree<T> {
    type Value = T;

    fn current(&self) -> T {
        (self.make)(&mut Choices::again(&self.choices))
    }

    fn simplify(&mut self) -> bool {
        self.before.clone_from(&self.choices);
        loop {
            if self.at >= self.choices.len() {
                self.at = 0;
                match (self.pass, self.chunk) {
                    (0 | 1, 2..) => self.chunk /= 2,
                    (0, _) => (self.pass, self.chunk) = (1, self.choices.len().next_power_of_two()),
                    (1 | 2, _) => self.pass += 1,
                    _ => return false,
                }
                if self.choices.is_empty() {
                    return false;
                }
            }
            let end = (self.at + self.chunk).min(self.choices.len());
            let Some(stretch) = self.choices.get_mut(self.at..end) else { return false };
            let changed = stretch.iter().any(|choice| *choice > 0) || self.pass == 0;
            match self.pass {
                0 => drop(self.choices.drain(self.at..end)),
                1 => stretch.fill(0),
                2 => stretch.iter_mut().for_each(|choice| *choice /= 2),
                _ => stretch.iter_mut().for_each(|choice| *choice = choice.saturating_sub(1)),
            }
            match self.pass {
                // What was left out makes place for what follows; `complicate` goes on behind it.
                0 => {}
                1 => self.at = end,
                // The same choice is tried again until it does not help.
                _ if changed => {}
                _ => self.at = end,
            }
            if changed {
                return true;
            }
        }
    }

    fn complicate(&mut self) -> bool {
        if self.before == self.choices {
            return false;
        }
        self.choices.clone_from(&self.before);
        if self.pass != 1 {
            self.at += self.chunk;
        }
        true
    }
}
