//! Deliveries of an event, for the subscriptions that select it: a page of them at a time, so that
//! many are no larger commit than one.

use super::job::Done;
use super::keys;
use super::record::{Delivery, Event, Item, State};
use super::task::{Task, subscription};
use crate::json::{Document, Json, Tape};
use crate::service::facts::Pause;
use crate::service::record::Record;
use crate::service::run::unreadable;
use alloc::borrow::ToOwned as _;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

/// As many pages more are looked at where none of a page selects the event, since there is nothing to write then.
const MORE: u32 = 9;

pub(super) fn expand<'a>(
    task: &mut Task<'a>,
    key: &str,
    place: &str,
    after: Option<String>,
) -> Result<Done, Pause> {
    let [found] = task.look([place.to_owned()])?;
    let Some(found) = found else {
        task.delete(key);
        return Ok(Done::Finished);
    };
    let event = Event::read(found).ok_or_else(unreadable)?;
    let prefix = match &event.account {
        Some(account) => task.keys_of(account).subscriptions(),
        None => format!("s/{}/", task.provider()),
    };
    let page = task.page();
    let data = Document::parse(event.data.as_bytes());
    let data = data.map_err(|_| unreadable())?;
    let mut tape = Tape::default();
    let mut after = after;
    let mut selected = 0;
    for limit in [page, MORE * page] {
        let entries = task.list(prefix.clone(), after.clone(), limit)?;
        for (of, value) in &entries {
            let Ok(of) = str::from_utf8(of) else { continue };
            after = Some(of.to_owned());
            let Some((account, _)) = keys::subscriber(of) else { continue };
            // One that is not readable keeps nothing from the others.
            let Some(record) = subscription(of, value, &mut tape) else { continue };
            if selects(task, &record, &event, data.root()) {
                deliver(task, &event, place, of, account, record);
                selected += 1;
            }
            if selected == page {
                break;
            }
        }
        if entries.len() < limit as usize && selected < page {
            task.delete(key);
            return Ok(Done::Finished);
        }
        if selected > 0 {
            break;
        }
    }
    let item = Item::Expand { event: place.to_owned(), after };
    task.put(key.to_owned(), item.to_json());
    Ok(Done::Again)
}

/// Whether the webhook is told of the event.
fn selects(task: &Task<'_>, record: &Record, event: &Event, data: Json<'_>) -> bool {
    let of_client = || {
        let client = record.client.as_deref();
        client.is_none_or(|client| task.service.deliveries.client_of(data) == Some(client))
    };
    let of_type = || {
        let selectors: Option<&Vec<String>> = record.events.as_ref();
        let provider = &task.service.provider;
        selectors.is_none_or(|selectors| provider.matches(selectors, &event.r#type))
    };
    record.active && of_type() && of_client()
}

fn deliver(
    task: &mut Task<'_>,
    event: &Event,
    place: &str,
    of: &str,
    account: String,
    record: Record,
) {
    let provider = task.provider();
    let id = keys::delivery_id(place, event.created_at, of);
    let key = keys::delivery(provider, &id);
    let mut delivery = Delivery {
        event: place.to_owned(),
        event_id: event.id.clone(),
        event_type: event.r#type.clone(),
        account,
        webhook: record.id,
        url: record.url,
        state: State::Pending,
        created_at: event.created_at,
        next: None,
        tries: 0,
        attempts: Vec::new(),
    };
    let now = task.now;
    task.queue(&key, &mut delivery, now);
    for place in indexes(task, &delivery, &id) {
        task.put(place, key.clone().into_bytes());
    }
    task.put(key, delivery.to_json());
}

/// Where else a delivery is found by what the API lists.
pub(super) fn indexes(task: &Task<'_>, delivery: &Delivery, id: &str) -> Vec<String> {
    let rules = &task.service.deliveries;
    let Delivery { account, webhook, created_at, .. } = delivery;
    let provider = task.provider();
    let mut places = Vec::new();
    if rules.lists_events {
        places.push(format!("{}{id}", keys::of_webhook('w', provider, account, webhook)));
    }
    if rules.lists_deliveries {
        places.push(keys::chronicle(provider, account, *created_at, id));
    }
    places
}
