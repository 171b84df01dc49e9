//! Examples: bodies that keep their schemas, and what is answered to them.

use super::Api;
use crate::json::{Document, Json, Writer};
use crate::provider::render::{Filling, Value, Values};
use crate::schema::{Mode, Violation, write_violations};
use crate::text::cut;
use crate::time::iso8601;
use alloc::borrow::{Cow, ToOwned as _};
use alloc::string::String;
use alloc::vec::Vec;

/// When all examples happen, in Unix milliseconds.
pub(crate) const NOW: i64 = 1_768_469_400_000;

/// Fills with bytes that look like random ones, and are the same each time.
fn fill(bytes: &mut [u8]) {
    let mut state: u32 = 0x2545_f491;
    for byte in bytes {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        *byte = state.to_be_bytes()[0];
    }
}

impl<'a> Api<'a> {
    /// An id of this kind, where the provider has such ids.
    pub(super) fn sample_id(&self, kind: &str) -> Option<String> {
        self.provider.generate_id(kind, NOW / 1000, fill).ok()
    }

    pub(super) fn sample_secret(&self) -> String {
        self.provider.scheme().generate_secret(fill)
    }

    /// A body that the operation takes: with all properties, or those alone that it needs or that are
    /// called so.
    pub(super) fn sample_body(
        &self,
        operation: Json<'a>,
        is_wanted: &dyn Fn(&str) -> bool,
    ) -> Option<String> {
        let schema = operation.get("body")?;
        let required = |name: &str| {
            let mut required = schema.get("required").into_iter().flat_map(Json::items);
            required.any(|required| required.as_str() == Some(name))
        };
        let mut json = Writer::default();
        json.open('{');
        for (name, property) in schema.get("properties").into_iter().flat_map(Json::entries) {
            if required(name) || is_wanted(name) {
                json.key(name);
                self.write_sample(operation, name, property, &mut json);
            }
        }
        json.close('}');
        let json = json.finish();
        self.violations(operation, &json).is_empty().then_some(json)
    }

    /// A body with the defaults of what it leaves out.
    pub(super) fn filled(&self, operation: Json<'a>, body: &str) -> String {
        let mut json = Writer::default();
        let parsed = Document::parse(body.as_bytes());
        match (self.provider.schema(operation, "body"), parsed) {
            (Some(schema), Ok(body)) => {
                schema.write_filled(self.file.document(), body.root(), &mut json);
            }
            _ => json.literal(body),
        }
        json.finish()
    }

    /// What is wrong with a body.
    pub(super) fn violations(&self, operation: Json<'a>, body: &str) -> Vec<Violation> {
        let schema = self.provider.schema(operation, "body").unwrap_or_default();
        let Ok(body) = Document::parse(body.as_bytes()) else { return Vec::new() };
        schema.check(self.file.document(), body.root(), Mode::Strict)
    }

    fn write_sample(&self, operation: Json<'a>, name: &str, property: Json<'a>, json: &mut Writer) {
        let shown = property.get("examples").and_then(|all| all.items().next());
        if let Some(value) = shown.or_else(|| property.get("const")) {
            return json.value(value);
        }
        let is = |field| self.field_name(field) == Some(name);
        if is("url") {
            return json.string("https://example.com/webhooks");
        }
        if is("events") {
            return json.strings(self.event_names().take(2));
        }
        if is("secret") {
            return json.string(&self.sample_secret());
        }
        let id = operation.pointer("/id/body").and_then(Json::as_str);
        let kind = if id == Some(name) { "webhook" } else { "client" };
        if is("client") || id == Some(name) {
            return json.string(&self.sample_id(kind).unwrap_or_default());
        }
        let last = property.get("enum").and_then(|all| all.items().last());
        if let Some(value) = property.get("default").or(last) {
            return json.value(value);
        }
        match property.get("type").and_then(Json::as_str) {
            Some("boolean") => json.boolean(!is("active")),
            Some("integer" | "number") => {
                json.literal(property.get("minimum").map_or("1", Json::raw));
            }
            Some("array") => json.literal("[]"),
            Some("object") => json.literal("{}"),
            _ => json.string(match property.get("format").and_then(Json::as_str) {
                Some("uuid") => "5f0c6f1e-8a0b-4c1d-9e2f-3a4b5c6d7e8f",
                Some("date-time") => "2026-01-15T09:30:00.000Z",
                _ if is("name") => "Orders",
                _ => "Tells our books of it",
            }),
        }
    }

    /// The event types, without selectors.
    pub(super) fn event_names(&self) -> impl Iterator<Item = &'a str> {
        let types = self.file.pointer("/events/types");
        let names = types.into_iter().flat_map(Json::entries).map(|(name, _)| name);
        names.filter(|name| *name != crate::provider::reader::COMMENT)
    }

    /// What these templates make of an example, as one object, or as what the only one of them makes.
    pub(super) fn fill(&self, templates: &[Json<'a>], sample: &Sample<'_, 'a>) -> String {
        let filling = Filling::new(self.provider, sample, usize::MAX);
        let mut json = Writer::default();
        if let [template] = templates {
            filling.write(*template, &mut json);
        } else {
            json.open('{');
            templates.iter().for_each(|template| filling.write_members(*template, &mut json));
            json.close('}');
        }
        json.finish()
    }
}

/// What an example is filled with.
pub(super) struct Sample<'s, 'a> {
    pub(super) api: &'s Api<'a>,
    pub(super) operation: Json<'a>,
    /// The webhook's fields, as bodies call them: later ones count.
    pub(super) fields: Vec<Json<'s>>,
    /// The request's path.
    pub(super) path: &'s str,
    /// Of a refusal.
    pub(super) case: Option<(u16, Json<'a>)>,
    pub(super) violations: Vec<Violation>,
}

impl Sample<'_, '_> {
    /// What bodies have said of a field.
    fn said(&self, field: &str) -> Option<Json<'_>> {
        let name = self.api.field_name(field)?;
        self.fields.iter().rev().find_map(|body| body.get(name))
    }

    fn of_record(&self, field: &str) -> Option<Value<'_>> {
        let text = |text: String| Some(Value::Text(Cow::Owned(text)));
        Some(match field {
            "id" => return text(self.api.sample_id("webhook")?),
            "url" | "events" | "name" | "description" | "client" => Value::Json(self.said(field)?),
            "active" => match (self.said(field), self.api.active_word(true)) {
                (Some(word), _) | (None, Some(word)) => Value::Json(word),
                (None, None) => Value::Boolean(true),
            },
            "encrypted" => self.said(field).map_or(Value::Boolean(false), Value::Json),
            "secret" if self.api.has_account_secret() => return None,
            "generatedSecret" if self.said("secret").is_some() => return None,
            "generatedSecret" => return self.of_record("secret"),
            "secret" => match self.said(field).and_then(Json::as_str) {
                Some(secret) => Value::Text(Cow::Borrowed(secret)),
                None => return text(self.api.sample_secret()),
            },
            "createdAt" | "updatedAt" => return text(iso8601(NOW)),
            "lastTriggeredAt" | "lastDelivery" => return None,
            _ => Value::Number(0),
        })
    }

    fn of_page(&self, name: &str) -> Option<Value<'_>> {
        let paging = self.operation.get("paging")?;
        let is_numbered = paging.get("form").and_then(Json::as_str) == Some("page");
        Some(match name {
            "hasMore" => Value::Boolean(false),
            "limit" => {
                let parameter = paging.get("limit").and_then(Json::as_str)?;
                let parameters = self.operation.pointer("/query/properties")?;
                let default = parameters.get(parameter).and_then(|one| one.get("default"));
                default.map_or(Value::Number(20), Value::Json)
            }
            "number" | "total" if is_numbered => Value::Number(1),
            _ => return None,
        })
    }

    fn of_error(&self, name: &str) -> Option<Value<'_>> {
        let (status, case) = self.case?;
        Some(match name {
            "code" | "message" => Value::Json(case.get(name)?),
            "status" => Value::Number(status.into()),
            "reason" => Value::Text(Cow::Borrowed(crate::service::reason(status))),
            "scope" => Value::Json(self.operation.get("scope")?),
            "id" => return self.of_record("id").filter(|_| status == 404),
            "violations" if !self.violations.is_empty() => {
                let mut json = Writer::default();
                write_violations(&self.violations, &mut json);
                Value::Written(json.finish())
            }
            _ => return None,
        })
    }
}

impl Values for Sample<'_, '_> {
    fn value(&self, name: &str) -> Option<Value<'_>> {
        let (group, field) = cut(name, Some('.'));
        let field = field.unwrap_or_default();
        match group {
            "record" => self.of_record(field),
            "page" => self.of_page(field),
            "error" => self.of_error(field),
            "request" if field == "path" => Some(Value::Text(Cow::Borrowed(self.path))),
            "request" => {
                let id = self.api.provider.request_id(NOW / 1000, &mut fill);
                Some(Value::Text(Cow::Owned(id)))
            }
            _ => None,
        }
    }

    fn visit(&self, list: &str, each: &mut dyn FnMut(&dyn Values)) -> bool {
        match list {
            "records" => each(self),
            "error.violations" => {
                for violation in &self.violations {
                    each(&Told { violation, sample: self });
                }
                return !self.violations.is_empty();
            }
            _ => {}
        }
        list != "events"
    }
}

/// A violation of a list.
struct Told<'s> {
    violation: &'s Violation,
    sample: &'s dyn Values,
}

impl Values for Told<'_> {
    fn value(&self, name: &str) -> Option<Value<'_>> {
        let Violation { path, code, message } = self.violation;
        Some(Value::Text(Cow::Borrowed(match name {
            "violation.path" => path,
            "violation.code" => code,
            "violation.message" => message,
            _ => return self.sample.value(name),
        })))
    }

    fn visit(&self, _: &str, _: &mut dyn FnMut(&dyn Values)) -> bool {
        false
    }
}

/// A path with the id in it.
pub(super) fn path_of(path: &str, id: &str) -> String {
    let (before, rest) = cut(path, Some('{'));
    match rest {
        Some(rest) => [before, id, cut(rest, Some('}')).1.unwrap_or_default()].concat(),
        None => path.to_owned(),
    }
}
