//! Fills templates, and merges an event's own values into its example.

use super::Provider;
use super::reader::COMMENT;
use crate::json::{Json, Kind, Writer};
use crate::text::split;
use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec;

/// What a template is filled with.
#[cfg_attr(not(feature = "service"), expect(dead_code, reason = "deliveries are JSON alone"))]
pub(crate) enum Value<'a> {
    Json(Json<'a>),
    Text(Cow<'a, str>),
    Number(i64),
    Boolean(bool),
    /// JSON text.
    Written(String),
}

/// Where templates look up their names.
pub(crate) trait Values {
    fn value(&self, name: &str) -> Option<Value<'_>>;

    /// Gives the items of a list to `each`; they know the names of this too. Returns whether there is such
    /// a list: one that is empty is there.
    fn visit(&self, list: &str, each: &mut dyn FnMut(&dyn Values)) -> bool;
}

/// A document in which `event.type` is the member `type` of the member `event`.
impl Values for Json<'_> {
    fn value(&self, name: &str) -> Option<Value<'_>> {
        let mut value = *self;
        for key in split(name, Some('.')) {
            value = value.get(key)?;
        }
        Some(Value::Json(value))
    }

    /// Lists belong to the API's answers.
    fn visit(&self, _: &str, _: &mut dyn FnMut(&dyn Values)) -> bool {
        false
    }
}

impl Value<'_> {
    fn is_false(&self) -> bool {
        match self {
            Self::Boolean(value) => !value,
            Self::Json(json) => json.as_bool() == Some(false),
            _ => false,
        }
    }

    fn write(&self, out: &mut Writer) {
        match self {
            Self::Json(json) => out.value(*json),
            Self::Text(text) => out.string(text),
            Self::Number(number) => out.number(*number),
            Self::Boolean(value) => out.boolean(*value),
            Self::Written(json) => out.literal(json),
        }
    }
}

/// A template's surroundings: the provider has the shared ones, and masks its secrets.
#[derive(Clone, Copy)]
pub(crate) struct Filling<'a> {
    provider: &'a Provider,
    shared: Option<Json<'a>>,
    values: &'a dyn Values,
    most: usize,
}

impl<'a> Filling<'a> {
    /// Beyond `most` bytes no value is written: the caller refuses what has become longer.
    pub(crate) fn new(provider: &'a Provider, values: &'a dyn Values, most: usize) -> Self {
        Self { provider, shared: provider.file().get("templates"), values, most }
    }

    /// Writes what a template makes, and nothing where it makes nothing.
    pub(crate) fn write(self, template: Json<'_>, out: &mut Writer) {
        self.write_under(None, template, out);
    }

    /// Writes a key and what its template makes; what makes nothing drops its key.
    fn write_under(self, key: Option<&str>, template: Json<'_>, out: &mut Writer) {
        let begin = |out: &mut Writer| {
            if let Some(key) = key {
                out.key(key);
            }
        };
        let Some((form, value)) = form_of(template) else {
            begin(out);
            return self.write_plain(template, out);
        };
        let name = value.as_str().unwrap_or_default();
        match form {
            "$" => match (self.values.value(name), template.get("else")) {
                (Some(_), _) if out.len() > self.most => {}
                (Some(value), _) => {
                    begin(out);
                    value.write(out);
                }
                (None, Some(other)) => self.write_under(key, other, out),
                (None, None) => {}
            },
            "$if" => {
                let is_there = self.values.value(name).is_some_and(|value| !value.is_false());
                if let Some(then) = template.get("then").filter(|_| is_there) {
                    self.write_under(key, then, out);
                }
            }
            "$each" if !self.values.visit(name, &mut |_| {}) => {}
            "$each" => {
                begin(out);
                out.open('[');
                if let Some(each) = template.get("as") {
                    let mut write =
                        |values: &dyn Values| Filling { values, ..self }.write(each, out);
                    self.values.visit(name, &mut write);
                }
                out.close(']');
            }
            "$count" => {
                let mut count = 0;
                self.values.visit(name, &mut |_| count += 1);
                begin(out);
                out.number(count);
            }
            "$mask" => {
                if let Some(Value::Text(secret)) = self.values.value(name) {
                    begin(out);
                    out.string(&self.provider.mask_secret(&secret));
                }
            }
            _ => {
                begin(out);
                out.open('{');
                self.write_members(template, out);
                out.close('}');
            }
        }
    }

    fn write_plain(self, template: Json<'_>, out: &mut Writer) {
        match template.kind() {
            Kind::Object => {
                out.open('{');
                self.write_members(template, out);
                out.close('}');
            }
            Kind::Array => {
                out.open('[');
                template.items().for_each(|item| self.write(item, out));
                out.close(']');
            }
            _ => out.value(template),
        }
    }

    /// Writes the members of an object that is begun: those of a shared template, where it uses one.
    pub(crate) fn write_members(self, template: Json<'_>, out: &mut Writer) {
        if let Some(name) = template.get("$use").and_then(Json::as_str) {
            let used = self.shared.and_then(|shared| shared.get(name));
            for members in used.into_iter().chain(template.get("with")) {
                self.write_members(members, out);
            }
            return;
        }
        for (key, member) in template.entries().filter(|(key, _)| *key != COMMENT) {
            self.write_under(Some(key), member, out);
        }
    }
}

/// The form that an object is, and what stands under its key.
pub(crate) fn form_of(template: Json<'_>) -> Option<(&str, Json<'_>)> {
    template.entries().find(|(key, _)| key.starts_with('$') && *key != COMMENT)
}

/// Writes `base` with a JSON Merge Patch (RFC 7396) applied.
pub(super) fn write_merged(base: Option<Json<'_>>, patch: Json<'_>, out: &mut Writer) {
    if !patch.is_object() {
        return out.value(patch);
    }
    let changes = patch.keys();
    let mut merged = vec![false; changes.members.len()];
    out.open('{');
    for (key, value) in base.iter().flat_map(|base| base.entries()) {
        let Some((index, change)) = changes.find(key) else {
            out.key(key).value(value);
            continue;
        };
        if let Some(merged) = merged.get_mut(index) {
            *merged = true;
        }
        if change.kind() != Kind::Null {
            out.key(key);
            write_merged(Some(value), change, out);
        }
    }
    for ((key, change), merged) in changes.members.iter().zip(merged) {
        if !merged && change.kind() != Kind::Null {
            out.key(key);
            write_merged(None, *change, out);
        }
    }
    out.close('}');
}
