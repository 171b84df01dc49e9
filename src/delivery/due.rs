//! What is due.

use super::job::{Done, DueItem};
use super::keys::{self, TIME};
use super::record::Item;
use super::task::Task;
use crate::service::facts::{Entry, Pause};
use alloc::borrow::ToOwned as _;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

/// As many items are told at once.
const PAGE: u32 = 100;

/// How far the clocks of hosts that share a store may be apart, in milliseconds: by more, what one has put
/// into the queue is due too early for another.
const APART: i64 = 300_000;

pub(super) fn next(task: &mut Task<'_>, after: Option<&str>) -> Result<Done, Pause> {
    let prefix = keys::queue(task.provider());
    // What lies further ahead than anything is ever put: the clock was set back meanwhile.
    // The clocks of several hosts are never quite the same.
    let horizon = task.now.saturating_add(task.service.deliveries.longest() + APART);
    let is_ahead = |key: &str| {
        key.get(prefix.len()..).and_then(keys::read_time).is_some_and(|due| due > horizon)
    };
    let mut items = Vec::new();
    let mut next = None;
    if !after.is_some_and(is_ahead) {
        let entries = task.list(prefix.clone(), after.map(str::to_owned), PAGE)?;
        let is_full = entries.len() == PAGE as usize;
        for (key, value) in entries {
            let Some((key, due)) = read(&prefix, key) else { continue };
            if due > task.now {
                next = (due <= horizon).then_some(due);
                break;
            }
            items.push(item(key, value));
        }
        if is_full && items.len() == PAGE as usize {
            let after = items.last().map(|item| item.key.clone());
            return Ok(Done::Due { items, after, next: None });
        }
    }
    // What is due exactly then is no further ahead, whatever follows its time: so behind all of them.
    let edge = format!("{prefix}{}~", keys::time(horizon));
    let behind = after.filter(|key| is_ahead(key)).map_or(edge, str::to_owned);
    let entries: Vec<Entry<'_>> = task.list(prefix.clone(), Some(behind), PAGE)?;
    let is_full = entries.len() == PAGE as usize;
    let ahead = entries.into_iter();
    items.extend(ahead.filter_map(|(key, value)| Some(item(read(&prefix, key)?.0, value))));
    let after = items.last().filter(|_| is_full).map(|item| item.key.clone());
    Ok(Done::Due { items, after, next })
}

/// A key of the queue, and when it is due.
fn read<'k>(prefix: &str, key: &'k [u8]) -> Option<(&'k str, i64)> {
    let key = str::from_utf8(key).ok()?;
    let name = key.strip_prefix(prefix)?;
    (name.len() > TIME).then_some((key, keys::read_time(name)?))
}

fn item(key: &str, value: &[u8]) -> DueItem {
    let lane = match Item::read(value) {
        Some(Item::Deliver { lane, .. }) => Some(lane),
        // Whoever takes what is not readable puts it off.
        _ => None,
    };
    DueItem { key: String::from(key), lane }
}
