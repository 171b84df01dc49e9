//! The service for JavaScript: a request and what was read go in, a step comes out.

mod work;

use super::{Exchange, Texts};
use crate::error::ConfigurationError;
use crate::json::Writer;
use crate::provider::Provider;
use crate::schema::Mode;
use crate::seal::rest::{MasterKeys, Resealed};
use crate::service::{Access, Control, Decision, Failure, Read, Request, Service, Step};
use alloc::boxed::Box;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec;
use alloc::vec::Vec;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// Where fresh random bytes come from.
    pub type Random;

    #[wasm_bindgen(method)]
    fn fill(this: &Random, bytes: &mut [u8]);
}

#[wasm_bindgen]
pub struct ServiceHandle(Api);

fn access(is_strict: bool) -> Access {
    if is_strict { Access::Keys } else { Access::Open }
}

/// What decides requests: a provider's API, or what stands beside them.
enum Api {
    Provider(Box<Service>),
    Control(Control),
}

#[wasm_bindgen]
impl ServiceHandle {
    /// The texts are a built-in provider's name or a user's own definition, then the master keys.
    pub fn open(
        exchange: &mut Exchange,
        texts: &[u8],
        lengths: &[i32],
        is_name: bool,
        is_strict: bool,
        atomic: bool,
    ) -> Option<ServiceHandle> {
        let mut texts = Texts { bytes: texts, lengths };
        let service = provider(&mut texts, is_name).and_then(|provider| {
            let keys = master_keys(texts.next())?;
            Ok(Service::new(provider, access(is_strict), atomic)?.with_master_keys(keys))
        });
        exchange.settle_handle(service.map(|service| Self(Api::Provider(Box::new(service)))))
    }

    /// What stands beside the providers. The texts are the admin token, then the name or the definition
    /// of each provider.
    #[wasm_bindgen(js_name = openControl)]
    pub fn open_control(
        exchange: &mut Exchange,
        texts: &[u8],
        lengths: &[i32],
        is_strict: bool,
    ) -> Option<ServiceHandle> {
        let mut texts = Texts { bytes: texts, lengths };
        let token = texts.next();
        let mut providers = Vec::new();
        while !texts.lengths.is_empty() {
            // No name starts as a definition does.
            let is_name = texts.bytes.first() != Some(&b'{');
            match provider(&mut texts, is_name) {
                Ok(provider) => providers.push(provider),
                Err(error) => return exchange.settle_handle(Err(error)),
            }
        }
        Some(Self(Api::Control(Control::new(providers, access(is_strict), token))))
    }

    /// Leaves behind which headers a request has to give, as JSON.
    pub fn info(&self, exchange: &mut Exchange) {
        let mut json = Writer::default();
        json.open('{');
        json.key("headers").strings(self.0.headers().into_iter());
        json.close('}');
        exchange.settle(Ok(json.finish().into()));
    }

    /// Leaves the step in the buffer as JSON, and returns its length; of an answer it leaves behind the
    /// body, and the value of each put. The texts are those of the request, then the facts. `now` is in
    /// Unix milliseconds.
    #[expect(clippy::cast_possible_truncation, reason = "a double's range saturates")]
    pub fn decide(
        &self,
        exchange: &mut Exchange,
        random: &Random,
        texts: &[u8],
        lengths: &[i32],
        now: f64,
    ) -> usize {
        let mut texts = Texts { bytes: texts, lengths };
        self.with_request(&mut texts, |request, texts| {
            let facts = texts.rest();
            let mut fill = |bytes: &mut [u8]| random.fill(bytes);
            let now = now as i64;
            let decision = match &self.0 {
                Api::Provider(service) => service.decide(request, &facts, now, &mut fill),
                Api::Control(control) => control.decide(request, &facts, now, &mut fill),
            };
            leave(decision, exchange)
        })
    }

    /// Leaves the step of a job behind, as `decide` does; the body of a request to send is left behind as
    /// that of an answer. The texts are the job's kind, its arguments, then the facts.
    #[expect(clippy::cast_possible_truncation, reason = "a double's range saturates")]
    pub fn work(
        &self,
        exchange: &mut Exchange,
        random: &Random,
        texts: &[u8],
        lengths: &[i32],
        now: f64,
    ) -> usize {
        // Nobody asks the control API.
        let Api::Provider(service) = &self.0 else { return 0 };
        let mut texts = Texts { bytes: texts, lengths };
        let job = work::read(&mut texts);
        let facts = texts.rest();
        let mut fill = |bytes: &mut [u8]| random.fill(bytes);
        work::leave(service.work(&job, &facts, now as i64, &mut fill), exchange)
    }

    /// Leaves behind the answer to a request that the host cannot go on with, as `decide` does.
    pub fn fail(
        &self,
        exchange: &mut Exchange,
        random: &Random,
        texts: &[u8],
        lengths: &[i32],
        situation: &str,
    ) -> usize {
        let failure = match situation {
            "unavailable" => Failure::Unavailable,
            "body_too_large" => Failure::BodyTooLarge,
            "body_incomplete" => Failure::BodyIncomplete,
            "body_timeout" => Failure::BodyTimeout,
            _ => Failure::Internal,
        };
        let mut texts = Texts { bytes: texts, lengths };
        self.with_request(&mut texts, |request, _| {
            let mut fill = |bytes: &mut [u8]| random.fill(bytes);
            let decision = match &self.0 {
                Api::Provider(service) => service.fail(request, failure, &mut fill),
                Api::Control(control) => control.fail(request, failure, &mut fill),
            };
            leave(decision, exchange)
        })
    }
}

impl ServiceHandle {
    fn with_request<'a>(
        &self,
        texts: &mut Texts<'a>,
        then: impl FnOnce(&Request<'_>, &mut Texts<'a>) -> usize,
    ) -> usize {
        let (method, path, query) = (texts.take(), texts.take(), texts.next());
        let (id, content_type) = (texts.next(), texts.next());
        let count = match &self.0 {
            Api::Provider(service) => service.headers().len(),
            Api::Control(control) => control.headers().len(),
        };
        let headers: Vec<_> = (0..count).map(|_| texts.next()).collect();
        then(&Request { method, path, query, id, content_type, headers: &headers }, texts)
    }
}

impl Api {
    fn headers(&self) -> Vec<&str> {
        match self {
            Self::Provider(service) => service.headers().iter().map(|name| &**name).collect(),
            Self::Control(control) => control.headers().to_vec(),
        }
    }
}

/// Leaves the OpenAPI document of a provider behind. The texts are its name or definition, and the server's
/// URL.
#[wasm_bindgen]
pub fn openapi(
    exchange: &mut Exchange,
    texts: &[u8],
    lengths: &[i32],
    is_name: bool,
    is_open: bool,
) -> bool {
    let mut texts = Texts { bytes: texts, lengths };
    let provider = provider(&mut texts, is_name);
    let mode = if is_open { Mode::Open } else { Mode::Strict };
    exchange.settle(provider.map(|provider| crate::openapi(&provider, texts.take(), mode).into()))
}

/// Leaves a new value behind for a record whose secret is not sealed as it should be, and returns what
/// became of it. The texts are the master keys, the record's key and its value.
#[wasm_bindgen]
pub fn reseal(exchange: &mut Exchange, random: &Random, texts: &[u8], lengths: &[i32]) -> u32 {
    let mut texts = Texts { bytes: texts, lengths };
    let keys = match master_keys(texts.next()) {
        Ok(keys) => keys,
        Err(error) => {
            exchange.settle(Err(error));
            return 4;
        }
    };
    let (key, value) = (texts.take(), texts.next_bytes().unwrap_or_default());
    match keys.reseal(key, value, &mut |bytes| random.fill(bytes)) {
        Resealed::Unchanged => 0,
        Resealed::Changed(value) => {
            exchange.answers = vec![Some(value)];
            1
        }
        Resealed::Unopened => 2,
        Resealed::Unreadable => 3,
    }
}

fn provider(texts: &mut Texts<'_>, is_name: bool) -> Result<Arc<Provider>, ConfigurationError> {
    match is_name {
        true => crate::provider(texts.take()),
        false => Provider::from_json(texts.next_bytes().unwrap_or_default()),
    }
}

fn master_keys(text: Option<&str>) -> Result<MasterKeys, ConfigurationError> {
    text.map_or(Ok(MasterKeys::default()), MasterKeys::parse)
}

/// Leaves a decision behind, and returns how long its step is in the buffer.
fn leave(decision: Decision, exchange: &mut Exchange) -> usize {
    let mut json = Writer::with_room(512);
    json.open('{');
    json.key("requestId").string(&decision.request_id);
    if let Some(key) = &decision.key {
        json.key("principal").string(key);
    }
    if let Some(operation) = decision.operation {
        json.key("operation").string(operation);
    }
    let mut left = Vec::new();
    match decision.step {
        Step::Read(read) => write_read(&read, &mut json),
        Step::Answer(answer) => {
            json.key("status").number(answer.status.into());
            json.key("headers").open('[');
            for (name, value) in &answer.headers {
                json.strings([name, &**value].into_iter());
            }
            json.close(']');
            for (key, text) in [("error", answer.error), ("cause", answer.cause)] {
                if let Some(text) = text {
                    json.key(key).string(text);
                }
            }
            json.key("body").boolean(answer.body.is_some());
            if let Some(due) = crate::delivery::keys::first_due(&answer.puts) {
                json.key("due").number(due);
            }
            write_changes(&answer.puts, &answer.deletes, &mut json);
            left.extend(answer.puts.into_iter().rev().map(|(_, value)| Some(value)));
            left.extend(answer.body.map(|body| Some(body.into_bytes())));
        }
    }
    json.close('}');
    leave_step(json, left, exchange)
}

fn write_changes(puts: &[(String, Vec<u8>)], deletes: &[String], json: &mut Writer) {
    json.key("puts").strings(puts.iter().map(|(key, _)| &**key));
    json.key("deletes").strings(deletes.iter().map(|key| &**key));
}

/// Leaves a step in the buffer, and behind it what it does not hold, the last first.
fn leave_step(json: Writer, left: Vec<Option<Vec<u8>>>, exchange: &mut Exchange) -> usize {
    exchange.answers = left;
    let json = json.finish();
    // No step is as long as the buffer; one that were would be no JSON to the host.
    let Some(room) = exchange.buffer.get_mut(..json.len()) else { return 0 };
    room.copy_from_slice(json.as_bytes());
    json.len()
}

fn write_read(read: &Read, json: &mut Writer) {
    let write_lock = |lock: &Option<String>, json: &mut Writer| {
        if let Some(lock) = lock {
            json.key("lock").string(lock);
        }
    };
    match read {
        Read::Body { limit } => {
            json.key("read").string("body");
            json.key("limit").number(i64::try_from(*limit).unwrap_or(i64::MAX));
        }
        Read::Get { keys, lock, unchecked } => {
            json.key("read").string("get");
            json.key("keys").strings(keys.iter().map(|key| &**key));
            if *unchecked {
                json.key("unchecked").boolean(true);
            }
            write_lock(lock, json);
        }
        Read::List { prefix, after, skip, limit, follow, lock } => {
            json.key("read").string("list");
            json.key("prefix").string(prefix);
            if let Some(after) = after {
                json.key("after").string(after);
            }
            json.key("skip").number(i64::try_from(*skip).unwrap_or(i64::MAX));
            if let Some(limit) = limit {
                json.key("limit").number((*limit).into());
            }
            json.key("follow").boolean(*follow);
            write_lock(lock, json);
        }
        Read::Limit { name, limit, seconds } => {
            json.key("read").string("limit");
            json.key("name").string(name);
            json.key("limit").number(i64::try_from(*limit).unwrap_or(i64::MAX));
            json.key("seconds").number((*seconds).into());
        }
        Read::Advance { milliseconds } => {
            json.key("read").string("advance");
            json.key("milliseconds").number(*milliseconds);
        }
    }
}
