//! What is old, and done with.

use super::job::Done;
use super::record::{Delivery, State};
use super::task::Task;
use super::{expand, keys};
use crate::service::facts::Pause;
use alloc::format;

/// Deletes deliveries and events of before a point in time. Deliveries that are still pending stay, if any
/// can be: they end by themselves. What is held longer than that is not sent any more.
pub(super) fn sweep(task: &mut Task<'_>, before: i64) -> Result<Done, Pause> {
    let (provider, page) = (task.provider(), task.page());
    // The newest come first: the old ones are what lies behind.
    let behind = |folder: &str| format!("{folder}{provider}/{}", keys::age(before));
    let deliveries = task.list(keys::deliveries(provider), Some(behind("l/")), page)?;
    let events = task.list(format!("v/{provider}/"), Some(behind("v/")), page)?;
    let mut open = 0;
    for (key, value) in &deliveries {
        let Ok(key) = str::from_utf8(key) else { continue };
        let Some(delivery) = Delivery::read(value) else {
            task.delete(key);
            continue;
        };
        if delivery.state == State::Pending {
            open += 1;
            continue;
        }
        let id = keys::last(key);
        for place in expand::indexes(task, &delivery, id) {
            task.delete(&place);
        }
        if delivery.state == State::Held {
            let Delivery { account, webhook, .. } = &delivery;
            let folder = keys::of_webhook('h', provider, account, webhook);
            task.delete(&format!("{folder}{id}"));
        }
        task.delete(key);
    }
    for (key, _) in &events {
        if let Ok(key) = str::from_utf8(key) {
            task.delete(key);
        }
    }
    let is_full = |count: usize| count == page as usize;
    let more = is_full(deliveries.len()) && open < deliveries.len() || is_full(events.len());
    Ok(Done::Swept { more })
}
