//! What can be wrong with a document: every code, and the sentence that tells the facts.
//!
//! A sentence is lower case, without a full stop, user input in backticks. Where it stands in the text is the [`Diagnostic`](crate::Diagnostic)'s.

use std::fmt;

/// A code, and the sentence that facts are put into.
pub(crate) struct Form {
    code: &'static str,
    /// Each `{}` stands for a fact.
    sentence: &'static str,
}

/// One thing that is wrong: the code, and the sentence with its facts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Problem {
    code: &'static str,
    sentence: Box<str>,
}

impl Problem {
    /// A problem of a form with these facts, in the order of the sentence.
    pub(crate) fn new(form: &Form, facts: &[&str]) -> Problem {
        let mut sentence = String::new();
        let mut facts = facts.iter();
        for (index, part) in form.sentence.split("{}").enumerate() {
            if index > 0 {
                sentence.push_str(facts.next().unwrap_or(&""));
            }
            sentence.push_str(part);
        }
        Problem { code: form.code, sentence: sentence.into() }
    }

    /// More than a limit allows.
    pub(crate) fn past(limit: Limit) -> Problem {
        Problem::new(&LIMIT_EXCEEDED, &[limit.name, &limit.value.to_string(), limit.what])
    }

    /// A flag whose decision would cost more than a limit allows.
    pub(crate) fn costly(flag: &str, cost: u64) -> Problem {
        let limit = limit::COST;
        Problem::new(&TOO_COSTLY, &[flag, &cost.to_string(), limit.name, &limit.value.to_string()])
    }

    /// The stable code.
    pub(crate) fn code(&self) -> &'static str {
        self.code
    }

    /// Whether it is advice only: the document means what it says.
    pub(crate) fn is_warning(&self) -> bool {
        [&DEAD_RULE, &EXPIRED, &FULLY_ROLLED_OUT, &NO_OWNER, &UNDECLARED_ATTRIBUTE].iter().any(|form| form.code == self.code)
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentence)
    }
}

macro_rules! forms {
    ($($(#[$attribute:meta])* $name:ident $code:literal $sentence:literal;)*) => {
        $($(#[$attribute])* pub(crate) static $name: Form = Form { code: $code, sentence: $sentence };)*
    };
}

forms! {
    BAD_CONDITION "bad-condition" "a condition has one of `all`, `any`, `not`, `segment`, `ring`, `percent`, `now`, `attribute`; this has {}";
    NO_OPERATOR "bad-condition" "this condition names an attribute and asks nothing of it";
    BAD_BOUND "bad-bound" "`{}` is not a bound: a number, a percentage such as `\"0.5%\"`, or a multiple of the baseline above 0";
    BAD_DATE "bad-date" "`{}` is not a date such as `2026-11-21`";
    BAD_DOMAIN "bad-domain" "`{}` is not a domain such as `company.com` or `*.company.com`";
    BAD_DURATION "bad-duration" "`{}` is not a duration such as `365d` or `1d12h` (units w d h m s, in this order)";
    BAD_HASH "bad-hash" "this is not a SHA-256: 64 digits `0` to `9` and `a` to `f`";
    BAD_IP_RANGE "bad-ip-range" "`{}` is not an address or a range such as `10.0.0.0/8` with no bit set beyond the prefix";
    BAD_NUMBER "bad-number" "`{}` is not a number that every language holds exactly (integers go to ±9007199254740991)";
    BAD_PERCENT "bad-percent" "`{}` is not a percentage: a plain number from 0 to 100 with at most three decimals";
    BAD_POINTER "bad-pointer" "`{}` begins with `/` and is no JSON Pointer: `~` is written `~0`, `/` is written `~1`";
    BAD_RANGE "bad-range" "a range is two percentages, the first below the second";
    BAD_REGEX "bad-regex" "this pattern cannot be used: {}";
    BAD_SEMVER "bad-semver" "`{}` is not a list of comparators such as `>=2.1.0 <3.0.0`";
    #[cfg(feature = "signature")]
    BAD_SIGNATURE "bad-signature" "the signature of `{}` is by no key that is trusted here, or of other bytes: the text was changed, or belongs to another signature";
    #[cfg(feature = "signature")]
    SIGNATURE_LENGTH "bad-signature" "what is given as the signature of `{}` is none: {} bytes, and not {} or their Base64";
    BAD_STRING "bad-string" "this string has half of a surrogate pair, which is no character";
    BAD_TIMESTAMP "bad-timestamp" "`{}` is not an RFC 3339 date-time such as `2026-11-21T09:00:00Z`";
    BAD_VALUE "bad-value" "`{}` is none of {}";
    BROKEN_REFERENCE "broken-reference" "this depends on something that is itself refused: {}";
    CONFLICTING_FIELDS "conflicting-fields" "`{}` and `{}` exclude each other";
    DEAD_RULE "dead-rule" "rule `{}` is never reached: `{}` decides for everyone";
    DECREASING "decreasing" "{} % is below the step before it: a schedule takes nothing back unless it says `\"may_decrease\": true`";
    DUPLICATE_ID "duplicate-id" "the id `{}` is used twice";
    DUPLICATE_KEY "duplicate-key" "`{}` stands twice in this object";
    DUPLICATE_VARIANT "duplicate-variant" "`{}` stands twice in this split";
    EMPTY "empty" "{} may not be empty";
    EXPIRED "expired" "this flag expired on {}: remove it from the code, then from here";
    FLAG_IN_TWO_LAYERS "flag-in-two-layers" "flag `{}` is in layer `{}` already";
    FULLY_ROLLED_OUT "fully-rolled-out" "this flag has served everyone for {} days: remove it, or mark it `permanent`";
    LIMIT_EXCEEDED "limit-exceeded" "this is past the limit `{}` of {} ({})";
    MISPLACED_CONDITION "misplaced-condition" "{} cannot stand here: {}";
    MISPLACED_FIELD "misplaced-field" "`{}` has no effect here: {}";
    MISSING_FIELD "missing-field" "`{}` is missing";
    MISSING_FIELDS "missing-field" "`{}` are missing";
    #[cfg(feature = "signature")]
    MISSING_SIGNATURE "missing-signature" "`{}` has no signature, and only what is signed is loaded here";
    MIXED_VARIANTS "mixed-variants" "variants have one type: this is {}, others are {}";
    NO_OWNER "no-owner" "this flag has no `owner`: nobody will remove it";
    NOT_ASCENDING "not-ascending" "{} is not after {}";
    NOT_IN_ENUM "not-in-enum" "{} is not among the declared values of `{}`";
    NOT_UTF8 "not-utf8" "the text is not UTF-8";
    OFF_VARIANT_REQUIRED "off-variant-required" "say which variant is served when the flag is off: `off_variant`, or a variant named `off`";
    OVERLAY_EXPECTED "overlay-expected" "an overlay says so: `\"overlay\": \"its name\"` is missing";
    OVERLAY_UNEXPECTED "overlay-unexpected" "this is an overlay; it belongs on top of a base document, not in its place";
    RANGE_OVERLAP "range-overlap" "this range overlaps another";
    REMOVES_NOTHING "removes-nothing" "`{}` is not there to be removed";
    REQUIRES_CYCLE "requires-cycle" "flags require each other in a circle: {}";
    RING_ADDS_NOBODY "ring-adds-nobody" "ring `{}` can add nobody: {}";
    SEGMENT_CYCLE "segment-cycle" "segments name each other in a circle: {}";
    SPLIT_NOT_100 "split-not-100" "the parts of a split are 100 % in all, these are {} %";
    STAGE_ADDS_NOBODY "stage-adds-nobody" "stage `{}` can add nobody: {}";
    #[cfg(feature = "signature")]
    LOW_SERIAL "stale-serial" "serial {} is below {}, the least that is taken here";
    STALE_SERIAL "stale-serial" "serial {} is not above {}, which is being served";
    SYNTAX "syntax" "this is not JSON: expected {}";
    TOO_COSTLY "limit-exceeded" "deciding flag `{}` may cost {}, which is past the limit `{}` of {}";
    TYPE_CONFLICT "type-conflict" "`{}` is declared as {}: this can never be true or false";
    UNDECLARED_ATTRIBUTE "undeclared-attribute" "attribute `{}` is not declared";
    UNKNOWN_FIELD "unknown-field" "nothing is called `{}` here";
    UNKNOWN_FLAG "unknown-flag" "there is no flag `{}`";
    UNKNOWN_OPERATOR "unknown-operator" "there is no operator `{}`";
    UNKNOWN_RING "unknown-ring" "there is no ring `{}`";
    UNKNOWN_SEGMENT "unknown-segment" "there is no segment `{}`";
    UNKNOWN_STAGE "unknown-stage" "there is no stage `{}`";
    UNKNOWN_VARIANT "unknown-variant" "the flag has no variant `{}`";
    UNSUPPORTED_FEATURE "unsupported-feature" "`{}` is reserved: this version of burgee does not evaluate it";
    UNSUPPORTED_HASH "unsupported-hash" "`{}` is not a bucket scheme of this version, which has `xxh64-mix`";
    UNSUPPORTED_VERSION "unsupported-version" "format `{}` is not one this version reads, which is `1`";
    VARIANT_REQUIRED "variant-required" "say what is served: `variant` or `split` (only flags without `variants` imply `on`)";
    WRONG_TYPE "wrong-type" "this is {}, expected {}";
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
    PATTERN_SIZE "pattern-size" 256, "size of one `matches` pattern: R-3.5";
    PATTERNS "patterns" 1_000_000, "sizes of all `matches` patterns of a document, each at least 100";
    PATTERN_HAYSTACK_BYTES "pattern-haystack-bytes" crate::operator::MAX_HAYSTACK, "bytes of a string that `matches` and `semver` look at: R-3.6";
    TEXT_BYTES "text-bytes" crate::operator::MAX_TEXT, "bytes of a string that other operators search or read, and of one that names a unit: R-3.6";
    ELEMENTS "elements" crate::operator::MAX_ELEMENTS, "elements of an attribute's array that `has_any` and `has_all` look at: R-3.6";
    NESTING "nesting" 128, "conditions that stand in one another, and flags in a chain of `requires`: R-3.3";
    COST "cost" 100_000, "the work of one decision: R-3.2";
}
