//! A file with its name: what diagnostics point into.

use crate::failure::Failure;
use crate::input;
use std::path::Path;

/// A file's name, as it was given, and its text.
pub struct Source {
    pub name: String,
    bytes: Vec<u8>,
}

impl Source {
    pub fn read(path: &Path) -> Result<Self, Failure> {
        Ok(Source { name: path.display().to_string(), bytes: input::read(path)? })
    }

    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The text, or nothing where it is not UTF-8.
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.bytes).unwrap_or("")
    }
}
