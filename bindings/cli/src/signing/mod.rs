//! `burgee keygen`, `sign` and `verify`: detached signatures of documents (spec section 15), in the forms that OpenSSL reads and writes.

mod base64;
mod key;
pub mod keygen;
pub mod sign;
pub mod verify;

use std::path::{Path, PathBuf};

/// Where the signature of a file stands: beside it (spec ).
fn beside(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".sig");
    PathBuf::from(name)
}
