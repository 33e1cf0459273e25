//! A store through any sequence of loads and restores, of documents that are right, broken or stale: it serves the last good one whole, and
//! says what the reference's store says.

use arbitrary::{Arbitrary, Unstructured};
use burgee::{Context, Flags, Loader, Store};
use burgee_fixtures::{Implementation, Reloaded, Source, Texts};
use burgee_reference::Reference;

/// The most that is done in one sequence.
const MOST: usize = 24;
const FLAGS: [&str; 3] = ["a", "b", "c"];

#[derive(Arbitrary, Debug)]
enum Act {
    Load { version: u8, serial: Option<u8>, layer: bool, damage: Damage, overlay: Option<Overlay>, strict: bool },
    Restore,
}

#[derive(Arbitrary, Debug)]
enum Damage {
    None,
    Cut(u16),
    Byte(u16, u8),
    /// A flag that cannot be served.
    Quarantine,
    /// A field that refuses the document.
    Version,
}

#[derive(Arbitrary, Debug)]
struct Overlay {
    version: u8,
    serial: Option<u8>,
    damage: Damage,
}

/// A document of which each flag says the version, so that one torn from two is seen.
fn document(version: u8, serial: Option<u8>, layer: bool, damage: &Damage, overlay: bool) -> String {
    let format = if matches!(damage, Damage::Version) { "2" } else { "1" };
    let mut text = format!(r#"{{ "burgee": "{format}", "revision": "{version}", "#);
    if overlay {
        text += r#""overlay": "o", "#;
    }
    if let Some(serial) = serial {
        text += &format!(r#""serial": {serial}, "#);
    }
    if layer {
        text += r#""layers": { "l": { "slots": [ { "range": [ 0, 50 ], "flags": [ "a", "b" ] } ] } }, "#;
    }
    text += r#""flags": { "#;
    let count = if version.is_multiple_of(5) { 2 } else { 3 };
    for (index, flag) in FLAGS.iter().take(count).enumerate() {
        let serve = if matches!(damage, Damage::Quarantine) && index == 1 { r#"{ "percnt": 5 }"# } else { r#""v""# };
        let comma = if index > 0 { ", " } else { "" };
        text += &format!(r#"{comma}"{flag}": {{ "variants": {{ "v": "{version}", "off": "{version}" }}, "serve": {serve} }}"#);
    }
    text += " } }";
    let at = |at: u16| usize::from(at) % (text.len() + 1);
    let mut bytes = text.clone().into_bytes();
    match *damage {
        Damage::Cut(end) => bytes.truncate(at(end)),
        Damage::Byte(place, byte) => {
            if let Some(own) = bytes.get_mut(at(place)) {
                *own = byte;
            }
        }
        Damage::None | Damage::Quarantine | Damage::Version => {}
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// What should be served.
struct Live {
    flags: Flags,
    /// The texts, base and overlays.
    texts: Vec<String>,
}

/// Loads and restores, and looks at what is served after each.
///
/// # Panics
///
/// When the core breaks a promise, or says another thing than the reference.
pub fn run(data: &[u8]) {
    let mut choices = Unstructured::new(data);
    let store = Store::new(Loader::new());
    let mut reference = Reference.store();
    let (mut live, mut previous): (Option<Live>, Option<Live>) = (None, None);
    let mut seen: Vec<(Flags, Vec<String>)> = Vec::new();
    for _ in 0..MOST {
        if choices.is_empty() {
            break;
        }
        match choices.arbitrary::<Act>() {
            Ok(Act::Load { version, serial, layer, damage, overlay, strict }) => {
                let base = document(version, serial, layer, &damage, false);
                let over = overlay.map(|overlay| document(overlay.version, overlay.serial, false, &overlay.damage, true));
                let loader = over.iter().fold(Loader::new().strict(strict), |loader, text| loader.overlay("overlay.json", text));
                let said = reloaded(store.load_with(&loader, "document.json", &base));
                let texts: Vec<String> = std::iter::once(base.clone()).chain(over).collect();
                assert_eq!(said, reference.load(&as_texts(&texts, strict)), "loading {texts:#?}");
                let flags = loader.load("document.json", &base).ok().filter(|flags| !is_stale(live.as_ref(), flags, &texts));
                assert_eq!(said.accepted, flags.is_some());
                if let Some(flags) = flags {
                    previous = live.replace(Live { flags, texts });
                }
            }
            Ok(Act::Restore) => {
                let restored = store.restore();
                assert_eq!(restored, reference.restore());
                assert_eq!(restored, previous.is_some());
                if restored {
                    std::mem::swap(&mut live, &mut previous);
                }
            }
            Err(_) => break,
        }
        let answers = answers(&store.snapshot());
        assert_eq!(answers, live.as_ref().map(|live| self::answers(&live.flags)).unwrap_or_default(), "it serves another document");
        assert_eq!(store.previous().map(|flags| self::answers(&flags)), previous.as_ref().map(|before| self::answers(&before.flags)));
        is_whole(&store.snapshot());
        seen.push((store.snapshot(), answers));
    }
    // Whoever holds a snapshot is not reached by what came after.
    for (snapshot, before) in seen {
        assert_eq!(answers(&snapshot), before, "a snapshot changed");
    }
}

/// Whether a store must refuse a document for its serial (spec R-10.2).
fn is_stale(live: Option<&Live>, flags: &Flags, texts: &[String]) -> bool {
    let serials = live.and_then(|live| Some((flags.serial()?, live.flags.serial()?, &live.texts)));
    serials.is_some_and(|(new, old, own)| new < old || (new == old && own != texts))
}

fn answers(flags: &Flags) -> Vec<String> {
    let context = Context::new("u");
    flags.evaluate_all_at(&context, 0).iter().map(|decision| decision.to_json()).collect()
}

/// No decision says one version in its value and belongs to a document of another.
fn is_whole(flags: &Flags) {
    let context = Context::new("u");
    for decision in flags.evaluate_all_at(&context, 0) {
        assert_eq!(decision.revision(), flags.revision());
    }
}

fn as_texts(texts: &[String], strict: bool) -> Texts {
    let source = |(index, text): (usize, &String)| Source {
        name: if index == 0 { "document.json".into() } else { "overlay.json".into() },
        text: text.clone(),
    };
    let mut sources = texts.iter().enumerate().map(source);
    let base = sources.next().unwrap_or(Source { name: String::new(), text: String::new() });
    Texts { base, overlays: sources.collect(), strict }
}

fn reloaded(loaded: Result<burgee::Changes, burgee::LoadError>) -> Reloaded {
    match loaded {
        Ok(changes) => {
            let burgee::Changes { added, removed, changed } = changes;
            Reloaded { accepted: true, added, removed, changed, diagnostics: Vec::new() }
        }
        Err(error) => {
            let diagnostic = |error: &burgee::Diagnostic| burgee_fixtures::Diagnostic {
                code: error.code().into(),
                source: error.source().into(),
                pointer: error.pointer().into(),
                line: error.line(),
                column: error.column(),
            };
            Reloaded { diagnostics: error.diagnostics().iter().map(diagnostic).collect(), ..Reloaded::default() }
        }
    }
}
