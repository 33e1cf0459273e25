//! Documents and contexts full of keys that are written to be slow, for counting what they cost.
//!
//! `floods write FOLDER` writes each as a file, `floods ask FILE` loads one and asks about it. Two steps, since it takes longer to find such
//! keys than to be asked about them. `floods` alone lists the places of keys.

use burgee::{Context, Flags};
use burgee_trust::flood::Craft;
use std::hint::black_box;
use std::path::Path;
use std::process::ExitCode;
use std::{env, fs};

/// So many keys, where no limit of documents or contexts allows fewer.
const KEYS: usize = 100_000;

/// A place where keys stand: its name, and the text that has these keys there.
type Place = (&'static str, fn(&[String]) -> String);

const PLACES: [Place; 8] = [
    ("flags", |keys| document(&joined(keys, |key, _| format!(r#""{key}":{{}}"#)))),
    ("literals", |keys| document(&format!(r#""f":{{"if":{{"attribute":"a","in":[{}]}}}}"#, joined(keys, |key, _| format!(r#""{key}""#))))),
    ("ignoring-case", |keys| {
        let literals = joined(keys, |key, _| format!(r#""{key}""#));
        document(&format!(r#""f":{{"if":{{"attribute":"a","ignore_case":true,"in":[{literals}]}}}}"#))
    }),
    ("attributes", |keys| document(&joined(keys, |key, at| format!(r#""{at}":{{"if":{{"attribute":"{key}","exists":true}}}}"#)))),
    ("conditions", |keys| document(&joined(keys, |key, at| format!(r#""{at}":{{"if":{{"attribute":"a","eq":"{key}"}}}}"#)))),
    // Ten flags: a flag may have ten thousand rules.
    ("rules", |keys| {
        let rule = |key: &str, _| format!(r#"{{"id":"{key}","serve":"on"}}"#);
        let flags: Vec<String> =
            keys.chunks(10_000).zip(0..).map(|(keys, at)| format!(r#""{at}":{{"rules":[{}]}}"#, joined(keys, rule))).collect();
        document(&flags.join(","))
    }),
    // A document may have ten thousand; each names the one before, as far as nesting goes.
    ("segments", |keys| {
        let keys = keys.get(..10_000).unwrap_or(keys);
        let one = |key: &str, at: usize| match keys.get(at.wrapping_sub(1)) {
            Some(before) if !at.is_multiple_of(50) => format!(r#""{key}":{{"if":{{"segment":"{before}"}}}}"#),
            _ => format!(r#""{key}":{{"if":{{"attribute":"a","eq":1}}}}"#),
        };
        format!(r#"{{"burgee":"1","segments":{{{}}}}}"#, joined(keys, one))
    }),
    ("members", |keys| {
        let members = joined(keys, |key, _| format!(r#""{key}":1"#));
        document(&format!(r#""f":{{"variants":{{"off":{{{members}}}}}}}"#))
    }),
];

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match arguments.as_slice() {
        [] => {
            PLACES.iter().for_each(|(name, _)| println!("{name}"));
            Ok(())
        }
        ["write", folder] => write(Path::new(folder)),
        ["ask", file] => fs::read_to_string(file).map_err(|error| format!("{file}: {error}")).and_then(|text| ask(&text)),
        _ => Err("floods, floods write FOLDER, or floods ask FILE".to_owned()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("{why}");
            ExitCode::FAILURE
        }
    }
}

fn write(folder: &Path) -> Result<(), String> {
    fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    for craft in Craft::ALL {
        let keys = craft.keys(KEYS);
        for (name, text) in PLACES {
            let file = folder.join(format!("{name}.{}", craft.name()));
            fs::write(&file, text(&keys)).map_err(|error| format!("{}: {error}", file.display()))?;
        }
    }
    Ok(())
}

/// Loads a document, and decides every flag for a unit, as it is and prepared, that has each flag's key as an attribute, as far as a context goes.
fn ask(text: &str) -> Result<(), String> {
    let flags = Flags::parse(text).map_err(|error| error.to_string())?;
    if let Some(diagnostic) = flags.diagnostics().first() {
        return Err(diagnostic.to_string());
    }
    let names: Vec<String> = flags.attributes().map(|attribute| attribute.name().to_owned()).collect();
    let attribute = |name: &String| format!(r#""{name}":"{name}""#);
    // An object in a context's text has at most so many members.
    let few = names.get(..1000).unwrap_or(&names);
    let context =
        Context::parse(&format!("{{{}}}", few.iter().map(attribute).collect::<Vec<_>>().join(","))).map_err(|error| error.to_string())?;
    black_box(flags.evaluate_all_at(&context, 0));
    let prepared = flags.prepare(context);
    let keys: Vec<&str> = flags.keys().collect();
    keys.iter().for_each(|key| _ = black_box(flags.evaluate_at(key, &prepared, 0)));
    Ok(())
}

fn document(flags: &str) -> String {
    format!(r#"{{"burgee":"1","flags":{{{flags}}}}}"#)
}

fn joined(keys: &[String], item: impl Fn(&str, usize) -> String) -> String {
    keys.iter().zip(0..).map(|(key, at)| item(key, at)).collect::<Vec<_>>().join(",")
}
