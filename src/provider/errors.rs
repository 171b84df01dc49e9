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

/// The situations that every provider has an answer to.
const NEEDED: [&str; 12] = [
    "unknown_path",
    "method_not_allowed",
    "unauthenticated",
    "forbidden",
    "rate_limited",
    "unsupported_media_type",
    "body_too_large",
    "malformed_body",
    "invalid_body",
    "not_found",
    "internal",
    "unavailable",
];

/// Those that a provider may tell apart from `invalid_body` and `not_found`.
const OPTIONAL: [&str; 4] = ["invalid_url", "invalid_events", "invalid_id", "invalid_query"];

/// Those that come with a rule, each with the rule's name.
const BY_RULE: [(&str, &str); 3] = [
    ("duplicate_url", "uniqueUrl"),
    ("too_many_webhooks", "maxWebhooks"),
    ("idempotency_mismatch", "idempotency"),
];

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
    let mut known = Vec::from_iter(NEEDED);
    known.extend(OPTIONAL);
    known.extend(BY_RULE.map(|(case, _)| case));
    cases.object(&known, faults);
    for name in NEEDED {
        cases.need(name, faults);
    }
    for (name, rule) in BY_RULE {
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
