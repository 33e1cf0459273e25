//! A chart for terminals: an area of block characters.

use super::Simulation;
use super::lines::Line;
use super::ticks;

const WIDTH: usize = 64;
const HEIGHT: usize = 8;
const MIDDLE: usize = HEIGHT / 2;
/// From nothing to a full cell.
const BLOCKS: [char; 9] = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// A line over time. A column stands for an equal part of it, and shows what is so at its end.
pub fn draw(simulation: &Simulation<'_>, line: &Line) -> String {
    let shares: Vec<f64> = line.shares().collect();
    let top = ticks::top(shares.iter().copied());
    let span = simulation.to.saturating_sub(simulation.from);
    let height = |column: usize| {
        let until = simulation.from.saturating_add((span as f64 * column as f64 / WIDTH as f64) as i64);
        let reached = simulation.count.instants.partition_point(|at| *at <= until);
        let share = reached.checked_sub(1).and_then(|last| shares.get(last)).copied().unwrap_or(0.0);
        eighths(share * 100.0 / top)
    };
    let heights: Vec<usize> = (1..=WIDTH).map(height).collect();
    let mut out = String::new();
    for row in (0..HEIGHT).rev() {
        // A label stands at the row that ends there.
        let label = match row.saturating_add(1) {
            HEIGHT => ticks::percent(top),
            MIDDLE => ticks::percent(top / 2.0),
            _ => String::new(),
        };
        let floor = row.saturating_mul(8);
        let cells: String = heights.iter().filter_map(|height| BLOCKS.get(height.saturating_sub(floor).min(8))).collect();
        out += format!("  {label:>6} ┤{cells}").trim_end();
        out.push('\n');
    }
    let (first, last) = (burgee::rfc3339(simulation.from), burgee::rfc3339(simulation.to));
    let gap = WIDTH.saturating_sub(first.chars().count());
    out += &format!("  {:>6} └{}\n  {:6}  {first}{last:>gap$}\n", "0 %", "─".repeat(WIDTH), "");
    out
}

/// A part of the whole height, in eighths of a row. Few are not nobody.
fn eighths(part: f64) -> usize {
    let eighths = (part * HEIGHT as f64 * 8.0).round() as usize;
    if part > 0.0 { eighths.max(1) } else { 0 }
}
