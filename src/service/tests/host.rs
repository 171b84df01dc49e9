//! A host of a few lines: what tests send requests to.

use super::super::{Access, Answer, Control, Read, Request, Service, Step};
use crate::json::{Document, Json};
use crate::provider::{Provider, provider, providers};
use alloc::borrow::ToOwned;
use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

/// A service, and what it has stored.
pub(crate) struct Host {
    pub(crate) service: Service,
    pub(crate) records: BTreeMap<String, Vec<u8>>,
    pub(crate) control: Control,
    pub(crate) now: i64,
    /// Whether the clock is set by hand.
    pub(crate) is_manual: bool,
    drawn: u8,
    /// What was asked for, in words, since the last request began.
    pub(crate) reads: Vec<&'static str>,
    /// What was counted, and the limit.
    pub(crate) limits: Vec<(String, u64)>,
    /// The id of the key that the last request was made with.
    pub(crate) key: Option<String>,
}

impl Host {
    pub(crate) fn new(id: &str, access: Access, atomic: bool) -> Self {
        Self {
            service: Service::new(provider(id).unwrap(), access, atomic).unwrap(),
            control: Control::new(providers(), access, Some("admin_token")),
            records: BTreeMap::new(),
            now: 1_795_242_457_089,
            is_manual: false,
            drawn: 0,
            reads: vec![],
            limits: vec![],
            key: None,
        }
    }

    /// Serves the starter file, with other text in it.
    pub(crate) fn own(changes: &[(&str, &str)]) -> Self {
        let mut file = include_str!("../../../providers/starter.json").to_owned();
        for (from, to) in changes {
            assert!(file.contains(from), "{from}");
            file = file.replacen(from, to, 1);
        }
        let provider = Provider::from_json(file.as_bytes()).unwrap();
        let service = Service::new(provider, Access::Open, true).unwrap();
        Self { service, ..Self::open("connect") }
    }

    pub(crate) fn open(id: &str) -> Self {
        Self::new(id, Access::Open, true)
    }

    /// Answers a request, without writing what it wants to have written.
    pub(crate) fn answer(&mut self, method: &str, target: &str, key: &str, body: &str) -> Answer {
        let bearer = format!("Bearer {key}");
        let names: Vec<String> = self.service.auth.headers.clone();
        let value =
            |name: &String| if name == "authorization" { bearer.clone() } else { key.into() };
        let sent: Vec<(&str, String)> = names.iter().map(|name| (&**name, value(name))).collect();
        let sent: Vec<(&str, &str)> = sent.iter().map(|(name, value)| (*name, &**value)).collect();
        let sent = if key.is_empty() { &[] } else { &*sent };
        self.send(method, target, sent, body)
    }

    /// The same, with any headers. A path of the control API is answered by that.
    pub(crate) fn send(
        &mut self,
        method: &str,
        target: &str,
        sent: &[(&str, &str)],
        body: &str,
    ) -> Answer {
        self.now += 1;
        self.reads.clear();
        let (path, query) = target.split_once('?').map_or((target, None), |(p, q)| (p, Some(q)));
        let is_control = path.starts_with("/_");
        let names: Vec<String> = match is_control {
            true => self.control.headers().iter().map(|name| (*name).to_owned()).collect(),
            false => self.service.headers().to_vec(),
        };
        let find = |name: &str| {
            let is_name = |(sent, _): &&(&str, &str)| sent.eq_ignore_ascii_case(name);
            sent.iter().find(is_name).map(|(_, value)| *value)
        };
        let headers: Vec<Option<&str>> = names.iter().map(|name| find(name)).collect();
        let content_type = Some("application/json").filter(|_| !body.is_empty());
        let mut id = None;
        let mut facts: Vec<Option<Vec<u8>>> = Vec::new();
        loop {
            let request =
                Request { method, path, query, id: id.as_deref(), content_type, headers: &headers };
            let known: Vec<_> = facts.iter().map(|fact| fact.as_deref()).collect();
            let mut drawn = self.drawn;
            let mut fill = |bytes: &mut [u8]| {
                drawn = drawn.wrapping_add(1);
                bytes.fill(drawn);
            };
            let decision = match is_control {
                true => self.control.decide(&request, &known, self.now, &mut fill),
                false => self.service.decide(&request, &known, self.now, &mut fill),
            };
            self.drawn = drawn;
            self.key = decision.key;
            id = Some(decision.request_id);
            match decision.step {
                Step::Answer(answer) => return answer,
                Step::Read(read) => facts.extend(self.read(read, body)),
            }
        }
    }

    /// Issues a key, and returns its id and the headers to send.
    pub(crate) fn issue(&mut self, body: &str) -> (String, Vec<(String, String)>) {
        let admin = [("Authorization", "Bearer admin_token")];
        let answer = self.send("POST", "/_/keys", &admin, body);
        assert_eq!(answer.status, 201, "{:?}", answer.body);
        self.commit(&answer);
        let body = answer.body.unwrap();
        let document = Document::parse(body.as_bytes()).unwrap();
        let credentials = document.root().pointer("/credentials/0").unwrap();
        let text = |value: Json<'_>| value.as_str().unwrap().to_owned();
        let headers = credentials.entries().map(|(name, value)| (name.to_owned(), text(value)));
        (value(&body, "/id").unwrap(), headers.collect())
    }

    pub(crate) fn read(&mut self, read: Read, body: &str) -> Vec<Option<Vec<u8>>> {
        match read {
            Read::Body { .. } => {
                self.reads.push("body");
                vec![Some(body.as_bytes().to_vec())]
            }
            Read::Get { keys, lock, .. } => {
                self.reads.push(if lock.is_some() { "get to write" } else { "get" });
                keys.iter().map(|key| self.records.get(key).cloned()).collect()
            }
            Read::List { prefix, after, skip, limit, follow, .. } => {
                self.reads.push("list");
                let after = after.unwrap_or_default();
                let behind = self.records.range(prefix.clone()..);
                let found = behind
                    .take_while(|(key, _)| key.starts_with(&prefix))
                    .filter(|(key, _)| **key > after)
                    .skip(usize::try_from(skip).unwrap_or(usize::MAX))
                    .take(limit.map_or(usize::MAX, |limit| limit as usize))
                    .flat_map(|(key, value)| {
                        let referred = || self.records.get(str::from_utf8(value).unwrap());
                        let value = if follow { referred() } else { Some(value) };
                        [key.as_bytes().to_vec(), value.cloned().unwrap_or_default()].map(Some)
                    });
                found.chain([None]).collect()
            }
            Read::Limit { name, limit, .. } => {
                self.reads.push("limit");
                self.limits.push((name, limit));
                vec![None, None]
            }
            Read::Advance { milliseconds } => {
                self.reads.push("advance");
                self.now += if self.is_manual { milliseconds } else { 0 };
                vec![self.is_manual.then(|| format!("{}", self.now).into_bytes())]
            }
        }
    }

    pub(crate) fn commit(&mut self, answer: &Answer) {
        self.records.extend(answer.puts.iter().cloned());
        self.records.retain(|key, _| !answer.deletes.contains(key));
    }

    /// Answers a request and writes; returns the status and the body.
    pub(crate) fn call(&mut self, method: &str, target: &str, body: &str) -> (u16, String) {
        let answer = self.answer(method, target, "a_key", body);
        self.commit(&answer);
        (answer.status, answer.body.unwrap_or_default())
    }

    pub(crate) fn create(&mut self, path: &str, body: &str) -> String {
        let (status, body) = self.call("POST", path, body);
        assert!(status < 300, "{body}");
        value(&body, "/id").or_else(|| value(&body, "/data/id")).unwrap()
    }
}

pub(crate) fn value(body: &str, pointer: &str) -> Option<String> {
    let document = Document::parse(body.as_bytes()).unwrap();
    let found = document.root().pointer(pointer)?;
    Some(found.as_str().map_or_else(|| found.raw().to_owned(), ToOwned::to_owned))
}
