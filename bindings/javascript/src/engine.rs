//! The engine: documents, contexts and stores by handle, one text to read after a call, and the area that JavaScript writes its input to.
//!
//! Every call gives a number. A negative one says that it failed, and the text says why.

use crate::handles::Handles;
use crate::input;
use crate::kept::{self, Kept};
use crate::records::Records;
use crate::report;
use crate::tree;
use burgee::{Context, Decision, Flag, Flags, LoadError, Loader, Store, Subject, Value};
use std::sync::Arc;

/// What a call gives that failed.
pub const FAILED: i32 = -1;

/// What a call is given as context for the records in the input.
const WRITTEN: i32 = -1;
/// What it is given for something that is no context.
const INVALID: i32 = -2;

/// All that one copy of the JavaScript package holds.
pub struct Engine {
    pub(crate) documents: Handles<Flags>,
    contexts: Handles<Kept>,
    pub(crate) stores: Handles<Arc<Store>>,
    #[cfg(feature = "watch")]
    pub(crate) watches: Handles<burgee_watch::Poller>,
    text: String,
    results: i32,
}

impl Default for Engine {
    fn default() -> Engine {
        Engine::new()
    }
}

impl Engine {
    /// An engine that holds nothing.
    pub const fn new() -> Engine {
        Engine {
            documents: Handles::new(),
            contexts: Handles::new(),
            stores: Handles::new(),
            #[cfg(feature = "watch")]
            watches: Handles::new(),
            text: String::new(),
            results: 0,
        }
    }

    /// What the last call that says something said.
    pub fn text(&self) -> &str {
        &self.text
    }

    pub(crate) fn say(&mut self, value: &Value) {
        self.text = value.to_json();
    }

    /// Fails, and says why.
    pub fn fail(&mut self, why: &str) -> i32 {
        self.text = why.to_owned();
        FAILED
    }

    /// Fails as a document does that is refused.
    pub fn refuse(&mut self, why: &str) -> i32 {
        self.say(&report::object([("message", Some(Value::from(why))), ("diagnostics", report::list([]))]));
        FAILED
    }

    pub(crate) fn keep(&mut self, flags: Flags) -> i32 {
        match self.documents.insert(flags) {
            Some(document) => document,
            None => self.refuse("there are too many documents"),
        }
    }

    /// Loads the document whose name and text are the first texts in the input, under the overlays whose names and texts follow. Its handle.
    #[inline(never)]
    pub fn load(&mut self, input: &[u8], length: u32, strict: bool) -> i32 {
        let Some((loader, name, text)) = source(input, length, strict) else { return self.refuse("the input holds no document") };
        self.loaded(loader.load(&name, text))
    }

    /// The handle of what was loaded, if it was.
    pub(crate) fn loaded(&mut self, loaded: Result<Flags, LoadError>) -> i32 {
        match loaded {
            Ok(flags) => self.keep(flags),
            Err(error) => {
                self.say(&report::refusal(&error));
                FAILED
            }
        }
    }

    /// Says what was found wrong with a document.
    #[inline(never)]
    pub fn diagnostics(&mut self, document: i32) -> i32 {
        self.tell(document, |flags| Some(report::diagnostics(flags.diagnostics())))
    }

    /// Says a document's revision and serial, its keys, and which flags are quarantined.
    #[inline(never)]
    pub fn summary(&mut self, document: i32) -> i32 {
        self.tell(document, |flags| Some(report::summary(flags)))
    }

    /// Says what is known of a flag before it is asked.
    #[inline(never)]
    pub fn describe(&mut self, document: i32, flag: i32) -> i32 {
        self.tell(document, |flags| flag_at(flags, flag).map(report::flag))
    }

    fn tell(&mut self, document: i32, what: impl FnOnce(&Flags) -> Option<Value>) -> i32 {
        match self.documents.get(document).and_then(what) {
            Some(value) => {
                self.say(&value);
                0
            }
            None => self.fail("there is no such document or flag"),
        }
    }

    /// The number of attributes that a document's flags may ask for: so many records has the input.
    pub fn attributes(&self, document: i32) -> i32 {
        self.documents.get(document).map_or(FAILED, |flags| natural(flags.attributes().count()))
    }

    /// The index of the flag whose key is the input; negative where there is none.
    pub fn find(&self, input: &[u8], document: i32, length: u32) -> i32 {
        let key = input::bytes(input, 0, length).and_then(|key| str::from_utf8(key).ok());
        let flag = self.documents.get(document).zip(key).and_then(|(flags, key)| flags.flag(key));
        flag.map_or(FAILED, |flag| natural(flag.index()))
    }

    /// Decides a flag. 1 where its value is `true`, else 0; the first words of the input are the decision's shape and its bucket plus one.
    #[inline]
    pub fn evaluate(&mut self, input: &mut [u8], document: i32, flag: i32, context: i32, now: f64) -> i32 {
        let records = Records::new(input);
        let asked = Asked { document, context, now };
        let Some(decision) = asked.flag(&self.documents, &mut self.contexts, &records, flag) else { return FAILED };
        input::write_result(input, 0, &decision);
        i32::from(decision.is_on())
    }

    /// Decides every flag. Their number; [`Engine::results`] says where their shapes and buckets are. Where the input is too small for
    /// these, the negative of the bytes that it must have: at least 64.
    #[inline(never)]
    pub fn evaluate_all(&mut self, input: &mut [u8], document: i32, context: i32, now: f64) -> i32 {
        let records = Records::new(input);
        let asked = Asked { document, context, now };
        let Some(flags) = self.documents.get(document) else { return FAILED };
        let start = records.end(flags.attributes().count()).next_multiple_of(input::RESULT);
        let end = flags.keys().count().saturating_mul(input::RESULT).saturating_add(start);
        if input.len() < end {
            return natural(end).wrapping_neg();
        }
        let Some(subject) = asked.subject(flags, &mut self.contexts, &records) else { return FAILED };
        let decisions = flags.evaluate_all_at(subject, asked.instant());
        self.results = natural(start);
        for (decision, at) in decisions.iter().zip((start..end).step_by(input::RESULT)) {
            input::write_result(input, at, decision);
        }
        natural(decisions.len())
    }

    /// The byte of the input at which the results of [`Engine::evaluate_all`] begin.
    pub fn results(&self) -> i32 {
        self.results
    }

    /// Decides a flag, and says the decision as canonical JSON.
    #[inline(never)]
    pub fn decision(&mut self, input: &[u8], document: i32, flag: i32, context: i32, now: f64) -> i32 {
        let records = Records::new(input);
        let asked = Asked { document, context, now };
        let Some(flags) = self.documents.get(document) else { return self.fail(NOBODY) };
        let subject = asked.subject(flags, &mut self.contexts, &records);
        let Some((flag, subject)) = flag_at(flags, flag).zip(subject) else { return self.fail(NOBODY) };
        self.text = flags.evaluate_at(flag.key(), subject, asked.instant()).to_json();
        0
    }

    /// Decides a flag, and says every step as canonical JSON; for people where `readable`.
    #[inline(never)]
    pub fn explain(&mut self, input: &[u8], document: i32, flag: i32, context: i32, now: f64, readable: bool) -> i32 {
        let records = Records::new(input);
        let asked = Asked { document, context, now };
        let Some(flags) = self.documents.get(document) else { return self.fail(NOBODY) };
        let subject = asked.subject(flags, &mut self.contexts, &records);
        let Some((flag, subject)) = flag_at(flags, flag).zip(subject) else { return self.fail(NOBODY) };
        let trace = flags.explain_at(flag.key(), subject, asked.instant());
        self.text = if readable { trace.to_string() } else { trace.to_json() };
        0
    }

    /// Keeps the context that the tree in the input describes. Its handle.
    #[inline(never)]
    pub fn context(&mut self, input: &[u8], length: u32) -> i32 {
        let context = input::bytes(input, 0, length).and_then(tree::decode).as_ref().and_then(kept::context);
        match context.and_then(|context| self.contexts.insert(Kept::new(context))) {
            Some(handle) => handle,
            None => self.fail("the input describes no context"),
        }
    }

    /// Keeps the context that JSON text in the input describes. Its handle.
    #[inline(never)]
    pub fn context_text(&mut self, input: &[u8], length: u32) -> i32 {
        let Some(text) = input::bytes(input, 0, length).and_then(|text| str::from_utf8(text).ok()) else {
            return self.fail("the input holds no text");
        };
        match Context::parse(text) {
            Ok(context) => self.contexts.insert(Kept::new(context)).unwrap_or(FAILED),
            Err(error) => {
                self.say(&report::context(&error));
                FAILED
            }
        }
    }

    /// The bucket of a unit in a draw. The input holds the salt, then the unit.
    #[inline(never)]
    pub fn bucket(&self, input: &[u8], domain: u32, length: u32) -> i32 {
        let texts = input::bytes(input, 0, length).and_then(input::texts).unwrap_or_default();
        let (Some(domain), [salt, unit]) = (kept::DOMAINS.get(domain as usize), texts.as_slice()) else { return FAILED };
        let (Ok(salt), Ok(unit)) = (str::from_utf8(salt), str::from_utf8(unit)) else { return FAILED };
        domain.bucket(salt, unit).cast_signed()
    }

    /// Gives back what a handle names: 0 a document, 1 a context, 2 a store, 3 a watch.
    #[inline(never)]
    pub fn release(&mut self, kind: u32, handle: i32) -> i32 {
        let released = match kind {
            0 => self.release_document(handle),
            1 => self.contexts.remove(handle).is_some(),
            2 => self.stores.remove(handle).is_some(),
            #[cfg(feature = "watch")]
            3 => self.watches.remove(handle).is_some(),
            _ => false,
        };
        if released { 0 } else { FAILED }
    }

    fn release_document(&mut self, document: i32) -> bool {
        self.contexts.all_mut().for_each(|context| context.forget(document));
        self.documents.remove(document).is_some()
    }
}

const NOBODY: &str = "there is no such document, flag or context";

/// What a question says beside the flag.
struct Asked {
    document: i32,
    context: i32,
    now: f64,
}

impl Asked {
    #[inline]
    fn instant(&self) -> i64 {
        self.now as i64
    }

    #[inline]
    fn subject<'s>(&self, flags: &Flags, contexts: &'s mut Handles<Kept>, records: &'s Records<'_>) -> Option<Subject<'s>> {
        match self.context {
            WRITTEN => Some(Subject::Host(records)),
            INVALID => Some(Subject::Invalid),
            handle => Some(contexts.get_mut(handle)?.subject(self.document, flags)),
        }
    }

    #[inline]
    fn flag<'f>(
        &self,
        documents: &'f Handles<Flags>,
        contexts: &mut Handles<Kept>,
        records: &Records<'_>,
        flag: i32,
    ) -> Option<Decision<'f>> {
        let flags = documents.get(self.document)?;
        let flag = flag_at(flags, flag)?;
        Some(flag.evaluate_at(self.subject(flags, contexts, records)?, self.instant()))
    }
}

#[inline]
fn flag_at(flags: &Flags, flag: i32) -> Option<Flag<'_>> {
    flags.flag_at(usize::try_from(flag).ok()?)
}

/// A loader with the overlays in the input, and the name and text of the document under them.
pub(crate) fn source(input: &[u8], length: u32, strict: bool) -> Option<(Loader, String, &[u8])> {
    let texts = input::texts(input::bytes(input, 0, length)?)?;
    let (pairs, rest) = texts.as_chunks::<2>();
    let ([[name, text], overlays @ ..], []) = (pairs, rest) else { return None };
    let named = |name: &[u8]| String::from_utf8_lossy(name).into_owned();
    let loader = overlays.iter().fold(Loader::new().strict(strict), |loader, [name, text]| loader.overlay(&named(name), text));
    Some((loader, named(name), text))
}

/// A count, as JavaScript is given it: none of ours is greater.
fn natural(count: usize) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}
