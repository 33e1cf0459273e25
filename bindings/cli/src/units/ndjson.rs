//! Contexts as JSON, one a line.

use super::{Each, label, progress};
use crate::failure::Failure;
use burgee::Context;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

/// The longest line: a context's greatest size, and some white space.
const LONGEST: u64 = 2 << 20;

pub fn each(path: &Path, each: Each<'_>) -> Result<(), Failure> {
    let unreadable = |error: &std::io::Error| crate::input::unreadable(path, error);
    let file = File::open(path).map_err(|error| unreadable(&error))?;
    let bar = progress(file.metadata().map_or(0, |data| data.len()), "{total_bytes}");
    let mut reader = BufReader::with_capacity(1 << 16, file);
    let (mut line, mut number) = (Vec::new(), 0_u64);
    loop {
        line.clear();
        let length = (&mut reader).take(LONGEST).read_until(b'\n', &mut line).map_err(|error| unreadable(&error))?;
        if length == 0 {
            bar.finish_and_clear();
            return Ok(());
        }
        number = number.saturating_add(1);
        bar.inc(length as u64);
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        let place = || format!("{}:{number}", path.display());
        let text = str::from_utf8(&line).map_err(|_| Failure::new(format!("{}: the context is not UTF-8", place())))?;
        let context = Context::parse(text.trim_end()).map_err(|error| {
            Failure::new(format!("{}: {error}", place())).help("each line is one context, a JSON object such as {\"key\":\"u-1\"}")
        })?;
        each(&context, &label(&context, number));
    }
}
