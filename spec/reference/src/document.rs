//! Loading: texts in; a document that can be asked, or the errors for which it is refused (spec section 2).

use std::collections::BTreeMap;

use crate::{
    check::check,
    diagnostic::{At, Found, Report, Spot, line_and_column, pointer},
    form::pointer as attribute,
    json::{self, Kind, Members, Value},
    overlay,
};

/// The bytes of one document's text.
const TEXT_BYTES: usize = 16_777_216;
const MEMBERS: [&str; 8] = ["$schema", "burgee", "overlay", "hash", "revision", "serial", "unit", "rings"];
/// The members that are maps of named things.
const SECTIONS: [&str; 5] = ["attributes", "segments", "layers", "flags", "tests"];
/// How many errors are reported.
const REPORTED: usize = 100;

/// The text of a document or an overlay, and its file name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// The name that diagnostics use.
    pub name: String,
    /// The bytes.
    pub bytes: Vec<u8>,
}

/// An error, as it is reported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The code.
    pub code: &'static str,
    /// The name of the file.
    pub source: String,
    /// The JSON Pointer.
    pub pointer: String,
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1.
    pub column: u32,
}

/// A document that is not refused.
#[derive(Clone, Debug)]
pub struct Document {
    /// The texts it was read from.
    pub texts: Vec<Text>,
    /// What they come to.
    pub root: Value,
    /// Each quarantined flag, and the code of its first error.
    pub quarantined: BTreeMap<String, &'static str>,
    /// All errors, in order.
    found: Vec<Found>,
    /// Those that are not told: what is wrong in a flag without a name.
    untold: Vec<Found>,
}

/// Loads a base and the overlays over it: the document unless it is refused, and its errors.
pub fn load(texts: &[Text], strict: bool) -> (Option<Document>, Vec<Diagnostic>) {
    let mut report = Report::default();
    let mut roots = Vec::new();
    for (file, text) in texts.iter().enumerate() {
        match read(text, file) {
            Ok((root, found)) => {
                report.take(found);
                roots.push(root);
            }
            Err((code, offset)) => {
                let found = Found { at: At { file, offset }, code, path: Vec::new() };
                return (None, diagnostics(texts, &[found]));
            }
        }
    }
    for (file, root) in roots.iter().enumerate() {
        header(&Spot::root(root), file > 0, &mut report);
    }
    let mut root = Value { at: At::default(), kind: Kind::Object(Members::new()) };
    for (file, text) in roots.iter().enumerate() {
        overlay::lay(&mut root, text, file > 0, &mut report);
    }
    let mut report = check(&root, report);
    report.found.sort();
    report.found.dedup();
    let errors = diagnostics(texts, &report.found);
    if report.refuses() || strict && !errors.is_empty() {
        return (None, errors);
    }
    (Some(Document::new(texts.to_vec(), root, report)), errors)
}

/// What is at fault with a text that is no JSON, and at which byte.
pub fn read(text: &Text, file: usize) -> Result<(Value, Vec<Found>), (&'static str, usize)> {
    if text.bytes.len() > TEXT_BYTES {
        return Err(("limit-exceeded", 0));
    }
    let text = std::str::from_utf8(&text.bytes).map_err(|error| ("not-utf8", error.valid_up_to()))?;
    json::parse(text, file).map_err(|refusal| (refusal.code, refusal.offset))
}

/// What each file is held to by itself: the names of its members, that its sections are objects, `$schema`, `burgee` and `overlay`.
fn header(root: &Spot, above: bool, report: &mut Report) {
    if root.value.members().is_none() {
        report.value("wrong-type", root);
        return;
    }
    for (name, member) in root.members() {
        match &member.value.kind {
            _ if !MEMBERS.contains(&name) && !SECTIONS.contains(&name) && !name.starts_with("x-") => report.key("unknown-field", &member),
            Kind::Null if above => {}
            Kind::Object(_) => {}
            _ if SECTIONS.contains(&name) => report.value("wrong-type", &member),
            _ => {}
        }
    }
    if root.get("burgee").is_none() {
        report.value("missing-field", root);
    }
    let mut text = |name: &str, code: &'static str, right: &dyn Fn(&str) -> bool| {
        let Some(spot) = root.get(name) else { return };
        match &spot.value.kind {
            Kind::Text(text) if right(text) => {}
            Kind::Text(_) => report.value(code, &spot),
            _ => report.value("wrong-type", &spot),
        }
    };
    text("$schema", "wrong-type", &|_| true);
    text("burgee", "unsupported-version", &is_supported);
    if above {
        text("overlay", "empty", &|name| !name.is_empty());
    }
    match root.get("overlay") {
        Some(name) if !above => report.value("overlay-unexpected", &name),
        None if above => report.value("overlay-expected", root),
        _ => {}
    }
}

fn is_supported(version: &str) -> bool {
    match version.strip_prefix("1.") {
        Some(minor) => !minor.is_empty() && minor.bytes().all(|byte| byte.is_ascii_digit()),
        None => version == "1",
    }
}

fn diagnostics(texts: &[Text], found: &[Found]) -> Vec<Diagnostic> {
    let diagnostic = |found: &Found| {
        let text = &texts[found.at.file];
        let before = String::from_utf8_lossy(&text.bytes[..found.at.offset]);
        let (line, column) = line_and_column(&before, before.len());
        Diagnostic { code: found.code, source: text.name.clone(), pointer: pointer(&found.path), line, column }
    };
    found.iter().take(REPORTED).map(diagnostic).collect()
}

impl Document {
    fn new(texts: Vec<Text>, root: Value, report: Report) -> Self {
        let mut quarantined = BTreeMap::new();
        for found in &report.found {
            if let Some(("flags", key)) = found.owner()
                && root.get("flags").is_some_and(|flags| flags.get(key).is_some())
            {
                quarantined.entry(key.to_owned()).or_insert(found.code);
            }
        }
        Self { texts, root, quarantined, found: report.found, untold: report.untold }
    }

    /// The things of a section, in code point order of their names.
    pub fn section(&self, name: &str) -> impl Iterator<Item = (&str, &Value)> {
        let members = self.root.get(name).and_then(Value::members).into_iter().flatten();
        members.map(|(name, member)| (name.as_str(), &member.value))
    }

    /// A flag.
    pub fn flag(&self, key: &str) -> Option<&Value> {
        self.root.get("flags")?.get(key)
    }

    /// A segment's condition.
    pub fn segment(&self, name: &str) -> Option<&Value> {
        self.root.get("segments")?.get(name)?.get("if")
    }

    /// The rings up to the one of that id, it among them.
    pub fn rings_up_to(&self, id: &str) -> &[Value] {
        let rings = self.root.get("rings").map(Value::elements).unwrap_or_default();
        let end = rings.iter().position(|ring| ring.get("id").and_then(Value::text) == Some(id));
        &rings[..end.map_or(0, |end| end + 1)]
    }

    /// The layer that lists a flag, and its name.
    pub fn layer_of(&self, key: &str) -> Option<(&str, &Value)> {
        let lists = |slot: &Value| slot.get("flags").is_some_and(|flags| flags.elements().iter().any(|flag| flag.text() == Some(key)));
        self.section("layers").find(|(_, layer)| layer.get("slots").is_some_and(|slots| slots.elements().iter().any(lists)))
    }

    /// The attributes of a thing's unit: its own, or the document's.
    pub fn unit<'a>(&'a self, of: Option<&'a Value>) -> Vec<&'a str> {
        let unit = of.and_then(|of| of.get("unit")).or(self.root.get("unit"));
        match unit {
            None => vec!["key"],
            Some(unit) => match unit.text() {
                Some(attribute) => vec![attribute],
                None => unit.elements().iter().filter_map(Value::text).collect(),
            },
        }
    }

    /// The document's serial, if it has one.
    pub fn serial(&self) -> Option<&Value> {
        self.root.get("serial")
    }

    /// Whether there is an error at or below a member of a flag.
    pub fn is_wrong(&self, key: &str, member: &str) -> bool {
        let path = ["flags", key, member];
        self.all_found().any(|found| found.path.len() >= 3 && found.path.iter().zip(path).all(|(a, b)| a == b))
    }

    /// The errors, told or not.
    fn all_found(&self) -> impl Iterator<Item = &Found> {
        self.found.iter().chain(&self.untold)
    }

    /// Whether there is an error at or below the value of a flag's member: that its key stands twice is none.
    pub fn has_wrong_value(&self, key: &str, member: &str) -> bool {
        let path = ["flags", key, member];
        let is_at = |path_found: &[String]| path_found.len() >= 3 && path_found.iter().zip(path).all(|(a, b)| a == b);
        self.all_found().any(|found| is_at(&found.path) && (found.code != "duplicate-key" || found.path.len() > 3))
    }

    /// Whether a leaf on an attribute is redacted: the attribute is marked, stands in one that is, or holds one.
    pub fn is_redacted(&self, name: &str) -> bool {
        let sound = |attribute: &str| !self.found.iter().any(|found| found.owner() == Some(("attributes", attribute)));
        let marked = |declaration: &Value| ["server_only", "private"].iter().any(|mark| declaration.get(mark).is_some_and(Value::is_true));
        let steps = attribute::steps(name).unwrap_or_default();
        self.section("attributes").filter(|(name, declaration)| marked(declaration) && sound(name)).any(|(declared, _)| {
            let declared = attribute::steps(declared).unwrap_or_default();
            declared.iter().zip(&steps).all(|(a, b)| a == b)
        })
    }

    /// Adds an error for which this document is refused by a store, and gives all that are reported.
    pub fn refused_for(mut self, code: &'static str, spot: &Spot) -> Vec<Diagnostic> {
        self.found.push(Found { at: spot.value.at, code, path: spot.path.clone() });
        self.found.sort();
        diagnostics(&self.texts, &self.found)
    }
}
