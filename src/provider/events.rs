//! The checks of a provider's events, and of how they are delivered.

use super::reader::{Faults, Node};
use super::template::{Scope, Templates};
use crate::error::excerpt;
use crate::json::Json;
use alloc::format;

const EVENT: Scope = Scope {
    place: "a delivery",
    values: &[&["event.id", "event.type", "event.createdAt", "event.data"]],
    lists: &[],
};

/// The event types, their examples, and the selectors that stand for several types.
pub(super) fn check(events: &Node<'_>, faults: &mut Faults) {
    events.object(&["open", "types", "examples", "selectors", "client"], faults);
    events.get("open").and_then(|open| open.boolean(faults));
    let client = events.get("client");
    for pointer in Node::items_of(client.as_ref(), faults) {
        if pointer.string(faults).is_some_and(|pointer| !pointer.starts_with('/')) {
            pointer.fault("must be a JSON Pointer into the data, such as `/customer/id`", faults);
        }
    }
    let examples = events.get("examples");
    if examples.as_ref().is_some_and(|examples| !examples.holds_at_most(256, faults)) {
        return;
    }
    for (_, example) in Node::members_of(examples.as_ref(), faults) {
        example.entries(faults);
    }
    let Some(types) = events.need("types", faults) else { return };
    for (name, event) in types.members(faults) {
        if !is_name(name) {
            event.fault("is no name of an event type: 1 to 128 visible ASCII characters", faults);
        }
        event.object(&["description", "example", "merge"], faults);
        event.get_string("description", faults);
        if let Some(merge) = event.get("merge") {
            merge.entries(faults);
            event.need("example", faults);
        }
        let Some(example) = event.get_string("example", faults) else { continue };
        if examples.is_none_or(|examples| examples.get(example).is_none()) {
            let found = excerpt(example.as_bytes());
            let message = format!("names {found}, which `examples` does not have");
            event.fault_of("example", &message, faults);
        }
    }
    let known = types.value.keys();
    let selectors = events.get("selectors");
    if selectors.as_ref().is_some_and(|selectors| !selectors.holds_at_most(64, faults)) {
        return;
    }
    for (name, selector) in Node::members_of(selectors.as_ref(), faults) {
        if !is_name(name) || types.get(name).is_some() {
            selector.fault("is no name of a selector, or is an event type", faults);
        }
        selector.object(&["description", "prefix", "types"], faults);
        selector.get_string("description", faults);
        match (selector.get("prefix"), selector.get("types")) {
            (Some(prefix), None) => {
                prefix.text(faults); // the empty one selects every event
            }
            (None, Some(selected)) if selected.holds_at_most(256, faults) => {
                for item in selected.items(faults) {
                    check_type(&item, &|name| known.find(name).is_some(), faults);
                }
            }
            (None, Some(_)) => {}
            _ => selector.fault("must have one of `prefix` and `types`", faults),
        }
    }
}

fn is_name(name: &str) -> bool {
    (1..=128).contains(&name.len()) && name.bytes().all(|byte| (0x21..=0x7e).contains(&byte))
}

/// An event type that is named somewhere in the file.
pub(super) fn check_type(node: &Node<'_>, is_known: &dyn Fn(&str) -> bool, faults: &mut Faults) {
    let Some(name) = node.string(faults) else { return };
    if !is_known(name) {
        let found = excerpt(name.as_bytes());
        node.fault(&format!("is {found}, which is not among the event types"), faults);
    }
}

/// What a delivery consists of besides its signature, and when it is tried again.
pub(super) fn check_delivery(
    delivery: &Node<'_>,
    templates: &mut Templates<'_>,
    faults: &mut Faults,
) {
    let keys =
        ["headers", "body", "signature", "receive", "retry", "disable", "encryption", "unanswered"];
    delivery.object(&keys, faults);
    if let Some(body) = delivery.get("body") {
        templates.check(&body, &EVENT, faults);
    }
    check_headers(delivery, templates, faults);
    if let Some(retry) = delivery.get("retry") {
        retry.object(&["delays", "jitter", "retryAfter", "within"], faults);
        retry.get_integer("within", 1, 31_536_000, faults);
        let delays = retry.need("delays", faults);
        for delay in Node::items_of(delays.as_ref(), faults) {
            delay.integer(1, 604_800, faults);
        }
        retry.get_integer("jitter", 0, 100, faults);
        retry.get_integer("retryAfter", 1, 86_400, faults);
    }
    if let Some(disable) = delivery.get("disable") {
        disable.object(&["after", "keepsPending"], faults);
        disable.need("after", faults).and_then(|after| after.integer(1, 1000, faults));
        disable.get("keepsPending").and_then(|keeps| keeps.boolean(faults));
    }
    if let Some(unanswered) = delivery.get("unanswered") {
        unanswered.object(&["timeout", "other"], faults);
        for key in ["timeout", "other"] {
            unanswered.need(key, faults).and_then(|status| status.integer(100, 599, faults));
        }
    }
    delivery.get("encryption").and_then(|form| form.word(&["anyhook-v1"], faults));
}

/// The headers of a delivery besides its content type and those of its signature.
fn check_headers(delivery: &Node<'_>, templates: &mut Templates<'_>, faults: &mut Faults) {
    let headers = delivery.get("headers");
    if let Some(headers) = &headers {
        headers.holds_at_most(64, faults);
    }
    let signed = delivery.value.pointer("/signature/headers");
    let signed = || signed.into_iter().flat_map(Json::entries).map(|(name, _)| name);
    let headers = Node::members_of(headers.as_ref(), faults);
    for (name, value) in &headers {
        value.header_name(name, faults);
        let mut taken = signed().chain(["Content-Type"]);
        if taken.any(|other| other.eq_ignore_ascii_case(name)) {
            value.fault("is a header that the delivery has already", faults);
        }
        templates.check(value, &EVENT, faults);
    }
    // A receiver's file may leave out what the provider sends.
    let receive = delivery.get("receive").filter(|_| delivery.get("body").is_some());
    let id = receive.as_ref().and_then(|receive| receive.get("id"));
    let header = id.as_ref().and_then(|id| id.get("header"));
    if let Some(header) = header
        && let Some(name) = header.value.as_str()
        && !headers.iter().any(|(other, _)| other.eq_ignore_ascii_case(name))
        && !signed().any(|other| other.eq_ignore_ascii_case(name))
    {
        header.fault("is a header that `/delivery/headers` does not have", faults);
    }
}
