//! Draws as documents make them: for each unit the bucket that a decision tells, or the tenth of the draw that its variant or ring tells.

use burgee::{Decision, Flag, Flags};

/// The flags of a document that has nothing wrong.
#[track_caller]
pub fn flags(document: &str) -> Flags {
    let flags = Flags::parse(document).unwrap();
    assert!(flags.diagnostics().is_empty(), "{:?}", flags.diagnostics());
    flags
}

/// What a flag decides for a unit.
pub fn ask<'f>(flag: &Flag<'f>, unit: &str) -> Decision<'f> {
    flag.evaluate_at(&[("key", unit.into())], 0)
}

/// The tenth of a draw in which each unit is.
pub type Tenths = Vec<u8>;

/// The tenths of a draw whose buckets the decisions tell.
pub fn tenths(flag: &Flag<'_>, units: &[String]) -> Tenths {
    units.iter().map(|unit| (ask(flag, unit).bucket().unwrap() / 10_000) as u8).collect()
}

/// A list, as JSON has it.
pub fn list(count: usize, item: impl Fn(usize) -> String) -> String {
    (0..count).map(item).collect::<Vec<_>>().join(",")
}
