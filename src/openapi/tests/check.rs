//! The keywords that documents have, checked: an oracle of its own, which shares nothing with what wrote them.

use alloc::format;
use alloc::string::{String, ToString as _};
use alloc::vec::Vec;
use serde_json::Value;

/// What is wrong with a value by a schema of the document.
pub(crate) fn faults(document: &Value, schema: &Value, value: &Value) -> Vec<String> {
    let mut check = Check { document, faults: Vec::new() };
    check.visit(schema, value, "");
    check.faults
}

struct Check<'d> {
    document: &'d Value,
    faults: Vec<String>,
}

impl Check<'_> {
    fn accepts(&self, schema: &Value, value: &Value) -> bool {
        faults(self.document, schema, value).is_empty()
    }

    fn demand(&mut self, holds: bool, keyword: &str, value: &Value, path: &str) {
        if !holds {
            self.faults.push(format!("{path}: {keyword} of {value}"));
        }
    }

    fn visit(&mut self, schema: &Value, value: &Value, path: &str) {
        let Value::Object(keywords) = schema else {
            return self.demand(schema == &Value::Bool(true), "the schema", value, path);
        };
        for (keyword, wanted) in keywords {
            let holds = match &**keyword {
                "$ref" => {
                    let pointer = wanted.as_str().unwrap().strip_prefix('#').unwrap();
                    self.visit(self.document.pointer(pointer).unwrap(), value, path);
                    true
                }
                "allOf" => {
                    wanted.as_array().unwrap().iter().for_each(|one| self.visit(one, value, path));
                    true
                }
                "anyOf" => wanted.as_array().unwrap().iter().any(|one| self.accepts(one, value)),
                "not" => !self.accepts(wanted, value),
                "type" => match wanted {
                    Value::Array(types) => types.iter().any(|one| is(one, value)),
                    one => is(one, value),
                },
                "const" => value == wanted,
                "enum" => wanted.as_array().unwrap().contains(value),
                "pattern" => value.as_str().is_none_or(|text| {
                    regex::Regex::new(wanted.as_str().unwrap()).unwrap().is_match(text)
                }),
                "minLength" | "maxLength" | "minItems" | "maxItems" | "minimum" | "maximum" => {
                    size(keyword, value).is_none_or(|size| match keyword.starts_with("min") {
                        true => size >= wanted.as_f64().unwrap(),
                        false => size <= wanted.as_f64().unwrap(),
                    })
                }
                "items" => {
                    for (index, item) in value.as_array().into_iter().flatten().enumerate() {
                        self.visit(wanted, item, &format!("{path}/{index}"));
                    }
                    true
                }
                "properties" => {
                    for (name, member) in value.as_object().into_iter().flatten() {
                        if let Some(schema) = wanted.get(name) {
                            self.visit(schema, member, &format!("{path}/{name}"));
                        }
                    }
                    true
                }
                "required" => value.as_object().is_none_or(|members| {
                    let mut names = wanted.as_array().unwrap().iter();
                    names.all(|name| members.contains_key(name.as_str().unwrap()))
                }),
                "additionalProperties" | "unevaluatedProperties" => {
                    assert_eq!(wanted, &Value::Bool(false));
                    let mut names = Vec::new();
                    self.names(schema, &mut names);
                    value
                        .as_object()
                        .is_none_or(|members| members.keys().all(|name| names.contains(name)))
                }
                "format" | "title" | "description" | "default" | "examples"
                | "x-anyhook-assumed" => true,
                other => panic!("nobody checks `{other}`"),
            };
            self.demand(holds, keyword, value, path);
        }
    }

    /// The properties of a schema and of those that it consists of.
    fn names(&self, schema: &Value, names: &mut Vec<String>) {
        let properties = schema.get("properties").and_then(Value::as_object);
        names.extend(properties.into_iter().flatten().map(|(name, _)| name.to_string()));
        if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
            let referred = self.document.pointer(reference.strip_prefix('#').unwrap()).unwrap();
            self.names(referred, names);
        }
        for part in schema.get("allOf").and_then(Value::as_array).into_iter().flatten() {
            self.names(part, names);
        }
    }
}

fn is(name: &Value, value: &Value) -> bool {
    match name.as_str().unwrap() {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64(),
        "number" => value.is_number(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        other => panic!("`{other}` is no type"),
    }
}

/// What a bound counts of a value.
fn size(keyword: &str, value: &Value) -> Option<f64> {
    let count = |count: usize| count as f64;
    match keyword.strip_prefix("min").or(keyword.strip_prefix("max")).unwrap() {
        "Length" => value.as_str().map(|text| count(text.chars().count())),
        "Items" => value.as_array().map(|items| count(items.len())),
        _ => value.as_f64(),
    }
}
