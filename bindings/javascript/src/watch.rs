//! Watches by handle: JavaScript says when to look at the files.

use crate::engine::{Engine, FAILED};
use crate::input;
use crate::report;
use crate::required::{NOTHING, required};
use crate::store::GONE;
use burgee::{Changes, Loader, Store, Value};
use burgee_watch::{Disk, Event, Failure, Poller};
use std::sync::Arc;

impl Engine {
    /// Watches for a store the file whose path is the first text in the input, under the overlays in the files whose paths follow. The files
    /// are loaded at once, and it is said what that came to. The handle of the watch, whatever it came to.
    ///
    /// What is required of the texts stands behind the paths, as [`Engine::load_required`] has it; signatures are read from files beside theirs.
    pub fn watch(&mut self, input: &[u8], store: i32, [length, end]: [u32; 2], strict: bool, now: f64) -> i32 {
        let Some(store) = self.stores.get(store).cloned() else { return self.fail(GONE) };
        let Some(loader) = required(Loader::new().strict(strict), input, length, end) else { return self.fail(NOTHING) };
        let texts = input::bytes(input, 0, length).and_then(input::texts).unwrap_or_default();
        let mut paths = texts.iter().map_while(|path| str::from_utf8(path).ok());
        let Some(base) = paths.next() else { return self.fail("the input holds no path") };
        let poller = paths.fold(Poller::new(store.clone(), base), Poller::overlay);
        let mut poller = poller.loader(loader);
        let event = poller.load(now as i64, &Disk).map_or_else(Event::Failed, Event::Loaded);
        self.happened(&store, event);
        self.watches.insert(poller).unwrap_or(FAILED)
    }

    /// Looks at the files of a watch, and says what it came to: nothing, where there is nothing to say.
    pub fn poll(&mut self, watch: i32, now: f64) -> i32 {
        let Some(poller) = self.watches.get_mut(watch) else { return self.fail("there is no such watch") };
        let event = poller.poll(now as i64, &Disk);
        let store = poller.store().clone();
        self.happened(&store, event);
        0
    }

    fn happened(&mut self, store: &Arc<Store>, event: Event) {
        let (what, told) = match event {
            Event::Unchanged | Event::Waiting => {
                self.fail("");
                return;
            }
            Event::Loaded(changes) => ("loaded", self.reloaded(store, &changes)),
            Event::Failed(Failure::Refused(error)) => ("refused", report::refusal(&error)),
            Event::Failed(failure) => ("unreadable", report::message(&failure.to_string())),
        };
        self.say(&report::object([(what, Some(told))]));
    }

    fn reloaded(&mut self, store: &Arc<Store>, changes: &Changes) -> Value {
        let document = self.keep(store.snapshot());
        let [added, removed, changed] = report::changes(changes);
        report::object([("document", Some(Value::from(document))), added, removed, changed])
    }
}
