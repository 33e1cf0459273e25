//! Fortnights of 336 hourly looks, made up from a fixed seed: how often the tests of [`statistics`](super::statistics) cry wolf, and how soon they see harm.

use super::statistics::{Count, Moments, Side, mean, mean_ratio, rate, rate_ratio, sample_ratio_mismatch};

const LOOKS: usize = 336;
const ALPHA: f64 = 0.05;

/// SplitMix64.
struct Dice(u64);

impl Dice {
    /// A number in [0, 1).
    fn unit(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / 9_007_199_254_740_992.0
    }

    /// A draw from the normal distribution, by Box and Muller.
    fn normal(&mut self) -> f64 {
        (-2.0 * (1.0 - self.unit()).ln()).sqrt() * (std::f64::consts::TAU * self.unit()).cos()
    }

    /// How many of `n` hit: one by one of the hits while they are few, else by the normal distribution.
    fn hits(&mut self, n: f64, p: f64) -> f64 {
        if p <= 0.0 {
            return 0.0;
        }
        if n * p > 40.0 && n * (1.0 - p) > 40.0 {
            let drawn = n * p + (n * p * (1.0 - p)).sqrt() * self.normal();
            return drawn.round().clamp(0.0, n);
        }
        if p > 0.5 {
            return n - self.hits(n, 1.0 - p);
        }
        let (mut at, mut hits) = (0.0, 0.0);
        loop {
            at += 1.0 + ((1.0 - self.unit()).ln() / (1.0 - p).ln()).floor();
            if at > n {
                return hits;
            }
            hits += 1.0;
        }
    }
}

/// Traffic of one hour of a fortnight, with a day in it.
fn traffic(hour: usize, mean: f64) -> f64 {
    (mean * (1.0 + 0.8 * (std::f64::consts::TAU * (hour % 24) as f64 / 24.0).sin())).round()
}

/// In how many of the fortnights one of the looks rejects, in percent.
fn alarms(seed: u64, fortnights: u32, mut look: impl FnMut(&mut Dice) -> Box<dyn FnMut(&mut Dice, usize) -> bool>) -> f64 {
    let mut dice = Dice(seed);
    let fortnight = |_: &u32| {
        let mut look = look(&mut dice);
        (0..LOOKS).any(|hour| look(&mut dice, hour))
    };
    100.0 * (0..fortnights).filter(fortnight).count() as f64 / f64::from(fortnights)
}

/// Two arms at rates of which the one is exactly `times` the other, so that whoever rejects is wrong.
fn ratio_alarms(base: f64, times: f64, share: f64, hourly: f64, side: Side) -> f64 {
    // Why fewer of common hits: each look at them takes longer.
    alarms(20_261_121, if base < 0.2 { 1_000 } else { 200 }, |_| {
        let nothing = Count { count: 0.0, of: 0.0 };
        let (mut treatment, mut control) = (nothing, nothing);
        Box::new(move |dice, hour| {
            let units = traffic(hour, hourly);
            let treated = dice.hits(units, share);
            // Hours in which both arms suffer.
            let base = if hour % 31 == 7 { (base * 5.0).min(base.max(0.2)) } else { base };
            treatment.of += treated;
            treatment.count += dice.hits(treated, base * times);
            control.of += units - treated;
            control.count += dice.hits(units - treated, base);
            rate_ratio(treatment, control, times, side, ALPHA)
        })
    })
}

#[test]
fn a_ratio_of_rates_on_its_bound_alarms_in_at_most_five_fortnights_of_a_hundred() {
    let cases = [
        (0.0015, 1.1, 0.05, 4_000.0, Side::Above),
        (0.0015, 1.0, 0.05, 4_000.0, Side::Below),
        (0.01, 1.1, 0.25, 1_000.0, Side::Above),
        (0.05, 1.1, 0.5, 200.0, Side::Above),
        (0.5, 0.95, 0.05, 4_000.0, Side::Below),
        (0.9, 0.99, 0.5, 1_000.0, Side::Above),
        (0.999, 0.999, 0.05, 20_000.0, Side::Above),
        (0.999, 0.999, 0.05, 20_000.0, Side::Below),
    ];
    for (base, times, share, hourly, side) in cases {
        let alarms = ratio_alarms(base, times, share, hourly, side);
        println!("rate {base} x {times}, {share} of {hourly} an hour, {side:?}: {alarms} %");
        assert!(alarms <= 5.0, "{base} {times} {share} {side:?}: {alarms} %");
    }
}

#[test]
fn a_rate_on_its_bound_alarms_in_at_most_five_fortnights_of_a_hundred() {
    for (bound, hourly, side) in
        [(0.005, 200.0, Side::Above), (0.005, 200.0, Side::Below), (0.1, 50.0, Side::Above), (0.9, 500.0, Side::Below)]
    {
        let alarms = alarms(7, 1_000, |_| {
            let mut seen = Count { count: 0.0, of: 0.0 };
            Box::new(move |dice, hour| {
                let units = traffic(hour, hourly);
                seen.of += units;
                seen.count += dice.hits(units, bound);
                rate(seen, bound, side, ALPHA)
            })
        });
        println!("rate {bound}, {hourly} an hour, {side:?}: {alarms} %");
        assert!(alarms <= 5.0, "{bound} {side:?}: {alarms} %");
    }
}

/// The running sums of an arm of measurements.
#[derive(Clone, Copy, Default)]
struct Sums {
    n: f64,
    sum: f64,
    squares: f64,
}

impl Sums {
    fn add(&mut self, value: f64) {
        self.n += 1.0;
        self.sum += value;
        self.squares += value * value;
    }

    fn moments(self) -> Moments {
        let mean = self.sum / self.n;
        let variance = (self.squares - self.sum * mean) / (self.n - 1.0);
        Moments { mean, sd: variance.max(0.0).sqrt(), n: self.n }
    }
}

/// What three in a hundred buy, for very different sums.
fn revenue(dice: &mut Dice) -> f64 {
    if dice.unit() < 0.03 { (3.0 + dice.normal()).exp() } else { 0.0 }
}

#[test]
fn means_on_their_bound_alarm_in_at_most_five_fortnights_of_a_hundred() {
    for (treated, others, times, side) in [(20, 380, 0.95, Side::Below), (20, 380, 1.1, Side::Above), (100, 100, 1.1, Side::Above)] {
        let alarms = alarms(11, 100, |_| {
            let (mut treatment, mut control) = (Sums::default(), Sums::default());
            Box::new(move |dice, _| {
                (0..treated).for_each(|_| treatment.add(times * revenue(dice)));
                (0..others).for_each(|_| control.add(revenue(dice)));
                mean_ratio(treatment.moments(), control.moments(), times, side, ALPHA)
            })
        });
        println!("revenue, {treated}:{others} an hour, x {times}, {side:?}: {alarms} %");
        assert!(alarms <= 5.0, "{treated}:{others} {side:?}: {alarms} %");
    }
    // Normal, and each hour's sum in one draw: the hardest for the radius, as nothing else makes it wide.
    for (hourly, times, side) in [(100.0, 1.1, Side::Above), (20.0, 0.95, Side::Below)] {
        let alarms = alarms(23, 1_000, |_| {
            let (mut treated, mut others, mut n) = (0.0_f64, 0.0_f64, 0.0_f64);
            Box::new(move |dice, _| {
                n += hourly;
                treated += 100.0 * times * hourly + 15.0 * times * hourly.sqrt() * dice.normal();
                others += 100.0 * hourly + 15.0 * hourly.sqrt() * dice.normal();
                let treatment = Moments { mean: treated / n, sd: 15.0 * times, n };
                mean_ratio(treatment, Moments { mean: others / n, sd: 15.0, n }, times, side, ALPHA)
            })
        });
        println!("normal, {hourly} an hour in each arm, x {times}, {side:?}: {alarms} %");
        assert!(alarms <= 5.0, "{hourly} {side:?}: {alarms} %");
    }
    let truth = 0.03 * (3.5_f64).exp();
    for side in [Side::Above, Side::Below] {
        let alarms = alarms(13, 200, |_| {
            let mut seen = Sums::default();
            Box::new(move |dice, _| {
                (0..200).for_each(|_| seen.add(revenue(dice)));
                mean(seen.moments(), truth, side, ALPHA)
            })
        });
        println!("revenue against its mean, 200 an hour, {side:?}: {alarms} %");
        assert!(alarms <= 5.0, "{side:?}: {alarms} %");
    }
}

/// After how many observations of the treatment one of the looks, every hundred of them, rejects; at 5 % of the traffic.
fn caught(dice: &mut Dice, base: f64, worse: f64, mut rejects: impl FnMut(Count, Count) -> bool) -> f64 {
    let nothing = Count { count: 0.0, of: 0.0 };
    let (mut treatment, mut control) = (nothing, nothing);
    while treatment.of < 60_000.0 {
        treatment.of += 100.0;
        treatment.count += dice.hits(100.0, base * worse);
        control.of += 1_900.0;
        control.count += dice.hits(1_900.0, base);
        if rejects(treatment, control) {
            break;
        }
    }
    treatment.of
}

fn median(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_by(f64::total_cmp);
    numbers.get(numbers.len() / 2).copied().unwrap_or(f64::NAN)
}

#[test]
fn twice_the_errors_are_caught_within_ten_thousand_observations_in_the_median() {
    let mut dice = Dice(3);
    for times in [1.0, 1.1] {
        let runs = (0..401)
            .map(|_| caught(&mut dice, 0.0015, 2.0, |treatment, control| rate_ratio(treatment, control, times, Side::Above, ALPHA)));
        let median = median(runs.collect());
        println!("0.15 % to 0.30 %, bound x {times}: {median}");
        assert!(median <= 10_000.0, "x {times}: {median}");
    }
    let runs =
        (0..401).map(|_| caught(&mut dice, 0.0015, 1.0, |treatment, control| rate_ratio(treatment, control, 2.0, Side::Below, ALPHA)));
    let passed = median(runs.collect());
    println!("equal arms rule out x 2: {passed}");
    assert!(passed <= 10_000.0, "{passed}");
}

#[test]
fn arms_of_the_promised_sizes_alarm_in_at_most_one_fortnight_of_a_hundred_and_lost_units_are_noticed() {
    for (share, hourly) in [(0.05, 2_000.0), (0.5, 1_000.0), (0.25, 300.0), (0.9, 3_000.0)] {
        let run = |seed: u64, lost: f64, fortnights: u32| {
            alarms(seed, fortnights, |_| {
                let (mut treatment, mut control) = (0.0, 0.0);
                Box::new(move |dice, hour| {
                    let units = traffic(hour, hourly);
                    let drawn = dice.hits(units, share);
                    treatment += drawn - dice.hits(drawn, lost);
                    control += units - drawn;
                    sample_ratio_mismatch(treatment, control, share)
                })
            })
        };
        let (alarms, noticed) = (run(17, 0.0, 1_000), run(19, 0.1, 50));
        println!("split {share}, {hourly} an hour: {alarms} %; a tenth lost: {noticed} %");
        assert!(alarms <= 1.0, "{share}: {alarms} %");
        assert!(noticed >= 99.0, "{share}: {noticed} %");
    }
}

#[test]
fn rates_beside_their_interval_are_rejected_and_rates_inside_are_not() {
    use super::statistics::rate_end;
    for seen in [(1.0, 1.0), (2.0, 42.0), (30.0, 315.0), (500.0, 4_500.0), (200_000.0, 2_200_000.0), (0.0, 50.0), (50.0, 50.0)] {
        let seen = Count { count: seen.0, of: seen.1 };
        for side in [Side::Above, Side::Below] {
            let end = rate_end(seen, side, ALPHA);
            let changes = (1..2_000)
                .map(|step| f64::from(step) / 2_000.0)
                .filter(|&share| rate(seen, share, side, ALPHA) != if side == Side::Above { share <= end } else { share >= end });
            assert_eq!(changes.count(), 0, "{seen:?} {side:?} {end}");
        }
    }
}
