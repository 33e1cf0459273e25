//! A document and the flag in it that a command is about.

use super::Which;
use super::edit::Edit;
use super::view::{Plan, View};
use crate::document::{Document, errors_of};
use crate::failure::Failure;
use crate::input;
use crate::nearest::did_you_mean;
use burgee::{Flags, RolloutChange};
use std::path::{Path, PathBuf};

/// A flag of a document, without errors.
pub struct Asked {
    pub document: Document,
    pub flags: Flags,
    pub path: PathBuf,
    pub flag: String,
    pub view: View,
    pub now: i64,
}

impl Asked {
    /// Reads a document, for a flag in it.
    pub fn read(path: &Path, flag: &str, now: Option<i64>) -> Result<Asked, Failure> {
        let document = Document::read(path, &[])?;
        let flags = document.accept()?;
        let name = &document.base.name;
        let Some(found) = flags.flag(flag) else {
            let failure = Failure::new(format!("`{name}` has no flag `{flag}`"));
            return Err(match did_you_mean(flag, flags.keys()) {
                Some(help) => failure.help(help),
                None => failure,
            });
        };
        if found.quarantined().is_some() {
            let report = document.render(errors_of(&flags, flag));
            return Err(
                Failure::new(format!("`{flag}` is quarantined: it answers ERROR, whatever its state, until it is mended")).report(report)
            );
        }
        let Some(view) = View::read(document.base.text(), flag) else {
            return Err(Failure::new(format!("`{name}`: the flag `{flag}` cannot be read")));
        };
        let now = input::now(now);
        Ok(Asked { path: path.to_owned(), flag: flag.to_owned(), document, flags, view, now })
    }

    pub fn name(&self) -> &str {
        &self.document.base.name
    }

    /// The document that results from a change.
    pub fn edit(&self, change: &RolloutChange) -> Result<Edit<'_>, Failure> {
        let before = self.document.base.text();
        let refused = |error: burgee::PatchError| Failure::new(format!("`{}` cannot be edited: {error}", self.name()));
        let after = change.patch(before).and_then(|patch| patch.apply(before)).map_err(refused)?;
        let good = Flags::parse(&after).is_ok_and(|flags| flags.flag(&self.flag).is_some_and(|flag| flag.quarantined().is_none()));
        if !good {
            return Err(Failure::new(format!("the edit would leave `{}` with an error in `{}`", self.name(), self.flag))
                .help("a text in --by or --why, or a document at its limits, may be the reason; nothing is written"));
        }
        Ok(Edit { path: &self.path, name: self.name(), before, after })
    }

    /// A change of this flag, in which only who, what and when is said.
    pub fn change(&self, did: &'static str, by: String, why: Option<String>) -> RolloutChange {
        let flag = self.flag.clone();
        RolloutChange { flag, progress: None, enabled: None, at: self.now, by, did, from: None, stage: None, why }
    }
}

/// A flag that has a rollout.
pub struct Rollout {
    pub asked: Asked,
    pub plan: Plan,
}

impl Rollout {
    pub fn read(which: &Which) -> Result<Rollout, Failure> {
        let mut asked = Asked::read(&which.file, &which.flag, which.now)?;
        match asked.view.rollout.take() {
            Some(plan) => Ok(Rollout { asked, plan }),
            None => Err(asked.without()),
        }
    }

    /// The stage that it stands at.
    pub fn stage(&self) -> Option<&str> {
        self.asked.view.progress.as_ref()?.stage.as_deref()
    }

    /// The place of that stage in the plan.
    pub fn position(&self) -> Option<usize> {
        self.plan.position(self.stage()?)
    }

    /// The word of its state; none where it was not started.
    pub fn status(&self) -> Option<&str> {
        self.asked.view.progress.as_ref().map(|progress| progress.status.as_str())
    }

    /// When it came to its stage, or left the last.
    pub fn since(&self) -> Option<i64> {
        burgee::timestamp(&self.asked.view.progress.as_ref()?.since)
    }
}

impl Asked {
    fn without(&self) -> Failure {
        let failure = Failure::new(format!("the flag `{}` has no `rollout`", self.flag));
        let has = |key: &&str| View::read(self.document.base.text(), key).is_some_and(|view| view.rollout.is_some());
        let others: Vec<&str> = self.flags.keys().filter(has).collect();
        match others.is_empty() {
            true => failure
                .help("a rollout is written so: \"rollout\": { \"stages\": [ { \"id\": \"5%\", \"percent\": 5, \"hold\": \"1h\" }, … ] }"),
            false => failure.help(format!("flags that have one: {}", others.join(", "))),
        }
    }
}
