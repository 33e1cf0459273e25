//! Units to ask about: contexts from a file, or made up from a population.

mod csv;
mod fit;
mod ndjson;
#[cfg(feature = "parquet")]
mod parquet;
mod population;

use crate::failure::Failure;
use burgee::{Context, Value};
use indicatif::{ProgressBar, ProgressStyle};
use std::path::Path;

pub use fit::fit;
pub use population::Population;

/// Something that is done with each unit: its context, and what to call it.
pub type Each<'e> = &'e mut dyn FnMut(&Context, &str);

/// Reads the contexts of a file, one at a time; how they are written is told by the file's extension.
pub fn each_of(path: &Path, each: Each<'_>) -> Result<(), Failure> {
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("csv") => csv::each(path, each),
        Some("parquet") => parquet_file(path, each),
        _ => ndjson::each(path, each),
    }
}

#[cfg(feature = "parquet")]
fn parquet_file(path: &Path, each: Each<'_>) -> Result<(), Failure> {
    parquet::each(path, each)
}

#[cfg(not(feature = "parquet"))]
fn parquet_file(path: &Path, _: Each<'_>) -> Result<(), Failure> {
    let failure = Failure::new(format!("`{}` is Parquet, which this command was built without", path.display()));
    Err(failure.help("build it with: cargo install --path bindings/cli --features parquet").help("or give NDJSON or CSV"))
}

/// A bar on the standard error, where that is a terminal.
fn progress(length: u64, unit: &str) -> ProgressBar {
    let template = format!("{{bar:30}} {{percent}} % of {unit}, {{eta}} left");
    let style = ProgressStyle::with_template(&template).unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::new(length).with_style(style)
}

/// What a unit without a key is called: where it stands.
fn label(context: &Context, place: u64) -> String {
    match context.attribute("key") {
        Some(Value::String(key)) => key.to_string(),
        Some(key @ Value::Number(_)) => key.to_json(),
        _ => format!("#{place}"),
    }
}

/// What the text of a cell means: a number or boolean as JSON writes it, nothing where it is empty, else text.
fn cell(text: &str) -> Option<Value> {
    if text.is_empty() {
        return None;
    }
    match serde_json::from_str::<serde_json::Value>(text) {
        Ok(serde_json::Value::Bool(boolean)) => Some(Value::from(boolean)),
        Ok(serde_json::Value::Number(number)) => number.as_f64().map(Value::Number),
        _ => Some(Value::from(text)),
    }
}
