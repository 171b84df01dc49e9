//! Provider files: those that do not load, and one that works in every function.

use super::providers::{NOW, example, fill, run_all};
use super::{expect, long, sorted, text};
use anyhook::{ConfigurationError, ExampleOptions, Mode, Provider, VerifyOptions};
use serde_json::{Value, json};

/// The file of a case: a text, or the base with changes.
fn provider_file(case: &Value, base: &Value) -> Vec<u8> {
    if let Some(text) = case.get("text") {
        return long(text).into_bytes();
    }
    let mut file = case.get("definition").unwrap_or(base).clone();
    let entries = |key| case.get(key).and_then(Value::as_object).into_iter().flatten();
    for (pointer, value) in entries("set") {
        let (holder, key) = holder_of(&mut file, pointer);
        match holder {
            Value::Array(items) => items[key.parse::<usize>().unwrap()] = value.clone(),
            holder => holder[key] = value.clone(),
        }
    }
    for pointer in case.get("remove").and_then(Value::as_array).into_iter().flatten() {
        let (holder, key) = holder_of(&mut file, pointer.as_str().unwrap());
        match holder {
            Value::Array(items) => drop(items.remove(key.parse().unwrap())),
            holder => drop(holder.as_object_mut().unwrap().remove(&key).unwrap()),
        }
    }
    for (pointer, name) in entries("rename") {
        let (holder, key) = holder_of(&mut file, pointer);
        let value = holder.as_object_mut().unwrap().remove(&key).unwrap();
        holder[name.as_str().unwrap()] = value;
    }
    file.to_string().into_bytes()
}

/// What holds the place that a JSON Pointer leads to, and its key there.
fn holder_of<'a>(file: &'a mut Value, pointer: &str) -> (&'a mut Value, String) {
    let (holder, key) = pointer.rsplit_once('/').unwrap();
    (file.pointer_mut(holder).unwrap(), key.replace("~1", "/").replace("~0", "~"))
}

#[test]
fn define_provider() {
    let base = base();
    run_all("define-provider.json", |case| {
        let found: Vec<String> = match Provider::from_json(&provider_file(case, &base)) {
            Ok(_) => Vec::new(),
            Err(ConfigurationError::InvalidProviderFile { faults }) => {
                faults.into_iter().map(|fault| fault.path).collect()
            }
            Err(error) => return Err(error.to_string()),
        };
        match case.get("among").and_then(Value::as_array) {
            Some(among) if among.iter().all(|path| found.contains(&text(path))) => Ok(()),
            Some(among) => Err(format!("found {found:?}, expected among them {among:?}")),
            None => expect(&sorted(json!(found)), &sorted(case["faults"].clone())),
        }
    });
}

fn base() -> Value {
    let path = format!("{}/tests/vectors/define-provider.json", env!("CARGO_MANIFEST_DIR"));
    let cases: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    cases[0]["definition"].clone()
}

/// A provider of one's own works in every function.
#[test]
fn a_provider_of_ones_own_works() {
    let acme = Provider::from_json(base().to_string().as_bytes()).unwrap();
    assert_eq!((acme.id(), acme.name()), ("acme", "Acme"));
    let file: Value = serde_json::from_str(acme.definition()).unwrap();
    assert_eq!(file, base());

    let validator = acme.validator("create").unwrap();
    let body = br#"{"url":"https://a.example/","events":["order.*","hook.added"]}"#;
    let value: Value =
        serde_json::from_str(&validator.validate(body, Mode::Strict).unwrap()).unwrap();
    assert_eq!(value["status"], "on");
    assert_eq!(value["sealed"], false);
    let bad = json!({
        "url": "http://a.example/", "events": ["order.gone", "ends", "ends", "ends"], "status": "",
        "name": "A", "note": 1, "shop": "s", "secret": "acme_", "weight": 3, "version": 2,
        "until": "tomorrow", "more": 1,
    });
    let found = validator.validate(bad.to_string().as_bytes(), Mode::Strict).unwrap_err();
    let found: Vec<_> = found.iter().map(|one| format!("{} {}", one.path, one.code)).collect();
    assert_eq!(
        sorted(json!(found)),
        json!([
            "/events max_items",
            "/events unique_items",
            "/events/0 unknown_event_type",
            "/more additional_properties",
            "/name min_length",
            "/name pattern",
            "/note type",
            "/secret pattern",
            "/shop pattern",
            "/status enum",
            "/until format",
            "/url url_scheme",
            "/version const",
            "/weight maximum",
        ])
    );
    let long = format!(
        r#"{{"url":"https://a.example/","events":["ends"],"name":"{}"}}"#,
        "a".repeat(1000)
    );
    let found = validator.validate(long.as_bytes(), Mode::Strict).unwrap_err();
    assert_eq!(found[0].code, "body_too_large");
    assert!(validator.is_valid(br#"{"url":"http://localhost/","events":["ends"]}"#, Mode::Open));

    let types: Vec<_> = acme.event_types().into_iter().map(|one| one.r#type).collect();
    // serde_json has sorted the file.
    assert_eq!(types, ["hook.added", "order.cancelled", "order.placed", "ends", "order.*"]);
    assert!(acme.matches(&["order.*"], "order.returned"));
    assert!(acme.matches(&["ends"], "order.cancelled"));
    assert!(!acme.matches(&["ends"], "order.placed"));

    let options = ExampleOptions { created_at: NOW * 1000, id: "evt_1", data: None };
    let event = example(&acme, "order.cancelled", &options);
    assert_eq!(
        event["body"],
        json!({
            "id": "evt_1", "type": "order.cancelled", "at": "2026-11-21T06:27:37.000Z",
            "data": { "id": "ord_1", "status": "cancelled", "shop": { "id": "shop_1" } },
            "shop": "shop_1",
        })
    );
    assert_eq!((&event["id"], &event["known"]), (&json!("evt_1"), &json!(true)));
    assert_eq!(example(&acme, "hook.added", &options)["data"], json!({}));

    let mut fill = fill();
    assert_eq!(acme.id_kinds().collect::<Vec<_>>(), ["client", "delivery", "order", "webhook"]);
    for (kind, length) in [("webhook", 29), ("delivery", 31), ("client", 36), ("order", 10)] {
        let id = acme.generate_id(kind, NOW, &mut fill).unwrap();
        assert!(acme.is_id(kind, &id).unwrap(), "{id}");
        assert_eq!(id.len(), length);
        assert!(!acme.is_id(kind, &format!("{id}\n")).unwrap());
    }
    let secret = acme.scheme().generate_secret(&mut fill);
    assert!(acme.is_secret(&secret));
    assert!(!acme.is_secret(&format!("{secret}{}", "a".repeat(60))), "longer than 100");
    let (first, last) = (&secret[..6], &secret[secret.len() - 3..]);
    assert_eq!(acme.mask_secret(&secret), format!("{first}*****{last}"));
    let explained = acme.scheme().explain(
        &[&secret],
        &[("X-Acme-Signature", "t=1,v1=0")],
        b"{}",
        VerifyOptions::at(1),
    );
    assert_eq!(explained.code, Some("malformed_header"));
}
