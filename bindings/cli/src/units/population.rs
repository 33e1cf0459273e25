//! Units that are made up: a population says how their attributes are distributed. The same text gives the same units, everywhere.

use super::{Each, label, progress};
use crate::failure::Failure;
use burgee::{Context, Value};
use serde::{Deserialize, Serialize};
use std::fmt::Write;
use std::path::Path;

/// How many units there may be.
const MOST: u64 = 100_000_000;

/// A population, as its text has it.
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Population {
    /// How many units.
    pub units: u64,
    /// Another seed gives other units.
    #[serde(default)]
    pub seed: u64,
    /// The attributes, each after those that it depends on. One whose name begins with `_` is there for others and not in the context.
    pub attributes: serde_json::Map<String, serde_json::Value>,
}

/// How the values of an attribute are made.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(rename_all = "lowercase", deny_unknown_fields)]
pub enum Make {
    /// One of these values, each as often as its weight says.
    Choices(Vec<(serde_json::Value, serde_json::Number)>),
    /// A number between two neighbours of these, each gap as likely as another; an integer where all of them are.
    Between(Vec<f64>),
    /// An instant between so long and so long ago, in milliseconds since the epoch: durations such as `"365d"`.
    Ago([String; 2]),
    /// True for this percentage.
    Percent(f64),
    /// Text in which `{name}` is an earlier attribute, and `{}` the number of the unit.
    Text(String),
    /// As the value of an earlier attribute says.
    By(By),
    /// Not there.
    Missing,
}

/// A distribution that depends on an earlier attribute.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct By {
    /// The earlier attribute.
    pub attribute: String,
    /// Its value as text, and what is made then.
    pub cases: serde_json::Map<String, serde_json::Value>,
    /// What is made otherwise.
    #[serde(rename = "else")]
    pub otherwise: Box<Make>,
}

/// A population that is ready to be made.
struct Ready {
    makers: Vec<(String, Maker)>,
}

enum Maker {
    /// Values, and the sum of weights up to each.
    Choices(Vec<(Value, f64)>),
    Between(Vec<f64>, bool),
    Percent(f64),
    Text(String),
    By {
        attribute: usize,
        cases: Vec<(String, Maker)>,
        otherwise: Box<Maker>,
    },
    Missing,
}

impl Population {
    pub fn read(path: &Path) -> Result<Population, Failure> {
        let bytes = crate::input::read(path)?;
        serde_json::from_slice(&bytes).map_err(|error| {
            Failure::new(format!("{}: {error}", path.display()))
                .help("a population is {\"units\": 10000, \"attributes\": {\"country\": {\"choices\": [[\"US\", 60], [\"DE\", 40]]}}}")
        })
    }

    /// Makes the units, one at a time.
    pub fn each(&self, now: i64, each: Each<'_>) -> Result<(), Failure> {
        if self.units > MOST {
            return Err(Failure::new(format!("a population has at most {MOST} units, not {}", self.units)));
        }
        let ready = self.ready(now)?;
        let bar = progress(self.units, "{len} units");
        for number in 0..self.units {
            let context = ready.unit(self.seed, number);
            each(&context, &label(&context, number));
            bar.inc(1);
        }
        bar.finish_and_clear();
        Ok(())
    }

    fn ready(&self, now: i64) -> Result<Ready, Failure> {
        let mut makers: Vec<(String, Maker)> = Vec::new();
        if !self.attributes.contains_key("key") {
            makers.push(("key".to_owned(), Maker::Text("user-{}".to_owned())));
        }
        for (name, make) in &self.attributes {
            let wrong = |why: String| Failure::new(format!("the population's attribute `{name}`: {why}"));
            let maker = parsed(make).and_then(|make| maker(&make, &makers, now)).map_err(wrong)?;
            makers.push((name.clone(), maker));
        }
        Ok(Ready { makers })
    }
}

fn parsed(make: &serde_json::Value) -> Result<Make, String> {
    if make == "missing" {
        return Ok(Make::Missing);
    }
    serde_json::from_value(make.clone()).map_err(|error| error.to_string())
}

fn maker(make: &Make, earlier: &[(String, Maker)], now: i64) -> Result<Maker, String> {
    Ok(match make {
        Make::Choices(choices) => {
            let mut sum = 0.0;
            let mut ready = Vec::with_capacity(choices.len());
            for (value, weight) in choices {
                sum += weight.as_f64().filter(|weight| *weight >= 0.0).ok_or_else(|| format!("{weight} is no weight"))?;
                ready.push((plain(value)?, sum));
            }
            if sum <= 0.0 {
                return Err("no choice has a weight".to_owned());
            }
            Maker::Choices(ready)
        }
        Make::Between(points) => between(points.clone())?,
        Make::Ago([from, to]) => {
            let instant = |text: &String| {
                let milliseconds = burgee::duration(text).ok_or_else(|| format!("`{text}` is not a duration such as `365d`"))?;
                Ok::<f64, String>(now.saturating_sub(milliseconds) as f64)
            };
            let mut points = vec![instant(from)?, instant(to)?];
            points.sort_by(f64::total_cmp);
            between(points)?
        }
        Make::Percent(percent) if (0.0..=100.0).contains(percent) => Maker::Percent(percent / 100.0),
        Make::Percent(percent) => return Err(format!("{percent} is not a percentage between 0 and 100")),
        Make::Text(text) => Maker::Text(text.clone()),
        Make::By(by) => {
            let attribute = earlier.iter().position(|(name, _)| *name == by.attribute);
            let attribute = attribute.ok_or_else(|| format!("`{}` is no earlier attribute", by.attribute))?;
            let cases = by.cases.iter().map(|(case, make)| Ok((case.clone(), maker(&parsed(make)?, earlier, now)?)));
            Maker::By { attribute, cases: cases.collect::<Result<_, String>>()?, otherwise: Box::new(maker(&by.otherwise, earlier, now)?) }
        }
        Make::Missing => Maker::Missing,
    })
}

fn between(points: Vec<f64>) -> Result<Maker, String> {
    let rising = points.windows(2).all(|pair| matches!(pair, [low, high] if low <= high));
    if points.len() < 2 || !rising || !points.iter().all(|point| point.is_finite()) {
        return Err("`between` has two numbers or more, none below the one before".to_owned());
    }
    let integral = points.iter().all(|point| point.fract() == 0.0);
    Ok(Maker::Between(points, integral))
}

fn plain(value: &serde_json::Value) -> Result<Value, String> {
    Ok(match value {
        serde_json::Value::Null => Value::Null,
        serde_json::Value::Bool(boolean) => Value::from(*boolean),
        serde_json::Value::Number(number) => Value::from(number.as_f64().ok_or("a number that no double holds")?),
        serde_json::Value::String(text) => Value::from(text.as_str()),
        serde_json::Value::Array(items) => Value::List(items.iter().map(plain).collect::<Result<_, _>>()?),
        serde_json::Value::Object(members) => {
            let members = members.iter().map(|(name, value)| Ok((name.as_str(), plain(value)?)));
            Value::object(members.collect::<Result<Vec<_>, String>>()?)
        }
    })
}

impl Ready {
    fn unit(&self, seed: u64, number: u64) -> Context {
        // Why mixed twice: units of neighbouring seeds must not be each other's.
        let mut random = Random(mix(mix(seed) ^ number));
        let mut values: Vec<Option<Value>> = Vec::with_capacity(self.makers.len());
        for (_, maker) in &self.makers {
            let value = maker.make(&self.makers, &values, number, &mut random);
            values.push(value);
        }
        let named = self.makers.iter().zip(values).filter(|((name, _), _)| !name.starts_with('_'));
        named.filter_map(|((name, _), value)| Some((name.as_str(), value?))).collect()
    }
}

impl Maker {
    fn make(&self, makers: &[(String, Maker)], earlier: &[Option<Value>], number: u64, random: &mut Random) -> Option<Value> {
        match self {
            Maker::Choices(choices) => {
                let sum = choices.last().map_or(0.0, |(_, sum)| *sum);
                let drawn = random.share() * sum;
                let at = choices.partition_point(|(_, up_to)| *up_to <= drawn);
                choices.get(at).or(choices.last()).map(|(value, _)| value.clone())
            }
            Maker::Between(points, integral) => {
                let gaps = points.len().saturating_sub(1);
                let drawn = random.share() * gaps as f64;
                let (low, high) = (points.get(drawn as usize)?, points.get((drawn as usize).saturating_add(1))?);
                let value = low + (high - low) * drawn.fract();
                Some(Value::from(if *integral { value.round() } else { value }))
            }
            Maker::Percent(share) => Some(Value::from(random.share() < *share)),
            Maker::Text(text) => Some(Value::from(filled(text, makers, earlier, number))),
            Maker::By { attribute, cases, otherwise } => {
                let value = earlier.get(*attribute)?.as_ref().map(shown).unwrap_or_default();
                let maker = cases.iter().find(|(case, _)| *case == value).map_or(otherwise.as_ref(), |(_, maker)| maker);
                maker.make(makers, earlier, number, random)
            }
            Maker::Missing => None,
        }
    }
}

/// A value as text: a string without its quotes.
fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => text.to_string(),
        other => other.to_json(),
    }
}

/// Text with earlier attributes in the place of their names. A name that is none stays.
fn filled(text: &str, makers: &[(String, Maker)], earlier: &[Option<Value>], number: u64) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let Some((name, behind)) = after.split_once('}') else {
            out.push('{');
            rest = after;
            continue;
        };
        let value = makers.iter().position(|(own, _)| own == name).and_then(|at| earlier.get(at));
        // Writing to a string does not fail.
        let _ = match value {
            Some(value) => write!(out, "{}", value.as_ref().map(shown).unwrap_or_default()),
            None if name.is_empty() => write!(out, "{number}"),
            None => write!(out, "{{{name}}}"),
        };
        rest = behind;
    }
    out + rest
}

/// SplitMix64: small, and the same everywhere. Source: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014.
struct Random(u64);

impl Random {
    /// A number from 0 up to but without 1.
    fn share(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        (mix(self.0) >> 11) as f64 / (1_u64 << 53) as f64
    }
}

fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
