//! Replacing a file whole, and only if it is still what was read.
//!
//! The new text is written to `FILE.lock`, which nobody can create twice, and then takes the file's place. So one writer at a time compares
//! and replaces, and a reader sees the old text or the new.

use crate::failure::Failure;
use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

/// The file beside, while it is ours.
struct Lock {
    path: PathBuf,
    file: File,
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Why: after the replacement it is no longer there; before, the next writer is told of it.
        let _ = fs::remove_file(&self.path);
    }
}

/// Replaces the text of a file.
pub fn replace(path: &Path, before: &str, after: &str) -> Result<(), Failure> {
    if path.as_os_str() == "-" {
        return Err(Failure::new("the standard input cannot be written").help("name the document's file"));
    }
    let name = path.display();
    let cannot = |error: io::Error| Failure::new(format!("cannot write `{name}`: {error}"));
    // What a symbolic link leads to is replaced, and not the link.
    let path = fs::canonicalize(path).map_err(cannot)?;
    let mut lock = Lock::take(&path)?;
    lock.file.write_all(after.as_bytes()).map_err(cannot)?;
    lock.file.set_permissions(fs::metadata(&path).map_err(cannot)?.permissions()).map_err(cannot)?;
    lock.file.sync_all().map_err(cannot)?;
    if fs::read(&path).map_err(cannot)? != before.as_bytes() {
        return Err(Failure::new(format!("somebody else edited `{name}` meanwhile: nothing is written"))
            .help("run the command again: it decides on what is there now"));
    }
    lock.settle(&path).map_err(cannot)
}

impl Lock {
    fn take(path: &Path) -> Result<Lock, Failure> {
        let mut name = path.as_os_str().to_owned();
        name.push(".lock");
        let lock = PathBuf::from(name);
        match OpenOptions::new().write(true).create_new(true).open(&lock) {
            Ok(file) => Ok(Lock { path: lock, file }),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                let names = [&lock, path].map(|path| path.file_name().unwrap_or_default().display().to_string());
                let [lock, file] = names;
                Err(Failure::new(format!("somebody else is writing `{file}`: there is a `{lock}`"))
                    .help(format!("run the command again; if nobody is, a writer was stopped half way: remove `{lock}`")))
            }
            Err(error) => Err(Failure::new(format!("cannot write `{}`: {error}", lock.display()))),
        }
    }

    /// Puts the new text in the file's place.
    fn settle(self, path: &Path) -> io::Result<()> {
        fs::rename(&self.path, path)?;
        // What was renamed is ours no longer: another writer may have a lock there by now.
        std::mem::forget(self);
        // Why: that the folder cannot be synced, as on some systems, does not undo the replacement.
        if let Some(folder) = path.parent() {
            let _ = File::open(folder).and_then(|folder| folder.sync_all());
        }
        Ok(())
    }
}
