//! A file system in memory, with a clock that moves when it is told to.

use burgee_watch::{Files, Stamp};
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

/// Files in memory. Writing one gives it a new stamp at the clock's instant.
#[derive(Default)]
pub struct Fake {
    files: RefCell<BTreeMap<PathBuf, (Vec<u8>, Stamp)>>,
    /// Milliseconds since the epoch.
    pub now: Cell<i64>,
    /// How often a file was read.
    pub reads: Cell<usize>,
    /// Errors that reading gives, until it is cleared.
    pub unreadable: Cell<Option<io::ErrorKind>>,
    /// What is written while a file is read, one a read.
    pub meanwhile: RefCell<Vec<(&'static str, String)>>,
    inode: Cell<u64>,
}

impl Fake {
    /// Writes a file in place, where there is one.
    pub fn write(&self, path: &str, text: &str) {
        let identity = self.files.borrow().get(Path::new(path)).map(|(_, stamp)| stamp.identity);
        self.put(path, text, identity.unwrap_or_else(|| self.next()));
    }

    /// Puts another file in its place.
    pub fn rename_over(&self, path: &str, text: &str) {
        self.put(path, text, self.next());
    }

    /// Writes as many bytes into a file without a trace in its stamp.
    pub fn write_unseen(&self, path: &str, text: &str) {
        let mut files = self.files.borrow_mut();
        let (bytes, _) = files.get_mut(Path::new(path)).unwrap();
        assert_eq!(bytes.len(), text.len(), "another length would show");
        *bytes = text.into();
    }

    /// Gives a file the stamp of now.
    pub fn touch(&self, path: &str) {
        let mut files = self.files.borrow_mut();
        let (_, stamp) = files.get_mut(Path::new(path)).unwrap();
        stamp.modified = self.nanoseconds();
    }

    pub fn remove(&self, path: &str) {
        self.files.borrow_mut().remove(Path::new(path));
    }

    pub fn pass(&self, milliseconds: i64) {
        self.now.set(self.now.get() + milliseconds);
    }

    fn put(&self, path: &str, text: &str, identity: (u64, u64)) {
        let modified = self.nanoseconds();
        let stamp = Stamp { modified, changed: modified, length: text.len() as u64, identity };
        self.files.borrow_mut().insert(path.into(), (text.into(), stamp));
    }

    fn next(&self) -> (u64, u64) {
        self.inode.set(self.inode.get() + 1);
        (1, self.inode.get())
    }

    fn nanoseconds(&self) -> i128 {
        i128::from(self.now.get()) * 1_000_000
    }
}

impl Files for Fake {
    fn stamp(&self, path: &Path) -> io::Result<Stamp> {
        self.files.borrow().get(path).map(|(_, stamp)| *stamp).ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        self.reads.set(self.reads.get() + 1);
        let text = self.files.borrow().get(path).map(|(text, _)| text.clone());
        let written = self.meanwhile.borrow_mut().pop();
        if let Some((path, text)) = written {
            self.write(path, &text);
        }
        match self.unreadable.get() {
            Some(kind) => Err(kind.into()),
            None => text.ok_or_else(|| io::ErrorKind::NotFound.into()),
        }
    }
}
