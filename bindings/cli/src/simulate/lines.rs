//! What is drawn and tabulated: for each flag a line for all units, and one for each variant, ring and segment; and one for each pair of flags.

use super::Simulation;
use super::count::Point;

/// One line: at each instant, how many units of how many.
pub struct Line {
    pub by: By,
    pub name: String,
    /// Exposed units, and the units that they are a part of.
    pub counts: Vec<(u64, u64)>,
}

/// What a line is about.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// All units.
    All,
    Variant,
    /// The units whose innermost ring this is.
    Ring,
    Segment,
    /// The units that have another flag too.
    Both,
}

impl By {
    /// The word in CSV.
    pub fn as_str(self) -> &'static str {
        match self {
            By::All => "all",
            By::Variant => "variant",
            By::Ring => "ring",
            By::Segment => "segment",
            By::Both => "both",
        }
    }
}

impl Line {
    /// What the line is called in tables and pictures.
    pub fn title(&self) -> String {
        match self.by {
            By::All => "exposed".to_owned(),
            By::Variant | By::Both => self.name.clone(),
            By::Ring => format!("ring {}", self.name),
            By::Segment => format!("segment {}", self.name),
        }
    }

    /// The shares of 1.
    pub fn shares(&self) -> impl Iterator<Item = f64> {
        self.counts.iter().map(|(exposed, units)| if *units == 0 { 0.0 } else { *exposed as f64 / *units as f64 })
    }
}

impl Simulation<'_> {
    /// The lines of a flag. Variants are told apart where there are several beside the off variant; rings and segments that nobody is in are left out.
    pub fn lines(&self, flag: usize) -> Vec<Line> {
        let Some((asked, points)) = self.flags.get(flag).zip(self.count.flags.get(flag)) else { return Vec::new() };
        let units = self.count.units;
        let line = |by: By, name: &str, count: &dyn Fn(&Point) -> (u64, u64)| Line {
            by,
            name: name.to_owned(),
            counts: points.iter().map(count).collect(),
        };
        let mut lines = vec![line(By::All, "", &|point| (point.exposed, units))];
        if asked.variants.iter().filter(|(_, exposes)| *exposes).count() > 1 {
            for (index, (name, _)) in asked.variants.iter().enumerate().filter(|(_, (_, exposes))| *exposes) {
                lines.push(line(By::Variant, name, &|point| (point.variants.get(index).copied().unwrap_or(0), units)));
            }
        }
        for (index, name) in self.rings.iter().enumerate() {
            lines.push(line(By::Ring, name, &|point| point.rings.get(index).map_or((0, 0), |ring| (ring.exposed, ring.units))));
        }
        for (index, name) in self.segments.iter().enumerate() {
            let of = |point: &Point| point.segments.get(index).map_or((0, 0), |segment| (segment.exposed, segment.units));
            lines.push(line(By::Segment, name, &of));
        }
        lines.retain(|line| line.by == By::All || line.counts.iter().any(|(_, units)| *units > 0));
        lines
    }

    /// A line for each pair of flags: the units that both expose.
    pub fn overlaps(&self) -> Vec<Line> {
        let key = |flag: usize| self.flags.get(flag).map_or("", |asked| asked.key.as_str());
        let line = |pair: &super::count::Pair| Line {
            by: By::Both,
            name: format!("{} & {}", key(pair.first), key(pair.second)),
            counts: pair.both.iter().map(|both| (*both, self.count.units)).collect(),
        };
        self.count.pairs.iter().map(line).collect()
    }
}
