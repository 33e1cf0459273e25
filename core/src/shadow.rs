//! A candidate beside the live document: the live one answers, and where the candidate would answer otherwise is counted.

use crate::compare::{Comparison, FlagTally};
use crate::context::Context;
use crate::decision::Decision;
use std::sync::{Mutex, PoisonError};

/// A candidate that is tried on real questions and answers none of them.
///
/// Flags that mean the same in both documents cost one look-up more. `Send` and `Sync`. A candidate that proved itself is served by `Store::promote`, as
/// it is, and `Store::restore` is the way back. A shadow is of the two documents that it was made of: where a store may load another in the meantime, ask
/// the store's snapshot, and have the shadow [count](Shadow::count_at) what it decided.
///
/// # Examples
///
/// ```
/// use burgee::{Comparison, Context, Flags, Move, Shadow};
/// let live = Flags::parse(r#"{ "burgee": "1", "flags": { "a": { "serve": { "percent": 5 } } } }"#)?;
/// let candidate = Flags::parse(r#"{ "burgee": "1", "flags": { "a": { "serve": { "percent": 10 } } } }"#)?;
/// let shadow = Shadow::new(Comparison::new(live, candidate));
/// for number in 0..1000 {
///     let key = format!("user-{number}");
///     shadow.evaluate_at("a", &Context::new(key.as_str()), &key, 0);
/// }
/// let report = shadow.report();
/// assert_eq!((report[0].before, report[0].after, report[0].units(Move::Gained)), (51, 104, 53));
/// # Ok::<(), burgee::LoadError>(())
/// ```
#[derive(Debug)]
pub struct Shadow {
    comparison: Comparison,
    /// As the comparison's keys.
    tallies: Box<[Mutex<FlagTally>]>,
}

impl Shadow {
    /// A shadow that has counted nothing.
    pub fn new(comparison: Comparison) -> Shadow {
        let tallies = comparison.keys().iter().map(|key| Mutex::new(FlagTally::new(key))).collect();
        Shadow { comparison, tallies }
    }

    /// The live document and the candidate.
    pub fn comparison(&self) -> &Comparison {
        &self.comparison
    }

    /// Decides a flag as the live document does; where the candidate's may differ, evaluates that too and counts both. `label` is what samples call
    /// the unit.
    pub fn evaluate_at<'s>(&'s self, key: &'s str, context: &Context, label: &str, now: i64) -> Decision<'s> {
        let live = self.comparison.before().evaluate_at(key, context, now);
        self.count(&live, context, label, now);
        live
    }

    /// Evaluates the candidate beside a decision of the live document for the same context and instant, and counts both. Says whether the decision is of the
    /// document that the shadow knows as the live one; if not, nothing is counted: it is time for a shadow of the store's snapshot.
    ///
    /// # Examples
    ///
    /// ```
    /// # #[cfg(feature = "store")] {
    /// use burgee::{Comparison, Context, Loader, Move, Shadow, Store};
    /// let (store, user) = (Store::new(Loader::new()), Context::new("user-42"));
    /// store.load("live.json", r#"{ "burgee": "1", "flags": { "a": { "serve": "off" } } }"#)?;
    /// let candidate = store.loader().load("next.json", r#"{ "burgee": "1", "flags": { "a": { "serve": "on" } } }"#)?;
    /// let shadow = Shadow::new(Comparison::new(store.snapshot(), candidate));
    /// let live = store.snapshot();
    /// assert!(shadow.count_at(&live.evaluate_at("a", &user, 0), &user, "user-42", 0));
    /// assert_eq!(shadow.report()[0].units(Move::Gained), 1);
    ///
    /// store.promote(shadow.comparison().after())?;
    /// let live = store.snapshot();
    /// assert!(!shadow.count_at(&live.evaluate_at("a", &user, 0), &user, "user-42", 0));
    /// # }
    /// # Ok::<(), burgee::LoadError>(())
    /// ```
    pub fn count_at(&self, live: &Decision<'_>, context: &Context, label: &str, now: i64) -> bool {
        let is_current = live.is_of(self.comparison.before().program());
        if is_current {
            self.count(live, context, label, now);
        }
        is_current
    }

    fn count(&self, live: &Decision<'_>, context: &Context, label: &str, now: i64) {
        let place = self.comparison.keys().binary_search_by(|own| own.as_str().cmp(live.flag()));
        if let Some(tally) = place.ok().and_then(|place| self.tallies.get(place)) {
            let candidate = self.comparison.after().evaluate_at(live.flag(), context, now);
            tally.lock().unwrap_or_else(PoisonError::into_inner).add(live, &candidate, label);
        }
    }

    /// What was counted, flag by flag in code point order of the keys.
    pub fn report(&self) -> Vec<FlagTally> {
        self.tallies.iter().map(|tally| tally.lock().unwrap_or_else(PoisonError::into_inner).clone()).collect()
    }
}
