//! The JSON Schemas (draft 2020-12) of burgee documents and overlays, for editors.
//!
//! A schema sees shapes: types, members, words, and which members exclude each other. It does not see names that must
//! exist, sums, overlaps, circles or decimals; those are the compiler's. `tests/agree.rs` holds that what the schemas see
//! is what the fixtures say.

/// The schema of a document.
pub const DOCUMENT: &str = include_str!("../../burgee.schema.json");

/// The schema of an overlay; it refers to that of a document as `burgee.schema.json`.
pub const OVERLAY: &str = include_str!("../../overlay.schema.json");
