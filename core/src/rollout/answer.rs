//! A verdict on a rollout as canonical JSON (spec ).

use super::decide::{Action, RolloutDecision, SampleRatio, Wait};
use super::gate::{GateOutcome, GateVerdict};
use crate::json::{Members, write_number};
use crate::time::rfc3339;

impl Action {
    /// The word in verdicts.
    pub fn as_str(&self) -> &'static str {
        match self {
            Action::Proceed { .. } => "proceed",
            Action::Hold(_) => "hold",
            Action::Pause => "pause",
            Action::Rollback { .. } => "rollback",
            Action::Complete => "complete",
        }
    }
}

impl Wait {
    /// The word in verdicts.
    pub fn as_str(self) -> &'static str {
        match self {
            Wait::Start => "start",
            Wait::Until(_) => "until",
            Wait::Gates => "gates",
            Wait::Observations => "observations",
            Wait::Approval => "approval",
            Wait::Resume => "resume",
            Wait::Disabled => "disabled",
            Wait::Quarantined => "quarantined",
        }
    }
}

impl GateOutcome {
    /// The word in verdicts.
    pub fn as_str(self) -> &'static str {
        match self {
            GateOutcome::Pass => "pass",
            GateOutcome::Fail => "fail",
            GateOutcome::Hold(_) => "hold",
        }
    }
}

impl RolloutDecision {
    /// The verdict as canonical JSON (spec ).
    pub fn to_json(&self) -> String {
        let mut out = String::new();
        let mut members = Members { out: &mut out, any: false };
        members.string("flag", Some(&self.flag));
        members.string("stage", self.stage.as_deref());
        members.string("action", Some(self.action.as_str()));
        match &self.action {
            Action::Proceed { to } => members.string("to", Some(to)),
            Action::Rollback { to } => members.string("to", to.as_deref()),
            Action::Hold(wait) => {
                members.string("wait", Some(wait.as_str()));
                if let Wait::Until(until) = wait {
                    members.string("until", Some(&rfc3339(*until)));
                }
            }
            Action::Pause | Action::Complete => {}
        }
        members.string("why", Some(&self.why));
        if let Some(progress) = &self.progress {
            let mut inner = Members { out: members.name("progress"), any: false };
            inner.string("stage", progress.stage.as_deref());
            inner.string("since", Some(&rfc3339(progress.since)));
            inner.string("status", Some(progress.status));
            inner.end();
        }
        list(&mut members, "gates", &self.gates, gate);
        if let Some(ratio) = &self.units {
            units(members.name("units"), ratio);
        }
        list(&mut members, "refused", &self.refused, |out, refused| {
            let mut members = Members { out, any: false };
            members.string("pointer", Some(&refused.pointer));
            members.string("code", Some(refused.code));
            members.string("why", Some(&refused.why));
            members.end();
        });
        members.end();
        out
    }
}

fn list<T>(members: &mut Members<'_>, name: &str, items: &[T], write: impl Fn(&mut String, &T)) {
    if items.is_empty() {
        return;
    }
    let out = members.name(name);
    for (index, item) in items.iter().enumerate() {
        out.push(if index > 0 { ',' } else { '[' });
        write(out, item);
    }
    out.push(']');
}

fn gate(out: &mut String, gate: &GateVerdict) {
    let mut members = Members { out, any: false };
    members.string("metric", Some(&gate.metric));
    members.string("outcome", Some(gate.outcome.as_str()));
    if let GateOutcome::Hold(cause) = gate.outcome {
        members.string("cause", Some(cause.as_str()));
    }
    members.string("bound", Some(&gate.bound));
    for (name, number) in [("observed", gate.observed), ("baseline", gate.baseline), ("n", gate.n)] {
        if let Some(number) = number {
            write_number(members.name(name), number);
        }
    }
    if let Some((low, high)) = gate.interval {
        let out = members.name("interval");
        out.push('[');
        write_number(out, low);
        out.push(',');
        // JSON has no infinity: an interval without an upper end says null.
        if high.is_finite() {
            write_number(out, high)
        } else {
            out.push_str("null")
        }
        out.push(']');
    }
    members.string("why", Some(&gate.why));
    members.end();
}

fn units(out: &mut String, ratio: &SampleRatio) {
    let mut members = Members { out, any: false };
    for (name, number) in [("treatment", ratio.treatment), ("control", ratio.control), ("share", ratio.share)] {
        write_number(members.name(name), number);
    }
    members.name("mismatch").push_str(if ratio.is_mismatch { "true" } else { "false" });
    members.end();
}
