//! The longest pause of a reader, while nothing is reloaded and while a document is, every ten milliseconds: printed, and not judged, since it is
//! a time, and the machine pauses readers too. Rounds of both take turns; beside the longest pause of each stands the median over the rounds.

use burgee::{Context, LoadError, Loader, Store};
use std::hint::black_box;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

const ROUNDS: usize = 15;
const ROUND: Duration = Duration::from_secs(1);
const EVERY: Duration = Duration::from_millis(10);
const FLAGS: usize = 1_000;

fn main() -> Result<(), LoadError> {
    let store = Store::new(Loader::new());
    let texts = [document(5), document(6)];
    store.load("flags.json", &texts[0])?;
    let (mut still, mut reloading) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        still.push(longest(&store, None));
        reloading.push(longest(&store, Some(&texts)));
    }
    println!("the longest pause of a reader, over {ROUNDS} rounds of {ROUND:?}, {FLAGS} flags");
    for (what, mut pauses) in [("without reloads", still), ("reloaded every 10 ms", reloading)] {
        pauses.sort();
        let at = |index: usize| pauses.get(index).map_or(0.0, |pause| pause.as_secs_f64() * 1e3);
        println!("{what:<22} least {:>8.3} ms, median {:>8.3} ms, most {:>8.3} ms", at(0), at(ROUNDS / 2), at(ROUNDS.saturating_sub(1)));
    }
    Ok(())
}

/// The longest time between two reads of one round, reloading or not.
fn longest(store: &Store, texts: Option<&[String; 2]>) -> Duration {
    let done = AtomicBool::new(false);
    thread::scope(|scope| {
        let (stop, stopped) = channel::<()>();
        let done = &done;
        scope.spawn(move || {
            // The channel is a clock that ends at once when the round does.
            for text in texts.into_iter().flatten().cycle() {
                if stopped.recv_timeout(EVERY) != Err(RecvTimeoutError::Timeout) {
                    return;
                }
                _ = black_box(store.load("flags.json", text));
            }
        });
        let reader = scope.spawn(|| {
            let user = Context::new("user-1");
            let (mut longest, mut last) = (Duration::ZERO, Instant::now());
            while !done.load(Relaxed) {
                black_box(store.snapshot().evaluate_at("flag-1", &user, 0).is_on());
                let now = Instant::now();
                (longest, last) = (longest.max(now.duration_since(last)), now);
            }
            longest
        });
        // Why not parking: whoever waits for threads may find a token of theirs, and not wait.
        let (_kept, clock) = channel::<()>();
        _ = clock.recv_timeout(ROUND);
        done.store(true, Relaxed);
        drop(stop);
        reader.join().unwrap_or_default()
    })
}

fn document(percent: u32) -> String {
    let flag = |at: usize| format!(r#""flag-{at}":{{"serve":{{"percent":{percent}}}}}"#);
    format!(r#"{{"burgee":"1","flags":{{{}}}}}"#, (0..FLAGS).map(flag).collect::<Vec<_>>().join(","))
}
