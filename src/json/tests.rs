//! What is JSON, and what is not.

use super::*;
use alloc::string::ToString as _;
use alloc::{format, vec};
use proptest::prelude::*;

fn error(text: &[u8]) -> JsonError {
    Document::parse(text).unwrap_err()
}

#[test]
fn reads_what_json_is() {
    let text = r#" {"a": [1, -0.5e+3, true, null], "b/c~": {"": "\u00e9\ud83d\ude00\n"}} "#;
    let document = Document::parse(text.as_bytes()).unwrap();
    let value = document.root();
    let written = value.to_json();
    assert_eq!(written, r#"{"a":[1,-0.5e+3,true,null],"b/c~":{"":"é😀\u000a"}}"#);
    let again = Document::parse(written.as_bytes()).unwrap();
    assert_eq!(again.root().to_json(), written);
    assert_eq!(value.pointer("/a/1").unwrap().as_number(), Some("-0.5e+3"));
    assert_eq!(value.pointer("/a/2").unwrap().as_bool(), Some(true));
    assert_eq!(value.pointer("/b~1c~0/").unwrap().as_str(), Some("é😀\n"));
    for wrong in ["/a/4", "/a/01", "/a/00", "/a/+1", "/a/-0", "/a/", "/a/1.0", "/a/ 1"] {
        assert!(value.pointer(wrong).is_none(), "{wrong}");
    }
    assert_eq!(value.pointer("/a/0").unwrap().raw(), "1");
    assert!(value.pointer("/a/1/0").is_none());
    assert_eq!(value.pointer("").unwrap().raw(), text.trim());
    assert_eq!(value.get("a").unwrap().raw(), "[1, -0.5e+3, true, null]");
    assert_eq!(value.get("a").unwrap().items().count(), 4);
    assert_eq!(value.get("a").unwrap().entries().count(), 0);
    assert_eq!(value.items().count(), 0);
}

#[test]
fn keeps_positions_and_tapes() {
    let mut tape = Tape::default();
    let first = Document::parse_onto(&mut tape, br#"{"k\u0065y": ["\t", 2]}"#).unwrap();
    let position = first.root().pointer("/key/0").unwrap().position();
    let kept = first.into_owned();
    assert_eq!(kept.at(position).as_str(), Some("\t"));
    tape = kept.into_tape();
    assert!(Document::parse_onto(&mut tape, b"[1,").is_err());
    let capacity = tape.entries.capacity();
    assert!(capacity > 0);
    let second = Document::parse_onto(&mut tape, br#"["\n"]"#).unwrap();
    assert_eq!(second.root().to_json(), r#"["\u000a"]"#);
    assert_eq!(second.into_tape().entries.capacity(), capacity);
}

#[test]
fn refuses_what_json_is_not() {
    for (text, wanted, code) in [
        ("", "the end of the text at byte 0", "malformed_json"),
        ("\u{feff}{}", "a byte order mark at byte 0", "byte_order_mark"),
        ("{} x", "text after the value at byte 3", "trailing_text"),
        (r#"{"a":1,"\u0061":2}"#, "a key that was there before at byte 7", "duplicate_key"),
        (r#"{"a":1,}"#, "no key at byte 7", "malformed_json"),
        ("[1,]", "no JSON value at byte 3", "malformed_json"),
        ("[1 2]", "no `,` or `]` at byte 3", "malformed_json"),
        (r#"{"a" 1}"#, "no `:` at byte 5", "malformed_json"),
        (r#"{"a":1 2}"#, "no `,` or `}` at byte 7", "malformed_json"),
        ("01", "text after the value at byte 1", "trailing_text"),
        ("1.", "no digit at byte 2", "malformed_json"),
        ("+1", "no JSON value at byte 0", "malformed_json"),
        ("-", "no digit at byte 1", "malformed_json"),
        ("nul", "no JSON value at byte 0", "malformed_json"),
        (r#""\ud800""#, "half a surrogate pair at byte 2", "lone_surrogate"),
        (r#""\udc00""#, "half a surrogate pair at byte 2", "lone_surrogate"),
        (r#""\u12"#, "no four hexadecimal digits at byte 2", "malformed_json"),
        (r#""\x""#, "an unknown escape at byte 1", "malformed_json"),
        ("\"a\nb\"", "a control character in a string at byte 2", "malformed_json"),
        ("\"a", "the end of the text in a string at byte 2", "malformed_json"),
        (&"[".repeat(100_000), "nesting deeper than 32 levels at byte 32", "too_deep"),
        ("[1, 1e999]", "a number beyond the largest double at byte 4", "number_out_of_range"),
    ] {
        let error = error(text.as_bytes());
        assert_eq!((&*error.to_string(), error.code()), (wanted, code), "{text:.40}");
    }
    let error = error(b"\"\xff\"");
    assert_eq!(error.to_string(), "bytes that are not UTF-8 at byte 1");
    assert_eq!(error.code(), "invalid_utf8");
}

#[test]
fn reads_as_deep_as_it_says() {
    let nested = |depth| "[".repeat(depth) + &"]".repeat(depth);
    assert!(Document::parse(nested(32).as_bytes()).is_ok());
    assert_eq!(error(nested(33).as_bytes()).at, 32);
}

#[test]
fn tells_a_repeated_key_among_many() {
    for count in [2, 15, 16, 17, 18, 1000] {
        let keys = |last: usize| {
            let mut text = String::from("{");
            for key in 0..count - 1 {
                text += &format!("\"{}\":{{\"0\":[]}},", key * 7919 % 10007);
            }
            text + &format!("\"{}\":0}}", last * 7919 % 10007)
        };
        assert!(Document::parse(keys(count).as_bytes()).is_ok(), "{count}");
        for repeated in [0, (count - 1) / 2, count - 2] {
            let text = keys(repeated);
            let error = error(text.as_bytes());
            assert_eq!(error.code(), "duplicate_key", "{count} {repeated}");
            assert_eq!(Some(error.at), text.rfind(",").map(|comma| comma + 1));
        }
    }
}

#[test]
fn takes_proto_for_a_plain_key() {
    let document = Document::parse(br#"{"__proto__": 1}"#).unwrap();
    assert_eq!(document.root().get("__proto__").unwrap().raw(), "1");
}

/// Texts that look like JSON: what a reader gets wrong is never plain noise.
fn any_text() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop::sample::select(vec![
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "\"",
        "\"a\":",
        "\"b\":",
        "\"\"",
        "\"é\"",
        "\"eight bytes\"",
        "\\",
        "\\u00e9",
        "\\ud83d",
        "\\ude00",
        "\\n",
        "\\x",
        "-",
        "0",
        "17",
        ".5",
        "e",
        "E+3",
        "1e308",
        "1.8e308",
        "e-400",
        "true",
        "false",
        "null",
        "nul",
        " ",
        "\n",
        "\t",
        "\u{1}",
        "\u{7f}",
    ]);
    let noise = prop::collection::vec(piece, 0..9).prop_map(|pieces| pieces.concat());
    let value = prop::sample::select(vec![
        "1",
        "-0.5e+2",
        "\"\"",
        "\"\\ud83d\\ude00 and more\"",
        "true",
        "null",
        "[]",
        "{}",
    ])
    .prop_map(String::from);
    let value = value.prop_recursive(4, 30, 5, |inner| {
        let key = prop::sample::select(vec!["a", "\\u0061", "b", "some longer key", ""]);
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5)
                .prop_map(|items| format!("[ {} ]", items.join(" ,"))),
            prop::collection::vec((key, inner), 0..4).prop_map(|entries| {
                let entries = entries.iter().map(|(key, value)| format!("\"{key}\": {value}"));
                format!("{{{}}}", entries.collect::<Vec<String>>().join(",\n"))
            }),
        ]
    });
    let text = (value, noise, any::<prop::sample::Index>(), 0..4);
    text.prop_map(|(mut text, noise, at, how)| {
        let at = text.char_indices().map(|(index, _)| index).nth(at.index(text.len())).unwrap_or(0);
        match how {
            0 => text.insert_str(at, &noise),
            1 => drop(text.drain(..at)),
            _ => {}
        }
        let mut bytes = text.into_bytes();
        if how == 0 && noise.len() == 3 {
            bytes.insert(at, 0xff);
        }
        bytes
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4000, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn reads_what_serde_json_reads(text in any_text()) {
        let other = serde_json::from_slice::<serde_json::Value>(&text);
        match Document::parse(&text) {
            Ok(document) => {
                let written = document.root().to_json();
                let again = serde_json::from_str::<serde_json::Value>(&written);
                prop_assert_eq!(again.unwrap(), other.unwrap());
                let mut walked = Vec::new();
                walk(document.root(), &mut walked);
                prop_assert!(walked.iter().all(|part| Document::parse(part.as_bytes()).is_ok()));
            }
            // serde_json takes the last of them.
            Err(error) if error.code() == "duplicate_key" => {}
            Err(error) => prop_assert!(other.is_err(), "{}", error),
        }
    }
}

/// The text of every value.
fn walk<'a>(value: Json<'a>, parts: &mut Vec<&'a str>) {
    parts.push(value.raw());
    value.items().for_each(|item| walk(item, parts));
    value.entries().for_each(|(_, value)| walk(value, parts));
}
