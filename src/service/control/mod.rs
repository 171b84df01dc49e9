//! The control API, below `/_/`: what is served, and the keys of strict mode.

mod keys;

use super::admit::{Access, credential};
use super::answer::Answer;
use super::facts::{Facts, Pause, Read};
use super::keys::hash;
use super::refusal::{Refusal, Situation};
use super::values::reason;
use super::{Decision, Failure, Request, Step};
use crate::alphabet::HEX;
use crate::json::{Document, Json, Writer};
use crate::provider::Provider;
use crate::provider::reader::{Faults, Node};
use crate::schema::{Schema, near, write_violations};
use crate::text::{cut, holds};
use alloc::borrow::ToOwned as _;
use alloc::format;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec;
use alloc::vec::Vec;
use subtle::ConstantTimeEq as _;

/// What is not one provider's: whether the service works, what it serves, and who has keys.
///
/// It decides as [`Service`](super::Service) does, about every path that is below none of the providers'
/// names.
#[derive(Debug)]
pub struct Control {
    providers: Vec<Arc<Provider>>,
    access: Access,
    /// A hash of the token of whoever may issue keys.
    admin: Option<[u8; 32]>,
    /// What requests for keys are checked by.
    keys: Option<keys::Definition>,
}

/// What a path means.
#[derive(Debug, Clone, Copy)]
enum Route<'r> {
    Health,
    Providers,
    OpenApi(&'r str),
    Keys,
    Key(&'r str),
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
    /// Serves these providers, whose APIs let in whom `access` says. Without an admin token nobody may issue keys
    /// here.
    pub fn new(providers: Vec<Arc<Provider>>, access: Access, admin_token: Option<&str>) -> Self {
        let admin = admin_token.map(|token| hash(&[token.as_bytes()]));
        Self { providers, access, admin, keys: keys::Definition::read() }
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
        let request = self.request;
        let (control, unknown) = (self.control, || self.unknown_path());
        let route = Route::read(request.path).ok_or_else(unknown)?;
        let Some(operation) = route.operation(request.method) else {
            let allowed = route.methods();
            let refusal = Refusal::new(Situation::MethodNotAllowed);
            let refusal = refusal.with_hint(format!("it takes {allowed}"));
            return Err(refusal.with_header("allow", allowed.to_owned()).into());
        };
        self.operation = Some(operation);
        match route {
            Route::Health => self.health(),
            Route::Providers => Ok(answer(200, control.list_providers())),
            Route::OpenApi(id) => {
                let provider = control.provider(id).ok_or_else(|| self.unknown_path())?;
                let server = format!("/{}", provider.id());
                Ok(answer(200, crate::openapi(provider, &server, control.access.mode())))
            }
            Route::Keys | Route::Key(_) => {
                self.admin()?;
                match route {
                    Route::Key(id) => self.revoke(id),
                    _ if operation == "create_key" => self.create(),
                    _ => self.list(),
                }
            }
        }
    }

    fn unknown_path(&self) -> Refusal {
        let refusal = Refusal::new(Situation::UnknownPath);
        let names = self.control.providers.iter().map(|provider| provider.id());
        let first = self.request.path.get(1..).unwrap_or_default();
        let (first, _) = cut(first, Some('/'));
        match near(first, names.chain(["_/health", "_/providers", "_/keys"])) {
            Some(name) => refusal.with_hint(format!("did you mean `/{name}`?")),
            None => refusal.with_hint("`/_/providers` lists what is served".to_owned()),
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

impl<'r> Route<'r> {
    fn read(path: &'r str) -> Option<Self> {
        let rest = path.strip_prefix("/_/")?;
        Some(match rest {
            "health" => Self::Health,
            "providers" => Self::Providers,
            "keys" => Self::Keys,
            _ => match rest.strip_suffix("/openapi.json") {
                Some(id) => Self::OpenApi(id),
                None => {
                    let id = rest.strip_prefix("keys/")?;
                    Self::Key(Some(id).filter(|id| !id.is_empty() && !holds(id, "/"))?)
                }
            },
        })
    }

    /// What a log calls it, if there is such a method.
    fn operation(self, method: &str) -> Option<&'static str> {
        Some(match (self, method) {
            (Self::Health, "GET" | "HEAD") => "health",
            (Self::Providers, "GET" | "HEAD") => "providers",
            (Self::OpenApi(_), "GET" | "HEAD") => "openapi",
            (Self::Keys, "POST") => "create_key",
            (Self::Keys, "GET" | "HEAD") => "list_keys",
            (Self::Key(_), "DELETE") => "revoke_key",
            _ => return None,
        })
    }

    fn methods(self) -> &'static str {
        match self {
            Self::Keys => "GET, HEAD, POST",
            Self::Key(_) => "DELETE",
            _ => "GET, HEAD",
        }
    }
}

impl Control {
    /// What is served, and where.
    fn list_providers(&self) -> String {
        let mut json = Writer::with_room(4096);
        json.open('{');
        json.key("providers").open('[');
        for provider in &self.providers {
            let file = provider.file();
            let base = format!("/{}", provider.id());
            json.open('{');
            json.key("id").string(provider.id());
            json.key("name").string(provider.name());
            if let Some(description) = file.get("description").and_then(Json::as_str) {
                json.key("description").string(description);
            }
            json.key("basePath").string(&base);
            json.key("openapi").string(&format!("/_{base}/openapi.json"));
            json.key("operations").open('[');
            let operations = file.get("operations");
            for (id, operation) in operations.into_iter().flat_map(|all| all.entries()) {
                let text = |key| operation.get(key).and_then(Json::as_str);
                // A comment may stand among them.
                let (Some(method), Some(path)) = (text("method"), text("path")) else { continue };
                json.open('{');
                json.key("id").string(id);
                json.key("method").string(method);
                json.key("path").string(&format!("{base}{path}"));
                json.close('}');
            }
            json.close(']');
            let assumed = file.get("assumed").map_or(0, |assumed| assumed.items().count());
            json.key("assumptions").number(i64::try_from(assumed).unwrap_or(i64::MAX));
            json.close('}');
        }
        json.close(']');
        json.close('}');
        json.finish()
    }
}

fn request_id(request: &Request<'_>, fill: &mut dyn FnMut(&mut [u8])) -> String {
    request.id.map(str::to_owned).unwrap_or_else(|| {
        let mut bytes = [0; 16];
        fill(&mut bytes);
        HEX.encode(&bytes)
    })
}

fn answer(status: u16, body: String) -> Answer {
    Answer {
        status,
        headers: vec![("content-type", "application/json".to_owned())],
        body: Some(body),
        error: None,
        cause: None,
        puts: Vec::new(),
        deletes: Vec::new(),
    }
}

/// A refusal as a problem document (RFC 9457).
fn problem(refusal: Refusal) -> Answer {
    let (status, detail) = match refusal.situation {
        Situation::UnknownPath => (404, "there is nothing at this path"),
        Situation::MethodNotAllowed => (405, "this path does not take this method"),
        Situation::Unauthenticated => (401, "the admin token is missing or wrong"),
        Situation::Forbidden => (403, "nobody may do this here"),
        Situation::UnsupportedMediaType => (415, "the body must be application/json"),
        Situation::BodyTooLarge => (413, "the body is too large"),
        Situation::MalformedBody => (400, "the body cannot be read"),
        Situation::InvalidBody => (400, "the body is not valid"),
        Situation::InvalidQuery => (400, "a parameter of the query is not valid"),
        Situation::NotFound => (404, "there is no key with this id"),
        Situation::Unavailable => (503, "the store does not answer"),
        _ => (500, "something went wrong in here"),
    };
    let status = refusal.status.unwrap_or(status);
    let mut json = Writer::with_room(256);
    json.open('{');
    json.key("title").string(reason(status));
    json.key("status").number(status.into());
    match &refusal.hint {
        Some(hint) => json.key("detail").string(&format!("{detail}: {hint}")),
        None => json.key("detail").string(detail),
    }
    if !refusal.violations.is_empty() {
        write_violations(&refusal.violations, json.key("violations"));
    }
    json.close('}');
    let mut headers = vec![("content-type", "application/problem+json".to_owned())];
    headers.extend(refusal.headers);
    Answer {
        headers,
        error: Some(refusal.situation.name()),
        cause: refusal.cause,
        ..answer(status, json.finish())
    }
}
