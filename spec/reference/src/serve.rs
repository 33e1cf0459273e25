//! What a serve does (spec ).

use crate::{
    condition::{Evaluation, Place},
    form::{number, percent},
    json::Value,
    schedule::Schedule,
    trace::Served,
    verdict::Verdict,
};

/// How a variant that is served alone is reported.
pub type Alone = (&'static str, &'static str);

impl<'a> Evaluation<'a> {
    /// Serves: hit or miss, and why.
    pub fn serve(&self, serve: &'a Value, place: &Place<'a>, alone: Alone) -> Served {
        let mut served = Served::default();
        if let Some(variant) = serve.text() {
            return served.hit(variant, alone);
        }
        let mut admitted = alone;
        let percent = serve.get("percent").map(|value| (percent::thousandths(value).unwrap_or_default(), "percent"));
        let timed = serve.get("schedule").map(|schedule| Schedule::of(schedule, self.question.now));
        served.schedule = timed.as_ref().map(|schedule| schedule.phase);
        if let Some((below, cause)) = percent.or(timed.map(|schedule| (schedule.percent, "schedule"))) {
            served.percent = Some(number::print(f64::from(below) / 1_000.0));
            if below == 0 {
                return served.miss(("SPLIT", cause));
            }
            if below < 100_000 {
                served.bucket = self.draw("rollout", place.salt.unwrap_or_default(), &place.unit);
                match served.bucket {
                    None => return served.miss(("DEFAULT", "unit-missing")),
                    Some(bucket) if bucket >= below => return served.miss(("SPLIT", cause)),
                    Some(_) => {}
                }
            }
            admitted = ("SPLIT", cause);
        }
        if let Some(ring) = serve.get("ring").and_then(Value::text) {
            let condition = self.ring(ring, place, false);
            let verdict = condition.verdict;
            served.ring = Some(ring.to_owned());
            served.condition = Some(condition);
            if verdict != Verdict::True {
                return served.miss(("DEFAULT", "ring"));
            }
            admitted = ("TARGETING_MATCH", "ring");
        }
        self.what(served, serve, place, admitted)
    }

    /// What somebody who is admitted gets.
    pub fn what(&self, mut served: Served, serve: &'a Value, place: &Place<'a>, admitted: Alone) -> Served {
        let Some(split) = serve.get("split") else {
            return served.hit(serve.get("variant").and_then(Value::text).unwrap_or("on"), admitted);
        };
        served.variant_bucket = self.draw("variant", place.salt.unwrap_or_default(), &place.unit);
        match served.variant_bucket {
            None => served.miss(("DEFAULT", "unit-missing")),
            Some(bucket) => match part(split.elements(), bucket) {
                Some(variant) => served.hit(variant, ("SPLIT", "split")),
                None => served.miss(("SPLIT", "split")),
            },
        }
    }
}

impl Served {
    fn hit(mut self, variant: &str, (reason, cause): Alone) -> Self {
        self.variant = Some(variant.to_owned());
        self.miss((reason, cause))
    }

    /// Not admitted, and why.
    pub fn miss(mut self, (reason, cause): Alone) -> Self {
        (self.reason, self.cause) = (reason, cause);
        self
    }
}

/// Whom a split gives what: ranges of buckets that touch each other, of different variants.
pub fn parts(split: &[Value]) -> Vec<(u32, &str)> {
    let cut = |index: usize| (index as u64 * 100_000 / split.len() as u64) as u32;
    let (mut ranges, mut below) = (Vec::new(), 0);
    for (index, part) in split.iter().enumerate() {
        if let Some(variant) = part.text() {
            ranges.push((cut(index), cut(index + 1), variant));
            continue;
        }
        let variant = part.get("variant").and_then(Value::text).unwrap_or_default();
        if let Some(percent) = part.get("percent").and_then(percent::thousandths) {
            ranges.push((below, below + percent, variant));
            below += percent;
        }
        let written = part.get("ranges").map(Value::elements).unwrap_or_default();
        ranges.extend(written.iter().filter_map(percent::range).map(|(from, to)| (from, to, variant)));
    }
    ranges.retain(|(from, to, _)| from < to);
    ranges.sort_unstable();
    let mut parts: Vec<(u32, &str)> = Vec::new();
    for (_, to, variant) in ranges {
        parts.pop_if(|last| last.1 == variant);
        parts.push((to, variant));
    }
    parts
}

/// The variant whose part of a split holds a bucket.
fn part(parts: &[Value], bucket: u32) -> Option<&str> {
    let mut from = 0;
    for (index, part) in parts.iter().enumerate() {
        if let Some(variant) = part.text() {
            if u64::from(bucket) < (index as u64 + 1) * 100_000 / parts.len() as u64 {
                return Some(variant);
            }
            continue;
        }
        let variant = part.get("variant").and_then(Value::text);
        if let Some(percent) = part.get("percent").and_then(percent::thousandths) {
            from += percent;
            if bucket < from {
                return variant;
            }
        }
        let ranges = part.get("ranges").map(Value::elements).unwrap_or_default();
        if ranges.iter().filter_map(percent::range).any(|(from, to)| (from..to).contains(&bucket)) {
            return variant;
        }
    }
    None
}
