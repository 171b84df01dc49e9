//! Answers: rendered from the templates of the provider's file.

use super::refusal::Refusal;
use super::route::shown;
use super::values::{Failed, Success};
use super::{Request, Service};
use crate::json::{Json, Writer};
use crate::provider::render::{Filling, Values};
use crate::schema::Violation;
use alloc::borrow::ToOwned as _;
use alloc::format;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

/// The answer to a request, and what has to be written before it may be sent.
#[derive(Debug)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// Names in lower case, and values. A host adds that nothing is to be cached: an answer may hold a
    /// secret.
    pub headers: Vec<(&'static str, String)>,
    /// JSON text, if there is a body.
    pub body: Option<String>,
    /// What the provider's file calls the situation, if the request was refused.
    pub error: Option<&'static str>,
    /// What went wrong inside, for a log: the client is not told.
    pub cause: Option<&'static str>,
    /// The records to write: their keys and values. Every record that was read by its key must still
    /// be what it was.
    pub puts: Vec<(String, Vec<u8>)>,
    /// The keys of the records to delete, with those that are written or not at all.
    pub deletes: Vec<String>,
}

/// What an operation writes.
#[derive(Debug, Default)]
pub(crate) struct Changes {
    pub(crate) puts: Vec<(String, Vec<u8>)>,
    pub(crate) deletes: Vec<String>,
}

impl Service {
    pub(super) fn succeed(
        &self,
        operation: Json<'_>,
        values: &Success<'_>,
        changes: Changes,
    ) -> Answer {
        let success = operation.get("success");
        let mut headers = Vec::new();
        let body = success.and_then(|success| success.get("body")).map(|template| {
            headers.push(("content-type", "application/json".to_owned()));
            self.render(template, values)
        });
        let status = success.and_then(|success| success.get("status")).and_then(Json::as_number);
        Answer {
            status: status.and_then(|status| status.parse().ok()).unwrap_or(200),
            headers,
            body,
            error: None,
            cause: None,
            puts: changes.puts,
            deletes: changes.deletes,
        }
    }

    pub(super) fn render(&self, template: Json<'_>, values: &dyn Values) -> String {
        let mut json = Writer::with_room(1024);
        Filling::new(&self.provider, values, usize::MAX).write(template, &mut json);
        json.finish()
    }

    pub(super) fn refuse(
        &self,
        request: &Request<'_>,
        request_id: &str,
        scope: Option<&str>,
        mut refusal: Refusal,
    ) -> Answer {
        let file = self.provider.file();
        let case_of = |name| file.pointer("/errors/cases").and_then(|cases| cases.get(name));
        let case = case_of(refusal.situation.name()).or_else(|| {
            refusal.situation = refusal.situation.broader();
            case_of(refusal.situation.name())
        });
        let case = case.unwrap_or(file); // there is one of every situation that no rule brings
        let status = case.get("status").and_then(Json::as_number);
        let status = status.and_then(|status| status.parse().ok()).unwrap_or(500);
        let status = refusal.status.unwrap_or(status);
        let mut message = case.get("message").and_then(Json::as_str).unwrap_or_default().to_owned();
        if let Some(hint) = &refusal.hint {
            message.push_str(": ");
            message.push_str(hint);
        }
        if !self.tells_violations {
            push_violations(&refusal.violations, &mut message);
        }
        let path = shown(request.path);
        let values = Failed {
            refusal: &refusal,
            case,
            status,
            message: &message,
            scope,
            request_id,
            path: &path,
        };
        let filling = Filling::new(&self.provider, &values, usize::MAX);
        let mut body = Writer::with_room(512);
        body.open('{');
        let parts = [file.pointer("/errors/body"), case.get("members")];
        for members in parts.into_iter().flatten() {
            filling.write_members(members, &mut body);
        }
        body.close('}');
        let content_type = file.pointer("/errors/contentType").and_then(Json::as_str);
        let mut headers = vec![("content-type", content_type.unwrap_or_default().to_owned())];
        headers.append(&mut refusal.headers);
        if status == 401 {
            headers.push(("www-authenticate", self.auth.challenge.clone()));
        }
        Answer {
            status,
            headers,
            body: Some(body.finish()),
            error: Some(refusal.situation.name()),
            cause: refusal.cause,
            puts: Vec::new(),
            deletes: Vec::new(),
        }
    }
}

/// Adds what is wrong to a message, for bodies of errors that have no place of their own for it.
fn push_violations(violations: &[Violation], message: &mut String) {
    const MOST: usize = 10;
    for (index, violation) in violations.iter().take(MOST).enumerate() {
        message.push_str(if index == 0 { ": " } else { "; " });
        message.push_str(&format!("{violation}"));
    }
    if violations.len() > MOST {
        message.push_str(&format!("; and {} more", violations.len() - MOST));
    }
}
