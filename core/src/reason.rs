//! The words that tell why: reasons, causes, error codes.

use std::fmt;

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
        /// A schedule, hit or missed.
        Schedule "schedule";
        /// A staged rollout, hit or missed.
        Rollout "rollout";
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
        /// What was passed as a context is none.
        InvalidContext "invalid-context";
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

words! {
    /// Which side of a comparison a unit is on, at a stage of a rollout that is drawn.
    Arm {
        /// The draw admitted it.
        Treatment "treatment";
        /// The draw did not.
        Control "control";
    }
}
