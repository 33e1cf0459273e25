//! A global allocator that counts, but only while it is told to: a counter that always runs would charge those engines for their
//! allocations twice.

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering::Relaxed};

static COUNTING: AtomicBool = AtomicBool::new(false);
static ALLOCATIONS: AtomicU64 = AtomicU64::new(0);
static LIVE: AtomicI64 = AtomicI64::new(0);

/// The system's allocator, with a count beside it.
pub struct Counting;

/// What happened while it counted.
#[derive(Clone, Copy, Debug, Default)]
pub struct Count {
    /// Allocations; a block that grows is one more.
    pub allocations: u64,
    /// Bytes allocated and not freed.
    pub live: i64,
}

/// Counts what a piece of work allocates. Work on other threads is counted too: there is none.
pub fn count<T>(work: impl FnOnce() -> T) -> (T, Count) {
    let before = (ALLOCATIONS.load(Relaxed), LIVE.load(Relaxed));
    COUNTING.store(true, Relaxed);
    let result = work();
    COUNTING.store(false, Relaxed);
    (result, Count { allocations: ALLOCATIONS.load(Relaxed) - before.0, live: LIVE.load(Relaxed) - before.1 })
}

fn note(allocations: u64, bytes: i64) {
    if COUNTING.load(Relaxed) {
        ALLOCATIONS.fetch_add(allocations, Relaxed);
        LIVE.fetch_add(bytes, Relaxed);
    }
}

fn signed(bytes: usize) -> i64 {
    i64::try_from(bytes).unwrap_or(i64::MAX)
}

#[expect(unsafe_code, reason = "a global allocator cannot be written without; each method hands its arguments on unchanged")]
// SAFETY: every block comes from `System` and goes back to it, with the layout it was asked for.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        note(1, signed(layout.size()));
        // SAFETY: the caller's promise is handed on.
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        note(1, signed(layout.size()));
        // SAFETY: the caller's promise is handed on.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        note(0, -signed(layout.size()));
        // SAFETY: the caller's promise is handed on.
        unsafe { System.dealloc(block, layout) }
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        note(1, signed(size) - signed(layout.size()));
        // SAFETY: the caller's promise is handed on.
        unsafe { System.realloc(block, layout, size) }
    }
}
