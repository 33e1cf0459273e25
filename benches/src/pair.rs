//! Pairs: one workload twice, by hand and by burgee. The table, the counts and the benches all run these, so they speak of the same work.
//!
//! A call of either side is a pass: many evaluations in rotation. It says how many were on, and both sides must say the same.

#![allow(clippy::arithmetic_side_effects, reason = "indexes of a workload that is known")]

use crate::floor::{All, Asker, Few, Many};
use crate::workload::{self, MANY, NOW, S1, S2, S3, User};
use burgee::{Context, Flags, LoadError, Prepared};
use std::hint::black_box;

/// Every so many users one is asked about all flags.
const STEP: usize = 50;

/// So many flags are asked for one request.
const FLAGS: usize = 20;

/// What both sides work on, made once.
#[derive(Debug)]
pub struct Setting {
    users: Vec<User>,
    contexts: Vec<Context>,
    /// Keys of the large document, in the order in which they are asked.
    keys: Vec<String>,
    few: Few,
    many: Many,
    all: All,
    small: Flags,
    large: Flags,
}

/// One side: runs a pass, and says how many evaluations were on.
pub type Side<'s> = Box<dyn Fn() -> usize + 's>;

/// A workload, by hand and by burgee.
pub struct Pair<'s> {
    /// What tables call it.
    pub name: &'static str,
    /// What is asked, in some words.
    pub about: &'static str,
    /// How many evaluations a pass is.
    pub evaluations: usize,
    /// What burgee should take at most, as a multiple of the floor.
    pub target: Option<f64>,
    /// By hand.
    pub floor: Side<'s>,
    /// By burgee.
    pub burgee: Side<'s>,
}

impl Setting {
    /// Loads the documents.
    ///
    /// # Errors
    ///
    /// A document that burgee refuses: the workload is wrong.
    pub fn new() -> Result<Setting, LoadError> {
        let users = workload::users();
        let specs = workload::many(MANY);
        Ok(Setting {
            contexts: users.iter().map(workload::context).collect(),
            keys: (0..users.len()).map(|n| workload::one_of_many(workload::scattered(n)).key).collect(),
            users,
            few: Few::new(),
            many: Many::new(&specs),
            all: All::new(&specs),
            small: Flags::parse(&workload::document())?,
            large: Flags::parse(&workload::document_of(&specs))?,
        })
    }

    /// All pairs, from the least work to the most.
    pub fn pairs(&self) -> Vec<Pair<'_>> {
        let mut pairs = Vec::new();
        pairs.extend(self.switch());
        pairs.extend(self.percent());
        pairs.extend(self.rules());
        pairs.extend(self.rules_by_handle());
        pairs.extend(self.rules_per_call());
        pairs.extend(self.scattered());
        pairs.extend([self.request(), self.all()]);
        pairs
    }

    fn pair<'s>(
        &'s self,
        (name, about): (&'static str, &'static str),
        target: Option<f64>,
        floor: impl Fn(usize, &'s User) -> bool + 's,
        burgee: impl Fn(usize, &'s User) -> bool + 's,
    ) -> Pair<'s> {
        Pair {
            name,
            about,
            evaluations: self.users.len(),
            target,
            floor: Box::new(move || self.users.iter().enumerate().filter(|&(n, user)| floor(n, user)).count()),
            burgee: Box::new(move || self.users.iter().enumerate().filter(|&(n, user)| burgee(n, user)).count()),
        }
    }

    /// What burgee says of a flag of the small document for a context that was built before.
    fn asked(&self, key: &'static str) -> impl Fn(usize, &User) -> bool {
        move |n, _| self.contexts.get(n).is_some_and(|context| self.small.evaluate_at(black_box(key), context, NOW).is_on())
    }

    /// The same for a context that was prepared, and remembers from the pass before what its conditions came to.
    fn asked_prepared(&self, key: &'static str) -> impl Fn(usize, &User) -> bool + use<'_> {
        let prepared: Vec<Prepared> = self.contexts.iter().map(|context| self.small.prepare(context)).collect();
        move |n, _: &User| prepared.get(n).is_some_and(|context| self.small.evaluate_at(black_box(key), context, NOW).is_on())
    }

    fn switch(&self) -> [Pair<'_>; 2] {
        let by_hand = |_: usize, _: &User| self.few.is_enabled(black_box(S1));
        [
            self.pair(("S1", "on for everyone, by key; prepared"), Some(1.3), by_hand, self.asked_prepared(S1)),
            self.pair(("S1-plain", "the same, the context as it is"), None, by_hand, self.asked(S1)),
        ]
    }

    fn percent(&self) -> [Pair<'_>; 2] {
        let by_hand = |_: usize, user: &User| self.few.is_drawn(black_box(S2), &user.key);
        [
            self.pair(("S2", "25 %, by key; prepared"), Some(1.25), by_hand, self.asked_prepared(S2)),
            self.pair(("S2-plain", "the same, the context as it is"), None, by_hand, self.asked(S2)),
        ]
    }

    fn rules(&self) -> [Pair<'_>; 2] {
        let by_hand = |_: usize, user| self.few.is_checkout(black_box(S3), Asker::from(user));
        [
            self.pair(("S3", "three rules, by key; prepared and asked before"), Some(2.3), by_hand, self.asked_prepared(S3)),
            self.pair(("S3-plain", "the same, the context as it is"), None, by_hand, self.asked(S3)),
        ]
    }

    fn rules_by_handle(&self) -> Vec<Pair<'_>> {
        let Some(flag) = self.small.flag(S3) else { return Vec::new() };
        let checkout = self.few.checkout();
        let by_hand = move |_: usize, user| checkout.is_on(Asker::from(user));
        let prepared: Vec<Prepared> = self.contexts.iter().map(|context| self.small.prepare(context)).collect();
        let ask = move |n: usize, _: &User| self.contexts.get(n).is_some_and(|context| flag.evaluate_at(context, NOW).is_on());
        let ask_prepared = move |n: usize, _: &User| prepared.get(n).is_some_and(|unit| flag.evaluate_at(unit, NOW).is_on());
        vec![
            self.pair(("S3-handle", "by handle; prepared and asked before"), Some(4.0), by_hand, ask_prepared),
            self.pair(("S3-handle-plain", "the same, the context as it is"), None, by_hand, ask),
        ]
    }

    fn rules_per_call(&self) -> [Pair<'_>; 2] {
        let on_the_stack = |_: usize, user| self.few.is_checkout(black_box(S3), *black_box(&Asker::from(user)));
        let copied = |_: usize, user: &User| self.few.is_checkout(black_box(S3), Asker::from(black_box(&user.clone())));
        let borrowed = |_: usize, user: &User| {
            let attributes = workload::borrowed(user);
            self.small.evaluate_at(black_box(S3), &attributes, NOW).is_on()
        };
        let owned = |_: usize, user: &User| self.small.evaluate_at(black_box(S3), &workload::context(user), NOW).is_on();
        [
            self.pair(("S3-borrowed", "by key, attributes borrowed for each call"), Some(5.0), on_the_stack, borrowed),
            self.pair(("S3-owned", "by key, a context copied for each call"), None, copied, owned),
        ]
    }

    fn scattered(&self) -> [Pair<'_>; 2] {
        let key = |n: usize| self.keys.get(n).map(String::as_str).unwrap_or_default();
        let by_hand = move |n: usize, user| self.many.is_on(black_box(key(n)), Asker::from(user));
        let prepared: Vec<Prepared> = self.contexts.iter().map(|context| self.large.prepare(context)).collect();
        let ask_prepared = move |n: usize, _: &User| {
            prepared.get(n).is_some_and(|context| self.large.evaluate_at(black_box(key(n)), context, NOW).is_on())
        };
        let ask = move |n: usize, _: &User| self.is_scattered_on(n);
        [
            self.pair(("S3-scattered", "one of a thousand flags, by key; prepared and asked before"), Some(2.3), by_hand, ask_prepared),
            self.pair(("S3-scattered-plain", "the same, the context as it is"), None, by_hand, ask),
        ]
    }

    /// A pass of `S3-scattered-plain` by burgee: for threads, which share the flags and the contexts.
    pub fn pass(&self) -> usize {
        (0..self.contexts.len()).filter(|&n| self.is_scattered_on(n)).count()
    }

    fn is_scattered_on(&self, n: usize) -> bool {
        let asked = self.contexts.get(n).zip(self.keys.get(n));
        asked.is_some_and(|(context, key)| self.large.evaluate_at(black_box(key), context, NOW).is_on())
    }

    /// A request: a context is prepared, and asked about flags that lie apart.
    fn request(&self) -> Pair<'_> {
        let keys = self.keys.get(..FLAGS).unwrap_or_default();
        let by_hand = |user| keys.iter().filter(|&key| self.many.is_on(black_box(key), Asker::from(user))).count();
        let asked = |context| {
            let prepared = self.large.prepare(context);
            keys.iter().filter(|&key| self.large.evaluate_at(black_box(key), &prepared, NOW).is_on()).count()
        };
        Pair {
            name: "S4",
            about: "each of twenty of a thousand flags, preparing the context counted in",
            evaluations: self.users.len() * keys.len(),
            target: None,
            floor: Box::new(move || self.users.iter().map(by_hand).sum()),
            burgee: Box::new(move || self.contexts.iter().map(asked).sum()),
        }
    }

    fn all(&self) -> Pair<'_> {
        let by_hand = |user| self.all.are_on(Asker::from(user)).into_iter().filter(|on| *on).count();
        let asked = |context| self.large.evaluate_all_at(context, NOW).iter().filter(|decision| decision.is_on()).count();
        Pair {
            name: "S5",
            about: "each of all of a thousand flags for one user",
            evaluations: self.users.len().div_ceil(STEP) * MANY,
            target: Some(1.5),
            floor: Box::new(move || self.users.iter().step_by(STEP).map(by_hand).sum()),
            burgee: Box::new(move || self.contexts.iter().step_by(STEP).map(asked).sum()),
        }
    }
}
