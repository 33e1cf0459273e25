//! Asks an implementation what each case asks, and compares.

use std::{
    fmt,
    panic::{AssertUnwindSafe, catch_unwind},
};

use crate::{
    Diagnostic, File, Implementation, Loaded, Reloaded, Source, Texts,
    case::{Asked, Body, Case, ExpectedDiagnostic, ExpectedLoad, ExpectedReload, Step},
    example, read_all, vector,
};

/// A case whose answer is another than expected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The file, and the case in it; the case is empty for a file that cannot be read.
    pub path: String,
    /// The name of the case.
    pub case: String,
    /// What the fixture says.
    pub expected: String,
    /// What the implementation says.
    pub got: String,
}

/// What came of all cases; printed, it names each failure and ends with a summary line.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// How many cases were run.
    pub cases: usize,
    /// How many files were read.
    pub files: usize,
    /// Those that failed.
    pub failures: Vec<Failure>,
}

/// Runs every case under `spec/fixtures`, the tests of the documents under `spec/examples` and the golden values under `spec/hash`. A file that cannot be read is a failure.
pub fn run(implementation: &dyn Implementation) -> Report {
    let mut files = read_all();
    files.extend(example::read_all());
    files.push(vector::read_all());
    run_files(implementation, &files)
}

/// Runs the cases of `files`, as [`crate::read`] gave them. A file that cannot be read is a failure.
pub fn run_files(implementation: &dyn Implementation, files: &[Result<File, String>]) -> Report {
    let mut report = Report { files: files.len(), ..Report::default() };
    for file in files {
        let file = match file {
            Ok(file) => file,
            Err(error) => {
                let expected = "a file as spec/fixtures/README.md says".to_owned();
                report.failures.push(Failure { path: String::new(), case: String::new(), expected, got: error.clone() });
                continue;
            }
        };
        for case in &file.cases {
            report.cases += 1;
            let outcome = catch_unwind(AssertUnwindSafe(|| run_case(implementation, case)));
            let outcome = outcome.unwrap_or_else(|_| differ("an answer".to_owned(), "a panic".to_owned()));
            if let Err((expected, got)) = outcome {
                let path = file.path.display().to_string();
                report.failures.push(Failure { path, case: case.name.clone(), expected, got });
            }
        }
    }
    report
}

/// Nothing, or what was expected and what was got.
type Outcome = Result<(), (String, String)>;

fn differ(expected: String, got: String) -> Outcome {
    Err((expected, got))
}

fn same(expected: &str, got: String) -> Outcome {
    if expected == got { Ok(()) } else { differ(expected.to_owned(), got) }
}

fn run_case(implementation: &dyn Implementation, case: &Case) -> Outcome {
    match &case.body {
        Body::Decide(asked) => ask(implementation, asked, false),
        Body::Explain(asked) => ask(implementation, asked, true),
        Body::Refuse { texts, expected } => refuse(implementation, texts, expected),
        Body::Bucket { unit, domain, salt, expected } => same(&expected.to_string(), implementation.bucket(unit, domain, salt).to_string()),
        Body::Context { texts, text, flag, now, expected } => {
            let empty = Source { name: "document.json".to_owned(), text: r#"{"burgee":"1"}"#.to_owned() };
            let empty = Texts { base: empty, overlays: Vec::new(), strict: false };
            let (loaded, document) = implementation.load(texts.as_ref().unwrap_or(&empty));
            let Some(document) = document else {
                return differ("a document that loads".to_owned(), list(&loaded.diagnostics));
            };
            let got = document.evaluate_text(flag, text, *now);
            let plain = |answer: &Result<String, String>| match answer {
                Ok(decision) => decision.clone(),
                Err(code) => format!("refused: {code}"),
            };
            same(&plain(expected), plain(&got))
        }
        Body::Reload(steps) => reload(implementation, steps),
        Body::Inline(inline) => {
            let (loaded, document) = implementation.load(&inline.texts);
            let Some(document) = document else {
                return differ("a document that loads".to_owned(), list(&loaded.diagnostics));
            };
            inline.difference(&document.evaluate(&inline.question)).map_or(Ok(()), Err)
        }
    }
}

fn ask(implementation: &dyn Implementation, asked: &Asked, explain: bool) -> Outcome {
    let (loaded, document) = implementation.load(&asked.texts);
    let Some(document) = document else {
        return differ("a document that loads".to_owned(), list(&loaded.diagnostics));
    };
    if loaded.quarantined != asked.quarantined {
        let got = format!("{:?}\n{}", loaded.quarantined, list(&loaded.diagnostics));
        return differ(format!("quarantined: {:?}", asked.quarantined), got);
    }
    let answer = match (explain, asked.all) {
        (true, _) => document.explain(&asked.question),
        (false, true) => document.evaluate_all(&asked.question),
        (false, false) => document.evaluate(&asked.question),
    };
    same(&asked.expected, answer)
}

fn refuse(implementation: &dyn Implementation, texts: &Texts, expected: &ExpectedLoad) -> Outcome {
    let (loaded, document) = implementation.load(texts);
    let Loaded { refused, quarantined, diagnostics } = &loaded;
    if document.is_none() != *refused {
        return differ("a document exactly where it is not refused".to_owned(), format!("refused: {refused}"));
    }
    let right = *refused == expected.refused && *quarantined == expected.quarantined && matches(&expected.diagnostics, diagnostics);
    if right {
        return Ok(());
    }
    differ(
        outcome("refused", expected.refused, &expected.quarantined, &expected_list(&expected.diagnostics)),
        outcome("refused", *refused, quarantined, &list(diagnostics)),
    )
}

fn reload(implementation: &dyn Implementation, steps: &[Step]) -> Outcome {
    let mut store = implementation.store();
    for (number, step) in steps.iter().enumerate() {
        let outcome = match step {
            Step::Load { texts, expected } => accept(expected, &store.load(texts)),
            Step::Stage { texts } => same("true", store.stage(texts).to_string()),
            Step::Promote { expected } => accept(expected, &store.promote()),
            Step::Restore { expected } => same(&expected.to_string(), store.restore().to_string()),
            Step::Evaluate { question, expected } => same(expected, store.evaluate(question)),
        };
        outcome.map_err(|(expected, got)| (format!("step {}: {expected}", number + 1), got))?;
    }
    Ok(())
}

fn accept(expected: &ExpectedReload, got: &Reloaded) -> Outcome {
    let ExpectedReload { accepted, added, removed, changed, diagnostics } = expected;
    let right = *accepted == got.accepted
        && (*added == got.added && *removed == got.removed && *changed == got.changed)
        && (*accepted || matches(diagnostics, &got.diagnostics));
    if right {
        return Ok(());
    }
    let changes = |added, removed, changed| format!("added {added:?} removed {removed:?} changed {changed:?}");
    let expected = format!("accepted: {accepted} {}", changes(added, removed, changed));
    let answer = format!("accepted: {} {}", got.accepted, changes(&got.added, &got.removed, &got.changed));
    differ(expected + &expected_list(diagnostics), answer + &list(&got.diagnostics))
}

fn matches(expected: &[ExpectedDiagnostic], got: &[Diagnostic]) -> bool {
    expected.len() == got.len() && expected.iter().zip(got).all(|(expected, got)| expected.matches(got))
}

fn outcome(word: &str, refused: bool, quarantined: &[String], diagnostics: &str) -> String {
    format!("{word}: {refused} quarantined: {quarantined:?}{diagnostics}")
}

fn list(diagnostics: &[Diagnostic]) -> String {
    let line = |diagnostic: &Diagnostic| {
        let Diagnostic { code, source, pointer, line, column } = diagnostic;
        format!("\n    {source}:{line}:{column} {code} {pointer:?}")
    };
    diagnostics.iter().map(line).collect()
}

fn expected_list(diagnostics: &[ExpectedDiagnostic]) -> String {
    let number = |number: Option<u32>| number.map_or("-".to_owned(), |number| number.to_string());
    let line = |diagnostic: &ExpectedDiagnostic| {
        let ExpectedDiagnostic { code, source, pointer, line, column } = diagnostic;
        let source = source.as_deref().unwrap_or("-");
        format!("\n    {source}:{}:{} {code} {pointer:?}", number(*line), number(*column))
    };
    diagnostics.iter().map(line).collect()
}

impl Report {
    /// Whether there were cases and all of them passed.
    pub fn passed(&self) -> bool {
        self.cases > 0 && self.failures.is_empty()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for Failure { path, case, expected, got } in &self.failures {
            writeln!(out, "{path}\n  {case}\n  expected {expected}\n  got      {got}\n")?;
        }
        let Report { cases, files, failures } = self;
        write!(out, "{cases} cases in {files} files: {} failed", failures.len())
    }
}
