//! A provider's webhook API, decided: a request and what was read go in, a [`Step`] comes out.
//!
//! [`Service::decide`] is a function of its arguments. It answers a request, with what has to be
//! written, or says what has to be read first; then the caller reads, adds what it found to the
//! *facts*, and asks again from the start. So nothing is kept between two calls, a decision can be
//! made again when another request has changed what it stood on, and whoever calls needs to know
//! neither providers nor operations.
//!
//! ```
//! use anyhook::{Access, Read, Request, Service, Step, provider};
//!
//! let service = Service::new(provider("conduit")?, Access::Open, true)?;
//! let request = Request {
//!     method: "POST",
//!     path: "/webhooks",
//!     query: None,
//!     id: None,
//!     content_type: Some("application/json"),
//!     headers: &[Some("key"), Some("secret")], // those that `service.headers()` names
//! };
//! let body = br#"{ "url": "https://example.com/hook", "events": ["customer.active"] }"#;
//! let mut random = |bytes: &mut [u8]| bytes.fill(7); // of the operating system, in earnest
//!
//! let decision = service.decide(&request, &[], 0, &mut random);
//! assert!(matches!(decision.step, Step::Read(Read::Body { limit: 65536 })));
//! let decision = service.decide(&request, &[Some(body)], 0, &mut random);
//! let Step::Read(Read::Get { keys, .. }) = decision.step else { panic!() };
//! let decision = service.decide(&request, &[Some(body), None], 0, &mut random);
//! let Step::Answer(answer) = decision.step else { panic!() };
//! assert_eq!((answer.status, keys.len(), answer.puts.len()), (201, 1, 3));
//! # Ok::<(), anyhook::ConfigurationError>(())
//! ```

pub(crate) mod admit;
pub(crate) mod answer;
pub(crate) mod body;
mod control;
mod create;
mod delete;
mod deliveries;
pub(crate) mod facts;
mod get;
mod id;
mod idempotency;
mod issued;
pub(crate) mod keys;
mod list;
mod paging;
mod query;
pub(crate) mod record;
pub(crate) mod refusal;
mod route;
pub(crate) mod run;
mod secret;
#[cfg(test)]
pub(crate) mod tests;
mod update;
pub(crate) mod values;

pub use admit::Access;
pub use answer::Answer;
pub use control::Control;
pub use facts::Read;
pub(crate) use values::reason;

use crate::delivery;
use crate::error::ConfigurationError;
use crate::provider::Provider;
use crate::seal::rest::MasterKeys;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use facts::{Facts, Pause};
use idempotency::Idempotency;
use refusal::Refusal;
use route::Operation;
use run::Run;

/// A provider's API, made ready.
#[derive(Debug)]
pub struct Service {
    pub(crate) provider: Arc<Provider>,
    pub(crate) access: Access,
    /// What secrets are sealed under.
    pub(crate) master_keys: MasterKeys,
    /// The names of the headers that requests are asked for.
    headers: Vec<String>,
    /// Whether the store's commits check what was read, and are made whole or not at all.
    pub(crate) atomic: bool,
    operations: Vec<Operation>,
    auth: admit::Auth,
    subscription: body::Subscription,
    pub(crate) rules: Rules,
    pub(crate) deliveries: delivery::Rules,
    /// Whether the bodies of errors have room for violations.
    tells_violations: bool,
}

/// What a file says under `limits` and `rules`.
#[derive(Debug, Default)]
pub(crate) struct Rules {
    largest_body: usize,
    /// With keys for production and for development.
    requests_per_hour: [Option<u64>; 2],
    most_webhooks: Option<usize>,
    unique_url: bool,
    update_enables: bool,
    idempotency: Option<Idempotency>,
    /// Whether deliveries are signed by a secret of the account's, rather than of each webhook's.
    pub(crate) account_secret: bool,
}

/// What is asked of a service.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// Such as `POST`, in upper case.
    pub method: &'a str,
    /// The path below the provider's base, as it was sent.
    pub path: &'a str,
    /// Without the `?`.
    pub query: Option<&'a str>,
    /// The request's id, once a decision has told it.
    pub id: Option<&'a str>,
    /// The header of that name.
    pub content_type: Option<&'a str>,
    /// The headers that [`Service::headers`] names. Several of one name are joined by commas.
    pub headers: &'a [Option<&'a str>],
}

/// What is to be done next, and what a log may say of the request.
#[derive(Debug)]
pub struct Decision {
    /// To be given back with the request.
    pub request_id: String,
    /// The id of the issued key that the request was made with.
    pub key: Option<String>,
    /// What the request turned out to be, such as `create`.
    pub operation: Option<&'static str>,
    /// What is to be done.
    pub step: Step,
}

/// What is to be done next.
#[derive(Debug)]
pub enum Step {
    /// Read this, add it to the facts, and ask again.
    Read(Read),
    /// Write what it holds, if what was read has not changed, and send it.
    Answer(Answer),
}

/// Why a host cannot go on with a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// A defect of ours.
    Internal,
    /// The store does not work, or has too much to do.
    Unavailable,
    /// The body is longer than the limit that came with the request to read it.
    BodyTooLarge,
    /// The body ended before it was whole, or is longer than its length says.
    BodyIncomplete,
    /// The body took too long to arrive.
    BodyTimeout,
}

impl Service {
    /// Makes a provider's API ready. `atomic` says that the store's commits check what was read, and
    /// are made whole or not at all: then caps, unique URLs and the order of lists are exact.
    ///
    /// # Errors
    ///
    /// `invalid_argument` for a provider whose file says nothing of an API.
    pub fn new(
        provider: Arc<Provider>,
        access: Access,
        atomic: bool,
    ) -> Result<Self, ConfigurationError> {
        let file = provider.file();
        let Some(operations) = file.get("operations") else {
            let reason = alloc::format!("the file of `{}` has no `operations`", provider.id());
            return Err(ConfigurationError::InvalidArgument { reason });
        };
        let number = |pointer: &str| file.pointer(pointer)?.as_number()?.parse().ok();
        let flag = |pointer: &str| file.pointer(pointer).and_then(|json| json.as_bool());
        let rules = Rules {
            largest_body: provider.largest_body(),
            requests_per_hour: [
                number("/limits/requestsPerHour/production"),
                number("/limits/requestsPerHour/development"),
            ],
            most_webhooks: number("/rules/maxWebhooks").map(|most| most as usize),
            unique_url: flag("/rules/uniqueUrl") == Some(true),
            update_enables: flag("/rules/updateEnables") == Some(true),
            idempotency: file.pointer("/rules/idempotency").and_then(Idempotency::read),
            account_secret: file.pointer("/secret/owner").and_then(|owner| owner.as_str())
                == Some("account"),
        };
        let errors = file.pointer("/errors/body").map_or("", |body| body.raw());
        let auth = admit::Auth::read(file);
        let mut headers = auth.headers.clone();
        headers.extend(rules.idempotency.iter().map(|rule| rule.header.clone()));
        Ok(Self {
            operations: route::read(&provider, operations),
            auth,
            headers,
            master_keys: MasterKeys::default(),
            subscription: body::Subscription::read(file),
            deliveries: delivery::Rules::read(file),
            tells_violations: crate::text::holds(errors, "error.violations"),
            rules,
            access,
            atomic,
            provider,
        })
    }

    /// Seals secrets under these keys.
    #[must_use]
    pub fn with_master_keys(self, master_keys: MasterKeys) -> Self {
        Self { master_keys, ..self }
    }

    /// The provider.
    pub fn provider(&self) -> &Arc<Provider> {
        &self.provider
    }

    /// The headers that a [`Request`] has to give, in lower case.
    pub fn headers(&self) -> &[String] {
        &self.headers
    }

    /// Says what is to be done about a request. The facts are what was read so far, in the order in
    /// which it was asked for; how, [`Read`] says. `now` is in Unix milliseconds; `fill` must fill a
    /// buffer with fresh bytes of the operating system's randomness.
    pub fn decide(
        &self,
        request: &Request<'_>,
        facts: &[Option<&[u8]>],
        now: i64,
        fill: &mut dyn FnMut(&mut [u8]),
    ) -> Decision {
        let mut run = Run::new(self, request, Facts::new(facts), now, fill);
        let done = run.perform();
        run.conclude(done)
    }

    /// The answer to a request that the host cannot go on with, in the provider's shape.
    pub fn fail(
        &self,
        request: &Request<'_>,
        failure: Failure,
        fill: &mut dyn FnMut(&mut [u8]),
    ) -> Decision {
        let mut run = Run::new(self, request, Facts::new(&[]), 0, fill);
        run.route().ok(); // for the log alone
        run.conclude(Err(Pause::Refuse(Refusal::of(failure))))
    }
}
