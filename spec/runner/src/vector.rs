//! The golden values of `spec/hash/vectors.json`, as cases.

use std::path::Path;

use serde::Deserialize;
use serde_json::Value;

use crate::{
    File,
    case::{Body, Case},
};

#[derive(Deserialize)]
struct Vectors {
    vectors: Vec<Vector>,
}

#[derive(Deserialize)]
struct Vector {
    unit: Value,
    domain: String,
    salt: String,
    bucket: u32,
}

/// Reads every vector.
pub(crate) fn read_all() -> Result<File, String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../hash/vectors.json");
    let text = std::fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    let Vectors { vectors } = serde_json::from_str(&text).map_err(|error| format!("{}: {error}", path.display()))?;
    let case = |vector: Vector| {
        let unit = vector.unit.as_str().map_or_else(|| vector.unit.to_string(), str::to_owned);
        let name = format!("{} {} {unit}", vector.domain, vector.salt);
        let body = Body::Bucket { unit, domain: vector.domain, salt: vector.salt, expected: vector.bucket };
        Case { name, rules: vec!["R-6.7".to_owned()], body }
    };
    Ok(File { path, about: "golden values of section 6".to_owned(), cases: vectors.into_iter().map(case).collect() })
}
