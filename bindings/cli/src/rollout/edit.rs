//! An edit of a document: printed, or written.

use super::excerpt::excerpt;
use super::replace::replace;
use crate::failure::Failure;
use std::path::Path;

pub struct Edit<'a> {
    pub path: &'a Path,
    pub name: &'a str,
    pub before: &'a str,
    pub after: String,
}

impl Edit<'_> {
    /// Writes it, if it is to be; and says what was written, or would be.
    pub fn done(&self, write: bool) -> Result<String, Failure> {
        let shown = excerpt(self.name, self.before, &self.after);
        if !write {
            return Ok(shown);
        }
        replace(self.path, self.before, &self.after)?;
        Ok(format!("{shown}`{}` is written\n", self.name))
    }
}
