//! Asking a flag's staged rollout whether it moves on.

use super::{Flag, Flags};
use crate::rollout::{Observations, RolloutDecision, State, decide};

impl Flags {
    /// What a flag's staged rollout should do now (spec section 14): move on by a stage, hold, pause, go back, or be complete; with the verdict of every gate.
    ///
    /// `now` is in milliseconds since the epoch; `approved_by` names who approves a start or a stage that is moved on by hand. A pure function: nothing is
    /// edited. [`RolloutDecision::patch`] gives the edit of the document; asked again after it, with the same observations and at the same instant, it changes nothing.
    /// `None` for a flag that the document does not have, or that has no rollout.
    ///
    /// # Examples
    ///
    /// ```
    /// use burgee::{Action, Flags, Observations, Wait};
    /// let text = r#"{ "burgee": "1", "flags": { "search": {
    ///   "rollout": { "stages": [ { "id": "5%", "percent": 5, "hold": "30m" }, { "id": "all", "percent": 100 } ] },
    ///   "progress": { "stage": "5%", "since": "2026-11-23T09:00:00Z", "status": "running" } } } }"#;
    /// let flags = Flags::parse(text)?;
    /// let at = |time: &str| burgee::timestamp(time).expect("a timestamp");
    /// let early = flags.decide_rollout("search", &Observations::default(), at("2026-11-23T09:10:00Z"), None).expect("it has a rollout");
    /// assert_eq!(early.action, Action::Hold(Wait::Until(at("2026-11-23T09:30:00Z"))));
    /// let later = flags.decide_rollout("search", &Observations::default(), at("2026-11-23T09:31:00Z"), None).expect("it has a rollout");
    /// assert_eq!(later.action, Action::Proceed { to: "all".into() });
    /// let edited = later.patch(text, "bot")?.apply(text)?;
    /// assert!(edited.contains(r#""progress": { "stage": "all", "since": "2026-11-23T09:31:00Z", "status": "running" }"#));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn decide_rollout(&self, flag: &str, observations: &Observations, now: i64, approved_by: Option<&str>) -> Option<RolloutDecision> {
        self.flag(flag)?.decide_rollout(observations, now, approved_by)
    }
}

impl Flag<'_> {
    /// As [`Flags::decide_rollout`].
    pub fn decide_rollout(&self, observations: &Observations, now: i64, approved_by: Option<&str>) -> Option<RolloutDecision> {
        if let Some(code) = self.quarantined() {
            return Some(RolloutDecision::quarantined(self.key(), code, now));
        }
        let rollout = self.flags.program().rollout_of(self.compiled)?;
        let state = State { plan: &rollout.plan, progress: rollout.progress, enabled: self.compiled.enabled };
        Some(decide(self.key(), state, observations, now, approved_by))
    }
}
