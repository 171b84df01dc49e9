//! What was held while a webhook was disabled: it goes out when that is enabled, and is cancelled when that is
//! deleted.

use super::job::Done;
use super::keys;
use super::record::{Delivery, Item, State};
use super::task::{Task, subscription};
use crate::alphabet::HEX;
use crate::json::Tape;
use crate::service::answer::Changes;
use crate::service::facts::Pause;
use crate::service::keys::Keys;
use alloc::borrow::ToOwned as _;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

pub(super) fn release<'a>(task: &mut Task<'a>, key: &str, prefix: &str) -> Result<Done, Pause> {
    // Once and no more: a provider may be called `h` too.
    let of = prefix.strip_prefix("h/").and_then(|rest| rest.strip_suffix('/'));
    let place = format!("s/{}", of.unwrap_or_default());
    // Attempts for the webhook write its record too: this waits for them.
    let [found] = task.get([place.clone()], Some(place.clone()))?;
    let webhook = found.map(|value| subscription(&place, value, &mut Tape::default()));
    let state = match webhook {
        Some(Some(webhook)) if webhook.active => State::Pending,
        None => State::Cancelled,
        // Disabled once more meanwhile: they go on waiting.
        _ => State::Held,
    };
    let page = task.page();
    let entries = match state {
        State::Held => Vec::new(),
        _ => task.list(prefix.to_owned(), None, page)?,
    };
    let text = |text| str::from_utf8(text).map(str::to_owned).unwrap_or_default();
    let references: Vec<(String, String)> =
        entries.iter().map(|(key, place)| (text(key), text(place))).collect();
    let found = task.get_all(references.iter().map(|(_, place)| place.clone()).collect())?;
    for ((held, place), value) in references.iter().zip(found) {
        task.delete(held);
        let Some(mut delivery) = value.and_then(Delivery::read) else { continue };
        if delivery.state != State::Held {
            continue;
        }
        match state {
            State::Pending => {
                let now = task.now;
                task.queue(place, &mut delivery, now);
            }
            _ => delivery.state = state,
        }
        task.put(place.clone(), delivery.to_json());
    }
    if entries.len() == page as usize {
        // Its own record stays as it is: what is released is not found there again.
        let item = Item::Release { prefix: prefix.to_owned() };
        task.put(key.to_owned(), item.to_json());
        return Ok(Done::Again);
    }
    task.delete(key);
    Ok(Done::Finished)
}

/// Puts the release of a webhook's deliveries into the queue.
pub(crate) fn enqueue(
    provider: &str,
    keys: &Keys,
    webhook: &str,
    now: i64,
    fill: &mut dyn FnMut(&mut [u8]),
    changes: &mut Changes,
) {
    let mut random = [0; 8];
    fill(&mut random);
    let item = Item::Release { prefix: format!("h/{}/{webhook}/", keys.owner) };
    let place = keys::queued(provider, now, &HEX.encode(&random));
    changes.puts.push((place, item.to_json()));
}
