//! What the templates of answers are filled with.

use super::Service;
use super::record::Record;
use super::refusal::Refusal;
use crate::delivery::record::{Attempted, Delivery, Event};
use crate::delivery::request::{Told, body_of};
use crate::json::{Document, Json, Writer};
use crate::provider::render::{Value, Values};
use crate::schema::Violation;
use crate::time::iso8601;
use alloc::borrow::Cow;

/// A part of a list.
#[derive(Debug, Default)]
pub(super) struct Page {
    /// Where the next one starts.
    pub(super) next: Option<alloc::string::String>,
    pub(super) number: Option<i64>,
    pub(super) limit: Option<i64>,
    pub(super) total: Option<i64>,
}

/// What the answer to an operation can tell.
pub(super) struct Success<'a> {
    pub(super) service: &'a Service,
    pub(super) request_id: &'a str,
    pub(super) record: Option<&'a Record>,
    /// Whether the record's secret was made here.
    pub(super) is_generated: bool,
    /// The webhook's recent events, where they were asked for.
    pub(super) events: Option<&'a [Event]>,
    pub(super) records: &'a [Record],
    /// Each with its event, as far as that is still stored.
    pub(super) deliveries: &'a [(Delivery, Option<&'a Event>)],
    pub(super) page: Page,
}

impl Values for Success<'_> {
    fn value(&self, name: &str) -> Option<Value<'_>> {
        let text = |text| Some(Value::Text(Cow::Borrowed(text)));
        match name {
            "request.id" => text(self.request_id),
            "record.generatedSecret" if !self.is_generated => None,
            "page.next" => text(self.page.next.as_deref()?),
            "page.number" => self.page.number.map(Value::Number),
            "page.limit" => self.page.limit.map(Value::Number),
            "page.total" => self.page.total.map(Value::Number),
            "page.hasMore" => Some(Value::Boolean(self.page.next.is_some())),
            _ => value_of(self.service, self.record?, name),
        }
    }

    fn visit(&self, list: &str, each: &mut dyn FnMut(&dyn Values)) -> bool {
        let mut give = |item: &dyn Values| each(&Item { list: self, item });
        match list {
            "records" => {
                self.records.iter().for_each(|record| give(&Webhook(self.service, record)));
            }
            "deliveries" => {
                for (delivery, event) in self.deliveries {
                    give(&Attempt { service: self.service, delivery, event: *event });
                }
            }
            _ => {
                for event in self.events.unwrap_or_default() {
                    // It was written by us.
                    if let Ok(data) = Document::parse(event.data.as_bytes()) {
                        give(&Told { event, data: data.root() });
                    }
                }
                return self.events.is_some();
            }
        }
        true
    }
}

/// An item of a list. What it does not know, the list may.
struct Item<'a> {
    list: &'a Success<'a>,
    item: &'a dyn Values,
}

impl Values for Item<'_> {
    fn value(&self, name: &str) -> Option<Value<'_>> {
        self.item.value(name).or_else(|| self.list.value(name))
    }

    fn visit(&self, _: &str, _: &mut dyn FnMut(&dyn Values)) -> bool {
        false
    }
}

struct Webhook<'a>(&'a Service, &'a Record);

impl Values for Webhook<'_> {
    fn value(&self, name: &str) -> Option<Value<'_>> {
        value_of(self.0, self.1, name)
    }

    fn visit(&self, _: &str, _: &mut dyn FnMut(&dyn Values)) -> bool {
        false
    }
}

/// The last attempt of a delivery, as far as there was one.
struct Attempt<'a> {
    service: &'a Service,
    delivery: &'a Delivery,
    event: Option<&'a Event>,
}

impl Values for Attempt<'_> {
    fn value(&self, name: &str) -> Option<Value<'_>> {
        let text = |text| Some(Value::Text(Cow::Borrowed(text)));
        let last = self.delivery.attempts.last();
        match name.strip_prefix("delivery.")? {
            "event" => text(&*self.delivery.event_type),
            "url" => text(&*self.delivery.url),
            "payload" => Some(Value::Written(body_of(self.service, self.event?))),
            "success" => Some(Value::Boolean(last.is_some_and(Attempted::is_success))),
            "status" => match (last?.status, last?.error.as_deref()) {
                (Some(status), _) => Some(Value::Number(status.into())),
                (None, error) => {
                    let place = match error {
                        Some("timeout") => "/delivery/unanswered/timeout",
                        _ => "/delivery/unanswered/other",
                    };
                    self.service.provider.file().pointer(place).map(Value::Json)
                }
            },
            "error" => text(last?.error.as_deref()?),
            "at" => Some(Value::Text(Cow::Owned(iso8601(last?.at)))),
            _ => None,
        }
    }

    fn visit(&self, _: &str, _: &mut dyn FnMut(&dyn Values)) -> bool {
        false
    }
}

fn value_of<'a>(service: &'a Service, record: &'a Record, name: &str) -> Option<Value<'a>> {
    let text = |text: &'a str| Some(Value::Text(Cow::Borrowed(text)));
    let time = |time| Some(Value::Text(Cow::Owned(iso8601(time))));
    match name.strip_prefix("record.")? {
        "id" => text(&record.id),
        "url" => text(&record.url),
        "events" => {
            let events = record.events.as_ref()?;
            let mut json = Writer::default();
            json.strings(events.iter().map(|name| &**name));
            Some(Value::Written(json.finish()))
        }
        "active" => Some(match service.subscription.active_word(record.active) {
            Some(json) => Value::Written(json.into()),
            None => Value::Boolean(record.active),
        }),
        "name" => text(record.name.as_ref()?),
        "description" => text(record.description.as_ref()?),
        "client" => text(record.client.as_ref()?),
        "encrypted" => Some(Value::Boolean(record.encrypted)),
        "secret" | "generatedSecret" => text(record.secret.as_ref()?.opened()?),
        "createdAt" => time(record.created_at),
        "updatedAt" => time(record.updated_at),
        "failureCount" => Some(Value::Number(record.deliveries.failures)),
        "lastTriggeredAt" | "lastDelivery" => time(record.deliveries.last?),
        "totalEvents" => Some(Value::Number(record.deliveries.total)),
        "successfulDeliveries" => Some(Value::Number(record.deliveries.successful)),
        "failedDeliveries" => Some(Value::Number(record.deliveries.failed)),
        _ => None,
    }
}

/// What the answer to a refused request can tell.
pub(super) struct Failed<'a> {
    pub(super) refusal: &'a Refusal,
    pub(super) case: Json<'a>,
    pub(super) status: u16,
    pub(super) message: &'a str,
    pub(super) scope: Option<&'a str>,
    pub(super) request_id: &'a str,
    pub(super) path: &'a str,
}

impl Values for Failed<'_> {
    fn value(&self, name: &str) -> Option<Value<'_>> {
        let text = |text| Some(Value::Text(Cow::Borrowed(text)));
        match name {
            "error.code" => self.case.get("code").map(Value::Json),
            "error.message" => text(self.message),
            "error.status" => Some(Value::Number(self.status.into())),
            "error.reason" => text(reason(self.status)),
            "error.id" => text(self.refusal.id.as_ref()?),
            "error.scope" => text(self.scope?),
            "error.violations" => {
                let violations = &self.refusal.violations;
                (!violations.is_empty()).then(|| Value::Written(written(violations)))
            }
            "request.id" => text(self.request_id),
            "request.path" => text(self.path),
            _ => None,
        }
    }

    fn visit(&self, list: &str, each: &mut dyn FnMut(&dyn Values)) -> bool {
        for violation in &self.refusal.violations {
            each(&Fault { error: self, violation });
        }
        list == "error.violations" && !self.refusal.violations.is_empty()
    }
}

/// A violation of a list.
struct Fault<'a> {
    error: &'a Failed<'a>,
    violation: &'a Violation,
}

impl Values for Fault<'_> {
    fn value(&self, name: &str) -> Option<Value<'_>> {
        Some(Value::Text(Cow::Borrowed(match name {
            "violation.path" => &self.violation.path,
            "violation.code" => self.violation.code,
            "violation.message" => &self.violation.message,
            _ => return self.error.value(name),
        })))
    }

    fn visit(&self, _: &str, _: &mut dyn FnMut(&dyn Values)) -> bool {
        false
    }
}

fn written(violations: &[Violation]) -> alloc::string::String {
    let mut json = Writer::default();
    crate::schema::write_violations(violations, &mut json);
    json.finish()
}

/// A status' reason phrase (RFC 9110, RFC 6585).
pub(crate) fn reason(status: u16) -> &'static str {
    match status {
        400 => "Bad Request",
        401 => "Unauthorized",
        402 => "Payment Required",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        406 => "Not Acceptable",
        408 => "Request Timeout",
        409 => "Conflict",
        410 => "Gone",
        411 => "Length Required",
        412 => "Precondition Failed",
        413 => "Content Too Large",
        414 => "URI Too Long",
        415 => "Unsupported Media Type",
        422 => "Unprocessable Content",
        428 => "Precondition Required",
        429 => "Too Many Requests",
        431 => "Request Header Fields Too Large",
        500 => "Internal Server Error",
        501 => "Not Implemented",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        504 => "Gateway Timeout",
        ..500 => "Client Error",
        _ => "Server Error",
    }
}
