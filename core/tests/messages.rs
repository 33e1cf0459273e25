//! What errors say, word for word: read as somebody reads them who did not write the document.

#![allow(clippy::arithmetic_side_effects, reason = "a test fails by panicking")]

use burgee::{Flags, Observations, locate};

/// Everything that is said of a flag, with the help.
#[track_caller]
fn says(members: &str, expected: &[&str]) {
    let text = format!(
        r#"{{ "burgee": "1", "attributes": {{ "plan": {{ "type": "string", "enum": ["free", "pro"] }}, "seats": "integer" }},
          "rings": [ {{ "id": "staff", "if": {{ "attribute": "staff", "eq": true }} }} ], "flags": {{ "base": {{ }}, "f": {{ {members} }} }} }}"#
    );
    assert_eq!(said(&text), expected, "{members}");
}

fn said(text: &str) -> Vec<String> {
    let diagnostics = match Flags::parse(text) {
        Ok(flags) => flags.diagnostics().to_vec(),
        Err(error) => error.diagnostics().to_vec(),
    };
    diagnostics.iter().map(|one| one.help().map_or_else(|| one.to_string(), |help| format!("{one}; {help}"))).collect()
}

/// What is said of flags that require each other, or of segments that name each other: of each those that it is given.
fn circles(requires: bool, edges: &[&[usize]]) -> Vec<String> {
    let thing = |(index, to): (usize, &&[usize])| {
        let parts: Vec<String> =
            to.iter().map(|to| if requires { format!(r#""n{to}":"on""#) } else { format!(r#"{{"segment":"n{to}"}}"#) }).collect();
        let parts = parts.join(",");
        if requires {
            format!(r#""n{index}":{{"requires":{{{parts}}},"serve":"on"}}"#)
        } else {
            format!(r#""n{index}":{{"if":{{"any":[{parts}]}}}}"#)
        }
    };
    let things: Vec<String> = edges.iter().enumerate().map(thing).collect();
    let (section, rest) = if requires { ("flags", "") } else { ("segments", r#","flags":{}"#) };
    said(&format!(r#"{{"burgee":"1","{section}":{{{}}}{rest}}}"#, things.join(",")))
}

#[test]
fn a_circle_is_told_by_a_way_around_it() {
    let requires = |path: &str| format!("flags require each other in a circle: {path}");
    let names = |path: &str| format!("segments name each other in a circle: {path}");
    assert_eq!(circles(true, &[&[0]]), [requires("`n0` → `n0`")]);
    assert_eq!(circles(true, &[&[1], &[0]]), ["`n0` → `n1` → `n0`", "`n1` → `n0` → `n1`"].map(requires));
    let ways =
        ["`n0` → `n1` → `n3` → `n0`", "`n1` → `n2` → `n3` → `n0` → `n1`", "`n2` → `n3` → `n0` → `n1` → `n2`", "`n3` → `n0` → `n1` → `n3`"];
    assert_eq!(circles(true, &[&[1], &[2, 3], &[3], &[0]]), ways.map(requires));
    let ways = ["`n0` → `n1` → `n0`", "`n1` → `n0` → `n1`", "`n2` → `n3` → `n2`", "`n3` → `n2` → `n3`"];
    assert_eq!(circles(false, &[&[1], &[0], &[3], &[2]]), ways.map(names));
    // One that nobody would read is not told as a whole.
    let round = |count: usize| {
        let edges: Vec<[usize; 1]> = (0..count).map(|index| [(index + 1) % count]).collect();
        circles(true, &edges.iter().map(|to| &to[..]).collect::<Vec<_>>()).swap_remove(0)
    };
    assert_eq!(round(16).matches('→').count(), 16);
    assert_eq!(round(17), requires("`n0` → `n1` → …"));
}

#[test]
fn an_attribute_that_is_asked_as_it_was_not_declared() {
    says(r#""if": { "attribute": "seats", "starts_with": "1" }"#, &["`seats` is declared as integer: this can never be true or false"]);
    says(r#""if": { "attribute": "plan", "in": ["free", 5] }"#, &["`plan` is declared as string: this can never be true or false"]);
    says(r#""if": { "attribute": "plan", "eq": "por" }"#, &["\"por\" is not among the declared values of `plan`; did you mean `pro`?"]);
}

#[test]
fn names_that_nothing_has() {
    says(r#""serve": "onn""#, &["the flag has no variant `onn`; did you mean `on`?"]);
    says(r#""serve": { "ring": "stuff" }"#, &["there is no ring `stuff`; did you mean `staff`?"]);
    says(r#""requires": { "bse": "on" }"#, &["there is no flag `bse`; did you mean `base`?"]);
    says(r#""requires": { "base": "of" }"#, &["the flag has no variant `of`; did you mean `off`?"]);
    says(r#""if": { "segment": "s" }"#, &["there is no segment `s`"]);
    says(r#""enabeld": false"#, &["nothing is called `enabeld` here; did you mean `enabled`?"]);
    says(r#""off_varnt": "off""#, &["nothing is called `off_varnt` here; did you mean `off_variant`?"]);
    says(r#""snabled": false"#, &["nothing is called `snabled` here; did you mean `enabled`?"]);
    says(r#""disabled": true"#, &["nothing is called `disabled` here"]);
    says(r#""if": { "attribute": "plan", "equals": "pro" }"#, &["there is no operator `equals`"]);
    says(
        r#""rollout": { "stages": [ { "id": "5%", "percent": 5 } ] }, "progress": { "stage": "5", "since": "2026-01-01T00:00:00Z", "status": "running" }"#,
        &["there is no stage `5`; did you mean `5%`?"],
    );
}

#[test]
fn what_is_broken_is_told_by_the_way_to_it() {
    let wrong = r#""if": { "any": [] }"#;
    let rest = |rings: &str| {
        format!(
            r#"{{ "burgee": "1", "rings": [ {rings}, {{ "id": "out", "percent": 5 }} ],
              "segments": {{ "s": {{ "if": {{ "segment": "t" }} }}, "t": {{ {wrong} }} }},
              "layers": {{ "l": {{ {wrong}, "slots": [ {{ "range": [0, 100], "flags": ["c"] }} ] }} }},
              "flags": {{ "a": {{ "if": {{ "segment": "s" }} }}, "b": {{ "serve": {{ "ring": "out" }} }}, "c": {{ "serve": "on" }} }} }}"#
        )
    };
    let broken = |way: &str| format!("this depends on something that is itself refused: {way}");
    let empty = || "a list of conditions may not be empty".to_owned();
    let of_flags = |ring: &str| {
        let layer = "nothing is called `if` here".to_owned();
        let ways = [&format!("flag `b` → {ring}"), "flag `c` → layer `l`"].map(broken);
        [vec![broken("segment `s` → segment `t`"), empty(), layer, broken("flag `a` → segment `s`")], ways.to_vec()].concat()
    };
    let through = [vec![broken("ring `in` → segment `s`")], of_flags("ring `in`")].concat();
    assert_eq!(said(&rest(r#"{ "id": "in", "if": { "segment": "s" } }"#)), through);
    let nameless = [vec!["`id` is missing".to_owned(), empty()], of_flags("ring 0")].concat();
    assert_eq!(said(&rest(&format!("{{ {wrong} }}"))), nameless);
}

#[test]
fn what_was_meant_is_sought_for_a_hundred_and_not_among_too_many() {
    // Flags are read in the order of their names, and told of in that of the text.
    let first = |before: usize| {
        let wrong: Vec<String> = (0..before).map(|index| format!(r#""{index}":1"#)).collect();
        said(&format!(r#"{{"burgee":"1","flags":{{"b":{{"enabeld":true}},"a":{{{}}}}}}}"#, wrong.join(","))).swap_remove(0)
    };
    assert_eq!(first(100), "nothing is called `enabeld` here; did you mean `enabled`?");
    assert_eq!(first(101), "nothing is called `enabeld` here");
    assert_eq!(first(102), "nothing is called `enabeld` here");
    // Each is compared at the price of its letters times those that are there.
    let segment = |near: usize| {
        let letter = |index: usize, count: usize| char::from(b'a' + (index % 26) as u8).to_string().repeat(count);
        let rest = |index: usize| letter(index, 29) + &letter(index / 26, 220);
        let name = |index: usize| letter(index, 1) + &rest(index);
        let segments: Vec<String> = (0..200).map(|index| format!(r#""{}":{{"if":{{"attribute":"a","eq":1}}}}"#, name(index))).collect();
        let asked = format!("0{}", rest(near));
        let told =
            said(&format!(r#"{{"burgee":"1","segments":{{{}}},"flags":{{"f":{{"if":{{"segment":"{asked}"}}}}}}}}"#, segments.join(",")));
        told.iter().map(|told| told.contains("did you mean")).collect::<Vec<_>>()
    };
    assert_eq!((segment(3), segment(199)), (vec![true], vec![false]));
    // Of long names the first letters count, for how many may differ too.
    let long = |letter: &str| letter.repeat(250);
    assert_eq!(said(&format!(r#"{{"burgee":"1","flags":{{"f":{{"{}":1,"if":{{"segment":"{}"}}}}}},"segments":{{"{}":{{"if":{{"attribute":"a","eq":1}}}}}}}}"#, long("x"), long("y"), long("z"))).iter().filter(|told| told.contains("did you mean")).count(), 0);
}

#[test]
fn of_keys_that_stand_twice_the_first_hundred_are_told() {
    for (again, told) in [(99, 99), (100, 100), (101, 100), (150, 100)] {
        let members = r#""x-a":1,"#.repeat(again);
        let text = format!(r#"{{"burgee":"1","flags":{{"f":{{{members}"x-a":1}}}}}}"#);
        let flags = Flags::parse(&text).unwrap();
        let columns: Vec<u32> = flags.diagnostics().iter().map(burgee::Diagnostic::column).collect();
        let expected: Vec<u32> = (0..told).map(|index| 37 + 8 * index).collect();
        assert_eq!(columns, expected, "{again}");
    }
}

#[test]
fn values_that_are_none() {
    says(r#""serve": { "percent": 101 }"#, &["`101` is not a percentage: a plain number from 0 to 100 with at most three decimals"]);
    says(r#""enabled": "yes""#, &["this is a string, expected a boolean"]);
    says(
        r#""if": { "attribute": "email", "email_domain": "ada@x.com" }"#,
        &["`ada@x.com` is not a domain such as `company.com` or `*.company.com`; write the domain alone: `x.com`"],
    );
    says(
        r#""if": { "attribute": "v", "semver": "^1.2" }"#,
        &["`^1.2` is not a list of comparators such as `>=2.1.0 <3.0.0`; write the two ends: `>=1.2.0 <2.0.0`"],
    );
    says(
        r#""if": { "attribute": "ip", "ip_in": "10.0.0.0/33" }"#,
        &["`10.0.0.0/33` is not an address or a range such as `10.0.0.0/8` with no bit set beyond the prefix"],
    );
    says(
        r#""if": { "attribute": "t", "before": "tomorrow" }"#,
        &["`tomorrow` is not an RFC 3339 date-time such as `2026-11-21T09:00:00Z`"],
    );
    says(
        r#""if": { "attribute": "t", "age": { "gt": "1 day" } }"#,
        &["`1 day` is not a duration such as `365d` or `1d12h` (units w d h m s, in this order)"],
    );
    says(r#""if": { "attribute": "t", "matches": "(" }"#, &["this pattern cannot be used: found open group without closing ')'"]);
    says(r#""if": { "any": [] }"#, &["a list of conditions may not be empty"]);
    says(
        r#""if": { "percent": 5, "segment": "s" }"#,
        &["a condition has one of `all`, `any`, `not`, `segment`, `ring`, `percent`, `now`, `attribute`; this has 2"],
    );
    says(
        r#""rules": [ { "id": "a", "serve": "on" }, { "id": "a", "serve": "off", "on_miss": "next" } ]"#,
        &["the id `a` is used twice", "`next` is none of `off`, `continue`"],
    );
    says(r#""salt": """#, &["a salt may not be empty"]);
    says(
        r#""serve": { "split": [ { "variant": "on", "percent": 40 }, { "variant": "off", "percent": 50 } ] }"#,
        &["the parts of a split are 100 % in all, these are 90 %"],
    );
}

#[test]
fn gates_that_bound_twice_or_compare_with_nobody() {
    let gate = |gate: &str| {
        format!(
            r#""rollout": {{ "stages": [ {{ "id": "a", "ring": "staff", "gates": [ {{ "metric": "m", "min_samples": 1, {gate} }} ] }} ] }}"#
        )
    };
    says(&gate(r#""lt": 1, "gte": 2"#), &["`gte` and `lt` exclude each other"]);
    says(&gate(r#""lte": 1, "gt": 2"#), &["`gt` and `lte` exclude each other"]);
    says(
        &gate(r#""lte": { "times_baseline": 2 }"#),
        &["`lte` has no effect here: only a stage that is drawn has a control arm to compare with"],
    );
}

#[test]
fn a_text_that_is_no_json() {
    for (text, expected) in
        [(r#"{"burgee":"1",}"#, "another member after the comma, or no comma"), (r#"{"burgee":"1",flags:{}}"#, "a key in quotes")]
    {
        assert_eq!(said(text), [format!("this is not JSON: expected {expected}")], "{text}");
    }
}

#[test]
fn a_pointer_leads_to_a_line_and_a_column() {
    let text = "{\n  \"a/b\": [1, { \"~\": 2 }],\n \"ü\": \"\", \"c\": 3 }";
    for (pointer, place) in
        [("", Some((1, 1))), ("/a~1b", Some((2, 10))), ("/a~1b/1", Some((2, 14))), ("/a~1b/1/~0", Some((2, 21))), ("/c", Some((3, 16)))]
    {
        assert_eq!(locate(text, pointer), place, "{pointer}");
    }
    for pointer in ["/d", "/a~1b/2", "/a~1b/x", "/c/0"] {
        assert_eq!(locate(text, pointer), None, "{pointer}");
    }
    assert_eq!(locate("{", ""), None);
}

#[test]
fn observations_that_are_none() {
    let one = r#"{ "stage": "a", "from": "2026-03-01T09:00:00Z", "to": "2026-03-01T10:00:00Z", "units": { "treatment": 10, "control": 10 }, "metrics": { "m": { "treatment": { "count": 1, "of": 10 } } } }"#;
    let of = |text: &str| Observations::parse("metrics.json", text).map_err(|error| error.to_string());
    let len = |text: &str| of(text).map(|observations| (observations.len(), observations.is_empty()));
    assert_eq!(len("[]"), Ok((0, true)));
    assert_eq!(len(&format!("[{one},{}]", one.replace("T10", "T11").replace("T09", "T10"))), Ok((2, false)));
    let refused = |text: &str| of(text).map(|_| ()).unwrap_err();
    assert_eq!(refused("[\n 5 ]"), "metrics.json:2:2: this is a number, expected an object [wrong-type]");
    assert_eq!(
        refused(&one.replace("\"count\": 1", "\"count\": 11")),
        "metrics.json:1:178: `10` is none of the numbers from `count` up [bad-value]"
    );
    assert_eq!(
        refused(&one.replace("\"of\": 10", "\"of\": 1000000000001")),
        "metrics.json:1:177: `1000000000001` is none of the integers from 0 to 10^12 [bad-value]"
    );
    assert_eq!(refused(&one.replace("\"count\": 1, ", "")), "metrics.json:1:157: `count` is missing [missing-field]");
    assert_eq!(refused(&one.replace(", \"of\": 10", "")), "metrics.json:1:157: `of` is missing [missing-field]");
}
