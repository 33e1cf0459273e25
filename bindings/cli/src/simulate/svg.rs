//! The picture: one panel for each flag and one for what they have in common, as SVG that needs nothing else and can be read on light and on dark.
//!
//! Writing to a string does not fail: what `write!` says of it is dropped.

use super::lines::Line;
use super::{Simulation, ticks};
use std::fmt::Write;

const WIDTH: f64 = 960.0;
/// A panel's plot: left, right, and its height.
const LEFT: f64 = 70.0;
const RIGHT: f64 = 720.0;
const HEIGHT: f64 = 220.0;
/// Room above a plot for its title, and below for its times.
const ABOVE: f64 = 44.0;
const BELOW: f64 = 46.0;
/// From one line of a legend to the next.
const LEADING: f64 = 18.0;
/// How many colours there are; after them they come again, with dashes.
const COLOURS: usize = 8;

/// Colours that are told apart by people who see fewer, a set for each background. Source of the light one: Okabe and Ito, "Color universal design", 2008,
/// darkened where it is pale.
const STYLE: &str = "\
  text { font: 12px system-ui, sans-serif; fill: #222 }
  .title { font-weight: bold; font-size: 14px }
  .back { fill: #fff }
  path { fill: none }
  .grid { stroke: #ccc } .axis { stroke: #666 } .again { stroke-dasharray: 6 4 }
  .l0 { stroke: #222 } .l1 { stroke: #0072b2 } .l2 { stroke: #d55e00 } .l3 { stroke: #007a5a }
  .l4 { stroke: #b0528f } .l5 { stroke: #8a6d00 } .l6 { stroke: #2f7fae } .l7 { stroke: #6a3d9a }
  @media (prefers-color-scheme: dark) {
    text { fill: #ddd } .back { fill: #181818 } .grid { stroke: #444 } .axis { stroke: #999 }
    .l0 { stroke: #eee } .l1 { stroke: #4aa8e0 } .l2 { stroke: #ff8c42 } .l3 { stroke: #2fc79a }
    .l4 { stroke: #e39ac7 } .l5 { stroke: #f0e442 } .l6 { stroke: #9ad7f5 } .l7 { stroke: #b79be0 }
  }
";

/// Lines that share axes.
struct Panel {
    title: String,
    lines: Vec<Line>,
    /// What is so at an instant holds until the next; else it was sampled, and goes there on a line.
    holds: bool,
}

pub fn write(simulation: &Simulation<'_>) -> String {
    let mut panels = Vec::new();
    for (index, asked) in simulation.flags.iter().enumerate() {
        panels.push(Panel { title: asked.key.clone(), lines: simulation.lines(index), holds: asked.timetable.is_complete });
    }
    if !simulation.count.pairs.is_empty() {
        let holds = simulation.flags.iter().all(|asked| asked.timetable.is_complete);
        panels.push(Panel { title: "overlap: units that have both".to_owned(), lines: simulation.overlaps(), holds });
    }
    let height: f64 = panels.iter().map(Panel::height).sum();
    let title = panels.iter().map(|panel| panel.title.as_str()).collect::<Vec<_>>().join(", ");
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" width=\"{WIDTH}\" height=\"{height}\" role=\"img\">\n\
         <title>{}</title>\n<style>\n{STYLE}</style>\n<rect class=\"back\" width=\"{WIDTH}\" height=\"{height}\"/>\n",
        escaped(&title)
    );
    let mut top = 0.0;
    for panel in &panels {
        panel.draw(simulation, top + ABOVE, &mut out);
        top += panel.height();
    }
    out + "</svg>\n"
}

impl Panel {
    fn height(&self) -> f64 {
        ABOVE + BELOW + HEIGHT.max(self.lines.len() as f64 * LEADING)
    }

    /// Draws the panel whose plot begins so far down.
    fn draw(&self, simulation: &Simulation<'_>, top: f64, out: &mut String) {
        let scale = ticks::top(self.lines.iter().flat_map(Line::shares));
        let plot = Plot { from: simulation.from, to: simulation.to, top, scale };
        let _ = writeln!(out, "<text class=\"title\" x=\"{LEFT}\" y=\"{:.1}\">{}</text>", top - 18.0, escaped(&self.title));
        plot.axes(out);
        let last = self.lines.len().saturating_sub(1);
        for (index, line) in self.lines.iter().enumerate().skip(1).chain(self.lines.iter().enumerate().take(1)) {
            // Of lines that coincide each shows beside the next: they get thinner, and the line of all units, the last, is thinnest.
            let width = if index == 0 { 2.0 } else { (3.0 + last.saturating_sub(index) as f64).min(10.0) };
            let path = self.path(&plot, &simulation.count.instants, line);
            let _ = writeln!(out, "<path class=\"{}\" stroke-width=\"{width}\" d=\"{path}\"/>", class(index));
            legend(top + 8.0 + index as f64 * LEADING, index, &line.title(), out);
        }
    }

    fn path(&self, plot: &Plot, instants: &[i64], line: &Line) -> String {
        let mut path = String::new();
        for (at, share) in instants.iter().zip(line.shares()) {
            let (x, y) = (plot.x(*at), plot.y(share));
            let _ = match (path.is_empty(), self.holds) {
                (true, _) => write!(path, "M{x:.1} {y:.1}"),
                (false, true) => write!(path, "H{x:.1}V{y:.1}"),
                (false, false) => write!(path, "L{x:.1} {y:.1}"),
            };
        }
        path
    }
}

/// Where instants and shares stand.
struct Plot {
    from: i64,
    to: i64,
    top: f64,
    /// The percentage at the top.
    scale: f64,
}

impl Plot {
    fn x(&self, at: i64) -> f64 {
        let since = |at: i64| at.saturating_sub(self.from) as f64;
        LEFT + (RIGHT - LEFT) * since(at) / since(self.to)
    }

    fn y(&self, share: f64) -> f64 {
        self.top + HEIGHT * (1.0 - share * 100.0 / self.scale)
    }

    fn axes(&self, out: &mut String) {
        let (top, bottom) = (self.top, self.top + HEIGHT);
        for quarter in 0..=4 {
            let percent = self.scale * f64::from(quarter) / 4.0;
            let at = self.y(percent / 100.0);
            let _ = write!(out, "<path class=\"grid\" d=\"M{LEFT} {at:.1}H{RIGHT}\"/>");
            let _ = write!(out, "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">", LEFT - 8.0, at + 4.0);
            let _ = writeln!(out, "{}</text>", ticks::percent(percent));
        }
        let step = ticks::step(self.to.saturating_sub(self.from), 6);
        for at in ticks::instants(self.from, self.to, step) {
            let x = self.x(at);
            let _ = write!(out, "<path class=\"axis\" d=\"M{x:.1} {bottom:.1}v5\"/>");
            let _ = write!(out, "<text x=\"{x:.1}\" y=\"{:.1}\" text-anchor=\"middle\">", bottom + 20.0);
            let _ = writeln!(out, "{}</text>", ticks::label(at, step));
        }
        let _ = writeln!(out, "<path class=\"axis\" d=\"M{LEFT} {top:.1}V{bottom:.1}H{RIGHT}\"/>");
    }
}

/// What a line is called, so far down.
fn legend(y: f64, index: usize, title: &str, out: &mut String) {
    let (from, to) = (RIGHT + 20.0, RIGHT + 44.0);
    let _ = write!(out, "<path class=\"{}\" stroke-width=\"4\" d=\"M{from} {y:.1}H{to}\"/>", class(index));
    let _ = writeln!(out, "<text x=\"{:.1}\" y=\"{:.1}\">{}</text>", to + 8.0, y + 4.0, escaped(title));
}

fn class(index: usize) -> String {
    let again = if index < COLOURS { "" } else { " again" };
    format!("l{}{again}", index.checked_rem(COLOURS).unwrap_or(0))
}

/// Text as it stands in XML; a character that XML does not have is left out.
fn escaped(text: &str) -> String {
    text.chars()
        .filter(|char| !char.is_control())
        .map(|char| match char {
            '&' => "&amp;".to_owned(),
            '<' => "&lt;".to_owned(),
            '>' => "&gt;".to_owned(),
            '"' => "&quot;".to_owned(),
            other => other.to_string(),
        })
        .collect()
}
