//! What was delivered to an account's webhooks: the last attempt of each delivery.

use super::answer::{Answer, Changes};
use super::facts::{Pause, Read};
use super::paging::{Asked, Listed, MOST};
use super::run::{Call, Run, unreadable};
use super::values::Success;
use crate::delivery::keys;
use crate::delivery::record::Delivery;
use alloc::borrow::ToOwned as _;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

pub(super) fn decide<'a>(run: &mut Run<'a>, call: &Call<'a>) -> Result<Answer, Pause> {
    let query = run.query(call)?;
    let asked = Asked::read(call, query.root())?;
    let (skip, limit) = asked.window();
    let prefix = format!("y/{}/", call.keys.owner);
    let after = asked.position().map(|position| format!("{prefix}{position}"));
    let entries = run.list(|| Read::List {
        prefix,
        after,
        skip,
        limit: limit.or(Some(MOST)),
        follow: true,
        lock: None,
    })?;
    let listed = entries.into_iter().map(|(key, value)| {
        let key = str::from_utf8(key).map_err(|_| unreadable())?;
        let delivery = Delivery::read(value);
        // What was swept meanwhile has its place, and is not told.
        if delivery.is_none() && !value.is_empty() {
            return Err(unreadable());
        }
        Ok(Listed { position: keys::last(key).to_owned(), record: delivery })
    });
    let (listed, page) = asked.cut(call, listed.collect::<Result<_, _>>()?, None);
    let deliveries: Vec<Delivery> = listed.into_iter().filter_map(|one| one.record).collect();
    // Several deliveries are of one event.
    let mut places: Vec<String> = Vec::new();
    let mut indexes = Vec::new();
    for delivery in &deliveries {
        let known = places.iter().position(|place| *place == delivery.event);
        indexes.push(known.unwrap_or(places.len()));
        if known.is_none() {
            places.push(delivery.event.clone());
        }
    }
    let events = run.events(places)?;
    let event_at = |index: usize| events.get(index).and_then(Option::as_ref);
    let deliveries = deliveries.into_iter().zip(indexes);
    let deliveries: Vec<_> =
        deliveries.map(|(delivery, index)| (delivery, event_at(index))).collect();
    let values = Success { deliveries: &deliveries, page, ..run.values() };
    Ok(run.service.succeed(call.file, &values, Changes::default()))
}
