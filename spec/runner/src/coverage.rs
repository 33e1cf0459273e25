//! Which rules of the specification have cases.

use crate::case::File;
use std::collections::BTreeSet;

/// Rules against cases.
#[derive(Debug, Default)]
pub struct Coverage {
    /// Rules of the specification that no case names.
    pub uncovered: Vec<String>,
    /// Rules that cases name and the specification lacks.
    pub unknown: Vec<String>,
    /// The number of cases.
    pub cases: usize,
}

/// Holds the rules that `spec` defines (`**R-x.y**`) against those that the cases name.
pub fn coverage(spec: &str, files: &[File]) -> Coverage {
    let defined: BTreeSet<&str> = spec.split("**R-").skip(1).filter_map(|rest| rest.split("**").next()).collect();
    let cases = || files.iter().flat_map(|file| &file.cases);
    let named: BTreeSet<&str> = cases().flat_map(|case| &case.rules).map(|rule| rule.trim_start_matches("R-")).collect();
    Coverage {
        uncovered: defined.difference(&named).map(|rule| format!("R-{rule}")).collect(),
        unknown: named.difference(&defined).map(|rule| format!("R-{rule}")).collect(),
        cases: cases().count(),
    }
}
