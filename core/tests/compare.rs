//! Two documents beside each other: whom a change moves.

use burgee::{Comparison, Context, Difference, Flags, Move, SAMPLES, Tally, differences};

#[expect(clippy::expect_used, reason = "the documents are written here")]
fn comparison(before: &str, after: &str) -> Comparison {
    let flags = |flags: &str| Flags::parse(&format!(r#"{{ "burgee": "1", "flags": {{ {flags} }} }}"#)).expect("it is a document");
    Comparison::new(flags(before), flags(after))
}

fn tally(comparison: &Comparison, units: u32) -> Tally<'_> {
    let mut tally = comparison.tally();
    for number in 0..units {
        let key = format!("user-{number}");
        let country = if number % 4 == 0 { "US" } else { "DE" };
        tally.add(&Context::new(key.as_str()).with("country", country), &key, 0);
    }
    tally
}

#[test]
fn every_unit_that_moves_is_counted_once_and_says_why() {
    let rule = |percent: u32| {
        format!(
            r#""a": {{ "rules": [ {{ "id": "us", "if": {{ "attribute": "country", "eq": "US" }}, "serve": "on" }} ], "serve": {{ "percent": {percent} }} }}"#
        )
    };
    let comparison = comparison(&rule(20), &rule(10));
    let tally = tally(&comparison, 1000);
    let flag = tally.flags().next().expect("it changed");
    let lost = flag.units(Move::Lost);
    assert_eq!((flag.units(Move::Gained), flag.units(Move::Other), flag.moved()), (0, 0, lost));
    assert_eq!(flag.before - flag.after, lost);
    assert!((50..100).contains(&lost), "about a tenth of three quarters: {lost}");
    let [group] = flag.groups()[..] else { panic!("all move for one reason") };
    assert_eq!((group.before.variant.as_deref(), group.after.variant.as_deref()), (Some("on"), Some("off")));
    assert_eq!((group.before.cause, &group.before.rule, group.units), ("percent", &None, lost));
    assert_eq!(group.samples.len(), SAMPLES);
    assert!((tally.greatest_share() - lost as f64 / 1000.0).abs() < 1e-12);
    assert_eq!(tally.units(), 1000);
}

#[test]
fn another_value_of_the_same_variant_is_a_move_and_the_same_answer_is_none() {
    let flag = |value: u32, percent: u32| {
        format!(r#""a": {{ "variants": {{ "off": 0, "new": {value} }}, "serve": {{ "percent": {percent}, "variant": "new" }} }}"#)
    };
    let moves = |before: &str, after: &str| {
        let comparison = comparison(before, after);
        assert!(!comparison.changes().is_empty());
        let tally = tally(&comparison, 100);
        let flag = tally.flags().next().expect("it changed");
        Move::ALL.iter().map(|moved| flag.units(*moved)).collect::<Vec<_>>()
    };
    assert_eq!(moves(&flag(1, 100), &flag(2, 100)), [0, 0, 100]);
    assert_eq!(moves(&flag(1, 99), &flag(1, 100))[1..], [0, 0]);
    assert_eq!(moves(&flag(1, 100), r#""a": { "variants": { "off": 0, "other": 1 }, "serve": "other" }"#), [0, 0, 100]);
    assert!(comparison(&flag(1, 5), &flag(1, 5)).changes().is_empty());
}

#[test]
fn units_stand_in_one_group_whose_move_and_reasons_are_one() {
    let rule = |country: &str| format!(r#"{{ "id": "{country}", "if": {{ "attribute": "country", "eq": "{country}" }}, "serve": "on" }}"#);
    let rules = |rules: &[&str]| {
        format!(r#""rules": [ {} ], "serve": "off""#, rules.iter().map(|country| rule(country)).collect::<Vec<_>>().join(", "))
    };
    let groups = |before: &str, after: &str| {
        let comparison = comparison(before, after);
        let tally = tally(&comparison, 8);
        let flag = tally.flags().find(|flag| flag.flag == "a").expect("it changed");
        flag.groups().iter().map(|group| (group.before.rule.clone(), group.units)).collect::<Vec<_>>()
    };
    let of_rules = groups(&format!(r#""a": {{ {} }}"#, rules(&["US", "DE"])), r#""a": { "serve": "off" }"#);
    assert_eq!(of_rules, [(Some("DE".to_owned()), 6), (Some("US".to_owned()), 2)]);
    // Which flag is missing is part of a shape, and not told.
    let required = format!(r#""us": {{ {} }}, "de": {{ {} }}"#, rules(&["US"]), rules(&["DE"]));
    let of_one_reason = groups(
        &format!(r#"{required}, "a": {{ "serve": "on" }}"#),
        &format!(r#"{required}, "a": {{ "requires": {{ "us": "on", "de": "on" }}, "serve": "on" }}"#),
    );
    assert_eq!(of_one_reason, [(None, 8)]);
}

#[test]
fn flags_that_come_and_go_are_off_where_they_are_not() {
    let comparison =
        comparison(r#""gone": { "serve": "on" }, "kept": { "serve": "on" }"#, r#""kept": { "serve": "on" }, "new": { "serve": "on" }"#);
    assert_eq!(
        (comparison.changes().added.as_slice(), comparison.changes().removed.as_slice()),
        (&["new".to_owned()][..], &["gone".to_owned()][..])
    );
    let tally = tally(&comparison, 10);
    let moved: Vec<_> = tally.flags().map(|flag| (flag.flag.as_str(), flag.units(Move::Gained), flag.units(Move::Lost))).collect();
    assert_eq!(moved, [("gone", 0, 10), ("new", 10, 0)]);
    assert_eq!(tally.flags().next().expect("gone").groups()[0].after.cause, "flag-not-found");
}

#[test]
fn dependants_are_compared_and_others_are_not() {
    let document = |percent: u32| {
        format!(
            r#""base": {{ "serve": {{ "percent": {percent} }} }}, "leans": {{ "requires": {{ "base": "on" }}, "serve": "on" }}, "other": {{ "serve": {{ "percent": 50 }} }}"#
        )
    };
    let comparison = comparison(&document(5), &document(6));
    assert_eq!(comparison.changes().changed, ["base", "leans"]);
    let tally = tally(&comparison, 2000);
    let gained: Vec<u64> = tally.flags().map(|flag| flag.units(Move::Gained)).collect();
    assert!(gained[0] > 0 && gained[0] == gained[1]);
}

#[test]
fn another_variant_is_neither_gained_nor_lost() {
    let variants = r##""variants": { "control": "#0a0", "red": "#f00", "blue": "#00f" }, "off_variant": "control""##;
    let comparison =
        comparison(&format!(r#""a": {{ {variants}, "serve": "red" }}"#), &format!(r#""a": {{ {variants}, "serve": "blue" }}"#));
    let tally = tally(&comparison, 3);
    assert_eq!(tally.flags().next().map(|flag| flag.units(Move::Other)), Some(3));
    let json = r#"{"units":3,"flags":[{"flag":"a","before":3,"after":3,"gained":0,"lost":0,"other":3,"groups":[{"moved":"other","before":{"variant":"red","cause":"serve"},"after":{"variant":"blue","cause":"serve"},"units":3,"samples":["user-0","user-1","user-2"]}]}]}"#;
    assert_eq!(tally.to_json(), json);
}

#[expect(clippy::expect_used, reason = "the texts are written here")]
fn found(before: &str, after: &str) -> Vec<(String, Option<String>, Option<String>)> {
    let line = |Difference { place, before, after }| (place.join(" "), before, after);
    differences(before, after).expect("both are JSON").into_iter().map(line).collect()
}

#[test]
fn what_is_written_otherwise_and_means_the_same_is_no_difference() {
    assert_eq!(found(r#"{ "a": 1.0, "b": [ { "x": "A", "y": 2 } ] }"#, "{\"b\":[{\"y\":2,\"x\":\"\\u0041\"}],\n\"a\":1}"), []);
}

#[test]
fn named_elements_are_compared_by_name_and_their_order_is_told() {
    let before = r#"[{"id":"a","v":1},{"id":"b","v":1},{"id":"c","v":1}]"#;
    let after = r#"[{"id":"c","v":2},{"id":"b","v":1},{"id":"d","v":1}]"#;
    let text = |text: &str| Some(text.to_owned());
    let expected = [
        ("a".to_owned(), text(r#"{"id":"a","v":1}"#), None),
        ("c v".to_owned(), text("1"), text("2")),
        ("d".to_owned(), None, text(r#"{"id":"d","v":1}"#)),
        ("order".to_owned(), text("b, c"), text("c, b")),
    ];
    assert_eq!(found(before, after), expected);
    // A name is a name wherever it stands in its element.
    let noted = |note: &str| format!(r#"[{{"note":"x","id":"a"}},{{"note":"{note}","id":"b"}}]"#);
    assert_eq!(found(&noted("x"), &noted("y")), [("b note".to_owned(), text("\"x\""), text("\"y\""))]);
}

#[test]
fn other_arrays_differ_as_a_whole() {
    assert_eq!(
        found(r#"{"in":["US","CA"]}"#, r#"{"in":["US"]}"#),
        [("in".to_owned(), Some(r#"["US","CA"]"#.to_owned()), Some(r#"["US"]"#.to_owned()))]
    );
    assert_eq!(differences("{", "{}"), None);
    let is_other = |before: &str, after: &str| !found(&format!(r#"{{"of":[{before}]}}"#), &format!(r#"{{"of":[{after}]}}"#)).is_empty();
    for (before, after) in [
        (r#"{"x":1}"#, r#"{"x":1,"y":2}"#),
        (r#"{"x":1,"y":2}"#, r#"{"x":1}"#),
        (r#"{"x":1,"y":2}"#, r#"{"x":1,"y":3}"#),
        (r#"{"x":1}"#, r#"{"y":1}"#),
        ("[1]", "[1,2]"),
        ("[1,2]", "[1]"),
        ("[1,2]", "[1,3]"),
        ("1", r#""1""#),
        (r#""a""#, r#""b""#),
        ("true", "false"),
    ] {
        assert!(is_other(before, after), "{before} {after}");
    }
    for (before, after) in [(r#"{"x":1,"y":2}"#, r#"{"y":2.0,"x":1}"#), ("[1,2]", "[1.0, 2e0]"), (r#""\u0061""#, r#""a""#)] {
        assert!(!is_other(before, after), "{before} {after}");
    }
}
