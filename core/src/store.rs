//! A store: the live document, the one before, and what changed (spec section 10). No I/O: callers bring the text.

use crate::changes::Changes;
use crate::diagnostic::Diagnostic;
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
    /// The texts' hash, so that the same text with the same serial is no step back.
    fingerprint: Option<u64>,
    #[cfg(feature = "clock")]
    since: Instant,
}

impl Live {
    fn new(flags: Flags, fingerprint: Option<u64>) -> Live {
        Live {
            flags,
            fingerprint,
            #[cfg(feature = "clock")]
            since: Instant::now(),
        }
    }
}

impl Store {
    /// A store without a document: every flag is not found until one is loaded. `loader` says how documents are loaded.
    pub fn new(loader: Loader) -> Store {
        let empty = Live::new(Flags::empty(), None);
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
        let flags = loader.load(name, text.as_ref())?;
        let fingerprint = Some(loader.fingerprint(text.as_ref()));
        // Why a poisoned lock is fine: nothing is left half done under it.
        let _swapping = self.swapping.lock().unwrap_or_else(PoisonError::into_inner);
        let live = self.live.load_full();
        if let Some(stale) = stale(&flags, fingerprint, &live) {
            return Err(LoadError { diagnostics: vec![stale] });
        }
        let changes = Changes::between(&live.flags, &flags);
        self.live.store(Arc::new(Live::new(flags, fingerprint)));
        self.previous.store(live.fingerprint.is_some().then_some(live));
        Ok(changes)
    }

    /// Serves the document before again, whatever its serial; what was served is the one before then. Says whether there was one.
    pub fn restore(&self) -> bool {
        let _swapping = self.swapping.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(previous) = self.previous.load_full() else { return false };
        let restored = Live::new(previous.flags.clone(), previous.fingerprint);
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
        self.live.load().fingerprint.is_some()
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

/// The diagnostic of a serial that is not above the live one's.
fn stale(flags: &Flags, fingerprint: Option<u64>, live: &Live) -> Option<Diagnostic> {
    let (serial, serving) = (flags.serial()?, live.flags.serial()?);
    let steps_back = serial < serving || (serial == serving && fingerprint != live.fingerprint);
    let at = flags.serial_at().filter(|_| steps_back)?;
    Some(at.with_problem(Problem::new(&STALE_SERIAL, &[&serial.to_string(), &serving.to_string()])))
}
