//! The checks of a provider's API: credentials, limits and rules; the rest has files of its own.
//!
//! What is checked here is executed by the service: a file that loads is one that can be served.

use super::reader::{Faults, Node};
use super::template::Templates;
use super::{errors, operations, subscription};
use crate::text::count;

/// The most that a file may let a body have, in bytes: what has room in the binding's buffer.
pub(crate) const LARGEST_BODY: u64 = 128 << 10;

/// Checks the blocks that a provider with operations has.
pub(super) fn check(root: &Node<'_>, templates: &mut Templates<'_>, faults: &mut Faults) {
    if let Some(auth) = root.need("auth", faults) {
        check_auth(&auth, faults);
    }
    if let Some(subscription) = root.need("subscription", faults) {
        subscription::check(root, &subscription, faults);
    }
    if let Some(operations) = root.need("operations", faults) {
        let events = root.get("events");
        let types = events.as_ref().and_then(|events| events.get("types"));
        operations::check(&operations, types, templates, faults);
    }
    if let Some(limits) = root.get("limits") {
        check_limits(&limits, faults);
    }
    let rules = root.get("rules");
    if let Some(rules) = &rules {
        check_rules(rules, faults);
    }
    if let Some(errors) = root.need("errors", faults) {
        errors::check(&errors, rules.as_ref(), templates, faults);
    }
}

/// Credentials: the headers of one alternative are all needed, any alternative will do.
fn check_auth(auth: &Node<'_>, faults: &mut Faults) {
    auth.object(&["anyOf"], faults);
    let Some(alternatives) = auth.need("anyOf", faults) else { return };
    let items = alternatives.items(faults);
    if items.is_empty() {
        alternatives.fault("must have an alternative at least", faults);
    }
    for item in items {
        item.object(&["headers"], faults);
        let Some(headers) = item.need("headers", faults) else { continue };
        headers.holds_at_most(64, faults);
        let mut keys = 0;
        for (name, value) in headers.members(faults) {
            value.header_name(name, faults);
            let text = value.string(faults).unwrap_or_default();
            let has = |slot| count(text, slot) == 1;
            let is_key = has("{key}") || has("{token}");
            if count(text, "{") != 1 || count(text, "}") != 1 || !(is_key || has("{secret}")) {
                let message = "must hold one of `{key}`, `{token}` and `{secret}`, once";
                value.fault(message, faults);
            }
            keys += usize::from(is_key);
        }
        if keys != 1 {
            headers.fault("must hold `{key}` or `{token}` in exactly one header", faults);
        }
    }
}

fn check_limits(limits: &Node<'_>, faults: &mut Faults) {
    limits.object(&["body", "requestsPerHour"], faults);
    limits.get_integer("body", 1, LARGEST_BODY, faults);
    if let Some(requests) = limits.get("requestsPerHour") {
        requests.object(&["production", "development"], faults);
        for key in ["production", "development"] {
            requests.get_integer(key, 1, 1_000_000_000, faults);
        }
    }
}

fn check_rules(rules: &Node<'_>, faults: &mut Faults) {
    rules.object(&["maxWebhooks", "uniqueUrl", "idempotency", "updateEnables"], faults);
    rules.get_integer("maxWebhooks", 1, 1_000_000, faults);
    for key in ["uniqueUrl", "updateEnables"] {
        rules.get(key).and_then(|node| node.boolean(faults));
    }
    if let Some(idempotency) = rules.get("idempotency") {
        idempotency.object(&["header", "seconds"], faults);
        if let Some(header) = idempotency.need("header", faults)
            && let Some(name) = header.string(faults)
        {
            header.header_name(name, faults);
        }
        idempotency.need("seconds", faults).and_then(|node| node.integer(1, 31_536_000, faults));
    }
}
