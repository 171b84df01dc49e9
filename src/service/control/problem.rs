//! Answers, and refusals as problem documents (RFC 9457).

use crate::json::Writer;
use crate::schema::write_violations;
use crate::service::answer::Answer;
use crate::service::refusal::{Refusal, Situation};
use crate::service::values::reason;
use alloc::borrow::ToOwned as _;
use alloc::format;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

pub(super) fn answer(status: u16, body: String) -> Answer {
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

/// That something cannot be done as things are.
pub(super) fn conflict(code: &'static str, message: &str) -> Refusal {
    Refusal::because(Situation::Conflict, code, message).with_hint(message.to_owned())
}

pub(super) fn problem(refusal: Refusal) -> Answer {
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
        Situation::NotFound => (404, "there is nothing with this id"),
        Situation::Conflict => (409, "this cannot be done now"),
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
