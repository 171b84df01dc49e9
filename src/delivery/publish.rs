//! Events, accepted to be told.

use super::job::Done;
use super::keys;
use super::record::{Event, Item};
use super::task::Task;
use crate::alphabet::HEX;
use crate::error::excerpt;
use crate::json::Document;
use crate::provider::Provider;
use crate::schema::one_of;
use crate::service::answer::Changes;
use crate::service::facts::Pause;
use alloc::borrow::ToOwned as _;
use alloc::format;
use alloc::string::{String, ToString as _};
use alloc::vec::Vec;

/// The most bytes of an event's data.
pub(crate) const LARGEST_DATA: usize = 256 << 10;

/// Why an event is not accepted.
#[derive(Debug)]
pub(crate) struct Refused {
    pub(crate) status: u16,
    /// Which part of it is wrong, as a JSON Pointer.
    pub(crate) path: &'static str,
    pub(crate) code: &'static str,
    pub(crate) message: String,
}

pub(super) fn publish(
    task: &mut Task<'_>,
    account: Option<&str>,
    r#type: &str,
    data: Option<&[u8]>,
) -> Result<Done, Pause> {
    let provider = &task.service.provider;
    let (account, now) = (account.map(str::to_owned), task.now);
    let event = read(provider, account, r#type, data, now, &mut *task.fill);
    Ok(match event {
        Ok(event) => {
            enqueue(provider.id(), &event, &mut *task.fill, &mut task.changes);
            Done::Published { id: event.id }
        }
        Err(Refused { status, code, message, path }) => {
            let message = format!("{path} {message}").trim_start().to_owned();
            Done::Refused { status, code, message }
        }
    })
}

/// An event that the provider can tell.
pub(crate) fn read(
    provider: &Provider,
    account: Option<String>,
    r#type: &str,
    data: Option<&[u8]>,
    now: i64,
    fill: &mut dyn FnMut(&mut [u8]),
) -> Result<Event, Refused> {
    let known = provider.file().pointer("/events/types").and_then(|types| types.get(r#type));
    let Some(listed) = known.filter(|event| event.is_object()) else {
        return Err(unknown_type(provider, r#type));
    };
    if account.as_deref().is_some_and(|account| !is_account(account)) {
        let message = "is no account: 1 to 64 letters, digits, `.`, `_` and `-`".to_owned();
        return Err(Refused { status: 400, path: "/account", code: "invalid_account", message });
    }
    let data = match data {
        None => provider.example_data(listed),
        Some(data) if data.len() > LARGEST_DATA => {
            let message = format!("is larger than {LARGEST_DATA} bytes");
            return Err(Refused { status: 413, path: "/data", code: "data_too_large", message });
        }
        Some(data) => match Document::parse(data) {
            Ok(document) if document.root().is_object() => document.root().to_json().to_string(),
            Ok(_) => {
                let message = "must be an object".to_owned();
                return Err(Refused { status: 400, path: "/data", code: "type", message });
            }
            Err(error) => {
                let message = format!("is not JSON: found {error}");
                return Err(Refused {
                    status: 400,
                    path: "/data",
                    code: "malformed_json",
                    message,
                });
            }
        },
    };
    Ok(Event {
        id: new_id(provider, now, fill),
        r#type: r#type.to_owned(),
        created_at: now,
        account,
        data,
    })
}

fn unknown_type(provider: &Provider, r#type: &str) -> Refused {
    let found = excerpt(r#type.as_bytes());
    let file = provider.file();
    let is_selector = |name| file.pointer("/events/selectors").and_then(|all| all.get(name));
    let message = match is_selector(r#type) {
        Some(_) => format!("is {found}, which selects events of other types: publish one of those"),
        None => {
            let types = provider.event_types();
            let types = types.iter().filter(|event| !event.selector);
            let names: Vec<&str> = types.map(|event| &*event.r#type).collect();
            format!("is {found}: {}", one_of(Some(r#type), &names))
        }
    };
    Refused { status: 400, path: "/type", code: "unknown_event_type", message }
}

/// Whether a text can name an account: those of open mode are of these characters too.
fn is_account(text: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
    (1..=64).contains(&text.len())
        && text.bytes().all(is_part)
        && text.bytes().next().is_some_and(|byte| byte.is_ascii_alphanumeric())
}

/// A new event's id: as deliveries have it, or one of ours where they have none.
pub(crate) fn new_id(provider: &Provider, now: i64, fill: &mut dyn FnMut(&mut [u8])) -> String {
    provider.generate_id("delivery", now / 1000, &mut *fill).unwrap_or_else(|_| {
        let mut random = [0; 12];
        fill(&mut random);
        format!("evt_{}", HEX.encode(&random))
    })
}

/// Stores an event, and puts its expansion into the queue.
pub(crate) fn enqueue(
    provider: &str,
    event: &Event,
    fill: &mut dyn FnMut(&mut [u8]),
    changes: &mut Changes,
) {
    let mut random = [0; 8];
    fill(&mut random);
    let place = keys::event(provider, event.created_at, &random);
    let item = Item::Expand { event: place.clone(), after: None };
    let queued = keys::queued(provider, event.created_at, keys::last(&place));
    changes.puts.push((queued, item.to_json()));
    changes.puts.push((place, event.to_json()));
}
