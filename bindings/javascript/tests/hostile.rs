//! Whatever stands in the input, and whatever numbers come with it: a call answers, and never panics.

use burgee_javascript::{Engine, FAILED};
use proptest::prelude::*;

const DOCUMENT: &str = r#"{ "burgee": "1", "flags": {
    "text": { "rules": [ { "id": "r", "if": { "attribute": "a", "eq": "x" }, "serve": "on" } ], "serve": "off" },
    "list": { "rules": [ { "id": "r", "if": { "attribute": "b", "has_any": ["x"] }, "serve": "on" } ], "serve": "off" },
    "number": { "rules": [ { "id": "r", "if": { "attribute": "c", "gt": 1 }, "serve": "on" } ], "serve": "off" },
    "there": { "rules": [ { "id": "r", "if": { "attribute": "d", "exists": true }, "serve": "on" } ], "serve": "off" },
    "drawn": { "serve": { "percent": 50 } }
} }"#;
const ATTRIBUTES: usize = 5;
/// Where text begins.
const TEXT: u32 = 64 + 16 * ATTRIBUTES as u32;

/// A record's tag, payload, offset and number.
type Record = (u32, u32, u32, f64);

/// Texts with their lengths before them.
fn framed(texts: &[&[u8]]) -> Vec<u8> {
    texts.iter().flat_map(|text| [&(text.len() as u32).to_le_bytes(), *text].concat()).collect()
}

fn loaded() -> (Engine, i32) {
    let mut engine = Engine::new();
    let input = framed(&[b"flags.json", DOCUMENT.as_bytes()]);
    let document = engine.load(&input, input.len() as u32, true);
    assert!(document >= 0 && engine.attributes(document) == ATTRIBUTES as i32, "{}", engine.text());
    (engine, document)
}

/// An area with these records, and then these bytes.
fn area(records: &[Record], rest: &[u8]) -> Vec<u8> {
    let mut area = vec![0; 64];
    for (tag, payload, offset, number) in records {
        area.extend((tag | payload << 3).to_ne_bytes());
        area.extend(offset.to_ne_bytes());
        area.extend(number.to_ne_bytes());
    }
    area.extend(rest);
    area
}

/// Whether a flag is on where the one attribute that it reads has this record, and these bytes follow.
#[track_caller]
fn is_on(key: &str, record: Record, rest: &[u8]) -> bool {
    let (mut engine, document) = loaded();
    // All records alike: only one is asked for.
    let mut area = area(&[record; ATTRIBUTES], rest);
    let flag = engine.find(key.as_bytes(), document, key.len() as u32);
    let answer = engine.evaluate(&mut area, document, flag, -1, 0.0);
    assert!(answer >= 0);
    answer == 1
}

#[test]
fn records_are_what_the_table_says() {
    assert!(is_on("text", (1, 1, TEXT, 0.0), b"x") && !is_on("text", (1, 1, TEXT, 0.0), b"y"));
    assert!(is_on("number", (2, 0, 0, 2.0), b"") && !is_on("number", (2, 0, 0, f64::NAN), b""));
    assert!(!is_on("there", (0, 0, 0, 0.0), b"") && !is_on("there", (4, 0, 0, 0.0), b""));
    for record in [(3, 1, 0, 0.0), (5, 0, 0, 0.0), (5, 7, 0, 0.0), (6, 0, 0, 0.0), (7, 1, TEXT, 0.0)] {
        assert!(is_on("there", record, &[2]), "{record:?}");
    }
}

#[test]
fn text_that_ends_behind_the_input_or_is_no_utf_8_is_there_and_compares_with_nothing() {
    for record in [(1, 2, TEXT, 0.0), (1, 1, u32::MAX, 0.0), (1, u32::MAX >> 3, TEXT, 0.0), (1, u32::MAX >> 3, u32::MAX, 0.0)] {
        assert!(is_on("there", record, b"x") && !is_on("text", record, b"x"), "{record:?}");
    }
    assert!(is_on("there", (1, 1, TEXT, 0.0), b"\xff") && !is_on("text", (1, 1, TEXT, 0.0), b"\xff"));
}

#[test]
fn an_area_without_records_has_no_attributes() {
    let (mut engine, document) = loaded();
    for length in 0..TEXT as usize {
        let mut area = vec![0; length];
        assert_eq!(engine.evaluate(&mut area, document, 0, -1, 0.0), 0);
    }
}

#[test]
fn a_list_is_decoded_and_what_does_not_decode_is_there_and_holds_nothing() {
    let list = [5, 1, 0, 0, 0, 4, 1, 0, 0, 0, b'x'];
    let whole = (7, list.len() as u32, TEXT, 0.0);
    assert!(is_on("list", whole, &list));
    for length in 0..list.len() as u32 {
        let part = (7, length, TEXT, 0.0);
        assert!(!is_on("list", part, &list) && is_on("there", part, &list), "{length} bytes");
    }
    for (at, byte) in [(0, 11), (1, 2), (4, 255), (6, 2), (9, 255), (10, 0xff)] {
        let mut broken = list;
        broken[at] = byte;
        assert!(!is_on("list", whole, &broken) && is_on("there", whole, &broken), "byte {at}");
    }
}

/// Lists, so many in each other, with something innermost.
fn nested(lists: usize, innermost: &[u8]) -> Vec<u8> {
    [[5, 1, 0, 0, 0].repeat(lists), innermost.to_vec()].concat()
}

#[test]
fn a_context_may_be_as_deep_as_its_text() {
    let member = |value: &[u8]| [&[6, 1, 0, 0, 0, 1, 0, 0, 0, b'd'], value].concat();
    let attributes = |value: &[u8]| [b"\x06\x01\0\0\0\x0a\0\0\0attributes".as_slice(), &member(value)].concat();
    let (mut engine, _) = loaded();
    for (lists, is_context) in [(0, true), (63, true), (64, false), (100_000, false)] {
        let tree = attributes(&nested(lists, &[0]));
        assert_eq!(engine.context(&tree, tree.len() as u32) >= 0, is_context, "{lists} lists");
        let text = format!("{{\"d\":{}0{}}}", "[".repeat(lists), "]".repeat(lists));
        assert_eq!(engine.context_text(text.as_bytes(), text.len() as u32) >= 0, is_context, "{lists} lists as text");
    }
}

#[test]
fn a_count_that_lies_costs_no_memory() {
    // Each of these lists says that it has four thousand million items.
    let tree = [5, 255, 255, 255, 255].repeat(64);
    assert!(!is_on("list", (7, tree.len() as u32, TEXT, 0.0), &tree));
}

#[test]
fn a_stale_handle_answers_nothing() {
    let (mut engine, document) = loaded();
    let context = engine.context(&[6, 0, 0, 0, 0], 5);
    let store = engine.store();
    assert!(context >= 0 && store >= 0);
    assert_eq!(engine.evaluate(&mut [0; 64], document, 0, context, 0.0), 0);
    assert_eq!((engine.release(1, context), engine.release(1, context)), (0, FAILED));
    assert_eq!(engine.evaluate(&mut [0; 64], document, 0, context, 0.0), FAILED);
    assert_eq!((engine.store_promote(store, document), engine.store_promote(store, 9)), (0, FAILED));
    assert_eq!((engine.release(2, store), engine.store_restore(store), engine.store_promote(store, document)), (0, FAILED, FAILED));
    assert_eq!((engine.release(0, document), engine.release(0, document), engine.release(9, 0)), (0, FAILED, FAILED));
    assert_eq!(engine.evaluate(&mut [0; 64], document, 0, -1, 0.0), FAILED);
    assert_eq!((engine.summary(document), engine.describe(document, 0), engine.attributes(document)), (FAILED, FAILED, FAILED));
    // The seat is taken again; the old handle still names nothing.
    let input = framed(&[b"flags.json", DOCUMENT.as_bytes()]);
    let again = engine.load(&input, input.len() as u32, false);
    assert!(again >= 0 && again != document && engine.summary(document) == FAILED);
}

#[test]
fn a_kept_context_answers_the_same_however_often_and_of_whichever_document_it_is_asked() {
    let (mut engine, document) = loaded();
    let input = framed(&[b"flags.json", br#"{ "burgee": "1", "flags": { "drawn": { "serve": { "percent": 100 } } } }"#]);
    let others = [0; 3].map(|_| engine.load(&input, input.len() as u32, true));
    let text = br#"{ "key": "u", "a": "x" }"#;
    let context = engine.context_text(text, text.len() as u32);
    let flag = engine.find(b"text", document, 4);
    for round in 0..4 {
        for repeated in 0..3 {
            assert_eq!(engine.evaluate(&mut [0; 64], document, flag, context, 0.0), 1, "{round} {repeated}");
        }
        for other in others {
            assert_eq!(engine.evaluate(&mut [0; 64], other, 0, context, 0.0), 1, "{round}");
        }
    }
}

#[test]
fn the_results_of_all_flags_stand_behind_all_text() {
    let (mut engine, document) = loaded();
    let mut area = area(&[(1, 3, TEXT, 0.0); ATTRIBUTES], b"abc");
    let before = area.clone();
    let needed = engine.evaluate_all(&mut area, document, -1, 0.0);
    assert!(needed < -1 && area == before);
    area.resize(needed.unsigned_abs() as usize, 0);
    assert_eq!(engine.evaluate_all(&mut area, document, -1, 0.0), 5);
    assert_eq!(area[..before.len()], before);
    assert!(engine.results() as usize >= before.len());
}

/// A number as JavaScript might pass it: near a handle, or anywhere.
fn number() -> impl Strategy<Value = i32> {
    prop_oneof![-3..4, any::<i32>()]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_an_input(
        bytes in prop::collection::vec(prop_oneof![0_u8..12, any::<u8>()], 0..400),
        numbers in prop::array::uniform4(number()),
        now in any::<f64>(),
    ) {
        let (mut engine, document) = loaded();
        let [first, second, third, fourth] = numbers;
        let length = fourth.unsigned_abs();
        let mut area = bytes.clone();
        for document in [document, first] {
            for flag in [0, 1, 2, 3, 4, second] {
                for context in [-1, third] {
                    engine.evaluate(&mut area, document, flag, context, now);
                    engine.decision(&area, document, flag, context, now);
                    engine.explain(&area, document, flag, context, now, fourth > 0);
                    // Each time that there is more room, text that lay behind the end may lie before it: once a record at most.
                    for round in 0.. {
                        let needed = engine.evaluate_all(&mut area, document, context, now);
                        if needed >= -1 {
                            break;
                        }
                        let needed = needed.unsigned_abs() as usize;
                        prop_assert!(round < 8 && needed <= area.len().saturating_add(16 * 6).saturating_add(TEXT as usize));
                        area.resize(needed, 0);
                    }
                }
            }
        }
        for length in [length, bytes.len() as u32] {
            engine.find(&bytes, document, length);
            engine.load(&bytes, length, false);
            engine.context(&bytes, length);
            engine.context_text(&bytes, length);
            engine.bucket(&bytes, first.unsigned_abs(), length);
            let store = engine.store();
            engine.store_load(&bytes, store, length, true);
            engine.store_promote(store, first);
            engine.store_promote(store, document);
            engine.store_restore(store);
            engine.release(first.unsigned_abs(), second);
        }
    }

    #[test]
    fn any_bytes_behind_a_record_are_a_tree_or_none(
        bytes in prop::collection::vec(prop_oneof![0_u8..12, any::<u8>()], 0..400),
        wrapped in any::<bool>(),
    ) {
        let head: &[u8] = if wrapped { b"\x06\x01\0\0\0\x0a\0\0\0attributes" } else { &[] };
        let tree = [head, &bytes].concat();
        is_on("list", (7, tree.len() as u32, TEXT, 0.0), &tree);
        Engine::new().context(&tree, tree.len() as u32);
    }
}
