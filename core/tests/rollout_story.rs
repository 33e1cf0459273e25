//! Scenario 7 played through: a rollout moves on while its gates pass, goes back to nothing when one fails, and each step is a small edit.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use burgee::{Action, Flags, Loader, Observations, PatchError, RolloutChange, RolloutDecision, Wait};

const FLAG: &str = "new-recommendation-engine";

/// Decides, and edits the document.
fn step(text: &mut String, observations: &str, now: &str) -> RolloutDecision {
    let flags = Loader::new().strict(true).load("07-gates.json", text.as_str()).unwrap();
    let observations = Observations::parse("metrics.json", observations).unwrap();
    let verdict = flags.decide_rollout(FLAG, &observations, burgee::timestamp(now).unwrap(), None).unwrap();
    *text = verdict.patch(text, "bot").unwrap().apply(text).unwrap();
    verdict
}

fn metrics(stage: &str, from: &str, to: &str, errors: u32) -> String {
    format!(
        r#"{{ "stage": "{stage}", "from": "{from}", "to": "{to}", "metrics": {{
            "error_rate": {{ "treatment": {{ "count": {errors}, "of": 48210 }} }},
            "p99_latency_ms": {{ "treatment": {{ "value": 412, "n": 48210 }} }},
            "recommendation_ctr": {{ "treatment": {{ "count": 5400, "of": 48210 }} }},
            "revenue_per_user": {{ "treatment": {{ "mean": 2.1, "sd": 7, "n": 48210 }}, "control": {{ "mean": 2.12, "sd": 7, "n": 146000 }} }} }} }}"#
    )
}

fn lines_that_differ(before: &str, after: &str) -> usize {
    let before: Vec<&str> = before.lines().collect();
    after.lines().filter(|line| !before.contains(line)).count()
}

#[test]
fn a_rollout_advances_and_is_rolled_back_by_a_bad_gate() {
    let mut text = include_str!("../../spec/examples/07-gates.json").to_owned();
    let written = text.clone();
    let early = step(&mut text, "[]", "2026-11-23T09:10:00Z");
    assert!(matches!(early.action, Action::Hold(Wait::Until(_))), "{}", early.to_json());
    assert_eq!(text, written);

    let good = metrics("5%", "2026-11-23T09:00:00Z", "2026-11-23T09:31:00Z", 101);
    let advance = step(&mut text, &good, "2026-11-23T09:31:00Z");
    assert_eq!(advance.action, Action::Proceed { to: "25%".into() }, "{}", advance.to_json());
    assert_eq!(
        advance.why,
        "held 30m; error_rate 0.21% < 0.5% (n 48210); p99_latency_ms 412 < 500 (n 48210); recommendation_ctr 11.2% > 10% (n 48210)"
    );
    // The serial, the progress, and a line of the history.
    assert_eq!(lines_that_differ(&written, &text), 3, "{text}");

    let advanced = text.clone();
    let again = step(&mut text, &good, "2026-11-23T09:31:00Z");
    assert!(matches!(again.action, Action::Hold(_)), "{}", again.to_json());
    assert_eq!(text, advanced);

    let bad = metrics("25%", "2026-11-23T09:31:00Z", "2026-11-23T10:10:00Z", 337);
    let rollback = step(&mut text, &bad, "2026-11-23T10:10:00Z");
    assert_eq!(rollback.action, Action::Rollback { to: None }, "{}", rollback.to_json());
    assert_eq!(rollback.why, "error_rate 0.699% is not < 0.3% (n 48210)");
    assert_eq!(lines_that_differ(&advanced, &text), 3, "{text}");

    let stays = step(&mut text, &bad, "2026-11-24T10:10:00Z");
    assert_eq!(stays.action, Action::Hold(Wait::Resume));
    assert!(!Flags::parse(&text).unwrap().evaluate_at(FLAG, &burgee::Context::new("user-1"), 0).is_on());
}

#[test]
fn a_flag_is_killed_and_restored_with_a_line_each_and_nothing_else_changes() {
    let written = include_str!("../../spec/examples/07-gates.json");
    let change = |did: &'static str, enabled| RolloutChange {
        flag: FLAG.into(),
        progress: None,
        enabled: Some(enabled),
        at: burgee::timestamp("2026-11-23T12:07:00Z").unwrap(),
        by: "ada".into(),
        did,
        from: None,
        stage: None,
        why: Some("payments fail".into()),
    };
    let kill = change("kill", false).patch(written).unwrap();
    let killed = kill.apply(written).unwrap();
    let flags = Loader::new().strict(true).load("07-gates.json", &killed).unwrap();
    let verdict = flags.decide_rollout(FLAG, &Observations::default(), 0, None).unwrap();
    assert_eq!(verdict.action, Action::Hold(Wait::Disabled));
    assert!(killed.contains(r#"{ "at": "2026-11-23T12:07:00Z", "by": "ada", "did": "kill", "why": "payments fail" },"#), "{killed}");

    // Somebody who read the text before it was killed does not overwrite that.
    assert_eq!(kill.apply(&killed), Err(PatchError::Differs("/serial".into())));

    let restored = change("restore", true).patch(&killed).unwrap().apply(&killed).unwrap();
    let people = |text: &str| -> Vec<bool> {
        let flags = Flags::parse(text).unwrap();
        (0..1_000).map(|unit| flags.evaluate_at(FLAG, &burgee::Context::new(format!("user-{unit}")), 0).is_on()).collect()
    };
    assert_eq!(people(&restored), people(written));
    assert!(people(written).contains(&true) && !people(&killed).contains(&true));
}
