//! Exports answer as their sources do, and hold nothing that is not for clients.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test fails by panicking"
)]

mod random;

use super::{client, guard, merged};
use crate::document::Document;
use burgee::{Context, Flags, Loader};
use random::Random;
use serde_json::{Map, Value, json};
use std::path::{Path, PathBuf};

const NOW: i64 = 1_795_000_000_000;
const SALT: &str = "0123456789abcdef";
/// Documents of a usual run; `BURGEE_ROUNDS` says how many.
const ROUNDS: usize = 500;

fn context(members: &Value) -> Context {
    Context::parse(&members.to_string()).unwrap()
}

fn export(document: &Value, server: &Value) -> Result<Value, String> {
    client::export(document.as_object().unwrap(), &context(server), NOW, SALT.to_owned()).map_err(|refusals| format!("{refusals:?}"))
}

fn load(document: &Value) -> Flags {
    Loader::new().strict(true).load("document.json", document.to_string().as_bytes()).unwrap_or_else(|error| panic!("{error}: {document}"))
}

/// What clients are told of a decision.
fn told(flags: &Flags, flag: &str, context: &Context) -> String {
    let decision = flags.evaluate_at(flag, context, NOW);
    let value = decision.value().map(burgee::Value::to_json);
    format!("{value:?} {:?} {} {:?} {} {:?}", decision.variant(), decision.reason(), decision.rule(), decision.track(), decision.revision())
}

#[test]
fn an_export_answers_as_its_source_and_keeps_its_secrets() {
    let rounds = std::env::var("BURGEE_ROUNDS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(ROUNDS);
    let (mut exported, mut asked, mut served) = (0, 0, std::collections::BTreeMap::new());
    for seed in 1..=rounds as u64 {
        let mut random = Random::new(seed);
        let document = random.document();
        if Flags::parse(&document.to_string())
            .unwrap()
            .diagnostics()
            .iter()
            .any(|diagnostic| diagnostic.severity() == burgee::Severity::Error)
        {
            continue;
        }
        let server = random.server_context();
        let Ok(written) = export(&document, &server) else { continue };
        exported += 1;
        let text = written.to_string();
        assert!(!text.contains("secret") && !text.contains('@'), "seed {seed}: {document}\n{text}");
        let (source, client) = (load(&document), load(&written));
        for _ in 0..20 {
            let own = random.client_context();
            let mut whole = own.as_object().unwrap().clone();
            whole.extend(server.as_object().unwrap().clone());
            let assigned = |context: Context, random: &Random| {
                random
                    .assigned
                    .iter()
                    .fold(context, |context, (flag, variant)| context.assigned(flag.as_str(), variant.as_str(), flag.as_str()))
            };
            let (whole, own) = (assigned(context(&whole.clone().into()), &random), assigned(context(&own), &random));
            for flag in client.keys() {
                asked += 1;
                let answer = told(&client, flag, &own);
                assert_eq!(told(&source, flag, &whole), answer, "seed {seed}, {flag}, {whole:?}:\n{document}\n{text}");
                *served.entry(source.evaluate_at(flag, &whole, NOW).cause().to_string()).or_insert(0) += 1;
            }
        }
    }
    eprintln!("{exported} of {rounds} documents exported, {asked} answers compared: {served:?}");
    assert!(exported * 3 > rounds * 2, "{exported} of {rounds} documents were exported");
    assert!(served.len() >= 12, "{served:?}");
}

/// Every document of a folder, with all its flags marked for clients.
fn documents(folder: &str) -> Vec<(PathBuf, Value)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let read = |path: PathBuf| {
        let mut document: Value = serde_json::from_str(&std::fs::read_to_string(&path).ok()?).ok()?;
        Loader::new().strict(true).load("document.json", document.to_string().as_bytes()).ok()?;
        for flag in document.get_mut("flags")?.as_object_mut()?.values_mut() {
            flag["client"] = true.into();
        }
        Some((path, document))
    };
    paths.into_iter().filter_map(read).collect()
}

#[test]
fn no_address_of_an_example_is_in_its_export() {
    let (mut exported, mut with_addresses) = (0, 0);
    let documents: Vec<_> = documents("../../spec/examples").into_iter().chain(documents("tests/documents")).collect();
    for (path, document) in &documents {
        let Ok(written) = export(document, &json!({})) else { continue };
        exported += 1;
        with_addresses += usize::from(guard::holds_address(document));
        assert!(!guard::holds_address(&written), "{path:?}: {written}");
        let (source, client) = (load(document), load(&written));
        let cases = document.get("tests").and_then(Value::as_object).into_iter().flatten();
        for (flag, case) in cases.flat_map(|(flag, cases)| cases.as_array().unwrap().iter().map(move |case| (flag, case))) {
            let context = context(&case["context"]);
            assert_eq!(told(&source, flag, &context), told(&client, flag, &context), "{path:?} {flag}: {case}");
        }
    }
    eprintln!("{exported} of {} documents exported, {with_addresses} of them with addresses", documents.len());
    assert!(exported * 3 > documents.len() * 2 && with_addresses > 5, "{exported} of {}, {with_addresses}", documents.len());
}

#[test]
fn overlays_are_merged_as_the_core_merges_them() {
    let fixtures: Value = serde_json::from_str(include_str!("../../../../../spec/fixtures/decide/overlays.json")).unwrap();
    let folder = std::env::temp_dir().join(format!("burgee-export-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let mut merged_some = 0;
    for case in fixtures["cases"].as_array().unwrap() {
        let Some(base) = case.get("document").or(fixtures.get("document")).filter(|base| base.is_object()) else { continue };
        let texts = std::iter::once(base).chain(case["overlays"].as_array().into_iter().flatten().map(|overlay| &overlay["document"]));
        let paths: Vec<PathBuf> = texts
            .enumerate()
            .map(|(at, text)| {
                let path = folder.join(format!("{at}.json"));
                std::fs::write(&path, text.to_string()).unwrap();
                path
            })
            .collect();
        let document = Document::read(&paths[0], &paths[1..]).unwrap();
        let Ok(source) = document.load(None) else { continue };
        let merged: Map<String, Value> = merged::of(&document).unwrap();
        let merged = Flags::parse(&Value::from(merged).to_string()).unwrap();
        let context = context(case.get("context").unwrap_or(&json!({ "key": "u" })));
        assert_eq!(source.keys().collect::<Vec<_>>(), merged.keys().collect::<Vec<_>>(), "{case}");
        for flag in source.keys() {
            assert_eq!(told(&source, flag, &context), told(&merged, flag, &context), "{case}");
        }
        merged_some += 1;
    }
    std::fs::remove_dir_all(&folder).unwrap();
    assert!(merged_some > 10, "{merged_some}");
}
