//! From a provider file to a schema, with every fault on the way.

use super::format::Format;
use super::near::near;
use super::{Bounds, Mode, Property, Rule, Schema, Types};
use crate::error::list;
use crate::json::{Decimal, Kind};
use crate::provider::reader::{Faults, Node};
use alloc::boxed::Box;
use alloc::format;
use alloc::vec::Vec;

const KEYWORDS: [&str; 24] = [
    "type",
    "enum",
    "const",
    "pattern",
    "minLength",
    "maxLength",
    "minimum",
    "maximum",
    "minItems",
    "maxItems",
    "uniqueItems",
    "items",
    "properties",
    "required",
    "additionalProperties",
    "default",
    "format",
    "title",
    "description",
    "examples",
    "deprecated",
    "writeOnly",
    "$schema",
    "$comment",
];

/// As many properties a schema may have, and as many values a list in it: each key and value of a body
/// is looked for among them.
const MOST_LISTED: usize = 256;

/// As many examples a property may have: each is checked.
const MOST_EXAMPLES: usize = 64;

const TYPES: [&str; 7] = ["null", "boolean", "number", "integer", "string", "array", "object"];

/// What the provider asks of the root's property of this name.
pub(crate) type Rules<'a> = &'a dyn Fn(&str) -> Option<Rule>;

/// Where a schema stands, and so what a `default` in it would do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Root,
    /// Under `properties`: its default fills in for an absent member.
    Property,
    /// Below `items` or `additionalProperties`: nothing is filled in for what has no name of its own,
    /// and a body of many small items would become many times as large.
    Unnamed,
}

impl Schema {
    /// Reads a schema of the definition. With a fault it is not whole, and the definition does not
    /// load.
    pub(crate) fn compile(node: &Node<'_>, rules: Rules<'_>, faults: &mut Faults) -> Self {
        Self::read(node, Place::Root, rules, faults)
    }

    fn read(node: &Node<'_>, place: Place, rules: Rules<'_>, faults: &mut Faults) -> Self {
        let mut schema = Self::default();
        if let Some(allows) = node.value.as_bool() {
            if !allows {
                schema.types = Types::NONE;
            }
            return schema;
        }
        for (key, child) in node.all_members(faults) {
            schema.read_keyword(key, &child, (place, rules), faults);
        }
        for property in &mut schema.properties {
            property.required = schema.required.contains(&property.name);
        }
        schema.check_bounds(node, faults);
        schema
    }

    fn read_keyword(
        &mut self,
        key: &str,
        node: &Node<'_>,
        (place, rules): (Place, Rules<'_>),
        faults: &mut Faults,
    ) {
        match key {
            "type" => self.types = read_types(node, faults),
            "enum" => {
                read_list(node, "must list at least one value", faults);
                if node.holds_at_most(MOST_LISTED, faults) {
                    self.allowed = Some(node.value.position());
                }
            }
            "const" => self.constant = Some(node.value.position()),
            "pattern" => {
                let pattern = node.pattern(faults);
                self.pattern = pattern.map(|pattern| (pattern, node.value.position()));
            }
            "format" => {
                self.format = node.word(&Format::NAMES, faults).and_then(Format::named);
            }
            "minLength" => self.length.least = read_size(node, faults),
            "maxLength" => self.length.most = read_size(node, faults),
            "minItems" => self.count.least = read_size(node, faults),
            "maxItems" => self.count.most = read_size(node, faults),
            "uniqueItems" => self.unique = node.boolean(faults).unwrap_or_default(),
            "minimum" => self.minimum = read_number(node, faults),
            "maximum" => self.maximum = read_number(node, faults),
            "items" => {
                // Rules are those of the root's properties.
                let items = Self::read(node, Place::Unnamed, &|_| None, faults);
                self.items = Some(Box::new(items));
            }
            "properties" => self.read_properties(node, place, rules, faults),
            "required" => self.required = read_required(node, faults),
            "additionalProperties" => {
                let schema = Self::read(node, Place::Unnamed, &|_| None, faults);
                self.additional = Some(Box::new(schema));
            }
            "default" => {
                if place != Place::Property {
                    node.fault("fills nothing in here: it must stand under `properties`, and not below `items`", faults);
                }
            }
            "writeOnly" => self.secret = node.boolean(faults).unwrap_or_default(),
            "deprecated" => drop(node.boolean(faults)),
            "examples" => {
                node.items(faults);
                node.holds_at_most(MOST_EXAMPLES, faults);
            }
            "title" | "description" | "$schema" | "$comment" => drop(node.text(faults)),
            _ if faults.is_full() => {}
            _ => {
                let known = list(&KEYWORDS);
                let message = match near(key, KEYWORDS.into_iter()) {
                    Some(meant) => format!("is unknown here, did you mean `{meant}`?"),
                    None => format!("is no keyword that is checked, expected one of {known}"),
                };
                node.fault(&message, faults);
            }
        }
    }

    fn read_properties(
        &mut self,
        node: &Node<'_>,
        place: Place,
        rules: Rules<'_>,
        faults: &mut Faults,
    ) {
        if !node.holds_at_most(MOST_LISTED, faults) {
            return;
        }
        for (name, child) in node.all_members(faults) {
            let mut schema = Self::read(&child, place.property(), &|_| None, faults);
            schema.rule = rules(name);
            schema.secret |= schema.rule.as_ref().is_some_and(|rule| rule.secret);
            let default = child.value.get("default");
            let examples = child.get("examples").filter(|examples| examples.is(Kind::Array));
            let mut shown = Node::items_of(examples.as_ref(), faults);
            shown.truncate(MOST_EXAMPLES);
            shown.extend(child.get("default"));
            for node in &shown {
                let (document, fuel) = (node.value.document(), &mut faults.fuel);
                let found = schema.check_some(2, document, node.value, Mode::Strict, fuel);
                if let Some(violation) = found.first() {
                    node.fault(&format!("violates its own schema: {violation}"), faults);
                }
            }
            self.fills |= default.is_some() || schema.fills;
            let default = default.map(|default| default.position());
            let name = name.into();
            self.properties.push(Property { name, schema, required: false, default });
        }
    }

    /// What no keyword can show alone.
    fn check_bounds(&self, node: &Node<'_>, faults: &mut Faults) {
        let number = |position: u32| Decimal::read(node.value.document().at(position).raw());
        let range = self.minimum.zip(self.maximum);
        for (is_empty, least, most) in [
            (self.length.is_empty(), "minLength", "maxLength"),
            (self.count.is_empty(), "minItems", "maxItems"),
            (range.is_some_and(|(low, high)| number(low) > number(high)), "minimum", "maximum"),
        ] {
            if is_empty {
                node.fault_of(most, &format!("is less than `{least}`"), faults);
            }
        }
    }
}

impl Place {
    fn property(self) -> Self {
        if self == Self::Unnamed { self } else { Self::Property }
    }
}

impl Bounds {
    fn is_empty(&self) -> bool {
        self.least > self.most
    }
}

/// One type, or an array of several.
fn read_types(node: &Node<'_>, faults: &mut Faults) -> Types {
    if node.value.as_str().is_some() {
        return read_type(node, faults);
    }
    let items = read_list(node, "must name at least one type", faults);
    items.iter().fold(Types::NONE, |types, item| types.with(read_type(item, faults)))
}

/// The items of an array that may not be empty.
fn read_list<'a>(node: &'a Node<'a>, need: &str, faults: &mut Faults) -> Vec<Node<'a>> {
    let items = node.items(faults);
    if items.is_empty() && node.value.kind() == Kind::Array {
        node.fault(need, faults);
    }
    items
}

fn read_type(node: &Node<'_>, faults: &mut Faults) -> Types {
    node.word(&TYPES, faults).and_then(Types::named).unwrap_or_default()
}

fn read_size(node: &Node<'_>, faults: &mut Faults) -> u32 {
    let number = node.value.as_number().map(Decimal::read);
    let size = number.and_then(Decimal::to_size);
    if size.is_none() {
        node.expected("a whole number that is not negative", faults);
    }
    size.unwrap_or_default()
}

fn read_number(node: &Node<'_>, faults: &mut Faults) -> Option<u32> {
    if node.value.as_number().is_none() {
        node.expected("a number", faults);
        return None;
    }
    Some(node.value.position())
}

fn read_required(node: &Node<'_>, faults: &mut Faults) -> Vec<Box<str>> {
    let mut names: Vec<Box<str>> = Vec::new();
    if !node.holds_at_most(MOST_LISTED, faults) {
        return names;
    }
    for item in node.items(faults) {
        let Some(name) = item.text(faults) else { continue };
        if names.iter().any(|known| **known == *name) {
            item.fault("is there twice", faults);
        }
        names.push(name.into());
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Document;
    use alloc::string::{String, ToString};

    fn faults(schema: &str) -> Vec<String> {
        let document = Document::parse(schema.as_bytes()).unwrap();
        let mut faults = Faults::default();
        let schema = Schema::compile(&Node::root(document.root()), &|_| None, &mut faults);
        let found = faults.or(Some(schema)).err().unwrap_or_default();
        found.iter().map(ToString::to_string).collect()
    }

    fn fault(schema: &str) -> String {
        let found = faults(schema);
        assert_eq!(found.len(), 1, "{schema}: {found:?}");
        found[0].clone()
    }

    #[test]
    fn takes_what_it_knows() {
        for schema in [
            "true",
            "false",
            "{}",
            r#"{"$schema": "https://json-schema.org/draft/2020-12/schema", "$comment": "", "title": "",
                "description": "", "examples": [], "deprecated": true, "writeOnly": true}"#,
            r#"{"type": ["string", "null"], "enum": ["a", null], "const": {"any": 1}, "pattern": "^a$",
                "minLength": 2.0, "maxLength": 2e0, "minimum": -1.5, "maximum": 1e300, "minItems": 0,
                "maxItems": 99999999999, "uniqueItems": false, "items": true, "required": ["", "a"],
                "additionalProperties": {"type": "integer"}, "format": "date-time",
                "properties": {"a": {"type": "integer", "default": 1.0},
                    "b": {"properties": {"c": {"default": null}}}}}"#,
        ] {
            assert_eq!(faults(schema), [""; 0], "{schema}");
        }
    }

    #[test]
    fn refuses_every_keyword_misspelled() {
        for keyword in KEYWORDS {
            let (start, last) = keyword.split_at(keyword.len() - 1);
            for wrong in [start.to_string(), format!("{start}{last}{last}"), format!("x{keyword}")]
            {
                if !KEYWORDS.contains(&&*wrong) {
                    let found = fault(&format!(r#"{{"{wrong}": 1}}"#));
                    let wanted = format!("`/{wrong}` is unknown here, did you mean `{keyword}`?");
                    assert_eq!(found, wanted);
                }
            }
        }
    }

    #[test]
    fn refuses_keywords_that_it_would_ignore() {
        for keyword in ["$ref", "allOf", "patternProperties", "multipleOf", "if", "x-internal"] {
            let found = fault(&format!(r#"{{"properties": {{"a": {{"{keyword}": true}}}}}}"#));
            let start = format!("`/properties/a/{keyword}` is no keyword that is checked, ");
            assert!(found.starts_with(&start), "{found}");
            assert!(found.contains("`additionalProperties`"), "{found}");
        }
    }

    #[test]
    fn refuses_values_that_mean_nothing() {
        for (schema, wanted) in [
            ("1", "it is a number, expected an object"),
            (r#"{"type": 1}"#, "`/type` is a number, expected an array"),
            (r#"{"type": []}"#, "`/type` must name at least one type"),
            (
                r#"{"type": ["string", "int"]}"#,
                "`/type/1` is `int`, expected one of `null`, `boolean`, `number`, `integer`, \
                 `string`, `array`, `object`",
            ),
            (r#"{"enum": []}"#, "`/enum` must list at least one value"),
            (r#"{"pattern": 1}"#, "`/pattern` is a number, expected a string"),
            (r#"{"format": "email"}"#, "`/format` is `email`, expected one of `date-time`, `uuid`"),
            (
                r#"{"minLength": -1}"#,
                "`/minLength` is a number, expected a whole number that is not negative",
            ),
            (
                r#"{"maxItems": 1.5}"#,
                "`/maxItems` is a number, expected a whole number that is not negative",
            ),
            (r#"{"minimum": "1"}"#, "`/minimum` is a string, expected a number"),
            (r#"{"uniqueItems": 1}"#, "`/uniqueItems` is a number, expected a boolean"),
            (r#"{"items": [true]}"#, "`/items` is an array, expected an object"),
            (r#"{"properties": []}"#, "`/properties` is an array, expected an object"),
            (r#"{"required": "a"}"#, "`/required` is a string, expected an array"),
            (r#"{"required": ["a", 1]}"#, "`/required/1` is a number, expected a string"),
            (r#"{"required": ["a", "\u0061"]}"#, "`/required/1` is there twice"),
            (r#"{"title": 1}"#, "`/title` is a number, expected a string"),
            (r#"{"examples": {}}"#, "`/examples` is an object, expected an array"),
            (r#"{"minLength": 2, "maxLength": 1}"#, "`/maxLength` is less than `minLength`"),
            (r#"{"minItems": 2, "maxItems": 1}"#, "`/maxItems` is less than `minItems`"),
            (r#"{"minimum": 1.1, "maximum": 1.01}"#, "`/maximum` is less than `minimum`"),
        ] {
            assert_eq!(fault(schema), wanted);
        }
        assert!(fault(r#"{"pattern": "(?=a)"}"#).starts_with("`/pattern` holds "));
    }

    #[test]
    fn refuses_defaults_that_do_nothing_or_harm() {
        let nowhere =
            "fills nothing in here: it must stand under `properties`, and not below `items`";
        for (schema, path) in [
            (r#"{"default": 1}"#, "/default"),
            (r#"{"items": {"default": 1}}"#, "/items/default"),
            (r#"{"items": {"properties": {"a": {"default": 1}}}}"#, "/items/properties/a/default"),
            (r#"{"additionalProperties": {"default": 1}}"#, "/additionalProperties/default"),
            (
                r#"{"additionalProperties": {"properties": {"a": {"default": 1}}}}"#,
                "/additionalProperties/properties/a/default",
            ),
        ] {
            assert_eq!(fault(schema), format!("`{path}` {nowhere}"));
        }
        assert_eq!(
            fault(r#"{"properties": {"a": {"type": "integer", "default": "1"}}}"#),
            "`/properties/a/default` violates its own schema: it is a string, expected a whole number"
        );
        assert_eq!(
            fault(r#"{"properties": {"a": {"items": {"maximum": 1}, "default": [1, 2]}}}"#),
            "`/properties/a/default` violates its own schema: `/1` is `2`, expected at most `1`"
        );
    }
}
