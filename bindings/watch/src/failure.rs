//! Why the files are not what serves.

use burgee::LoadError;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// Why the files as they are now are not served. What was served before keeps serving.
///
/// # Examples
///
/// ```
/// use burgee::{Loader, Store};
/// use burgee_watch::{Failure, Watch};
/// use std::sync::Arc;
/// let mut watch = Watch::new(Arc::new(Store::new(Loader::new())), "no-such-file.json");
/// assert!(matches!(watch.load(), Err(Failure::Unreadable { .. })));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// A file that is missing or cannot be read.
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What kind of error the system gave.
        kind: io::ErrorKind,
        /// The error in words.
        message: String,
    },
    /// A document that the loader or the store refused.
    Refused(LoadError),
}

impl Failure {
    pub(crate) fn unreadable(path: &Path, error: &io::Error) -> Failure {
        Failure::Unreadable { path: path.to_owned(), kind: error.kind(), message: error.to_string() }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::Unreadable { path, message, .. } => write!(f, "{}: {message}", path.display()),
            Failure::Refused(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for Failure {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Failure::Unreadable { .. } => None,
            Failure::Refused(error) => Some(error),
        }
    }
}
