//! `burgee keygen`: a new key to sign documents with.

use super::key;
use crate::failure::Failure;
use crate::{Answer, output};
use clap::ValueHint;
use ed25519_dalek::SigningKey;
use std::fs::OpenOptions;
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

/// Make a key to sign documents with, and print the public key
///
/// The private key is written to a new file that only its owner may read; it is not encrypted. The public key is for everybody who verifies.
#[derive(clap::Args)]
#[command(after_help = "\
Example:
  burgee keygen flags.key.pem > flags.pub.pem")]
pub struct Arguments {
    /// The new file of the private key
    #[arg(value_hint = ValueHint::FilePath)]
    key: PathBuf,
}

pub fn run(arguments: &Arguments) -> Result<Answer, Failure> {
    let mut seed = [0; 32];
    getrandom::fill(&mut seed).map_err(|error| Failure::new(format!("the system gives no random numbers: {error}")))?;
    let key = SigningKey::from_bytes(&seed);
    let name = arguments.key.display();
    create(&arguments.key, &key::private_pem(&key)).map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => Failure::new(format!("there is a file `{name}` already, and it may be the only copy of a key"))
            .help("name a file that is not there"),
        _ => Failure::new(format!("cannot write `{name}`: {error}")),
    })?;
    output::print(&key::public_pem(&key.verifying_key()));
    Ok(Answer::Fine)
}

fn create(path: &Path, text: &str) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}
