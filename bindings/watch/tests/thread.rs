//! The thread over a real disk. Nothing here waits for time to pass: intervals are an hour, and polls are asked for.

#![expect(clippy::unwrap_used, reason = "a test may")]

use burgee::{Changes, Loader, Store};
use burgee_watch::{Disk, Event, Failure, Files, Watch};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

const HOUR: Duration = Duration::from_secs(3_600);

/// A new folder for a test.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _old = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn document(flag: &str) -> String {
    format!(r#"{{ "burgee": "1", "flags": {{ "{flag}": {{ "serve": "on" }} }} }}"#)
}

fn rename_over(file: &Path, text: &str) {
    let new = file.with_extension("new");
    fs::write(&new, text).unwrap();
    fs::rename(new, file).unwrap();
}

fn store() -> Arc<Store> {
    Arc::new(Store::new(Loader::new()))
}

#[derive(Debug, PartialEq)]
enum Told {
    Changed(Changes),
    Failed(Failure),
}

/// A watch every hour that tells a channel.
fn watch(store: Arc<Store>, file: &Path) -> (Watch, Receiver<Told>) {
    let (change, told): (Sender<Told>, _) = channel();
    let error = change.clone();
    let watch = Watch::new(store, file).interval(HOUR).on(
        move |changes| change.send(Told::Changed(changes.clone())).unwrap(),
        move |failure| error.send(Told::Failed(failure.clone())).unwrap(),
    );
    (watch, told)
}

#[track_caller]
fn adds(told: &Told, flag: &str) {
    assert!(matches!(told, Told::Changed(changes) if changes.added == [flag]), "{told:?}");
}

#[test]
fn a_watch_loads_at_once_and_again_when_it_is_asked() {
    let file = folder("asked").join("flags.json");
    fs::write(&file, document("a")).unwrap();
    let store = store();
    let (watch, told) = watch(store.clone(), &file);
    let handle = watch.start().unwrap();
    adds(&told.recv().unwrap(), "a");
    rename_over(&file, &document("b"));
    handle.poll();
    adds(&told.recv().unwrap(), "b");
    handle.stop();
    assert!(told.recv().is_err(), "the callbacks are gone with the thread");
    assert!(store.snapshot().flag("b").is_some(), "the store keeps serving");
}

#[test]
fn a_watch_polls_at_every_interval() {
    let file = folder("interval").join("flags.json");
    let (watch, told) = watch(store(), &file);
    let handle = watch.interval(Duration::ZERO).start().unwrap();
    assert!(matches!(told.recv().unwrap(), Told::Failed(Failure::Unreadable { .. })));
    rename_over(&file, &document("a"));
    adds(&told.recv().unwrap(), "a");
    handle.stop();
}

#[test]
fn the_first_load_is_not_told_again() {
    let file = folder("first").join("flags.json");
    fs::write(&file, document("a")).unwrap();
    let (mut watch, told) = watch(store(), &file);
    assert_eq!(watch.load().unwrap().added, ["a"]);
    let handle = watch.start().unwrap();
    handle.poll();
    rename_over(&file, &document("b"));
    handle.poll();
    adds(&told.recv().unwrap(), "b");
    drop(handle);
    assert!(told.recv().is_err());
}

#[test]
fn a_callback_that_panics_does_not_end_the_watch() {
    let file = folder("panics").join("flags.json");
    let (change, told) = channel();
    let watch = Watch::new(store(), &file).interval(HOUR).on(
        move |changes| {
            change.send(changes.clone()).unwrap();
            assert!(changes.added != ["a"], "a callback that fails");
        },
        |_| {},
    );
    fs::write(&file, document("a")).unwrap();
    let handle = watch.start().unwrap();
    told.recv().unwrap();
    rename_over(&file, &document("b"));
    handle.poll();
    assert_eq!(told.recv().unwrap().added, ["b"]);
    handle.stop();
}

#[test]
fn a_callback_may_drop_the_handle() {
    let file = folder("drops").join("flags.json");
    fs::write(&file, document("a")).unwrap();
    let place = Arc::new(Mutex::new(None));
    let held = place.clone();
    let (done, dropped) = channel();
    let watch = Watch::new(store(), &file).interval(HOUR).on(
        move |_| {
            held.lock().unwrap().take();
            done.send(()).unwrap();
        },
        |_| {},
    );
    // Held until the handle is in its place.
    let mut empty = place.lock().unwrap();
    *empty = Some(watch.start().unwrap());
    drop(empty);
    dropped.recv().unwrap();
    assert!(dropped.recv().is_err(), "the thread ended");
}

#[test]
fn a_poll_in_place_needs_no_thread() {
    let folder = folder("in-place");
    let file = folder.join("flags.json");
    let (mut watch, told) = watch(store(), &file);
    assert_eq!(watch.poll(), Event::Waiting);
    assert!(matches!(watch.poll(), Event::Failed(_)));
    fs::create_dir(&file).unwrap();
    assert_eq!(watch.poll(), Event::Waiting);
    assert!(matches!(watch.poll(), Event::Failed(Failure::Unreadable { kind: std::io::ErrorKind::InvalidInput, .. })));
    fs::remove_dir(&file).unwrap();
    fs::write(&file, document("a")).unwrap();
    assert!(matches!(watch.poll(), Event::Loaded(_)));
    assert_eq!(told.try_iter().count(), 3);
}

#[cfg(unix)]
#[test]
fn a_link_that_is_pointed_elsewhere_is_followed() {
    let folder = folder("link");
    for (name, flag) in [("one", "a"), ("two", "b")] {
        fs::create_dir(folder.join(name)).unwrap();
        fs::write(folder.join(name).join("flags.json"), document(flag)).unwrap();
    }
    let data = folder.join("..data");
    std::os::unix::fs::symlink("one", &data).unwrap();
    let (mut watch, _told) = watch(store(), &data.join("flags.json"));
    assert!(matches!(watch.poll(), Event::Loaded(_)));
    std::os::unix::fs::symlink("two", folder.join("..new")).unwrap();
    fs::rename(folder.join("..new"), &data).unwrap();
    assert!(matches!(watch.poll(), Event::Loaded(changes) if changes.added == ["b"]));
}

#[test]
fn a_text_beyond_the_limit_is_refused_and_not_read_to_its_end() {
    let file = folder("large").join("flags.json");
    let limit = burgee::LIMITS.iter().find(|limit| limit.name == "document-bytes").unwrap().value;
    fs::File::create(&file).unwrap().set_len(u64::try_from(limit).unwrap() * 64).unwrap();
    assert_eq!(Disk.read(&file).unwrap().len(), limit + 1);
    let (mut watch, _told) = watch(store(), &file);
    let Err(Failure::Refused(error)) = watch.load() else { panic!("not refused") };
    assert!(error.diagnostics().iter().any(|diagnostic| diagnostic.code() == "limit-exceeded"));
}
