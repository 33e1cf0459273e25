//! Edits of text: what a patch leaves alone stays byte for byte, and what it writes parses to the patched value.
//!
//! Texts and operations are made up from a fixed seed; the value that should result is worked out on parsed values by `serde_json`.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test fails by panicking"
)]

use burgee::{Operation, Patch, PatchError, Value};
use serde_json::{Value as Json, json};

struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % bound as u64) as usize
    }

    fn value(&mut self, depth: usize) -> Json {
        const NAMES: [&str; 7] = ["a", "b", "x-note", "a/b", "t~", "ü", ""];
        match self.below(if depth == 0 { 4 } else { 8 }) {
            0 => Json::Null,
            1 => json!(self.below(2) == 0),
            2 => json!(self.below(1_000)),
            3 => json!(["", "plain", "\"quoted\"", "tab\there", "ünï"][self.below(5)]),
            4 | 5 => (0..self.below(4)).map(|_| self.value(depth - 1)).collect(),
            _ => Json::Object((0..self.below(5)).map(|_| (NAMES[self.below(7)].to_owned(), self.value(depth - 1))).collect()),
        }
    }

    /// The value as text, with white space as people and machines set it, and as nobody does.
    fn text(&mut self, value: &Json, style: usize, indent: usize) -> String {
        let gap = |dice: &mut Dice, line: usize| match style {
            0 => String::new(),
            1 => " ".to_owned(),
            2 => format!("\n{}", "  ".repeat(line)),
            _ => ["", " ", "\n\t", "  "][dice.below(4)].to_owned(),
        };
        match value {
            Json::Array(items) => {
                let mut out = "[".to_owned();
                for (index, item) in items.iter().enumerate() {
                    out += if index > 0 { "," } else { "" };
                    out += &gap(self, indent + 1);
                    out += &self.text(item, style, indent + 1);
                }
                out + &gap(self, indent) + "]"
            }
            Json::Object(members) => {
                let mut out = "{".to_owned();
                for (index, (name, value)) in members.iter().enumerate() {
                    out += if index > 0 { "," } else { "" };
                    out += &gap(self, indent + 1);
                    out += &Json::from(name.as_str()).to_string();
                    out += if style == 0 { ":" } else { ": " };
                    out += &self.text(value, style, indent + 1);
                }
                out + &gap(self, indent) + "}"
            }
            scalar => scalar.to_string(),
        }
    }
}

/// The pointers of a value and all in it, but the value itself.
fn pointers(value: &Json, path: &str, out: &mut Vec<String>) {
    let inner: Vec<(String, &Json)> = match value {
        Json::Array(items) => items.iter().enumerate().map(|(index, item)| (index.to_string(), item)).collect(),
        Json::Object(members) => members.iter().map(|(name, value)| (name.replace('~', "~0").replace('/', "~1"), value)).collect(),
        _ => Vec::new(),
    };
    for (token, value) in inner {
        let path = format!("{path}/{token}");
        out.push(path.clone());
        pointers(value, &path, out);
    }
}

fn value(json: &Json) -> Value {
    match json {
        Json::Null => Value::Null,
        Json::Bool(boolean) => Value::Boolean(*boolean),
        Json::Number(number) => Value::Number(number.as_f64().unwrap()),
        Json::String(string) => Value::from(string.as_str()),
        Json::Array(items) => Value::List(items.iter().map(value).collect()),
        Json::Object(members) => Value::object(members.iter().map(|(name, inner)| (name.as_str(), value(inner)))),
    }
}

/// What RFC 6902 says an operation makes of a value.
fn patched(document: &Json, operation: &str, path: &str, new: &Json) -> Json {
    let mut out = document.clone();
    let (above, token) = path.rsplit_once('/').unwrap();
    let name = token.replace("~1", "/").replace("~0", "~");
    match (out.pointer_mut(above).unwrap(), operation) {
        (Json::Array(items), "add") => items.insert(if token == "-" { items.len() } else { token.parse().unwrap() }, new.clone()),
        (Json::Array(items), "remove") => drop(items.remove(token.parse().unwrap())),
        (Json::Array(items), _) => items[token.parse::<usize>().unwrap()] = new.clone(),
        (Json::Object(members), "remove") => drop(members.remove(&name)),
        (Json::Object(members), _) => drop(members.insert(name, new.clone())),
        _ => panic!("{path}"),
    }
    out
}

/// The texts are equal before one place and after it.
#[track_caller]
fn one_splice(before: &str, after: &str, most: usize) {
    let front = before.bytes().zip(after.bytes()).take_while(|(left, right)| left == right).count();
    let back = before.bytes().rev().zip(after.bytes().rev()).take_while(|(left, right)| left == right).count();
    let kept = (front + back).min(before.len()).min(after.len());
    assert!(before.len() - kept <= most, "{} bytes of the text were changed, not {most}:\n{before}\n{after}", before.len() - kept);
}

#[test]
fn bytes_outside_an_edit_stay_and_the_result_is_the_patched_value() {
    let mut dice = Dice(6902);
    let mut edits = 0;
    for _ in 0..4_000 {
        let document = dice.value(4);
        let style = dice.below(4);
        let text = format!(" {}\n", dice.text(&document, style, 0));
        let mut paths = Vec::new();
        pointers(&document, "", &mut paths);
        let Some(path) = (!paths.is_empty()).then(|| paths[dice.below(paths.len())].clone()) else { continue };
        let new = dice.value(2);
        let at_path = document.pointer(&path).unwrap();
        let (operation, path, name) = match dice.below(4) {
            0 => (Operation::Replace { path: path.clone(), value: value(&new) }, path, "replace"),
            1 => (Operation::Remove { path: path.clone() }, path, "remove"),
            2 if at_path.is_array() => (Operation::Add { path: format!("{path}/-"), value: value(&new) }, format!("{path}/-"), "add"),
            2 if at_path.is_object() => (Operation::Add { path: format!("{path}/new"), value: value(&new) }, format!("{path}/new"), "add"),
            _ => (Operation::Add { path: path.clone(), value: value(&new) }, path, "add"),
        };
        let edited = Patch(vec![operation]).apply(&text).unwrap();
        let result: Json = serde_json::from_str(&edited).unwrap_or_else(|error| panic!("{error}: {text}\n{edited}"));
        assert_eq!(result, patched(&document, name, &path, &new), "{name} {path}\n{text}\n{edited}");
        // At most the old value goes, with the comma and space around it where it is removed.
        let old = document.pointer(&path).map(|old| old.to_string().len() * 12 + 40);
        let touched =
            if name == "add" && document.pointer(path.rsplit_once('/').unwrap().0).unwrap().is_array() { 8 } else { old.unwrap_or(8) };
        one_splice(&text, &edited, touched);
        edits += 1;
    }
    assert!(edits > 1_500, "{edits}");
}

#[test]
fn a_test_passes_for_an_equal_value_alone() {
    let mut dice = Dice(4627);
    let test = |value| Patch(vec![Operation::Test { path: "/v".into(), value }]);
    let mut equal = 0;
    for _ in 0..20_000 {
        let (left, right) = (dice.value(2), dice.value(2));
        let style = dice.below(4);
        let text = format!("{{\"v\":{}}}", dice.text(&left, style, 0));
        assert_eq!(test(value(&left)).apply(&text).as_deref(), Ok(text.as_str()));
        let expected = if left == right { Ok(text.clone()) } else { Err(PatchError::Differs("/v".into())) };
        assert_eq!(test(value(&right)).apply(&text), expected, "{text}, {right}");
        equal += usize::from(left == right);
    }
    assert!((200..10_000).contains(&equal), "{equal}");
    for (text, near) in [
        ("[ 1, 2 ]", json!([1])),
        ("[ 1 ]", json!([1, 2])),
        ("[ 1, 2 ]", json!([1, 3])),
        ("{ \"a\": 1, \"b\": 2 }", json!({ "a": 1 })),
        ("{ \"a\": 1 }", json!({ "a": 1, "b": 2 })),
        ("{ \"a\": 1, \"b\": 2 }", json!({ "a": 1, "c": 2 })),
        ("{ \"a\": 1, \"b\": 2 }", json!({ "a": 1, "b": 3 })),
        ("[]", json!({})),
        ("{}", json!([])),
    ] {
        let text = format!("{{ \"v\": {text} }}");
        assert_eq!(test(value(&near)).apply(&text), Err(PatchError::Differs("/v".into())), "{text}, {near}");
    }
    assert!(test(Value::object([("b", Value::from(2)), ("a", Value::from(1))])).apply("{ \"v\": { \"a\": 1, \"b\": 2 } }").is_ok());
}

#[track_caller]
fn edit(text: &str, operations: Vec<Operation>, expected: &str) {
    assert_eq!(Patch(operations).apply(text).unwrap(), expected);
}

fn add(path: &str, value: Value) -> Operation {
    Operation::Add { path: path.to_owned(), value }
}

#[test]
fn what_is_inserted_is_set_as_its_siblings_are() {
    let entry = || Value::object([("at", Value::from("t")), ("by", Value::from("ada"))]);
    edit(
        "{\n  \"h\": [\n    { \"at\": \"s\" }\n  ]\n}\n",
        vec![add("/h/0", entry())],
        "{\n  \"h\": [\n    { \"at\": \"t\", \"by\": \"ada\" },\n    { \"at\": \"s\" }\n  ]\n}\n",
    );
    edit("{\"h\":[{\"at\":\"s\"}]}", vec![add("/h/0", entry())], "{\"h\":[{\"at\":\"t\",\"by\":\"ada\"},{\"at\":\"s\"}]}");
    edit(
        "{\n\t\"a\": 1\n}",
        vec![add("/h", Value::List([entry()].into()))],
        "{\n\t\"a\": 1,\n\t\"h\": [\n\t\t{ \"at\": \"t\", \"by\": \"ada\" }\n\t]\n}",
    );
    edit("{ \"a\": 1 }", vec![add("/h", Value::List([entry()].into()))], "{ \"a\": 1, \"h\": [ { \"at\": \"t\", \"by\": \"ada\" } ] }");
    edit("{ \"a\": [] }", vec![add("/a/-", Value::from(1))], "{ \"a\": [ 1 ] }");
    edit("{\"a\":[]}", vec![add("/a/-", Value::from(1))], "{\"a\":[1]}");
    edit("{ \"a\": 1 }", vec![add("/b", Value::List([].into()))], "{ \"a\": 1, \"b\": [] }");
    edit(
        "{\n  \"h\": 1\n}",
        vec![Operation::Replace { path: "/h".into(), value: Value::List([entry()].into()) }],
        "{\n  \"h\": [\n    { \"at\": \"t\", \"by\": \"ada\" }\n  ]\n}",
    );
    edit("{  \"a\": 1 }", vec![add("/b", Value::from(2))], "{  \"a\": 1, \"b\": 2 }");
    edit(
        "{\n  \"a\": 1\n}",
        vec![add("/b", Value::List([entry(), Value::object::<&str>([]), Value::List([].into())].into()))],
        "{\n  \"a\": 1,\n  \"b\": [\n    { \"at\": \"t\", \"by\": \"ada\" },\n    {},\n    []\n  ]\n}",
    );
    edit("{ \"a\": {} }", vec![add("/a/b", Value::from(1))], "{ \"a\": { \"b\": 1 } }");
    edit("{\"a\":{}}", vec![add("/a/b", Value::from(1))], "{\"a\":{\"b\":1}}");
    edit(
        "{ \"a\": [ 1, 2 ], \"b\": 3 }",
        vec![Operation::Remove { path: "/a/1".into() }, Operation::Remove { path: "/b".into() }],
        "{ \"a\": [ 1 ] }",
    );
}

#[test]
fn a_patch_is_written_as_rfc_6902_writes_it() {
    let value = || Value::object([("b", Value::from(true))]);
    let test = || Operation::Test { path: "/a~1b".into(), value: Value::Null };
    let operations = vec![
        test(),
        add("/c/-", value()),
        Operation::Replace { path: "/\"".into(), value: Value::from("x") },
        Operation::Remove { path: "/d".into() },
    ];
    assert_eq!(
        Patch(operations).to_json(),
        concat!(
            r#"[{"op":"test","path":"/a~1b","value":null},{"op":"add","path":"/c/-","value":{"b":true}},"#,
            r#"{"op":"replace","path":"/\"","value":"x"},{"op":"remove","path":"/d"}]"#
        )
    );
    assert_eq!(Patch::default().to_json(), "[]");
    assert!(Patch(vec![test()]).is_empty() && Patch::default().is_empty() && !Patch(vec![test(), add("/c", value())]).is_empty());
}

#[test]
fn a_patch_is_done_whole_or_not_at_all() {
    let test = |value| Operation::Test { path: "/a".into(), value };
    let replace = || Operation::Replace { path: "/a".into(), value: Value::from(2) };
    let text = "{ \"a\": 1.0 }";
    assert_eq!(Patch(vec![test(Value::from(1)), replace()]).apply(text).as_deref(), Ok("{ \"a\": 2 }"));
    assert_eq!(Patch(vec![replace(), test(Value::from(1))]).apply(text), Err(PatchError::Differs("/a".into())));
    assert_eq!(Patch(vec![replace(), Operation::Remove { path: "/b/0".into() }]).apply(text), Err(PatchError::NotThere("/b/0".into())));
    assert_eq!(Patch(vec![add("/a/0", Value::Null)]).apply(text), Err(PatchError::NotThere("/a/0".into())));
    assert_eq!(Patch(vec![replace()]).apply("{"), Err(PatchError::Syntax));
    let errors = [PatchError::Syntax, PatchError::NotThere("/b".into()), PatchError::Differs("/a".into())];
    assert_eq!(
        errors.map(|error| error.to_string()),
        ["the text is not JSON", "there is no `/b`", "`/a` is not what it was: somebody edited the text"]
    );
    assert_eq!(Patch(vec![add("/l/01", Value::Null)]).apply("{ \"l\": [ 0, 1 ] }"), Err(PatchError::NotThere("/l/01".into())));
}
