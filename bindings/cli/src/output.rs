//! Writing to the terminal: colours only where they are wanted, and no complaint when the reader has gone.

use std::io::{ErrorKind, Write};

/// Writes the answer to the standard output.
///
/// A pipe that was closed (`burgee … | head`) is no failure; any other is reported once, on the standard error.
pub fn print(text: &str) {
    let mut out = anstream::stdout().lock();
    if let Err(error) = out.write_all(text.as_bytes()).and_then(|()| out.flush())
        && error.kind() != ErrorKind::BrokenPipe
    {
        complain(&format!("error: cannot write the output: {error}\n"));
    }
}

/// Writes what a person should know, but a program should not read, to the standard error.
pub fn complain(text: &str) {
    // Why: where the standard error cannot be written, there is nowhere left to say so.
    let _ = anstream::stderr().lock().write_all(text.as_bytes());
}
