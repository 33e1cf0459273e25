//! Colours: what is said with which.

use anstyle::{AnsiColor, Style};

pub const ERROR: Style = AnsiColor::BrightRed.on_default().bold();
pub const HELP: Style = AnsiColor::BrightCyan.on_default().bold();
pub const GOOD: Style = AnsiColor::BrightGreen.on_default().bold();
pub const STRONG: Style = Style::new().bold();
