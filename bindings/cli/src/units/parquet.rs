//! Contexts as Parquet: a row each, the columns are the attributes.

use super::{Each, label, progress};
use crate::failure::Failure;
use burgee::{Context, Value};
use parquet::errors::ParquetError;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::{Field, List};
use std::fs::File;
use std::path::Path;

pub fn each(path: &Path, each: Each<'_>) -> Result<(), Failure> {
    let wrong = |error: ParquetError| Failure::new(format!("{}: {error}", path.display()));
    let file = File::open(path).map_err(|error| crate::input::unreadable(path, &error))?;
    let reader = SerializedFileReader::new(file).map_err(wrong)?;
    let rows = reader.metadata().file_metadata().num_rows();
    let bar = progress(u64::try_from(rows).unwrap_or(0), "{len} rows");
    let mut number = 0_u64;
    for row in reader.get_row_iter(None).map_err(wrong)? {
        number = number.saturating_add(1);
        bar.inc(1);
        let context: Context = row.map_err(wrong)?.get_column_iter().map(|(name, field)| (name.clone(), value(field))).collect();
        each(&context, &label(&context, number));
    }
    bar.finish_and_clear();
    Ok(())
}

/// What a cell means. Dates and times are milliseconds since the epoch, as everywhere (spec ); what JSON has no type for is opaque.
fn value(field: &Field) -> Value {
    match field {
        Field::Null => Value::Null,
        Field::Bool(boolean) => Value::from(*boolean),
        Field::Byte(number) => Value::from(i64::from(*number)),
        Field::Short(number) => Value::from(i64::from(*number)),
        Field::Int(number) => Value::from(i64::from(*number)),
        Field::Long(number) => Value::from(*number),
        Field::UByte(number) => Value::from(i64::from(*number)),
        Field::UShort(number) => Value::from(i64::from(*number)),
        Field::UInt(number) => Value::from(i64::from(*number)),
        Field::ULong(number) => Value::from(*number),
        Field::Float16(number) => Value::Number(f64::from(*number)),
        Field::Float(number) => Value::Number(f64::from(*number)),
        Field::Double(number) => Value::Number(*number),
        Field::Str(text) => Value::from(text.as_str()),
        Field::Date(days) => Value::from(i64::from(*days).saturating_mul(86_400_000)),
        Field::TimestampMillis(milliseconds) => Value::from(*milliseconds),
        Field::TimestampMicros(microseconds) => Value::from(microseconds.div_euclid(1000)),
        Field::ListInternal(list) => Value::List(items(list)),
        Field::Group(row) => Value::object(row.get_column_iter().map(|(name, field)| (name.as_str(), value(field)))),
        _ => Value::Object(Box::new([])),
    }
}

fn items(list: &List) -> Box<[Value]> {
    list.elements().iter().map(value).collect()
}
