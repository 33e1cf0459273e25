//! The lines in which two texts differ, as a unified diff.

use crate::style::{ERROR, GOOD};

/// Lines around a change.
const AROUND: usize = 2;
/// Characters of a line that are shown; of a longer one, the change and what is around it.
const WIDTH: usize = 160;

#[derive(Clone, Copy, PartialEq)]
enum Line<'t> {
    Same(&'t str),
    Gone(&'t str),
    New(&'t str),
}

pub fn excerpt(name: &str, before: &str, after: &str) -> String {
    let before: Vec<&str> = before.lines().collect();
    let after: Vec<&str> = after.lines().collect();
    let lines = align(&before, &after);
    let mut out = format!("--- {name}\n+++ {name}\n");
    let is_near = |at: usize| {
        let near = lines.get(at.saturating_sub(AROUND)..lines.len().min(at.saturating_add(AROUND).saturating_add(1)));
        near.unwrap_or_default().iter().any(|line| !matches!(line, Line::Same(_)))
    };
    let (mut old, mut new) = (1_usize, 1_usize);
    let mut hunk: Vec<Line<'_>> = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        old = old.saturating_add(usize::from(!matches!(line, Line::New(_))));
        new = new.saturating_add(usize::from(!matches!(line, Line::Gone(_))));
        if is_near(at) {
            hunk.push(*line);
        }
        let next = at.saturating_add(1);
        if !hunk.is_empty() && (next == lines.len() || !is_near(next)) {
            out += &written(&std::mem::take(&mut hunk), old, new);
        }
    }
    out
}

/// A hunk that ends before these lines.
fn written(hunk: &[Line<'_>], old: usize, new: usize) -> String {
    let olds = hunk.iter().filter(|line| !matches!(line, Line::New(_))).count();
    let news = hunk.iter().filter(|line| !matches!(line, Line::Gone(_))).count();
    let mut out = format!("@@ -{},{olds} +{},{news} @@\n", old.saturating_sub(olds), new.saturating_sub(news));
    for (at, line) in hunk.iter().enumerate() {
        out += &match line {
            Line::Same(text) => format!(" {}\n", cut(text, text)),
            Line::Gone(text) => {
                let other = hunk.iter().skip(at).find_map(|line| if let Line::New(new) = line { Some(*new) } else { None });
                format!("{ERROR}-{}{ERROR:#}\n", cut(text, other.unwrap_or(text)))
            }
            Line::New(text) => {
                let other = hunk.iter().take(at).rev().find_map(|line| if let Line::Gone(gone) = line { Some(*gone) } else { None });
                format!("{GOOD}+{}{GOOD:#}\n", cut(text, other.unwrap_or(text)))
            }
        };
    }
    out
}

/// The lines of both texts in order: those they share, those that went, those that came.
fn align<'t>(before: &[&'t str], after: &[&'t str]) -> Vec<Line<'t>> {
    let (mut before, mut after) = (before, after);
    let mut lines = Vec::new();
    while let (Some((old, rest)), Some((new, others))) = (before.split_first(), after.split_first()) {
        if old == new {
            lines.push(Line::Same(old));
            (before, after) = (rest, others);
        } else {
            let (gone, came) = apart(before, after);
            lines.extend(before.iter().take(gone).map(|line| Line::Gone(line)));
            lines.extend(after.iter().take(came).map(|line| Line::New(line)));
            (before, after) = (before.get(gone..).unwrap_or_default(), after.get(came..).unwrap_or_default());
        }
    }
    lines.extend(before.iter().map(|line| Line::Gone(line)));
    lines.extend(after.iter().map(|line| Line::New(line)));
    lines
}

/// The fewest lines of both after which they agree again.
fn apart(before: &[&str], after: &[&str]) -> (usize, usize) {
    let most = before.len().saturating_add(after.len());
    let pairs = (1..=most).flat_map(|sum| (0..=sum).map(move |gone| (gone, sum.saturating_sub(gone))));
    let agree = |&(gone, came): &(usize, usize)| before.get(gone).is_some_and(|line| after.get(came) == Some(line));
    pairs.into_iter().find(agree).unwrap_or((before.len(), after.len()))
}

/// A line; of a long one, its difference from the other and what is around it.
fn cut(line: &str, other: &str) -> String {
    let length = line.chars().count();
    if length <= WIDTH {
        return line.to_owned();
    }
    let same = |(own, other): &(char, char)| own == other;
    let start = line.chars().zip(other.chars()).take_while(same).count();
    let end = line.chars().rev().zip(other.chars().rev()).take_while(same).count();
    let (from, to) = match line == other {
        true => (0, WIDTH),
        false => (start.saturating_sub(WIDTH / 2), length.saturating_sub(end).max(start).saturating_add(WIDTH / 2).min(length)),
    };
    let shown: String = line.chars().skip(from).take(to.saturating_sub(from)).collect();
    format!("{}{shown}{}", if from > 0 { "…" } else { "" }, if to < length { "…" } else { "" })
}

#[cfg(test)]
mod tests {
    use super::excerpt;

    /// What follows the names of the files.
    fn shown(before: &str, after: &str) -> String {
        let all = anstream::adapter::strip_str(&excerpt("f", before, after)).to_string();
        all.trim_start_matches("--- f\n+++ f\n").to_owned()
    }

    #[test]
    fn a_line_is_replaced_and_another_inserted() {
        let before = "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n";
        let after = "1\n2!\n3\n4\n5\n6\n7\n8\n8½\n9\n10\n";
        assert_eq!(shown(before, after), "@@ -1,4 +1,4 @@\n 1\n-2\n+2!\n 3\n 4\n@@ -7,4 +7,5 @@\n 7\n 8\n+8½\n 9\n 10\n");
    }

    #[test]
    fn changes_near_each_other_are_shown_as_one() {
        assert_eq!(shown("1\n2\n3\n4\n", "1!\n2\n3\n4!\n"), "@@ -1,4 +1,4 @@\n-1\n+1!\n 2\n 3\n-4\n+4!\n");
        assert_eq!(shown("1\n2\n", "2\n"), "@@ -1,2 +1,1 @@\n-1\n 2\n");
    }

    #[test]
    fn of_a_long_line_the_change_is_shown() {
        let (before, after) = (format!("{0}x{0}", "a".repeat(200)), format!("{0}yz{0}", "a".repeat(200)));
        let around = "a".repeat(80);
        assert_eq!(shown(&before, &after), format!("@@ -1,1 +1,1 @@\n-…{around}x{around}…\n+…{around}yz{around}…\n"));
    }
}
