//! Checking a value: every violation, or the verdict alone.

use super::near::one_of;
use super::{Bounds, Mode, Schema, Types, Violation};
use crate::error::{excerpt, plural};
use crate::json::{Decimal, Document, Json, Kind, pointer_token};
use crate::pattern::Fuel;
use alloc::borrow::ToOwned as _;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

/// As many violations are told: nobody reads them all, and a hostile body has no end of them.
const MOST: usize = 100;

/// Behind a path that is longer, nothing more is told: it would be repeated for all that is in it.
const LONGEST_PATH: usize = 4096;

impl Schema {
    /// Every violation, up to a hundred. `definition` is the document that the schema was compiled
    /// from.
    pub(crate) fn check(
        &self,
        definition: &Document<'_>,
        value: Json<'_>,
        mode: Mode,
    ) -> Vec<Violation> {
        self.check_some(MOST, definition, value, mode, &mut Fuel::default())
    }

    /// The verdict alone, which allocates nothing where it is a good one.
    pub(crate) fn accepts(&self, definition: &Document<'_>, value: Json<'_>, mode: Mode) -> bool {
        self.check_some(1, definition, value, mode, &mut Fuel::default()).is_empty()
    }

    pub(super) fn check_some(
        &self,
        most: usize,
        definition: &Document<'_>,
        value: Json<'_>,
        mode: Mode,
        fuel: &mut Fuel,
    ) -> Vec<Violation> {
        let mut run = Run { definition, mode, most, fuel, violations: Vec::new() };
        run.visit(self, value, &Place { parent: None, step: Step::Root, secret: false });
        run.violations
    }
}

/// Where a value stands: its path is put together for a violation alone.
struct Place<'a> {
    parent: Option<&'a Place<'a>>,
    step: Step<'a>,
    /// Whether this, or what holds it, must not be quoted.
    secret: bool,
}

#[derive(Clone, Copy)]
enum Step<'a> {
    Root,
    Key(&'a str),
    Index(usize),
}

impl Place<'_> {
    fn write(&self, path: &mut String) {
        if let Some(parent) = self.parent {
            parent.write(path);
        }
        match self.step {
            Step::Root => {}
            Step::Key(key) => {
                path.push('/');
                path.push_str(&pointer_token(key));
            }
            Step::Index(index) => {
                path.push('/');
                path.push_str(&decimal(index));
            }
        }
    }

    /// The value as a message may name it.
    fn found(&self, value: Json<'_>) -> String {
        match value.kind() {
            Kind::String => self.found_text(value.as_str().unwrap_or_default()),
            Kind::Number if !self.secret => excerpt(value.raw().as_bytes()),
            kind => kind.named().to_owned(),
        }
    }

    fn found_text(&self, string: &str) -> String {
        match self.secret {
            true => Kind::String.named().to_owned(),
            false => excerpt(string.as_bytes()),
        }
    }
}

struct Run<'a> {
    definition: &'a Document<'a>,
    mode: Mode,
    most: usize,
    fuel: &'a mut Fuel,
    violations: Vec<Violation>,
}

impl<'a> Run<'a> {
    fn is_full(&self) -> bool {
        self.violations.len() >= self.most
    }

    /// Whether the next violation tells what was probably meant: the verdict alone has no need of it,
    /// and it takes longer than all else that is told.
    fn suggests(&self) -> bool {
        const FEW: usize = 5;
        self.violations.len() < FEW.min(self.most.saturating_sub(1))
    }

    /// Takes the message in parts: formatting would be more code at every place that has one.
    #[inline(never)]
    fn add(&mut self, place: &Place<'_>, code: &'static str, message: &[&str]) {
        if !self.is_full() {
            let mut path = String::new();
            place.write(&mut path);
            if path.len() > LONGEST_PATH {
                self.most = 0;
            }
            self.violations.push(Violation { path, code, message: message.concat() });
        }
    }

    fn visit(&mut self, schema: &Schema, value: Json<'_>, place: &Place<'_>) {
        let secret = place.secret || schema.secret;
        let place = &Place { secret, ..*place };
        if schema.types == Types::NONE {
            return self.add(place, "false_schema", &["is not allowed here"]);
        }
        let kind = value.kind();
        if !schema.types.allow(value) {
            // Whatever else a value of another type violates is no news.
            let expected = schema.types.list();
            return self.add(place, "type", &["is ", kind.named(), ", expected ", &expected]);
        }
        self.visit_any(schema, value, place);
        match kind {
            Kind::String => self.visit_string(schema, value.as_str().unwrap_or_default(), place),
            Kind::Number => self.visit_number(schema, value, place),
            Kind::Array => self.visit_array(schema, value, place),
            Kind::Object => self.visit_object(schema, value, place),
            Kind::Null | Kind::Boolean => {}
        }
    }

    fn visit_any(&mut self, schema: &Schema, value: Json<'_>, place: &Place<'_>) {
        if let Some(constant) = schema.constant {
            let constant = self.definition.at(constant);
            if !constant.equals(value) {
                let (found, wanted) = (place.found(value), excerpt(text(constant).as_bytes()));
                self.add(place, "const", &["is ", &found, ", expected ", &wanted]);
            }
        }
        if let Some(allowed) = schema.allowed {
            let allowed = self.definition.at(allowed);
            if !allowed.has_item(value) {
                let names: Vec<&str> = allowed.items().map(text).collect();
                let word = value.as_str().filter(|_| !place.secret && self.suggests());
                let (found, expected) = (place.found(value), one_of(word, &names));
                self.add(place, "enum", &["is ", &found, ", ", &expected]);
            }
        }
    }

    fn visit_string(&mut self, schema: &Schema, string: &str, place: &Place<'_>) {
        let bounds = &schema.length;
        // A code point has from one to four bytes.
        if string.len() / 4 < bounds.least as usize || string.len() > bounds.most as usize {
            // It has one byte that does not continue another.
            let length = string.bytes().filter(|byte| *byte & 0xc0 != 0x80).count();
            let codes = ("min_length", "max_length");
            self.check_bounds(bounds, length, ("character", "characters"), codes, place);
        }
        if let Some((pattern, source)) = &schema.pattern
            && !pattern.is_match_within(string, self.fuel)
        {
            let source = text(self.definition.at(*source));
            let found = place.found_text(string);
            let which = match self.fuel.is_spent() {
                true => ", which takes too long to compare with `",
                false => ", which does not match `",
            };
            self.add(place, "pattern", &["is ", &found, which, source, "`"]);
        }
        if let Some(format) = schema.format
            && !format.holds(string)
        {
            let found = place.found_text(string);
            self.add(place, "format", &["is ", &found, ", expected ", format.expected()]);
        }
        self.check_rule(schema, string, place);
    }

    fn check_rule(&mut self, schema: &Schema, string: &str, place: &Place<'_>) {
        if let Some(rule) = &schema.rule
            && let Some(problem) = (rule.check)(string, self.mode, self.suggests())
        {
            self.add(place, problem.code, &[&problem.message]);
        }
    }

    fn visit_number(&mut self, schema: &Schema, value: Json<'_>, place: &Place<'_>) {
        for (bound, code, limit) in
            [(schema.minimum, "minimum", "least"), (schema.maximum, "maximum", "most")]
        {
            let Some(bound) = bound else { continue };
            let bound = self.definition.at(bound).raw();
            let (number, limited) = (Decimal::read(value.raw()), Decimal::read(bound));
            if if code == "minimum" { number < limited } else { number > limited } {
                let found = place.found(value);
                let message = ["is ", &found, ", expected at ", limit, " `", bound, "`"];
                self.add(place, code, &message);
            }
        }
    }

    fn visit_array(&mut self, schema: &Schema, array: Json<'_>, place: &Place<'_>) {
        let codes = ("min_items", "max_items");
        let count = array.items().count();
        self.check_bounds(&schema.count, count, ("item", "items"), codes, place);
        if schema.unique
            && let Some((first, second)) = array.repeated_item()
        {
            let (first, second) = (decimal(first), decimal(second));
            let message = ["holds the same item twice, at ", &first, " and at ", &second];
            self.add(place, "unique_items", &message);
        }
        if schema.items.is_none() && schema.rule.is_none() {
            return;
        }
        for (index, item) in array.items().enumerate() {
            if self.is_full() {
                return;
            }
            let place = Place { parent: Some(place), step: Step::Index(index), ..*place };
            if let Some(items) = &schema.items {
                self.visit(items, item, &place);
            }
            if schema.rule.is_some()
                && let Some(string) = item.as_str()
            {
                self.check_rule(schema, string, &place);
            }
        }
    }

    fn visit_object(&mut self, schema: &Schema, object: Json<'_>, place: &Place<'_>) {
        let mut required = 0;
        for (key, value) in object.entries() {
            if self.is_full() {
                return;
            }
            let place = Place { parent: Some(place), step: Step::Key(key), ..*place };
            let listed = schema.properties.iter().find(|property| *property.name == *key);
            match (listed, &schema.additional) {
                (Some(property), _) => {
                    required += usize::from(property.required);
                    self.visit(&property.schema, value, &place);
                }
                (None, Some(additional)) if additional.types == Types::NONE => {
                    let names: Vec<&str> =
                        schema.properties.iter().map(|property| &*property.name).collect();
                    let expected = one_of(Some(key).filter(|_| self.suggests()), &names);
                    let message = ["is unknown here, ", &expected];
                    let known = if names.is_empty() { &["is unknown here"][..] } else { &message };
                    self.add(&place, "additional_properties", known);
                }
                (None, Some(additional)) => self.visit(additional, value, &place),
                (None, None) => {}
            }
        }
        if required == schema.required.len() {
            return; // no key occurs twice
        }
        for name in &schema.required {
            if self.is_full() {
                return;
            }
            if object.get(name).is_none() {
                let place = Place { parent: Some(place), step: Step::Key(name), ..*place };
                self.add(&place, "required", &["is missing"]);
            }
        }
    }

    fn check_bounds(
        &mut self,
        bounds: &Bounds,
        count: usize,
        (one, many): (&'static str, &'static str),
        (too_few, too_many): (&'static str, &'static str),
        place: &Place<'_>,
    ) {
        let (code, limit, bound) = match count {
            _ if count < bounds.least as usize => (too_few, "least", bounds.least),
            _ if count > bounds.most as usize => (too_many, "most", bounds.most),
            _ => return,
        };
        let unit = plural(count, one, many);
        let (count, bound) = (decimal(count), decimal(bound as usize));
        let message = ["has ", &count, " ", unit, ", expected at ", limit, " ", &bound];
        self.add(place, code, &message);
    }
}

#[inline(never)]
fn decimal(number: usize) -> String {
    format!("{number}")
}

/// A value of the definition as a message names it.
fn text(value: Json<'_>) -> &str {
    value.as_str().unwrap_or_else(|| value.raw())
}

impl Types {
    fn allow(self, value: Json<'_>) -> bool {
        let kind = value.kind();
        let is_integer = || kind == Kind::Number && Decimal::read(value.raw()).is_integer();
        self.holds(Self::of(kind)) || self.holds(Self::INTEGER) && is_integer()
    }

    /// What a message says is expected.
    fn list(self) -> String {
        let mut text = String::new();
        let kinds =
            [Kind::Null, Kind::Boolean, Kind::Number, Kind::String, Kind::Array, Kind::Object];
        let named = kinds.map(|kind| (Self::of(kind), kind.named()));
        for (kind, name) in named.into_iter().chain([(Self::INTEGER, "a whole number")]) {
            if self.holds(kind) {
                text.push_str(if text.is_empty() { "" } else { " or " });
                text.push_str(name);
            }
        }
        text
    }
}
