//! Diagnostics on a terminal: the sentence, the line, a caret under what is meant, and help.

use annotate_snippets::{AnnotationKind, Level, Origin, Renderer, Snippet};
use burgee::{Diagnostic, Severity};
use std::ops::Range;

/// Columns of a report; a longer line is cut around what is meant.
const WIDTH: usize = 120;
/// Bytes of a line that is shown at all.
const LONGEST: usize = 65_536;
/// Carets under one span: where more is meant, its beginning is enough.
const CARETS: usize = 60;

/// All of them, each with an empty line after it. `text` gives the text of the file of a name.
pub fn diagnostics<'a, 't>(diagnostics: impl IntoIterator<Item = &'a Diagnostic>, text: impl Fn(&str) -> &'t str) -> String {
    diagnostics.into_iter().map(|diagnostic| one(diagnostic, text(diagnostic.source())) + "\n\n").collect()
}

fn one(diagnostic: &Diagnostic, text: &str) -> String {
    let level = match diagnostic.severity() {
        Severity::Error => Level::ERROR,
        _ => Level::WARNING,
    };
    let name = diagnostic.source();
    let line = diagnostic.line() as usize;
    let title = level.primary_title(diagnostic.to_string()).id(diagnostic.code());
    let group = match excerpt(text, diagnostic.span()) {
        Some((shown, span)) => {
            let snippet = Snippet::source(shown).path(name).line_start(line);
            title.element(snippet.annotation(AnnotationKind::Primary.span(span)))
        }
        None => title.element(Origin::path(name).line(line).char_column(diagnostic.column() as usize)).elements(
            Some(diagnostic.pointer()).filter(|pointer| !pointer.is_empty()).map(|pointer| Level::NOTE.message(format!("at `{pointer}`"))),
        ),
    };
    let group = group.elements(help(diagnostic).map(|help| Level::HELP.message(help)));
    Renderer::styled().term_width(WIDTH).render(&[group])
}

/// The core's help, and what only a command can say.
fn help(diagnostic: &Diagnostic) -> impl Iterator<Item = String> {
    let overlay = (diagnostic.code() == "overlay-unexpected").then(|| diagnostic.source());
    let ours = overlay.map(|overlay| format!("give the base, and this file on top of it: BASE.json --overlay {overlay}"));
    diagnostic.help().map(str::to_owned).into_iter().chain(ours)
}

/// The line that a span begins in, and the part of the span that is on it; nothing where there is no line to show.
fn excerpt(text: &str, span: Range<usize>) -> Option<(String, Range<usize>)> {
    let left = text.get(..span.start)?.rsplit('\n').next()?;
    let right = text.get(span.start..)?.split('\n').next()?.trim_end();
    let shown = format!("{left}{right}");
    let meant = span.len().clamp(1, right.len().max(1)).min(right.char_indices().nth(CARETS).map_or(usize::MAX, |(at, _)| at));
    let span = left.len()..left.len().saturating_add(meant);
    (1..=LONGEST).contains(&shown.len()).then_some((shown, span))
}
