//! Whether a rollout moves on, for any plan, progress and observations: never by more than a stage, never early, always by an edit that
//! loads, touches nothing else and after which the same question changes nothing.

use crate::place;
use arbitrary::{Arbitrary, Result, Unstructured};
use burgee::{Action, Changes, Flags, Loader, Observations, RolloutDecision, Store, Wait, rfc3339};
use serde_json::{Map, Value, json};

/// 2026-11-21.
const SINCE: i64 = 1_795_219_200_000;
const MINUTE: i64 = 60_000;
/// A flag that no decision may touch; written as nobody prints it.
const NEIGHBOUR: &str = r#""g" :{ "serve"  : {"percent":5.0 }}"#;

#[derive(Debug)]
struct Plan {
    /// Minutes of `hold`.
    holds: Vec<i64>,
    present: Option<usize>,
}

/// Decides for bytes that are read as choices, or, if they look like JSON, as the text of observations.
///
/// # Panics
///
/// When the core breaks a promise.
pub fn run(data: &[u8]) {
    if let Some(b'{' | b'[') = data.first() {
        text(data);
    } else {
        // Without bytes there is nothing left to choose.
        let _ = chosen(&mut Unstructured::new(data));
    }
}

fn text(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let observations = match Observations::parse("observations.json", text) {
        Ok(observations) => observations,
        Err(error) => return place::says_why(data, error.diagnostics()),
    };
    for confidence in [None, Some(0.95)] {
        let gates: Vec<Value> = ["error_rate", "latency", "e"]
            .iter()
            .flat_map(|metric| {
                [json!(0.5), json!("0.5%"), json!({ "times_baseline": 1.5 })].map(|bound| gate(metric, "lt", &bound, 10, confidence))
            })
            .collect();
        let stages = json!([ { "id": "5%", "percent": 5, "hold": "30m", "gates": gates }, { "id": "100%", "percent": 100 } ]);
        let progress = json!({ "stage": "5%", "since": "2026-11-23T09:00:00Z", "status": "running" });
        let document = document(&json!({ "stages": stages }), Some(&progress), None);
        let since = burgee::timestamp("2026-11-23T09:00:00Z").expect("it is one");
        for minutes in [0, 30, 100_000] {
            let plan = Plan { holds: vec![30, 0], present: Some(0) };
            judge(&document, &plan, &observations, since, since + minutes * MINUTE, Some("eve"));
        }
    }
}

fn chosen(choices: &mut Unstructured<'_>) -> Result<()> {
    let count = choices.int_in_range(1..=5)?;
    let (mut percent, mut stages, mut holds) = (0, Vec::new(), Vec::new());
    for index in 0..count {
        percent = choices.int_in_range(percent + 1..=95 + index)?;
        let hold = choices.int_in_range(0..=120)?;
        let drawn = index == 0 || choices.ratio(3, 4)?;
        let mut stage = json!({ "id": format!("s{index}"), "percent": percent, "gates": gates(choices, index, drawn)? });
        if hold > 0 {
            stage["hold"] = json!(format!("{hold}m"));
        }
        if choices.ratio(1, 4)? {
            stage["max_hold"] = json!(format!("{}m", choices.int_in_range(1..=300)?));
        }
        if choices.ratio(1, 4)? {
            stage["advance"] = json!("manual");
        }
        stages.push(stage);
        holds.push(hold);
    }
    let present = if choices.ratio(1, 8)? { None } else { Some(choices.int_in_range(0..=count - 1)?) };
    let status = choices.choose(&["running", "running", "running", "running", "paused", "rolled_back", "complete"])?;
    let progress = present.map(|at| json!({ "stage": format!("s{at}"), "since": rfc3339(SINCE), "status": status }));
    let rollout = json!({ "stages": stages, "gates": if bool::arbitrary(choices)? { gates(choices, 0, false)? } else { Vec::new() } });
    let serial = if bool::arbitrary(choices)? { Some(choices.int_in_range(0..=9)?) } else { None };
    let document = document(&rollout, progress.as_ref(), serial);
    let observed = observations(choices, count)?;
    let observations = Observations::parse("observations.json", &observed).expect("they are right by construction");
    let now = SINCE + choices.int_in_range(-1..=400)? * MINUTE + choices.int_in_range(-1..=1)?;
    let approved = if choices.ratio(1, 3)? { Some("eve") } else { None };
    judge(&document, &Plan { holds, present }, &observations, SINCE, now, approved);
    Ok(())
}

fn gates(choices: &mut Unstructured<'_>, stage: usize, drawn: bool) -> Result<Vec<Value>> {
    let mut gates = Vec::new();
    for _ in 0..choices.int_in_range(0..=2)? {
        let metric = *choices.choose(&["e", "t"])?;
        let operator = *choices.choose(&["lt", "lte", "gt", "gte"])?;
        let bound = match choices.int_in_range(0..=if drawn { 2 } else { 1 })? {
            0 => json!(f64::from(choices.int_in_range(0..=1000_u16)?) / 10.0),
            1 => json!(format!("{}%", choices.int_in_range(0..=100)?)),
            _ => json!({ "times_baseline": f64::from(choices.int_in_range(1..=40_u8)?) / 10.0 }),
        };
        let confidence = if bool::arbitrary(choices)? { Some(f64::from(choices.int_in_range(51..=99_u8)?) / 100.0) } else { None };
        let mut gate = gate(metric, operator, &bound, choices.int_in_range(1..=200)?, confidence);
        if choices.ratio(1, 3)? {
            gate["windows"] = json!(choices.int_in_range(1..=3)?);
        }
        let before = choices.int_in_range(0..=4)?.min(stage.saturating_sub(1));
        match choices.int_in_range(0..=3)? {
            0 => gate["on_fail"] = json!("pause"),
            1 => gate["on_fail"] = json!("hold"),
            2 if stage > 0 => gate["on_fail"] = json!({ "rollback_to": format!("s{before}") }),
            _ => {}
        }
        gates.push(gate);
    }
    Ok(gates)
}

fn gate(metric: &str, operator: &str, bound: &Value, min_samples: u32, confidence: Option<f64>) -> Value {
    let mut gate = json!({ "metric": metric, operator: bound, "min_samples": min_samples });
    if let Some(confidence) = confidence {
        gate["confidence"] = json!(confidence);
    }
    gate
}

fn observations(choices: &mut Unstructured<'_>, stages: usize) -> Result<String> {
    let mut list = Vec::new();
    let mut from = SINCE + choices.int_in_range(-1..=1)? * MINUTE;
    for _ in 0..choices.int_in_range(0..=4)? {
        let to = from + choices.int_in_range(1..=120)? * MINUTE;
        let kind = choices.int_in_range(0..=2)?;
        let mut metrics = Map::new();
        for metric in ["e", "t"] {
            if choices.ratio(3, 4)? {
                metrics.insert(metric.into(), json!({ "treatment": measure(choices, kind)?, "control": measure(choices, kind)? }));
            }
        }
        let stage = format!("s{}", choices.int_in_range(0..=stages - 1)?);
        let mut observation = json!({ "stage": stage, "from": rfc3339(from), "to": rfc3339(to), "metrics": metrics });
        if bool::arbitrary(choices)? {
            observation["units"] = json!({ "treatment": u16::arbitrary(choices)?, "control": u32::arbitrary(choices)? });
        }
        list.push(observation);
        // Mostly where the last ended; now and then before, so that they overlap.
        from = if choices.ratio(1, 8)? { from } else { to };
    }
    Ok(Value::from(list).to_string())
}

fn measure(choices: &mut Unstructured<'_>, kind: u8) -> Result<Value> {
    let (a, b) = (u16::arbitrary(choices)?, u16::arbitrary(choices)?);
    Ok(match kind {
        0 => json!({ "count": a.min(b), "of": a.max(b) }),
        1 => json!({ "value": f64::from(a) / 100.0, "n": b }),
        _ => json!({ "mean": f64::from(a) / 100.0, "sd": f64::from(b) / 100.0, "n": u16::arbitrary(choices)? }),
    })
}

fn document(rollout: &Value, progress: Option<&Value>, serial: Option<u64>) -> String {
    let serial = serial.map(|serial| format!("\"serial\":{serial},")).unwrap_or_default();
    let progress = progress.map(|progress| format!(",\n  \"progress\": {progress}")).unwrap_or_default();
    format!("{{ \"burgee\": \"1\", {serial}\n \"flags\": {{ {NEIGHBOUR},\n \"f\": {{ \"rollout\": {rollout}{progress} }} }} }}\n")
}

fn judge(document: &str, plan: &Plan, observations: &Observations, since: i64, now: i64, approved: Option<&str>) {
    let flags = Loader::new().strict(true).load("document.json", document).unwrap_or_else(|error| panic!("{error}: {document}"));
    let decide = |flags: &Flags| flags.decide_rollout("f", observations, now, approved).expect("it has a rollout");
    let decision = decide(&flags);
    assert_eq!(decision, decide(&flags), "asked twice, two answers");
    serde_json::from_str::<Value>(&decision.to_json()).expect("it is written as JSON");
    moves_as_it_may(&decision, plan, since, now, approved);
    let Some(progress) = &decision.progress else {
        assert!(decision.patch(document, "bot").is_ok_and(|patch| patch.is_empty()), "nothing changes, and something is edited");
        return;
    };
    assert_eq!(progress.since, if matches!(decision.action, Action::Pause | Action::Complete) { since } else { now });
    let edited = decision.patch(document, "bot").and_then(|patch| patch.apply(document)).expect("it is the document that was asked");
    assert!(edited.contains(NEIGHBOUR), "the neighbour is written otherwise: {edited}");
    let after = Loader::new().strict(true).load("document.json", &edited).unwrap_or_else(|error| panic!("{error}: {edited}"));
    assert!(Changes::between(&flags, &after).changed.iter().all(|changed| changed == "f"));
    assert_eq!(after.serial(), flags.serial().map(|serial| serial + 1));
    assert_eq!(decide(&after).progress, None, "decided again, it goes on: {edited}");
    let store = Store::new(Loader::new());
    assert!(store.load("document.json", document).is_ok() && store.load("document.json", &edited).is_ok(), "a store refuses the edit");
}

/// By one stage at most, and not before its time (spec R-14.30 and after).
fn moves_as_it_may(decision: &RolloutDecision, plan: &Plan, since: i64, now: i64, approved: Option<&str>) {
    let hold = plan.present.and_then(|at| plan.holds.get(at)).map_or(0, |minutes| (minutes * MINUTE).max(1));
    let held = plan.present.is_none() || now >= since + hold;
    match &decision.action {
        Action::Proceed { to } => {
            let next = plan.present.map_or(0, |at| at + 1);
            assert!(held, "it moves on early");
            assert!(to.starts_with('s') && *to == format!("s{next}") || *to == "100%", "it goes from {:?} to {to}", plan.present);
            assert!(plan.present.is_some() || approved.is_some(), "nobody started it");
            assert_eq!(decision.progress.as_ref().map(|progress| progress.status), Some("running"));
        }
        Action::Complete => assert!(decision.progress.is_none() || held, "it is over early"),
        Action::Hold(wait) => {
            assert_eq!(decision.progress, None);
            if let Wait::Until(until) = wait {
                assert_eq!(*until, since + hold);
                assert!(now < *until);
            }
        }
        Action::Rollback { to } => {
            let progress = decision.progress.as_ref().expect("a rollback changes something");
            assert_eq!((&progress.stage, progress.status), (to, "rolled_back"));
        }
        Action::Pause => assert_eq!(decision.progress.as_ref().map(|progress| progress.status), Some("paused")),
    }
}
