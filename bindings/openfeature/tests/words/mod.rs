//! What the SDK gives, in one line.

use open_feature::{EvaluationDetails, EvaluationError, EvaluationReason, FlagMetadataValue};

/// What a details call gave, in one line: `value variant REASON name=metadata …`, or the error's code.
pub fn brief<T: std::fmt::Debug>(result: Result<EvaluationDetails<T>, EvaluationError>) -> String {
    let details = match result {
        Ok(details) => details,
        Err(error) => return error.code.to_string(),
    };
    let reason = details.reason.unwrap_or(EvaluationReason::Unknown);
    let mut metadata: Vec<String> = details.flag_metadata.values.iter().map(|(name, value)| format!(" {name}={}", word(value))).collect();
    metadata.sort();
    format!("{:?} {} {reason}{}", details.value, details.variant.unwrap_or_default(), metadata.concat())
}

fn word(value: &FlagMetadataValue) -> String {
    match value {
        FlagMetadataValue::Bool(boolean) => boolean.to_string(),
        FlagMetadataValue::Int(integer) => integer.to_string(),
        FlagMetadataValue::Float(number) => number.to_string(),
        FlagMetadataValue::String(string) => string.clone(),
    }
}
