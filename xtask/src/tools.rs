//! The tools that a machine must bring.

use std::process::Command;

struct Tool {
    name: &'static str,
    /// The oldest version that will do.
    from: (u32, u32),
    /// The command that gets it.
    get: &'static str,
}

const NEEDED: [Tool; 3] = [
    Tool { name: "cargo", from: (1, 88), get: "rustup update stable" },
    Tool { name: "python3", from: (3, 10), get: "apt-get install python3 python3-venv" },
    Tool { name: "node", from: (20, 0), get: "apt-get install nodejs npm" },
];

/// Fails with the command that mends it where a tool is missing or too old.
pub fn check() -> Result<(), String> {
    for Tool { name, from, get } in NEEDED {
        let output = Command::new(name).arg("--version").output();
        let text = output.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned()).unwrap_or_default();
        let needed = format!("{name} {}.{} or newer is needed", from.0, from.1);
        match version(&text) {
            Some(found) if found >= from => println!("{name}: {text}"),
            Some(_) => return Err(format!("{needed}, this is {text}; try: {get}")),
            None => return Err(format!("{needed} and was not found; try: {get}")),
        }
    }
    Ok(())
}

/// The first `N.N` of a text.
fn version(text: &str) -> Option<(u32, u32)> {
    let start = text.find(|char: char| char.is_ascii_digit())?;
    let mut parts = text[start..].split(|char: char| !char.is_ascii_digit());
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}
