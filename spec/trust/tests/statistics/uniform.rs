//! The buckets of a flag are even: of 200 flags, over 100,000 units of each kind, in 100 bins (row 6 of `docs/trust.md`).

use crate::chance::{chi_square, judge, kolmogorov_smirnov, sigmas};
use crate::crowd::{KINDS, Kind, UNITS, each, units};
use crate::draws::{ask, flags, list};
use burgee::Domain;

const FLAGS: usize = 200;
const BINS: usize = 100;
/// The least probability that is taken for chance.
const LEAST: f64 = 1e-6;
/// The percentages that flags serve, in turn: rare, usual and all but everybody.
const PERCENTS: [(&str, u32); 8] =
    [("0.001", 1), ("0.5", 500), ("5", 5_000), ("12.5", 12_500), ("33.333", 33_333), ("50", 50_000), ("90", 90_000), ("99.999", 99_999)];

/// How likely chance is so uneven as these counts.
fn evenness(bins: &[u32; BINS]) -> f64 {
    let expected = f64::from(bins.iter().sum::<u32>()) / BINS as f64;
    let statistic = bins.iter().map(|&count| (f64::from(count) - expected).powi(2) / expected).sum();
    chi_square(statistic, BINS as u32 - 1)
}

/// The evenness of each flag's buckets, asked of real flags; each bucket is that of R-6.4, and says whether the flag is on.
fn asked(kind: Kind) -> Vec<f64> {
    let units = units(kind, UNITS);
    let flag = |at: usize| format!(r#""flag-{at}":{{"serve":{{"percent":{}}}}}"#, PERCENTS[at % PERCENTS.len()].0);
    let flags = flags(&format!(r#"{{"burgee":"1","flags":{{{}}}}}"#, list(FLAGS, flag)));
    let numbers: Vec<usize> = (0..FLAGS).collect();
    each(&numbers, |&at| {
        let key = format!("flag-{at}");
        let flag = flags.flag(&key).unwrap();
        let below = PERCENTS[at % PERCENTS.len()].1;
        let (mut bins, mut on) = ([0; BINS], 0);
        for unit in &units {
            let decision = ask(&flag, unit);
            let bucket = decision.bucket().unwrap();
            assert_eq!(bucket, Domain::Rollout.bucket(&key, unit), "{unit} of {key}");
            assert_eq!(decision.is_on(), bucket < below, "{unit} of {key}");
            bins[bucket as usize * BINS / 100_000] += 1;
            on += u32::from(decision.is_on());
        }
        let off = sigmas(on, UNITS, f64::from(below) / 100_000.0);
        assert!(off <= 5.5, "{key} is on for {on} {kind:?}s, {off:.1} σ from {below} thousandths");
        evenness(&bins)
    })
}

#[test]
#[cfg_attr(debug_assertions, ignore = "sixty million evaluations: --profile bench")]
fn buckets_of_flags_are_uniform() {
    let mut all = Vec::new();
    for kind in KINDS {
        let probabilities = asked(kind);
        judge(&format!("{kind:?} ids"), &probabilities, LEAST);
        all.extend(probabilities);
    }
    judge("all ids", &all, LEAST);
}

/// Draws that are not even, by the same judge.
#[test]
fn uneven_buckets_are_seen() {
    let bins = |draw: fn(u64) -> u64| {
        let mut random = crate::crowd::Random(88_172_645_463_325_252);
        let mut bins = [0; BINS];
        (0..UNITS).for_each(|_| bins[draw(random.next()) as usize * BINS / 100_000] += 1);
        evenness(&bins)
    };
    assert!(bins(|hash| hash % 100_000) > 1e-3, "64 bits are enough for a remainder");
    assert!(bins(|hash| (hash >> 48) % 100_000) < 1e-6, "16 bits are not");
    assert!(bins(|hash| (hash >> 47) % 100_000) < 1e-6, "nor 17");
    assert!(bins(|hash| (hash % 100_000).saturating_sub(hash >> 20 & 0x3ff)) < 1e-6, "a hundredth too many");
    // Too even is not chance either: every unit in turn.
    let even: Vec<f64> = (0..FLAGS).map(|_| evenness(&[UNITS / BINS as u32; BINS])).collect();
    assert!(kolmogorov_smirnov(&even) < 1e-3);
}
