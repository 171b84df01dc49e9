//! The official JSON Schema Test Suite, which `scripts/json-schema-suite.js` fetches.

extern crate std;

use super::*;
use crate::json::{Document, Json};
use crate::provider::reader::{Faults, Node};
use alloc::string::{String, ToString};
use std::path::Path;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/.cache/json-schema-suite/draft2020-12");

/// The required files of the keywords that there are, and the optional ones of the formats. Without
/// `format.json`: its cases want every format to be an annotation, and ours are asserted.
const FILES: [&str; 19] = [
    "additionalProperties",
    "boolean_schema",
    "const",
    "default",
    "enum",
    "items",
    "maxItems",
    "maxLength",
    "maximum",
    "minItems",
    "minLength",
    "minimum",
    "optional/format/date-time",
    "optional/format/uuid",
    "pattern",
    "properties",
    "required",
    "type",
    "uniqueItems",
];

/// The groups that do not run, each with the keyword or the value that is refused.
const LEFT_OUT: [(&str, &str, &str); 18] = [
    (
        "additionalProperties",
        "additionalProperties being false does not allow other properties",
        "/patternProperties",
    ),
    ("additionalProperties", "non-ASCII pattern with additionalProperties", "/patternProperties"),
    ("additionalProperties", "additionalProperties does not look in applicators", "/allOf"),
    ("additionalProperties", "additionalProperties with propertyNames", "/propertyNames"),
    ("additionalProperties", "dependentSchemas with additionalProperties", "/dependentSchemas"),
    ("default", "invalid type for default", "/properties/foo/default"),
    ("default", "invalid string value for default", "/properties/bar/default"),
    (
        "default",
        "the default keyword does not do anything if the property is missing",
        "/properties/alpha/default",
    ),
    ("items", "items and subitems", "/prefixItems"),
    ("items", "prefixItems with no additional items allowed", "/prefixItems"),
    ("items", "items does not look in applicators, valid case", "/allOf"),
    ("items", "prefixItems validation adjusts the starting index for items", "/prefixItems"),
    ("items", "items with heterogeneous array", "/prefixItems"),
    (
        "properties",
        "properties, patternProperties, additionalProperties interaction",
        "/patternProperties",
    ),
    ("uniqueItems", "uniqueItems with an array of items", "/prefixItems"),
    ("uniqueItems", "uniqueItems with an array of items and additionalItems=false", "/prefixItems"),
    ("uniqueItems", "uniqueItems=false with an array of items", "/prefixItems"),
    (
        "uniqueItems",
        "uniqueItems=false with an array of items and additionalItems=false",
        "/prefixItems",
    ),
];

fn text<'a>(object: Json<'a>, key: &str) -> &'a str {
    object.get(key).unwrap().as_str().unwrap()
}

#[test]
#[ignore = "needs the suite: node scripts/json-schema-suite.js"]
fn passes_the_official_suite() {
    let (mut ran, mut left_out, mut wrong) = (0, 0, Vec::new());
    for file in FILES {
        let json = std::fs::read(Path::new(FOLDER).join(file).with_extension("json")).unwrap();
        let document = Document::parse(&json).unwrap();
        for group in document.root().items() {
            let name = text(group, "description");
            let reason = LEFT_OUT.iter().find(|left| (left.0, left.1) == (file, name));
            let mut faults = Faults::default();
            let root = Node::root(group.get("schema").unwrap());
            let schema = Schema::compile(&root, &|_| None, &mut faults);
            match (faults.or(Some(schema)), reason) {
                (Ok(schema), None) => {
                    for case in group.get("tests").unwrap().items() {
                        ran += 1;
                        let wanted = case.get("valid").unwrap().as_bool().unwrap();
                        let data = case.get("data").unwrap();
                        let found = schema.check(&document, data, Mode::Strict);
                        let accepted = schema.accepts(&document, data, Mode::Strict);
                        if found.is_empty() != wanted || accepted != wanted {
                            let case = text(case, "description");
                            wrong.push(format!("{file}: {name}: {case}: {found:?}"));
                        }
                    }
                }
                (Err(faults), Some((.., path))) => {
                    left_out += 1;
                    assert!(faults.iter().any(|fault| fault.path == *path), "{name}: {faults:?}");
                }
                (Ok(_), Some(_)) => wrong.push(format!("{file}: {name}: it could run")),
                (Err(faults), None) => {
                    let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
                    wrong.push(format!("{file}: {name}: {}", faults.join("; ")));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} are wrong:\n{}", wrong.len(), wrong.join("\n"));
    assert_eq!((ran, left_out), (391, LEFT_OUT.len()));
    std::println!("{ran} cases of the JSON Schema Test Suite, {left_out} groups left out");
}
