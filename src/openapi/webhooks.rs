//! What the provider sends: a webhook for each type of event.

use super::out::Out;
use super::samples::NOW;
use super::values::Place;
use super::{Api, component_name};
use crate::json::{Document, Json};
use crate::provider::ExampleOptions;
use crate::provider::reader::COMMENT;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

impl<'a> Api<'a> {
    pub(super) fn write_webhooks(&self, out: &mut Out<'a>) {
        let Some(body) = self.file.pointer("/delivery/body") else { return };
        let Some(types) = self.file.pointer("/events/types") else { return };
        let delivery = self.sample_id("delivery").unwrap_or_default();
        let mut ids: Vec<String> = Vec::new();
        out.key("webhooks").open('{');
        for name in self.event_names() {
            let Some(event) = types.get(name) else { continue };
            out.key(name).open('{');
            out.key("post");
            let object = out.begin(&[event]);
            let id = component_name(name, &|id| ids.iter().any(|known| known == id));
            out.text("operationId", &["on.", &*id].concat());
            ids.push(id);
            out.key("tags").strings(["Events"].into_iter());
            let description = event.get("description");
            out.text("summary", description.and_then(Json::as_str).unwrap_or(name));
            if let Some(description) = description {
                out.note("summary", description);
            }
            // A receiver checks the signature; there is no credential besides.
            out.key("security").literal("[]");
            out.key("parameters").open('[');
            for (header, _) in self.delivery_headers() {
                out.json().open('{');
                out.refer_to("parameters", &header);
                out.json().close('}');
            }
            out.json().close(']');
            out.key("requestBody").open('{');
            if let Some(form) = self.file.pointer("/delivery/encryption").and_then(Json::as_str) {
                let text = "A webhook that asks for it gets this encrypted, in the form";
                let own = "which is anyhook's own";
                out.text("description", &format!("{text} `{form}`, {own}."));
            }
            out.key("required").boolean(true);
            out.key("content").open('{');
            out.key("application/json").open('{');
            let data = self.provider.example_data(event);
            if let Ok(data) = Document::parse(data.as_bytes()) {
                out.key("schema");
                self.write_template(body, Place::Event { name, data: data.root() }, out);
            }
            let options = ExampleOptions { created_at: NOW, id: &delivery, data: None };
            if let Ok(example) = self.provider.example_event(name, &options) {
                self.write_event_example(event, &example, out);
            }
            out.json().close('}');
            out.json().close('}');
            out.json().close('}');
            out.key("responses").open('{');
            for (status, response) in [("2XX", "Received"), ("default", "NotReceived")] {
                out.key(status).open('{');
                out.refer_to("responses", response);
                out.json().close('}');
            }
            out.json().close('}');
            out.end(object);
            out.json().close('}');
        }
        out.json().close('}');
    }

    fn write_event_example(&self, event: Json<'a>, example: &str, out: &mut Out<'a>) {
        let name = event.get("example");
        let shared = name.and_then(Json::as_str).zip(self.file.pointer("/events/examples"));
        let from = shared.and_then(|(name, all)| all.get(name));
        out.key("examples").open('{');
        out.key("example");
        let object = out.begin(from.as_slice());
        if let Some(part) = event.get("merge").or(name) {
            out.note("value", part);
        }
        out.key("value").literal(example);
        out.end(object);
        out.json().close('}');
    }

    /// The headers of every delivery: the names of their components, and what the file says of them.
    fn delivery_headers(&self) -> Vec<(String, (&'a str, Json<'a>))> {
        let mut headers: Vec<(String, (&'a str, Json<'a>))> = Vec::new();
        for pointer in ["/delivery/signature/headers", "/delivery/headers"] {
            let named = self.file.pointer(pointer).into_iter().flat_map(Json::entries);
            for (header, template) in named.filter(|(name, _)| *name != COMMENT) {
                let name =
                    component_name(header, &|name| headers.iter().any(|(one, _)| one == name));
                headers.push((name, (header, template)));
            }
        }
        headers
    }

    pub(super) fn write_delivery_parameters(&self, out: &mut Out<'a>) {
        if self.file.pointer("/delivery/body").is_none() {
            return;
        }
        let signature = self.file.pointer("/delivery/signature");
        out.key("parameters").open('{');
        for (name, (header, template)) in self.delivery_headers() {
            out.key(&name);
            let object = out.begin(&[template]);
            out.text("name", header);
            out.text("in", "header");
            out.key("required").boolean(true);
            if let (Some(text), Some(signature)) = (template.as_str(), signature) {
                let part =
                    |key| signature.get(key).map_or("", |one| one.as_str().unwrap_or(one.raw()));
                let mut description = format!(
                    "`{text}`. The signature is HMAC-SHA256 of `{}`, in {}.",
                    part("content"),
                    part("encoding")
                );
                if signature.get("tolerance").is_some() {
                    let tolerance = part("tolerance");
                    let more = format!(" A timestamp is good for {tolerance} seconds.");
                    description.push_str(&more);
                }
                out.text("description", &description);
                for key in ["content", "encoding", "tolerance"] {
                    if let Some(value) = signature.get(key) {
                        out.note("description", value);
                    }
                }
                out.key("schema").literal("{\"type\":\"string\"}");
            } else {
                out.key("schema");
                self.write_template(template, Place::Shared, out);
            }
            out.end(object);
        }
        out.json().close('}');
    }

    /// What a receiver answers, and what comes of it.
    pub(super) fn write_delivery_responses(&self, out: &mut Out<'a>) {
        if self.file.pointer("/delivery/body").is_none() {
            return;
        }
        out.key("Received").literal("{\"description\":\"Received: the event is not sent again.\"}");
        let part = |pointer| self.file.pointer(pointer);
        let number = |pointer| part(pointer).map(Json::raw);
        let mut text = String::from("Any other answer, and none, is a failure.");
        let mut say = |sentence: String| text.push_str(&sentence);
        if let Some(delays) = part("/delivery/retry/delays") {
            let delays: Vec<&str> = delays.items().map(Json::raw).collect();
            say(format!(" The event is sent again after {} seconds", delays.join(", ")));
            if let Some(jitter) = number("/delivery/retry/jitter") {
                say(format!(", each with up to {jitter} % added"));
            }
            say(String::from("."));
        }
        if let Some(most) = number("/delivery/retry/retryAfter") {
            say(format!(" `Retry-After` is honoured up to {most} seconds."));
        }
        if let Some(within) = number("/delivery/retry/within") {
            say(format!(" All of that happens within {within} seconds."));
        }
        if let Some(after) = number("/delivery/disable/after") {
            say(format!(" After {after} failures in a row the webhook is disabled."));
        }
        out.key("NotReceived");
        let parts: Vec<Json<'a>> =
            ["/delivery/retry", "/delivery/disable"].into_iter().filter_map(part).collect();
        let object = out.begin(&parts);
        out.text("description", &text);
        for from in parts.iter().flat_map(|part| part.entries()).map(|(_, value)| value) {
            out.note("description", from);
        }
        out.end(object);
    }
}
