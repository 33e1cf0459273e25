//! A snapshot is one document, however often documents are swapped under its readers (row 9 of `docs/trust.md`).

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test fails by panicking"
)]

use burgee::{Context, Flags, Loader, Store};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::thread;

const SWAPS: u64 = 5_000;
const READS: u64 = 4_000_000;
const READERS: usize = 2;
/// The flags of a document, all of which serve its number.
const FLAGS: usize = 12;

/// A document in which everything says one number: revision, serial, a value, a variant, a rule, a ring.
fn document(number: u64) -> String {
    let flag = |at: usize| {
        let variants = format!(r#""variants":{{"off":-1,"v{number}":{number}}}"#);
        let serve = match at % 4 {
            0 => format!(r#""serve":"v{number}""#),
            1 => format!(r#""rules":[{{"id":"v{number}","serve":"v{number}"}}]"#),
            2 => format!(r#""serve":{{"ring":"v{number}","variant":"v{number}"}}"#),
            _ => format!(r#""requires":{{"flag-0":"v{number}"}},"serve":"v{number}""#),
        };
        format!(r#""flag-{at}":{{{variants},{serve}}}"#)
    };
    let flags: Vec<String> = (0..FLAGS).map(flag).collect();
    format!(r#"{{"burgee":"1","serial":{number},"revision":"v{number}","rings":[{{"id":"v{number}"}}],"flags":{{{}}}}}"#, flags.join(","))
}

/// The number of a snapshot, if everything in it says the same.
fn number(flags: &Flags, user: &Context, read: u64) -> Result<u64, String> {
    let revision = flags.revision().unwrap_or_default();
    let number = flags.serial().unwrap_or(u64::MAX);
    let same = |text: Option<&str>| text.and_then(|text| text.strip_prefix('v')?.parse().ok()) == Some(number);
    // Two flags of each read, another two in the next.
    for at in [read as usize % FLAGS, (read as usize / 5 + 1) % FLAGS] {
        let key = format!("flag-{at}");
        let decision = flags.evaluate_at(&key, user, 0);
        let whole = same(decision.variant())
            && decision.number() == Some(number as f64)
            && decision.rule().is_none_or(|rule| same(Some(rule)))
            && decision.ring().is_none_or(|ring| same(Some(ring)))
            && same(decision.revision());
        if !whole {
            return Err(format!("{revision}, serial {number}: {}", decision.to_json()));
        }
    }
    if same(Some(revision)) { Ok(number) } else { Err(format!("{revision} has the serial {number}")) }
}

/// Swaps documents under readers until both have done what they should. `forward`: no restores, so no reader may ever step back.
fn swapped(forward: bool) -> (u64, u64) {
    let store = Store::new(Loader::new());
    store.load("flags.json", document(1)).unwrap();
    let (done, reads) = (AtomicBool::new(false), AtomicU64::new(0));
    let read = |first: u64| {
        let user = Context::new("user-1");
        let (mut own, mut last) = (first, 0);
        while !done.load(Relaxed) {
            for _ in 0..100 {
                let now = number(&store.snapshot(), &user, own).unwrap_or_else(|torn| panic!("torn: {torn}"));
                assert!(!forward || now >= last, "{now} was read after {last}");
                (own, last) = (own + 1, now);
            }
            reads.fetch_add(100, Relaxed);
        }
    };
    let mut swaps = 1;
    thread::scope(|scope| {
        let readers: Vec<_> = (0..READERS).map(|reader| scope.spawn(move || read(reader as u64 * 3))).collect();
        let unharmed = || readers.iter().all(|reader| !reader.is_finished());
        while (swaps < SWAPS || reads.load(Relaxed) < READS) && unharmed() {
            store.load("flags.json", document(swaps + 1)).unwrap();
            swaps += 1;
            assert!(store.load("flags.json", &document(swaps + 1).as_bytes()[..swaps as usize % 100]).is_err());
            if !forward && swaps.is_multiple_of(3) {
                // There and back: the next document's serial is above the one that is served.
                assert!(store.restore() && store.restore());
            }
        }
        done.store(true, Relaxed);
        assert!(readers.into_iter().map(|reader| reader.join()).all(|ended| ended.is_ok()), "a reader saw a torn document");
    });
    (swaps, reads.load(Relaxed))
}

#[test]
#[cfg_attr(debug_assertions, ignore = "eight million reads: --profile bench")]
fn no_read_is_torn() {
    for forward in [true, false] {
        let (swaps, reads) = swapped(forward);
        println!("{swaps} swaps under {reads} reads{}, none torn", if forward { ", none back" } else { " and restores" });
        assert!(swaps >= SWAPS && reads >= READS);
    }
}
