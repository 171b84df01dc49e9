//! What tests deliver by.

use crate::delivery::keys;
use crate::delivery::record::Delivery;
use crate::delivery::{Done, Job, Outgoing, Reply, Settled, Work};
use crate::service::Access;
use crate::service::tests::host::Host;
use alloc::borrow::ToOwned as _;
use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

pub(super) struct Courier {
    pub(super) host: Host,
    /// What the next draws begin with.
    pub(super) drawn: u8,
}

pub(super) const OK: Reply<'static> = Reply {
    started: 0,
    duration: 5,
    status: Some(200),
    retry_after: None,
    error: None,
    body: b"ok",
};
pub(super) const REFUSED: Reply<'static> = Reply { status: Some(500), ..OK };
pub(super) const TIMEOUT: Reply<'static> =
    Reply { status: None, error: Some("timeout"), body: b"", ..OK };

impl Courier {
    pub(super) fn new(id: &str, access: Access, atomic: bool) -> Self {
        Self { host: Host::new(id, access, atomic), drawn: 0 }
    }

    /// Does a job, without writing what it wants to have written.
    pub(super) fn ask(&mut self, job: &Job<'_>) -> (Done, BTreeMap<String, Vec<u8>>, Vec<String>) {
        let mut facts: Vec<Option<Vec<u8>>> = Vec::new();
        loop {
            let known: Vec<_> = facts.iter().map(|fact| fact.as_deref()).collect();
            let mut drawn = self.drawn;
            let mut fill = |bytes: &mut [u8]| {
                for byte in bytes {
                    drawn = drawn.wrapping_mul(5).wrapping_add(3);
                    *byte = drawn;
                }
            };
            let work = self.host.service.work(job, &known, self.host.now, &mut fill);
            match work {
                Work::Read(read) => facts.extend(self.host.read(read, "")),
                Work::Done { done, puts, deletes } => {
                    self.drawn = drawn;
                    let count = puts.len();
                    let puts: BTreeMap<_, _> = puts.into_iter().collect();
                    assert_eq!(puts.len(), count, "a key is named once");
                    assert!(deletes.iter().all(|key| !puts.contains_key(key)), "{deletes:?}");
                    return (done, puts, deletes);
                }
            }
        }
    }

    pub(super) fn work(&mut self, job: &Job<'_>) -> Done {
        let (done, puts, deletes) = self.ask(job);
        self.host.records.retain(|key, _| !deletes.contains(key));
        self.host.records.extend(puts);
        done
    }

    pub(super) fn publish(&mut self, r#type: &str, data: Option<&str>) -> String {
        let job = Job::Publish { account: None, r#type, data: data.map(str::as_bytes) };
        match self.work(&job) {
            Done::Published { id } => id,
            other => panic!("{other:?}"),
        }
    }

    /// The keys of what is due.
    pub(super) fn due(&mut self) -> Vec<String> {
        let mut keys = Vec::new();
        let mut after: Option<String> = None;
        loop {
            let done = self.work(&Job::Next { after: after.as_deref() });
            let Done::Due { items, after: next, .. } = done else { panic!("{done:?}") };
            keys.extend(items.into_iter().map(|item| item.key));
            after = next;
            if after.is_none() {
                return keys;
            }
        }
    }

    /// When the next thing is due.
    pub(super) fn next(&mut self) -> Option<i64> {
        match self.work(&Job::Next { after: None }) {
            Done::Due { next, .. } => next,
            other => panic!("{other:?}"),
        }
    }

    /// Takes all that is due, and returns what is to be sent.
    pub(super) fn outgoing(&mut self) -> Vec<Outgoing> {
        let mut requests = Vec::new();
        loop {
            let due = self.due();
            if due.is_empty() {
                return requests;
            }
            for key in due {
                loop {
                    match self.work(&Job::Begin { key: &key }) {
                        Done::Again => continue,
                        Done::Send(outgoing) => requests.push(outgoing),
                        Done::Gone | Done::Finished | Done::Settled(_) => {}
                        other => panic!("{other:?}"),
                    }
                    break;
                }
            }
        }
    }

    pub(super) fn settle(&mut self, outgoing: &Outgoing, reply: Reply<'_>) -> Settled {
        let reply = Reply { started: self.host.now, ..reply };
        match self.work(&Job::Settle { key: &outgoing.key, reply }) {
            Done::Settled(settled) => settled,
            other => panic!("{other:?}"),
        }
    }

    /// Sends all that is due now, to endpoints that answer alike.
    pub(super) fn deliver(&mut self, reply: Reply<'_>) -> Vec<Settled> {
        let requests = self.outgoing();
        requests.iter().map(|outgoing| self.settle(outgoing, reply)).collect()
    }

    pub(super) fn wait(&mut self, milliseconds: i64) {
        self.host.now += milliseconds;
    }

    pub(super) fn deliveries(&self) -> Vec<Delivery> {
        let found = self.host.records.iter().filter(|(key, _)| key.starts_with("l/"));
        found.map(|(_, value)| Delivery::read(value).unwrap()).collect()
    }

    /// How many records stand below a letter.
    pub(super) fn count(&self, letter: &str) -> usize {
        let is_below =
            |key: &&String| key.starts_with(letter) && key.as_bytes().get(1) == Some(&b'/');
        self.host.records.keys().filter(is_below).count()
    }

    pub(super) fn id_of(&self, index: usize) -> String {
        let mut all = self.host.records.keys().filter(|key| key.starts_with("l/"));
        keys::last(all.nth(index).unwrap()).to_owned()
    }
}
