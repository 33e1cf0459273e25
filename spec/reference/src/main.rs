//! `burgee-reference fixtures [PATH…]`: runs the fixtures, or those files of them, against the naive evaluator.

use std::{path::Path, process::ExitCode};

use burgee_fixtures::{read, read_all, run_files};
use burgee_reference::Reference;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let Some(("fixtures", paths)) = arguments.split_first().map(|(command, paths)| (command.as_str(), paths)) else {
        eprintln!("usage: burgee-reference fixtures [PATH…]");
        return ExitCode::from(2);
    };
    let files = if paths.is_empty() { read_all() } else { paths.iter().map(|path| read(Path::new(path))).collect() };
    let report = run_files(&Reference, &files);
    println!("{report}");
    if report.passed() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
