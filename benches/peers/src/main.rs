//! burgee beside other engines, on the same flags and users: `cargo run --release`, here. See README.md.
//!
//! `--quick` takes fewer and shorter turns. Any other argument keeps only the engines whose name holds it; the floor and burgee always run.

mod allocator;
mod check;
mod draw;
mod engine;
mod engines;
mod measure;
mod table;
mod workload;

use engine::{Engine, Failure};
use engines::burgee::{Burgee, Plain};
use engines::floor::Floor;
use measure::{Bench, Effort, Figure};
use std::time::Duration;

#[global_allocator]
static ALLOCATOR: allocator::Counting = allocator::Counting;

const FULL: Effort = Effort { rounds: 31, turn: Duration::from_millis(8) };
const QUICK: Effort = Effort { rounds: 7, turn: Duration::from_millis(2) };

/// What was asked for on the command line, and what is ready to run.
struct Contest {
    wanted: Vec<String>,
    benches: Vec<Bench>,
    memory: Vec<Figure>,
    engines: Vec<table::Named>,
}

impl Contest {
    /// Checks an engine and lets it in.
    fn enter<E: Engine + 'static>(&mut self) -> Result<(), Failure> {
        let always = [Floor::NAME, Burgee::NAME].contains(&E::NAME);
        if !always && !self.wanted.is_empty() && !self.wanted.iter().any(|part| E::NAME.contains(part.as_str())) {
            return Ok(());
        }
        check::check::<E>()?;
        let (benches, memory) = measure::benches::<E>()?;
        self.benches.extend(benches);
        self.memory.extend(memory);
        self.engines.push((E::NAME, E::NOTE));
        Ok(())
    }
}

fn main() -> Result<(), Failure> {
    let (options, wanted): (Vec<String>, Vec<String>) = std::env::args().skip(1).partition(|argument| argument.starts_with("--"));
    if let Some(unknown) = options.iter().find(|option| *option != "--quick") {
        return Err(format!("there is no option `{unknown}`; there is `--quick`").into());
    }
    let effort = if options.is_empty() { FULL } else { QUICK };
    let mut contest = Contest { wanted, benches: Vec::new(), memory: Vec::new(), engines: Vec::new() };
    contest.enter::<Floor>()?;
    contest.enter::<Burgee>()?;
    contest.enter::<Plain>()?;
    contest.enter::<engines::launchdarkly::LaunchDarkly>()?;
    contest.enter::<engines::yggdrasil::Yggdrasil>()?;
    contest.enter::<engines::eppo::Eppo>()?;
    contest.enter::<engines::flagd::Flagd>()?;
    contest.enter::<engines::datalogic::DatalogicRs>()?;
    contest.enter::<engines::wirefilter::Wirefilter>()?;
    contest.enter::<engines::cel::Cel>()?;
    contest.enter::<engines::growthbook::GrowthBook>()?;
    contest.enter::<engines::posthog::PostHog>()?;
    contest.enter::<engines::feature_flag::FeatureFlag>()?;

    let mut figures = measure::measure(contest.benches, effort);
    figures.extend(contest.memory);
    let names = (Floor::NAME, Burgee::NAME);
    let engines = &contest.engines;
    println!("{}\n{}\n{}", table::overview(&figures, engines, names), table::table(&figures, engines, names), table::notes(engines));
    Ok(())
}
