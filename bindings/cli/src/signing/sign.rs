//! `burgee sign`: writes the signature of a file beside it.

use super::{base64, beside, key};
use crate::failure::Failure;
use crate::{Answer, input, output};
use clap::ValueHint;
use ed25519_dalek::Signer;
use std::fs;
use std::path::{Path, PathBuf};

/// Sign documents: write the signature of each FILE to FILE.sig
///
/// What is signed are the bytes of the file as it is: sign what is delivered, the base and each overlay. A document without `serial` can be replaced by an
/// older one that is signed.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  burgee sign flags.json prod.json --key flags.key.pem
  openssl pkeyutl -sign -rawin -inkey flags.key.pem -in flags.json -out flags.json.sig")]
pub struct Arguments {
    /// The documents and overlays
    #[arg(required = true, value_hint = ValueHint::FilePath)]
    files: Vec<PathBuf>,
    /// The file of the private key, PEM; or - for the standard input
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    key: PathBuf,
}

pub fn run(arguments: &Arguments) -> Result<Answer, Failure> {
    let key = key::private(&arguments.key)?;
    if arguments.files.iter().any(|file| file.as_os_str() == "-") {
        return Err(Failure::new("the standard input has no name to write a signature beside").help("name the document's file"));
    }
    for file in &arguments.files {
        let signature = key.sign(&input::read(file)?).to_bytes();
        replace(&beside(file), &format!("{}\n", base64::encode(&signature)))?;
        output::print(&format!("{}\n", beside(file).display()));
    }
    Ok(Answer::Fine)
}

/// Puts a new file in the place of another, whole: who reads meanwhile finds the old signature or the new one.
fn replace(path: &Path, text: &str) -> Result<(), Failure> {
    let mut new = path.as_os_str().to_owned();
    new.push(".new");
    let new = PathBuf::from(new);
    let replaced = fs::write(&new, text).and_then(|()| fs::rename(&new, path));
    replaced.map_err(|error| Failure::new(format!("cannot write `{}`: {error}", path.display())))
}
