//! The checks of what a subscription consists of, and that bodies have it.

use super::reader::{Faults, Node};
use crate::json::{Json, Kind};
use alloc::format;
use alloc::vec::Vec;

/// What a subscription consists of: the record's field, and the name that bodies have for it.
pub(super) fn check(root: &Node<'_>, subscription: &Node<'_>, faults: &mut Faults) {
    const FIELDS: [&str; 8] =
        ["url", "events", "active", "name", "description", "client", "encrypted", "secret"];
    subscription.object(&FIELDS, faults);
    subscription.need("url", faults);
    let mut seen: Vec<&str> = Vec::new();
    for (field, node) in subscription.members(faults) {
        let mapped = node.is(Kind::Object) && field == "active";
        let name = if mapped {
            node.object(&["field", "values"], faults);
            if let Some(values) = node.get("values") {
                check_values(&values, faults);
            }
            node.need("field", faults).and_then(|field| field.string(faults).map(|_| ()));
            node.value.get("field").and_then(Json::as_str)
        } else {
            node.string(faults)
        };
        let Some(name) = name else { continue };
        if seen.contains(&name) {
            node.fault("names a field of bodies that another one has", faults);
        }
        seen.push(name);
        check_texts(root, (field, &node), name, faults);
    }
}

/// What the service reads as text must be demanded as text, wherever a body has it, and bodies must
/// have it at all. `field` is the record's, `name` that of bodies.
fn check_texts(root: &Node<'_>, (field, node): (&str, &Node<'_>), name: &str, faults: &mut Faults) {
    let (pointers, form): (&[(&str, &str)], _) = match field {
        "events" => (
            &[("/type", "array"), ("/items/type", "string")],
            "an `array` of `items` of type `string`",
        ),
        "url" | "client" | "secret" => (&[("/type", "string")], "of type `string`"),
        _ => return,
    };
    if field == "client" && root.value.pointer("/ids/client").is_none() {
        node.fault("has no meaning without `ids.client`", faults);
    }
    let mut is_taken = false;
    let operations = root.get("operations");
    for (operation, node) in Node::members_of(operations.as_ref(), faults) {
        let Some(body) = node.get("body") else { continue };
        let Some(properties) = body.get("properties") else { continue };
        let Some(property) = properties.get(name) else { continue };
        is_taken |= operation == "create" || operation == field;
        let is = |(pointer, word): &(&str, &str)| {
            property.value.pointer(pointer).and_then(Json::as_str) == Some(word)
        };
        if !pointers.iter().all(is) {
            let message = format!("must be {form}, since it is the webhook's `{field}`");
            property.fault(&message, faults);
        }
    }
    if !is_taken {
        node.fault("names a field that the body of `create` does not have", faults);
    }
}

/// Pairs of what a body says, and whether that is active: each of the two must be said.
fn check_values(values: &Node<'_>, faults: &mut Faults) {
    let mut meanings = Vec::new();
    for pair in values.items(faults) {
        match &*pair.items(faults) {
            [word, meaning] if !word.is(Kind::Array) && !word.is(Kind::Object) => {
                meanings.extend(meaning.boolean(faults))
            }
            _ => pair.fault("must be a pair of a body's value and a boolean", faults),
        }
    }
    if meanings.len() != 2 || !meanings.contains(&true) || !meanings.contains(&false) {
        values.fault("must hold one pair for true and one for false", faults);
    }
}
