//! Where events, deliveries and what is to be done about them stand in the store.
//!
//! | key | value |
//! |---|---|
//! | `v/{provider}/{age}{random}` | an event |
//! | `l/{provider}/{id}` | a delivery; its id starts with the event's age |
//! | `q/{provider}/{due}{…}` | something to be done, in the order in which it is due |
//! | `h/{provider}/{account}/{webhook}/{id}` | the key of a delivery that is held until its webhook is enabled |
//! | `w/{provider}/{account}/{webhook}/{id}` | the key of a delivery: a webhook's newest come first |
//! | `y/{provider}/{account}/{time}{…}` | the key of a delivery: an account's oldest come first |
//!
//! `w/` and `y/` are kept where the provider's API lists by them.

use crate::alphabet::HEX;
use crate::service::keys::hash;
use alloc::borrow::ToOwned as _;
use alloc::format;
use alloc::string::String;

/// What points in time are counted down from, so that the newest sorts first.
const END: i64 = (1 << 44) - 1;

/// How many digits a point in time has.
pub(crate) const TIME: usize = 11;

/// A point in time, in Unix milliseconds, as texts that sort by it.
pub(crate) fn time(milliseconds: i64) -> String {
    format!("{:011x}", milliseconds.clamp(0, END))
}

/// The same, the newest first.
pub(crate) fn age(milliseconds: i64) -> String {
    time(END - milliseconds.clamp(0, END))
}

/// The point in time that a text begins with.
pub(crate) fn read_time(text: &str) -> Option<i64> {
    i64::from_str_radix(text.get(..TIME)?, 16).ok()
}

/// When an item of a queue is due.
pub(crate) fn due_of(item: &str) -> Option<i64> {
    read_time(last(item))
}

pub(crate) fn event(provider: &str, created_at: i64, random: &[u8; 8]) -> String {
    format!("v/{provider}/{}{}", age(created_at), HEX.encode(random))
}

/// The id of the delivery of an event to a subscription, without its prefix: who expands an event once
/// more finds the deliveries that are there already.
pub(crate) fn delivery_id(event: &str, created_at: i64, subscription: &str) -> String {
    let hash = hash(&[event.as_bytes(), subscription.as_bytes()]);
    format!("{}{}", age(created_at), HEX.encode(hash.get(..10).unwrap_or_default()))
}

/// What a delivery's id begins with, where people see it.
pub(crate) const PREFIX: &str = "dlv_";

/// The id that people see, of the key of a delivery.
pub(crate) fn id_of(delivery: &str) -> String {
    format!("{PREFIX}{}", last(delivery))
}

/// The last part of a key.
pub(crate) fn last(key: &str) -> &str {
    match key.bytes().rposition(|byte| byte == b'/') {
        Some(at) => key.get(at + 1..).unwrap_or_default(),
        None => key,
    }
}

pub(crate) fn deliveries(provider: &str) -> String {
    format!("l/{provider}/")
}

pub(crate) fn delivery(provider: &str, id: &str) -> String {
    format!("l/{provider}/{id}")
}

pub(crate) fn queue(provider: &str) -> String {
    format!("q/{provider}/")
}

/// The place of a thing that is due then.
pub(crate) fn queued(provider: &str, due: i64, name: &str) -> String {
    format!("q/{provider}/{}{name}", time(due))
}

/// The same thing, due at another time.
pub(crate) fn moved(item: &str, due: i64) -> String {
    let name = last(item).get(TIME..).unwrap_or_default();
    let folder = item.get(..item.len() - last(item).len()).unwrap_or_default();
    format!("{folder}{}{name}", time(due))
}

/// When the first of the things is due that are put into a queue, if any are.
#[cfg(feature = "binding")]
pub(crate) fn first_due(puts: &[(String, alloc::vec::Vec<u8>)]) -> Option<i64> {
    let queued = puts.iter().filter(|(key, _)| key.starts_with("q/"));
    queued.filter_map(|(key, _)| due_of(key)).min()
}

/// Of one webhook, below `h/` or `w/`.
pub(crate) fn of_webhook(kind: char, provider: &str, account: &str, webhook: &str) -> String {
    format!("{kind}/{provider}/{account}/{webhook}/")
}

pub(crate) fn history(provider: &str, account: &str) -> String {
    format!("y/{provider}/{account}/")
}

/// Its place among an account's.
pub(crate) fn chronicle(provider: &str, account: &str, created_at: i64, id: &str) -> String {
    let rest = id.get(TIME..).unwrap_or_default();
    format!("{}{}{rest}", history(provider, account), time(created_at))
}

/// What requests to one endpoint have in common, that they may wait for each other.
pub(crate) fn lane(url: &str) -> String {
    let url = crate::service::keys::canonical(url);
    HEX.encode(hash(&[url.as_bytes()]).get(..8).unwrap_or_default())
}

/// The account and the id of a subscription's key.
pub(crate) fn subscriber(key: &str) -> Option<(String, String)> {
    let mut parts = crate::text::split(key, Some('/')).skip(2);
    Some((parts.next()?.to_owned(), parts.next()?.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sorts_by_time() {
        let now = 1_795_242_457_089;
        assert!(time(now) < time(now + 1) && age(now) > age(now + 1));
        assert_eq!((time(now).len(), age(now).len()), (TIME, TIME));
        assert_eq!(read_time(&time(now)), Some(now));
        assert_eq!((time(-1), time(i64::MAX)), (time(0), time(END)));
    }

    #[test]
    fn moves_within_its_queue() {
        let item = queued("conduit", 5, "abc");
        assert_eq!(moved(&item, 7), queued("conduit", 7, "abc"));
        assert_eq!(subscriber("s/conduit/acme/whk_1"), Some(("acme".into(), "whk_1".into())));
    }
}
