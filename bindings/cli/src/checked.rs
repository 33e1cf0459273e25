//! What checking a document found.

use crate::document::Document;
use burgee::{Diagnostic, Severity};

/// What was found in one document.
pub struct Checked {
    pub document: Document,
    pub diagnostics: Vec<Diagnostic>,
    /// Whether it would be served at all.
    pub accepted: bool,
    pub quarantined: Vec<String>,
    pub flags: usize,
}

impl Checked {
    /// Loads a document, with all that can be said of it at an instant.
    pub fn new(document: Document, now: i64) -> Checked {
        match document.load(Some(now)) {
            Ok(flags) => {
                let broken = |key: &&str| flags.flag(key).is_some_and(|flag| flag.quarantined().is_some());
                Checked {
                    diagnostics: flags.diagnostics().to_vec(),
                    accepted: true,
                    quarantined: flags.keys().filter(broken).map(str::to_owned).collect(),
                    flags: flags.keys().count(),
                    document,
                }
            }
            Err(error) => {
                Checked { diagnostics: error.diagnostics().to_vec(), accepted: false, quarantined: Vec::new(), flags: 0, document }
            }
        }
    }
}

/// The severity's name, which SARIF shares.
pub fn severity(diagnostic: &Diagnostic) -> &'static str {
    match diagnostic.severity() {
        Severity::Error => "error",
        _ => "warning",
    }
}
