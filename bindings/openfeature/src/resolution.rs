//! Decisions as the SDK's resolutions: reasons, error codes, metadata.

use burgee::{Arm, Cause, Decision, ErrorCode, Reason};
use open_feature::provider::ResolutionDetails;
use open_feature::{EvaluationError, EvaluationErrorCode, EvaluationReason, FlagMetadata};

/// The resolution of a decision whose value was read as `value`.
pub(crate) fn details<T>(decision: &Decision<'_>, value: T) -> ResolutionDetails<T> {
    ResolutionDetails {
        value,
        variant: decision.variant().map(str::to_owned),
        reason: Some(reason(decision.reason())),
        flag_metadata: Some(metadata(decision)),
    }
}

fn reason(reason: Reason) -> EvaluationReason {
    match reason {
        Reason::Static => EvaluationReason::Static,
        Reason::Default => EvaluationReason::Default,
        Reason::TargetingMatch => EvaluationReason::TargetingMatch,
        Reason::Split => EvaluationReason::Split,
        Reason::Disabled => EvaluationReason::Disabled,
        Reason::Error => EvaluationReason::Error,
    }
}

/// The members of a decision that the SDK has no field for, named as in its canonical JSON (spec ).
fn metadata(decision: &Decision<'_>) -> FlagMetadata {
    let mut metadata = FlagMetadata::default().with_value("cause", decision.cause().as_str());
    let words = [
        ("rule", decision.rule()),
        ("ring", decision.ring()),
        ("stage", decision.stage()),
        ("arm", decision.arm().map(Arm::as_str)),
        ("required", decision.required()),
        ("revision", decision.revision()),
    ];
    for (name, word) in words {
        if let Some(word) = word {
            metadata.add_value(name, word);
        }
    }
    if let Some(bucket) = decision.bucket() {
        metadata.add_value("bucket", bucket);
    }
    if decision.track() {
        metadata.add_value("track", true);
    }
    metadata
}

/// The error of a decision that has no value.
pub(crate) fn error(decision: &Decision<'_>, code: ErrorCode) -> EvaluationError {
    let flag = decision.flag();
    let (code, message) = match code {
        ErrorCode::FlagNotFound => (EvaluationErrorCode::FlagNotFound, format!("there is no flag `{flag}`")),
        ErrorCode::ParseError => {
            let detail = decision.error_detail().unwrap_or(Cause::Quarantined.as_str());
            (EvaluationErrorCode::ParseError, format!("flag `{flag}` is quarantined: {detail}"))
        }
        ErrorCode::TypeMismatch => (EvaluationErrorCode::TypeMismatch, format!("flag `{flag}` has another type")),
        ErrorCode::InvalidContext => (EvaluationErrorCode::InvalidContext, "this is no context".to_owned()),
        ErrorCode::General => {
            let cause = decision.cause().as_str();
            (EvaluationErrorCode::General(cause.to_owned()), format!("flag `{flag}`: {cause}"))
        }
    };
    EvaluationError { code, message: Some(message) }
}

/// The error of a decision whose value is not what was asked for.
pub(crate) fn mismatch(decision: &Decision<'_>, asked: &str) -> EvaluationError {
    let has = decision.value().map_or("nothing", burgee::Value::type_name);
    let message = format!("flag `{}` serves {} where {} was asked for", decision.flag(), article(has), asked);
    EvaluationError { code: EvaluationErrorCode::TypeMismatch, message: Some(message) }
}

fn article(noun: &str) -> String {
    let article = if noun.starts_with(['a', 'o']) { "an" } else { "a" };
    format!("{article} {noun}")
}
