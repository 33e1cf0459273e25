//! The counts as CSV: one row for each instant and each line.

use super::Simulation;
use super::lines::{By, Line};
use crate::failure::Failure;

pub fn write(simulation: &Simulation<'_>) -> Result<String, Failure> {
    let mut writer = ::csv::Writer::from_writer(Vec::new());
    let wrong = |error: ::csv::Error| Failure::new(format!("cannot write CSV: {error}"));
    writer.write_record(["when", "flag", "by", "name", "exposed", "units"]).map_err(wrong)?;
    let own =
        simulation.flags.iter().enumerate().flat_map(|(index, asked)| simulation.lines(index).into_iter().map(|line| (&asked.key, line)));
    let lines: Vec<(&str, Line)> = own.map(|(key, line)| (key.as_str(), line)).chain(overlaps(simulation)).collect();
    for (index, at) in simulation.count.instants.iter().enumerate() {
        for (key, line) in &lines {
            let Some((exposed, units)) = line.counts.get(index) else { continue };
            let record = [&burgee::rfc3339(*at), *key, line.by.as_str(), &line.name, &exposed.to_string(), &units.to_string()];
            writer.write_record(record).map_err(wrong)?;
        }
    }
    let bytes = writer.into_inner().map_err(|error| Failure::new(format!("cannot write CSV: {error}")))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// The lines of pairs, each under its first flag, with the second as its name.
fn overlaps<'s>(simulation: &'s Simulation<'_>) -> impl Iterator<Item = (&'s str, Line)> {
    simulation.overlaps().into_iter().zip(&simulation.count.pairs).filter_map(|(line, pair)| {
        let (first, second) = (simulation.flags.get(pair.first)?, simulation.flags.get(pair.second)?);
        Some((first.key.as_str(), Line { by: By::Both, name: second.key.clone(), counts: line.counts }))
    })
}
