//! The core's decisions about rollouts against those of the naive reference: plans, progress, observations and instants made at random.
//!
//! The questions are the same in every run. `BURGEE_ROUNDS` says how many; a difference is printed with all that is needed to repeat it.

#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test fails by panicking"
)]

mod decider;

use burgee_fixtures::{RolloutAnswer, RolloutQuestion, Rollouts};
use burgee_reference::Reference;
use decider::Decider;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// Questions of a usual run.
const ROUNDS: usize = 2_000;
const METRICS: [&str; 3] = ["errors", "latency", "revenue"];
/// The beginning of the stage, in milliseconds since the epoch.
const SINCE: i64 = 1_795_424_400_000;
const MINUTE: i64 = 60_000;

/// A small generator: the same numbers in every run.
///
/// Source: Marsaglia, "Xorshift RNGs" (2003).
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % bound.max(1) as u64) as usize
    }

    fn one_in(&mut self, count: usize) -> bool {
        self.below(count) == 0
    }

    fn pick<'t, T>(&mut self, items: &'t [T]) -> &'t T {
        &items[self.below(items.len())]
    }

    /// A number between two, even on the scale of their logarithms.
    fn scaled(&mut self, least: f64, greatest: f64) -> f64 {
        let share = self.below(1_000_001) as f64 / 1e6;
        (least.ln() + share * (greatest / least).ln()).exp()
    }

    fn document(&mut self) -> Value {
        let count = 1 + self.below(4);
        let ids: Vec<String> = (0..count).map(|index| format!("s{index}")).collect();
        let mut percent = 0.0;
        let mut stages = Vec::new();
        for index in 0..count {
            let mut stage = Map::from_iter([("id".to_owned(), json!(ids[index]))]);
            percent = if index + 1 == count && self.one_in(2) {
                100.0
            } else {
                f64::min(percent + *self.pick(&[0.1, 1.0, 5.0, 25.0, 50.0]), 99.0 + index as f64 / 10.0)
            };
            match self.below(6) {
                0 if index == 0 => stage.insert("if".to_owned(), json!({ "attribute": "staff", "eq": true })),
                1 if index == 0 => stage.insert("ring".to_owned(), json!("staff")),
                2 if index == 0 => stage.insert("ring".to_owned(), json!("sample")),
                _ => stage.insert("percent".to_owned(), json!(percent)),
            };
            let drawn = stage.contains_key("percent")
                && percent < 100.0
                && stages.iter().all(|stage: &Value| stage.get("ring") != Some(&json!("sample")));
            for (name, odds, values) in [("hold", 2, ["1ms", "10m", "30m", "1h"]), ("max_hold", 4, ["10m", "40m", "1h", "2h"])] {
                if self.one_in(odds) {
                    let value = *self.pick(&values);
                    stage.insert(name.to_owned(), json!(if value == "1ms" { "0s" } else { value }));
                }
            }
            if self.one_in(5) {
                stage.insert("advance".to_owned(), json!("manual"));
            }
            let gates: Vec<Value> = (0..self.below(3)).map(|_| self.gate(&ids[..index], drawn)).collect();
            if !gates.is_empty() {
                stage.insert("gates".to_owned(), json!(gates));
            }
            stages.push(Value::Object(stage));
        }
        let mut rollout = Map::from_iter([("stages".to_owned(), json!(stages))]);
        if self.one_in(2) {
            let gates: Vec<Value> = (0..1 + self.below(2)).map(|_| self.gate(&ids, true)).collect();
            rollout.insert("gates".to_owned(), json!(gates));
        }
        let mut flag = Map::from_iter([("rollout".to_owned(), Value::Object(rollout))]);
        if !self.one_in(20) {
            let status = if self.one_in(8) { *self.pick(&["paused", "rolled_back", "complete"]) } else { "running" };
            let mut progress = json!({ "stage": self.pick(&ids), "since": burgee::rfc3339(SINCE), "status": status });
            if status == "rolled_back" && self.one_in(2) {
                progress.as_object_mut().unwrap().remove("stage");
            }
            flag.insert("progress".to_owned(), progress);
        }
        if self.one_in(25) {
            flag.insert("enabled".to_owned(), json!(self.one_in(2)));
        }
        if self.one_in(2) {
            let entry = json!({ "at": "2026-11-23T08:00:00Z", "did": "start" });
            flag.insert("history".to_owned(), json!(vec![entry; self.below(3)]));
        }
        let rings = json!([{ "id": "staff", "if": { "attribute": "staff", "eq": true } }, { "id": "sample", "percent": 5 }]);
        let mut document = json!({ "burgee": "1", "rings": rings, "flags": { "f": flag } });
        if self.one_in(2) {
            document["serial"] = json!(self.below(100));
        }
        document
    }

    fn gate(&mut self, ids: &[String], drawn: bool) -> Value {
        let metric = self.below(METRICS.len());
        let mut gate = Map::from_iter([("metric".to_owned(), json!(METRICS[metric]))]);
        // A percentage is for errors, a number for others; and now and then the other way round.
        let is_rate = (metric == 0) != self.one_in(10);
        let (form, value) = match (drawn && self.one_in(2), is_rate) {
            (true, _) => (2, json!({ "times_baseline": self.pick(&[0.5, 0.95, 1.0, 1.1, 1.2, 2.0]) })),
            (false, true) => (1, json!(format!("{:.3}%", self.scaled(0.01, 20.0)))),
            (false, false) => (0, json!(self.scaled(0.5, 600.0))),
        };
        let comparison = *self.pick(&["lt", "lte", "gt", "gte"]);
        gate.insert(comparison.to_owned(), value.clone());
        let tested = self.one_in(2);
        if tested {
            gate.insert("confidence".to_owned(), json!(self.pick(&[0.9, 0.95, 0.99])));
            if self.one_in(2) {
                let times = if comparison.starts_with('l') { 2.0 } else { 0.5 };
                let further = match form {
                    0 => json!(value.as_f64().unwrap() * times),
                    1 => json!(format!(
                        "{:.3}%",
                        value.as_str().unwrap().trim_end_matches('%').parse::<f64>().unwrap() * times + (times - 1.0) / 100.0
                    )),
                    _ => json!({ "times_baseline": value["times_baseline"].as_f64().unwrap() * times }),
                };
                if !further.as_str().is_some_and(|text| text.starts_with('-')) {
                    gate.insert("rule_out".to_owned(), further);
                }
            }
        }
        if !tested || self.one_in(2) {
            gate.insert("min_samples".to_owned(), json!(self.pick(&[1, 100, 1_000, 10_000])));
        }
        if self.one_in(3) {
            gate.insert("windows".to_owned(), json!(1 + self.below(3)));
        }
        match self.below(5) {
            0 => gate.insert("on_fail".to_owned(), json!("pause")),
            1 => gate.insert("on_fail".to_owned(), json!("hold")),
            2 if !ids.is_empty() => gate.insert("on_fail".to_owned(), json!({ "rollback_to": self.pick(ids) })),
            3 => gate.insert("on_fail".to_owned(), json!("rollback")),
            _ => None,
        };
        Value::Object(gate)
    }

    fn observations(&mut self, stage: &str) -> Value {
        let mut from = SINCE + if self.one_in(12) { (self.below(7) as i64 - 3) * MINUTE } else { 0 };
        let all: Vec<Value> = (0..if self.one_in(10) { 0 } else { 1 + self.below(3) })
            .map(|_| {
                let to = from + if self.one_in(2) { 10 * MINUTE } else { (1 + self.below(30) as i64) * MINUTE };
                let mut metrics = Map::new();
                for (kind, metric) in METRICS.iter().enumerate() {
                    if !self.one_in(12) {
                        let kind = if self.one_in(20) { self.below(3) } else { kind };
                        metrics.insert((*metric).to_owned(), self.metric(kind));
                    }
                }
                let named = if self.one_in(25) { "elsewhere" } else { stage };
                let mut one = json!({ "stage": named, "from": burgee::rfc3339(from), "to": burgee::rfc3339(to), "metrics": metrics });
                if self.one_in(5) {
                    let treatment = self.scaled(10.0, 1e4).round();
                    let control = (treatment * self.pick(&[1.0, 3.0, 19.0, 99.0]) * self.scaled(0.8, 1.25)).round();
                    one["units"] = json!({ "treatment": treatment, "control": control });
                }
                from = if self.one_in(20) { from + MINUTE } else { to };
                one
            })
            .collect();
        if let [one] = all.as_slice()
            && self.one_in(2)
        {
            return one.clone();
        }
        Value::from(all)
    }

    fn metric(&mut self, kind: usize) -> Value {
        let n = if self.one_in(20) { 0.0 } else { self.scaled(50.0, 1e6).round() };
        let m = (n * self.scaled(0.5, 30.0)).round();
        let rate = if self.one_in(3) { self.scaled(0.1, 0.9) } else { self.scaled(1e-4, 0.1) };
        let base = self.scaled(0.2, 300.0);
        let near = self.scaled(0.4, 2.5);
        let measure = |n: f64, times: f64| match kind {
            0 => json!({ "count": f64::min((n * rate * times).round(), n), "of": n }),
            1 => json!({ "value": base * times, "n": n }),
            _ => json!({ "mean": base * times, "sd": base / 3.0, "n": n }),
        };
        let mut metric = json!({ "treatment": measure(n, near) });
        if !self.one_in(6) {
            metric["control"] = measure(m, if self.one_in(30) { 0.0 } else { 1.0 });
        }
        metric
    }

    /// A question about any rollout.
    fn question(&mut self) -> RolloutQuestion {
        let document = self.document();
        let stage = document["flags"]["f"]["progress"]["stage"].as_str().unwrap_or("s0").to_owned();
        let observations = (!self.one_in(8)).then(|| self.observations(&stage).to_string());
        let stages = document["flags"]["f"]["rollout"]["stages"].as_array().unwrap();
        let present = stages.iter().find(|own| own["id"] == *stage);
        let end = |name: &str| present.and_then(|stage| burgee::duration(stage[name].as_str()?)).unwrap_or_default();
        // Often where a hold ends, and a millisecond beside it.
        let after = match self.below(4) {
            0 => end("hold") + self.below(3) as i64 - 1,
            1 => end("max_hold") + self.below(3) as i64 - 1,
            _ => (60 + self.below(120) as i64) * MINUTE,
        };
        let text = if self.one_in(2) { document.to_string() } else { serde_json::to_string_pretty(&document).unwrap() };
        let approved_by = self.one_in(3).then(|| "ada".to_owned());
        RolloutQuestion { document: text, flag: "f".to_owned(), observations, now: SINCE + after, approved_by }
    }

    /// A question whose answer hangs on one test, near its bound.
    fn test_question(&mut self) -> RolloutQuestion {
        let times = *self.pick(&[0.5, 0.9, 1.0, 1.1, 1.5, 2.0]);
        let rate = if self.one_in(3) { self.scaled(0.1, 0.45) } else { self.scaled(1e-4, 0.1) };
        let (n, m) = (self.scaled(500.0, 1e6).round(), self.scaled(500.0, 1e6).round());
        let off = (self.below(1_601) as f64 - 800.0) / 100.0;
        let (relative, counted) = (!self.one_in(3), self.one_in(2));
        let (treatment, control, bound) = if counted {
            let hits = (rate * times * n + off * (rate * times * n).sqrt()).round().clamp(0.0, n);
            let percentage = json!(format!("{:.6}%", rate * times * 100.0));
            (json!({ "count": hits, "of": n }), json!({ "count": (rate * m).round(), "of": m }), percentage)
        } else {
            let (base, sd) = (self.scaled(0.5, 50.0), self.scaled(0.5, 50.0));
            let treatment = json!({ "mean": base * times + off * sd * (times + 1.0) / f64::min(n, m).sqrt(), "sd": sd, "n": n });
            (treatment, json!({ "mean": base, "sd": sd * self.scaled(0.5, 2.0), "n": m }), json!(base * times))
        };
        let bound = if relative { json!({ "times_baseline": times }) } else { bound };
        let comparison = *self.pick(&["lt", "lte", "gt", "gte"]);
        let mut gate = json!({ "metric": "m", "confidence": self.pick(&[0.9, 0.95, 0.99]) });
        gate[comparison] = bound;
        let stages = json!([{ "id": "s0", "percent": 5, "gates": [gate] }, { "id": "s1", "percent": 100 }]);
        let progress = json!({ "stage": "s0", "since": burgee::rfc3339(SINCE), "status": "running" });
        let document = json!({ "burgee": "1", "flags": { "f": { "rollout": { "stages": stages }, "progress": progress } } });
        let now = SINCE + MINUTE;
        let metrics = json!({ "m": { "treatment": treatment, "control": control } });
        let observed = json!({ "stage": "s0", "from": burgee::rfc3339(SINCE), "to": burgee::rfc3339(now), "metrics": metrics });
        let observations = Some(observed.to_string());
        RolloutQuestion { document: document.to_string(), flag: "f".to_owned(), observations, now, approved_by: None }
    }
}

/// What both must say: all but what is written for people.
fn told(verdict: &str) -> Value {
    let mut verdict: Value = serde_json::from_str(verdict).unwrap();
    let object = verdict.as_object_mut().unwrap();
    object.remove("why");
    for list in ["gates", "refused"] {
        for part in object.get_mut(list).and_then(Value::as_array_mut).into_iter().flatten() {
            for name in ["why", "bound", "interval"] {
                part.as_object_mut().unwrap().remove(name);
            }
        }
    }
    verdict
}

/// An edited document, with the reference's reason in place of the core's.
fn with_the_other_reason(edited: &str, verdict: &str) -> String {
    let verdict: Value = serde_json::from_str(verdict).unwrap();
    edited.replacen(&verdict["why"].to_string(), "\"because\"", 1)
}

#[test]
fn the_core_and_the_reference_decide_alike() {
    let rounds = std::env::var("BURGEE_ROUNDS").map_or(ROUNDS, |rounds| rounds.parse().unwrap());
    let mut random = Random(0x6275_7267_6565);
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for round in 0..rounds {
        let question = if round % 2 == 0 { random.question() } else { random.test_question() };
        let (core, reference) = (Decider.decide(&question), Reference.decide(&question));
        let (RolloutAnswer::Verdict(core, edited), RolloutAnswer::Verdict(naive, naively)) = (&core, &reference) else {
            panic!("round {round}: {question:#?}\ncore      {core:?}\nreference {reference:?}");
        };
        let (told_by_core, told_by_reference) = (told(core), told(naive));
        assert_eq!(told_by_core, told_by_reference, "round {round}: {question:#?}\ncore {core}");
        assert_eq!(with_the_other_reason(edited, core), *naively, "round {round}: {question:#?}");
        let word = |value: &Value, name: &str| value.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        *seen.entry(format!("{} {}", word(&told_by_core, "action"), word(&told_by_core, "wait"))).or_default() += 1;
        for gate in told_by_core.get("gates").and_then(Value::as_array).into_iter().flatten() {
            *seen.entry(format!("gate {} {}", word(gate, "outcome"), word(gate, "cause"))).or_default() += 1;
        }
        for refused in told_by_core.get("refused").and_then(Value::as_array).into_iter().flatten() {
            *seen.entry(word(refused, "code")).or_default() += 1;
        }
        if told_by_core.get("units").is_some_and(|units| units["mismatch"] == true) {
            *seen.entry("mismatch".to_owned()).or_default() += 1;
        }
    }
    let quarantined = seen.get("hold quarantined").copied().unwrap_or_default();
    assert!(quarantined < rounds / 5, "{quarantined} documents have errors");
    eprintln!("{seen:#?}");
    // Every answer is among them, so that none goes unheld.
    let every = [
        "proceed ",
        "rollback ",
        "pause ",
        "complete ",
        "hold start",
        "hold until",
        "hold gates",
        "hold observations",
        "hold approval",
        "hold resume",
        "hold disabled",
        "gate pass ",
        "gate fail ",
        "gate hold no-data",
        "gate hold bare-number",
        "gate hold not-counted",
        "gate hold no-baseline",
        "gate hold not-statistical",
        "gate hold too-few",
        "gate hold undecided",
        "gate hold windows",
        "gate hold old-data",
        "stale-observation",
        "future-observation",
        "overlapping-observation",
        "mismatch",
    ];
    let least = rounds / 400;
    let missing: Vec<_> = every.into_iter().filter(|name| seen.get(*name).is_none_or(|count| *count < least)).collect();
    assert!(missing.is_empty(), "fewer than {least} of {missing:?}\n{seen:#?}");
}
