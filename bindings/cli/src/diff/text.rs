//! The report for people at a terminal.

use super::Report;
use super::words::{count, place, share, side, what};
use crate::style::STRONG;
use burgee::{FlagTally, Tally};

pub fn write(report: &Report<'_>) -> String {
    let mut out = format!("{STRONG}{} → {}{STRONG:#}\n", report.old, report.new);
    out += &documents(report);
    if let Some(tally) = report.tally {
        out += &people(tally);
    }
    out
}

fn documents(report: &Report<'_>) -> String {
    if report.differences.is_empty() {
        return "\nthe documents mean the same\n".to_owned();
    }
    let mut out = "\nwhat differs\n".to_owned();
    for difference in report.differences {
        out += &format!("  {}: {}\n", place(difference), what(difference));
    }
    let changes = report.comparison.changes();
    for (word, flags) in [("added", &changes.added), ("removed", &changes.removed), ("may answer differently", &changes.changed)] {
        if !flags.is_empty() {
            out += &format!("\nflags {word}: {}\n", flags.join(", "));
        }
    }
    if changes.is_empty() {
        out += "\nno flag answers differently\n";
    }
    out
}

fn people(tally: &Tally<'_>) -> String {
    let mut out = format!("\nwho changes, of {} units\n", count(tally.units()));
    for flag in tally.flags() {
        out += &one(flag, tally.units());
    }
    if tally.flags().all(|flag| flag.moved() == 0) {
        out += "  nobody\n";
    }
    out
}

fn one(flag: &FlagTally, units: u64) -> String {
    let (before, after) = (share(flag.before, units), share(flag.after, units));
    let moved = share(flag.moved(), units);
    let mut out = format!("  {STRONG}{}{STRONG:#}: {before} → {after} exposed, {moved} move\n", flag.flag);
    for group in flag.groups() {
        let (number, of_all) = (count(group.units), share(group.units, units));
        out += &format!("    {:<6} {number:>9}  {of_all:>8}  {} → {}\n", group.moved.as_str(), side(&group.before), side(&group.after));
        out += &format!("{:28}such as {}\n", "", group.samples.join(", "));
    }
    out
}
