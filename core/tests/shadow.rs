//! A candidate beside the live document: who answers, and what is counted.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use burgee::{Comparison, Context, Flags, Move, Shadow};

fn percent(percent: u32) -> Flags {
    Flags::parse(&format!(
        r#"{{ "burgee": "1", "flags": {{ "a": {{ "serve": {{ "percent": {percent} }} }}, "same": {{ "serve": "on" }} }} }}"#
    ))
    .unwrap()
}

#[test]
fn the_live_document_answers_and_the_difference_is_counted() {
    let (live, candidate) = (percent(5), percent(10));
    let shadow = Shadow::new(Comparison::new(live.clone(), candidate.clone()));
    let (mut before, mut after) = (0, 0);
    for number in 0..1_000 {
        let key = format!("user-{number}");
        let user = Context::new(key.as_str());
        let decision = shadow.evaluate_at("a", &user, &key, 0);
        assert_eq!(decision.is_on(), live.evaluate_at("a", &user, 0).is_on());
        assert!(shadow.evaluate_at("same", &user, &key, 0).is_on());
        before += u64::from(decision.is_on());
        after += u64::from(candidate.evaluate_at("a", &user, 0).is_on());
    }
    let report = shadow.report();
    assert_eq!(report.len(), 1, "what means the same is not counted");
    assert_eq!((report[0].before, report[0].after), (before, after));
    assert_eq!((report[0].units(Move::Gained), report[0].units(Move::Lost)), (after - before, 0));
}

#[test]
fn decisions_of_another_document_are_not_counted() {
    let (live, user) = (percent(0), Context::new("u"));
    let shadow = Shadow::new(Comparison::new(live.clone(), percent(100)));
    assert!(!shadow.count_at(&percent(0).evaluate_at("a", &user, 0), &user, "u", 0));
    assert_eq!(shadow.report()[0].units(Move::Gained), 0);
    assert!(shadow.count_at(&live.evaluate_at("a", &user, 0), &user, "u", 0));
    assert_eq!(shadow.report()[0].units(Move::Gained), 1);
}
