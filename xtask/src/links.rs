//! Links between the repository's documents.

use crate::root;
use std::fs;
use std::path::{Path, PathBuf};

/// Folders that hold nothing of ours.
const SKIPPED: [&str; 4] = ["target", "node_modules", ".git", ".venv"];

/// Fails with every relative link of a Markdown file that leads nowhere.
pub fn check() -> Result<(), String> {
    let mut files = Vec::new();
    collect(&root(), &mut files)?;
    let mut broken = Vec::new();
    for file in &files {
        let text = fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?;
        broken.extend(links(&text).filter(|link| !leads_somewhere(file, link)).map(|link| format!("{}: {link}", file.display())));
    }
    println!("{} documents", files.len());
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

/// The targets of `[text](target)` outside code.
fn links(text: &str) -> impl Iterator<Item = &str> {
    let prose = text.split("```").step_by(2);
    prose.flat_map(|prose| prose.split("](").skip(1)).filter_map(|rest| rest.split(')').next())
}

fn leads_somewhere(file: &Path, link: &str) -> bool {
    let path = link.split('#').next().unwrap_or_default();
    let elsewhere = path.contains("://") || path.starts_with("mailto:") || path.is_empty();
    elsewhere || file.parent().is_some_and(|folder| folder.join(path).exists())
}
