//! Texts → sections: the top of a document, and overlays (spec ).

use super::report::{MAX_REPORTED, Owner, Report, Told};
use super::{Document, Entry, Serial, find};
use crate::json::{Flaw, Kind, Member, Node, Tape};
use crate::problem::{
    BAD_STRING, DUPLICATE_KEY, OVERLAY_EXPECTED, OVERLAY_UNEXPECTED, REMOVES_NOTHING, UNSUPPORTED_HASH, UNSUPPORTED_VERSION, limit,
};

/// The members of a document, in no order.
const KNOWN: [&str; 13] =
    ["$schema", "burgee", "hash", "revision", "serial", "unit", "attributes", "segments", "rings", "layers", "flags", "tests", "overlay"];

/// Reads the top of a base document and its overlays, in order, and merges them.
///
/// The first tape is the base. Errors of the document itself are noted with [`Owner::Document`].
pub(crate) fn merge<'a>(tapes: &'a [Tape<'a>], report: &mut Report<'a>) -> Document<'a> {
    let mut top = Top::default();
    for (index, tape) in tapes.iter().enumerate() {
        top.add(tape.root(), index > 0, report);
    }
    let removals = std::mem::take(&mut top.removals);
    let mut document = top.document(report);
    flaws(tapes, removals, &document, report);
    count(&mut document, report);
    document
}

/// The top level while texts are merged into it.
#[derive(Default)]
struct Top<'a> {
    /// `revision`, `serial`, `unit`, `hash`, `rings` and what is free.
    single: Vec<Entry<'a>>,
    attributes: Vec<Entry<'a>>,
    segments: Vec<Entry<'a>>,
    layers: Vec<Entry<'a>>,
    flags: Vec<Entry<'a>>,
    tests: Vec<Entry<'a>>,
    /// Members that are `null` where there was nothing to remove.
    removals: Vec<Member<'a>>,
    /// The sections of maps that are there, empty or not.
    present: Vec<String>,
}

impl<'a> Top<'a> {
    fn add(&mut self, root: Node<'a>, overlay: bool, report: &mut Report<'a>) {
        report.owner = Owner::Document;
        if !report.demand(root, Kind::Object) {
            return;
        }
        let (mut has_version, mut is_overlay) = (false, false);
        let mut single = Vec::new();
        for member in root.members() {
            let (name, value) = (member.name(), member.value);
            match name {
                "burgee" => {
                    has_version = true;
                    version(value, report);
                }
                "$schema" => {
                    report.string(value);
                }
                "overlay" if overlay => {
                    is_overlay = true;
                    report.text(value, "an overlay's name");
                }
                // A lone surrogate is told instead.
                "overlay" if value.kind() == Kind::String && value.holds_flaw() => {}
                "overlay" => report.problem(value, &OVERLAY_UNEXPECTED, &[]),
                "hash" | "revision" | "serial" | "unit" | "rings" => single.push(member),
                "attributes" | "segments" | "layers" | "flags" | "tests" => self.section(name, member, overlay, report),
                free if free.starts_with("x-") => single.push(member),
                _ => report.unknown_field(member, &KNOWN),
            }
        }
        put(&mut self.single, single, overlay, false, &mut self.removals);
        report.missing(root, &[("burgee", has_version)]);
        if overlay && !is_overlay {
            report.problem(root, &OVERLAY_EXPECTED, &[]);
        }
    }

    /// Merges a map from names to things.
    fn section(&mut self, name: &str, member: Member<'a>, overlay: bool, report: &mut Report<'a>) {
        let (entries, by_field) = match name {
            "attributes" => (&mut self.attributes, false),
            "segments" => (&mut self.segments, true),
            "layers" => (&mut self.layers, true),
            "flags" => (&mut self.flags, true),
            _ => (&mut self.tests, false),
        };
        let was_there = self.present.iter().any(|own| own == name);
        if overlay && member.value.kind() == Kind::Null {
            if !was_there {
                self.removals.push(member);
            }
            entries.clear();
            self.present.retain(|own| own != name);
            return;
        }
        if !report.demand(member.value, Kind::Object) {
            return;
        }
        if !was_there {
            self.present.push(name.to_owned());
        }
        put(entries, member.value.members().collect(), overlay, by_field, &mut self.removals);
    }

    /// Reads what is left when all texts are merged.
    fn document(self, report: &mut Report<'a>) -> Document<'a> {
        report.owner = Owner::Document;
        let mut document = Document {
            attributes: self.attributes,
            segments: self.segments,
            layers: self.layers,
            flags: self.flags,
            ..Document::default()
        };
        for entry in self.single {
            let value = entry.value();
            match entry.name {
                "hash" => hash(value, report),
                "revision" => document.revision = report.string(value),
                "serial" => document.serial = serial(value, report),
                "unit" => document.unit = Some(value),
                "rings" if report.demand(value, Kind::Array) => document.rings = Some(value),
                _ => {}
            }
        }
        document
    }
}

/// Puts members on top of entries, or, of an overlay, merges them name by name; what removes nothing goes to `removals`.
fn put<'a>(entries: &mut Vec<Entry<'a>>, mut members: Vec<Member<'a>>, overlay: bool, by_field: bool, removals: &mut Vec<Member<'a>>) {
    members.sort_by_key(|member| member.name());
    if !overlay {
        entries.extend(members.into_iter().map(Entry::new));
        return;
    }
    // Both are sorted: one walk along them.
    let mut members = members.into_iter().peekable();
    let mut merged = Vec::with_capacity(entries.len());
    for below in std::mem::take(entries) {
        while let Some(member) = members.next_if(|member| member.name() < below.name) {
            merged.extend(merge_entry(None, member, by_field, removals));
        }
        match members.next_if(|member| member.name() == below.name) {
            Some(member) => merged.extend(merge_entry(Some(below), member, by_field, removals)),
            None => merged.push(below),
        }
    }
    for member in members {
        merged.extend(merge_entry(None, member, by_field, removals));
    }
    *entries = merged;
}

/// Merges one name of an overlay with what is below; `None` where it removes it.
fn merge_entry<'a>(below: Option<Entry<'a>>, member: Member<'a>, by_field: bool, removals: &mut Vec<Member<'a>>) -> Option<Entry<'a>> {
    if member.value.kind() == Kind::Null {
        if below.is_none() {
            removals.push(member);
        }
        return None;
    }
    let mut entry = Entry::new(member);
    if by_field && member.value.kind() == Kind::Object {
        let mut fields: Vec<Entry<'a>> = below.iter().flat_map(|below| below.fields()).map(Entry::new).collect();
        fields.sort_by_key(|field| field.name);
        put(&mut fields, member.value.members().collect(), true, false, removals);
        entry.merged = Some(fields.into_iter().map(|field| field.member).collect());
    }
    Some(entry)
}

/// The format's version: `1`, or `1.` and digits.
fn version<'a>(node: Node<'a>, report: &mut Report<'a>) {
    let Some(version) = report.string(node) else { return };
    let known = match version.split_once('.') {
        Some((major, minor)) => major == "1" && !minor.is_empty() && minor.bytes().all(|byte| byte.is_ascii_digit()),
        None => version == "1",
    };
    if !known {
        report.problem(node, &UNSUPPORTED_VERSION, &[version]);
    }
}

fn hash<'a>(node: Node<'a>, report: &mut Report<'a>) {
    let Some(hash) = report.string(node) else { return };
    if hash != "xxh64-mix" {
        report.problem(node, &UNSUPPORTED_HASH, &[hash]);
    }
}

fn serial<'a>(node: Node<'a>, report: &mut Report<'a>) -> Option<Serial<'a>> {
    let number = report.number(node)?;
    if number.fract() != 0.0 || number < 0.0 {
        report.wrong_type(node, "an integer, 0 or more");
        return None;
    }
    Some(Serial { number: number as u64, node })
}

/// Reports duplicate keys, lone surrogates and what removes nothing, each owned as its pointer says: one walk along them and the things they are in.
fn flaws<'a>(tapes: &'a [Tape<'a>], removals: Vec<Member<'a>>, document: &Document<'a>, report: &mut Report<'a>) {
    let mut duplicates = 0_usize;
    for tape in tapes {
        let own = removals.iter().filter(|removal| removal.key.tape.source == tape.source).map(|removal| (None, removal.key));
        let mut flaws: Vec<(Option<Flaw>, Node<'a>)> = tape.flaws().map(|(flaw, node)| (Some(flaw), node)).chain(own).collect();
        flaws.sort_by_key(|(_, node)| node.index());
        if flaws.is_empty() {
            continue;
        }
        let mut flaws = flaws.into_iter().peekable();
        let mut up_to = |end: u32, owner: &dyn Fn() -> Owner, member: Option<Told>| {
            while let Some((flaw, node)) = flaws.next_if(|(_, node)| node.index() < end) {
                report.owner = owner();
                member.into_iter().for_each(|member| report.flaw(member));
                duplicates = duplicates.saturating_add(usize::from(flaw == Some(Flaw::DuplicateKey)));
                match flaw {
                    // Why not told: as many stand before it as are reported, and its owner has an error already.
                    Some(Flaw::DuplicateKey) if duplicates > MAX_REPORTED && report.blames(report.owner) => {
                        report.blame(node);
                    }
                    Some(Flaw::DuplicateKey) => report.problem(node, &DUPLICATE_KEY, &[node.string().unwrap_or_default()]),
                    Some(Flaw::LoneSurrogate) => report.problem(node, &BAD_STRING, &[]),
                    None => report.problem(node, &REMOVES_NOTHING, &[node.string().unwrap_or_default()]),
                }
            }
        };
        for section in tape.root().all_members() {
            up_to(section.value.index().saturating_add(1), &|| Owner::Document, None);
            let name = section.name();
            if name == "rings" {
                for (ring, index) in section.value.items().zip(0..) {
                    up_to(ring.after(), &|| Owner::Ring(index), None);
                }
            }
            for thing in section.value.all_members() {
                let owner = || owner_named(name, thing.name(), document);
                for member in thing.value.all_members().filter(|_| name == "flags") {
                    let told = match member.name() {
                        "variants" => Told::Variants,
                        "off_variant" => Told::OffVariant,
                        _ => continue,
                    };
                    up_to(member.key.index(), &owner, None);
                    up_to(member.value.after(), &owner, Some(told));
                }
                up_to(thing.value.after(), &owner, None);
            }
        }
        up_to(u32::MAX, &|| Owner::Document, None);
    }
    report.owner = Owner::Document;
}

/// Who owns what is in a thing of a section that is a map.
fn owner_named(section: &str, thing: &str, document: &Document<'_>) -> Owner {
    let owned = |entries: &[Entry<'_>], owner: fn(u32) -> Owner| find(entries, thing).map_or(Owner::Nobody, owner);
    match section {
        "flags" => owned(&document.flags, Owner::Flag),
        "segments" => owned(&document.segments, Owner::Segment),
        "layers" => owned(&document.layers, Owner::Layer),
        "attributes" => owned(&document.attributes, Owner::Attribute),
        "tests" => Owner::Nobody,
        // An object in their place, which an overlay may replace: the pointer alone says whose it is.
        "rings" => thing.parse().map_or(Owner::Document, Owner::Ring),
        _ => Owner::Document,
    }
}

/// The limits on how many things a document has; inside a section past its limit nothing more is reported.
fn count<'a>(document: &mut Document<'a>, report: &mut Report<'a>) {
    report.owner = Owner::Document;
    let sections = [
        ("attributes", &document.attributes, limit::ATTRIBUTES),
        ("segments", &document.segments, limit::SEGMENTS),
        ("layers", &document.layers, limit::LAYERS),
        ("flags", &document.flags, limit::FLAGS),
    ];
    for (name, entries, most) in sections {
        if let Some(section) = entries.last().map(|entry| section_of(entry.member))
            && !report.within(section, entries.len(), most)
        {
            document.past_limit.push(name);
        }
    }
    if document.rings.is_some_and(|rings| !report.within(rings, rings.items().count(), limit::RINGS)) {
        document.past_limit.push("rings");
    }
}

/// The object that holds a name.
fn section_of(member: Member<'_>) -> Node<'_> {
    let root = member.key.tape.root();
    root.all_members().find(|section| section.value.holds(member.key)).map_or(root, |section| section.value)
}
