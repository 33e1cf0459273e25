//! The checks that take long: `deep` each night, `record` by hand when its figures are to be written down.

use crate::step::Step;
use crate::{coverage, deny, fuzz, mutants, sbom, trust};

/// What runs each night.
pub fn nightly() -> Vec<Step> {
    vec![
        Step { name: "deny", about: "every workspace depends on allowed licences and sources alone", run: deny::check },
        Step { name: "advisories", about: "no dependency has a known fault, if BURGEE_ADVISORIES is set", run: deny::advisories },
        Step { name: "sbom", about: "what each package is made of, in target/sbom", run: sbom::write },
        Step { name: "coverage", about: "the core's tests reach 95 % of its lines", run: coverage::check },
        Step { name: "fuzz", about: "every fuzz target for a minute", run: fuzz::deep },
        Step {
            name: "differential",
            about: "the core answers as the reference does, 10 000 000 times, and refuses mutants like it, 1 000 000 times",
            run: trust::differential_deep,
        },
        Step { name: "mutants", about: "the tests see bugs in what the core changed since main, or BURGEE_BASE", run: mutants::changed },
    ]
}

/// What runs by hand: hours.
pub fn by_hand() -> Vec<Step> {
    vec![
        Step { name: "fuzz", about: "the fuzz targets of texts, 100 000 000 executions each", run: fuzz::record },
        Step {
            name: "corpus",
            about: "of what the fuzz targets of texts found, the least is kept that reaches code anew",
            run: fuzz::keep,
        },
        Step { name: "mutants", about: "the tests see bugs anywhere in the core", run: mutants::all },
    ]
}
