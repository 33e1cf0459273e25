//! The checks that take long: `deep` each night, `record` by hand when its figures are to be written down.

use crate::fuzz;
use crate::step::Step;

/// What runs each night.
pub fn nightly() -> Vec<Step> {
    vec![Step { name: "fuzz", about: "every fuzz target for a minute", run: fuzz::deep }]
}

/// What runs by hand: hours.
pub fn by_hand() -> Vec<Step> {
    vec![Step { name: "fuzz", about: "the fuzz targets of texts, 100 000 000 executions each", run: fuzz::record }]
}
