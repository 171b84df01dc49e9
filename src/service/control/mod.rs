//! The control API, below `/_/`: what is served, the keys of strict mode, events and their deliveries, and
//! the time of tests.

mod deliveries;
mod events;
mod given;
mod keys;
mod problem;
mod providers;
mod resend;
mod route;
mod time;

use super::admit::{Access, credential};
use super::answer::Answer;
use super::facts::{Facts, Pause};
use super::keys::hash;
use super::refusal::{Refusal, Situation};
use super::{Decision, Failure, Request, Step};
use crate::alphabet::HEX;
use crate::provider::Provider;
use alloc::borrow::ToOwned as _;
use alloc::format;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use given::Definitions;
use problem::{answer, problem};
use route::Operation;
use subtle::ConstantTimeEq as _;

/// What is not one provider's: whether the service works, what it serves, who has keys, which
/// events there are to tell, and what has become of them.
///
/// It decides as [`Service`](super::Service) does, about every path that is below none of the providers'
/// names.
#[derive(Debug)]
pub struct Control {
    providers: Vec<Arc<Provider>>,
    /// A hash of the token of whoever may issue keys.
    admin: Option<[u8; 32]>,
    /// Who is let in elsewhere: open mode asks for a token for keys alone.
    access: Access,
    /// What bodies and queries are checked by.
    definitions: Option<Definitions>,
}

/// One request.
struct Run<'a> {
    control: &'a Control,
    request: &'a Request<'a>,
    facts: Facts<'a>,
    /// In Unix milliseconds.
    now: i64,
    fill: &'a mut dyn FnMut(&mut [u8]),
    operation: Option<&'static str>,
}

impl Control {
    /// Serves these providers. Without an admin token nobody may issue keys here, nor, with
    /// [`Access::Keys`], do anything else that changes something or tells of an account.
    pub fn new(providers: Vec<Arc<Provider>>, access: Access, admin_token: Option<&str>) -> Self {
        let admin = admin_token.map(|token| hash(&[token.as_bytes()]));
        Self { providers, admin, access, definitions: Definitions::read() }
    }

    /// The headers that a [`Request`] has to give, in lower case.
    pub fn headers(&self) -> &'static [&'static str] {
        &["authorization"]
    }

    /// As [`Service::decide`](super::Service::decide); the path is the whole one.
    pub fn decide(
        &self,
        request: &Request<'_>,
        facts: &[Option<&[u8]>],
        now: i64,
        fill: &mut dyn FnMut(&mut [u8]),
    ) -> Decision {
        let request_id = request_id(request, fill);
        let facts = Facts::new(facts);
        let mut run = Run { control: self, request, facts, now, fill, operation: None };
        let step = match run.perform() {
            Ok(answer) => Step::Answer(answer),
            Err(Pause::Read(read)) => Step::Read(read),
            Err(Pause::Refuse(refusal)) => Step::Answer(problem(refusal)),
        };
        Decision { request_id, key: None, operation: run.operation, step }
    }

    /// As [`Service::fail`](super::Service::fail).
    pub fn fail(
        &self,
        request: &Request<'_>,
        failure: Failure,
        fill: &mut dyn FnMut(&mut [u8]),
    ) -> Decision {
        let request_id = request_id(request, fill);
        let step = Step::Answer(problem(Refusal::of(failure)));
        Decision { request_id, key: None, operation: None, step }
    }

    fn provider(&self, id: &str) -> Option<&Arc<Provider>> {
        self.providers.iter().find(|provider| provider.id() == id)
    }
}

impl<'a> Run<'a> {
    fn perform(&mut self) -> Result<Answer, Pause> {
        let (operation, [first, second]) = self.route()?;
        // What is below a provider's name is found out before anybody is asked for a token.
        let provider = match operation.is_of_provider() {
            true => Some(self.control.provider(first).ok_or_else(|| self.unknown_provider(first))?),
            false => None,
        };
        if operation.is_admins(self.control.access) {
            self.admin()?;
        }
        match (operation, provider) {
            (Operation::Health, _) => self.health(),
            (Operation::Providers, _) => Ok(answer(200, self.control.list_providers())),
            (Operation::ListKeys, _) => self.list_keys(),
            (Operation::CreateKey, _) => self.create_key(),
            (Operation::RevokeKey, _) => self.revoke_key(first),
            (Operation::Time, _) => self.time(),
            (Operation::Advance, _) => self.advance(),
            (Operation::OpenApi, Some(provider)) => {
                let server = format!("/{}", provider.id());
                Ok(answer(200, crate::openapi(provider, &server, self.control.access.mode())))
            }
            (Operation::Publish, Some(provider)) => self.publish(provider),
            (Operation::ListDeliveries, Some(provider)) => self.list_deliveries(provider),
            (Operation::ShowDelivery, Some(provider)) => self.show_delivery(provider, second),
            (Operation::Resend, Some(provider)) => self.resend(provider, second),
            (_, None) => Err(Refusal::internal("an operation has no provider").into()),
        }
    }

    /// Whether the store can be read.
    fn health(&mut self) -> Result<Answer, Pause> {
        let [_] = self.facts.get(["health".to_owned()], None)?;
        Ok(answer(200, r#"{"status":"ok"}"#.to_owned()))
    }

    /// Lets in whoever has the admin token.
    fn admin(&self) -> Result<(), Refusal> {
        let Some(admin) = &self.control.admin else {
            let hint = "no admin token is set: ANYHOOK_ADMIN_TOKEN, or `adminToken`, is what it is";
            return Err(Refusal::new(Situation::Forbidden).with_hint(hint.to_owned()));
        };
        let header = self.request.headers.first().copied().flatten();
        let token = header.and_then(|header| credential(header, "Bearer ", ""));
        let is_admin = token.is_some_and(|token| hash(&[token.as_bytes()]).ct_eq(admin).into());
        match is_admin {
            true => Ok(()),
            false => {
                let hint = "send `Authorization: Bearer` and the admin token";
                Err(Refusal::new(Situation::Unauthenticated)
                    .with_hint(hint.to_owned())
                    .with_header("www-authenticate", "Bearer realm=\"anyhook\"".to_owned()))
            }
        }
    }
}

fn request_id(request: &Request<'_>, fill: &mut dyn FnMut(&mut [u8])) -> String {
    request.id.map(str::to_owned).unwrap_or_else(|| {
        let mut bytes = [0; 16];
        fill(&mut bytes);
        HEX.encode(&bytes)
    })
}
