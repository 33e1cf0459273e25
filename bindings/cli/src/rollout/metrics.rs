//! What was observed, from files: burgee's own form, or responses of Prometheus; several files are read as one.

use crate::failure::Failure;
use crate::{input, render};
use burgee::Observations;
use serde_json::value::RawValue;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Observations, and which file each stands in.
#[derive(Default)]
pub struct Metrics {
    pub observations: Observations,
    files: Vec<File>,
}

struct File {
    name: String,
    text: String,
    form: Form,
}

enum Form {
    One,
    Many(Vec<Box<RawValue>>),
    Response(Vec<Box<RawValue>>),
}

impl Metrics {
    pub fn read(paths: &[PathBuf]) -> Result<Metrics, Failure> {
        let mut files = Vec::new();
        let mut only = Observations::default();
        for path in paths {
            let name = if path.as_os_str() == "-" { "standard input".to_owned() } else { path.display().to_string() };
            let text = String::from_utf8(input::read(path)?).map_err(|_| Failure::new(format!("`{name}` is not UTF-8")))?;
            only = parse(&name, &text)?;
            let form = Form::of(&text).ok_or_else(|| Failure::new(format!("`{name}` cannot be read beside other files")))?;
            files.push(File { name, text, form });
        }
        let observations = if files.len() > 1 { joined(&files)? } else { only };
        Ok(Metrics { observations, files })
    }

    /// Where a pointer into the observations leads: a file, and the place in it.
    pub fn place(&self, pointer: &str) -> String {
        let (first, rest) = pointer.strip_prefix('/').and_then(|path| path.split_once('/')).unwrap_or(("", ""));
        let mut index: usize = first.parse().unwrap_or(0);
        for file in &self.files {
            let (count, inner) = match &file.form {
                Form::Response(_) => return self.files.iter().map(|file| file.name.as_str()).collect::<Vec<_>>().join(", "),
                Form::One if self.files.len() == 1 => (1, pointer.to_owned()),
                Form::One => (1, format!("/{rest}")),
                Form::Many(list) => (list.len(), format!("/{index}/{rest}")),
            };
            match index.checked_sub(count) {
                None => return format!("{}#{inner}", file.name),
                Some(beyond) => index = beyond,
            }
        }
        pointer.to_owned()
    }
}

fn parse(name: &str, text: &str) -> Result<Observations, Failure> {
    Observations::parse(name, text).map_err(|error| {
        Failure::new(format!("`{name}` is refused, so nothing is decided")).report(render::diagnostics(error.diagnostics(), |_| text)).help(
            "metrics are observations such as { \"stage\": \"5%\", \"from\": …, \"to\": …, \"metrics\": { \"error_rate\": { \"treatment\": { \"count\": 5, \"of\": 2510 } } } }, \
             or the response of a Prometheus query",
        )
    })
}

impl Form {
    fn of(text: &str) -> Option<Form> {
        if let Ok(list) = serde_json::from_str::<Vec<Box<RawValue>>>(text) {
            return Some(Form::Many(list));
        }
        let members: BTreeMap<String, Box<RawValue>> = serde_json::from_str(text).ok()?;
        if !members.contains_key("status") {
            return Some(Form::One);
        }
        let data: BTreeMap<String, Box<RawValue>> = serde_json::from_str(members.get("data")?.get()).ok()?;
        Some(Form::Response(serde_json::from_str(data.get("result")?.get()).ok()?))
    }
}

/// All files as one text: the observations one after another, or one response with the series of all.
fn joined(files: &[File]) -> Result<Observations, Failure> {
    let names: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
    let responses = files.iter().filter(|file| matches!(file.form, Form::Response(_))).count();
    if responses != 0 && responses != files.len() {
        return Err(Failure::new("metrics are either responses of Prometheus or observations, not both at once")
            .help("ask Prometheus for all of them, or write all of them as observations"));
    }
    let parts = files.iter().flat_map(|file| match &file.form {
        Form::One => vec![file.text.as_str()],
        Form::Many(list) | Form::Response(list) => list.iter().map(|part| part.get()).collect(),
    });
    let list = format!("[{}]", parts.collect::<Vec<_>>().join(","));
    let text = if responses == 0 { list } else { format!(r#"{{"status":"success","data":{{"resultType":"vector","result":{list}}}}}"#) };
    parse(&names.join(" + "), &text)
}
