//! Taking something from the queue.

use super::job::{Done, Outgoing, Reply};
use super::record::{Delivery, Event, Item, State};
use super::task::Task;
use super::{LEASE, PUT_OFF, expand, keys, release, request, settle};
use crate::json::Tape;
use crate::seal::rest::UNOPENED;
use crate::service::facts::Pause;
use crate::service::record::Record;
use alloc::borrow::ToOwned as _;

pub(super) fn begin<'a>(task: &mut Task<'a>, key: &str) -> Result<Done, Pause> {
    let [found] = task.get([key.to_owned()], None)?;
    let Some(value) = found else { return Ok(Done::Gone) };
    match Item::read(value) {
        Some(Item::Expand { event, after }) => expand::expand(task, key, &event, after),
        Some(Item::Release { prefix }) => release::release(task, key, &prefix),
        Some(Item::Deliver { delivery, lane: _ }) => deliver(task, key, value, &delivery),
        None => Ok(put_off(task, key, value, UNREADABLE)),
    }
}

const UNREADABLE: &str = "the queue holds an item that was not written by this version of anyhook";

/// Leaves an item for later, rather than try again and again.
fn put_off(task: &mut Task<'_>, key: &str, value: &[u8], cause: &str) -> Done {
    task.delete(key);
    task.put(keys::moved(key, task.now.saturating_add(PUT_OFF)), value.to_vec());
    Done::Failed { cause: cause.to_owned() }
}

fn deliver<'a>(task: &mut Task<'a>, key: &str, item: &[u8], place: &str) -> Result<Done, Pause> {
    let [found] = task.get([place.to_owned()], None)?;
    let read = found.map(Delivery::read);
    let mut delivery = match read {
        // What is done with may still be in the queue of a store whose commits are not whole.
        None => return Ok(finish(task, key)),
        Some(None) => return Ok(put_off(task, key, item, UNREADABLE)),
        Some(Some(delivery)) if delivery.state != State::Pending => return Ok(finish(task, key)),
        Some(Some(delivery)) => delivery,
    };
    let of = task.keys_of(&delivery.account);
    let subscription = of.subscription(&delivery.webhook);
    let [event, found] = task.look([delivery.event.clone(), subscription.clone()])?;
    let account = match task.service.rules.account_secret {
        true => {
            let [account] = task.look([of.account()])?;
            account
        }
        false => None,
    };
    let read = |found: Option<&[u8]>| {
        found
            .and_then(|value| super::task::subscription(&subscription, value, &mut Tape::default()))
    };
    let is_active = |record: &Option<Record>| record.as_ref().is_some_and(|record| record.active);
    let record = read(found);
    if !is_active(&record) {
        // What it is put aside for must still be so when it is: else nobody would release it.
        let [found] = task.get([subscription.clone()], None)?;
        if is_active(&read(found)) {
            return Ok(Done::Again);
        }
    }
    let (Some(event), Some(_)) = (event, found) else {
        delivery.state = State::Cancelled;
        delivery.next = None;
        task.put(place.to_owned(), delivery.to_json());
        return Ok(finish(task, key));
    };
    let (Some(event), Some(record)) = (Event::read(event), record) else {
        return Ok(put_off(task, key, item, UNREADABLE));
    };
    if !record.active {
        task.set_aside(place, &mut delivery);
        task.put(place.to_owned(), delivery.to_json());
        return Ok(finish(task, key));
    }
    let lease = keys::moved(key, task.now.saturating_add(LEASE));
    delivery.url.clone_from(&record.url);
    if let Some(error) = request::forbidden(task.service, &record.url) {
        let reply = Reply { started: task.now, error: Some(error), ..Reply::default() };
        return settle::conclude(task, key, place, delivery, &reply);
    }
    let Some((headers, body)) = request::make(task, &event, &record, &subscription, account) else {
        return Ok(put_off(task, key, item, UNOPENED));
    };
    task.delete(key);
    task.put(lease.clone(), item.to_vec());
    Ok(Done::Send(Outgoing {
        key: lease,
        delivery: keys::id_of(place),
        event: event.r#type,
        webhook: record.id,
        account: delivery.account,
        url: record.url,
        headers,
        body,
    }))
}

fn finish(task: &mut Task<'_>, key: &str) -> Done {
    task.delete(key);
    Done::Finished
}
