//! What was under way when the program ended that had begun it: its lease need not be waited for.

use super::LEASE;
use super::job::Done;
use super::keys;
use super::record::{Delivery, Item, State};
use super::task::Task;
use crate::service::facts::Pause;
use alloc::borrow::ToOwned as _;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

/// As many items are looked at in one commit.
const PAGE: u32 = 100;

/// Makes due what was begun before a point in time, and was not settled. Who asks knows that nobody has it
/// any more.
pub(super) fn reclaim(
    task: &mut Task<'_>,
    before: i64,
    after: Option<&str>,
) -> Result<Done, Pause> {
    let prefix = keys::queue(task.provider());
    // What is due needs no help.
    let due = format!("{prefix}{}~", keys::time(task.now));
    let end = format!("{prefix}{}", keys::time(before.saturating_add(LEASE)));
    let from = after.map_or(due, str::to_owned);
    let entries = task.list(prefix, Some(from), PAGE)?;
    let is_full = entries.len() == PAGE as usize;
    let leased: Vec<(&str, &[u8], String)> = entries
        .into_iter()
        .filter_map(|(key, value)| match (str::from_utf8(key).ok()?, Item::read(value)?) {
            (key, Item::Deliver { delivery, .. }) if key < &*end => Some((key, value, delivery)),
            _ => None,
        })
        .collect();
    let keys = leased.iter().flat_map(|(key, _, place)| [(*key).to_owned(), place.clone()]);
    let found = task.get_all(keys.collect())?;
    for ((key, value, _), found) in leased.iter().zip(found.chunks(2)) {
        let [Some(_), Some(delivery)] = found else { continue };
        let Some(delivery) = Delivery::read(delivery) else { continue };
        // A retry stands where its delivery says, an attempt that was begun at the end of its lease.
        if delivery.state == State::Pending && delivery.next != keys::due_of(key) {
            task.delete(key);
            task.put(keys::moved(key, task.now), value.to_vec());
        }
    }
    let last = leased.last().filter(|_| is_full);
    Ok(Done::Reclaimed { after: last.map(|(key, ..)| (*key).to_owned()) })
}
