//! Draws know nothing of each other: those of two flags, and those of one name in its four domains (row 7 of `docs/trust.md`).
//!
//! Two draws are held beside each other in a table of their tenths, over 100,000 units; the tables' probabilities are judged together.

use crate::chance::{chi_square, judge};
use crate::crowd::{KINDS, UNITS, each, units};
use crate::draws::{Tenths, ask, flags, list, tenths};
use burgee::{Domain, Flags};

/// The least probability that is taken for chance.
const LEAST: f64 = 1e-7;
const PAIRS: usize = 500;
/// So many names are drawn in every domain.
const NAMES: usize = 100;

/// How likely two draws that know nothing of each other look so dependent as these.
fn independence(left: &[u8], right: &[u8]) -> f64 {
    let mut table = [[0_u32; 10]; 10];
    left.iter().zip(right).for_each(|(&left, &right)| table[usize::from(left)][usize::from(right)] += 1);
    let n = left.len() as f64;
    let row = |at: usize| f64::from(table[at].iter().sum::<u32>());
    let column = |at: usize| f64::from(table.iter().map(|row| row[at]).sum::<u32>());
    let cells = (0..10).flat_map(|at| (0..10).map(move |of| (at, of)));
    let term = |(at, of): (usize, usize)| {
        let expected = row(at) * column(of) / n;
        (f64::from(table[at][of]) - expected).powi(2) / expected
    };
    chi_square(cells.map(term).sum(), 81)
}

#[test]
#[cfg_attr(debug_assertions, ignore = "a hundred million evaluations: --profile bench")]
fn flags_are_independent() {
    let flag = |at: usize| format!(r#""flag-{at}":{{"serve":{{"percent":50}}}}"#);
    let flags = flags(&format!(r#"{{"burgee":"1","flags":{{{}}}}}"#, list(2 * PAIRS, flag)));
    let crowds = KINDS.map(|kind| units(kind, UNITS));
    let pairs: Vec<usize> = (0..PAIRS).collect();
    let probabilities = each(&pairs, |&pair| {
        let units = &crowds[pair % crowds.len()];
        // Neighbours: their salts differ in a digit or two.
        let draw = |at: usize| tenths(&flags.flag(&format!("flag-{at}")).unwrap(), units);
        independence(&draw(2 * pair), &draw(2 * pair + 1))
    });
    judge("pairs of flags", &probabilities, LEAST);
}

/// What one name draws, in tenths: as salt of a flag's rollout and variant draws, as a layer, and as salt of a condition.
struct Draws {
    rollout: Tenths,
    variant: Tenths,
    layer: Tenths,
    sample: Tenths,
}

/// A document in which one name is the salt of every draw.
fn document(name: &str) -> Flags {
    let variants = format!(r#""variants":{{{}}},"off_variant":"9","serve":"9""#, list(10, |tenth| format!(r#""{tenth}":{tenth}"#)));
    let rule = |tenth: usize, salt: &str| format!(r#"{{"id":"{tenth}","if":{{"percent":{}{salt}}},"serve":"{tenth}"}}"#, tenth * 10 + 10);
    let rules = |salt: &str| list(9, |tenth| rule(tenth, salt));
    let sample = rules(&format!(r#","salt":"{name}""#));
    let rollout = rules("");
    let rings = list(10, |tenth| format!(r#"{{"id":"{tenth}","percent":{}}}"#, tenth * 10 + 10));
    flags(&format!(
        r#"{{"burgee":"1","rings":[{rings}],
            "layers":{{"{name}":{{"slots":[{{"range":[0,0.001],"flags":["layered"]}}]}}}},
            "flags":{{
                "rollout":{{"salt":"{name}","serve":{{"percent":50}}}},
                "variant":{{"salt":"{name}","variants":{{"a":1,"b":2}},"off_variant":"a","serve":{{"split":["a","b"]}}}},
                "both":{{"salt":"{name}","variants":{{"off":0,"a":1,"b":2}},"serve":{{"percent":50,"split":["a","b"]}}}},
                "layered":{{"serve":"on"}},
                "ringed":{{"salt":"{name}","serve":{{"ring":"9"}}}},
                "ruled":{{"salt":"{name}",{variants},"rules":[{rollout}]}},
                "sampled":{{{variants},"rules":[{sample}]}}
            }}}}"#
    ))
}

/// The tenths of what a name draws; the draws that a rule says are one are one, and each bucket is that of its domain.
fn draws(name: &str, units: &[String]) -> Draws {
    let document = document(name);
    let flag = |key: &str| document.flag(key).unwrap();
    let [both, layered, ringed, ruled, sampled] = ["both", "layered", "ringed", "ruled", "sampled"].map(flag);
    let variant_of = |flag, unit: &str| ask(flag, unit).variant().unwrap().parse::<u8>().unwrap();
    let (rollout, variant) = (tenths(&flag("rollout"), units), tenths(&flag("variant"), units));
    let (mut layer, mut sample) = (Tenths::new(), Tenths::new());
    for (at, unit) in units.iter().enumerate() {
        // R-6.6: the rings and conditions of a flag draw as its percentages do.
        assert_eq!(ask(&ringed, unit).ring().unwrap().parse(), Ok(rollout[at]), "{unit} of {name}: ring");
        assert_eq!(variant_of(&ruled, unit), rollout[at], "{unit} of {name}: condition");
        let decided = ask(&both, unit);
        let domain = if rollout[at] < 5 { Domain::Variant } else { Domain::Rollout };
        assert_eq!(decided.bucket(), Some(domain.bucket(name, unit)), "{unit} of {name}: percentage and split");
        // Who is in the one slot of a thousandth of a percent tells no bucket: it is 0.
        let bucket = ask(&layered, unit).bucket().unwrap_or(0);
        assert_eq!(bucket, Domain::Layer.bucket(name, unit), "{unit} of {name}: layer");
        layer.push((bucket / 10_000) as u8);
        sample.push(variant_of(&sampled, unit));
        assert_eq!(u32::from(sample[at]), Domain::Sample.bucket(name, unit) / 10_000, "{unit} of {name}: sample");
    }
    Draws { rollout, variant, layer, sample }
}

#[test]
#[cfg_attr(debug_assertions, ignore = "four hundred million draws: --profile bench")]
fn draws_of_one_name_are_independent() {
    let names: Vec<usize> = (0..NAMES).collect();
    let crowds = KINDS.map(|kind| units(kind, UNITS));
    let crowd = |at: usize| &crowds[at % crowds.len()];
    // Each name beside the next, in their layers and samples too: of the same units.
    let probabilities = each(&names, |&at| {
        let (own, next) = (draws(&format!("name-{at}"), crowd(at)), Domain::Layer);
        let next_of = |domain: Domain| -> Tenths {
            crowd(at).iter().map(|unit| (domain.bucket(&format!("name-{}", at + 1), unit) / 10_000) as u8).collect()
        };
        [
            independence(&own.rollout, &own.variant),
            independence(&own.rollout, &own.layer),
            independence(&own.rollout, &own.sample),
            independence(&own.variant, &own.layer),
            independence(&own.variant, &own.sample),
            independence(&own.layer, &own.sample),
            independence(&own.layer, &next_of(next)),
            independence(&own.sample, &next_of(Domain::Sample)),
        ]
    });
    let of = |at: usize| probabilities.iter().map(|all| all[at]).collect::<Vec<f64>>();
    for (at, what) in [
        "rollout draw and variant draw of one flag",
        "rollout draw and layer",
        "rollout draw and salted sample",
        "variant draw and layer",
        "variant draw and salted sample",
        "layer and salted sample",
        "two layers",
        "two salted samples",
    ]
    .into_iter()
    .enumerate()
    {
        judge(what, &of(at), LEAST);
    }
}

/// Draws that depend on each other, by the same judge.
#[test]
fn dependent_draws_are_seen() {
    let mut random = crate::crowd::Random(88_172_645_463_325_252);
    let hashes: Vec<u64> = (0..UNITS).map(|_| random.next()).collect();
    let tenths = |draw: &dyn Fn(u64) -> u64| hashes.iter().map(|&hash| ((u128::from(draw(hash)) * 10) >> 64) as u8).collect::<Tenths>();
    let own = tenths(&|hash| hash);
    assert_eq!(independence(&own, &own), 0.0, "one salt for two draws");
    assert!(independence(&own, &tenths(&|hash| hash ^ 0x5bd1_e995_7b93_bc21)) < LEAST, "a seed that is not mixed in");
    assert!(independence(&own, &tenths(&|hash| hash.wrapping_add(0x5bd1_e995_7b93_bc21))) < LEAST, "nor is a sum");
    assert!(independence(&own, &tenths(&|hash| hash.wrapping_mul(3))) < LEAST, "nor a multiple");
    // One in fifty draws the same twice.
    let few = tenths(&|hash| if hash & 0xff < 5 { hash } else { hash.rotate_left(32) });
    assert!(independence(&own, &few) < LEAST, "some");
    assert!(independence(&own, &tenths(&|hash| hash.rotate_left(32))) > 1e-3, "other bits of a hash are independent");
}
