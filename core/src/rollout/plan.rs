//! The plan of a staged rollout and its progress (spec section 4.3), compiled: names are indexes, durations and instants milliseconds.

/// What a `rollout` plans, but whom its stages admit.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Plan {
    /// In order; never empty.
    pub(crate) stages: Box<[Stage]>,
    /// The gates of every stage but the last: those of the `rollout` itself.
    pub(crate) gates: Box<[Gate]>,
}

/// A stage. Stages are cumulative: stage k admits whoever any of 0…k admits.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Stage {
    pub(crate) id: Box<str>,
    /// The percentage (thousandths, above 0 and below 100 000) where the stage is drawn: decisions at it carry an arm, and treatment is this share.
    pub(crate) drawn: Option<u32>,
    /// The least time at the stage, in milliseconds; 0 where none is written.
    pub(crate) hold: i64,
    /// After so long without enough data the rollout is paused.
    pub(crate) max_hold: Option<i64>,
    pub(crate) advance: Advance,
    /// The gates of this stage alone.
    pub(crate) gates: Box<[Gate]>,
}

/// Who moves a rollout on from a stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Advance {
    /// Whoever asks, when the stage has held and its gates pass.
    Auto,
    /// A person.
    Manual,
}

/// What must hold of a metric before a rollout moves on.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Gate {
    pub(crate) metric: Box<str>,
    pub(crate) comparison: Comparison,
    pub(crate) bound: Bound,
    /// The least observations in the smaller arm; 0 where none is written, and then there is a `confidence`.
    pub(crate) min_samples: u64,
    /// How many of the last observations must agree; at least 1.
    pub(crate) windows: u32,
    /// Between 0.5 and 1: the gate is statistical. Without it is a point gate.
    pub(crate) confidence: Option<f64>,
    /// Of the kind of `bound`, and on its failing side or equal. Only where there is a `confidence`.
    pub(crate) rule_out: Option<Bound>,
    pub(crate) on_fail: OnFail,
}

/// How a metric is compared with a bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Comparison {
    Lt,
    Lte,
    Gt,
    Gte,
}

/// What a metric is compared with.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Bound {
    /// A bare number, in the metric's own unit: not for counted rates.
    Number(f64),
    /// `"0.5%"`: 0.5, a percentage, for counted rates.
    Percent(f64),
    /// So many times what the control arm shows; above 0.
    TimesBaseline(f64),
}

/// What happens when a gate fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OnFail {
    /// Back to nothing: nobody is exposed.
    Rollback,
    /// Back to this stage (its index); where the rollout stands at it or before it, back to nothing.
    RollbackTo(u32),
    Pause,
    Hold,
}

/// How far a rollout has come. No progress exposes nobody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Progress {
    /// The index of the stage that is served. None only where it was rolled back to nothing.
    pub(crate) stage: Option<u32>,
    /// Milliseconds since the epoch.
    pub(crate) since: i64,
    pub(crate) status: Status,
}

/// What a rollout is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Status {
    Running,
    /// It keeps serving its stage.
    Paused,
    /// A gate or a person took it back. What units were assigned no longer counts.
    RolledBack,
    Complete,
}

impl Status {
    pub(crate) const ALL: [Status; 4] = [Status::Running, Status::Paused, Status::RolledBack, Status::Complete];

    /// The word in documents.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Status::Running => "running",
            Status::Paused => "paused",
            Status::RolledBack => "rolled_back",
            Status::Complete => "complete",
        }
    }
}

impl Comparison {
    /// The word in documents.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Comparison::Lt => "lt",
            Comparison::Lte => "lte",
            Comparison::Gt => "gt",
            Comparison::Gte => "gte",
        }
    }
}
