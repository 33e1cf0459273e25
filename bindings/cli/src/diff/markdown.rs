//! The report for a pull request.

use super::Report;
use super::words::{count, place, share, side, what};
use burgee::Tally;

pub fn write(report: &Report<'_>) -> String {
    let mut out = format!("### {} → {}\n\n", code(report.old), code(report.new));
    if report.differences.is_empty() {
        return out + "The documents mean the same.\n";
    }
    out += "| where | what differs |\n|---|---|\n";
    for difference in report.differences {
        out += &format!("| {} | {} |\n", code(&place(difference)), code(&what(difference)));
    }
    if report.comparison.changes().is_empty() {
        out += "\nNo flag answers differently.\n";
    }
    if let Some(tally) = report.tally {
        out += &people(tally);
    }
    out
}

fn people(tally: &Tally<'_>) -> String {
    let units = tally.units();
    let mut out = format!("\n**Who changes**, of {} units:\n\n", count(units));
    if tally.flags().all(|flag| flag.moved() == 0) {
        return out + "nobody.\n";
    }
    out += "| flag | exposed | | units | share | from | to | such as |\n|---|---|---|--:|--:|---|---|---|\n";
    for flag in tally.flags() {
        let exposed = format!("{} → {}", share(flag.before, units), share(flag.after, units));
        for group in flag.groups() {
            let cells = [
                code(&flag.flag),
                exposed.clone(),
                group.moved.to_string(),
                count(group.units),
                share(group.units, units),
                code(&side(&group.before)),
                code(&side(&group.after)),
                code(&group.samples.join(", ")),
            ];
            out += &format!("| {} |\n", cells.join(" | "));
        }
    }
    out
}

/// Text as it is, in a cell of a table.
fn code(text: &str) -> String {
    let fence = if text.contains('`') { "``" } else { "`" };
    let space = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{fence}{space}{}{space}{fence}", text.replace('|', "\\|"))
}
