//! Writes what the targets begin with, out of the specification's fixtures and examples: one file an input, in `FOLDER/TARGET/`.

use serde_json::Value;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// A longer input is slow to change, and the fixtures have each form in short.
const LONGEST: usize = 4096;

fn main() -> io::Result<()> {
    let folder = PathBuf::from(env::args().nth(1).ok_or_else(|| io::Error::other("which folder?"))?);
    let spec = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../spec");
    let mut seeds = Seeds::default();
    for place in ["fixtures/bucket", "fixtures/context", "fixtures/decide", "fixtures/explain", "fixtures/refuse", "fixtures/reload"] {
        for path in files(&spec.join(place))? {
            seeds.take(&read(&path)?);
        }
    }
    for path in files(&spec.join("examples"))? {
        seeds.load_bytes.insert(fs::read_to_string(&path)?);
    }
    for path in files(&spec.join("rollouts/cases"))? {
        seeds.take(&read(&path)?);
    }
    write(&folder.join("load_bytes"), &seeds.load_bytes)?;
    write(&folder.join("context_bytes"), &seeds.context_bytes)?;
    write(&folder.join("pattern"), &seeds.pattern)?;
    write(&folder.join("decide"), &seeds.decide)?;
    CHOOSING.iter().try_for_each(|target| choices(&folder.join(target)))
}

/// Targets whose input is choices, of which they need hundreds.
const CHOOSING: [&str; 5] = ["load_structured", "differential", "reload_sequence", "decide", "bucket"];

/// Adds long inputs at random: the same in every run.
///
/// Source: Marsaglia, "Xorshift RNGs" (2003).
fn choices(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    for index in 0..64 {
        let mut bytes = Vec::new();
        for _ in 0..16 * (1 + index % 8) {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            bytes.extend(state.to_le_bytes());
        }
        fs::write(folder.join(format!("choices-{index:02}")), bytes)?;
    }
    Ok(())
}

fn files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder)?.collect::<io::Result<Vec<_>>>()?;
    let mut paths: Vec<PathBuf> = entries.into_iter().map(|entry| entry.path()).collect();
    paths.retain(|path| path.extension().is_some_and(|end| end == "json"));
    paths.sort();
    Ok(paths)
}

fn read(path: &Path) -> io::Result<Value> {
    serde_json::from_slice(&fs::read(path)?).map_err(|error| io::Error::other(format!("{}: {error}", path.display())))
}

fn write(folder: &Path, seeds: &BTreeSet<String>) -> io::Result<()> {
    let _ = fs::remove_dir_all(folder);
    fs::create_dir_all(folder)?;
    for (index, seed) in seeds.iter().filter(|seed| seed.len() <= LONGEST).enumerate() {
        fs::write(folder.join(format!("{index:05}")), seed)?;
    }
    Ok(())
}

/// The inputs of each target that begins with some.
#[derive(Default)]
struct Seeds {
    load_bytes: BTreeSet<String>,
    context_bytes: BTreeSet<String>,
    pattern: BTreeSet<String>,
    decide: BTreeSet<String>,
}

impl Seeds {
    /// Takes what stands anywhere in a file of fixtures.
    fn take(&mut self, value: &Value) {
        let Value::Object(members) = value else {
            return value.as_array().into_iter().flatten().for_each(|item| self.take(item));
        };
        if members.contains_key("burgee") {
            self.load_bytes.insert(value.to_string());
        }
        for (name, member) in members {
            match name.as_str() {
                "document" | "load" => self.load_bytes.extend(text(member)),
                "text" | "lines" | "observations" => {
                    let text = text(member).unwrap_or_else(|| member.to_string());
                    self.context_bytes.insert(text.clone());
                    self.decide.insert(text);
                }
                "context" => drop(self.context_bytes.insert(member.to_string())),
                "matches" => {
                    let patterns = member.as_array().cloned().unwrap_or_else(|| vec![member.clone()]);
                    self.pattern.extend(patterns.iter().filter_map(|pattern| Some(format!("{}\0{}", pattern.as_str()?, "a1 cat é\n"))));
                }
                _ => {}
            }
            self.take(member);
        }
    }
}

/// A string, or lines.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Array(lines) => Some(lines.iter().map(Value::as_str).collect::<Option<Vec<_>>>()?.join("\n")),
        _ => None,
    }
}
