//! The request of a delivery: its body by the provider's template, its headers, signed.

use super::record::Event;
use super::task::Task;
use crate::json::{Document, Json, Writer};
use crate::provider::render::{Filling, Value, Values};
use crate::seal::rest::Secret;
use crate::service::record::Record;
use crate::service::{Access, Service};
use crate::signature::{Message, Webhook};
use crate::text::split;
use crate::time::iso8601;
use alloc::borrow::{Cow, ToOwned as _};
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec;
use alloc::vec::Vec;
use zeroize::Zeroizing;

/// Why nothing may be sent to a URL, if it may not.
pub(super) fn forbidden(service: &Service, url: &str) -> Option<&'static str> {
    let is_allowed = service.access == Access::Open || crate::url::is_public(url);
    (!is_allowed).then_some("forbidden_target")
}

/// Headers, and the body's bytes.
type Made = (Vec<(String, String)>, Vec<u8>);

/// The request, if its secrets can be opened. `account` is the record of the account.
pub(super) fn make(
    task: &mut Task<'_>,
    event: &Event,
    record: &Record,
    subscription: &str,
    account: Option<&[u8]>,
) -> Option<Made> {
    let service = task.service;
    let secrets = secrets(task, record, subscription, account)?;
    let mut body = body_of(service, event);
    if let Some(secret) = secrets.first().filter(|_| record.encrypted && service.deliveries.seals) {
        body = crate::seal::payload::seal(secret, body.as_bytes(), &mut *task.fill);
    }
    let body = body.into_bytes();
    let mut headers = vec![("content-type".to_owned(), "application/json".to_owned())];
    if !secrets.is_empty() {
        let texts: Vec<&str> = secrets.iter().map(|text| &***text).collect();
        let webhook = Webhook::new(Arc::clone(service.provider.scheme()), &texts).ok()?;
        let message = Message {
            body: &body,
            timestamp: Some(task.now.div_euclid(1000)),
            id: Some(&event.id),
        };
        headers.extend(webhook.sign(&message).ok()?);
    }
    for (name, value) in own_headers(service, event) {
        if !headers.iter().any(|(other, _)| other.eq_ignore_ascii_case(&name)) {
            headers.push((name, value));
        }
    }
    Some((headers, body))
}

/// What the delivery is signed with, the newest first: nothing, where the account has not set its secret.
fn secrets(
    task: &Task<'_>,
    record: &Record,
    subscription: &str,
    account: Option<&[u8]>,
) -> Option<Vec<Zeroizing<String>>> {
    let service = task.service;
    let keys = &service.master_keys;
    if service.rules.account_secret {
        let Some(account) = account else { return Some(Vec::new()) };
        let document = Document::parse(account).ok()?;
        let secret = Secret::read(document.root().get(crate::seal::rest::SECRET)?)?;
        // It stands beside the subscriptions, under the account's own key.
        let mut parts = split(subscription, Some('/')).skip(1);
        let place = task.keys_of(parts.nth(1)?).account();
        return Some(vec![secret.open(keys, &place).ok()?]);
    }
    let previous = record.previous.iter().filter(|previous| previous.until > task.now);
    let all = record.secret.iter().chain(previous.map(|previous| &previous.secret));
    all.map(|secret| secret.open(keys, subscription).ok()).collect()
}

/// The body as the provider sends it, before it is sealed.
pub(crate) fn body_of(service: &Service, event: &Event) -> String {
    let mut json = Writer::with_room(event.data.len() + 256);
    let data = Document::parse(event.data.as_bytes());
    let (Some(template), Ok(data)) = (service.provider.file().pointer("/delivery/body"), data)
    else {
        return event.data.clone();
    };
    let values = Told { event, data: data.root() };
    Filling::new(&service.provider, &values, usize::MAX).write(template, &mut json);
    json.finish()
}

/// The headers of the file's own, of those whose value a header can have.
fn own_headers(service: &Service, event: &Event) -> Vec<(String, String)> {
    let Ok(data) = Document::parse(event.data.as_bytes()) else { return Vec::new() };
    let values = Told { event, data: data.root() };
    let all = service.provider.file().pointer("/delivery/headers");
    let render = |(name, template): (&str, Json<'_>)| {
        let mut json = Writer::default();
        Filling::new(&service.provider, &values, usize::MAX).write(template, &mut json);
        let json = json.finish();
        let document = Document::parse(json.as_bytes()).ok()?;
        let value = document.root();
        let value = value.as_str().unwrap_or(value.raw()).to_owned();
        let is_sendable = value.bytes().all(|byte| (0x20..=0x7e).contains(&byte));
        is_sendable.then(|| (name.to_owned(), value))
    };
    let named = all.into_iter().flat_map(Json::entries);
    named.filter(|(name, _)| !name.starts_with('$')).filter_map(render).collect()
}

/// What templates of deliveries are filled with.
pub(crate) struct Told<'a> {
    pub(crate) event: &'a Event,
    pub(crate) data: Json<'a>,
}

impl Values for Told<'_> {
    fn value(&self, name: &str) -> Option<Value<'_>> {
        let text = |text| Some(Value::Text(Cow::Borrowed(text)));
        match name {
            "event.id" => text(&*self.event.id),
            "event.type" => text(&*self.event.r#type),
            "event.createdAt" => Some(Value::Text(Cow::Owned(iso8601(self.event.created_at)))),
            "event.data" => Some(Value::Json(self.data)),
            _ => self.data.value(name.strip_prefix("event.data.")?),
        }
    }

    fn visit(&self, _: &str, _: &mut dyn FnMut(&dyn Values)) -> bool {
        false
    }
}
