//! One job: what it is made of, and what it reads.

use super::keys;
use super::record::{Delivery, Item, State};
use crate::json::Tape;
use crate::service::Service;
use crate::service::answer::Changes;
use crate::service::facts::{Entry, Facts, Pause, Read};
use crate::service::keys::Keys;
use crate::service::record::Record;
use crate::service::run::{stored, unreadable};
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

pub(super) struct Task<'a> {
    pub(super) service: &'a Service,
    facts: Facts<'a>,
    /// In Unix milliseconds.
    pub(super) now: i64,
    pub(super) fill: &'a mut dyn FnMut(&mut [u8]),
    pub(super) changes: Changes,
}

impl<'a> Task<'a> {
    pub(super) fn new(
        service: &'a Service,
        facts: Facts<'a>,
        now: i64,
        fill: &'a mut dyn FnMut(&mut [u8]),
    ) -> Self {
        Self { service, facts, now, fill, changes: Changes::default() }
    }

    /// The provider's id, below which all of its records stand.
    pub(super) fn provider(&self) -> &'a str {
        self.service.provider.id()
    }

    /// The values of these keys.
    pub(super) fn get<const N: usize>(
        &mut self,
        keys: [String; N],
        lock: Option<String>,
    ) -> Result<[Option<&'a [u8]>; N], Pause> {
        self.facts.get(keys, lock)
    }

    pub(super) fn get_all(&mut self, keys: Vec<String>) -> Result<&'a [Option<&'a [u8]>], Pause> {
        self.facts.get_all(keys, false)
    }

    /// What may have changed by the time that something is written: a request that is on its way has seen
    /// what there was.
    pub(super) fn look<const N: usize>(
        &mut self,
        keys: [String; N],
    ) -> Result<[Option<&'a [u8]>; N], Pause> {
        let found = self.facts.get_all(keys.into(), true)?;
        found.try_into().map_err(|_| unreadable().into())
    }

    /// As many records are gone through in one commit. A store whose commits are not whole makes them of single
    /// writes, of which its host lets few be made at a time.
    pub(super) fn page(&self) -> u32 {
        if self.service.atomic { 100 } else { 20 }
    }

    /// A random number.
    pub(super) fn draw(&mut self) -> u32 {
        let mut bytes = [0; 4];
        (self.fill)(&mut bytes);
        u32::from_le_bytes(bytes)
    }

    pub(super) fn list(
        &mut self,
        prefix: String,
        after: Option<String>,
        limit: u32,
    ) -> Result<Vec<Entry<'a>>, Pause> {
        self.facts.take_list(|| Read::List {
            prefix,
            after,
            skip: 0,
            limit: Some(limit),
            follow: false,
            lock: None,
        })
    }

    /// The item at this key of the queue, if it is there still.
    pub(super) fn item(&mut self, key: &str) -> Result<Option<Item>, Pause> {
        let [found] = self.get([String::from(key)], None)?;
        let Some(found) = found else { return Ok(None) };
        Ok(Some(Item::read(found).ok_or_else(unreadable)?))
    }

    /// What was to be deleted is written in its place: a retry may be due at the very moment at which the
    /// lease of its attempt ends.
    pub(super) fn put(&mut self, key: String, value: Vec<u8>) {
        self.changes.deletes.retain(|deleted| *deleted != key);
        self.changes.puts.push((key, value));
    }

    pub(super) fn delete(&mut self, key: &str) {
        self.changes.deletes.push(String::from(key));
    }

    /// Where the records of a delivery's account stand.
    pub(super) fn keys_of(&self, account: &str) -> Keys {
        Keys { owner: format!("{}/{account}", self.provider()) }
    }

    /// Puts a delivery's item into the queue: it is due then.
    pub(super) fn queue(&mut self, key: &str, delivery: &mut Delivery, due: i64) {
        delivery.state = State::Pending;
        delivery.next = Some(due);
        let id = keys::last(key);
        let (place, item) = Item::of_delivery(self.provider(), id, &delivery.url, due);
        self.put(place, item);
    }

    /// What becomes of a delivery whose webhook is disabled.
    pub(super) fn set_aside(&mut self, key: &str, delivery: &mut Delivery) {
        delivery.next = None;
        if !self.service.deliveries.keeps_pending {
            delivery.state = State::Cancelled;
            return;
        }
        delivery.state = State::Held;
        let Delivery { account, webhook, .. } = &*delivery;
        let folder = keys::of_webhook('h', self.provider(), account, webhook);
        let place = format!("{folder}{}", keys::last(key));
        self.put(place, Vec::from(key));
    }
}

/// The subscription's record at this key, if it is one.
pub(super) fn subscription(key: &str, value: &[u8], tape: &mut Tape) -> Option<Record> {
    stored(value, tape).ok().filter(|record| *record.id == *keys::last(key))
}
