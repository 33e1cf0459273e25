//! Links between the repository's documents.

use crate::root;
use std::fs;
use std::path::{Path, PathBuf};

/// Folders that hold nothing of ours.
const SKIPPED: [&str; 4] = ["target", "node_modules", ".git", ".venv"];

/// Fails with every relative link of a Markdown file that leads to no file, or to no heading of one.
pub fn check() -> Result<(), String> {
    let mut files = Vec::new();
    collect(&root(), &mut files)?;
    let (mut count, mut broken) = (0, Vec::new());
    for file in &files {
        let text = read(file)?;
        for link in prose(&text).iter().flat_map(|prose| links(prose)) {
            count += 1;
            if !leads_somewhere(file, link) {
                broken.push(format!("{}: {link}", file.display()));
            }
        }
    }
    println!("{count} links in {} documents", files.len());
    if broken.is_empty() { Ok(()) } else { Err(format!("these links lead nowhere:\n{}", broken.join("\n"))) }
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), String> {
    let entries = fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    for path in entries.filter_map(|entry| Some(entry.ok()?.path())) {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if path.is_dir() && !SKIPPED.contains(&name) {
            collect(&path, files)?;
        } else if name.ends_with(".md") {
            files.push(path);
        }
    }
    Ok(())
}

fn read(file: &Path) -> Result<String, String> {
    fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))
}

/// The lines outside blocks of code.
fn prose(text: &str) -> Vec<&str> {
    let mut in_code = false;
    let is_prose = |line: &&str| {
        let fence = line.trim_start().starts_with("```");
        in_code ^= fence;
        !in_code && !fence
    };
    text.lines().filter(is_prose).collect()
}

/// The targets of `[text](target)`.
fn links(line: &str) -> impl Iterator<Item = &str> {
    line.split("](").skip(1).filter_map(|rest| rest.split(')').next())
}

fn leads_somewhere(file: &Path, link: &str) -> bool {
    if link.contains("://") || link.starts_with("mailto:") {
        return true;
    }
    let (path, heading) = link.split_once('#').unwrap_or((link, ""));
    let target = if path.is_empty() { file.to_owned() } else { file.parent().unwrap_or(file).join(path) };
    target.exists() && (heading.is_empty() || read(&target).is_ok_and(|text| headings(&text).any(|own| own == heading)))
}

/// The anchors of a document's headings: in lower case, hyphens for spaces, without punctuation.
fn headings(text: &str) -> impl Iterator<Item = String> {
    let titles = prose(text).into_iter().filter(|line| line.starts_with('#')).map(|line| line.trim_start_matches('#').trim());
    let kept = |char: &char| char.is_alphanumeric() || matches!(char, '-' | '_' | ' ');
    titles.map(move |title| title.to_lowercase().chars().filter(kept).map(|char| if char == ' ' { '-' } else { char }).collect())
}

#[cfg(test)]
mod tests {
    use super::{headings, links, prose};

    #[test]
    fn links_are_read_outside_code() {
        let text = "see [a](b.md#c) and [d](e)\n```sh\n[no](link)\n```\n";
        let found: Vec<&str> = prose(text).into_iter().flat_map(links).collect();
        assert_eq!(found, ["b.md#c", "e"]);
    }

    #[test]
    fn headings_have_the_anchors_that_readers_use() {
        let found: Vec<String> = headings("# 3. Limits\n```sh\n# no\n```\n## eval: what does this user get?\n").collect();
        assert_eq!(found, ["3-limits", "eval-what-does-this-user-get"]);
    }
}
