//! The checks of a provider's error answers: a body's template, and what it says in each situation.

use super::reader::{Faults, Node};
use super::template::{List, Scope, Templates};
use alloc::format;
use alloc::vec::Vec;

const ERROR: Scope = Scope {
    place: "an error",
    values: &[&[
        "error.code",
        "error.message",
        "error.status",
        "error.reason",
        "error.id",
        "error.scope",
        "request.id",
        "request.path",
    ]],
    lists: &[List {
        name: "error.violations",
        item: &[&["violation.path", "violation.code", "violation.message"]],
        is_value: true,
    }],
};

/// What a provider's file has an answer to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Situation {
    UnknownPath,
    MethodNotAllowed,
    Unauthenticated,
    Forbidden,
    RateLimited,
    UnsupportedMediaType,
    BodyTooLarge,
    MalformedBody,
    InvalidBody,
    NotFound,
    Internal,
    Unavailable,
    InvalidUrl,
    InvalidEvents,
    InvalidId,
    InvalidQuery,
    DuplicateUrl,
    TooManyWebhooks,
    IdempotencyMismatch,
    /// Of the control API alone.
    #[cfg(feature = "service")]
    Conflict,
}

impl Situation {
    /// Those that every provider has an answer to.
    const NEEDED: [Self; 12] = [
        Self::UnknownPath,
        Self::MethodNotAllowed,
        Self::Unauthenticated,
        Self::Forbidden,
        Self::RateLimited,
        Self::UnsupportedMediaType,
        Self::BodyTooLarge,
        Self::MalformedBody,
        Self::InvalidBody,
        Self::NotFound,
        Self::Internal,
        Self::Unavailable,
    ];

    /// Those that a provider may tell apart, and what they are where it does not.
    const TOLD_APART: [(Self, Self); 4] = [
        (Self::InvalidUrl, Self::InvalidBody),
        (Self::InvalidEvents, Self::InvalidBody),
        (Self::InvalidId, Self::NotFound),
        (Self::InvalidQuery, Self::InvalidBody),
    ];

    /// Those that come with a rule, each with the rule's name.
    const BY_RULE: [(Self, &'static str); 3] = [
        (Self::DuplicateUrl, "uniqueUrl"),
        (Self::TooManyWebhooks, "maxWebhooks"),
        (Self::IdempotencyMismatch, "idempotency"),
    ];

    /// How files call it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::UnknownPath => "unknown_path",
            Self::MethodNotAllowed => "method_not_allowed",
            Self::Unauthenticated => "unauthenticated",
            Self::Forbidden => "forbidden",
            Self::RateLimited => "rate_limited",
            Self::UnsupportedMediaType => "unsupported_media_type",
            Self::BodyTooLarge => "body_too_large",
            Self::MalformedBody => "malformed_body",
            Self::InvalidBody => "invalid_body",
            Self::NotFound => "not_found",
            Self::Internal => "internal",
            Self::Unavailable => "unavailable",
            Self::InvalidUrl => "invalid_url",
            Self::InvalidEvents => "invalid_events",
            Self::InvalidId => "invalid_id",
            Self::InvalidQuery => "invalid_query",
            Self::DuplicateUrl => "duplicate_url",
            Self::TooManyWebhooks => "too_many_webhooks",
            Self::IdempotencyMismatch => "idempotency_mismatch",
            #[cfg(feature = "service")]
            Self::Conflict => "conflict",
        }
    }

    /// What it is for a provider that does not tell it apart.
    #[cfg(feature = "service")]
    pub(crate) fn broader(self) -> Self {
        let found = Self::TOLD_APART.iter().find(|(situation, _)| *situation == self);
        found.map_or(self, |(_, broader)| *broader)
    }
}

pub(super) fn check(
    errors: &Node<'_>,
    rules: Option<&Node<'_>>,
    templates: &mut Templates<'_>,
    faults: &mut Faults,
) {
    errors.object(&["contentType", "body", "cases"], faults);
    let types = ["application/json", "application/problem+json"];
    errors.need_word("contentType", &types, faults);
    if let Some(body) = errors.need("body", faults) {
        body.members(faults);
        templates.check(&body, &ERROR, faults);
    }
    let Some(cases) = errors.need("cases", faults) else { return };
    let mut known = Vec::from_iter(Situation::NEEDED.map(Situation::name));
    known.extend(Situation::TOLD_APART.map(|(situation, _)| situation.name()));
    known.extend(Situation::BY_RULE.map(|(situation, _)| situation.name()));
    cases.object(&known, faults);
    for situation in Situation::NEEDED {
        cases.need(situation.name(), faults);
    }
    for (situation, rule) in Situation::BY_RULE {
        let name = situation.name();
        let has_rule = rules.is_some_and(|rules| rules.get(rule).is_some());
        let message = match (cases.get(name).is_some(), has_rule) {
            (false, true) => format!("is missing, and there is a rule `{rule}`"),
            (true, false) => format!("has no meaning without a rule `{rule}`"),
            _ => continue,
        };
        cases.fault_of(name, &message, faults);
    }
    for (_, case) in cases.members(faults) {
        case.object(&["status", "code", "message", "members"], faults);
        case.need("status", faults).and_then(|status| status.integer(400, 599, faults));
        case.get_string("code", faults);
        case.need("message", faults).and_then(|message| message.string(faults));
        if let Some(members) = case.get("members") {
            members.members(faults);
            templates.check(&members, &ERROR, faults);
        }
    }
}
