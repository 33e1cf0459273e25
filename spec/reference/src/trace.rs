//! Traces: each step that was reached, and what it came to (spec section 11).

use crate::{canonical, condition::Node, decision::Decision, verdict::Verdict};

/// A step of that was reached.
#[derive(Clone, Debug, Default)]
pub struct Step {
    /// Its name.
    pub step: &'static str,
    /// The rule's id.
    pub rule: Option<String>,
    /// The required flag.
    pub flag: Option<String>,
    /// The layer's name.
    pub layer: Option<String>,
    /// The stage that was tried, or the present one.
    pub stage: Option<String>,
    /// The status of the rollout's progress.
    pub status: Option<String>,
    /// What it came to.
    pub verdict: Option<Verdict>,
    /// What was served or assigned.
    pub variant: Option<String>,
    /// The layer draw's bucket.
    pub bucket: Option<u32>,
    /// The condition that was evaluated.
    pub condition: Option<Node>,
    /// What the serve did.
    pub serve: Option<Served>,
}

/// What a serve did.
#[derive(Clone, Debug, Default)]
pub struct Served {
    /// The percentage, canonical.
    pub percent: Option<String>,
    /// What its schedule is doing.
    pub schedule: Option<&'static str>,
    /// The ring that it names.
    pub ring: Option<String>,
    /// The variant of a hit.
    pub variant: Option<String>,
    /// The rollout draw's bucket.
    pub bucket: Option<u32>,
    /// The variant draw's bucket.
    pub variant_bucket: Option<u32>,
    /// The reason of.
    pub reason: &'static str,
    /// The cause of.
    pub cause: &'static str,
    /// The ring's condition.
    pub condition: Option<Node>,
}

impl Served {
    fn canonical(&self) -> String {
        canonical::object([
            ("percent", self.percent.clone()),
            ("schedule", self.schedule.map(canonical::text)),
            ("ring", self.ring.as_deref().map(canonical::text)),
            ("outcome", Some(canonical::text(if self.variant.is_some() { "hit" } else { "miss" }))),
            ("bucket", self.bucket.map(|bucket| bucket.to_string())),
            ("variant_bucket", self.variant_bucket.map(|bucket| bucket.to_string())),
            ("cause", Some(canonical::text(self.cause))),
            ("condition", self.condition.as_ref().map(Node::canonical)),
        ])
    }
}

impl Step {
    fn canonical(&self) -> String {
        let text = |text: &Option<String>| text.as_deref().map(canonical::text);
        canonical::object([
            ("step", Some(canonical::text(self.step))),
            ("rule", text(&self.rule)),
            ("flag", text(&self.flag)),
            ("layer", text(&self.layer)),
            ("stage", text(&self.stage)),
            ("status", text(&self.status)),
            ("verdict", self.verdict.map(|verdict| canonical::text(verdict.word()))),
            ("variant", text(&self.variant)),
            ("bucket", self.bucket.map(|bucket| bucket.to_string())),
            ("condition", self.condition.as_ref().map(Node::canonical)),
            ("serve", self.serve.as_ref().map(Served::canonical)),
        ])
    }
}

/// A decision and its steps, as canonical JSON.
pub fn canonical(decision: &Decision, steps: &[Step]) -> String {
    let steps = canonical::array(steps.iter().map(Step::canonical));
    canonical::object([("decision", Some(decision.canonical())), ("steps", Some(steps))])
}
