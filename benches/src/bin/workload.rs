//! Writes the workload as files, for programs in other languages: `workload FOLDER`.

use burgee_benches::workload::{self, Spec, User};
use serde_json::{Value, json};
use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let Some(folder) = std::env::args_os().nth(1) else {
        eprintln!("usage: workload FOLDER");
        return ExitCode::from(2);
    };
    match write(Path::new(&folder)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{}: {error}", folder.display());
            ExitCode::FAILURE
        }
    }
}

fn write(folder: &Path) -> std::io::Result<()> {
    let many = workload::many(workload::MANY);
    let users: Vec<Value> = workload::users().iter().map(user).collect();
    let flags = json!({
        "now": workload::NOW,
        "s1": { "key": workload::S1 },
        "s2": { "key": workload::S2, "percent": workload::S2_PERCENT },
        "s3": flag(&workload::s3()),
        "many": many.iter().map(flag).collect::<Vec<Value>>(),
    });
    std::fs::create_dir_all(folder)?;
    std::fs::write(folder.join("users.json"), json!(users).to_string())?;
    std::fs::write(folder.join("flags.json"), flags.to_string())?;
    std::fs::write(folder.join("burgee.json"), workload::document())?;
    std::fs::write(folder.join("many.json"), workload::document_of(&many))
}

fn user(user: &User) -> Value {
    json!({
        "key": user.key,
        "email": user.email,
        "country": user.country,
        "plan": user.plan,
        "created_at": user.created_at,
        "account_age_days": user.account_age_days,
    })
}

fn flag(spec: &Spec) -> Value {
    json!({
        "key": spec.key,
        "domain": spec.domain,
        "countries": spec.countries,
        "plan": spec.plan,
        "age_days": spec.age_days,
        "age_percent": spec.age_percent,
        "percent": spec.percent,
    })
}
