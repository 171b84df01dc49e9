//! What there is below `/_/`.

use super::Run;
use crate::schema::{near, one_of};
use crate::service::admit::Access;
use crate::service::refusal::{Refusal, Situation};
use crate::text::{cut, split};
use alloc::borrow::ToOwned as _;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

/// What can be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operation {
    Health,
    Providers,
    OpenApi,
    ListKeys,
    CreateKey,
    RevokeKey,
    Publish,
    ListDeliveries,
    ShowDelivery,
    Resend,
    Time,
    Advance,
}

use Operation::*;

/// Each operation with its method and path, where `{}` stands for any segment, and how logs call it.
const ROUTES: [(Operation, &str, &str, &str); 12] = [
    (Health, "GET", "/_/health", "health"),
    (Providers, "GET", "/_/providers", "providers"),
    (ListKeys, "GET", "/_/keys", "list_keys"),
    (CreateKey, "POST", "/_/keys", "create_key"),
    (Time, "GET", "/_/time", "time"),
    (Advance, "POST", "/_/time", "advance_time"),
    (RevokeKey, "DELETE", "/_/keys/{}", "revoke_key"),
    (OpenApi, "GET", "/_/{}/openapi.json", "openapi"),
    (Publish, "POST", "/_/{}/events", "publish_event"),
    (ListDeliveries, "GET", "/_/{}/deliveries", "list_deliveries"),
    (ShowDelivery, "GET", "/_/{}/deliveries/{}", "get_delivery"),
    (Resend, "POST", "/_/{}/deliveries/{}/resend", "resend_delivery"),
];

impl Operation {
    /// Whether it is for whoever has the admin token.
    pub(super) fn is_admins(self, access: Access) -> bool {
        match self {
            Health | Providers | OpenApi => false,
            ListKeys | CreateKey | RevokeKey => true,
            _ => access == Access::Keys,
        }
    }

    /// Whether its path names a provider.
    pub(super) fn is_of_provider(self) -> bool {
        matches!(self, OpenApi | Publish | ListDeliveries | ShowDelivery | Resend)
    }
}

impl<'a> Run<'a> {
    /// Finds what the request asks for, and what its path has for `{}`.
    pub(super) fn route(&mut self) -> Result<(Operation, [&'a str; 2]), Refusal> {
        let request = self.request;
        let method = if request.method == "HEAD" { "GET" } else { request.method };
        let mut allowed: Vec<&str> = Vec::new();
        for (operation, takes, path, name) in ROUTES {
            let Some(parts) = match_path(path, request.path) else { continue };
            if *takes == *method {
                self.operation = Some(name);
                return Ok((operation, parts));
            }
            allowed.push(takes);
            if takes == "GET" {
                allowed.push("HEAD");
            }
        }
        if allowed.is_empty() {
            return Err(self.unknown_path());
        }
        let allowed = allowed.join(", ");
        let refusal = Refusal::new(Situation::MethodNotAllowed);
        Err(refusal.with_hint(format!("it takes {allowed}")).with_header("allow", allowed))
    }

    fn unknown_path(&self) -> Refusal {
        let path = self.request.path;
        let (first, _) = cut(path.get(1..).unwrap_or_default(), Some('/'));
        let names = self.control.providers.iter().map(|provider| provider.id());
        // What stands in the place of `{}` may be right.
        let routes: Vec<String> = ROUTES.iter().map(|(.., route, _)| filled(route, path)).collect();
        let meant = match near(first, names) {
            Some(name) => Some(format!("/{name}")),
            None => near(path, routes.iter().map(|route| &**route)).map(str::to_owned),
        };
        Refusal::new(Situation::UnknownPath).with_hint(match meant {
            Some(path) => format!("did you mean `{path}`?"),
            None => "`/_/providers` lists what is served".to_owned(),
        })
    }

    /// That no provider of this name is served.
    pub(super) fn unknown_provider(&self, id: &str) -> Refusal {
        let names: Vec<&str> = self.control.providers.iter().map(|one| one.id()).collect();
        let meant = one_of(Some(id), &names);
        Refusal::new(Situation::UnknownPath).with_hint(format!("of the providers, {meant}"))
    }
}

/// The segments that stand for `{}`.
fn match_path<'p>(pattern: &str, path: &'p str) -> Option<[&'p str; 2]> {
    let mut found = [""; 2];
    let mut free = found.iter_mut();
    let mut segments = split(path, Some('/'));
    for expected in split(pattern, Some('/')) {
        let segment = segments.next()?;
        match expected {
            "{}" if !segment.is_empty() => *free.next()? = segment,
            _ if expected == segment => {}
            _ => return None,
        }
    }
    segments.next().is_none().then_some(found)
}

/// A pattern with a path's own segments in the places of `{}`.
fn filled(pattern: &str, path: &str) -> String {
    let mut segments = split(path, Some('/'));
    let filled = split(pattern, Some('/')).map(|expected| {
        let segment = segments.next().unwrap_or_default();
        if expected == "{}" { segment } else { expected }
    });
    filled.collect::<Vec<_>>().join("/")
}
