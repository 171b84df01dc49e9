//! What the names of templates stand for, as schemas.

use super::Api;
use super::out::Out;
use crate::json::{Json, Kind, Writer};
use alloc::borrow::ToOwned as _;
use alloc::string::String;

/// Whether there is a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Presence {
    Never,
    Sometimes,
    Always,
}

/// Where a template is filled.
#[derive(Clone, Copy)]
pub(super) enum Place<'p, 'a> {
    /// In the answer to an operation.
    Answer { operation: Json<'a> },
    /// In several answers.
    Shared,
    /// In an answer of this status to what was refused, of which there may be several cases.
    Refusal { cases: &'p [Json<'a>], status: u16, operation: Json<'a> },
    /// In the delivery of an event of this type, whose example has this data.
    Event { name: &'p str, data: Json<'p> },
}

/// A value's schema.
pub(super) enum Shape {
    /// A type, and the other keywords as the members of an object.
    Typed(&'static str, String),
    /// Keywords that say more than a type.
    Bare(String),
    /// A schema of the document's components.
    Component(&'static str),
    /// A list of which each item is one.
    List(&'static str),
}

fn plain(kind: &'static str) -> Shape {
    Shape::Typed(kind, String::new())
}

fn keywords(write: impl FnOnce(&mut Writer)) -> String {
    let mut json = Writer::default();
    write(&mut json);
    json.finish()
}

fn constant(write: impl FnOnce(&mut Writer)) -> Shape {
    Shape::Bare(keywords(|json| write(json.key("const"))))
}

fn whole(least: &str) -> Shape {
    Shape::Typed("integer", keywords(|json| json.key("minimum").literal(least)))
}

impl<'a> Api<'a> {
    pub(super) fn presence(&self, name: &str, place: Place<'_, '_>) -> Presence {
        let sometimes = |is_there| if is_there { Presence::Sometimes } else { Presence::Never };
        let always = |is_there| if is_there { Presence::Always } else { Presence::Never };
        let field = |field| self.presence_of_field(field);
        match (name, place) {
            ("record.events" | "record.name" | "record.description" | "record.client", _) => {
                field(name.strip_prefix("record.").unwrap_or_default())
            }
            ("record.secret", _) => always(!self.has_account_secret()),
            // One that was given is known already.
            ("record.generatedSecret", _) => match field("secret") {
                Presence::Never => always(!self.has_account_secret()),
                Presence::Sometimes => sometimes(!self.has_account_secret()),
                Presence::Always => Presence::Never,
            },
            ("record.lastTriggeredAt" | "record.lastDelivery" | "page.next", _) => {
                Presence::Sometimes
            }
            ("page.hasMore", _) => Presence::Always,
            (_, Place::Answer { operation, .. }) if name.starts_with("page.") => {
                let form = operation.pointer("/paging/form").and_then(Json::as_str);
                always(match name {
                    "page.limit" => form.is_some(),
                    _ => form == Some("page"),
                })
            }
            ("events" | "delivery.status" | "delivery.error" | "error.id", _) => {
                Presence::Sometimes
            }
            ("error.code", Place::Refusal { cases, .. }) => {
                match cases.iter().filter(|case| case.get("code").is_some()).count() {
                    0 => Presence::Never,
                    count if count == cases.len() => Presence::Always,
                    _ => Presence::Sometimes,
                }
            }
            ("error.scope", Place::Refusal { operation, .. }) => {
                always(operation.get("scope").is_some())
            }
            // A body or query that breaks no rule has none.
            ("error.violations", Place::Refusal { status, .. }) => {
                sometimes(self.tells_violations(status))
            }
            ("event.data", _) | (_, Place::Answer { .. } | Place::Refusal { .. }) => {
                Presence::Always
            }
            (_, Place::Event { data, .. }) => match name.strip_prefix("event.data.") {
                None => Presence::Always,
                Some(path) => sometimes(data_at(data, path).is_some()),
            },
            (_, Place::Shared) if name.starts_with("record.") => Presence::Always,
            (_, Place::Shared) => Presence::Sometimes,
        }
    }

    /// Whether every webhook has this field.
    fn presence_of_field(&self, field: &str) -> Presence {
        let body = self.file.pointer("/operations/create/body");
        let name = self.field_name(field);
        let (Some(body), Some(name)) = (body, name) else { return Presence::Never };
        let mut required = body.get("required").into_iter().flat_map(Json::items);
        let Some(property) = body.get("properties").and_then(|all| all.get(name)) else {
            return Presence::Never;
        };
        let kind = if field == "events" { "array" } else { "string" };
        let is_kind = property.get("type").and_then(Json::as_str) == Some(kind);
        let is_given = property.get("default").is_some()
            || required.any(|required| required.as_str() == Some(name));
        if is_kind && is_given { Presence::Always } else { Presence::Sometimes }
    }

    /// What bodies call a field of a webhook.
    pub(super) fn field_name(&self, field: &str) -> Option<&'a str> {
        let name = self.file.get("subscription")?.get(field)?;
        name.get("field").unwrap_or(name).as_str()
    }

    pub(super) fn has_account_secret(&self) -> bool {
        self.file.pointer("/secret/owner").and_then(Json::as_str) == Some("account")
    }

    /// What a body says for active, or for inactive, where that is no boolean.
    pub(super) fn active_word(&self, active: bool) -> Option<Json<'a>> {
        let pairs = self.file.pointer("/subscription/active/values")?;
        let mut pairs = pairs.items().map(|pair| (pair.items().next(), pair.items().nth(1)));
        pairs.find(|(_, meaning)| meaning.and_then(Json::as_bool) == Some(active))?.0
    }

    pub(super) fn shape(&self, name: &str, place: Place<'_, '_>) -> Shape {
        let time = || Shape::Typed("string", "\"format\":\"date-time\"".to_owned());
        let id = |kind, component| match self.file.get("ids").and_then(|ids| ids.get(kind)) {
            Some(_) => Shape::Component(component),
            None => plain("string"),
        };
        match name {
            "record.id" => Shape::Component("WebhookId"),
            "record.url" => Shape::Component("Url"),
            "record.events" => Shape::List("EventType"),
            "record.active" => match (self.active_word(true), self.active_word(false)) {
                (Some(yes), Some(no)) => Shape::Bare(keywords(|json| {
                    json.key("enum").open('[');
                    json.value(yes);
                    json.value(no);
                    json.close(']');
                })),
                _ => plain("boolean"),
            },
            "record.client" => id("client", "ClientId"),
            "record.secret" | "record.generatedSecret" => Shape::Component("Secret"),
            "record.encrypted" | "page.hasMore" | "delivery.success" => plain("boolean"),
            "record.createdAt"
            | "record.updatedAt"
            | "record.lastTriggeredAt"
            | "record.lastDelivery"
            | "event.createdAt"
            | "delivery.at" => time(),
            "record.failureCount"
            | "record.totalEvents"
            | "record.successfulDeliveries"
            | "record.failedDeliveries"
            | "page.total" => whole("0"),
            "page.number" | "page.limit" => whole("1"),
            "page.next" => Shape::Component("Cursor"),
            "request.id" => Shape::Component("RequestId"),
            "event.id" => id("delivery", "DeliveryId"),
            "event.type" => match place {
                Place::Event { name, .. } => constant(|json| json.string(name)),
                _ => plain("string"),
            },
            "event.data" => plain("object"),
            "delivery.url" => Shape::Component("Url"),
            "delivery.payload" => Shape::Bare(String::new()),
            "delivery.status" => {
                Shape::Typed("integer", "\"minimum\":100,\"maximum\":599".to_owned())
            }
            "error.code" => match place {
                Place::Refusal { cases, .. } => {
                    Shape::Bare(keywords(|json| write_codes(cases, json)))
                }
                _ => plain("string"),
            },
            "error.status" => match place {
                Place::Refusal { status, .. } => constant(|json| json.number(status.into())),
                _ => plain("integer"),
            },
            "error.violations" => Shape::List("Violation"),
            _ => match (place, name.strip_prefix("event.data.")) {
                (Place::Event { data, .. }, Some(path)) => {
                    let kind = data_at(data, path).map(|value| type_name(value.kind()));
                    kind.map_or(Shape::Bare(String::new()), plain)
                }
                _ => plain("string"),
            },
        }
    }
}

/// What the example of an event has there.
fn data_at<'d>(data: Json<'d>, path: &str) -> Option<Json<'d>> {
    crate::text::split(path, Some('.')).try_fold(data, |value, key| value.get(key))
}

fn type_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Null => "null",
        Kind::Boolean => "boolean",
        Kind::Number => "number",
        Kind::String => "string",
        Kind::Array => "array",
        Kind::Object => "object",
    }
}

fn write_codes(cases: &[Json<'_>], json: &mut Writer) {
    let mut codes: alloc::vec::Vec<&str> = alloc::vec::Vec::new();
    for code in cases.iter().filter_map(|case| case.get("code")?.as_str()) {
        if !codes.contains(&code) {
            codes.push(code);
        }
    }
    match *codes {
        [code] => json.key("const").string(code),
        _ => json.key("enum").strings(codes.into_iter()),
    }
}

impl Shape {
    /// Writes the schema as the members of an object; where it is `nullable`, null may stand there too.
    pub(super) fn write(&self, nullable: bool, out: &mut Out<'_>) {
        let write_type = |kind: &str, out: &mut Out<'_>| match nullable {
            true => out.key("type").strings([kind, "null"].into_iter()),
            false => out.text("type", kind),
        };
        match self {
            Self::Typed(kind, rest) => {
                write_type(kind, out);
                out.members(rest);
            }
            Self::List(component) => {
                write_type("array", out);
                out.key("items").open('{');
                out.refer("schemas", component);
                out.json().close('}');
            }
            Self::Bare(rest) if !nullable || rest.is_empty() => out.members(rest),
            Self::Component(name) if !nullable => out.refer("schemas", name),
            _ => {
                out.key("anyOf").open('[');
                out.json().open('{');
                self.write(false, out);
                out.json().close('}');
                out.json().literal("{\"type\":\"null\"}");
                out.json().close(']');
            }
        }
    }
}
