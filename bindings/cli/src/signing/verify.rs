//! `burgee verify`: whether files are signed by a trusted key.

use super::{beside, key};
use crate::failure::Failure;
use crate::{Answer, input, output};
use burgee::PublicKey;
use clap::ValueHint;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// Verify that documents are signed by the owner of a key
///
/// The signature of FILE is in FILE.sig, its 64 bytes or their Base64. Exits with 1 where one file is not signed by any of the keys.
#[derive(clap::Args)]
#[command(after_help = "\
Example:
  burgee verify flags.json prod.json --public-key flags.pub.pem")]
pub struct Arguments {
    /// The documents and overlays
    #[arg(required = true, value_hint = ValueHint::FilePath)]
    files: Vec<PathBuf>,
    /// A file of a public key that is trusted, PEM; several times: any of them
    #[arg(long, required = true, value_name = "FILE", value_hint = ValueHint::FilePath)]
    public_key: Vec<PathBuf>,
    /// The file of the signature, of one document
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    signature: Option<PathBuf>,
}

pub fn run(arguments: &Arguments) -> Result<Answer, Failure> {
    let keys = arguments.public_key.iter().map(|path| Ok((path, key::public(path)?))).collect::<Result<Vec<_>, Failure>>()?;
    if arguments.signature.is_some() && arguments.files.len() > 1 {
        return Err(Failure::new("`--signature` is of one document, and there are several").help("without it, that of FILE is FILE.sig"));
    }
    let mut answer = Answer::Fine;
    for file in &arguments.files {
        let beside = beside(file);
        let (is_signed, said) = say(file, arguments.signature.as_deref().unwrap_or(&beside), &keys)?;
        output::print(&format!("{}: {said}\n", file.display()));
        if !is_signed {
            answer = Answer::Negative;
        }
    }
    Ok(answer)
}

fn say(file: &Path, signature: &Path, keys: &[(&PathBuf, PublicKey)]) -> Result<(bool, String), Failure> {
    let text = input::read(file)?;
    let shown = signature.display();
    let given = match std::fs::read(signature) {
        Ok(given) => given,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok((false, format!("not signed: there is no `{shown}`"))),
        Err(error) => return Err(input::unreadable(signature, &error)),
    };
    Ok(match keys.iter().find(|(_, key)| key.verifies(&text, &given)) {
        Some((path, _)) => (true, format!("signed by the owner of `{}`", path.display())),
        None => (false, format!("not signed by a trusted key: `{shown}` is of other bytes, by another key, or no signature")),
    })
}
