//! Decisions: what a unit gets, and why (spec sections 7 and 8).

use crate::bucket::Bucket;
use crate::context::NOT_AN_OBJECT;
use crate::evaluate::{Beside, Outcome, Packed};
use crate::json::Members;
use crate::program::{Flag, Program, VariantId};
use crate::reason::{Arm, Cause, ErrorCode, Reason};
use crate::value::Value;
use std::fmt;

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
    asked: Asked<'a>,
    outcome: Packed,
}

/// What a decision is about.
#[derive(Clone, Copy)]
pub(crate) enum Asked<'a> {
    Flag(&'a Flag),
    /// A key that no flag has.
    Key(&'a str),
}

impl<'a> Decision<'a> {
    pub(crate) fn new(program: &'a Program, asked: Asked<'a>, outcome: Packed) -> Decision<'a> {
        Decision { program, asked, outcome }
    }

    /// The flag's key, as it was asked for.
    pub fn flag(&self) -> &'a str {
        match self.asked {
            Asked::Flag(flag) => self.program.key(flag),
            Asked::Key(key) => key,
        }
    }

    fn compiled(&self) -> Option<&'a Flag> {
        match self.asked {
            Asked::Flag(flag) => Some(flag),
            Asked::Key(_) => None,
        }
    }

    fn served(&self) -> Option<&'a crate::program::Variant> {
        self.program.variant(self.compiled()?, self.outcome.variant()?)
    }

    /// The value to use; none is an error: use a default.
    pub fn value(&self) -> Option<&'a Value> {
        self.served().map(|variant| &variant.value)
    }

    /// The name of the variant.
    pub fn variant(&self) -> Option<&'a str> {
        self.served().map(|variant| variant.name.as_ref())
    }

    /// The index of the variant among the flag's [`variants`](crate::Flag::variants).
    pub fn variant_index(&self) -> Option<usize> {
        self.outcome.variant().map(VariantId::index)
    }

    /// Whether the value is `true`.
    pub fn is_on(&self) -> bool {
        matches!(self.value(), Some(Value::Boolean(true)))
    }

    /// Whether it serves another variant than the off variant.
    pub fn is_exposed(&self) -> bool {
        self.outcome.variant().is_some_and(|variant| self.compiled().is_some_and(|flag| flag.off != Some(variant)))
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
            self.outcome = Outcome::new(Cause::TypeMismatch).pack();
        }
        self
    }

    /// Why, in OpenFeature's words.
    pub fn reason(&self) -> Reason {
        self.outcome.unpack().reason(self.compiled().is_some_and(|flag| flag.is_static))
    }

    /// What in the flag decided.
    pub fn cause(&self) -> Cause {
        self.outcome.unpack().cause
    }

    /// The id of the rule that decided.
    pub fn rule(&self) -> Option<&'a str> {
        self.program.rule(self.outcome.unpack().rule?).filter(|rule| !rule.is_own).map(|rule| self.program.text(rule.id))
    }

    /// The id of the innermost ring that admitted the unit, where a ring decided.
    pub fn ring(&self) -> Option<&'a str> {
        let Beside::Ring(ring) = self.outcome.unpack().beside else { return None };
        self.program.rings.get(ring.index()).map(|ring| ring.id.as_ref())
    }

    /// The id of the stage that admitted the unit, where a rollout decided.
    pub fn stage(&self) -> Option<&'a str> {
        let stage = self.outcome.unpack().staged.stage?;
        let rollout = self.program.rollout_of(self.compiled()?)?;
        rollout.plan.stages.get(usize::from(stage)).map(|stage| stage.id.as_ref())
    }

    /// Which side of a comparison the unit is on, where a rollout decided whose present stage is drawn.
    pub fn arm(&self) -> Option<Arm> {
        self.outcome.unpack().staged.arm
    }

    /// The bucket (0–99 999) of the draw that was compared last, where a draw decided.
    pub fn bucket(&self) -> Option<u32> {
        self.outcome.bucket().map(Bucket::get)
    }

    /// The key of the required flag that was not met.
    pub fn required(&self) -> Option<&'a str> {
        let Beside::Required(flag) = self.outcome.unpack().beside else { return None };
        self.program.flag(flag).map(|flag| self.program.key(flag))
    }

    /// What went wrong, if the reason is ERROR.
    pub fn error_code(&self) -> Option<ErrorCode> {
        (self.reason() == Reason::Error).then_some(match self.cause() {
            Cause::FlagNotFound => ErrorCode::FlagNotFound,
            Cause::Quarantined => ErrorCode::ParseError,
            Cause::TypeMismatch => ErrorCode::TypeMismatch,
            Cause::InvalidContext => ErrorCode::InvalidContext,
            _ => ErrorCode::General,
        })
    }

    /// A code of [`CODES`](crate::CODES): of the flag's first diagnostic, if it is quarantined; of what is wrong with the context, if it is invalid.
    pub fn error_detail(&self) -> Option<&'static str> {
        match self.cause() {
            Cause::Quarantined => self.program.quarantine(self.compiled()?),
            Cause::InvalidContext => Some(NOT_AN_OBJECT),
            _ => None,
        }
    }

    /// What to keep for a sticky flag. Without it, what is kept stays as it is.
    pub fn store(&self) -> Option<Assignment<'a>> {
        let flag = self.compiled().filter(|flag| flag.sticky)?;
        let drawn = match self.cause() {
            Cause::Sticky => true,
            Cause::Percent | Cause::Ring | Cause::Schedule | Cause::Rollout | Cause::Split => self.outcome.unpack().hit,
            _ => false,
        };
        let variant = self.variant().filter(|_| drawn)?;
        Some(Assignment { variant, salt: self.program.text(flag.salt) })
    }

    /// What it shares with others: two decisions of one flag with one shape differ in nothing but their bucket. So a binding can keep what it makes
    /// of them.
    pub fn shape(&self) -> [u32; 3] {
        self.outcome.shape()
    }

    /// Whether it was made by this very document.
    #[cfg(feature = "diff")]
    pub(crate) fn is_of(&self, program: &Program) -> bool {
        std::ptr::eq(self.program, program)
    }

    /// Whether the flag asks for its exposures to be reported.
    pub fn track(&self) -> bool {
        self.compiled().is_some_and(|flag| flag.track && !flag.quarantined)
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
        members.string("stage", self.stage());
        members.string("arm", self.arm().map(Arm::as_str));
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
