//! Overlays laid over a base (spec section 2.2).

use crate::{
    diagnostic::{Report, Spot},
    json::{Kind, Member, Members, Value},
};

/// The sections whose names are merged field by field.
const BY_FIELD: [&str; 3] = ["flags", "segments", "layers"];
/// The sections whose names are replaced whole.
const BY_NAME: [&str; 2] = ["attributes", "tests"];

/// The other members that are merged; so are those that begin with `x-`.
const WHOLE: [&str; 5] = ["rings", "revision", "serial", "unit", "hash"];

/// Lays a text over what is below it: an overlay (`above`), or the base over nothing. A section that is no object is not laid.
pub fn lay(below: &mut Value, text: &Value, above: bool, report: &mut Report) {
    let Kind::Object(below) = &mut below.kind else { return };
    for (name, spot) in Spot::root(text).members() {
        let section = BY_FIELD.contains(&name) || BY_NAME.contains(&name);
        match &spot.value.kind {
            _ if name == "$schema" || !section && !WHOLE.contains(&name) && !name.starts_with("x-") => {}
            Kind::Null if above => remove(below, name, &spot, report),
            Kind::Object(_) if section && above => lay_section(below, name, &spot, report),
            Kind::Object(_) => put(below, name, &spot),
            _ if section => {}
            _ => put(below, name, &spot),
        }
    }
}

fn put(below: &mut Members, name: &str, spot: &Spot) {
    below.insert(name.to_owned(), Member { at: spot.key, value: spot.value.clone() });
}

fn remove(below: &mut Members, name: &str, spot: &Spot, report: &mut Report) {
    if below.remove(name).is_none() {
        report.key("removes-nothing", spot);
    }
}

/// The members of the object below at a name, which stands from now on where `spot` does; made if it is not there or no object.
fn object<'a>(below: &'a mut Members, name: &str, spot: &Spot) -> &'a mut Members {
    let fresh = || Value { at: spot.value.at, kind: Kind::Object(Members::new()) };
    let member = below.entry(name.to_owned()).or_insert_with(|| Member { at: spot.key, value: fresh() });
    if member.value.members().is_none() {
        member.value = fresh();
    }
    (member.at, member.value.at) = (spot.key, spot.value.at);
    match &mut member.value.kind {
        Kind::Object(members) => members,
        _ => unreachable!("made an object above"),
    }
}

fn lay_section(below: &mut Members, section: &str, spot: &Spot, report: &mut Report) {
    let names = object(below, section, spot);
    for (name, spot) in spot.members() {
        match &spot.value.kind {
            Kind::Null => remove(names, name, &spot, report),
            Kind::Object(_) if BY_FIELD.contains(&section) => {
                let fields = object(names, name, &spot);
                for (field, spot) in spot.members() {
                    match &spot.value.kind {
                        Kind::Null => remove(fields, field, &spot, report),
                        _ => put(fields, field, &spot),
                    }
                }
            }
            _ => put(names, name, &spot),
        }
    }
}
