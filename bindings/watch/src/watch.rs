//! A watch: a poller with an interval and somebody to tell, and the thread that runs it.

use crate::failure::Failure;
use crate::files::Disk;
use crate::handle::{Handle, Signal};
use crate::poller::{Event, Poller};
use burgee::{Changes, Loader, Store};
use std::fmt;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// How often files are looked at, unless it is said otherwise.
const USUAL: Duration = Duration::from_secs(1);
/// The shortest interval there is.
const SHORTEST: Duration = Duration::from_millis(10);

type OnChange = Box<dyn FnMut(&Changes) + Send>;
type OnError = Box<dyn FnMut(&Failure) + Send>;

/// Keeps a store in step with a document's file, and with those of its overlays.
///
/// # Examples
///
/// ```
/// use burgee::{Context, Loader, Store};
/// use burgee_watch::{Failure, Watch};
/// use std::sync::Arc;
/// use std::time::Duration;
///
/// # let folder = std::env::temp_dir().join(format!("burgee-watch-{}", std::process::id()));
/// # std::fs::create_dir_all(&folder)?;
/// # let file = folder.join("flags.json");
/// # std::fs::write(&file, r#"{ "burgee": "1", "flags": { "dark-mode": { "serve": "on" } } }"#)?;
/// let store = Arc::new(Store::new(Loader::new()));
/// let mut watch = Watch::new(store.clone(), &file)
///     .interval(Duration::from_secs(5))
///     .on(|changes| println!("changed: {changes:?}"), |failure| eprintln!("still serving what was: {failure}"));
/// watch.load()?; // a program that cannot do without its flags ends here
/// let handle = watch.start()?;
/// assert!(store.snapshot().is_on("dark-mode", &Context::new("user-42")));
/// handle.stop();
/// # std::fs::remove_dir_all(&folder)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Watch {
    poller: Poller,
    interval: Duration,
    on_change: OnChange,
    on_error: OnError,
}

impl Watch {
    /// A watch of a base document: every second, with nobody to tell.
    pub fn new(store: Arc<Store>, base: impl Into<PathBuf>) -> Watch {
        Watch { poller: Poller::new(store, base), interval: USUAL, on_change: Box::new(|_| {}), on_error: Box::new(|_| {}) }
    }

    /// Adds an overlay on top of those before it.
    #[must_use]
    pub fn overlay(mut self, path: impl Into<PathBuf>) -> Watch {
        self.poller = self.poller.overlay(path);
        self
    }

    /// How documents are loaded; the store's own loader has no say here.
    #[must_use]
    pub fn loader(mut self, loader: Loader) -> Watch {
        self.poller = self.poller.loader(loader);
        self
    }

    /// How long to wait from one poll to the next: a hundredth of a second at least.
    #[must_use]
    pub fn interval(mut self, interval: Duration) -> Watch {
        self.interval = interval.max(SHORTEST);
        self
    }

    /// Whom to tell, once each, of what was loaded and of what could not be. Both are called from the thread that polls, one at a time.
    ///
    /// The changes are empty where the files came back to what is served.
    #[must_use]
    pub fn on(mut self, change: impl FnMut(&Changes) + Send + 'static, error: impl FnMut(&Failure) + Send + 'static) -> Watch {
        self.on_change = Box::new(change);
        self.on_error = Box::new(error);
        self
    }

    /// Reads and loads the files now, whether or not they are being written: for the start of a program. Calls nobody.
    ///
    /// # Errors
    ///
    /// A file cannot be read, or the document is refused. The watch can be started nevertheless, and does not tell that again.
    pub fn load(&mut self) -> Result<Changes, Failure> {
        self.poller.load(now(), &Disk)
    }

    /// Polls once, here: tells whom there is to tell, and says what it came to. For hosts with timers of their own.
    pub fn poll(&mut self) -> Event {
        let event = self.poller.poll(now(), &Disk);
        match &event {
            Event::Loaded(changes) => (self.on_change)(changes),
            Event::Failed(failure) => (self.on_error)(failure),
            Event::Unchanged | Event::Waiting => {}
        }
        event
    }

    /// Polls from now on, at once and then at every interval, in a thread of its own, until the handle is stopped or dropped.
    ///
    /// # Errors
    ///
    /// The system gives no thread.
    pub fn start(mut self) -> io::Result<Handle> {
        let signal = Arc::new(Signal::default());
        let waiting = signal.clone();
        let run = move || {
            loop {
                // Why a panic is no end: it is the callback's, the hook has told it, and flags must keep up to date.
                let _panicked = catch_unwind(AssertUnwindSafe(|| self.poll()));
                if !waiting.wait(self.interval) {
                    return;
                }
            }
        };
        let thread = thread::Builder::new().name("burgee-watch".to_owned()).spawn(run)?;
        Ok(Handle::new(signal, thread))
    }
}

impl fmt::Debug for Watch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Watch").field("poller", &self.poller).field("interval", &self.interval).finish_non_exhaustive()
    }
}

/// The system clock, in milliseconds since the epoch.
#[expect(clippy::disallowed_methods, reason = "the one place where the watch reads the clock: how old a file is")]
fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |since| i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}
