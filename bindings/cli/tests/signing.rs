//! Signatures are those that OpenSSL makes: `spec/signatures` holds them, and the keys.

#![expect(clippy::unwrap_used, reason = "a test may")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A folder with copies of `spec/signatures`.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../spec/signatures")).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), folder.join(entry.file_name())).unwrap();
    }
    folder
}

fn burgee(folder: &Path, arguments: &str) -> Output {
    Command::new(env!("CARGO_BIN_EXE_burgee")).args(arguments.split(' ')).current_dir(folder).output().unwrap()
}

/// What a command prints that exits so.
#[track_caller]
fn says(folder: &Path, arguments: &str, code: i32) -> String {
    let output = burgee(folder, arguments);
    let text = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    assert_eq!(output.status.code(), Some(code), "{text}");
    text
}

#[test]
fn a_signature_is_to_the_byte_what_openssl_makes() {
    let folder = folder("signing-bytes");
    let expected = fs::read_to_string(folder.join("flags.json.base64.sig")).unwrap();
    says(&folder, "sign flags.json --key published.key.pem", 0);
    assert_eq!(fs::read_to_string(folder.join("flags.json.sig")).unwrap(), format!("{expected}\n"));
    says(&folder, "verify flags.json --public-key published.pem", 0);
}

#[test]
fn what_openssl_signed_is_verified_and_what_was_changed_is_not() {
    let folder = folder("signing-openssl");
    let said = says(&folder, "verify flags.json older.json prod.json --public-key other.pem --public-key published.pem", 0);
    assert_eq!(said.matches("signed by the owner of `published.pem`").count(), 3, "{said}");
    says(&folder, "verify flags.json --public-key published.pem --signature flags.json.base64.sig", 0);
    says(&folder, "verify flags.json --public-key other.pem", 1);
    says(&folder, "verify flags.json --public-key published.pem --signature older.json.sig", 1);
    fs::write(folder.join("flags.json"), fs::read_to_string(folder.join("flags.json")).unwrap().replace("\"on\"", "\"off\"")).unwrap();
    let said = says(&folder, "verify older.json flags.json --public-key published.pem", 1);
    assert!(said.contains("older.json: signed by") && said.contains("flags.json: not signed by a trusted key"), "{said}");
}

#[test]
fn a_new_key_signs_and_is_not_overwritten() {
    let folder = folder("signing-key");
    let public = says(&folder, "keygen new.pem", 0);
    fs::write(folder.join("new.pub.pem"), public).unwrap();
    let private = fs::read_to_string(folder.join("new.pem")).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(folder.join("new.pem")).unwrap().permissions().mode() & 0o777, 0o600);
    }
    says(&folder, "sign flags.json --key new.pem", 0);
    says(&folder, "verify flags.json --public-key new.pub.pem", 0);
    says(&folder, "verify flags.json --public-key published.pem", 1);
    assert!(says(&folder, "keygen new.pem", 2).contains("the only copy of a key"));
    assert_eq!(fs::read_to_string(folder.join("new.pem")).unwrap(), private);
    says(&folder, "keygen another.pem", 0);
    assert_ne!(fs::read_to_string(folder.join("another.pem")).unwrap(), private, "a key is made anew");
}

#[test]
fn keys_are_not_taken_for_each_other() {
    let folder = folder("signing-mistakes");
    let said = says(&folder, "sign flags.json --key published.pem", 2);
    assert!(said.contains("not a private key") && said.contains("this is a public key"), "{said}");
    let said = says(&folder, "verify flags.json --public-key published.key.pem", 2);
    assert!(said.contains("not the public key") && said.contains("this is a private key"), "{said}");
    says(&folder, "sign flags.json --key flags.json", 2);
    says(&folder, "sign - --key published.key.pem", 2);
    says(&folder, "verify flags.json prod.json --public-key published.pem --signature flags.json.sig", 2);
}
