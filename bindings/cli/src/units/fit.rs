//! A population fitted to a table: each column's values, and which earlier column tells most about it.

use super::population::{By, Make, Population};
use super::{cell, csv};
use crate::failure::Failure;
use ::csv::StringRecord;
use burgee::Value;
use serde_json::{Map, json};
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::path::Path;

/// A column with at most so many values is a choice of them.
const CHOICES: usize = 64;
/// A column may depend on one with at most so many values.
const CASES: usize = 32;
/// It does where knowing that one takes at least this share of its entropy away.
const TELLS: f64 = 0.02;
/// A case is fitted to at least so many rows.
const ROWS: usize = 30;
/// A column of numbers is fitted by so many gaps that are equally likely.
const GAPS: usize = 20;

/// One column: what stands in each row, nothing where the cell is empty.
struct Column {
    name: String,
    cells: Vec<Option<u32>>,
    /// The values that the cells count, in the order they were met.
    values: Vec<String>,
}

/// Fits a population to the rows of a CSV file.
pub fn fit(path: &Path) -> Result<Population, Failure> {
    let (mut reader, names) = csv::open(path)?;
    let mut columns: Vec<Column> =
        names.iter().map(|name| Column { name: name.to_owned(), cells: Vec::new(), values: Vec::new() }).collect();
    let mut known: Vec<BTreeMap<String, u32>> = vec![BTreeMap::new(); columns.len()];
    let mut record = StringRecord::new();
    while reader.read_record(&mut record).map_err(|error| csv::wrong(path, &error))? {
        for ((column, known), text) in columns.iter_mut().zip(&mut known).zip(&record) {
            column.push(known, text);
        }
    }
    let rows = columns.first().map_or(0, |column| column.cells.len());
    if rows == 0 {
        return Err(Failure::new(format!("{}: there is no row to fit a population to", path.display())));
    }
    let mut attributes = Map::new();
    for (index, column) in columns.iter().enumerate().filter(|(_, column)| column.name != "key") {
        let earlier = columns.get(..index).unwrap_or_default();
        column.fit(earlier, &mut attributes);
    }
    Ok(Population { units: rows as u64, seed: 0, attributes })
}

impl Column {
    fn push(&mut self, known: &mut BTreeMap<String, u32>, text: &str) {
        let next = u32::try_from(self.values.len()).unwrap_or(u32::MAX);
        self.cells.push((!text.is_empty()).then(|| {
            *known.entry(text.to_owned()).or_insert_with(|| {
                self.values.push(text.to_owned());
                next
            })
        }));
    }

    fn fit(&self, earlier: &[Column], attributes: &mut Map<String, serde_json::Value>) {
        if self.values.len() > CHOICES && self.values.iter().all(|text| text.contains('@')) {
            return self.fit_mail(earlier, attributes);
        }
        let rows: Vec<usize> = (0..self.cells.len()).collect();
        let parent = earlier
            .iter()
            .filter(|column| column.is_few() && column.name != "key")
            .max_by(|one, other| self.told_by(one).total_cmp(&self.told_by(other)));
        let made = match parent.filter(|parent| self.values.len() <= CHOICES && self.told_by(parent) >= TELLS) {
            Some(parent) => self.by(parent, &rows),
            None => self.alone(&rows),
        };
        attributes.insert(self.name.clone(), json!(made));
    }

    /// An address is made of the unit's key and a domain that is fitted.
    fn fit_mail(&self, earlier: &[Column], attributes: &mut Map<String, serde_json::Value>) {
        let domain = |text: &str| text.rsplit_once('@').map_or(String::new(), |(_, domain)| domain.to_owned());
        let mut domains = Column { name: format!("_{}_domain", self.name), cells: Vec::new(), values: Vec::new() };
        let mut known = BTreeMap::new();
        for cell in &self.cells {
            domains.push(&mut known, &cell.map_or(String::new(), |at| domain(self.text(at))));
        }
        let text = format!("{{key}}@{{{}}}", domains.name);
        domains.fit(earlier, attributes);
        attributes.insert(self.name.clone(), json!(Make::Text(text)));
    }

    fn text(&self, at: u32) -> &str {
        self.values.get(at as usize).map_or("", String::as_str)
    }

    fn is_few(&self) -> bool {
        (2..=CASES).contains(&self.values.len())
    }

    fn by(&self, parent: &Column, rows: &[usize]) -> Make {
        let mut cases = Map::new();
        for (at, value) in parent.values.iter().enumerate() {
            let of_case: Vec<usize> = rows.iter().copied().filter(|row| parent.at(*row) == u32::try_from(at).ok()).collect();
            if of_case.len() >= ROWS {
                cases.insert(value.clone(), json!(self.alone(&of_case)));
            }
        }
        Make::By(By { attribute: parent.name.clone(), cases, otherwise: Box::new(self.alone(rows)) })
    }

    fn at(&self, row: usize) -> Option<u32> {
        self.cells.get(row).copied().flatten()
    }

    /// The column's distribution over some rows.
    fn alone(&self, rows: &[usize]) -> Make {
        let filled: Vec<u32> = rows.iter().filter_map(|row| self.at(*row)).collect();
        if filled.is_empty() {
            return Make::Missing;
        }
        if self.values.len() > CHOICES
            && let Some(numbers) = filled.iter().map(|at| number(self.text(*at))).collect::<Option<Vec<f64>>>()
        {
            return Make::Between(gaps(numbers));
        }
        let mut counts: BTreeMap<u32, u64> = BTreeMap::new();
        filled.iter().for_each(|at| {
            let count = counts.entry(*at).or_default();
            *count = count.saturating_add(1);
        });
        let mut choices: Vec<(serde_json::Value, u64)> = counts.into_iter().map(|(at, count)| (choice(self.text(at)), count)).collect();
        choices.sort_by_key(|(_, count)| Reverse(*count));
        let rest: u64 = choices.iter().skip(CHOICES).map(|(_, count)| count).sum();
        choices.truncate(CHOICES);
        if rest > 0 {
            choices.push((json!("(other)"), rest));
        }
        Make::Choices(choices.into_iter().map(|(value, count)| (value, count.into())).collect())
    }

    /// The share of this column's entropy that knowing another takes away, from 0 to 1.
    fn told_by(&self, other: &Column) -> f64 {
        let rows = 0..self.cells.len().min(other.cells.len());
        let own = entropy(rows.clone().map(|row| (self.at(row), None)));
        let joint = entropy(rows.clone().map(|row| (self.at(row), other.at(row))));
        let given = entropy(rows.map(|row| (other.at(row), None)));
        if own <= 0.0 { 0.0 } else { ((own + given - joint) / own).max(0.0) }
    }
}

/// The entropy of what is drawn, in nats.
fn entropy(cells: impl Iterator<Item = (Option<u32>, Option<u32>)>) -> f64 {
    let mut counts: BTreeMap<_, f64> = BTreeMap::new();
    let mut rows = 0.0;
    for cell in cells {
        *counts.entry(cell).or_default() += 1.0;
        rows += 1.0;
    }
    counts.values().map(|count| -(count / rows) * (count / rows).ln()).sum()
}

/// A number, or the milliseconds since the epoch of an instant.
fn number(text: &str) -> Option<f64> {
    match cell(text) {
        Some(Value::Number(number)) => Some(number),
        _ => burgee::timestamp(text).map(|instant| instant as f64),
    }
}

/// The value of a cell as JSON.
fn choice(text: &str) -> serde_json::Value {
    match cell(text) {
        Some(Value::Boolean(boolean)) => json!(boolean),
        Some(Value::Number(number)) => json!(number),
        _ => json!(text),
    }
}

/// Points between which as many of the numbers lie each.
fn gaps(mut numbers: Vec<f64>) -> Vec<f64> {
    numbers.sort_by(f64::total_cmp);
    let last = numbers.len().saturating_sub(1);
    (0..=GAPS).filter_map(|point| numbers.get(last.saturating_mul(point).checked_div(GAPS)?).copied()).collect()
}
