//! Every fixture, through the crate.

#![allow(clippy::panic, reason = "a test fails by panicking")]

mod adapter;

#[test]
fn every_fixture_gives_what_it_says() {
    let report = burgee_fixtures::run(&adapter::Core);
    assert!(report.passed(), "{report}");
}
