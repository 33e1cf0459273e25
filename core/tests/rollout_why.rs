//! What a decision about a rollout says of its reasons, word by word.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use burgee::{Flags, GateVerdict, Observations};

/// Decides at 2026-11-23T10:00:00Z.
fn why(stages: &str, gates: &str, progress: &str, observations: &str, approved_by: Option<&str>) -> String {
    let document = format!(
        r#"{{"burgee":"1","flags":{{"f":{{"rollout":{{"gates":[{gates}],"stages":[{stages},{{"id":"all","percent":100}}]}},"progress":{{"stage":"5%","since":"2026-11-23T09:00:00Z",{progress}}}}}}}}}"#
    );
    let flags = Flags::parse(&document).unwrap();
    assert_eq!(flags.diagnostics(), [], "{document}");
    let observations = Observations::parse("metrics.json", observations).unwrap();
    flags.decide_rollout("f", &observations, burgee::timestamp("2026-11-23T10:00:00Z").unwrap(), approved_by).unwrap().why
}

const RUNNING: &str = r#""status":"running""#;
const DRAWN: &str = r#"{"id":"5%","percent":5}"#;
const HELD: &str = r#"{"id":"5%","percent":5,"hold":"30m"}"#;
const BY_HAND: &str = r#"{"id":"5%","percent":5,"advance":"manual"}"#;
const FEW_ERRORS: &str = r#"{"metric":"errors","lt":"1%","min_samples":1}"#;

fn seen(from: &str, to: &str, rest: &str) -> String {
    format!(
        r#"{{"stage":"5%","from":"2026-11-23T{from}:00Z","to":"2026-11-23T{to}:00Z","metrics":{{"errors":{{"treatment":{{"count":1,"of":1000}}}}}}{rest}}}"#
    )
}

#[test]
fn what_was_waited_for_is_told() {
    assert_eq!(why(DRAWN, "", RUNNING, "[]", None), "nothing to wait for");
    assert_eq!(why(HELD, "", RUNNING, "[]", None), "held 30m");
    assert_eq!(why(HELD, FEW_ERRORS, RUNNING, &seen("09:00", "09:45", ""), None), "held 30m; errors 0.1% < 1% (n 1000)");
}

#[test]
fn who_approved_is_told_where_somebody_had_to() {
    assert_eq!(why(BY_HAND, "", RUNNING, "[]", None), "stage `5%` is moved on by hand");
    assert_eq!(why(BY_HAND, "", RUNNING, "[]", Some("ada")), "approved by ada");
    assert_eq!(why(HELD, "", RUNNING, "[]", Some("ada")), "held 30m");
}

#[test]
fn what_stopped_it_is_told() {
    assert_eq!(why(HELD, "", r#""status":"paused""#, "[]", None), "the rollout is paused");
    assert_eq!(why(HELD, "", r#""status":"rolled_back""#, "[]", None), "the rollout is rolled back");
}

#[test]
fn observations_that_are_too_old_are_told() {
    assert_eq!(
        why(HELD, FEW_ERRORS, RUNNING, &seen("09:00", "09:20", ""), None),
        "errors 0.1% < 1% (n 1000), but the observations end at 2026-11-23T09:20:00Z, before the hold"
    );
}

#[test]
fn arms_that_do_not_have_their_sizes_are_told_with_what_was_drawn() {
    let units = r#","units":{"treatment":9000,"control":111000}"#;
    assert_eq!(
        why(HELD, FEW_ERRORS, RUNNING, &seen("09:00", "09:45", units), None),
        "the arms do not have their sizes: 9000 of 120000 units (7.5%) where 5% are drawn"
    );
}

/// What the one gate says of these metrics.
fn gate(gate: &str, metrics: &str) -> String {
    verdict(gate, metrics).why
}

fn verdict(gate: &str, metrics: &str) -> GateVerdict {
    let document = format!(
        r#"{{"burgee":"1","flags":{{"f":{{"rollout":{{"gates":[{gate}],"stages":[{HELD},{{"id":"all","percent":100}}]}},"progress":{{"stage":"5%","since":"2026-11-23T09:00:00Z",{RUNNING}}}}}}}}}"#
    );
    let flags = Flags::parse(&document).unwrap();
    assert_eq!(flags.diagnostics(), [], "{document}");
    let text = format!(r#"{{"stage":"5%","from":"2026-11-23T09:00:00Z","to":"2026-11-23T09:45:00Z","metrics":{{{metrics}}}}}"#);
    let observations = Observations::parse("metrics.json", &text).unwrap();
    let decision = flags.decide_rollout("f", &observations, burgee::timestamp("2026-11-23T10:00:00Z").unwrap(), None).unwrap();
    decision.gates.into_iter().next().unwrap()
}

const COUNTED: &str = r#""m":{"treatment":{"count":1,"of":1000}}"#;
const BESIDE: &str = r#""m":{"treatment":{"count":30,"of":1000},"control":{"count":20,"of":1000}}"#;
const VALUE: &str = r#""m":{"treatment":{"value":412,"n":1000}}"#;
const MEANS: &str = r#""m":{"treatment":{"mean":2.5,"sd":1,"n":4000},"control":{"mean":2,"sd":1,"n":4000}}"#;

#[test]
fn what_a_gate_saw_is_told_beside_its_bound() {
    for (bound, told) in [
        (r#""lt":"1%""#, "m 0.1% < 1% (n 1000)"),
        (r#""lte":"1%""#, "m 0.1% <= 1% (n 1000)"),
        (r#""gt":"1%""#, "m 0.1% is not > 1% (n 1000)"),
        (r#""gte":"0.1%""#, "m 0.1% >= 0.1% (n 1000)"),
    ] {
        assert_eq!(gate(&format!(r#"{{"metric":"m",{bound},"min_samples":1}}"#), COUNTED), told);
    }
    assert_eq!(gate(r#"{"metric":"m","lt":400,"min_samples":1}"#, VALUE), "m 412 is not < 400 (n 1000)");
    assert_eq!(gate(r#"{"metric":"m","lt":{"times_baseline":2},"min_samples":1}"#, BESIDE), "m 3% < 2 x baseline, baseline 2% (n 1000)");
}

#[test]
fn why_a_gate_holds_is_told() {
    for (bound, metrics, told) in [
        (r#""lt":0.01,"min_samples":1"#, COUNTED, "m 0.1% < 0.01: a counted rate is held against a percentage: write `\"1%\"` (n 1000)"),
        (r#""lt":"1%","min_samples":1"#, VALUE, "m 412 < 1%: a percentage is for what is counted: give `count` and `of` (n 1000)"),
        (r#""lt":{"times_baseline":2},"min_samples":1"#, COUNTED, "m 0.1% < 2 x baseline: there is no control to compare with (n 1000)"),
        (r#""lt":"1%","min_samples":1"#, r#""other":{"treatment":{"count":1,"of":1000}}"#, "m: nothing observed"),
        (
            r#""lt":500,"confidence":0.95"#,
            VALUE,
            "m 412 < 500: a confidence is for counts and means: give `count` and `of`, or `mean` and `sd` (n 1000)",
        ),
        (r#""lt":"1%","min_samples":5000"#, COUNTED, "m 0.1% < 1%: fewer than 5000 (n 1000)"),
        (r#""lt":"0.11%","confidence":0.95"#, COUNTED, "m 0.1% < 0.11%: too early to tell, interval 0% to 0.673% (n 1000)"),
        (r#""lt":"1%","min_samples":1,"windows":2"#, COUNTED, "m 0.1% < 1%: the last 2 observations do not agree (n 1000)"),
    ] {
        assert_eq!(gate(&format!(r#"{{"metric":"m",{bound}}}"#), metrics), told, "{bound}");
    }
}

#[test]
fn of_an_arm_of_nobody_any_ratio_may_be_true() {
    let gate = r#"{"metric":"m","lt":{"times_baseline":2},"confidence":0.95}"#;
    for arms in [
        r#""treatment":{"count":0,"of":0},"control":{"count":1,"of":1000}"#,
        r#""treatment":{"count":1,"of":1000},"control":{"count":0,"of":0}"#,
        r#""treatment":{"count":0,"of":0},"control":{"count":900,"of":1000}"#,
        r#""treatment":{"count":900,"of":1000},"control":{"count":0,"of":0}"#,
    ] {
        assert_eq!(verdict(gate, &format!(r#""m":{{{arms}}}"#)).interval, Some((0.0, f64::INFINITY)), "{arms}");
    }
}

#[test]
fn the_interval_of_a_test_is_told() {
    for (bound, metrics, told) in [
        (r#""lt":"5%","confidence":0.95"#, COUNTED, "m 0.1%, < 5%, interval 0% to 0.673% (n 1000)"),
        (
            r#""lt":"0.001%","confidence":0.8"#,
            r#""m":{"treatment":{"count":90,"of":1000}}"#,
            "m 9% is not < 0.001%, interval 6.81% to 11.6% (n 1000)",
        ),
        (
            r#""lt":{"times_baseline":4},"confidence":0.95,"rule_out":{"times_baseline":5}"#,
            BESIDE,
            "m 3%, 5 x baseline ruled out, < 4 x baseline, baseline 2%, interval 0.665 x to 3.58 x (n 1000)",
        ),
        (
            r#""lt":{"times_baseline":1},"confidence":0.95"#,
            r#""m":{"treatment":{"count":2500,"of":5000},"control":{"count":47500,"of":95000}}"#,
            "m 50% < 1 x baseline: too early to tell, baseline 50%, interval 0.933 x to 1.07 x (n 5000)",
        ),
        (
            r#""lt":{"times_baseline":4},"confidence":0.95"#,
            r#""m":{"treatment":{"count":30,"of":1000},"control":{"count":40,"of":2000}}"#,
            "m 3%, < 4 x baseline, baseline 2%, interval 0.738 x to 2.98 x (n 1000)",
        ),
        (
            r#""lt":{"times_baseline":4},"confidence":0.95"#,
            r#""m":{"treatment":{"count":900,"of":1000},"control":{"count":0,"of":1000}}"#,
            "m 90% is not < 4 x baseline, baseline 0%, interval 146 x to infinity x (n 1000)",
        ),
        (
            r#""gte":{"times_baseline":1},"confidence":0.95,"rule_out":{"times_baseline":0.9}"#,
            MEANS,
            "m 2.5, 0.9 x baseline ruled out, >= 1 x baseline, baseline 2 (n 4000)",
        ),
    ] {
        assert_eq!(gate(&format!(r#"{{"metric":"m",{bound}}}"#), metrics), told, "{bound}");
    }
}
