//! What can be wrong with a document: every code with its facts, and the sentence that tells them.
//!
//! A sentence is lower case, without a full stop, user input in backticks. Where it stands in the text is the [`Diagnostic`](crate::Diagnostic)'s.

use std::fmt;

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Problem {
    BadCondition { found: usize },
    NoOperator,
    BadBound { text: String },
    BadDate { text: String },
    BadDomain { text: String },
    BadDuration { text: String },
    BadIpRange { text: String },
    BadNumber { text: String },
    BadPercent { text: String },
    BadPointer { text: String },
    BadRange,
    BadRegex { why: String },
    BadSemver { text: String },
    BadString,
    BadTimestamp { text: String },
    BadValue { text: String, allowed: &'static str },
    BrokenReference { path: String },
    ConflictingFields { field: String, other: &'static str },
    DeadRule { rule: String, after: String },
    Decreasing { percent: String },
    DuplicateId { id: String },
    DuplicateKey { key: String },
    DuplicateVariant { variant: String },
    Empty { what: &'static str },
    Expired { expires: String },
    FlagInTwoLayers { flag: String, first: String },
    FullyRolledOut { since: String },
    LimitExceeded { limit: Limit },
    MisplacedCondition { what: &'static str, why: &'static str },
    MisplacedField { field: String, why: &'static str },
    MissingField { fields: Vec<&'static str> },
    MixedVariants { found: &'static str, first: &'static str },
    NoOwner,
    NotAscending { what: &'static str, after: &'static str },
    NotInEnum { attribute: String, text: String },
    NotUtf8,
    OffVariantRequired,
    OverlayExpected,
    OverlayUnexpected,
    RangeOverlap,
    RemovesNothing { what: String },
    RequiresCycle { path: String },
    RingAddsNobody { ring: String, why: String },
    SegmentCycle { path: String },
    SplitNot100 { total: String },
    StageAddsNobody { stage: String, why: String },
    StaleSerial { serial: u64, serving: u64 },
    Syntax { expected: &'static str },
    TypeConflict { attribute: String, declared: &'static str },
    UndeclaredAttribute { attribute: String },
    UnknownField { field: String },
    UnknownFlag { flag: String },
    UnknownOperator { operator: String },
    UnknownRing { ring: String },
    UnknownSegment { segment: String },
    UnknownStage { stage: String },
    UnknownVariant { variant: String },
    UnsupportedFeature { feature: String },
    UnsupportedHash { hash: String },
    UnsupportedVersion { version: String },
    VariantRequired,
    WrongType { found: &'static str, expected: &'static str },
}

impl Problem {
    /// The stable code.
    pub(crate) fn code(&self) -> &'static str {
        use Problem::*;
        match self {
            BadCondition { .. } | NoOperator => "bad-condition",
            BadBound { .. } => "bad-bound",
            BadDate { .. } => "bad-date",
            BadDomain { .. } => "bad-domain",
            BadDuration { .. } => "bad-duration",
            BadIpRange { .. } => "bad-ip-range",
            BadNumber { .. } => "bad-number",
            BadPercent { .. } => "bad-percent",
            BadPointer { .. } => "bad-pointer",
            BadRange => "bad-range",
            BadRegex { .. } => "bad-regex",
            BadSemver { .. } => "bad-semver",
            BadString => "bad-string",
            BadTimestamp { .. } => "bad-timestamp",
            BadValue { .. } => "bad-value",
            BrokenReference { .. } => "broken-reference",
            ConflictingFields { .. } => "conflicting-fields",
            DeadRule { .. } => "dead-rule",
            Decreasing { .. } => "decreasing",
            DuplicateId { .. } => "duplicate-id",
            DuplicateKey { .. } => "duplicate-key",
            DuplicateVariant { .. } => "duplicate-variant",
            Empty { .. } => "empty",
            Expired { .. } => "expired",
            FlagInTwoLayers { .. } => "flag-in-two-layers",
            FullyRolledOut { .. } => "fully-rolled-out",
            LimitExceeded { .. } => "limit-exceeded",
            MisplacedCondition { .. } => "misplaced-condition",
            MisplacedField { .. } => "misplaced-field",
            MissingField { .. } => "missing-field",
            MixedVariants { .. } => "mixed-variants",
            NoOwner => "no-owner",
            NotAscending { .. } => "not-ascending",
            NotInEnum { .. } => "not-in-enum",
            NotUtf8 => "not-utf8",
            OffVariantRequired => "off-variant-required",
            OverlayExpected => "overlay-expected",
            OverlayUnexpected => "overlay-unexpected",
            RangeOverlap => "range-overlap",
            RemovesNothing { .. } => "removes-nothing",
            RequiresCycle { .. } => "requires-cycle",
            RingAddsNobody { .. } => "ring-adds-nobody",
            SegmentCycle { .. } => "segment-cycle",
            SplitNot100 { .. } => "split-not-100",
            StageAddsNobody { .. } => "stage-adds-nobody",
            StaleSerial { .. } => "stale-serial",
            Syntax { .. } => "syntax",
            TypeConflict { .. } => "type-conflict",
            UndeclaredAttribute { .. } => "undeclared-attribute",
            UnknownField { .. } => "unknown-field",
            UnknownFlag { .. } => "unknown-flag",
            UnknownOperator { .. } => "unknown-operator",
            UnknownRing { .. } => "unknown-ring",
            UnknownSegment { .. } => "unknown-segment",
            UnknownStage { .. } => "unknown-stage",
            UnknownVariant { .. } => "unknown-variant",
            UnsupportedFeature { .. } => "unsupported-feature",
            UnsupportedHash { .. } => "unsupported-hash",
            UnsupportedVersion { .. } => "unsupported-version",
            VariantRequired => "variant-required",
            WrongType { .. } => "wrong-type",
        }
    }

    /// Whether it is advice only: the document means what it says.
    pub(crate) fn is_warning(&self) -> bool {
        use Problem::*;
        matches!(self, DeadRule { .. } | Expired { .. } | FullyRolledOut { .. } | NoOwner | UndeclaredAttribute { .. })
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use Problem::*;
        match self {
            BadCondition { found: 0 } => {
                write!(f, "a condition has one of `all`, `any`, `not`, `segment`, `ring`, `percent`, `now`, `attribute`; this has none")
            }
            BadCondition { found } => {
                write!(f, "a condition has one of `all`, `any`, `not`, `segment`, `ring`, `percent`, `now`, `attribute`; this has {found}")
            }
            NoOperator => write!(f, "this condition names an attribute and asks nothing of it"),
            BadBound { text } => {
                write!(f, "`{text}` is not a bound: a number, a percentage such as `\"0.5%\"`, or a multiple of the baseline above 0")
            }
            BadDate { text } => write!(f, "`{text}` is not a date such as `2026-11-21`"),
            BadDomain { text } => write!(f, "`{text}` is not a domain such as `company.com` or `*.company.com`"),
            BadDuration { text } => write!(f, "`{text}` is not a duration such as `365d` or `1d12h` (units w d h m s, in this order)"),
            BadIpRange { text } => {
                write!(f, "`{text}` is not an address or a range such as `10.0.0.0/8` with no bit set beyond the prefix")
            }
            BadNumber { text } => {
                write!(f, "`{text}` is not a number that every language holds exactly (integers go to ±9007199254740991)")
            }
            BadPercent { text } => write!(f, "`{text}` is not a percentage: a plain number from 0 to 100 with at most three decimals"),
            BadPointer { text } => write!(f, "`{text}` begins with `/` and is no JSON Pointer: `~` is written `~0`, `/` is written `~1`"),
            BadRange => write!(f, "a range is two percentages, the first below the second"),
            BadRegex { why } => write!(f, "this pattern cannot be used: {why}"),
            BadSemver { text } => write!(f, "`{text}` is not a list of comparators such as `>=2.1.0 <3.0.0`"),
            BadString => write!(f, "this string has half of a surrogate pair, which is no character"),
            BadTimestamp { text } => write!(f, "`{text}` is not an RFC 3339 date-time such as `2026-11-21T09:00:00Z`"),
            BadValue { text, allowed } => write!(f, "`{text}` is none of {allowed}"),
            BrokenReference { path } => write!(f, "this depends on something that is itself refused: {path}"),
            ConflictingFields { field, other } => write!(f, "`{field}` and `{other}` exclude each other"),
            DeadRule { rule, after } => write!(f, "rule `{rule}` is never reached: `{after}` decides for everyone"),
            Decreasing { percent } => {
                write!(f, "{percent} % is below the step before it: a schedule takes nothing back unless it says `\"may_decrease\": true`")
            }
            DuplicateId { id } => write!(f, "the id `{id}` is used twice"),
            DuplicateKey { key } => write!(f, "`{key}` stands twice in this object"),
            DuplicateVariant { variant } => write!(f, "`{variant}` stands twice in this split"),
            Empty { what } => write!(f, "{what} may not be empty"),
            Expired { expires } => write!(f, "this flag expired on {expires}: remove it from the code, then from here"),
            FlagInTwoLayers { flag, first } => write!(f, "flag `{flag}` is in layer `{first}` already"),
            FullyRolledOut { since } => write!(f, "this flag has served everyone since {since}: remove it, or mark it `permanent`"),
            LimitExceeded { limit } => write!(f, "this is past the limit `{}` of {} ({})", limit.name, limit.value, limit.what),
            MisplacedCondition { what, why } => write!(f, "{what} cannot stand here: {why}"),
            MisplacedField { field, why } => write!(f, "`{field}` has no effect here: {why}"),
            MissingField { fields } => write!(f, "{} missing", listed(fields)),
            MixedVariants { found, first } => write!(f, "variants have one type: this is {found}, others are {first}"),
            NoOwner => write!(f, "this flag has no `owner`: nobody will remove it"),
            NotAscending { what, after } => write!(f, "{what} is not after {after}"),
            NotInEnum { attribute, text } => write!(f, "{text} is not among the declared values of `{attribute}`"),
            NotUtf8 => write!(f, "the text is not UTF-8"),
            OffVariantRequired => write!(f, "say which variant is served when the flag is off: `off_variant`, or a variant named `off`"),
            OverlayExpected => write!(f, "an overlay says so: `\"overlay\": \"its name\"` is missing"),
            OverlayUnexpected => write!(f, "this is an overlay; it belongs on top of a base document, not in its place"),
            RangeOverlap => write!(f, "this range overlaps another"),
            RemovesNothing { what } => write!(f, "`{what}` is not there to be removed"),
            RequiresCycle { path } => write!(f, "flags require each other in a circle: {path}"),
            RingAddsNobody { ring, why } => write!(f, "ring `{ring}` can add nobody: {why}"),
            SegmentCycle { path } => write!(f, "segments name each other in a circle: {path}"),
            SplitNot100 { total } => write!(f, "the parts of a split are 100 % in all, these are {total} %"),
            StageAddsNobody { stage, why } => write!(f, "stage `{stage}` can add nobody: {why}"),
            StaleSerial { serial, serving } => write!(f, "serial {serial} is not above {serving}, which is being served"),
            Syntax { expected } => write!(f, "this is not JSON: expected {expected}"),
            TypeConflict { attribute, declared } => write!(f, "`{attribute}` is declared as {declared}: this can never be true or false"),
            UndeclaredAttribute { attribute } => write!(f, "attribute `{attribute}` is not declared"),
            UnknownField { field } => write!(f, "nothing is called `{field}` here"),
            UnknownFlag { flag } => write!(f, "there is no flag `{flag}`"),
            UnknownOperator { operator } => write!(f, "there is no operator `{operator}`"),
            UnknownRing { ring } => write!(f, "there is no ring `{ring}`"),
            UnknownSegment { segment } => write!(f, "there is no segment `{segment}`"),
            UnknownStage { stage } => write!(f, "there is no stage `{stage}`"),
            UnknownVariant { variant } => write!(f, "the flag has no variant `{variant}`"),
            UnsupportedFeature { feature } => write!(f, "`{feature}` is reserved: this version of burgee does not evaluate it"),
            UnsupportedHash { hash } => write!(f, "`{hash}` is not a bucket scheme of this version, which has `xxh64-mix`"),
            UnsupportedVersion { version } => write!(f, "format `{version}` is not one this version reads, which is `1`"),
            VariantRequired => write!(f, "say what is served: `variant` or `split` (only flags without `variants` imply `on`)"),
            WrongType { found, expected } => write!(f, "this is {found}, expected {expected}"),
        }
    }
}

/// `a` is, or `a` and `b` are.
fn listed(names: &[&str]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    format!("{} {}", quoted.join(" and "), if names.len() == 1 { "is" } else { "are" })
}

/// A limit of spec section 3.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// The name in the table.
    pub name: &'static str,
    /// The greatest value that is accepted.
    pub value: usize,
    /// What is counted.
    pub what: &'static str,
}

macro_rules! limits {
    ($($constant:ident $name:literal $value:expr, $what:literal;)*) => {
        /// The limits, one constant each.
        pub(crate) mod limit {
            use super::Limit;
            $(pub(crate) const $constant: Limit = Limit { name: $name, value: $value, what: $what };)*
        }

        /// The limits of spec section 3, in its order.
        pub const LIMITS: &[Limit] = &[$(limit::$constant,)*];
    };
}

limits! {
    DOCUMENT_BYTES "document-bytes" 16_777_216, "bytes of one document's text";
    DEPTH "depth" crate::json::MAX_DEPTH, "arrays and objects open at once; the root is 1";
    NAME_BYTES "name-bytes" 256, "bytes of a name, id, salt, unit or attribute";
    FLAGS "flags" 100_000, "flags of a document";
    SEGMENTS "segments" 10_000, "segments of a document";
    RINGS "rings" 64, "rings of a document";
    LAYERS "layers" 1_000, "layers of a document";
    ATTRIBUTES "attributes" 1_000, "attribute declarations of a document";
    SLOTS "slots" 1_000, "slots of a layer, ranges of a variant in a split";
    VARIANTS "variants" 256, "variants of a flag";
    RULES "rules" 10_000, "rules of a flag";
    REQUIRES "requires" 64, "flags that a flag requires";
    CHILDREN "children" 10_000, "members of one `all` or `any`";
    LIST "list" 1_000_000, "literals in one operator's list";
    STEPS "steps" 1_000, "steps of a schedule, and its pauses";
    STAGES "stages" 100, "stages of a rollout";
    GATES "gates" 100, "gates of a rollout, or of a stage";
    UNITS "units" 8, "attributes in one `unit` list";
    PATTERN_BYTES "pattern-bytes" 1_024, "bytes of one `matches` pattern";
    PATTERN_HAYSTACK_BYTES "pattern-haystack-bytes" crate::operator::pattern::MAX_HAYSTACK, "bytes of a string that `matches` looks at; a longer one is unknown (`too-long`)";
    NESTING "nesting" 128, "conditions that stand in one another, and flags in a chain of `requires`: R-3.3";
    COST "cost" 100_000, "conditions and flags that one decision may visit: R-3.2";
}
