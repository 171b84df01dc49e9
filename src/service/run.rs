//! One decision: from the path to the answer, as far as the facts go.

use super::admit::Principal;
use super::answer::{Answer, Changes};
use super::facts::{Entry, Facts, Pause, Read};
use super::issued::Environment;
use super::keys::Keys;
use super::record::{Index, Record};
use super::refusal::{Refusal, Situation};
use super::route::Operation;
use super::values::{Page, Success};
use super::{Decision, Request, Service, Step, body, idempotency, query, route};
use super::{create, delete, deliveries, get, list, secret, update};
use crate::delivery::publish;
use crate::delivery::record::Event;
use crate::json::{Document, Json, Tape};
use crate::provider::operations::OperationKind;
use crate::seal::rest::Secret;
use alloc::borrow::ToOwned as _;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

/// What a decision is made of. Everything is asked for in the order in which it is checked.
pub(super) struct Run<'a> {
    pub(super) service: &'a Service,
    pub(super) request: &'a Request<'a>,
    facts: Facts<'a>,
    /// The body, once it was taken from the facts.
    bytes: Option<&'a [u8]>,
    /// In Unix milliseconds.
    pub(super) now: i64,
    pub(super) fill: &'a mut dyn FnMut(&mut [u8]),
    request_id: String,
    operation: Option<&'a Operation>,
    /// The key that the request was made with.
    pub(super) key: Option<String>,
    /// What the answer also says, whatever it is.
    headers: Vec<(&'static str, String)>,
}

/// An operation that was found, and for whom it is.
pub(super) struct Call<'a> {
    pub(super) operation: &'a Operation,
    /// What the file says of it.
    pub(super) file: Json<'a>,
    /// The id in the path.
    pub(super) id: Option<&'a str>,
    pub(super) keys: Keys,
}

impl<'a> Run<'a> {
    pub(super) fn new(
        service: &'a Service,
        request: &'a Request<'a>,
        facts: Facts<'a>,
        now: i64,
        fill: &'a mut dyn FnMut(&mut [u8]),
    ) -> Self {
        let request_id = match request.id {
            Some(id) => id.to_owned(),
            None => service.provider.request_id(now / 1000, fill),
        };
        Self {
            service,
            request,
            facts,
            bytes: None,
            now,
            fill,
            request_id,
            operation: None,
            key: None,
            headers: Vec::new(),
        }
    }

    /// Finds the operation, and the id in the path.
    pub(super) fn route(&mut self) -> Result<(&'a Operation, Option<&'a str>), Refusal> {
        let Request { method, path, .. } = *self.request;
        let found = route::find(&self.service.operations, method, path)?;
        self.operation = Some(found.0);
        Ok(found)
    }

    pub(super) fn perform(&mut self) -> Result<Answer, Pause> {
        let (operation, id) = self.route()?;
        let principal = self.admit(operation)?;
        self.count(&principal)?;
        let file = operation.file(&self.service.provider);
        let call = Call { operation, file, id, keys: principal.keys };
        match operation.kind {
            OperationKind::Create => idempotency::once(self, &call, create::decide),
            OperationKind::List => list::decide(self, &call),
            OperationKind::Get => get::decide(self, &call),
            OperationKind::Update => update::decide(self, &call),
            OperationKind::Delete => delete::decide(self, &call),
            OperationKind::Secret => secret::decide(self, &call),
            OperationKind::Deliveries => deliveries::decide(self, &call),
        }
    }

    /// What the caller is told.
    pub(super) fn conclude(self, done: Result<Answer, Pause>) -> Decision {
        let scope = self.operation.and_then(|operation| {
            operation.file(&self.service.provider).get("scope").and_then(Json::as_str)
        });
        let answered = done.or_else(|pause| match pause {
            Pause::Read(read) => Err(read),
            Pause::Refuse(refusal) => {
                Ok(self.service.refuse(self.request, &self.request_id, scope, refusal))
            }
        });
        let step = match answered {
            Err(read) => Step::Read(read),
            Ok(mut answer) => {
                answer.headers.extend(self.headers);
                Step::Answer(answer)
            }
        };
        let operation = self.operation.map(|operation| operation.kind.name());
        Decision { request_id: self.request_id, key: self.key, operation, step }
    }

    /// Counts the request, where the provider has a limit and the host counts.
    fn count(&mut self, principal: &Principal) -> Result<(), Pause> {
        const HOUR: u32 = 3600;
        let [production, development] = self.service.rules.requests_per_hour;
        let limit = match principal.environment {
            Environment::Production => production,
            Environment::Development => development,
        };
        let Some(limit) = limit else { return Ok(()) };
        let name = self.key.as_ref().unwrap_or(&principal.keys.owner);
        let read = || Read::Limit { name: name.clone(), limit, seconds: HOUR };
        let [Some(remaining), Some(reset)] = *self.facts.take(2, read)? else { return Ok(()) };
        let number = |text| str::from_utf8(text).ok()?.parse().ok();
        let remaining: i64 = number(remaining).unwrap_or(0);
        let reset = number(reset).unwrap_or(0).max(1);
        let left = remaining.max(0);
        self.headers.push(("ratelimit-policy", format!("\"hour\";q={limit};w={HOUR}")));
        self.headers.push(("ratelimit", format!("\"hour\";r={left};t={reset}")));
        if remaining < 0 {
            self.headers.push(("retry-after", format!("{reset}")));
            return Err(Refusal::new(Situation::RateLimited).into());
        }
        Ok(())
    }

    /// The body's bytes.
    pub(super) fn bytes(&mut self) -> Result<&'a [u8], Pause> {
        if let Some(bytes) = self.bytes {
            return Ok(bytes);
        }
        let limit = self.service.rules.largest_body;
        let bytes = body::read(&mut self.facts, self.request, limit)?;
        self.bytes = Some(bytes);
        Ok(bytes)
    }

    /// The body, if it keeps every rule, with the defaults of what it leaves out.
    pub(super) fn body(&mut self, call: &Call<'a>) -> Result<Document<'static>, Pause> {
        let bytes = self.bytes()?;
        Ok(written(self.service.check_body(call.operation, bytes)?)?)
    }

    /// The query's parameters, if they keep every rule, with their defaults.
    pub(super) fn query(&self, call: &Call<'a>) -> Result<Document<'static>, Refusal> {
        let file = self.service.provider.file().document();
        let declared = call.file.get("query");
        let (Some(schema), Some(declared)) = (&call.operation.query, declared) else {
            return written("{}".to_owned());
        };
        let read = query::read(self.request.query, schema, declared, file);
        written(read.map_err(|found| Refusal::violated(Situation::InvalidQuery, found))?)
    }

    /// The values of these keys.
    pub(super) fn get<const N: usize>(
        &mut self,
        call: &Call<'a>,
        keys: [String; N],
    ) -> Result<[Option<&'a [u8]>; N], Pause> {
        self.read(keys, call.lock())
    }

    pub(super) fn read<const N: usize>(
        &mut self,
        keys: [String; N],
        lock: Option<String>,
    ) -> Result<[Option<&'a [u8]>; N], Pause> {
        self.facts.get(keys, lock)
    }

    pub(super) fn list(&mut self, read: impl FnOnce() -> Read) -> Result<Vec<Entry<'a>>, Pause> {
        self.facts.take_list(read)
    }

    /// Events by the keys of their records. They are told as far as they are still stored.
    pub(super) fn events(&mut self, places: Vec<String>) -> Result<Vec<Option<Event>>, Pause> {
        let found = self.facts.get_all(places, true)?;
        Ok(found.iter().map(|value| value.and_then(Event::read)).collect())
    }

    /// All of an account's subscriptions, in the order of creation: what stands for every index where
    /// the store's commits check nothing.
    pub(super) fn all(&mut self, call: &Call<'a>) -> Result<Vec<Record>, Pause> {
        let entries = self.list(|| Read::List {
            prefix: call.keys.subscriptions(),
            after: None,
            skip: 0,
            limit: None,
            follow: false,
            lock: call.lock(),
        })?;
        let mut records = Vec::new();
        let mut tape = Tape::default();
        for (_, value) in entries {
            records.push(stored(value, &mut tape)?);
        }
        records.sort_by(|one, other| (one.number, &one.id).cmp(&(other.number, &other.id)));
        Ok(records)
    }

    /// The subscription that the request is about, if the account has one of this id.
    pub(super) fn record(&mut self, call: &Call<'a>, id: &str) -> Result<Record, Pause> {
        let [found] = self.get(call, [call.keys.subscription(id)])?;
        let value = found.ok_or_else(|| Refusal::not_found(Situation::NotFound, id))?;
        let mut record = stored(value, &mut Tape::default())?;
        // What was put in another one's place is not told as that one.
        if record.id != *id {
            return Err(unreadable().into());
        }
        self.open(call, &mut record)?;
        Ok(record)
    }

    /// Opens a record's secret, where the answer tells it.
    pub(super) fn open(&self, call: &Call<'_>, record: &mut Record) -> Result<(), Refusal> {
        if let Some(secret) = record.secret.as_ref().filter(|_| call.operation.tells_secret) {
            let place = call.keys.subscription(&record.id);
            let text = secret.open(&self.service.master_keys, &place);
            record.secret = Some(Secret::Plain(text.map_err(Refusal::internal)?));
        }
        Ok(())
    }

    /// The account's index.
    pub(super) fn index(&mut self, call: &Call<'a>) -> Result<Index, Pause> {
        let [found] = self.get(call, [call.keys.index()])?;
        Ok(Index::read(found).ok_or_else(unreadable)?)
    }

    /// Whether the index has a webhook of this URL.
    pub(super) fn has_url(&mut self, call: &Call<'a>, url: &str) -> Result<bool, Pause> {
        let [found] = self.get(call, [call.keys.url(url)])?;
        Ok(found.is_some())
    }

    /// A new id of a webhook, and a new secret.
    pub(super) fn new_id(&mut self) -> Result<String, Refusal> {
        let id = self.service.provider.generate_id("webhook", self.now / 1000, &mut *self.fill);
        id.map_err(|_| Refusal::internal("the file has no ids of webhooks"))
    }

    pub(super) fn new_secret(&mut self) -> String {
        self.service.provider.scheme().generate_secret(&mut *self.fill)
    }

    /// Publishes the event that the API itself sends of such an operation, if it sends one.
    pub(super) fn announce(&mut self, call: &Call<'_>, record: &Record, changes: &mut Changes) {
        let Some(publishes) = call.file.get("publishes") else { return };
        let provider = &self.service.provider;
        let data = publishes.get("data").map(|template| {
            let values = Success { record: Some(record), ..self.values() };
            self.service.render(template, &values)
        });
        let Some(r#type) = publishes.get("type").and_then(Json::as_str) else { return };
        let event = Event {
            id: publish::new_id(provider, self.now, &mut *self.fill),
            r#type: r#type.to_owned(),
            created_at: self.now,
            account: Some(call.keys.account_name().to_owned()),
            data: data.unwrap_or_else(|| "{}".to_owned()),
        };
        publish::enqueue(provider.id(), &event, &mut *self.fill, changes);
    }

    /// The answer that tells of one webhook.
    pub(super) fn tell(&self, call: &Call<'_>, record: &Record, changes: Changes) -> Answer {
        let values = Success { record: Some(record), ..self.values() };
        self.service.succeed(call.file, &values, changes)
    }

    /// The answer that tells of a list.
    pub(super) fn tell_all(
        &self,
        call: &Call<'_>,
        records: &[Record],
        page: Page,
        changes: Changes,
    ) -> Answer {
        let values = Success { records, page, ..self.values() };
        self.service.succeed(call.file, &values, changes)
    }

    /// What every answer can tell.
    pub(super) fn values(&self) -> Success<'_> {
        Success {
            service: self.service,
            request_id: &self.request_id,
            record: None,
            is_generated: false,
            events: None,
            records: &[],
            deliveries: &[],
            page: Page::default(),
        }
    }
}

impl<'a> Call<'a> {
    /// What requests that write to the account queue for.
    pub(super) fn lock(&self) -> Option<String> {
        self.operation.kind.writes().then(|| self.keys.owner.clone())
    }

    /// The fields that its bodies may have.
    pub(super) fn fields(&self) -> Option<Json<'a>> {
        self.file.pointer("/body/properties")
    }
}

/// JSON that was written a moment ago.
fn written(json: String) -> Result<Document<'static>, Refusal> {
    let document = Document::parse(json.as_bytes()).map(Document::into_owned);
    document.map_err(|_| Refusal::internal("what was written cannot be read"))
}

/// A record of the store. What cannot be read is not the client's fault.
pub(crate) fn stored(value: &[u8], tape: &mut Tape) -> Result<Record, Refusal> {
    Record::read(value, tape).ok_or_else(unreadable)
}

pub(crate) fn unreadable() -> Refusal {
    Refusal::internal("the store holds a record that was not written by this version of anyhook")
}
