//! True, false, unknown with its cause, and skipped (spec ).

/// What a condition comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// True.
    True,
    /// False.
    False,
    /// Unknown, and why.
    Unknown(&'static str),
    /// Not looked at.
    Skipped,
}

impl From<bool> for Verdict {
    fn from(value: bool) -> Self {
        if value { Self::True } else { Self::False }
    }
}

impl Verdict {
    /// The word for it in a trace.
    pub fn word(self) -> &'static str {
        match self {
            Self::True => "true",
            Self::False => "false",
            Self::Unknown(_) => "unknown",
            Self::Skipped => "skipped",
        }
    }

    /// Why it is unknown.
    pub fn cause(self) -> Option<&'static str> {
        match self {
            Self::Unknown(cause) => Some(cause),
            _ => None,
        }
    }
}
