//! What the binding answers in JSON, in the shapes that pkg/src reads.

use crate::error::VerificationError;
use crate::event::{EventRules, IdRule};
use crate::json::Writer;
use crate::signature::scheme::Slot;
use crate::signature::{Scheme, Source};
use alloc::format;
use alloc::string::String;

pub(super) fn verification(error: &VerificationError) -> String {
    let mut json = Writer::default();
    json.open('{');
    json.key("kind").string("verification");
    json.key("code").string(error.code());
    json.key("message").string(&format!("{error}"));
    json.close('}');
    json.finish()
}

fn write_events(rules: &EventRules, json: &mut Writer) {
    json.open('{');
    json.key("type").string(&rules.r#type);
    json.key("data").string(&rules.data);
    if let Some(id) = &rules.id {
        let (rule, place) = match id {
            IdRule::Delivery(pointer) => ("delivery", pointer),
            IdRule::Resource(pointer) => ("resource", pointer),
            IdRule::UnsignedHeader(name) => ("unsignedHeader", name),
        };
        json.key("id").open('{');
        json.key(rule).string(place);
        json.close('}');
    }
    json.key("types").strings(rules.types.iter().map(|name| &**name));
    json.close('}');
}

fn write_source(source: &Source, json: &mut Writer) {
    json.open('{');
    json.key("title").string(&source.title);
    if let Some(url) = &source.url {
        json.key("url").string(url);
    }
    json.key("checkedOn").string(&source.checked_on);
    json.close('}');
}

pub(super) fn info(scheme: &Scheme) -> String {
    let mut json = Writer::default();
    json.open('{');
    json.key("id").string(scheme.id());
    json.key("name").string(scheme.name());
    json.key("headers").strings(scheme.header_names());
    json.key("signedContent").string(&scheme.content_template());
    json.key("encoding").string(scheme.encoding.as_str());
    if let Some(Ok(tolerance)) = scheme.tolerance().map(i64::try_from) {
        json.key("tolerance").number(tolerance);
    }
    json.key("severalSignatures").boolean(scheme.separator.is_some());
    json.key("assumed").boolean(scheme.is_assumed());
    json.key("sources").open('[');
    scheme.sources().iter().for_each(|source| write_source(source, &mut json));
    json.close(']');
    if let Some(form) = scheme.headers.iter().find(|form| form.holds(Slot::Id)) {
        json.key("idHeader").string(&form.name);
    }
    if let Some(encryption) = scheme.encryption {
        json.key("encryption").open('{');
        json.key("assumed").boolean(encryption.assumed);
        json.close('}');
    }
    if let Some(rules) = &scheme.events {
        json.key("events");
        write_events(rules, &mut json);
    }
    json.close('}');
    json.finish()
}
