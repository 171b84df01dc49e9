//! What an attempt comes to: for the delivery, and for its webhook.

use super::job::{Done, Reply, Settled};
use super::keys;
use super::record::{Attempted, Delivery, Item, State};
use super::rules::retry_after;
use super::task::{Task, subscription};
use crate::json::Tape;
use crate::service::facts::Pause;
use crate::service::record::{self, Record};
use crate::service::run::unreadable;
use alloc::borrow::ToOwned as _;
use alloc::string::String;

/// As much of an answer's body is kept.
const LONGEST_BODY: usize = 1024;

/// Where commits check nothing, what is counted of a webhook is written that often, in milliseconds: such
/// a store takes a key once a second.
const COUNTED_EVERY: i64 = 60_000;

/// Settles an attempt that was begun, and is still this one's.
pub(super) fn settle<'a>(task: &mut Task<'a>, key: &str, reply: &Reply<'_>) -> Result<Done, Pause> {
    let place = match task.item(key)? {
        Some(Item::Deliver { delivery, .. }) => delivery,
        Some(_) => return Ok(Done::Gone),
        // It was lost, and somebody else makes another attempt; where nothing is checked, a store may
        // not show yet what it was told.
        None if task.service.atomic => return Ok(Done::Gone),
        None => {
            keys::delivery(task.provider(), keys::last(key).get(keys::TIME..).unwrap_or_default())
        }
    };
    let [found] = task.get([place.clone()], None)?;
    let Some(found) = found else { return Ok(finished(task, key)) };
    let delivery = Delivery::read(found).ok_or_else(unreadable)?;
    if delivery.state != State::Pending {
        return Ok(finished(task, key));
    }
    conclude(task, key, &place, delivery, reply)
}

fn finished(task: &mut Task<'_>, key: &str) -> Done {
    task.delete(key);
    Done::Gone
}

/// Settles an attempt, whether there was a request or none could be sent. `key` is the delivery's item in
/// the queue.
pub(super) fn conclude<'a>(
    task: &mut Task<'a>,
    key: &str,
    place: &str,
    mut delivery: Delivery,
    reply: &Reply<'_>,
) -> Result<Done, Pause> {
    let of = task.keys_of(&delivery.account).subscription(&delivery.webhook);
    // Attempts for one webhook write the same counts: they wait for each other.
    let [found] = task.get([of.clone()], Some(of.clone()))?;
    let before = found.and_then(|value| subscription(&of, value, &mut Tape::default()));
    let mut webhook = before.clone();
    let attempt = attempted(reply);
    let is_first = delivery.attempts.is_empty();
    let is_success = attempt.is_success();
    delivery.push(attempt);
    delivery.tries += 1;
    let asked = match reply.status {
        Some(429 | 503) => reply.retry_after.and_then(|header| retry_after(header, task.now)),
        _ => None,
    };
    let delay = task.service.deliveries.delay(delivery.tries, asked, task.draw());
    let mut disabled = false;
    if let Some(webhook) = &mut webhook {
        disabled = count(task, webhook, reply, is_first, is_success);
        if !is_success && delay.is_none() {
            webhook.deliveries.failed += 1;
        }
    }
    task.delete(key);
    delivery.next = None;
    match (&webhook, delay) {
        _ if is_success => delivery.state = State::Succeeded,
        (None, _) => delivery.state = State::Cancelled,
        (_, None) => delivery.state = State::Failed,
        (Some(webhook), _) if !webhook.active => task.set_aside(place, &mut delivery),
        (_, Some(delay)) => {
            let due = task.now.saturating_add(delay);
            task.queue(place, &mut delivery, due);
        }
    }
    task.put(place.to_owned(), delivery.to_json());
    if let (Some(before), Some(webhook)) = (before, webhook)
        && is_due_to_be_written(task, &before, &webhook)
    {
        let json = webhook.to_json();
        task.put(of, json);
    }
    Ok(Done::Settled(Settled {
        delivery: keys::id_of(place),
        event: delivery.event_type,
        webhook: delivery.webhook,
        account: delivery.account,
        attempt: delivery.tries,
        state: delivery.state.name(),
        error: delivery.attempts.last().and_then(|attempt| attempt.error.clone()),
        next: delivery.next,
        disabled,
    }))
}

/// Counts an attempt for its webhook. Returns whether the webhook was disabled by it.
fn count(
    task: &Task<'_>,
    webhook: &mut Record,
    reply: &Reply<'_>,
    is_first: bool,
    is_success: bool,
) -> bool {
    let counts = &mut webhook.deliveries;
    counts.total += i64::from(is_first);
    counts.last = Some(reply.started);
    if is_success {
        counts.successful += 1;
        counts.failures = 0;
        return false;
    }
    counts.failures += 1;
    let most = task.service.deliveries.disable_after;
    let is_enough = most.is_some_and(|most| counts.failures >= most);
    // 410: the endpoint says that it will never be there again.
    let disables = webhook.active && (is_enough || reply.status == Some(410));
    webhook.active &= !disables;
    disables
}

/// Whether a webhook's counts are written now.
fn is_due_to_be_written(task: &Task<'_>, before: &Record, webhook: &Record) -> bool {
    let record::Deliveries { failures, last, .. } = before.deliveries;
    task.service.atomic
        || before.active != webhook.active
        || (failures > 0) != (webhook.deliveries.failures > 0)
        || last.is_none_or(|last| (task.now - last).abs() >= COUNTED_EVERY)
}

fn attempted(reply: &Reply<'_>) -> Attempted {
    let body = reply.body.get(..LONGEST_BODY).unwrap_or(reply.body);
    let body = String::from_utf8_lossy(body).into_owned();
    Attempted {
        at: reply.started,
        duration: reply.duration,
        status: reply.status,
        error: reply.error.map(str::to_owned),
        body: Some(body).filter(|body| !body.is_empty()),
    }
}
