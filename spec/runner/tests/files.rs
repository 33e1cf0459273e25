//! The fixtures themselves: each file is well formed, and together they cover the specification.

use burgee_fixtures::{coverage, read_all, read_examples};

#[test]
fn every_file_is_as_the_format_says() {
    let errors: Vec<String> = read_all().into_iter().chain(read_examples()).filter_map(Result::err).collect();
    assert!(errors.is_empty(), "{}", errors.join("\n"));
}

#[test]
fn every_rule_has_a_case_and_every_case_names_rules_that_are_there() {
    let files: Vec<_> = read_all().into_iter().chain(read_examples()).filter_map(Result::ok).collect();
    let coverage = coverage(&files);
    assert!(coverage.uncovered.is_empty() && coverage.unknown.is_empty(), "{coverage}");
}
