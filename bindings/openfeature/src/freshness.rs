//! Whether what is served is what the source has, as far as whoever reloads it knows.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Tells a [`Provider`](crate::Provider) whether what is served is up to date: its status is `STALE` while it is not.
///
/// Whoever reloads the store calls it, such as the callbacks of a watch. Clones tell the same provider.
///
/// # Examples
///
/// ```
/// use burgee::{Loader, Store};
/// use burgee_openfeature::Provider;
/// use burgee_watch::Watch;
/// use std::sync::Arc;
/// let store = Arc::new(Store::new(Loader::new()));
/// let provider = Provider::new(store.clone());
/// let (good, bad) = (provider.freshness(), provider.freshness());
/// let mut watch = Watch::new(store, "no-such-file.json").on(move |_| good.fresh(), move |_| bad.stale());
/// watch.poll();
/// ```
#[derive(Clone, Debug, Default)]
pub struct Freshness {
    stale: Arc<AtomicBool>,
}

impl Freshness {
    /// What is served is what the source has.
    pub fn fresh(&self) {
        self.stale.store(false, Ordering::Relaxed);
    }

    /// The source cannot be had, or has what is refused; what was good keeps serving.
    pub fn stale(&self) {
        self.stale.store(true, Ordering::Relaxed);
    }

    pub(crate) fn is_stale(&self) -> bool {
        self.stale.load(Ordering::Relaxed)
    }
}
