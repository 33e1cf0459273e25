//! Why a command has no answer: one sentence, and what to do about it.

use crate::style::{ERROR, HELP};
use std::fmt;

/// Why a command has no answer.
#[derive(Debug)]
pub struct Failure {
    /// Lines to show before the sentence: diagnostics with their carets.
    report: String,
    message: String,
    help: Vec<String>,
}

impl Failure {
    pub fn new(message: impl Into<String>) -> Self {
        Failure { report: String::new(), message: message.into(), help: Vec::new() }
    }

    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help.push(help.into());
        self
    }

    pub fn report(mut self, report: String) -> Self {
        self.report = report;
        self
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.report)?;
        writeln!(f, "{ERROR}error{ERROR:#}: {}", self.message)?;
        for help in &self.help {
            writeln!(f, "{HELP}help{HELP:#}: {help}")?;
        }
        Ok(())
    }
}
