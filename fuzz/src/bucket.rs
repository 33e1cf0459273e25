//! Buckets of any salt and unit: as the reference's, which has another XXH64; below 100 000; and a percentage admits exactly those below it.

use arbitrary::Unstructured;
use burgee::{Context, Domain, Flags, Value};
use serde_json::json;

const DOMAINS: [(Domain, &str); 4] =
    [(Domain::Rollout, "rollout"), (Domain::Variant, "variant"), (Domain::Layer, "layer"), (Domain::Sample, "sample")];

/// Draws for a unit, a salt and a percentage.
///
/// # Panics
///
/// When the core breaks a promise, or draws another bucket than the reference.
pub fn run(data: &[u8]) {
    let mut choices = Unstructured::new(data);
    let Ok((thousandths, salt, unit)) = choices.arbitrary::<(u32, &str, &str)>() else { return };
    for (domain, name) in DOMAINS {
        let bucket = domain.bucket(salt, unit);
        assert_eq!(bucket, burgee_reference::bucket(unit, name, salt), "{name} of {unit:?}, {salt:?}");
        assert!(bucket < 100_000);
    }
    if !(1..=256).contains(&salt.len()) || !(1..=1024).contains(&unit.len()) {
        return;
    }
    // Half of the time the percentage is at the edge of the unit's own bucket.
    let bucket = Domain::Rollout.bucket(salt, unit);
    let thousandths = if thousandths % 2 == 0 { thousandths / 2 % 100_001 } else { bucket + thousandths / 2 % 2 };
    let percent =
        serde_json::from_str::<serde_json::Value>(&format!("{}.{:03}", thousandths / 1000, thousandths % 1000)).expect("a number");
    let document = json!({ "burgee": "1", "flags": { "f": { "salt": salt, "serve": { "percent": percent } } } });
    let flags = Flags::parse(&document.to_string()).expect("it is right");
    assert_eq!(flags.diagnostics(), []);
    let context = Context::new(unit);
    let decision = flags.evaluate_at("f", &context, 0);
    assert_eq!(decision.is_on(), bucket < thousandths, "{bucket} of {thousandths}");
    assert_eq!(decision.bucket(), (1..100_000).contains(&thousandths).then_some(bucket));
    // An integer draws as its text does.
    if let Ok(integer) = unit.parse::<i32>()
        && integer.to_string() == unit
    {
        let number = Context::new(Value::from(integer));
        assert_eq!(flags.evaluate_at("f", &number, 0).to_json(), decision.to_json());
    }
}
