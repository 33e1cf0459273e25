//! From ring to ring, and from stage to stage, people are only added; going back removes them last in, first out; and a kill and a restore
//! give the same people back (row 8 of `docs/trust.md`).

use crate::crowd::{Kind, UNITS, units};
use crate::draws::flags;
use burgee::{Context, Domain, Value};

/// The people of a test: every hundredth is staff, every tenth in New Zealand.
fn people() -> Vec<(String, Context)> {
    let person = |(at, unit): (usize, String)| {
        let plan = if at % 100 == 7 { "staff" } else { "free" };
        let country = if at % 10 == 3 { "NZ" } else { "US" };
        let context = Context::new(unit.as_str()).with("plan", plan).with("country", country);
        (unit, context)
    };
    units(Kind::Email, UNITS).into_iter().enumerate().map(person).collect()
}

const STAFF: &str = r#"{"attribute":"plan","eq":"staff"}"#;
const HERE: &str = r#"{"attribute":"country","eq":"NZ"}"#;

/// Whom each ring or stage admits by itself, from what is known of a person and the flag's draw.
type Own = fn(plan: &str, country: &str, bucket: u32) -> bool;

/// Holds who is on at each step of a way against who should be: whoever a step up to it admits. So nobody leaves.
fn only_adds(way: &[Own], document: impl Fn(usize) -> String, people: &[(String, Context)]) -> Vec<Vec<bool>> {
    let text = |context: &Context, name: &str| match context.attribute(name) {
        Some(Value::String(text)) => text.to_string(),
        _ => String::new(),
    };
    let mut steps: Vec<Vec<bool>> = Vec::new();
    for step in 0..way.len() {
        let flags = flags(&document(step));
        let search = flags.flag("search").unwrap();
        let on = people.iter().map(|(unit, context)| {
            let on = search.evaluate_at(context, 0).is_on();
            let (plan, country, bucket) = (text(context, "plan"), text(context, "country"), Domain::Rollout.bucket("search", unit));
            assert_eq!(on, way[..=step].iter().any(|own| own(&plan, &country, bucket)), "{unit} at step {step}");
            on
        });
        let on: Vec<bool> = on.collect();
        if let Some(before) = steps.last() {
            let left = before.iter().zip(&on).filter(|(before, now)| **before && !**now).count();
            let added = before.iter().zip(&on).filter(|(before, now)| !**before && **now).count();
            assert!(left == 0 && added > 0, "step {step}: {left} left, {added} joined");
        }
        steps.push(on);
    }
    steps
}

#[test]
#[cfg_attr(debug_assertions, ignore = "--profile bench")]
fn nobody_leaves_from_ring_to_ring() {
    let rings = format!(
        r#"[{{"id":"0","if":{STAFF}}},{{"id":"1","percent":1}},{{"id":"2","if":{HERE},"percent":30}},{{"id":"3","percent":5}},
            {{"id":"4","if":{HERE}}},{{"id":"5","percent":60}},{{"id":"6"}}]"#
    );
    let way: [Own; 7] = [
        |plan, _, _| plan == "staff",
        |_, _, bucket| bucket < 1_000,
        |_, country, bucket| country == "NZ" && bucket < 30_000,
        |_, _, bucket| bucket < 5_000,
        |_, country, _| country == "NZ",
        |_, _, bucket| bucket < 60_000,
        |_, _, _| true,
    ];
    let document = |ring: usize| format!(r#"{{"burgee":"1","rings":{rings},"flags":{{"search":{{"serve":{{"ring":"{ring}"}}}}}}}}"#);
    only_adds(&way, document, &people());
}

#[test]
#[cfg_attr(debug_assertions, ignore = "--profile bench")]
fn nobody_leaves_from_stage_to_stage_and_the_way_back_is_the_way_in() {
    let stages = format!(
        r#"[{{"id":"0","ring":"staff"}},{{"id":"1","if":{HERE},"percent":10}},{{"id":"2","percent":1}},{{"id":"3","percent":5}},
            {{"id":"4","percent":25}},{{"id":"5","if":{HERE}}},{{"id":"6","percent":50}},{{"id":"7","percent":100}}]"#
    );
    let way: [Own; 8] = [
        |plan, _, _| plan == "staff",
        |_, country, bucket| country == "NZ" && bucket < 10_000,
        |_, _, bucket| bucket < 1_000,
        |_, _, bucket| bucket < 5_000,
        |_, _, bucket| bucket < 25_000,
        |_, country, _| country == "NZ",
        |_, _, bucket| bucket < 50_000,
        |_, _, _| true,
    ];
    let document = |enabled: bool, progress: &str| {
        format!(
            r#"{{"burgee":"1","rings":[{{"id":"staff","if":{STAFF}}}],"flags":{{"search":{{"enabled":{enabled},
                "rollout":{{"stages":{stages}}},"progress":{{{progress}"since":"2026-11-23T09:00:00Z"}}}}}}}}"#
        )
    };
    let at = |stage: usize, status: &str| format!(r#""stage":"{stage}","status":"{status}","#);
    let people = people();
    let steps = only_adds(&way, |stage| document(true, &at(stage, "running")), &people);
    let who = |text: &str| -> Vec<bool> {
        let flags = flags(text);
        let search = flags.flag("search").unwrap();
        people.iter().map(|(_, context)| search.evaluate_at(context, 0).is_on()).collect()
    };
    for (stage, on) in steps.iter().enumerate() {
        assert_eq!(&who(&document(true, &at(stage, "paused"))), on, "paused at stage {stage}");
        // Back from any stage to this one: those who joined since go, and nobody else. Then a kill, and a restore.
        assert_eq!(&who(&document(true, &at(stage, "rolled_back"))), on, "rolled back to stage {stage}");
        assert!(who(&document(false, &at(stage, "running"))).iter().all(|on| !on), "killed at stage {stage}");
        assert_eq!(&who(&document(true, &at(stage, "running"))), on, "restored at stage {stage}");
    }
    assert!(who(&document(true, r#""status":"rolled_back","#)).iter().all(|on| !on), "rolled back to nothing");
}
