//! The naive evaluator against every fixture.

use burgee_fixtures::run;
use burgee_reference::Reference;

#[test]
fn every_fixture_is_answered_as_it_expects() {
    let report = run(&Reference);
    assert!(report.passed(), "{report}");
}
