//! Runs cases, and tells which fail.

use crate::case::{Case, Expect, Expected, File, Overlay, Step};
use crate::{Diagnostic, HostValue, Implementation, Loaded, Question, Source, Texts};
use serde_json::{Map, Value};
use std::fmt;

/// The instant of cases that name none: 2026-11-21T00:00:00Z.
const NOW: i64 = 1_795_219_200_000;

/// A case that went otherwise than it says.
#[derive(Debug)]
pub struct Failure {
    /// The file and the case.
    pub case: String,
    /// What should have been.
    pub expected: String,
    /// What was.
    pub got: String,
}

/// How a run went.
#[derive(Debug, Default)]
pub struct Report {
    /// The number of cases that ran.
    pub cases: usize,
    /// Those that failed.
    pub failures: Vec<Failure>,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for Failure { case, expected, got } in &self.failures {
            writeln!(f, "{case}\n  expected {expected}\n  got      {got}")?;
        }
        write!(f, "{} cases, {} failed", self.cases, self.failures.len())
    }
}

/// Runs every case of the files.
pub fn run(implementation: &dyn Implementation, files: &[File]) -> Report {
    let mut report = Report::default();
    for file in files {
        for case in &file.cases {
            report.cases += 1;
            if let Err((expected, got)) = run_case(implementation, file, case) {
                let case = format!("{}: {}", file.path.display(), case.name);
                report.failures.push(Failure { case, expected, got });
            }
        }
    }
    report
}

type Outcome = Result<(), (String, String)>;

fn run_case(implementation: &dyn Implementation, file: &File, case: &Case) -> Outcome {
    match file.kind.as_str() {
        "bucket" => bucket(implementation, case),
        "reload" => reload(implementation, case),
        "refuse" => refuse(implementation, file, case),
        _ => ask(implementation, file, case),
    }
}

fn equal(expected: impl Into<String>, got: impl Into<String>) -> Outcome {
    let (expected, got) = (expected.into(), got.into());
    if expected == got { Ok(()) } else { Err((expected, got)) }
}

fn broken(why: impl fmt::Display) -> (String, String) {
    ("a fixture that can be run".into(), why.to_string())
}

fn bucket(implementation: &dyn Implementation, case: &Case) -> Outcome {
    let unit = match &case.unit {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) => number.to_string(),
        _ => return Err(broken("no unit")),
    };
    let (Some(domain), Some(salt), Some(expected)) = (&case.domain, &case.salt, case.expect.bucket) else {
        return Err(broken("domain, salt or expect.bucket is missing"));
    };
    equal(expected.to_string(), implementation.bucket(&unit, domain, salt).to_string())
}

fn refuse(implementation: &dyn Implementation, file: &File, case: &Case) -> Outcome {
    let (loaded, _) = implementation.load(&texts(file, case)?);
    let Some(refused) = case.expect.refused else { return Err(broken("expect.refused is missing")) };
    let quarantined = case.expect.quarantined.clone().unwrap_or_default();
    let expected = case.expect.diagnostics.as_deref().unwrap_or_default();
    let summary = |refused: bool, quarantined: &[String], diagnostics: String| {
        let quarantined: &[String] = if refused { &[] } else { quarantined };
        format!("refused {refused}, quarantined {quarantined:?}, {diagnostics}")
    };
    let got = summary(loaded.refused, &loaded.quarantined, seen(&loaded.diagnostics, expected));
    equal(summary(refused, &quarantined, wanted(expected)), got)
}

fn ask(implementation: &dyn Implementation, file: &File, case: &Case) -> Outcome {
    let (loaded, document) = implementation.load(&texts(file, case)?);
    let Some(document) = document else { return Err(("a document that loads".into(), seen(&loaded.diagnostics, &[]))) };
    expect_quarantined(case, &loaded)?;
    let question = question(case.flag.as_ref().and_then(Option::as_deref), case.context.as_ref(), case.now.as_deref())?;
    let question = Question { accessor: case.accessor.clone(), ..aside(question, &case.assigned, &case.overrides, case.bucket.as_ref())? };
    if file.kind == "context" {
        let text = case.text.clone().or_else(|| case.lines.as_ref().map(|lines| lines.join("\n")));
        let answer = document.evaluate_text(&question.flag, &text.ok_or_else(|| broken("no text"))?, question.now);
        return match (&case.expect, answer) {
            (Expect { error: Some(code), .. }, got) => equal(code, got.err().unwrap_or_else(|| "a context".into())),
            (Expect { decision: Some(decision), .. }, Ok(got)) => equal(compact(decision.get()), got),
            (Expect { decision: Some(decision), .. }, Err(code)) => equal(compact(decision.get()), code),
            _ => Err(broken("expect has neither error nor decision")),
        };
    }
    let expect = &case.expect;
    match (file.kind.as_str(), &case.flag) {
        ("explain", Some(Some(_))) => equal(expected(expect.trace.as_deref())?, document.explain(&question)),
        ("decide", Some(None)) => equal(expected(expect.decisions.as_deref())?, document.evaluate_all(&question)),
        ("decide", Some(Some(_))) => equal(expected(expect.decision.as_deref())?, document.evaluate(&question)),
        _ => Err(broken("no flag")),
    }
}

fn expect_quarantined(case: &Case, loaded: &Loaded) -> Outcome {
    equal(format!("quarantined {:?}", case.quarantined), format!("quarantined {:?}", loaded.quarantined))
        .map_err(|(expected, got)| (expected, format!("{got}: {}", seen(&loaded.diagnostics, &[]))))
}

fn reload(implementation: &dyn Implementation, case: &Case) -> Outcome {
    let mut store = implementation.store();
    for (index, step) in case.steps.iter().enumerate() {
        reload_step(store.as_mut(), step).map_err(|(expected, got)| (format!("step {index}: {expected}"), got))?;
    }
    Ok(())
}

fn reload_step(store: &mut dyn crate::Store, step: &Step) -> Outcome {
    let expect = &step.expect;
    match step {
        Step { load: Some(document), .. } => {
            let got = store.load(&sources(document, &step.overlays, step.strict));
            let Some(accepted) = expect.accepted else { return Err(broken("expect.accepted is missing")) };
            let summary = |accepted, added: &[String], removed: &[String], changed: &[String], diagnostics: String| {
                format!("accepted {accepted}, added {added:?}, removed {removed:?}, changed {changed:?}, {diagnostics}")
            };
            let wanted_diagnostics = expect.diagnostics.as_deref();
            let diagnostics = wanted_diagnostics.map_or(String::new(), |wanted| seen(&got.diagnostics, wanted));
            let got = summary(got.accepted, &got.added, &got.removed, &got.changed, diagnostics);
            equal(summary(accepted, &expect.added, &expect.removed, &expect.changed, wanted_diagnostics.map_or(String::new(), wanted)), got)
        }
        Step { restore: Some(true), .. } => {
            equal(format!("restored {:?}", expect.restored), format!("restored {:?}", Some(store.restore())))
        }
        Step { evaluate: Some(flag), .. } => {
            let question = question(Some(flag), step.context.as_ref(), step.now.as_deref())?;
            let question = aside(question, &step.assigned, &step.overrides, step.bucket.as_ref())?;
            equal(expected(expect.decision.as_deref())?, store.evaluate(&question))
        }
        _ => Err(broken("a step without load, restore or evaluate")),
    }
}

fn texts(file: &File, case: &Case) -> Result<Texts, (String, String)> {
    let document = case.document.as_ref().or(file.document.as_ref()).ok_or_else(|| broken("no document"))?;
    Ok(sources(document, &case.overlays, case.strict))
}

fn sources(document: &Value, overlays: &[Overlay], strict: bool) -> Texts {
    let base = Source { name: "document.json".into(), text: text(document) };
    let overlays = overlays.iter().map(|overlay| Source { name: overlay.name.clone(), text: text(&overlay.document) }).collect();
    Texts { base, overlays, strict }
}

/// A document's text: its lines, or any text of its value.
fn text(document: &Value) -> String {
    match document {
        Value::Array(lines) => lines.iter().map(|line| line.as_str().unwrap_or_default()).collect::<Vec<_>>().join("\n"),
        value => value.to_string(),
    }
}

fn question(flag: Option<&str>, context: Option<&Value>, now: Option<&str>) -> Result<Question, (String, String)> {
    let context = match context {
        None => vec![("key".to_owned(), HostValue::String("u".to_owned()))],
        Some(value) => match HostValue::read(value).map_err(broken)? {
            HostValue::Object(members) => members,
            _ => return Err(broken("a context that is no object")),
        },
    };
    let now = now.map_or(Ok(NOW), |now| instant(now).ok_or_else(|| broken(format!("no instant: {now}"))))?;
    Ok(Question {
        flag: flag.unwrap_or_default().to_owned(),
        context,
        now,
        assigned: vec![],
        overrides: vec![],
        buckets: vec![],
        accessor: None,
    })
}

fn aside(
    question: Question,
    assigned: &Map<String, Value>,
    overrides: &Map<String, Value>,
    bucket: Option<&Value>,
) -> Result<Question, (String, String)> {
    let string = |value: &Value| value.as_str().map(str::to_owned).ok_or_else(|| broken(format!("no string: {value}")));
    let assigned = assigned.iter().map(|(flag, to)| Ok((flag.clone(), string(&to["variant"])?, string(&to["salt"])?)));
    let assigned = assigned.collect::<Result<Vec<_>, (String, String)>>()?;
    let overrides = overrides.iter().map(|(flag, variant)| Ok((flag.clone(), string(variant)?)));
    let overrides = overrides.collect::<Result<Vec<_>, (String, String)>>()?;
    let number = |value: &Value| value.as_u64().map(|bucket| bucket as u32).ok_or_else(|| broken(format!("no bucket: {value}")));
    let buckets = match bucket {
        None => vec![],
        Some(Value::Object(domains)) => {
            let each = domains.iter().map(|(domain, bucket)| Ok((Some(domain.clone()), number(bucket)?)));
            each.collect::<Result<Vec<_>, (String, String)>>()?
        }
        Some(bucket) => vec![(None, number(bucket)?)],
    };
    Ok(Question { assigned, overrides, buckets, ..question })
}

/// `YYYY-MM-DDTHH:MM:SS[.mmm]Z` as milliseconds since the epoch.
fn instant(text: &str) -> Option<i64> {
    let (date, time) = text.strip_suffix('Z')?.split_once('T')?;
    let date: Vec<i64> = date.split('-').map(|part| part.parse().ok()).collect::<Option<_>>()?;
    let (time, millis) = time.split_once('.').unwrap_or((time, "0"));
    let time: Vec<i64> = time.split(':').map(|part| part.parse().ok()).collect::<Option<_>>()?;
    let (&[year, month, day], &[hour, minute, second]) = (date.as_slice(), time.as_slice()) else { return None };
    let leap = |year: i64| year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let lengths = [31, if leap(year) { 29 } else { 28 }, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let years: i64 = (1970..year).map(|year| if leap(year) { 366 } else { 365 }).sum::<i64>()
        - (year..1970).map(|year| if leap(year) { 366 } else { 365 }).sum::<i64>();
    let days = years + lengths.iter().take(month as usize - 1).sum::<i64>() + day - 1;
    let millis: i64 = format!("{millis:0<3}").get(..3)?.parse().ok()?;
    Some((((days * 24 + hour) * 60 + minute) * 60 + second) * 1_000 + millis)
}

fn expected(raw: Option<&serde_json::value::RawValue>) -> Result<String, (String, String)> {
    raw.map(|raw| compact(raw.get())).ok_or_else(|| broken("nothing is expected"))
}

/// JSON without white space outside strings.
fn compact(json: &str) -> String {
    let (mut out, mut within, mut escaped) = (String::with_capacity(json.len()), false, false);
    for char in json.chars() {
        if within || !char.is_ascii_whitespace() {
            out.push(char);
        }
        match char {
            '"' if !escaped => within = !within,
            '\\' if within && !escaped => {
                escaped = true;
                continue;
            }
            _ => {}
        }
        escaped = false;
    }
    out
}

fn wanted(expected: &[Expected]) -> String {
    expected
        .iter()
        .map(|wanted| line(&wanted.code, wanted.source.as_deref(), &wanted.pointer, wanted.line, wanted.column))
        .collect::<Vec<_>>()
        .join("; ")
}

/// What was found, told as far as the expected diagnostic at the same place tells.
fn seen(found: &[Diagnostic], expected: &[Expected]) -> String {
    let told = found.iter().enumerate().map(|(index, found)| {
        let (source, row, column) = match expected.get(index) {
            Some(wanted) => (wanted.source.is_some(), wanted.line.is_some(), wanted.column.is_some()),
            None => (true, true, true),
        };
        line(
            &found.code,
            source.then_some(found.source.as_str()),
            &found.pointer,
            row.then_some(found.line),
            column.then_some(found.column),
        )
    });
    told.collect::<Vec<_>>().join("; ")
}

fn line(code: &str, source: Option<&str>, pointer: &str, line: Option<u32>, column: Option<u32>) -> String {
    let number = |number: Option<u32>| number.map_or(String::new(), |number| format!(":{number}"));
    format!("{code} at {}`{pointer}`{}{}", source.unwrap_or(""), number(line), number(column))
}
