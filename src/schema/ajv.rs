//! What ajv says of generated schemas and bodies, in `tests/vectors/schema.json`.

extern crate std;

use super::*;
use crate::json::{Document, Json, Writer};
use crate::provider::reader::{Faults, Node};
use alloc::string::String;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vectors/schema.json");

/// `PATH CODE` of each, as ajv's are written.
fn names(violations: &[Violation]) -> Vec<String> {
    let name = |one: &Violation| format!("{} {}", one.path, one.code);
    let mut names: Vec<String> = violations.iter().map(name).collect();
    names.sort();
    names
}

fn check(definition: &Document<'_>, schema: &Schema, case: Json<'_>) -> Option<String> {
    let body = case.get("body").unwrap().as_str().unwrap();
    let body = Document::parse(body.as_bytes()).unwrap();
    let found = names(&schema.check(definition, body.root(), Mode::Strict));
    let mut wanted: Vec<&str> =
        case.get("violations").unwrap().items().filter_map(Json::as_str).collect();
    wanted.sort();
    if found != wanted {
        return Some(format!("{}: found {found:?}, ajv {wanted:?}", body.root().raw()));
    }
    let value = case.get("value")?;
    let mut json = Writer::default();
    schema.write_filled(definition, body.root(), &mut json);
    let filled = json.finish();
    let same = Document::parse(filled.as_bytes()).unwrap().root().equals(value);
    (!same).then(|| format!("{}: filled in to {filled}, ajv {}", body.root().raw(), value.raw()))
}

#[test]
#[ignore = "needs tests/vectors, which the packaged crate leaves out"]
fn agrees_with_ajv() {
    let json = std::fs::read(FILE).unwrap();
    let document = Document::parse(&json).unwrap();
    let mut wrong = Vec::new();
    for case in document.root().items() {
        let root = case.get("schema").unwrap();
        let mut faults = Faults::default();
        let schema = Schema::compile(&Node::root(root), &|_| None, &mut faults);
        let schema = faults.or(Some(schema)).unwrap();
        for body in case.get("bodies").unwrap().items() {
            wrong.extend(check(&document, &schema, body).map(|why| format!("{root:?}: {why}")));
        }
    }
    assert!(wrong.is_empty(), "{} are wrong:\n{}", wrong.len(), wrong.join("\n"));
}
