//! Whose request it is.

use super::Request;
use super::facts::Pause;
use super::issued::{self, Environment, IssuedKey};
use super::keys::{Keys, hash};
use super::refusal::{Refusal, Situation};
use super::route::Operation;
use super::run::{Run, unreadable};
use crate::alphabet::HEX;
use crate::json::Json;
use crate::schema::Mode;
use crate::text::cut;
use alloc::boxed::Box;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

/// Who is let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// On a laptop: any credential is an account of its own, and endpoints may be on the same machine.
    Open,
    /// Whoever has a key that was issued ([`Control`](super::Control)).
    Keys,
}

impl Access {
    /// Where requests are checked.
    pub(super) fn mode(self) -> Mode {
        match self {
            Self::Open => Mode::Open,
            Self::Keys => Mode::Strict,
        }
    }
}

/// Whose request it is.
pub(super) struct Principal {
    pub(super) keys: Keys,
    pub(super) environment: Environment,
}

/// The credentials that a provider takes.
#[derive(Debug)]
pub(super) struct Auth {
    /// The names of all headers, in lower case.
    pub(super) headers: Vec<String>,
    /// The headers of one must all be there; any one does.
    alternatives: Vec<Vec<Header>>,
    /// What a 401 tells whoever has none (RFC 9110, 11.6.1).
    pub(super) challenge: String,
    /// The headers, in words.
    hint: String,
}

#[derive(Debug)]
struct Header {
    /// Which of [`Auth::headers`] it is.
    index: usize,
    is_secret: bool,
    /// What stands around the credential.
    before: Box<str>,
    after: Box<str>,
}

impl Auth {
    pub(super) fn read(file: Json<'_>) -> Self {
        let mut headers: Vec<String> = Vec::new();
        let mut alternatives = Vec::new();
        let mut hint = String::from("send");
        let all = file.pointer("/auth/anyOf").into_iter().flat_map(|all| all.items());
        for alternative in all {
            let named = alternative.get("headers").into_iter().flat_map(|all| all.entries());
            if !alternatives.is_empty() {
                hint.push_str(", or");
            }
            for (index, (name, _)) in named.clone().enumerate() {
                hint.push_str(if index == 0 { " `" } else { " and `" });
                hint.push_str(name);
                hint.push('`');
            }
            let read = |(name, value): (&str, Json<'_>)| {
                let name = name.to_ascii_lowercase();
                let known = headers.iter().position(|header| *header == name);
                let index = known.unwrap_or_else(|| {
                    headers.push(name);
                    headers.len() - 1
                });
                let (before, rest) = cut(value.as_str()?, Some('{'));
                let (slot, after) = cut(rest?, Some('}'));
                let is_secret = slot == "secret";
                Some(Header { index, is_secret, before: before.into(), after: after?.into() })
            };
            let mut alternative: Vec<Header> = Vec::new();
            for header in named.filter_map(read) {
                // The key comes first, in whatever order the file has them.
                let index = if header.is_secret { alternative.len() } else { 0 };
                alternative.insert(index, header);
            }
            alternatives.push(alternative);
        }
        let is_bearer = headers.iter().any(|name| name == "authorization");
        let scheme = if is_bearer { "Bearer" } else { "ApiKey" };
        let id = file.get("id").and_then(Json::as_str).unwrap_or_default();
        Self { headers, alternatives, challenge: format!("{scheme} realm=\"{id}\""), hint }
    }

    /// What stands for the credential of a request, the key first.
    fn credential<'r>(&self, request: &Request<'r>) -> Option<Vec<&'r str>> {
        let find = |header: &Header| {
            let value = (*request.headers.get(header.index)?)?;
            credential(value, &header.before, &header.after)
        };
        self.alternatives.iter().find_map(|headers| headers.iter().map(find).collect())
    }
}

/// What is between the fixed texts of a header, if it can be a credential. A comma is what hosts put
/// between two headers of one name: nobody could say which of them counts.
pub(super) fn credential<'r>(value: &'r str, before: &str, after: &str) -> Option<&'r str> {
    const LONGEST: usize = 1024;
    let (start, rest) = value.split_at_checked(before.len())?;
    let (found, end) = rest.split_at_checked(rest.len().checked_sub(after.len())?)?;
    let is_credential = |byte: u8| (0x21..=0x7e).contains(&byte) && byte != b',';
    let fits = start.eq_ignore_ascii_case(before)
        && *end == *after
        && (1..=LONGEST).contains(&found.len())
        && found.bytes().all(is_credential);
    fits.then_some(found)
}

impl Run<'_> {
    /// Whose request it is, if whoever sends it may do this.
    pub(super) fn admit(&mut self, operation: &Operation) -> Result<Principal, Pause> {
        let service = self.service;
        let provider = &service.provider;
        let unauthenticated =
            || Refusal::new(Situation::Unauthenticated).with_hint(service.auth.hint.clone());
        let credential = service.auth.credential(self.request).ok_or_else(unauthenticated)?;
        let owner = |account: &str| Keys { owner: format!("{}/{account}", provider.id()) };
        if service.access == Access::Open {
            let texts: Vec<&[u8]> = credential.iter().map(|text| text.as_bytes()).collect();
            let account = HEX.encode(hash(&texts).get(..16).unwrap_or_default());
            let environment = Environment::Development;
            return Ok(Principal { keys: owner(&account), environment });
        }
        let place = issued::place(provider.id(), credential.into_iter());
        let [found] = self.read([place], None)?;
        let key = found.ok_or_else(unauthenticated)?;
        let key = IssuedKey::read(key).ok_or_else(unreadable)?;
        // Known from here on, also to the log of one that may not do this.
        self.key = Some(key.id.clone());
        let scope = operation.file(provider).get("scope").and_then(Json::as_str);
        if let Some(scope) = scope.filter(|scope| !key.may(scope)) {
            let hint = format!("needs the scope `{scope}`");
            return Err(Refusal::new(Situation::Forbidden).with_hint(hint).into());
        }
        Ok(Principal { keys: owner(&key.account), environment: key.environment })
    }
}
