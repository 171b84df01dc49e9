//! Whose request it is.

use super::keys::{Keys, hash};
use super::refusal::{Refusal, Situation};
use super::{Request, Service};
use crate::alphabet::HEX;
use crate::json::Json;
use crate::text::cut;
use alloc::borrow::ToOwned as _;
use alloc::boxed::Box;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

/// Who is let in.
#[derive(Clone)]
pub enum Access {
    /// On a laptop: any credential is an account of its own, and endpoints may be on the same machine.
    Open,
    /// Whoever has this key, in each header of the provider's credentials.
    Key(Zeroizing<String>),
}

impl fmt::Debug for Access {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Open => "Open",
            Self::Key(_) => "Key(…)",
        })
    }
}

/// The account of whoever has the one key.
const ONLY_ACCOUNT: &str = "default";

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
                let (_, after) = cut(rest?, Some('}'));
                Some(Header { index, before: before.into(), after: after?.into() })
            };
            alternatives.push(named.filter_map(read).collect());
        }
        let is_bearer = headers.iter().any(|name| name == "authorization");
        let scheme = if is_bearer { "Bearer" } else { "ApiKey" };
        let id = file.get("id").and_then(Json::as_str).unwrap_or_default();
        Self { headers, alternatives, challenge: format!("{scheme} realm=\"{id}\""), hint }
    }

    /// What stands for the credential of a request, in the order of the file.
    fn credential<'r>(&self, request: &Request<'r>) -> Option<Vec<&'r str>> {
        let find = |header: &Header| {
            let value = (*request.headers.get(header.index)?)?;
            header.credential(value)
        };
        self.alternatives.iter().find_map(|headers| headers.iter().map(find).collect())
    }
}

impl Header {
    /// What is between the fixed texts, if it can be a credential. A comma is what hosts put between
    /// two headers of one name: nobody could say which of them counts.
    fn credential<'r>(&self, value: &'r str) -> Option<&'r str> {
        const LONGEST: usize = 1024;
        let (before, rest) = value.split_at_checked(self.before.len())?;
        let (found, after) = rest.split_at_checked(rest.len().checked_sub(self.after.len())?)?;
        let is_credential = |byte: u8| (0x21..=0x7e).contains(&byte) && byte != b',';
        let fits = before.eq_ignore_ascii_case(&self.before)
            && *after == *self.after
            && (1..=LONGEST).contains(&found.len())
            && found.bytes().all(is_credential);
        fits.then_some(found)
    }
}

impl Service {
    /// The account that a request is made for.
    pub(super) fn admit(&self, request: &Request<'_>) -> Result<Keys, Refusal> {
        let credential = self.auth.credential(request).unwrap_or_default();
        let account = match &self.access {
            _ if credential.is_empty() => None,
            Access::Open => {
                let texts: Vec<&[u8]> = credential.iter().map(|text| text.as_bytes()).collect();
                Some(HEX.encode(hash(&texts).get(..16).unwrap_or_default()))
            }
            Access::Key(key) => {
                let is_key = |text: &&str| bool::from(text.as_bytes().ct_eq(key.as_bytes()));
                // Each is compared, whatever came of the one before it.
                let right = credential.iter().filter(|text| is_key(text)).count();
                (right == credential.len()).then(|| ONLY_ACCOUNT.to_owned())
            }
        };
        let account = account.ok_or_else(|| {
            Refusal::new(Situation::Unauthenticated).with_hint(self.auth.hint.clone())
        })?;
        Ok(Keys { owner: format!("{}/{account}", self.provider.id()) })
    }
}
