//! What one document and the questions about it have in common: likely values, the names that are there, and the instants that matter.

use crate::attribute::{ATTRIBUTES, Attribute, Kind};
use crate::choices::Choices;
use crate::instant::{self, PRESENT};
use crate::json::Json;

/// A flag, as far as others need to know of it.
#[derive(Clone, Debug)]
pub struct Shape {
    pub key: String,
    pub salt: String,
    /// Names of its variants, and whether it is a boolean flag without `variants`.
    pub variants: Vec<&'static str>,
    pub plain: bool,
    pub sticky: bool,
    pub staged: bool,
}

impl Shape {
    pub fn name(&self, world: &mut World<'_, '_>) -> &'static str {
        world.choices.pick::<&'static str>(&self.variants)
    }
}

/// See above.
pub struct World<'c, 's> {
    pub choices: &'c mut Choices<'s>,
    /// Where in each table of values the likely ones are.
    favourite: usize,
    pub instants: Vec<i64>,
    /// Thousandths that buckets are compared with.
    pub edges: Vec<u32>,
    pub segments: Vec<&'static str>,
    pub rings: Vec<&'static str>,
    pub flags: Vec<Shape>,
    /// Declared attributes; of those with an `enum`, literals are among the likely words.
    pub declared: Vec<(Attribute, bool)>,
    /// The attributes that conditions ask for.
    pub asked: Vec<Attribute>,
}

impl<'c, 's> World<'c, 's> {
    pub fn new(choices: &'c mut Choices<'s>) -> World<'c, 's> {
        let favourite = choices.below(16);
        World {
            choices,
            favourite,
            instants: Vec::new(),
            edges: Vec::new(),
            segments: Vec::new(),
            rings: Vec::new(),
            flags: Vec::new(),
            declared: Vec::new(),
            asked: Vec::new(),
        }
    }

    /// One of these, most often one of two likely ones: so that documents and contexts meet.
    pub fn likely<T: Copy>(&mut self, items: &[T]) -> T {
        if self.choices.chance(20) {
            return *self.choices.pick(items);
        }
        let near = self.choices.below(2);
        items[(self.favourite + near) % items.len()]
    }

    /// The likely ones themselves.
    pub fn favourites<T: Copy>(&self, items: &[T]) -> [T; 2] {
        [0, 1].map(|near| items[(self.favourite + near) % items.len()])
    }

    /// An attribute of this kind.
    pub fn attribute(&mut self, kind: Kind) -> Attribute {
        let fitting: Vec<Attribute> = ATTRIBUTES.into_iter().filter(|attribute| attribute.kind == kind).collect();
        *self.choices.pick(&fitting)
    }

    /// Whether an attribute is declared, and with an `enum`.
    pub fn declaration(&self, attribute: Attribute) -> Option<bool> {
        self.declared.iter().find(|(own, _)| *own == attribute).map(|(_, listed)| *listed)
    }

    /// An instant, near others.
    pub fn moment(&mut self) -> i64 {
        let hours = *self.choices.pick(&[0, 1, 24, -24, 168, 336, -720, 8_760]);
        let further = *self.choices.pick(&[0, 0, 0, 1, 500, 61_000]);
        PRESENT + hours * 3_600_000 + further
    }

    /// An instant as a document writes it.
    pub fn timestamp(&mut self, instant: i64) -> Json {
        self.instants.push(instant);
        Json::Text(instant::text(instant, self.choices.below(12)))
    }

    /// So many thousandths of a percent, as a document writes them.
    pub fn thousandths(&mut self, thousandths: u32) -> Json {
        self.edges.push(thousandths);
        let (whole, part) = (thousandths / 1_000, thousandths % 1_000);
        let full = format!("{whole}.{part:03}");
        Json::Raw(match self.choices.below(4) {
            3 => full,
            _ => full.trim_end_matches('0').trim_end_matches('.').to_owned(),
        })
    }

    /// Thousandths that are neither 0 nor 100 %.
    pub fn share(&mut self) -> u32 {
        *self.choices.pick(&[50_000, 25_000, 5_000, 75_000, 33_333, 90_000, 99_999, 1, 12_345, 1_000])
    }

    /// A percentage.
    pub fn percentage(&mut self) -> Json {
        let thousandths = match self.choices.below(12) {
            10 => 0,
            11 => 100_000,
            _ => self.share(),
        };
        self.thousandths(thousandths)
    }

    /// So many shares, ascending, each once.
    pub fn ascending(&mut self, count: usize) -> Vec<u32> {
        let mut shares: Vec<u32> = (0..count).map(|_| self.share()).collect();
        shares.sort_unstable();
        shares.dedup();
        shares
    }

    /// A duration as a document writes it, with its milliseconds.
    pub fn duration(&mut self) -> (&'static str, i64) {
        self.likely(&crate::attribute::DURATIONS)
    }
}
