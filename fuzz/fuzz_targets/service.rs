//! Any requests, one after the other, to a provider's API and to the control API, on one store, which may also
//! hold anything: each is answered after few reads, in JSON, and what is refused writes nothing. What is
//! published is delivered in between.
#![no_main]

use anyhook::{Access, Control, Done, Job, Read, Reply, Request, Service, Step, Work, providers};
use libfuzzer_sys::arbitrary::{self, Arbitrary};
use libfuzzer_sys::fuzz_target;
use std::cell::LazyCell;
use std::collections::BTreeMap;

thread_local! {
    static CONTROL: LazyCell<Control> =
        LazyCell::new(|| Control::new(providers(), Access::Open, None));
    static SERVICES: LazyCell<Vec<Service>> = LazyCell::new(|| {
        let all = providers().into_iter().flat_map(|provider| [(provider.clone(), true), (provider, false)]);
        all.map(|(provider, atomic)| Service::new(provider, Access::Open, atomic).unwrap()).collect()
    });
}

#[derive(Arbitrary, Debug)]
struct Sent<'a> {
    method: u8,
    /// One of the provider's paths or of the control API's, or another.
    path: Result<u8, &'a str>,
    /// What stands for the id: the one of a webhook that there is, or another.
    id: Option<&'a str>,
    query: Option<&'a str>,
    content_type: Option<&'a str>,
    credential: Option<&'a str>,
    body: Result<u8, &'a [u8]>,
    /// What is written over a record before the request.
    damage: Option<(u8, &'a [u8])>,
    /// What endpoints answer to what is due before the request.
    answered: Option<u16>,
}

const BODIES: [&str; 12] = [
    r#"{"name":"abc","url":"https://a.example/1","subscribedEventTypes":["WEBHOOK_CREATED"]}"#,
    r#"{"url":"https://a.example/2","events":["customer.active"]}"#,
    r#"{"url":"https://a.example/3"}"#,
    r#"{"name":"abcd","url":"https://a.example/4","isActive":false,"active":false,"status":"inactive"}"#,
    r#"{"secret":"a_secret"}"#,
    r#"{"type":"customer.active","data":{}}"#,
    r#"{"type":"payment.completed"}"#,
    r#"{"type":"payment.created","data":{"id":1}}"#,
    r#"{"type":"LTV_LIQUIDATED","account":"a"}"#,
    r#"{"advance":"90s"}"#,
    r#"{"advance":5000}"#,
    "{}",
];

const PATHS: [&str; 17] = [
    "/webhooks",
    "/webhooks/{id}",
    "/v1/integrator/webhooks",
    "/v1/integrator/webhooks/{id}",
    "/v1/integrator/webhook-secret",
    "/user/webhooks",
    "/user/webhooks/{id}",
    "/api/v0/webhooks",
    "/api/v0/webhooks/{id}",
    "/v1/integrator/webhooks/deliveries",
    "/_/{provider}/events",
    "/_/{provider}/deliveries",
    "/_/{provider}/deliveries/{delivery}",
    "/_/{provider}/deliveries/{delivery}/resend",
    "/_/{provider}/openapi.json",
    "/_/time",
    "/_/keys",
];

const METHODS: [&str; 7] = ["GET", "POST", "PATCH", "DELETE", "PUT", "HEAD", "TRACE"];

/// What a store holds.
#[derive(Default)]
struct Host {
    records: BTreeMap<String, Vec<u8>>,
    drawn: u8,
    now: i64,
}

type Facts = Vec<Option<Vec<u8>>>;

impl Host {
    fn read(&mut self, read: Read, body: &[u8], facts: &mut Facts) {
        match read {
            Read::Body { limit } => facts.push(Some(body[..body.len().min(limit)].to_vec())),
            Read::Get { keys, .. } => {
                facts.extend(keys.iter().map(|key| self.records.get(key).cloned()));
            }
            Read::List { prefix, after, skip, limit, follow, .. } => {
                let after = after.unwrap_or_default();
                let below = self.records.range(prefix.clone()..);
                let below = below.take_while(|(key, _)| key.starts_with(&prefix));
                let behind = below.filter(|(key, _)| **key > after);
                let behind = behind.skip(usize::try_from(skip).unwrap_or(usize::MAX));
                for (key, value) in behind.take(limit.map_or(usize::MAX, |limit| limit as usize)) {
                    facts.push(Some(key.clone().into_bytes()));
                    let referred = || self.records.get(&*String::from_utf8_lossy(value));
                    let value = if follow { referred() } else { Some(value) };
                    facts.push(Some(value.cloned().unwrap_or_default()));
                }
                facts.push(None);
            }
            Read::Limit { .. } => facts.extend([None, None]),
            Read::Advance { milliseconds } => {
                self.now += milliseconds;
                facts.push(Some(self.now.to_string().into_bytes()));
            }
        }
    }

    fn commit(&mut self, puts: Vec<(String, Vec<u8>)>, deletes: &[String]) {
        for (key, _) in &puts {
            assert!(key.len() <= 512 && key.is_ascii(), "{key}");
            assert!(!deletes.contains(key), "{key}");
        }
        self.records.extend(puts);
        self.records.retain(|key, _| !deletes.contains(key));
    }

    /// Asks until there is nothing more to read.
    fn ask<T>(
        &mut self,
        body: &[u8],
        mut ask: impl FnMut(&mut Self, &[Option<&[u8]>]) -> Result<T, Read>,
    ) -> T {
        let mut facts = Facts::new();
        for _ in 0..16 {
            let known = facts.clone();
            let known: Vec<_> = known.iter().map(|fact| fact.as_deref()).collect();
            match ask(self, &known) {
                Ok(done) => return done,
                Err(read) => self.read(read, body, &mut facts),
            }
        }
        panic!("it goes on reading");
    }

    fn work(&mut self, service: &Service, job: &Job<'_>) -> Done {
        let (done, puts, deletes) = self.ask(b"", |host, facts| {
            let (now, drawn) = (host.now, &mut host.drawn);
            match service.work(job, facts, now, &mut |bytes| draw(drawn, bytes)) {
                Work::Read(read) => Err(read),
                Work::Done { done, puts, deletes } => Ok((done, puts, deletes)),
            }
        });
        self.commit(puts, &deletes);
        done
    }

    /// Sends some of what is due.
    fn deliver(&mut self, service: &Service, status: u16) {
        let Done::Due { items, .. } = self.work(service, &Job::Next { after: None }) else {
            return;
        };
        for item in items.iter().take(8) {
            for _ in 0..4 {
                match self.work(service, &Job::Begin { key: &item.key }) {
                    Done::Again => continue,
                    Done::Send(sent) => {
                        let reply =
                            Reply { started: self.now, status: Some(status), ..Reply::default() };
                        self.work(service, &Job::Settle { key: &sent.key, reply });
                    }
                    _ => {}
                }
                break;
            }
        }
    }
}

fn draw(drawn: &mut u8, bytes: &mut [u8]) {
    *drawn = drawn.wrapping_add(1);
    bytes.fill(*drawn);
}

fuzz_target!(|input: (u8, Vec<Sent<'_>>)| {
    let (which, requests) = input;
    SERVICES.with(|services| {
        CONTROL.with(|control| {
            let service = &services[usize::from(which) % services.len()];
            let mut host = Host { now: 1_795_242_457_089, ..Host::default() };
            for sent in requests.iter().take(24) {
                host.now += 1;
                if let Some((index, bytes)) = sent.damage
                    && let Some(value) = host.records.values_mut().nth(index.into())
                {
                    *value = bytes.to_vec();
                }
                if let Some(status) = sent.answered {
                    host.deliver(service, status);
                }
                let first = |folder: &str| {
                    let key = host.records.keys().find(|key| key.starts_with(folder));
                    key.and_then(|key| key.rsplit('/').next()).unwrap_or_default().to_owned()
                };
                let id = sent.id.map_or_else(|| first("s/"), str::to_owned);
                let delivery =
                    sent.id.map_or_else(|| format!("dlv_{}", first("l/")), str::to_owned);
                let path = match sent.path {
                    Ok(index) => PATHS[usize::from(index) % PATHS.len()]
                        .replace("{provider}", service.provider().id())
                        .replace("{delivery}", &delivery)
                        .replace("{id}", &id),
                    Err(path) => path.to_owned(),
                };
                let body = match sent.body {
                    Ok(index) => BODIES[usize::from(index) % BODIES.len()].as_bytes(),
                    Err(bytes) => bytes,
                };
                let is_control = path.starts_with("/_");
                let count =
                    if is_control { control.headers().len() } else { service.headers().len() };
                let headers = vec![sent.credential; count];
                let request = Request {
                    method: METHODS[usize::from(sent.method) % METHODS.len()],
                    path: &path,
                    query: sent.query,
                    id: Some("an_id"),
                    content_type: sent.content_type,
                    headers: &headers,
                };
                let answer = host.ask(body, |host, facts| {
                    let (now, drawn) = (host.now, &mut host.drawn);
                    let mut fill = |bytes: &mut [u8]| draw(drawn, bytes);
                    let decision = match is_control {
                        true => control.decide(&request, facts, now, &mut fill),
                        false => service.decide(&request, facts, now, &mut fill),
                    };
                    match decision.step {
                        Step::Answer(answer) => Ok(answer),
                        Step::Read(read) => Err(read),
                    }
                });
                assert!((200..600).contains(&answer.status));
                if let Some(body) = &answer.body {
                    serde_json::from_str::<serde_json::Value>(body).expect("an answer is JSON");
                }
                if answer.error.is_some() {
                    assert!(answer.puts.is_empty() && answer.deletes.is_empty());
                }
                host.commit(answer.puts, &answer.deletes);
            }
        })
    });
});
