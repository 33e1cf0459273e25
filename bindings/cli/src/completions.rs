//! `burgee completions`: a completion script for a shell.

use crate::failure::Failure;
use crate::{Answer, Cli, output};
use clap::CommandFactory;
use clap_complete::Shell;

/// Print a completion script for a shell
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  burgee completions bash > ~/.local/share/bash-completion/completions/burgee
  burgee completions zsh > \"${fpath[1]}/_burgee\"
  burgee completions fish > ~/.config/fish/completions/burgee.fish")]
pub struct Arguments {
    /// The shell
    shell: Shell,
}

pub fn run(arguments: &Arguments) -> Result<Answer, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut Cli::command(), "burgee", &mut script);
    output::print(&String::from_utf8_lossy(&script));
    Ok(Answer::Fine)
}
