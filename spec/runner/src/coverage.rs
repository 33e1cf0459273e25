//! Which rules of the specification have a case, and which cases name a rule that is not there.

use std::{collections::BTreeSet, fmt, path::Path};

use crate::File;

/// What [`coverage`] found; printed, it is a list to act on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// The rules of `spec/burgee.md`.
    pub rules: usize,
    /// The rules that no case covers.
    pub uncovered: Vec<String>,
    /// Path, case and rule where a case names a rule that the specification lacks.
    pub unknown: Vec<(String, String, String)>,
}

/// Holds the rules that the cases of `files` name against the rules that `spec/burgee.md` defines.
///
/// # Panics
///
/// If `spec/burgee.md` cannot be read.
pub fn coverage(files: &[File]) -> Coverage {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../burgee.md");
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    against(&text, files)
}

fn against(specification: &str, files: &[File]) -> Coverage {
    let defined: Vec<&str> = specification.lines().filter_map(definition).collect();
    let mut covered = BTreeSet::new();
    let mut unknown = Vec::new();
    for file in files {
        for case in &file.cases {
            for rule in &case.rules {
                covered.insert(rule.as_str());
                if !defined.contains(&rule.as_str()) {
                    unknown.push((file.path.display().to_string(), case.name.clone(), rule.clone()));
                }
            }
        }
    }
    let uncovered = defined.iter().filter(|rule| !covered.contains(*rule)).map(|rule| (*rule).to_owned()).collect();
    Coverage { rules: defined.len(), uncovered, unknown }
}

/// The rule that a line defines: it begins with `- **R-5.2**`.
fn definition(line: &str) -> Option<&str> {
    let (rule, _) = line.strip_prefix("- **")?.split_once("**")?;
    rule.starts_with("R-").then_some(rule)
}

impl fmt::Display for Coverage {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (path, case, rule) in &self.unknown {
            writeln!(out, "{path}: `{case}` names {rule}, which the specification lacks")?;
        }
        for rule in &self.uncovered {
            writeln!(out, "{rule} has no case")?;
        }
        write!(out, "{} of {} rules have a case", self.rules - self.uncovered.len(), self.rules)
    }
}
