//! Decisions: what a unit gets, and why (spec sections 7 and 8).

use crate::evaluate::Outcome;
use crate::json::write_string;
use crate::program::{Flag, FlagId, Program};
use crate::value::Value;
use std::fmt;
use std::fmt::Write;

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident $word:literal;)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum $name { $($(#[$variant_doc])* $variant,)* }

        impl $name {
            /// All of them.
            pub const ALL: &[$name] = &[$($name::$variant,)*];

            /// The word in decisions.
            pub fn as_str(self) -> &'static str {
                match self { $($name::$variant => $word,)* }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

words! {
    /// Why, in OpenFeature's words.
    Reason {
        /// An override, or a flag that only ever serves one variant.
        Static "STATIC";
        /// Nothing targeted the unit.
        Default "DEFAULT";
        /// A rule, a ring, an assignment or an exclusion was about this unit.
        TargetingMatch "TARGETING_MATCH";
        /// A draw decided.
        Split "SPLIT";
        /// The flag's kill switch is off.
        Disabled "DISABLED";
        /// There is no answer; use a default.
        Error "ERROR";
    }
}

words! {
    /// What in the flag decided.
    Cause {
        /// The caller's override.
        Override "override";
        /// `enabled` is false.
        Disabled "disabled";
        /// A required flag does not serve a required variant.
        Requires "requires";
        /// A required flag is quarantined.
        BlockedBy "blocked-by";
        /// `exclude` is true.
        Exclude "exclude";
        /// `if` is not true.
        If "if";
        /// The layer gave the unit to another.
        Layer "layer";
        /// An earlier assignment.
        Sticky "sticky";
        /// A rule serves a variant.
        Rule "rule";
        /// A percentage, hit or missed.
        Percent "percent";
        /// A ring, hit or missed.
        Ring "ring";
        /// A split.
        Split "split";
        /// A draw was needed and the unit is missing.
        UnitMissing "unit-missing";
        /// The flag's own variant.
        Serve "serve";
        /// There is no such flag.
        FlagNotFound "flag-not-found";
        /// The flag was refused when the document was loaded.
        Quarantined "quarantined";
        /// The override names a variant that the flag lacks.
        UnknownVariant "unknown-variant";
        /// The value has another type than was asked for.
        TypeMismatch "type-mismatch";
    }
}

words! {
    /// What went wrong, in OpenFeature's words.
    ErrorCode {
        /// There is no such flag.
        FlagNotFound "FLAG_NOT_FOUND";
        /// The flag was refused when the document was loaded.
        ParseError "PARSE_ERROR";
        /// The value has another type than was asked for.
        TypeMismatch "TYPE_MISMATCH";
        /// The context is no context.
        InvalidContext "INVALID_CONTEXT";
        /// Anything else.
        General "GENERAL";
    }
}

/// What to keep for a sticky flag, and to pass as [`Context::assigned`](crate::Context::assigned) from then on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Assignment<'a> {
    /// The variant.
    pub variant: &'a str,
    /// The flag's salt; an assignment under another salt no longer counts.
    pub salt: &'a str,
}

/// What a unit gets of a flag, and why. Borrows from the document; cheap to make and to copy.
#[derive(Clone, Copy)]
pub struct Decision<'a> {
    program: &'a Program,
    key: &'a str,
    flag: Option<&'a Flag>,
    outcome: Outcome,
}

impl<'a> Decision<'a> {
    pub(crate) fn new(program: &'a Program, key: &'a str, flag: Option<FlagId>, outcome: Outcome) -> Decision<'a> {
        Decision { program, key, flag: flag.and_then(|flag| program.flag(flag)), outcome }
    }

    /// The flag's key, as it was asked for.
    pub fn flag(&self) -> &'a str {
        self.key
    }

    fn served(&self) -> Option<&'a crate::program::Variant> {
        self.program.variant(self.flag?, self.outcome.variant?)
    }

    /// The value to use; none is an error: use a default.
    pub fn value(&self) -> Option<&'a Value> {
        self.served().map(|variant| &variant.value)
    }

    /// The name of the variant.
    pub fn variant(&self) -> Option<&'a str> {
        self.served().map(|variant| variant.name.as_ref())
    }

    /// Whether the value is `true`.
    pub fn is_on(&self) -> bool {
        matches!(self.value(), Some(Value::Boolean(true)))
    }

    /// The boolean, if it is one.
    pub fn boolean(&self) -> Option<bool> {
        match self.value()? {
            Value::Boolean(boolean) => Some(*boolean),
            _ => None,
        }
    }

    /// The string, if it is one.
    pub fn string(&self) -> Option<&'a str> {
        match self.value()? {
            Value::String(string) => Some(string),
            _ => None,
        }
    }

    /// The number, if it is one.
    pub fn number(&self) -> Option<f64> {
        match self.value()? {
            Value::Number(number) => Some(*number),
            _ => None,
        }
    }

    /// The object or array, if it is one.
    pub fn object(&self) -> Option<&'a Value> {
        self.value().filter(|value| matches!(value, Value::Object(_) | Value::List(_)))
    }

    /// The decision for somebody who expects a value of this type: TYPE_MISMATCH where it has another (spec ).
    #[must_use]
    pub fn expecting(mut self, expected: ValueType) -> Decision<'a> {
        let matches = match self.value() {
            None => true,
            Some(Value::Boolean(_)) => expected == ValueType::Boolean,
            Some(Value::String(_)) => expected == ValueType::String,
            Some(Value::Number(_)) => expected == ValueType::Number,
            Some(_) => expected == ValueType::Object,
        };
        if !matches {
            self.outcome = Outcome::error(Cause::TypeMismatch);
        }
        self
    }

    /// Why, in OpenFeature's words.
    pub fn reason(&self) -> Reason {
        self.outcome.reason
    }

    /// What in the flag decided.
    pub fn cause(&self) -> Cause {
        self.outcome.cause
    }

    /// The id of the rule that decided.
    pub fn rule(&self) -> Option<&'a str> {
        self.program.rules.get(self.outcome.rule? as usize).map(|rule| rule.id.as_ref())
    }

    /// The id of the innermost ring that admitted the unit, where a ring decided.
    pub fn ring(&self) -> Option<&'a str> {
        self.program.rings.get(self.outcome.ring?.index()).map(|ring| ring.id.as_ref())
    }

    /// The bucket (0–99 999) of the draw that was compared last, where a draw decided.
    pub fn bucket(&self) -> Option<u32> {
        self.outcome.bucket
    }

    /// The key of the required flag that was not met.
    pub fn required(&self) -> Option<&'a str> {
        self.program.flag(self.outcome.required?).map(|flag| flag.key.as_ref())
    }

    /// What went wrong, if the reason is ERROR.
    pub fn error_code(&self) -> Option<ErrorCode> {
        (self.outcome.reason == Reason::Error).then_some(match self.outcome.cause {
            Cause::FlagNotFound => ErrorCode::FlagNotFound,
            Cause::Quarantined => ErrorCode::ParseError,
            Cause::TypeMismatch => ErrorCode::TypeMismatch,
            _ => ErrorCode::General,
        })
    }

    /// The code of the flag's first diagnostic, if it is quarantined: see [`CODES`](crate::CODES).
    pub fn error_detail(&self) -> Option<&'static str> {
        self.flag.filter(|_| self.outcome.cause == Cause::Quarantined)?.quarantine
    }

    /// What to keep for a sticky flag. Without it, what is kept stays as it is.
    pub fn store(&self) -> Option<Assignment<'a>> {
        let flag = self.flag.filter(|flag| flag.sticky)?;
        let drawn = match self.outcome.cause {
            Cause::Sticky => true,
            Cause::Percent | Cause::Ring | Cause::Split => self.outcome.hit,
            _ => false,
        };
        let variant = self.variant().filter(|_| drawn)?;
        Some(Assignment { variant, salt: &flag.salt })
    }

    /// Whether the flag asks for its exposures to be reported.
    pub fn track(&self) -> bool {
        self.flag.is_some_and(|flag| flag.track && flag.quarantine.is_none())
    }

    /// The document's revision.
    pub fn revision(&self) -> Option<&'a str> {
        self.program.revision.as_deref()
    }

    /// The decision as canonical JSON (spec ).
    pub fn to_json(&self) -> String {
        let mut out = String::new();
        self.write_json(&mut out);
        out
    }

    pub(crate) fn write_json(&self, out: &mut String) {
        let mut members = Members { out, any: false };
        members.string("flag", Some(self.flag()));
        if let Some(value) = self.value() {
            value.write_json(members.name("value"));
        }
        members.string("variant", self.variant());
        members.string("reason", Some(self.reason().as_str()));
        members.string("cause", Some(self.cause().as_str()));
        members.string("rule", self.rule());
        members.string("ring", self.ring());
        members.integer("bucket", self.bucket());
        members.string("required", self.required());
        members.string("error_code", self.error_code().map(ErrorCode::as_str));
        members.string("error_detail", self.error_detail());
        if let Some(store) = self.store() {
            let mut inner = Members { out: members.name("store"), any: false };
            inner.string("variant", Some(store.variant));
            inner.string("salt", Some(store.salt));
            inner.end();
        }
        members.truth("track", self.track());
        members.string("revision", self.revision());
        members.end();
    }
}

/// The types that a decision can be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ValueType {
    /// `true` or `false`.
    Boolean,
    /// A string.
    String,
    /// A number.
    Number,
    /// An object or an array.
    Object,
}

impl PartialEq for Decision<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.to_json() == other.to_json()
    }
}

impl fmt::Debug for Decision<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_json())
    }
}

/// Writes the members of an object, each where it has something to say.
pub(crate) struct Members<'o> {
    pub(crate) out: &'o mut String,
    pub(crate) any: bool,
}

impl Members<'_> {
    /// Begins a member, and gives the place for its value.
    pub(crate) fn name(&mut self, name: &str) -> &mut String {
        self.out.push(if self.any { ',' } else { '{' });
        self.any = true;
        write_string(self.out, name);
        self.out.push(':');
        self.out
    }

    pub(crate) fn string(&mut self, name: &str, value: Option<&str>) {
        if let Some(value) = value {
            write_string(self.name(name), value);
        }
    }

    pub(crate) fn integer(&mut self, name: &str, value: Option<u32>) {
        if let Some(value) = value {
            // Writing to a string never fails.
            let _ = write!(self.name(name), "{value}");
        }
    }

    /// A boolean that is written only when it is true.
    pub(crate) fn truth(&mut self, name: &str, value: bool) {
        if value {
            self.name(name).push_str("true");
        }
    }

    pub(crate) fn end(self) {
        self.out.push_str(if self.any { "}" } else { "{}" });
    }
}
