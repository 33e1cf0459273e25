//! Contexts as a table: a row each, the first row names the attributes.

use super::{Each, cell, label, progress};
use crate::failure::Failure;
use burgee::{Context, Value};
use csv::{Reader, ReaderBuilder, StringRecord};
use std::fs::File;
use std::path::Path;

/// Opens a table; its columns.
pub fn open(path: &Path) -> Result<(Reader<File>, StringRecord), Failure> {
    let file = File::open(path).map_err(|error| crate::input::unreadable(path, &error))?;
    let mut reader = ReaderBuilder::new().from_reader(file);
    let names = reader.headers().map_err(|error| wrong(path, &error))?.clone();
    Ok((reader, names))
}

/// What is wrong with a table.
pub fn wrong(path: &Path, error: &csv::Error) -> Failure {
    let line = error.position().map_or(String::new(), |position| format!(":{}", position.line()));
    let why = match error.kind() {
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
            format!("this row has {len} cells, and the first row names {expected_len}")
        }
        csv::ErrorKind::Utf8 { .. } => "this row is not UTF-8".to_owned(),
        _ => error.to_string(),
    };
    Failure::new(format!("{}{line}: {why}", path.display()))
}

pub fn each(path: &Path, each: Each<'_>) -> Result<(), Failure> {
    let (mut reader, names) = open(path)?;
    let bar = progress(reader.get_ref().metadata().map_or(0, |data| data.len()), "{total_bytes}");
    let (mut record, mut number) = (StringRecord::new(), 0_u64);
    while reader.read_record(&mut record).map_err(|error| wrong(path, &error))? {
        number = number.saturating_add(1);
        bar.set_position(reader.position().byte());
        let attributes = names.iter().zip(&record).filter_map(|(name, text)| {
            let value = if name == "key" { (!text.is_empty()).then(|| Value::from(text)) } else { cell(text) };
            Some((name.to_owned(), value?))
        });
        let context: Context = attributes.collect();
        each(&context, &label(&context, number));
    }
    bar.finish_and_clear();
    Ok(())
}
