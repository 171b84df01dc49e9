//! What several places of the document have in common.

use super::out::Out;
use super::values::Place;
use super::{Api, component_name, url};
use crate::json::Json;
use crate::provider::reader::COMMENT;
use crate::schema::Mode;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

/// The schemas that the document itself brings; shared templates have others.
const SCHEMAS: [&str; 9] = [
    "Url",
    "EventType",
    "Secret",
    "Cursor",
    "Violation",
    "WebhookId",
    "ClientId",
    "DeliveryId",
    "RequestId",
];

/// The headers of responses, each with what it says, and its schema.
const HEADERS: [(&str, &str, &str); 6] = [
    ("X-Request-Id", "The request's id.", r##"{"$ref":"#/components/schemas/RequestId"}"##),
    (
        "RateLimit-Policy",
        "How many requests an hour has, where they are counted.",
        r#"{"type":"string"}"#,
    ),
    (
        "RateLimit",
        "How many requests remain, and in how many seconds the count starts anew.",
        r#"{"type":"string"}"#,
    ),
    ("Retry-After", "In how many seconds to try again.", r#"{"type":"integer"}"#),
    ("WWW-Authenticate", "The kind of credential that is missing.", r#"{"type":"string"}"#),
    (
        "Idempotency-Replayed",
        "That the answer was given before, to a request with the same key.",
        r#"{"const":"true"}"#,
    ),
];

impl<'a> Api<'a> {
    pub(super) fn write_components(&self, out: &mut Out<'a>) {
        // What is written first may refer to what comes later.
        let mut shared: Vec<(String, String)> = Vec::new();
        for (template, name) in self.template_names() {
            if out.is_used("templates", &template) {
                let schema = out.aside(&mut |out| self.write_shared(&template, out));
                shared.push((name, schema));
            }
        }
        let headers = out.aside(&mut |out| self.write_header_components(out));
        let parameters = out.aside(&mut |out| self.write_delivery_parameters(out));
        out.key("components").open('{');
        if self.file.get("operations").is_some() {
            self.write_security_schemes(out);
            out.key("headers").literal(&headers);
        }
        out.members(&parameters);
        out.key("responses").open('{');
        for (name, response) in core::mem::take(&mut out.responses) {
            out.key(&name).literal(&response);
        }
        self.write_delivery_responses(out);
        out.json().close('}');
        out.key("schemas").open('{');
        for (name, schema) in shared {
            out.key(&name).literal(&schema);
        }
        for name in SCHEMAS {
            if out.is_used("schemas", name) {
                out.key(name);
                self.write_own(name, out);
            }
        }
        out.json().close('}');
        out.json().close('}');
    }

    /// The shared templates, and what their schemas are called.
    fn template_names(&self) -> Vec<(String, String)> {
        let mut names: Vec<(String, String)> = Vec::new();
        let templates = self.file.get("templates").into_iter().flat_map(Json::entries);
        for (template, _) in templates.filter(|(name, _)| *name != COMMENT) {
            let is_taken = |name: &str| {
                SCHEMAS.contains(&name) || names.iter().any(|(_, other)| *other == *name)
            };
            let name = component_name(template, &is_taken);
            names.push((template.into(), name));
        }
        names
    }

    pub(super) fn template_name(&self, template: &str) -> String {
        let mut names = self.template_names().into_iter();
        names.find(|(known, _)| *known == *template).map(|(_, name)| name).unwrap_or_default()
    }

    fn write_shared(&self, template: &str, out: &mut Out<'a>) {
        let Some(template) = self.file.get("templates").and_then(|all| all.get(template)) else {
            return;
        };
        let object = out.begin(&[template]);
        self.write_object(&[template], Place::Shared, false, out);
        out.end(object);
    }

    /// The headers that tell of a limit, where there is one.
    pub(super) fn limit_headers(&self) -> Vec<&'static str> {
        match self.file.pointer("/limits/requestsPerHour") {
            Some(_) => Vec::from(["RateLimit-Policy", "RateLimit"]),
            None => Vec::new(),
        }
    }

    /// The headers of a response.
    pub(super) fn write_headers(&self, names: &[&'static str], out: &mut Out<'a>) {
        out.key("headers").open('{');
        for name in names {
            out.key(name).open('{');
            out.refer("headers", name);
            out.json().close('}');
        }
        out.json().close('}');
    }

    fn write_header_components(&self, out: &mut Out<'a>) {
        out.json().open('{');
        for (name, description, schema) in HEADERS {
            if !out.is_used("headers", name) {
                continue;
            }
            if name == "X-Request-Id" {
                out.uses("schemas", "RequestId");
            }
            out.key(name);
            let limit = self.file.pointer("/limits/requestsPerHour");
            let from = limit.filter(|_| name.starts_with("RateLimit"));
            let object = out.begin(from.as_slice());
            out.text("description", description);
            out.key("required").boolean(name == "X-Request-Id");
            out.key("schema").literal(schema);
            out.end(object);
        }
        out.json().close('}');
    }

    /// A schema of the document's own.
    fn write_own(&self, name: &str, out: &mut Out<'a>) {
        match name {
            "Url" => self.write_url(out),
            "EventType" => self.write_event_type(out),
            "Secret" => self.write_secret(out),
            "Cursor" => out.json().literal(
                "{\"type\":\"string\",\"pattern\":\"^[0-9A-Za-z_-]{11,352}$\",\
                 \"description\":\"One that the list has given.\"}",
            ),
            "Violation" => out.json().literal(
                "{\"type\":\"object\",\"properties\":{\
                 \"path\":{\"type\":\"string\",\"description\":\"A JSON Pointer to what is wrong.\"},\
                 \"code\":{\"type\":\"string\"},\"message\":{\"type\":\"string\"}},\
                 \"required\":[\"path\",\"code\",\"message\"],\"additionalProperties\":false}",
            ),
            "WebhookId" => self.write_id("webhook", out),
            "ClientId" => self.write_id("client", out),
            "DeliveryId" => self.write_id("delivery", out),
            _ => self.write_id("request", out),
        }
    }

    fn write_id(&self, kind: &str, out: &mut Out<'a>) {
        let rules = self.file.get("ids").and_then(|ids| ids.get(kind));
        let object = out.begin(rules.as_slice());
        out.text("type", "string");
        match rules {
            Some(rules) => out.copy("pattern", rules.get("pattern")),
            None => out.text("format", "uuid"), // of a request, for which the file has no form
        }
        if kind == "webhook" {
            out.key("maxLength").number(crate::id::LONGEST as i64);
        }
        if let Some(id) = self.sample_id(kind) {
            out.key("examples").strings([&*id].into_iter());
        }
        out.end(object);
    }

    fn write_url(&self, out: &mut Out<'a>) {
        let rules = self.file.get("urls");
        let part = |key| rules.and_then(|rules| rules.get(key));
        let object = out.begin(rules.as_slice());
        let mut schemes = part("schemes").into_iter().flat_map(Json::items);
        let https_alone =
            part("schemes").is_some() && schemes.all(|one| one.as_str() != Some("http"));
        // No `format`: RFC 3986 refuses what WHATWG's standard takes, such as a `|` in the path.
        out.text("type", "string");
        match part("maxLength") {
            Some(length) => out.copy("maxLength", Some(length)),
            None => out.key("maxLength").number(2048),
        }
        out.text("pattern", url::pattern(https_alone, self.mode));
        if let Some(schemes) = part("schemes") {
            out.note("pattern", schemes);
        }
        out.key("not").open('{');
        out.text("pattern", url::but(self.mode));
        out.json().close('}');
        out.text(
            "description",
            match (https_alone, self.mode) {
                (true, Mode::Strict) => {
                    "An `https` URL as it stands: without credentials and fragment, and with no loopback, \
                     private or link-local host."
                }
                (true, Mode::Open) => {
                    "An `https` URL as it stands, or one of `http` and a loopback host: without \
                     credentials and fragment."
                }
                (false, Mode::Strict) => {
                    "An `http` or `https` URL as it stands: without credentials and fragment, and with no \
                     loopback, private or link-local host."
                }
                (false, Mode::Open) => {
                    "An `http` or `https` URL as it stands: without credentials and fragment."
                }
            },
        );
        out.end(object);
    }

    fn write_secret(&self, out: &mut Out<'a>) {
        let rules = self.file.get("secret");
        let part = |key| rules.and_then(|rules| rules.get(key));
        let object = out.begin(rules.as_slice());
        out.text("type", "string");
        out.key("minLength").number(1);
        match part("maxLength") {
            Some(length) => out.copy("maxLength", Some(length)),
            None => out.key("maxLength").number(256),
        }
        out.copy("pattern", part("pattern"));
        out.text("description", "What deliveries are signed with.");
        out.end(object);
    }

    fn write_event_type(&self, out: &mut Out<'a>) {
        let types = self.provider.event_types();
        let from: Vec<Json<'a>> = ["/events/types", "/events/selectors"]
            .into_iter()
            .filter_map(|one| self.file.pointer(one))
            .collect();
        let object = out.begin(&from);
        out.text("type", "string");
        out.key("enum").strings(types.iter().map(|one| &*one.r#type));
        let mut text = String::new();
        for one in types.iter().filter(|one| one.selector) {
            if text.is_empty() {
                text.push_str("Some select several types:\n");
            }
            text.push_str(&format!("\n- `{}`: {}", one.r#type, one.description));
        }
        if !text.is_empty() {
            out.text("description", &text);
        }
        if let Some(selectors) = from.get(1) {
            out.note("description", *selectors);
        }
        out.end(object);
    }
}
