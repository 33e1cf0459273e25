//! A store: the live document, the one before, and what changed (spec section 10). No I/O: callers bring the text.

use crate::changes::Changes;
use crate::flags::Flags;
use crate::loader::{LoadError, Loader};
use crate::problem::{Problem, STALE_SERIAL};
use arc_swap::{ArcSwap, ArcSwapOption};
use std::sync::{Arc, Mutex, PoisonError};
#[cfg(feature = "clock")]
use std::time::Instant;

/// Serves one document, swaps it atomically, and keeps the one before.
///
/// Readers take a [`Store::snapshot`] and never wait. A document that is refused changes nothing.
///
/// # Examples
///
/// ```
/// use burgee::{Context, Loader, Store};
/// let store = Store::new(Loader::new());
/// store.load("flags.json", r#"{ "burgee": "1", "flags": { "dark-mode": { "serve": "on" } } }"#)?;
/// assert!(store.load("flags.json", "{").is_err());
/// assert!(store.snapshot().is_on("dark-mode", &Context::new("user-42")));
/// # Ok::<(), burgee::LoadError>(())
/// ```
#[derive(Debug)]
pub struct Store {
    loader: Loader,
    live: ArcSwap<Live>,
    previous: ArcSwapOption<Live>,
    /// Held while documents are swapped, never while they are read.
    swapping: Mutex<()>,
}

#[derive(Debug)]
struct Live {
    flags: Flags,
    /// Whether a document has been loaded.
    is_loaded: bool,
    #[cfg(feature = "clock")]
    since: Instant,
}

impl Live {
    fn new(flags: Flags, is_loaded: bool) -> Live {
        Live {
            flags,
            is_loaded,
            #[cfg(feature = "clock")]
            since: Instant::now(),
        }
    }
}

impl Store {
    /// A store without a document: every flag is not found until one is loaded. `loader` says how documents are loaded.
    pub fn new(loader: Loader) -> Store {
        let empty = Live::new(Flags::empty(), false);
        Store { loader, live: ArcSwap::from_pointee(empty), previous: ArcSwapOption::empty(), swapping: Mutex::new(()) }
    }

    /// Loads a document and serves it from now on.
    ///
    /// # Errors
    ///
    /// As [`Loader::load`], and `stale-serial` for a serial that is not above the one that is served. What was served keeps serving.
    pub fn load(&self, name: &str, text: impl AsRef<[u8]>) -> Result<Changes, LoadError> {
        self.load_with(&self.loader, name, text)
    }

    /// Loads a document with another loader: for overlays that change too.
    ///
    /// # Errors
    ///
    /// As [`Store::load`].
    pub fn load_with(&self, loader: &Loader, name: &str, text: impl AsRef<[u8]>) -> Result<Changes, LoadError> {
        self.promote(&loader.load(name, text)?)
    }

    /// Serves a candidate from now on: flags that were compiled before, and are not compiled again. [`Store::restore`] is the way back.
    ///
    /// How the candidate was loaded is the caller's: [`Store::loader`] loads it as this store does. Until it is promoted it serves nobody, so that it can
    /// be asked, compared with the live document, or run beside it in a `Shadow` (of feature `diff`).
    ///
    /// # Errors
    ///
    /// `stale-serial`, as in [`Store::load`], among the candidate's own diagnostics: what counts is what is served now, not what was when it was loaded.
    ///
    /// # Examples
    ///
    /// ```
    /// use burgee::{Context, Loader, Store};
    /// let (store, user) = (Store::new(Loader::new()), Context::new("user-42"));
    /// store.load("blue.json", r#"{ "burgee": "1", "serial": 1, "flags": { "a": { "serve": "off" } } }"#)?;
    /// let green = store.loader().load("green.json", r#"{ "burgee": "1", "serial": 2, "flags": { "a": { "serve": "on" } } }"#)?;
    /// assert!(!store.snapshot().is_on("a", &user));
    /// assert_eq!(store.promote(&green)?.changed, ["a"]);
    /// assert!(store.snapshot().is_on("a", &user));
    /// assert!(store.restore() && !store.snapshot().is_on("a", &user));
    /// # Ok::<(), burgee::LoadError>(())
    /// ```
    pub fn promote(&self, candidate: &Flags) -> Result<Changes, LoadError> {
        // Why a poisoned lock is fine: nothing is left half done under it.
        let _swapping = self.swapping.lock().unwrap_or_else(PoisonError::into_inner);
        let live = self.live.load_full();
        if let Some(refused) = stale(candidate, &live.flags) {
            return Err(refused);
        }
        let changes = Changes::between(&live.flags, candidate);
        self.live.store(Arc::new(Live::new(candidate.clone(), true)));
        self.previous.store(live.is_loaded.then_some(live));
        Ok(changes)
    }

    /// Serves the document before again, whatever its serial; what was served is the one before then. Says whether there was one.
    pub fn restore(&self) -> bool {
        let _swapping = self.swapping.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(previous) = self.previous.load_full() else { return false };
        let restored = Live::new(previous.flags.clone(), true);
        let live = self.live.swap(Arc::new(restored));
        self.previous.store(Some(live));
        true
    }

    /// The document that is served now. Ask it as often as a request needs: it does not change under you.
    pub fn snapshot(&self) -> Flags {
        self.live.load().flags.clone()
    }

    /// Whether a document has been loaded.
    pub fn is_loaded(&self) -> bool {
        self.live.load().is_loaded
    }

    /// How documents are loaded.
    pub fn loader(&self) -> &Loader {
        &self.loader
    }

    /// The document before.
    pub fn previous(&self) -> Option<Flags> {
        self.previous.load().as_ref().map(|previous| previous.flags.clone())
    }

    /// How long the document has been served.
    #[cfg(feature = "clock")]
    pub fn age(&self) -> std::time::Duration {
        self.live.load().since.elapsed()
    }
}

/// What is said of a serial that is not above the live one's: that, among the document's own diagnostics.
fn stale(candidate: &Flags, live: &Flags) -> Option<LoadError> {
    let (serial, serving) = (candidate.serial()?, live.serial()?);
    let (own, other) = (candidate.edition()?, live.edition()?);
    let steps_back = serial < serving || (serial == serving && own.fingerprint != other.fingerprint);
    let problem = || Problem::new(&STALE_SERIAL, &[&serial.to_string(), &serving.to_string()]);
    steps_back.then(|| LoadError::with(candidate.diagnostics().to_vec(), own.index, own.stale.with_problem(problem())))
}
