//! When a flag's answers change.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use burgee::{Event, Flags, Timetable, rfc3339, timestamp};

const NOW: &str = "2026-11-23T08:00:00Z";

/// A flag `f` with these members, and the flags that it may require; asked at `NOW`.
#[track_caller]
fn with_timetable(members: &str, then: impl FnOnce(&Timetable<'_>)) {
    let text = format!(
        r#"{{ "burgee": "1", "rings": [ {{ "id": "staff", "percent": 1 }} ], "segments": {{ "late": {{ "if": {{ "now": {{ "after": "2026-11-24T00:00:00Z" }} }} }} }},
              "flags": {{ "f": {{ {members} }}, "g": {{ "serve": {{ "schedule": {{ "preset": "emergency", "start": "2026-11-23T09:00:00Z" }} }} }} }} }}"#
    );
    let flags = Flags::parse(&text).unwrap();
    assert_eq!(flags.quarantined().next(), None, "{:?}", flags.diagnostics());
    then(&flags.flag("f").unwrap().timetable(timestamp(NOW).unwrap()));
}

/// The instants of a flag, and whether they are all.
#[track_caller]
fn instants(members: &str, expected: &[&str], complete: bool) {
    with_timetable(members, |timetable| {
        let found: Vec<String> = timetable.instants.iter().map(|at| rfc3339(*at)).collect();
        assert_eq!(found, expected, "{members}");
        assert_eq!(timetable.is_complete, complete, "{members}");
    });
}

/// What is planned, as `instant event`; and of which rule, on a line, for which ring, and whether the rollout is there, where that is so.
#[track_caller]
fn plan(members: &str, expected: &[&str]) {
    with_timetable(members, |timetable| {
        let word = |event: &Event<'_>| match event {
            Event::Step { percent, is_linear } => format!("{percent} %{}", if *is_linear { ", then on a line" } else { "" }),
            Event::Pause => "pause".to_owned(),
            Event::Resume => "resume".to_owned(),
            Event::Stage { id, ring, is_present, .. } => {
                format!("{id}{}{}", ring.map(|ring| format!(" for {ring}")).unwrap_or_default(), if *is_present { ", present" } else { "" })
            }
        };
        let at = |at: Option<i64>| at.map_or("never".to_owned(), rfc3339);
        let rule = |rule: Option<&str>| rule.map(|rule| format!(" by {rule}")).unwrap_or_default();
        let found = timetable.plan.iter().map(|planned| format!("{} {}{}", at(planned.at), word(&planned.event), rule(planned.rule)));
        let found: Vec<String> = found.collect();
        assert_eq!(found, expected, "{members}");
    });
}

#[test]
fn instants_are_those_of_schedules_conditions_and_required_flags() {
    instants(r#""serve": { "percent": 5 }"#, &[], true);
    instants(
        r#""if": { "now": { "after": "2026-11-23T09:00:00Z", "before": "2026-11-23T10:00:00Z" } }, "serve": "on""#,
        &["2026-11-23T09:00:00.001Z", "2026-11-23T10:00:00Z"],
        true,
    );
    instants(r#""if": { "segment": "late" }, "serve": "on""#, &["2026-11-24T00:00:00.001Z"], true);
    instants(
        r#""requires": { "g": "on" }, "serve": "on""#,
        &["2026-11-23T09:05:00Z", "2026-11-23T09:15:00Z", "2026-11-23T09:30:00Z"],
        true,
    );
    instants(r#""enabled": false, "requires": { "g": "on" }, "serve": "on""#, &[], true);
    instants(r#""if": { "attribute": "created_at", "age": { "gt": "30d" } }, "serve": "on""#, &[], false);
    instants(r#""if": { "attribute": "plan", "eq": "pro" }, "serve": "on""#, &[], true);
    instants(
        r#""serve": { "schedule": { "ramp": "linear", "steps": [ { "at": "2026-11-23T09:00:00Z", "percent": 0 }, { "at": "2026-11-23T10:00:00Z", "percent": 100 } ],
            "pauses": [ { "from": "2026-11-23T09:10:00Z", "to": "2026-11-23T09:20:00Z" } ] } }"#,
        &["2026-11-23T09:00:00Z", "2026-11-23T09:10:00Z", "2026-11-23T09:20:00Z", "2026-11-23T10:10:00Z"],
        false,
    );
    // A pause without an end has no other instant, and what comes after it none.
    instants(
        r#""serve": { "schedule": { "ramp": "linear", "steps": [ { "at": "2026-11-23T09:00:00Z", "percent": 0 }, { "at": "2026-11-23T10:00:00Z", "percent": 100 } ],
            "pauses": [ { "from": "2026-11-23T09:10:00Z" } ] } }"#,
        &["2026-11-23T09:00:00Z", "2026-11-23T09:10:00Z"],
        false,
    );
    // Of one step nothing is between, and its pauses move nobody.
    instants(
        r#""serve": { "schedule": { "ramp": "linear", "steps": [ { "at": "2026-11-23T09:00:00Z", "percent": 5 } ],
            "pauses": [ { "from": "2026-11-23T09:10:00Z", "to": "2026-11-23T09:20:00Z" } ] } }"#,
        &["2026-11-23T09:00:00Z"],
        true,
    );
}

#[test]
fn what_is_quarantined_has_no_timetable() {
    let text = r#"{ "burgee": "1", "flags": {
        "f": { "requires": { "g": "on" }, "serve": { "schedule": { "start": "2026-11-23T09:00:00Z", "steps": [ { "after": "1h", "percent": 5 } ] } } },
        "g": { "requires": { "f": "on" }, "serve": "on" } } }"#;
    let flags = Flags::parse(text).unwrap();
    assert!(flags.quarantined().any(|(key, _)| key == "f"));
    let flag = flags.flag("f").unwrap();
    let timetable = flag.timetable(timestamp(NOW).unwrap());
    assert!(timetable.instants.is_empty() && timetable.plan.is_empty() && timetable.is_complete, "{timetable:?}");
}

#[test]
fn a_schedule_is_planned_with_its_pauses() {
    let with_pause = |pause: &str| {
        format!(
            r#""serve": {{ "schedule": {{ "start": "2026-11-23T09:00:00Z", "pauses": [ {pause} ],
                "steps": [ {{ "after": "15m", "percent": 1 }}, {{ "after": "1h", "percent": 100 }} ] }} }}"#
        )
    };
    plan(
        &with_pause(r#"{ "from": "2026-11-23T09:40:00Z", "to": "2026-11-23T11:40:00Z" }"#),
        &["2026-11-23T09:15:00Z 1 %", "2026-11-23T09:40:00Z pause", "2026-11-23T11:40:00Z resume", "2026-11-23T12:00:00Z 100 %"],
    );
    plan(&with_pause(r#"{ "from": "2026-11-23T09:40:00Z" }"#), &["2026-11-23T09:15:00Z 1 %", "2026-11-23T09:40:00Z pause", "never 100 %"]);
}

#[test]
fn steps_say_of_which_rule_they_are_and_whether_a_line_leads_on() {
    let serve = |ramp: &str, percent: u32| {
        format!(r#""serve": {{ "schedule": {{ {ramp} "steps": [ {{ "at": "2026-11-23T09:00:00Z", "percent": {percent} }} ] }} }}"#)
    };
    let staff = r#""id": "staff", "if": { "attribute": "staff", "eq": true }"#;
    plan(
        &format!(r#""rules": [ {{ {staff}, {} }} ], {}"#, serve(r#""ramp": "linear","#, 2), serve("", 1)),
        &["2026-11-23T09:00:00Z 2 %, then on a line by staff", "2026-11-23T09:00:00Z 1 %"],
    );
}

const STAGES: &str = r#""rollout": { "stages": [ { "id": "a", "percent": 1, "hold": "1h" }, { "id": "b", "percent": 5, "hold": "1d" }, { "id": "c", "percent": 100 } ] }"#;

#[test]
fn stages_come_as_early_as_their_holds_allow() {
    plan(STAGES, &["2026-11-23T08:00:00Z a", "2026-11-23T09:00:00Z b", "2026-11-24T09:00:00Z c"]);
    let at_b = |since: &str, status: &str| format!(r#"{STAGES}, "progress": {{ "stage": "b", "since": "{since}", "status": "{status}" }}"#);
    plan(&at_b("2026-11-23T04:00:00Z", "running"), &["2026-11-23T04:00:00Z b, present", "2026-11-24T04:00:00Z c"]);
    // It has held for long: `c` is due, but not before now.
    plan(&at_b("2026-11-01T00:00:00Z", "running"), &["2026-11-01T00:00:00Z b, present", "2026-11-23T08:00:00Z c"]);
    plan(&at_b("2026-11-23T04:00:00Z", "paused"), &["2026-11-23T04:00:00Z b, present", "never c"]);
    plan(
        &format!(r#"{STAGES}, "progress": {{ "since": "2026-11-23T04:00:00Z", "status": "rolled_back" }}"#),
        &["never a", "never b", "never c"],
    );
    plan(&format!(r#""enabled": false, {STAGES}"#), &["never a", "never b", "never c"]);
    plan(
        r#""rollout": { "stages": [ { "id": "a", "ring": "staff", "hold": "1h" }, { "id": "b", "percent": 5 } ] }"#,
        &["2026-11-23T08:00:00Z a for staff", "2026-11-23T09:00:00Z b"],
    );
}

#[test]
fn a_stage_is_left_by_its_gates_and_those_of_all() {
    let gate = r#"{ "metric": "errors", "lte": 5, "min_samples": 10 }"#;
    let members = format!(
        r#""rollout": {{ "gates": [ {gate}, {gate} ], "stages": [
            {{ "id": "a", "percent": 1, "hold": "1h", "gates": [ {gate} ] }}, {{ "id": "b", "percent": 5, "advance": "manual" }}, {{ "id": "c", "percent": 100 }} ] }}"#
    );
    with_timetable(&members, |timetable| {
        let stages = timetable.plan.iter().map(|planned| match &planned.event {
            Event::Stage { gates, is_manual, percent, hold, .. } => (*gates, *is_manual, *percent, *hold),
            _ => (0, false, None, 0),
        });
        let expected = [(3, false, Some(1.0), 3_600_000), (2, true, Some(5.0), 0), (0, false, Some(100.0), 0)];
        assert_eq!(stages.collect::<Vec<_>>(), expected);
    });
}
