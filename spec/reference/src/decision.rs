//! Decisions, and how they are written (spec section 8, R-7.13).

use crate::{
    canonical,
    json::{Kind, Value},
};

/// The answer for a flag.
#[derive(Clone, Debug, Default)]
pub struct Decision {
    /// The flag's key.
    pub flag: String,
    /// The value of the variant.
    pub value: Option<Value>,
    /// The variant that is served.
    pub variant: Option<String>,
    /// OpenFeature's reason.
    pub reason: &'static str,
    /// Why, more closely.
    pub cause: &'static str,
    /// The rule that decided.
    pub rule: Option<String>,
    /// The innermost ring that admits.
    pub ring: Option<String>,
    /// The stage that admits.
    pub stage: Option<String>,
    /// The side of a comparison.
    pub arm: Option<&'static str>,
    /// The bucket that was compared last.
    pub bucket: Option<u32>,
    /// The required flag that decided.
    pub required: Option<String>,
    /// OpenFeature's error code.
    pub error_code: Option<&'static str>,
    /// The code of a quarantined flag's first error.
    pub error_detail: Option<&'static str>,
    /// What to keep: the variant and the salt.
    pub store: Option<(String, String)>,
    /// Whether to track.
    pub track: bool,
    /// The document's revision.
    pub revision: Option<String>,
}

impl Decision {
    /// Whether this is an ERROR.
    pub fn is_error(&self) -> bool {
        self.reason == "ERROR"
    }

    /// An ERROR in this one's place.
    pub fn error(self, cause: &'static str, code: &'static str) -> Self {
        let Self { flag, track, revision, .. } = self;
        Self { flag, reason: "ERROR", cause, error_code: Some(code), track, revision, ..Self::default() }
    }

    /// The decision as the accessor of a type gives it.
    pub fn read_as(self, accessor: &str) -> Self {
        let found = match self.value.as_ref().map(|value| &value.kind) {
            None => return self,
            Some(Kind::Boolean(_)) => "boolean",
            Some(Kind::Text(_)) => "string",
            Some(Kind::Number(_)) => "number",
            Some(_) => "object",
        };
        if found == accessor { self } else { self.error("type-mismatch", "TYPE_MISMATCH") }
    }

    /// Canonical JSON.
    pub fn canonical(&self) -> String {
        let text = |text: &Option<String>| text.as_deref().map(canonical::text);
        let store = self
            .store
            .as_ref()
            .map(|(variant, salt)| canonical::object([("variant", Some(canonical::text(variant))), ("salt", Some(canonical::text(salt)))]));
        canonical::object([
            ("flag", Some(canonical::text(&self.flag))),
            ("value", self.value.as_ref().map(canonical::value)),
            ("variant", text(&self.variant)),
            ("reason", Some(canonical::text(self.reason))),
            ("cause", Some(canonical::text(self.cause))),
            ("rule", text(&self.rule)),
            ("ring", text(&self.ring)),
            ("stage", text(&self.stage)),
            ("arm", self.arm.map(canonical::text)),
            ("bucket", self.bucket.map(|bucket| bucket.to_string())),
            ("required", text(&self.required)),
            ("error_code", self.error_code.map(canonical::text)),
            ("error_detail", self.error_detail.map(canonical::text)),
            ("store", store),
            ("track", self.track.then(|| "true".to_owned())),
            ("revision", text(&self.revision)),
        ])
    }
}
