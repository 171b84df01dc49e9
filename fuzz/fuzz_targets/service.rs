//! Any requests, one after the other, on one store, which may also hold anything: each is answered
//! after few reads, in JSON, and what is refused writes nothing.
#![no_main]

use anyhook::{Access, Read, Request, Service, Step, providers};
use libfuzzer_sys::arbitrary::{self, Arbitrary};
use libfuzzer_sys::fuzz_target;
use std::cell::LazyCell;
use std::collections::BTreeMap;

thread_local! {
    static SERVICES: LazyCell<Vec<Service>> = LazyCell::new(|| {
        let all = providers().into_iter().flat_map(|provider| [(provider.clone(), true), (provider, false)]);
        all.map(|(provider, atomic)| Service::new(provider, Access::Open, atomic).unwrap()).collect()
    });
}

#[derive(Arbitrary, Debug)]
struct Sent<'a> {
    method: u8,
    /// One of the provider's paths, or another.
    path: Result<u8, &'a str>,
    /// What stands for the id: the one of a webhook that there is, or another.
    id: Option<&'a str>,
    query: Option<&'a str>,
    content_type: Option<&'a str>,
    credential: Option<&'a str>,
    body: Result<u8, &'a [u8]>,
    /// What is written over a record before the request.
    damage: Option<(u8, &'a [u8])>,
}

const BODIES: [&str; 6] = [
    r#"{"name":"abc","url":"https://a.example/1","subscribedEventTypes":["WEBHOOK_CREATED"]}"#,
    r#"{"url":"https://a.example/2","events":["customer.active"]}"#,
    r#"{"url":"https://a.example/3"}"#,
    r#"{"name":"abcd","url":"https://a.example/4","isActive":false,"active":false,"status":"inactive"}"#,
    r#"{"secret":"a_secret"}"#,
    "{}",
];

const PATHS: [&str; 9] = [
    "/webhooks",
    "/webhooks/{id}",
    "/v1/integrator/webhooks",
    "/v1/integrator/webhooks/{id}",
    "/v1/integrator/webhook-secret",
    "/user/webhooks",
    "/user/webhooks/{id}",
    "/api/v0/webhooks",
    "/api/v0/webhooks/{id}",
];

const METHODS: [&str; 7] = ["GET", "POST", "PATCH", "DELETE", "PUT", "HEAD", "TRACE"];

fuzz_target!(|input: (u8, Vec<Sent<'_>>)| {
    let (which, requests) = input;
    SERVICES.with(|services| {
        let service = &services[usize::from(which) % services.len()];
        let mut records: BTreeMap<String, Vec<u8>> = BTreeMap::new();
        let mut drawn = 0u8;
        for (now, sent) in requests.iter().take(24).enumerate() {
            if let Some((index, bytes)) = sent.damage
                && let Some(value) = records.values_mut().nth(index.into())
            {
                *value = bytes.to_vec();
            }
            let first = records.keys().find(|key| key.starts_with("s/"));
            let first = first.and_then(|key| key.rsplit('/').next()).unwrap_or_default();
            let id = sent.id.unwrap_or(first).to_owned();
            let path = match sent.path {
                Ok(index) => PATHS[usize::from(index) % PATHS.len()].replace("{id}", &id),
                Err(path) => path.to_owned(),
            };
            let body = match sent.body {
                Ok(index) => BODIES[usize::from(index) % BODIES.len()].as_bytes(),
                Err(bytes) => bytes,
            };
            let headers = vec![sent.credential; service.headers().len()];
            let request = Request {
                method: METHODS[usize::from(sent.method) % METHODS.len()],
                path: &path,
                query: sent.query,
                id: Some("an_id"),
                content_type: sent.content_type,
                headers: &headers,
            };
            let mut facts: Vec<Option<Vec<u8>>> = Vec::new();
            let mut reads = 0;
            let answer = loop {
                reads += 1;
                assert!(reads < 12, "it goes on reading");
                let known: Vec<_> = facts.iter().map(|fact| fact.as_deref()).collect();
                let mut fill = |bytes: &mut [u8]| {
                    drawn = drawn.wrapping_add(1);
                    bytes.fill(drawn);
                };
                match service.decide(&request, &known, now as i64, &mut fill).step {
                    Step::Answer(answer) => break answer,
                    Step::Read(Read::Body { limit }) => {
                        facts.push(Some(body[..body.len().min(limit)].to_vec()));
                    }
                    Step::Read(Read::Get { keys, .. }) => {
                        facts.extend(keys.iter().map(|key| records.get(key).cloned()));
                    }
                    Step::Read(Read::List { prefix, follow, .. }) => {
                        for (key, value) in records.range(prefix.clone()..) {
                            if key.starts_with(&prefix) {
                                facts.push(Some(key.clone().into_bytes()));
                                let referred = || records.get(&*String::from_utf8_lossy(value));
                                let value = if follow { referred() } else { Some(value) };
                                facts.push(Some(value.cloned().unwrap_or_default()));
                            }
                        }
                        facts.push(None);
                    }
                    Step::Read(Read::Limit { .. }) => facts.extend([None, None]),
                }
            };
            assert!((200..600).contains(&answer.status));
            if let Some(body) = &answer.body {
                serde_json::from_str::<serde_json::Value>(body).expect("an answer is JSON");
            }
            if answer.error.is_some() {
                assert!(answer.puts.is_empty() && answer.deletes.is_empty());
            }
            for (key, _) in &answer.puts {
                assert!(key.len() <= 512 && key.is_ascii(), "{key}");
            }
            records.extend(answer.puts);
            records.retain(|key, _| !answer.deletes.contains(key));
        }
    });
});
