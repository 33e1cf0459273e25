//! What a command is given: files, contexts, the instant.

use crate::failure::Failure;
use crate::nearest::nearest;
use burgee::{Context, ContextError};
use std::ffi::OsStr;
use std::fs;
use std::io::{self, Read};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

/// The bytes of a file, or of the standard input for `-`.
pub fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    if path.as_os_str() == "-" { standard_input() } else { fs::read(path).map_err(|error| unreadable(path, &error)) }
}

fn standard_input() -> Result<Vec<u8>, Failure> {
    static READ: AtomicBool = AtomicBool::new(false);
    if READ.swap(true, Ordering::Relaxed) {
        return Err(Failure::new("the standard input is asked for twice, but holds one text").help("give all but one as files"));
    }
    let mut bytes = Vec::new();
    match io::stdin().lock().read_to_end(&mut bytes) {
        Ok(_) => Ok(bytes),
        Err(error) => Err(Failure::new(format!("cannot read the standard input: {error}"))),
    }
}

/// Why a file cannot be read, and what may have been meant.
pub fn unreadable(path: &Path, error: &io::Error) -> Failure {
    let name = path.display();
    match error.kind() {
        io::ErrorKind::NotFound => {
            let failure = Failure::new(format!("there is no file `{name}`"));
            match neighbour(path) {
                Some(other) => failure.help(format!("did you mean `{other}`?")),
                None if path.is_relative() => failure.help("a relative path is looked up from the directory that the command runs in"),
                None => failure,
            }
        }
        io::ErrorKind::IsADirectory => Failure::new(format!("`{name}` is a directory, not a document"))
            .help(format!("name its files: {}", path.join("*.json").display())),
        _ => Failure::new(format!("cannot read `{name}`: {error}")),
    }
}

/// The path, in the same directory, of the file whose name is nearest.
fn neighbour(path: &Path) -> Option<String> {
    let directory = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let names: Vec<String> = fs::read_dir(directory).ok()?.filter_map(|entry| entry.ok()?.file_name().into_string().ok()).collect();
    let name = nearest(path.file_name().and_then(OsStr::to_str)?, names.iter().map(String::as_str))?;
    Some(path.with_file_name(name).display().to_string())
}

/// Reads the `--context` argument: JSON, `@FILE`, or `@-` for the standard input.
pub fn context(argument: &str) -> Result<Context, Failure> {
    let Some(file) = argument.strip_prefix('@') else {
        return Context::parse(argument).map_err(|error| bad_context(None, argument, &error, inline_help(argument)));
    };
    let name = if file == "-" { "the standard input".to_owned() } else { format!("`{file}`") };
    let text = String::from_utf8(read(Path::new(file))?).map_err(|_| Failure::new(format!("{name}: the context is not UTF-8")))?;
    Context::parse(&text).map_err(|error| bad_context(Some(&name), &text, &error, None))
}

fn bad_context(file: Option<&str>, text: &str, error: &ContextError, help: Option<String>) -> Failure {
    let place = file.map_or(String::new(), |file| format!("{file}: "));
    let failure = Failure::new(format!("{place}{error}{}", excerpt(text, error.line(), error.column())));
    match help {
        Some(help) => failure.help(help),
        None => failure,
    }
}

/// The line with a caret under the column, both indented; nothing for a line too long to be read.
fn excerpt(text: &str, line: u32, column: u32) -> String {
    let shown = text.lines().nth(line.saturating_sub(1) as usize).unwrap_or("").replace('\t', " ");
    if shown.is_empty() || shown.chars().count() > 120 || shown.contains(char::is_control) {
        return String::new();
    }
    format!("\n  {shown}\n  {:>width$}", '^', width = column as usize)
}

/// What most often went wrong with a context that was typed at a prompt.
fn inline_help(argument: &str) -> Option<String> {
    let text = argument.trim();
    Some(if Path::new(text).is_file() {
        format!("to read the context from that file, write --context @{text}")
    } else if !text.starts_with('{') {
        "a context is a JSON object, such as --context '{\"key\":\"u-1\"}'; @FILE reads one from a file, @- from the standard input"
            .to_owned()
    } else if text.starts_with("{'") || text.starts_with("{ '") {
        "JSON strings stand in double quotes: --context '{\"key\":\"u-1\"}'".to_owned()
    } else if !text.contains('"') {
        "the shell took the double quotes away; put single quotes around the whole: --context '{\"key\":\"u-1\"}', \
         or, where the shell has none, read it from a file: --context @context.json"
            .to_owned()
    } else {
        return None;
    })
}

/// Reads a `--now` argument, as clap wants it read.
pub fn instant(text: &str) -> Result<i64, String> {
    burgee::timestamp(text).ok_or_else(|| "not an RFC 3339 date-time such as 2026-11-21T00:00:00Z".to_owned())
}

/// The instant that was given, or that it is.
#[expect(clippy::disallowed_methods, reason = "the one place where the command reads the clock")]
pub fn now(given: Option<i64>) -> i64 {
    given.unwrap_or_else(|| {
        // A clock before 1970 reads as 1970; one past the year 292 000 000 as that.
        SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |elapsed| i64::try_from(elapsed.as_millis()).unwrap_or(i64::MAX))
    })
}
