//! Contexts from a Parquet file.

#![cfg(feature = "parquet")]

use parquet::data_type::{ByteArray, ByteArrayType, Int64Type};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;
use std::fs::File;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

#[test]
fn rows_are_contexts_and_columns_attributes() {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("users.parquet");
    let schema =
        "message users { required binary key (UTF8); optional binary country (UTF8); required int64 at (TIMESTAMP(MILLIS,true)); }";
    let schema = Arc::new(parse_message_type(schema).unwrap());
    let properties = Arc::new(WriterProperties::builder().build());
    let mut writer = SerializedFileWriter::new(File::create(&path).unwrap(), schema, properties).unwrap();
    let mut group = writer.next_row_group().unwrap();
    let text = |text: &str| ByteArray::from(text);
    let mut column = group.next_column().unwrap().unwrap();
    let keys: Vec<ByteArray> = (1..=12).map(|number| text(&format!("u-{number}"))).collect();
    column.typed::<ByteArrayType>().write_batch(&keys, None, None).unwrap();
    column.close().unwrap();
    let mut column = group.next_column().unwrap().unwrap();
    // Every second row has a country.
    let levels: Vec<i16> = (1..=12).map(|number| number % 2).collect();
    column.typed::<ByteArrayType>().write_batch(&vec![text("NZ"); 6], Some(&levels), None).unwrap();
    column.close().unwrap();
    let mut column = group.next_column().unwrap().unwrap();
    column.typed::<Int64Type>().write_batch(&[1_700_000_000_000; 12], None, None).unwrap();
    column.close().unwrap();
    group.close().unwrap();
    writer.close().unwrap();

    let mut command = Command::new(env!("CARGO_BIN_EXE_burgee"));
    let documents = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/documents");
    command.args(["diff", "flags.json", "candidate.json", "--format", "json", "--contexts"]).arg(&path).current_dir(documents);
    let output = command.output().unwrap();
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let flag = &report["who"]["flags"][1];
    assert_eq!((&report["who"]["units"], &flag["flag"]), (&12.into(), &"new-checkout".into()), "{report}");
    let samples = flag["groups"][0]["samples"].as_array().unwrap();
    let number = |key: &serde_json::Value| key.as_str().unwrap().trim_start_matches("u-").parse::<u32>().unwrap();
    assert!(samples.iter().all(|key| number(key) % 2 == 1), "only those with a country moved: {samples:?}");
}
