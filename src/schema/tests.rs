//! What schemas say of bodies.

use super::*;
use crate::json::{Document, Writer};
use crate::provider::reader::{Faults, Node};
use alloc::string::{String, ToString};

fn no_rules(_: &str) -> Option<Rule> {
    None
}

fn compile(definition: &Document<'_>, rules: compile::Rules<'_>) -> Schema {
    let mut faults = Faults::default();
    let schema = Schema::compile(&Node::root(definition.root()), rules, &mut faults);
    faults.or(Some(schema)).unwrap()
}

/// The violations, one a line: `PATH CODE MESSAGE`.
fn check_by(schema: &str, rules: compile::Rules<'_>, body: &str) -> String {
    let definition = Document::parse(schema.as_bytes()).unwrap();
    let schema = compile(&definition, rules);
    let body = Document::parse(body.as_bytes()).unwrap();
    let found = schema.check(&definition, body.root(), Mode::Strict);
    assert_eq!(schema.accepts(&definition, body.root(), Mode::Strict), found.is_empty());
    let lines = found.iter().map(|one| format!("{} {} {}", one.path, one.code, one.message));
    lines.collect::<Vec<String>>().join("\n")
}

fn check(schema: &str, body: &str) -> String {
    check_by(schema, &no_rules, body)
}

#[test]
fn tells_what_was_meant_a_few_times() {
    let schema = r#"{"properties": {"name": {}}, "additionalProperties": false}"#;
    let keys: Vec<String> = (0..9).map(|number| format!(r#""nam{number}": 1"#)).collect();
    let found = check(schema, &format!("{{{}}}", keys.join(",")));
    assert_eq!(found.matches("did you mean `name`?").count(), 5, "{found}");
    assert_eq!(found.lines().count(), 9);
}

#[test]
fn quotes_little_of_a_long_constant() {
    let found = check(&format!(r#"{{"const": "{}"}}"#, "c".repeat(1000)), "1");
    assert_eq!(found, format!(" const is `1`, expected `{}…`", "c".repeat(40)));
}

/// All texts of a body share what matching may take.
#[test]
fn refuses_texts_that_take_too_long_to_match() {
    let schema = r#"{"items": {"pattern": "([a-z]?){500}!"}}"#;
    let text = "a".repeat(2000);
    assert_eq!(check(schema, &format!(r#"["{text}!"]"#)), "");
    let found =
        check(schema, &format!(r#"["{text}!", "{text}!", "{text}!", "{text}!", "{text}!"]"#));
    let which = "which takes too long to compare with `([a-z]?){500}!`";
    let last = found.lines().last().unwrap();
    assert_eq!(last, format!("/4 pattern is `{}…`, {which}", "a".repeat(40)));
}

#[test]
fn tells_what_was_found_and_expected() {
    for (schema, body, wanted) in [
        ("false", "1", " false_schema is not allowed here"),
        (r#"{"type": "string"}"#, "1", " type is a number, expected a string"),
        (
            r#"{"type": ["null", "integer"]}"#,
            "1.5",
            " type is a number, expected null or a whole number",
        ),
        (r#"{"const": "a"}"#, r#""b""#, " const is `b`, expected `a`"),
        (r#"{"const": {"a": 1}}"#, "[]", r#" const is an array, expected `{"a": 1}`"#),
        (
            r#"{"enum": ["active", "inactive"]}"#,
            r#""activ""#,
            " enum is `activ`, expected one of `active`, `inactive`; did you mean `active`?",
        ),
        (r#"{"enum": ["a", 1, null]}"#, "2", " enum is `2`, expected one of `a`, `1`, `null`"),
        (r#"{"pattern": "^a+$"}"#, r#""ab""#, " pattern is `ab`, which does not match `^a+$`"),
        (r#"{"minLength": 2}"#, r#""😀""#, " min_length has 1 character, expected at least 2"),
        (r#"{"maxLength": 1}"#, r#""éé""#, " max_length has 2 characters, expected at most 1"),
        (r#"{"minimum": 1.50}"#, "1.4999", " minimum is `1.4999`, expected at least `1.50`"),
        (
            r#"{"maximum": 9007199254740992}"#,
            "9007199254740993",
            " maximum is `9007199254740993`, expected at most `9007199254740992`",
        ),
        (r#"{"minItems": 1}"#, "[]", " min_items has 0 items, expected at least 1"),
        (r#"{"maxItems": 1}"#, "[1, 1]", " max_items has 2 items, expected at most 1"),
        (
            r#"{"uniqueItems": true}"#,
            r#"["a", 1, "\u0061"]"#,
            " unique_items holds the same item twice, at 0 and at 2",
        ),
        (r#"{"required": ["a/b"]}"#, r#"{"a": 1}"#, "/a~1b required is missing"),
        (
            r#"{"properties": {"url": true}, "additionalProperties": false}"#,
            r#"{"uri": 1, "url": 2}"#,
            "/uri additional_properties is unknown here, expected one of `url`; did you mean `url`?",
        ),
        (
            r#"{"additionalProperties": false}"#,
            r#"{"a": 1}"#,
            "/a additional_properties is unknown here",
        ),
        (
            r#"{"properties": {"a": {"items": {"type": "null"}}}}"#,
            r#"{"b": 1, "a": [null, true]}"#,
            "/a/1 type is a boolean, expected null",
        ),
        (
            r#"{"format": "date-time"}"#,
            r#""today""#,
            " format is `today`, expected a date and time such as `2026-11-21T08:30:00Z`",
        ),
        (
            r#"{"format": "uuid"}"#,
            r#""1""#,
            " format is `1`, expected a UUID such as `123e4567-e89b-42d3-a456-426614174000`",
        ),
    ] {
        assert_eq!(check(schema, body), wanted, "{schema}");
    }
}

#[test]
fn tells_everything_at_once() {
    let schema = r#"{"type": "object", "required": ["url", "name"], "additionalProperties": false,
        "properties": {"url": {"type": "string", "maxLength": 3, "pattern": "^h"},
            "name": {"type": "string"}, "tags": {"items": {"minimum": 3}}}}"#;
    let body = r#"{"url": "ftp:", "tags": [1, 3, 2], "more": 1}"#;
    let codes: Vec<String> = check(schema, body)
        .lines()
        .map(|line| line.split(' ').take(2).collect::<Vec<&str>>().join(" "))
        .collect();
    assert_eq!(
        codes,
        [
            "/url max_length",
            "/url pattern",
            "/tags/0 minimum",
            "/tags/2 minimum",
            "/more additional_properties",
            "/name required",
        ]
    );
}

#[test]
fn accepts_what_fits() {
    for (schema, body) in [
        ("true", "1"),
        ("{}", "null"),
        (r#"{"type": "integer", "minimum": 1, "maximum": 1}"#, "10e-1"),
        (r#"{"minLength": 1, "maxLength": 1}"#, r#""\ud83d\ude00""#),
        (r#"{"minLength": 5, "minItems": 5, "minimum": 5, "required": ["a"]}"#, "true"),
        (r#"{"additionalProperties": {"type": "null"}, "properties": {"a": true}}"#, r#"{"a": 1}"#),
        (r#"{"properties": {"__proto__": {"type": "number"}}}"#, r#"{"__proto__": 1}"#),
    ] {
        assert_eq!(check(schema, body), "", "{schema}");
    }
}

#[test]
fn never_quotes_what_is_write_only() {
    let schema = r#"{"properties": {"secret": {"writeOnly": true, "pattern": "^whsk_", "const": "x",
        "enum": ["y"], "minLength": 50, "format": "uuid", "items": {"const": 0, "maximum": 1}}}}"#;
    for body in [r#"{"secret": "hunter2"}"#, r#"{"secret": ["hunter2", 7272]}"#] {
        let found = check(schema, body);
        assert!(found.lines().count() >= 4, "{found}");
        assert!(!found.contains("hunter2") && !found.contains("7272"), "{found}");
    }
}

#[test]
fn asks_the_rules_of_the_provider() {
    let rules = |name: &str| {
        let secret = name == "secret";
        let check = |text: &str, mode: Mode, _| {
            let message = format!("is {} long", text.len());
            (text.len() > 2 && mode == Mode::Strict)
                .then_some(Problem { code: "too_long", message })
        };
        (name != "other").then(|| Rule { secret, check: Box::new(check) })
    };
    let schema = r#"{"properties": {"a": {"type": "string"}, "b": {"items": {"type": "string"}},
        "other": {"properties": {"a": {"const": "1"}}}, "secret": {"const": "1"}}}"#;
    let body = r#"{"a": "123", "b": ["12", "123", 4], "other": {"a": "123"}, "secret": "123"}"#;
    assert_eq!(
        check_by(schema, &rules, body),
        "/a too_long is 3 long\n\
         /b/1 too_long is 3 long\n\
         /b/2 type is a number, expected a string\n\
         /other/a const is `123`, expected `1`\n\
         /secret const is a string, expected `1`\n\
         /secret too_long is 3 long"
    );
    let definition = Document::parse(schema.as_bytes()).unwrap();
    let body = Document::parse(br#"{"a": "123"}"#).unwrap();
    assert!(compile(&definition, &rules).accepts(&definition, body.root(), Mode::Open));
}

#[test]
fn stops_where_nobody_reads_on() {
    let body = format!("[{}1]", "\"x\",".repeat(10_000));
    assert_eq!(check(r#"{"items": {"type": "null"}}"#, &body).lines().count(), 100);
    let body = format!("{{\"{}\":[1,2],\"a\":[1,2]}}", "long".repeat(2000));
    let schema = r#"{"additionalProperties": {"items": {"type": "null"}}}"#;
    assert_eq!(check(schema, &body).lines().count(), 1);
}

#[test]
fn names_what_the_text_is_not() {
    let error = Document::parse(b"{\"a\":1,\"a\":2}").unwrap_err();
    let violation = Violation::from(error);
    let message = "is not JSON: found a key that was there before at byte 7";
    assert_eq!((&*violation.path, violation.code), ("", "duplicate_key"));
    assert_eq!(violation.message, message);
    assert_eq!(violation.to_string(), format!("it {message}"));
}

#[test]
fn fills_in_defaults() {
    let schema = r#"{"properties": {
        "status": {"default": "active"},
        "plain": {"type": "string"},
        "retry": {"properties": {"count": {"default": 3}, "plain": true}, "default": {"plain": [1.0]}},
        "list": {"items": {"properties": {"on": true}}},
        "other": {"properties": {"plain": {"items": true}}}}}"#;
    let definition = Document::parse(schema.as_bytes()).unwrap();
    let compiled = compile(&definition, &no_rules);
    for (body, wanted) in [
        ("{}", r#"{"status":"active","retry":{"plain":[1.0],"count":3}}"#),
        (
            r#"{ "retry": {"count": null}, "status": "", "list": [{}, 1, {"on": 1}], "extra": {} }"#,
            r#"{"retry":{"count":null},"status":"","list":[{}, 1, {"on": 1}],"extra":{}}"#,
        ),
        (r#"["status"]"#, r#"["status"]"#),
    ] {
        let body = Document::parse(body.as_bytes()).unwrap();
        let mut json = Writer::default();
        compiled.write_filled(&definition, body.root(), &mut json);
        assert_eq!(json.finish(), wanted);
    }
    assert_eq!(
        compiled.plan(&definition).unwrap(),
        r#"{"properties":{"status":{"default":"active"},"retry":{"default":{"plain":[1.0],"count":3},"#
            .to_string()
            + r#""properties":{"count":{"default":3}}}}}"#
    );
}

#[test]
fn plans_nothing_without_defaults() {
    let schema = r#"{"properties": {"a": {"items": {"properties": {"b": true}}}}}"#;
    let definition = Document::parse(schema.as_bytes()).unwrap();
    assert_eq!(compile(&definition, &no_rules).plan(&definition), None);
}

#[test]
fn gives_hostile_bodies_an_answer() {
    let schema = r#"{"uniqueItems": true, "additionalProperties": {"minimum": 1}}"#;
    let objects: String = (0..9000).map(|number| format!("{{\"{number:x}\":0}},")).collect();
    let digits = "1".repeat(20_000);
    let number = |number: &str| format!("{{\"a\": {number}}}");
    for (body, wanted) in [
        (format!("[{objects}0]"), ""),
        (format!("[{objects}{{\"0\":-0.0}}]"), " unique_items"),
        (format!("[{digits}e-20000,{digits}e-20001,{digits}0e-20001]"), " unique_items"),
        (number(&format!("1e-{digits}")), "/a minimum"),
        (number(&format!("1e{digits}")), " number_out_of_range"),
        (number(&format!("0.{digits}")), "/a minimum"),
        (number(&format!("1.{digits}")), ""),
        ("[".repeat(10_000), " too_deep"),
    ] {
        let found = match Document::parse(body.as_bytes()) {
            Ok(_) => check(schema, &body),
            Err(error) => format!(" {}", error.code()),
        };
        assert!(found.starts_with(wanted) && found.is_empty() == wanted.is_empty(), "{body:.40}");
    }
}
