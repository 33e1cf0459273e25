//! The state machine: what was seen, what was loaded, what was told. No threads, no clock, no disk: a poll is given the instant and the files.

use crate::failure::Failure;
use crate::files::{Files, Stamp};
use burgee::{Changes, Loader, Store};
use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// How long a file counts as young after it was written, in milliseconds: some file systems tell time in steps of two seconds, so that a
/// second change within a step may show in the bytes alone.
const YOUNG: i64 = 2_000;

/// So many polls in a row may find files that change under them before what is found is taken as it is.
const PATIENCE: u32 = 3;

/// What a poll came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// Nothing is new.
    Unchanged,
    /// The files changed and are not served yet: they may be half written. The next poll looks again.
    Waiting,
    /// The files are served. Without changes where they mean what was served before, or are again what was loaded before a failure.
    Loaded(Changes),
    /// The files are not served, and stayed so. What was served keeps serving. Told once.
    Failed(Failure),
}

/// Polls a base document and its overlays for a store: one poll at a time, when it is told to.
///
/// # Examples
///
/// ```
/// use burgee::{Loader, Store};
/// use burgee_watch::{Event, Files, Poller, Stamp};
/// use std::{io, path::Path, sync::Arc};
///
/// struct One(&'static str);
/// impl Files for One {
///     fn stamp(&self, _: &Path) -> io::Result<Stamp> {
///         Ok(Stamp { length: self.0.len() as u64, ..Stamp::default() })
///     }
///     fn read(&self, _: &Path) -> io::Result<Vec<u8>> {
///         Ok(self.0.into())
///     }
/// }
///
/// let mut poller = Poller::new(Arc::new(Store::new(Loader::new())), "flags.json");
/// let half = One(r#"{ "burgee": "1", "flags": { "dark-m"#);
/// assert_eq!(poller.poll(0, &half), Event::Waiting);
/// let whole = One(r#"{ "burgee": "1", "flags": { "dark-mode": { "serve": "on" } } }"#);
/// assert!(matches!(poller.poll(1_000, &whole), Event::Loaded(changes) if changes.added == ["dark-mode"]));
/// assert_eq!(poller.poll(2_000, &whole), Event::Unchanged);
/// ```
#[derive(Debug)]
pub struct Poller {
    store: Arc<Store>,
    loader: Loader,
    /// The base, then the overlays.
    paths: Vec<PathBuf>,
    hasher: RandomState,
    /// What the last poll saw, of each path.
    seen: Option<Vec<Option<Stamp>>>,
    /// Whether the next poll reads, whatever it sees.
    again: bool,
    /// The files as the store loaded them last.
    loaded: Option<Print>,
    /// The failure that was told last, if nothing was loaded since.
    told: Option<Print>,
    /// The failure that the last poll found and did not tell.
    suspect: Option<Print>,
    /// How many polls in a row waited.
    waited: u32,
}

/// What was found, as a number: the hash of the texts, or of the failure to read them.
type Print = u64;

/// The texts of all paths, or why there are none, with their print.
struct Found {
    texts: Result<Texts, Failure>,
    print: Print,
}

/// What the files hold: the documents as the paths, and as many signatures, or none where none are required.
#[derive(Hash)]
struct Texts {
    documents: Vec<Vec<u8>>,
    signatures: Vec<Option<Vec<u8>>>,
}

impl Poller {
    /// A poller of a base document.
    pub fn new(store: Arc<Store>, base: impl Into<PathBuf>) -> Poller {
        Poller {
            store,
            loader: Loader::new(),
            paths: vec![base.into()],
            hasher: RandomState::new(),
            seen: None,
            again: false,
            loaded: None,
            told: None,
            suspect: None,
            waited: 0,
        }
    }

    /// Adds an overlay on top of those before it.
    #[must_use]
    pub fn overlay(mut self, path: impl Into<PathBuf>) -> Poller {
        self.paths.push(path.into());
        self
    }

    /// How documents are loaded: strict or not, and under which overlays that are no files. The store's own loader has no say here. Where it requires
    /// signatures (feature `signature`), that of the file `NAME` is read from `NAME.sig`, and both have to fit before either is loaded.
    #[must_use]
    pub fn loader(mut self, loader: Loader) -> Poller {
        self.loader = loader;
        self
    }

    /// The store that serves what is loaded.
    pub fn store(&self) -> &Arc<Store> {
        &self.store
    }

    /// Looks at the files, reads them if they changed, and has the store load them if their bytes did.
    ///
    /// `now` is the instant in milliseconds since the epoch. Texts that the store loaded last are not loaded again: what was restored stays.
    pub fn poll(&mut self, now: i64, files: &dyn Files) -> Event {
        let seen = self.look(files);
        if self.seen.as_ref() == Some(&seen) && !self.again {
            return Event::Unchanged;
        }
        let found = self.read(files);
        let moving = self.look(files) != seen;
        self.remember(seen, &found, now);
        if moving && self.waited < PATIENCE {
            return self.wait(None);
        }
        if self.loaded == Some(found.print) {
            self.calm();
            return if self.told.take().is_some() { Event::Loaded(Changes::default()) } else { Event::Unchanged };
        }
        if self.told == Some(found.print) {
            self.calm();
            return Event::Unchanged;
        }
        let stayed = self.suspect == Some(found.print) || self.waited >= PATIENCE;
        match self.try_load(&found) {
            Ok(changes) => Event::Loaded(changes),
            Err(failure) if stayed => {
                self.tell(found.print);
                Event::Failed(failure)
            }
            Err(_) => self.wait(Some(found.print)),
        }
    }

    /// Reads and loads the files now, and takes what is found as it is: for the start of a program.
    ///
    /// # Errors
    ///
    /// A file cannot be read, or the document is refused. Polls do not tell that again while the files stay as they are.
    pub fn load(&mut self, now: i64, files: &dyn Files) -> Result<Changes, Failure> {
        let seen = self.look(files);
        let found = self.read(files);
        self.remember(seen, &found, now);
        if self.loaded == Some(found.print) {
            self.told = None;
            self.calm();
            return Ok(Changes::default());
        }
        let loaded = self.try_load(&found);
        if loaded.is_err() {
            self.tell(found.print);
        }
        loaded
    }

    fn look(&self, files: &dyn Files) -> Vec<Option<Stamp>> {
        self.paths.iter().chain(&self.signatures()).map(|path| files.stamp(path).ok()).collect()
    }

    fn read(&self, files: &dyn Files) -> Found {
        let found = self.read_all(files);
        let print = match &found {
            Ok(texts) => self.hasher.hash_one(texts),
            Err((path, error)) => self.hasher.hash_one((path, error.kind())),
        };
        Found { texts: found.map_err(|(path, error)| Failure::unreadable(&path, &error)), print }
    }

    fn read_all(&self, files: &dyn Files) -> Result<Texts, (PathBuf, io::Error)> {
        let read = |path: &PathBuf| files.read(path).map_err(|error| (path.clone(), error));
        let documents = self.paths.iter().map(read).collect::<Result<_, _>>()?;
        // Why a signature that is missing is no failure to read: the loader says it, and what to do.
        let signature = |path: &PathBuf| match read(path) {
            Err((_, error)) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            other => other.map(Some),
        };
        Ok(Texts { documents, signatures: self.signatures().iter().map(signature).collect::<Result<_, _>>()? })
    }

    /// The paths of the signatures, as the documents'; none where the loader requires none.
    fn signatures(&self) -> Vec<PathBuf> {
        if requires_signature(&self.loader) { self.paths.iter().map(|path| beside(path)).collect() } else { Vec::new() }
    }

    fn try_load(&mut self, found: &Found) -> Result<Changes, Failure> {
        let texts = found.texts.as_ref().map_err(Failure::clone)?;
        let names = || self.paths.iter().map(|path| path.to_string_lossy());
        let mut named = names().zip(&texts.documents);
        let Some((base, text)) = named.next() else { return Ok(Changes::default()) };
        let loader = named.fold(self.loader.clone(), |loader, (name, text)| loader.overlay(&name, text));
        let loader = names().zip(&texts.signatures).fold(loader, |loader, (name, signature)| signed(loader, &name, signature.as_deref()));
        let changes = self.store.load_with(&loader, &base, text).map_err(Failure::Refused)?;
        self.loaded = Some(found.print);
        self.told = None;
        self.calm();
        Ok(changes)
    }

    /// Keeps what was seen, and whether the next poll must read even if it sees the same.
    fn remember(&mut self, seen: Vec<Option<Stamp>>, found: &Found, now: i64) {
        // What cannot be read today may be readable tomorrow without another stamp.
        self.again = found.texts.is_err() || seen.iter().flatten().any(|stamp| is_young(stamp, now));
        self.seen = Some(seen);
    }

    fn wait(&mut self, suspect: Option<Print>) -> Event {
        self.suspect = suspect;
        self.waited = self.waited.saturating_add(1);
        self.again = true;
        Event::Waiting
    }

    fn tell(&mut self, failure: Print) {
        self.told = Some(failure);
        self.calm();
    }

    /// Ends a row of polls that waited.
    fn calm(&mut self) {
        self.suspect = None;
        self.waited = 0;
    }
}

/// Where the signature of a file stands: beside it (spec R-15.2).
fn beside(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".sig");
    PathBuf::from(name)
}

#[cfg(feature = "signature")]
fn requires_signature(loader: &Loader) -> bool {
    loader.requires_signature()
}

#[cfg(not(feature = "signature"))]
fn requires_signature(_: &Loader) -> bool {
    false
}

#[cfg(feature = "signature")]
fn signed(loader: Loader, name: &str, signature: Option<&[u8]>) -> Loader {
    match signature {
        Some(signature) => loader.signature(name, signature),
        None => loader,
    }
}

#[cfg(not(feature = "signature"))]
fn signed(loader: Loader, _: &str, _: Option<&[u8]>) -> Loader {
    loader
}

/// Whether a file was written so lately that another change may not show in its stamp.
fn is_young(stamp: &Stamp, now: i64) -> bool {
    stamp.modified > i128::from(now.saturating_sub(YOUNG)).saturating_mul(1_000_000)
}
